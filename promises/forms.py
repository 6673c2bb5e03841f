"""The form of an edition of a document."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from charter.files import LARGEST_FILE
from charter.form_parts import DayField, PortalForm, choice, paragraph, sentence

KINDS = {".pdf": b"%PDF-"}


class EditionForm(PortalForm):
    """A document that came out: where it is, or the file itself."""

    title = sentence("Title", "Give the edition a title, like Annual report 2025 to 2026.")
    published = DayField(label="Published on", error_messages={"required": "Say on which day it came out."})
    due = choice(
        "Which one it is",
        [],
        required=False,
        help_text="Choose only if it is not the first that is still open.",
    )
    review_by = DayField(label="To be reviewed by", required=False)
    address = forms.URLField(
        label="Web address",
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text="Where people can read it, or give the file below.",
        error_messages={"invalid": "Enter a web address, like https://www.example.org/report."},
    )
    file = forms.FileField(label="File", required=False, help_text="A PDF of at most 10 MB.")

    def __init__(self, *args: Any, open_days: tuple[date, ...] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        if not open_days:
            del self.fields["due"]
            return
        listed = [(day.isoformat(), f"Due by {day.day} {day:%B %Y}") for day in open_days]
        self.fields["due"].choices = [("", "The first that is still open"), *listed]  # type: ignore[attr-defined]

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
                "The file is larger than 10 MB. Make it smaller, or give its address."
            )
        start = file.read(5)
        file.seek(0)
        if start != KINDS[".pdf"]:
            raise forms.ValidationError("This is not a PDF. Save the document as PDF and choose it again.")
        return file

    def clean(self) -> dict[str, Any]:
        """Address or file; the review comes after the day of publication."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("address") and not cleaned.get("file"):
            self.add_error("address", "Give the address of the document, or the file itself.")
        published, review = cleaned.get("published"), cleaned.get("review_by")
        if published and review and review < published:
            self.add_error("review_by", "This is before the day it came out. Give a later day.")
        return cleaned


class ChangeForm(PortalForm):
    """Something changed that a document must follow."""

    day = DayField(
        label="When it changed",
        error_messages={"required": "Say on which day it changed."},
    )
    note = paragraph("What changed", "Say what changed.", most=500)

    def clean_day(self) -> date:
        """Changes are noted once they happened."""
        day = cast(date, self.cleaned_data["day"])
        if day > timezone.localdate():
            raise forms.ValidationError("This day is in the future. Note the change when it has come.")
        return day
