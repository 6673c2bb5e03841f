"""The forms of a year's close and of locked periods."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _

from charter.faults import Refused
from charter.form_parts import DayField, PortalForm, paragraph, sentence
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from charter.translated import lazily as _lazy
from measures.actions.periods import LONGEST, MOST_DAYS
from measures.models import Measure
from measures.querysets.year_end import Checklist

PROPOSED = timedelta(days=7)


class ChooseForm(forms.Form):
    """Which period of which measure to unlock; it only leads to the page that does."""

    measure = forms.ModelChoiceField(
        Measure.objects.filter(retired__isnull=True).order_by("title"),
        to_field_name="slug",
        empty_label=_lazy("Choose a measure"),
        error_messages={
            "required": _lazy("Choose a measure."),
            "invalid_choice": _lazy("Choose one of the list."),
        },
    )
    period = sentence(
        _lazy("Period"),
        _lazy("Enter a period, like 2026-03 or 2025-26-Q4."),
        most=12,
        help_text=_lazy("A month like 2026-03, a quarter like 2025-26-Q4, a year like 2025-26."),
    )
    use_required_attribute = False

    def clean_period(self) -> Period:
        """The period of these signs."""
        try:
            return Period.parse(self.cleaned_data["period"], year_starts())
        except PeriodError as error:
            raise forms.ValidationError(str(error)) from error


class CloseForm(PortalForm):
    """Close a year: a reason for each line of the checklist that is let pass; `seen` is what was shown."""

    seen = forms.CharField(max_length=16, widget=forms.HiddenInput())

    def __init__(self, *args: Any, checklist: Checklist, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seen"].initial = checklist.fingerprint
        self.titles = {line.title: line.name for line in checklist.standing if line.may_except}
        for title, name in self.titles.items():
            said = f"{title[0].lower()}{title[1:]}"
            self.fields[name] = paragraph(
                _("Why is this let pass: {what}?").format(what=said),
                _("Say why the year is closed in spite of this: {what}.").format(what=said),
                rows=2,
                help_text=_("It is kept with the closing."),
            )

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        """Each line that stands in the way is said by itself, beside its box where it has one."""
        if not refusal.faults:
            super().refuse(refusal, field)
        for fault in refusal.faults:
            self.add_error(self.titles.get(fault.where), str(fault))

    @property
    def reasons(self) -> dict[str, str]:
        """The reason of each line that is let pass, by the line's name."""
        return {name: self.cleaned_data[name] for name in self.titles.values()}

    @property
    def boxes(self) -> list[forms.BoundField]:
        """The boxes of the reasons."""
        return [self[name] for name in self.titles.values()]


class UnlockForm(PortalForm):
    """Unlock one period of a measure until a day; the reason is asked for where nobody gave one yet."""

    reason = paragraph(
        _lazy("Why is it unlocked?"),
        _lazy("Say why the period is unlocked."),
        help_text=_lazy("It is kept with the figure."),
    )
    until = DayField(
        label=_lazy("Until"),
        help_text=format_lazy(
            _lazy("The last day on which the figure may be entered, {days} days ahead at most."), days=LONGEST
        ),
        error_messages={"required": _lazy("Say until when it is unlocked.")},
    )

    def __init__(self, *args: Any, asked: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["until"] = self.initial.get("until") or timezone.localdate() + PROPOSED
        if asked:
            del self.fields["reason"]


class LockRuleForm(PortalForm):
    """From when on what is published is locked."""

    days_after_release = forms.IntegerField(
        label=_lazy("Days after its release"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_lazy("Leave it empty, and publishing alone locks nothing."),
        error_messages={
            "invalid": _lazy("Enter a whole number of days, like 30, or leave it empty."),
            "min_value": _lazy("Enter 0 or more days, or leave it empty."),
            "max_value": format_lazy(_lazy("Enter at most {days} days."), days=f"{MOST_DAYS:,}"),
        },
    )
