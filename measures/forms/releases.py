"""The forms of a publisher: choose a period, publish or schedule, withdraw."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.form_parts import PortalForm, choice, paragraph
from charter.periods import Period
from charter.translated import lazily as _lazy

CLOCKS_CHANGE = N_("Clocks change at that time. Choose 02:00 or later.")
FARTHEST = timedelta(days=366)


class PeriodForm(forms.Form):
    """Which period to look at; a link, not a write, so it carries no token."""

    period = choice(_lazy("Period"), [], missing=_lazy("Choose a period."))

    def __init__(self, *args: Any, periods: list[Period], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["period"].choices = [(period.key, period.label) for period in periods]  # type: ignore[attr-defined]


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A minute of British time; one that the change of clocks leaves out or has twice is no moment."""

    widget = MomentInput

    def __init__(self, **options: Any) -> None:
        words = {"invalid": _lazy("Enter a day and a time, like 30/6/2026 09:00.")}
        formats = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"]
        super().__init__(input_formats=formats, error_messages=words, **options)

    def to_python(self, value: Any) -> datetime | None:
        """The moment. Raises ValidationError with a time to choose when the clocks change (X55)."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code == "ambiguous_timezone":
                raise ValidationError(_(CLOCKS_CHANGE), code="invalid") from error
            raise


class PublishForm(PortalForm):
    """Publish what the preview showed, now or at a time; `seen` is the hash of what was shown."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput())
    reason = paragraph(
        _lazy("Why is it published again?"),
        "",
        required=False,
        help_text=_lazy("The public notice prints it."),
    )
    scheduled_for = MomentField(
        label=_lazy("Publish at"),
        required=False,
        help_text=_lazy("Only for “Publish later”. British time, to the minute."),
    )

    confirmed = forms.BooleanField(
        label=_lazy("I have looked at what the portal worked out by itself."),
        error_messages={"required": _lazy("Look at what the portal worked out by itself, and confirm it.")},
    )

    def __init__(self, *args: Any, again: bool, worked_out: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.again = again
        if not worked_out:
            del self.fields["confirmed"]
        if not again:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = _(
                "This period was published before. Say why it is published again."
            )

    def clean(self) -> dict[str, Any]:
        """A later publication needs its time, and the time lies ahead."""
        cleaned = super().clean() or {}
        if self.data.get("do") == "later" and "scheduled_for" not in self.errors:
            self._check(cleaned.get("scheduled_for"))
        return cleaned

    def _check(self, moment: datetime | None) -> None:
        if moment is None:
            self.add_error("scheduled_for", _("Say when it is to be published."))
        elif moment <= timezone.now():
            self.add_error("scheduled_for", _("This time is over. Choose a later one, or publish now."))
        elif moment > timezone.now() + FARTHEST:
            self.add_error("scheduled_for", _("This is more than a year ahead. Choose an earlier time."))

    @property
    def moment(self) -> datetime | None:
        """When to publish; None for now."""
        return self.cleaned_data["scheduled_for"] if self.data.get("do") == "later" else None
