"""Mails to those who were asked to an event: noted with what they tell, sent by a job, each once.

The way is that of `engagement/actions/mailing.py`: begun, and that stored, before it is sent.
"""

from datetime import datetime, timedelta

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from charter import audit, jobs
from charter.models import Job, User
from engagement.actions.mailing import hand_in, send_each
from engagement.mails import event_mail
from engagement.models import Event, EventMail, EventPlace

REMIND = timedelta(days=2)


def tell(event: Event, kind: str, places: QuerySet[EventPlace], *, about: datetime, by: User) -> None:
    """Note one mail to each of these places and ask the worker to send; inside the verb's transaction."""
    waiting = [EventMail(place=one, kind=kind, about=about) for one in places.filter(member__isnull=False)]
    if not waiting:
        return
    EventMail.objects.bulk_create(waiting, ignore_conflicts=True)
    jobs.enqueue("tell_of_event", key=f"event {event.pk}", ids={"event": event.pk}, by=by)


def fill_up(event: Event, *, by: User) -> None:
    """Give free places to who waits, the first first, and tell them. The caller holds the event's row."""
    now = timezone.now()
    if event.state != "planned" or event.starts <= now:
        return
    waiting = event.places.filter(state="waiting", member__left_at=None, member__isnull=False)
    free = None if event.seats is None else event.seats - event.places.filter(state="coming").count()
    for place in waiting.order_by("replied_at", "pk")[: None if free is None else max(free, 0)]:
        place.state = "coming"
        place.version += 1
        place.save()
        audit.record("move_up_at_event", place, by=by)
        tell(event, "moved_up", EventPlace.objects.filter(pk=place.pk), about=now, by=by)


@transaction.atomic
def remind(*, by: User) -> None:
    """Remind those who come to an event of the next two days, once for each time that it has."""
    now = timezone.now()
    for event in Event.objects.filter(state="planned", starts__gt=now, starts__lte=now + REMIND):
        coming = event.places.filter(state="coming")
        fresh = coming.exclude(mails__in=EventMail.objects.filter(kind="reminder", about=event.starts))
        if fresh.exists():
            tell(event, "reminder", fresh, about=event.starts, by=by)


@jobs.register("tell_of_event")
def _tell(job: Job) -> str:
    return send_mails(event_id=int(job.ids["event"]), by=job.asked_by)


def send_mails(*, event_id: int, by: User) -> str:
    """Send what is not begun and still true; what was done, for the job's row.

    Raises NotAllSent where the mail server is away or refused some, so that the job is tried again.
    """
    return send_each(to_send().filter(place__event_id=event_id), _send, lambda: _go_on(event_id, by=by))


@transaction.atomic
def _go_on(event_id: int, *, by: User) -> None:
    jobs.enqueue("tell_of_event", key=f"event {event_id}", ids={"event": event_id}, by=by)


def to_send() -> QuerySet[EventMail]:
    """Mails that nobody began, to people who take part still, of which every word is true still."""
    lies_ahead = Q(place__event__state="planned", place__event__starts__gt=timezone.now())
    reminder = Q(kind="reminder", place__state="coming", about=F("place__event__starts"))
    true = (
        Q(kind="cancelled", place__event__state="cancelled")
        | Q(kind="outcome")
        | lies_ahead
        & (Q(kind__in=["invited", "moved"]) | Q(kind="moved_up", place__state="coming") | reminder)
    )
    member = Q(place__member__left_at=None, place__member__confirmed_at__isnull=False)
    return EventMail.objects.filter(true, member, begun_at=None).exclude(place__member__email="")


def _send(pk: int, connection: BaseEmailBackend) -> int:
    """Send one mail; 1 if it went out."""
    with transaction.atomic():
        if not to_send().filter(pk=pk).update(begun_at=timezone.now()):
            return 0
    row = EventMail.objects.select_related("place__event", "place__member").get(pk=pk)
    if row.place.member is None:  # they left in this moment
        return 0
    return hand_in(row, event_mail(row), connection)
