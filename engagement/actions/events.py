"""Verbs of an event: plan, invite, hold, cancel."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from charter import audit, changes
from charter.faults import Refused
from charter.models import Body, User
from charter.working_time import local_date
from engagement.actions.checks import day_so_far, free_address, moment_so_far, not_before, words
from engagement.models import EVENT_KINDS, Event

COUNTED = ("events_held", "events_with_notice")


@dataclass(frozen=True)
class Plan:
    """What is to take place and when; `starts` is an aware moment, `body` who meets (None: everybody)."""

    title: str
    kind: str
    starts: datetime
    summary: str = ""
    body: Body | None = None


@transaction.atomic
def plan_event(*, plan: Plan, by: User, slug: str = "") -> Event:
    """Put an event on the list. `slug` is its address, by default made of the day and the title.

    Raises Refused without a title, for an unknown kind, or when the address is taken.
    """
    if plan.kind not in dict(EVENT_KINDS):
        raise Refused("Choose the kind of the event from the list.")
    title = words(plan.title, "Give the event a title.")
    event = Event.objects.create(
        slug=free_address(Event, slug or f"{local_date(plan.starts)} {title}"),
        kind=plan.kind,
        title=title,
        summary=plan.summary.strip(),
        body=plan.body,
        starts=plan.starts,
        planned_by=by,
    )
    audit.record("plan_event", event, by=by)
    return event


@transaction.atomic
def note_invitation(*, event: Event, invited_on: date, by: User) -> Event:
    """Note the day on which the invitation went out to people; its week's notice counts from there.

    Raises Refused when it is noted already, for a day ahead, for one after the event, or for a cancelled one.
    """
    found = _locked(event)
    if found.state == "cancelled":
        raise Refused("This event is cancelled.")
    if found.invited_on is not None:
        raise Refused("The day of the invitation is noted already.")
    day_so_far(invited_on, "The day of the invitation")
    not_before(local_date(found.starts), invited_on, "The invitation cannot come after the event.")
    found.invited_on = invited_on
    found.version += 1
    found.save()
    audit.record("note_invitation", found, by=by)
    _announce(found, by=by)
    return found


@transaction.atomic
def hold_event(*, event: Event, by: User, at: datetime | None = None) -> Event:
    """Say that an event took place; from now on it counts.

    `at` is when this was said, now by default. Raises Refused before it began, or when it is settled already.
    """
    found = _locked(event)
    if found.state != "planned":
        raise Refused(f"This event is {found.get_state_display().lower()} already.")
    moment = moment_so_far(at, "The moment")
    not_before(moment, found.starts, "This event has not begun yet.")
    return _settle(found, "held", moment, by=by)


@transaction.atomic
def cancel_event(*, event: Event, because: str, by: User, at: datetime | None = None) -> Event:
    """Call an event off, or say that one put down as held did not take place: then it no longer counts.

    Raises Refused without a reason, or when it is cancelled already.
    """
    found = _locked(event)
    if found.state == "cancelled":
        raise Refused("This event is cancelled already.")
    found.cancelled_because = words(because, "Say why it does not take place.")
    return _settle(found, "cancelled", moment_so_far(at, "The moment"), by=by)


def _settle(found: Event, state: str, moment: datetime, *, by: User) -> Event:
    found.state, found.settled_by, found.settled_at = state, by, moment
    found.version += 1
    found.save()
    audit.record("hold_event" if state == "held" else "cancel_event", found, by=by)
    _announce(found, by=by)
    return found


def _announce(found: Event, *, by: User) -> None:
    """An event that lies ahead is in no figure yet."""
    if found.starts <= timezone.now():
        for name in COUNTED:
            changes.announce(name, [found.pk], by=by)


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
