"""Verbs of an event: plan, change, note its invitation, move, hold, cancel."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, changes
from charter.actions.rows import put
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import Body, User
from charter.working_time import local_date
from engagement.actions.checks import free_address, moment_of_record, web_address, words
from engagement.actions.event_mails import fill_up, tell
from engagement.models import EVENT_KINDS, Event
from engagement.querysets import NOTICE

COUNTED = ("events_held", "events_with_notice")


@dataclass(frozen=True)
class Plan:
    """What is to take place and when; `starts` is an aware moment, `body` who meets (None: everybody).

    `join_link` goes only to those who come; `seats` is for how many there is room, None for all.
    """

    title: str
    kind: str
    starts: datetime
    summary: str = ""
    body: Body | None = None
    place: str = ""
    join_link: str = ""
    agenda: str = ""
    seats: int | None = None


@transaction.atomic
def plan_event(*, plan: Plan, by: User, slug: str = "", at: datetime | None = None) -> Event:
    """Put an event on the list before it begins. `slug` is its address, by default made of day and title.

    `at` is the moment for the demonstration's history, else now. Raises Refused without a title, for an
    unknown kind, once the event began, or when the address is taken.
    """
    planned = _planned(plan, moment_of_record(at, _("The plan")))
    address = free_address(Event, slug or address_of(plan.title, local_date(plan.starts)))
    event = Event.objects.create(slug=address, planned_by=by, **planned)
    audit.record("plan_event", event, by=by)
    return event


def address_of(title: str, day: date) -> str:
    """What the address of an event is made of, unless another is wished."""
    return f"{day} {title}"


@transaction.atomic
def change_event(*, event: Event, plan: Plan, by: User, version: int | None = None) -> Event:
    """Give an event that lies ahead other words, another group or time; its address stays.

    Its time stays once the invitation is noted, for people were asked to come then and its notice was counted
    from there. Raises Refused for that, as `plan_event` does, and once it began or is settled; Changed when
    somebody saved it since the page with the `version` was opened.
    """
    found, now = locked(event), timezone.now()
    must_be_planned(found)
    check_version(found, version)
    if found.starts <= now:
        raise Refused(_("This event has begun, so its plan stays as it is."))
    if found.invited_on is not None and plan.starts != found.starts:
        raise Refused(
            _("People are invited for this time, so it stays. Move the event, and everybody is told.")
        )
    if put(found, _planned(plan, now)):
        audit.record("change_event", found, by=by)
        fill_up(found, by=by)
    return found


@transaction.atomic
def note_invitation(
    *,
    event: Event,
    by: User,
    late_because: str = "",
    at: datetime | None = None,
    version: int | None = None,
) -> Event:
    """Note that the invitation went out to people; the week's notice counts from the day of the note.

    An earlier day cannot be given: one person could then make up the notice of an event. `at` is the moment
    for the demonstration's history, else now. Raises Refused when it is noted already, once the event began,
    for a cancelled one, or less than a week before without a reason; Changed as `change_event` does.
    """
    found = locked(event)
    if found.state == "cancelled":
        raise Refused(_("This event is cancelled."))
    if found.invited_on is not None:
        raise Refused(_("The day of the invitation is noted already."))
    check_version(found, version)
    give_notice(found, moment_of_record(at, _("The invitation")), late_because)
    found.version += 1
    found.save()
    audit.record("note_invitation", found, by=by)
    _announce(found, by=by)
    return found


def give_notice(found: Event, moment: datetime, late_because: str) -> None:
    """Set the day on which people heard, on a locked row that the caller saves.

    A late invitation makes the whole event a late one: somebody heard less than a week before, and the
    reason is kept. Raises Refused once the event began, or when it is late and no reason is there.
    """
    if moment >= found.starts:
        raise Refused(_("This event has begun, so its invitation can no longer be noted."))
    day = local_date(moment)
    is_late = local_date(found.starts) - day < NOTICE
    if is_late:
        missing = _("It is less than a week before the event. Say why people hear so late.")
        found.late_because = words(late_because or found.late_because, missing)
    if is_late or found.invited_on is None:
        found.invited_on = day


@transaction.atomic
def move_event(
    *,
    event: Event,
    starts: datetime,
    because: str,
    by: User,
    late_because: str = "",
    version: int | None = None,
) -> Event:
    """Give a planned event another time and tell everybody who was asked; the old time is kept.

    Where people were invited, the week's notice counts anew from today. Raises Refused without a reason,
    once it began or is settled, for a time that has come or is the same, or less than a week before without
    a reason for that; Changed as `change_event` does.
    """
    found, now = locked(event), timezone.now()
    must_be_planned(found)
    check_version(found, version)
    if found.starts <= now:
        raise Refused(_("This event has begun, so its plan stays as it is."))
    if starts <= now or starts == found.starts:
        raise Refused(_("Give another time, one that lies ahead."))
    found.moved_because = words(because, _("Say why it takes place at another time."))
    found.moved_from, found.starts = found.starts, starts
    if found.invited_on is not None:
        found.invited_on, found.late_because = None, ""
        give_notice(found, now, late_because)
    found.version += 1
    found.save()
    audit.record("move_event", found, by=by)
    tell(found, "moved", found.places.all(), about=now, by=by)
    return found


@transaction.atomic
def hold_event(*, event: Event, by: User, at: datetime | None = None, version: int | None = None) -> Event:
    """Say that an event took place; from now on it counts.

    `at` is the moment for the demonstration's history, else now. Raises Refused before it began, or when it
    is settled already; Changed as `change_event` does.
    """
    found = locked(event)
    must_be_planned(found)
    check_version(found, version)
    moment = moment_of_record(at, _("The event"))
    if moment < found.starts:
        raise Refused(_("This event has not begun yet."))
    return _settle(found, "held", moment, by=by)


@transaction.atomic
def cancel_event(
    *, event: Event, because: str, by: User, at: datetime | None = None, version: int | None = None
) -> Event:
    """Call an event off, or say that one put down as held did not take place: then it no longer counts.

    `at` is the moment for the demonstration's history, else now. Raises Refused without a reason, or when it
    is cancelled already; Changed as `change_event` does.
    """
    found = locked(event)
    if found.state == "cancelled":
        raise Refused(_("This event is cancelled already."))
    check_version(found, version)
    found.cancelled_because = words(because, _("Say why it does not take place."))
    moment = moment_of_record(at, _("The cancellation"))
    if found.starts > moment:
        tell(found, "cancelled", found.places.all(), about=moment, by=by)
    return _settle(found, "cancelled", moment, by=by)


def _planned(plan: Plan, now: datetime) -> dict[str, Any]:
    """The columns of a plan. Raises Refused as `plan_event` does."""
    if plan.kind not in dict(EVENT_KINDS):
        raise Refused(_("Choose the kind of the event from the list."))
    if now >= plan.starts:
        raise Refused(
            _("An event is put on the list before it begins, and this one has begun. Check its time.")
        )
    return {
        "title": words(plan.title, _("Give the event a title.")),
        "kind": plan.kind,
        "summary": plan.summary.strip(),
        "body": plan.body,
        "starts": plan.starts,
        "place": plan.place.strip(),
        "join_link": web_address(plan.join_link),
        "agenda": plan.agenda.strip(),
        "seats": plan.seats,
    }


def must_be_planned(found: Event) -> None:
    """Raises Refused once it is held or cancelled."""
    if found.state != "planned":
        raise Refused(_("This event is {state} already.").format(state=found.get_state_display().lower()))


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


def locked(event: Event) -> Event:
    """The row, held until the end of the transaction; whoever changes a place of an event holds it first."""
    return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
