"""The boxes that say which promises and measures a record is about."""

from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TypeVar

from django import forms

from charter.faults import Refused
from charter.form_parts import PortalForm
from charter.translated import lazily as _lazy
from engagement.actions.checks import About
from measures.models import Measure
from promises.models import Promise

Given = ParamSpec("Given")
Found = TypeVar("Found")


def heard(check: Callable[Given, Found], *given: Given.args, **named: Given.kwargs) -> Found:
    """What a check of the verbs finds; what it refuses is then said beside the box that asked."""
    try:
        return check(*given, **named)
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


def _ticks(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _lazy("The list has changed. Tick what you want once more.")},
    )


class AboutForm(PortalForm):
    """A record about promises of the charter in force and measures in use. Two queries.

    What the record names already stays on the list, also when the charter no longer has it.
    """

    promises = _ticks(_lazy("Which promises is it about?"))
    measures = _ticks(_lazy("Which measures is it about?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        promises = Promise.objects.filter(charter__is_current=True).values_list("slug", "title")
        measures = Measure.objects.filter(retired=None).order_by("title").values_list("slug", "title")
        self._offer("promises", promises)
        self._offer("measures", measures)

    def _offer(self, name: str, listed: Iterable[tuple[str, str]]) -> None:
        known = dict(listed)
        gone = {slug: slug for slug in getattr(self.row, name, ()) if slug not in known}
        self.fields[name].choices = [*known.items(), *gone.items()]  # type: ignore[attr-defined]

    def about(self) -> About:
        """What was ticked; ask only when the form is valid."""
        said = self.cleaned_data
        return About(tuple(said["promises"]), tuple(said["measures"]))
