"""The form of an edition of a document."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from charter.files import LARGEST_FILE
from charter.form_parts import DayField, PortalForm, choice, paragraph, sentence
from charter.translated import lazily as _lazy

KINDS = {".pdf": b"%PDF-"}


class EditionForm(PortalForm):
    """A document that came out: where it is, or the file itself."""

    title = sentence(_lazy("Title"), _lazy("Give the edition a title, like Annual report 2025 to 2026."))
    published = DayField(
        label=_lazy("Published on"), error_messages={"required": _lazy("Say on which day it came out.")}
    )
    due = choice(
        _lazy("Which one it is"),
        [],
        required=False,
        help_text=_lazy("Choose only if it is not the first that is still open."),
    )
    review_by = DayField(label=_lazy("To be reviewed by"), required=False)
    address = forms.URLField(
        label=_lazy("Web address"),
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text=_lazy("Where people can read it, or give the file below."),
        error_messages={"invalid": _lazy("Enter a web address, like https://www.example.org/report.")},
    )
    file = forms.FileField(label=_lazy("File"), required=False, help_text=_lazy("A PDF of at most 10 MB."))

    def __init__(self, *args: Any, open_days: tuple[date, ...] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        if not open_days:
            del self.fields["due"]
            return
        listed = [
            (day.isoformat(), _("Due by {day}").format(day=date_format(day, "j F Y"))) for day in open_days
        ]
        self.fields["due"].choices = [("", _("The first that is still open")), *listed]  # type: ignore[attr-defined]

    @property
    def due_day(self) -> date | None:
        """The due day that it was made for; None leaves it to the schedule."""
        chosen = self.cleaned_data.get("due")
        return date.fromisoformat(chosen) if chosen else None

    def clean_file(self) -> UploadedFile | None:
        """Only a real PDF of a fair size: the kind is looked at, not believed."""
        file = cast(UploadedFile | None, self.cleaned_data.get("file"))
        if file is None:
            return None
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Make it smaller, or give its address.")
            )
        start = file.read(5)
        file.seek(0)
        if start != KINDS[".pdf"]:
            raise forms.ValidationError(_("This is not a PDF. Save the document as PDF and choose it again."))
        return file

    def clean(self) -> dict[str, Any]:
        """Address or file; the review comes after the day of publication."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("address") and not cleaned.get("file"):
            self.add_error("address", _("Give the address of the document, or the file itself."))
        published, review = cleaned.get("published"), cleaned.get("review_by")
        if published and review and review < published:
            self.add_error("review_by", _("This is before the day it came out. Give a later day."))
        return cleaned


class ChangeForm(PortalForm):
    """Something changed that a document must follow."""

    day = DayField(
        label=_lazy("When it changed"),
        error_messages={"required": _lazy("Say on which day it changed.")},
    )
    note = paragraph(_lazy("What changed"), _lazy("Say what changed."), most=500)

    def clean_day(self) -> date:
        """Changes are noted once they happened."""
        day = cast(date, self.cleaned_data["day"])
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future. Note the change when it has come."))
        return day
