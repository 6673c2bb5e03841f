"""The form that takes a file of figures."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from charter.faults import Refused
from charter.form_parts import PortalForm

CHOOSE = "Choose a file."


class UploadForm(PortalForm):
    """One file; what it holds decides, not its name. `status` is the HTTP status that fits its faults."""

    file = forms.FileField(
        label="File",
        help_text="CSV, up to 10 MB and 10,000 rows. In Excel choose “Save as”, then “CSV UTF-8”.",
        allow_empty_file=True,
        error_messages={"required": CHOOSE, "missing": CHOOSE, "invalid": CHOOSE},
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.status = 422

    def clean_file(self) -> UploadedFile:
        """The file; two files in one field are not guessed at."""
        sent = self.files.getlist("file") if hasattr(self.files, "getlist") else [self.cleaned_data["file"]]
        if len(sent) > 1:
            raise forms.ValidationError("Choose one file at a time.")
        return cast(UploadedFile, self.cleaned_data["file"])

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        """Say beside the box what is wrong with the file, and remember the status."""
        self.status = getattr(refusal, "status", 422)
        super().refuse(refusal, "file")
