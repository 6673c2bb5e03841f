"""What the page of one event says beyond its plan: place, agenda, room, who came, what was heard."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from charter.languages.own import as_written
from engagement.models import Event


@dataclass(frozen=True)
class EventDetails:
    """All in public: never the link to join, never who. `came` is a count; `moved_from` the time before."""

    place: str
    agenda: str
    seats: int | None
    late_because: str
    moved_from: datetime | None
    moved_because: str
    heard: str
    next_steps: str
    heard_on: date | None
    came: int


def details(slug: str) -> EventDetails | None:
    """Of one event; None for none. One query."""
    came = Count("places", filter=Q(places__came=True))
    one = Event.objects.filter(slug=slug).annotate(came=came).first()
    if one is None:
        return None
    return EventDetails(
        place=as_written(one.place),
        agenda=as_written(one.agenda),
        seats=one.seats,
        late_because=as_written(one.late_because),
        moved_from=one.moved_from,
        moved_because=as_written(one.moved_because),
        heard=as_written(one.heard) if one.heard_on else "",
        next_steps=as_written(one.next_steps) if one.heard_on else "",
        heard_on=one.heard_on,
        came=one.came,
    )
