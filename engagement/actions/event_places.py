"""Verbs of places at an event: invite, answer, note who came, publish what was heard."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import User
from charter.working_time import local_date
from engagement.actions.checks import moment_of_record, words
from engagement.actions.event_mails import fill_up, tell
from engagement.actions.events import give_notice, locked, must_be_planned
from engagement.models import Event, EventPlace, Member


@transaction.atomic
def invite(
    *,
    event: Event,
    members: QuerySet[Member],
    by: User,
    late_because: str = "",
    at: datetime | None = None,
    version: int | None = None,
) -> int:
    """Ask these members to an event, each once, by a mail; says how many were asked.

    Only those who confirmed and did not leave are asked. `at` is the moment for the demonstration's history,
    else now. Raises Refused when nobody is left to ask, once
    the event began or is settled, or less than a week before without a reason; Changed when somebody saved
    it since the page with the `version` was opened.
    """
    found, now = locked(event), moment_of_record(at, _("The invitation"))
    must_be_planned(found)
    check_version(found, version)
    able = members.filter(confirmed_at__isnull=False, left_at=None).exclude(places__event=found)
    people = list(able.distinct())
    if not people:
        raise Refused(_("There is nobody to ask: all of them are asked already, or nobody fits."))
    give_notice(found, now, late_because)
    made = [EventPlace(event=found, member=one, asked_at=now) for one in people]
    EventPlace.objects.bulk_create(made)
    found.version += 1
    found.save()
    audit.record("invite_to_event", found, by=by)
    tell(found, "invited", found.places.filter(asked_at=now), about=now, by=by)
    return len(made)


@transaction.atomic
def reply(*, key: UUID, coming: bool, by: User, at: datetime | None = None) -> EventPlace | None:
    """Keep a member's answer; the same one twice changes nothing. None when the place is theirs no more.

    With every place taken, a yes waits; a no gives the place to the first who waits. `at` is the moment
    for the demonstration's history, else now. Raises Refused once the event began or is settled.
    """
    found = EventPlace.objects.filter(key=key, member__left_at=None, member__isnull=False).first()
    if found is None:
        return None
    event = locked(found.event)
    must_be_planned(event)
    moment = moment_of_record(at, _("The answer"))
    if event.starts <= moment:
        raise Refused(_("This event has begun, so it is too late to answer here."))
    place = EventPlace.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if (place.state in ("coming", "waiting")) if coming else (place.state == "not_coming"):
        return place
    taken = event.places.filter(state="coming").count()
    full = event.seats is not None and taken >= event.seats
    place.state = ("waiting" if full else "coming") if coming else "not_coming"
    place.replied_at = moment
    place.version += 1
    place.save()
    audit.record("reply_to_event", place, by=by)
    fill_up(event, by=by)
    return place


@transaction.atomic
def note_attendance(*, event: Event, came: Collection[int], by: User, version: int | None = None) -> Event:
    """Note which places, by their numbers, were filled; all others of the event were not.

    Raises Refused before the event began and for a cancelled one; Changed as `invite` does.
    """
    found = locked(event)
    check_version(found, version)
    if found.starts > timezone.now():
        raise Refused(_("This event has not begun yet."))
    if found.state == "cancelled":
        raise Refused(_("This event is cancelled."))
    for place in found.places.select_for_update():
        if place.came is not (place.pk in came):
            place.came = place.pk in came
            place.version += 1
            place.save()
    found.version += 1
    found.save()
    audit.record("note_attendance", found, by=by)
    _tell_who_came(found, by=by)
    return found


@transaction.atomic
def publish_heard(
    *,
    event: Event,
    heard: str,
    next_steps: str,
    by: User,
    notes: str = "",
    at: datetime | None = None,
    version: int | None = None,
) -> Event:
    """Publish what was heard and what happens next; those who came are told by mail, once.

    `notes` stay with staff; `at` is as in `invite`. Raises Refused without words of what was heard, or
    unless the event is held; Changed as `invite` does.
    """
    found = locked(event)
    check_version(found, version)
    if found.state != "held":
        raise Refused(_("Say first that the event took place."))
    found.heard = words(heard, _("Write what you heard."))
    found.next_steps, found.notes = next_steps.strip(), notes.strip()
    found.heard_on = found.heard_on or local_date(moment_of_record(at, _("What was heard")))
    found.version += 1
    found.save()
    audit.record("publish_heard", found, by=by)
    _tell_who_came(found, by=by)
    return found


def _tell_who_came(found: Event, *, by: User) -> None:
    """Once each, however often it is published or noted."""
    if found.heard_on is not None:
        tell(found, "outcome", found.places.filter(came=True), about=found.starts, by=by)
