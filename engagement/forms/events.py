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
from engagement.actions.checks import free_address
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
    text = paragraph(
        _lazy("What it is about, where, and how to join (if you like)"), "", most=4000, required=False
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
        return Plan(said["title"], said["kind"], starts, said["text"], self.bodies.get(said["body"]))
