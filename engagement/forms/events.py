"""The form of an event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model

from charter.form_parts import ClockField, DayField, PortalForm, choice, paragraph, sentence
from charter.models import Body
from charter.translated import lazily as _lazy
from charter.working_time import LONDON
from engagement.actions.checks import free_address, web_address
from engagement.actions.events import Plan, address_of
from engagement.forms.about import heard
from engagement.models import EVENT_KINDS, Event


class EventForm(PortalForm):
    """Something that people can come to: what, when and for whom."""

    title = sentence(_lazy("Title"), _lazy("Give the event a title."))
    kind = choice(_lazy("Kind"), EVENT_KINDS, missing=_lazy("Choose the kind of the event from the list."))
    day = DayField(label=_lazy("Day"), error_messages={"required": _lazy("Choose the day of the event.")})
    at = ClockField(
        label=_lazy("Time"),
        error_messages={"required": _lazy("Say when it begins, like 18:00 or 6pm.")},
    )
    body = choice(_lazy("For whom"), [], required=False)
    text = paragraph(_lazy("What it is about (if you like)"), "", most=4000, required=False)
    place = sentence(_lazy("Where, an address or “online” (if you like)"), "", most=300, required=False)
    join_link = sentence(
        _lazy("Link to join online (if there is one)"),
        "",
        most=500,
        required=False,
        help_text=_lazy("Only those who come get it, by mail. It is never on a page for everybody."),
    )
    agenda = paragraph(_lazy("Agenda and papers (if you like)"), "", rows=5, most=8000, required=False)
    seats = forms.IntegerField(
        label=_lazy("Room for how many (empty: for all)"),
        required=False,
        min_value=1,
        max_value=9999,
        error_messages={
            "invalid": _lazy("Enter a whole number, like 12."),
            "min_value": _lazy("Enter a number from 1 to 9999, or leave it empty."),
            "max_value": _lazy("Enter a number from 1 to 9999, or leave it empty."),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.bodies = {one.slug: one for one in Body.objects.order_by("name")}
        listed = [(slug, one.name) for slug, one in self.bodies.items()]
        self.fields["body"].choices = [("", _lazy("Everybody")), *listed]  # type: ignore[attr-defined]

    def values_of(self, row: Model) -> Mapping[str, Any]:
        """What the boxes hold: day and time in London, the group by its address."""
        if not isinstance(row, Event) or row.pk is None:
            return {}
        starts = row.starts.astimezone(LONDON)
        body = row.body.slug if row.body else ""
        return {
            "title": row.title,
            "kind": row.kind,
            "day": starts.date(),
            "at": starts.time(),
            "body": body,
            "text": row.summary,
            "place": row.place,
            "join_link": row.join_link,
            "agenda": row.agenda,
            "seats": row.seats,
        }

    def clean(self) -> dict[str, Any]:
        """The address of a new event is made of its day and title."""
        said = super().clean() or {}
        is_new = self.row is None or self.row.pk is None
        if is_new and "title" in said and "day" in said:
            try:
                heard(free_address, Event, address_of(said["title"], said["day"]))
            except forms.ValidationError as fault:
                self.add_error("title", fault)
        return said

    def plan(self) -> Plan:
        """What was filled in; ask only when the form is valid."""
        said = self.cleaned_data
        starts = datetime.combine(said["day"], said["at"], LONDON)
        extra = {name: said[name] for name in ("place", "join_link", "agenda", "seats")}
        body = self.bodies.get(said["body"])
        return Plan(said["title"], said["kind"], starts, said["text"], body, **extra)

    def clean_join_link(self) -> str:
        """A whole web address."""
        return str(heard(web_address, self.cleaned_data["join_link"]))


def late_box() -> forms.CharField:
    """Why people hear less than a week before."""
    return paragraph(
        _lazy("Why do people hear so late? (only if it is less than a week before)"),
        "",
        required=False,
        help_text=_lazy("Everybody reads it on the page of the event."),
    )


class InvitationForm(PortalForm):
    """That the invitation went out today."""

    late_because = late_box()


class MoveForm(PortalForm):
    """Another time for an event, and why."""

    day = DayField(label=_lazy("New day"), error_messages={"required": _lazy("Choose the new day.")})
    at = ClockField(
        label=_lazy("New time"),
        error_messages={"required": _lazy("Say when it begins, like 18:00 or 6pm.")},
    )
    because = paragraph(
        _lazy("Why does it take place at another time?"), _lazy("Say why it takes place at another time.")
    )
    late_because = late_box()

    def values_of(self, row: Model) -> Mapping[str, Any]:
        """Nothing: the time is a new one."""
        return {}

    def starts(self) -> datetime:
        """The new moment; ask only when the form is valid."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"], LONDON)
