"""The forms of meetings, their agenda and minutes, and of a group's own words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Model

from charter.form_parts import ClockField, DayField, PortalForm, choice, paragraph, sentence
from charter.translated import lazily as _lazy
from measures.actions.meetings import Noted, Plan
from measures.models import AgendaItem
from measures.models.meeting import MINUTE_KINDS

MOST_LETTERS = 4000


class MeetingForm(PortalForm):
    """When and where a body meets."""

    held_on = DayField(
        label=_lazy("Day"), error_messages={"required": _lazy("Choose the day of the meeting.")}
    )
    starts = ClockField(label=_lazy("Time"), required=False)
    place = sentence(_lazy("Place"), "", most=120, required=False)
    papers_due = DayField(
        label=_lazy("Papers due by"),
        required=False,
        help_text=_lazy("They are made by themselves three days before."),
    )

    def plan(self) -> Plan:
        """What was filled in; ask only when the form is valid."""
        said = self.cleaned_data
        return Plan(said["held_on"], said["starts"], said["place"], said["papers_due"])


class PlanForm(MeetingForm):
    """A meeting that nobody has planned yet."""


class FillForm(PortalForm):
    """What the figures and the last meeting offer for the agenda, each with a box to tick."""

    keys = forms.MultipleChoiceField(
        label=_lazy("What needs your eye"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _lazy("Tick at least one."),
            "invalid_choice": _lazy("The list has changed. Tick what you want once more."),
        },
    )

    def __init__(self, *args: Any, offered: Iterable[AgendaItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["keys"].choices = [(one.key, _told(one)) for one in offered]  # type: ignore[attr-defined]


def _told(item: AgendaItem) -> str:
    """A point in one line; most sentences of figures begin with the title already."""
    return item.says if item.says.startswith(item.title) else f"{item.title}: {item.says}"


class ItemForm(PortalForm):
    """A member's own point."""

    title = sentence(_lazy("What do you want to talk about?"), _lazy("Say what you want to talk about."))
    says = paragraph(_lazy("More about it (if you like)"), "", required=False)


class PointForm(PortalForm):
    """The buttons beside a point of the agenda."""

    item = forms.IntegerField(widget=forms.HiddenInput())


class MinuteForm(PortalForm):
    """A line of the minutes."""

    kind = choice(
        _lazy("What kind of line is it?"),
        MINUTE_KINDS,
        missing=_lazy("Choose whether this was noted, decided or asked."),
        widget=forms.RadioSelect,
    )
    text = paragraph(_lazy("What was said"), _lazy("Write what was said."), most=MOST_LETTERS)
    item = choice(_lazy("Which point of the agenda?"), [], required=False)
    owner = sentence(
        _lazy("Who does it, or answers it"),
        "",
        most=120,
        required=False,
        help_text=_lazy("A job, such as Head of Repairs. Name no people."),
    )
    due = DayField(label=_lazy("By when"), required=False)

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = {str(one.pk): one for one in items}
        listed = [(key, one.title) for key, one in self.items.items()]
        self.fields["item"].choices = [("", _lazy("None of them")), *listed]  # type: ignore[attr-defined]

    def values_of(self, row: Model) -> Mapping[str, Any]:
        """What the boxes hold; the point of the agenda by its number."""
        return {**super().values_of(row), "item": str(getattr(row, "item_id", None) or "")}

    def noted(self) -> Noted:
        """What was filled in; ask only when the form is valid."""
        said = self.cleaned_data
        item = self.items.get(said["item"])
        return Noted(said["kind"], said["text"], item, said["owner"], said["due"])


class AnswerForm(PortalForm):
    """The answer to what a meeting asked."""

    answer = paragraph(
        _lazy("Your answer"),
        _lazy("Write the answer. The body reads it before its next meeting."),
        rows=6,
        most=MOST_LETTERS,
        help_text=_lazy("Plain words and short sentences. Name no people."),
    )


class CommentForm(PortalForm):
    """What a group says in its own words."""

    text = paragraph(
        _lazy("What you want to say"), _lazy("Write what you want to say."), rows=8, most=MOST_LETTERS
    )
