"""Long work as rows: asked for inside a transaction, sent after it, claimed once, swept if lost.

The row is the guarantee and the message only the fast path (reliability.md findings 1 to 5): a worker claims
a row by a conditional update, a crash counts as an attempt, and the sweep sends again what was lost.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.faults import Refused
from charter.models import Job, User

log = logging.getLogger(__name__)

Handler = Callable[[Job], str | None]
ATTEMPTS = 3
LOST_AFTER = timedelta(minutes=2)
DEAD_AFTER = timedelta(minutes=4)  # the hard time limit of a task is three minutes
_handlers: dict[str, Handler] = {}


def register(kind: str) -> Callable[[Handler], Handler]:
    """Name the function that does the work of a kind; it takes the Job and may return a closing message."""

    def keep(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return keep


def enqueue(
    kind: str, *, key: str, by: User, ids: dict[str, int | str] | None = None, due: datetime | None = None
) -> Job:
    """Ask for work inside the running transaction; a waiting job of the same kind and key is returned.

    A running one may have read before this change, so another waits behind it. `key` names the effect,
    `ids` are what the handler needs (ids only: the broker keeps nothing private).
    Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A job belongs into the transaction that makes it necessary.")
    # A waiting job will read what this transaction writes; a running one may have read already.
    waiting = Job.objects.select_for_update().filter(kind=kind, key=key, state="queued").first()
    if waiting is not None:
        return waiting
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind, key=key, ids=ids or {}, due=due or timezone.now(), asked_by=by
            )
    except IntegrityError:  # somebody else asked in this moment
        return Job.objects.get(kind=kind, key=key, state="queued")
    transaction.on_commit(lambda: send(job.pk))
    return job


def call_off(kind: str, *, key: str, why: str) -> Job | None:
    """Take back work that waits, inside the running transaction; the job with its ids, None without one."""
    waiting = Job.objects.select_for_update().filter(kind=kind, key=key, state="queued").first()
    if waiting is not None:
        waiting.state, waiting.message, waiting.finished_at = "done", why, timezone.now()
        waiting.save(update_fields=["state", "message", "finished_at"])
    return waiting


def send(job_id: int) -> None:
    """Tell the worker of a job; if the broker is away the sweep tells it later."""
    from charter.tasks import run_job

    try:
        run_job.apply_async(args=[job_id], retry=False)
    except Exception as error:
        log.warning(_("job %s waits for the sweep: %s"), job_id, type(error).__name__)


def run(job_id: int) -> bool:
    """Claim the job and do it; False if it or its like is running, if it is over, or not yet due."""
    job = _claimed(job_id)
    if job is None:
        return False
    try:
        message = _handlers[job.kind](job)
    except Refused as refusal:
        _finish(job, "failed", str(refusal))
    except Exception:
        log.exception("job %s (%s) failed, attempt %s", job.reference, job.kind, job.attempts)
        _retry_or_fail(job)
    else:
        _finish(job, "done", message or "")
    _send_next(job)
    return True


def _claimed(job_id: int) -> Job | None:
    """Take the job by one conditional update; the database allows one running job of a kind and key."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job_id, state="queued", due__lte=now, attempts__lt=ATTEMPTS)
    try:
        with transaction.atomic():
            taken = waiting.update(state="running", attempts=F("attempts") + 1, started_at=now, message="")
    except IntegrityError:
        return None
    return Job.objects.get(pk=job_id) if taken else None


def _send_next(job: Job) -> None:
    """A wish that waited behind this job can go now."""
    behind = Job.objects.filter(kind=job.kind, key=job.key, state="queued", due__lte=timezone.now())
    for waiting in behind.exclude(pk=job.pk).values_list("pk", flat=True):
        send(waiting)


def progress(job: Job, done: int, total: int, message: str = "") -> None:
    """Show how far the work is, as a share of 100."""
    Job.objects.filter(pk=job.pk).update(progress=100 * done // max(total, 1), message=message)


def _mine(job: Job) -> QuerySet[Job]:
    """The row as long as this attempt holds it: one that was taken back in the meantime is not touched."""
    return Job.objects.filter(pk=job.pk, state="running", attempts=job.attempts)


def _finish(job: Job, state: str, message: str) -> None:
    _mine(job).update(
        state=state,
        message=message,
        progress=100 if state == "done" else F("progress"),
        finished_at=timezone.now(),
    )


def _retry_or_fail(job: Job) -> None:
    """Put the job back with a doubling pause; after the last attempt it stays failed, with its reference."""
    if job.attempts >= ATTEMPTS:
        _finish(
            job,
            "failed",
            _("We could not finish this. Reference {reference}.").format(reference=job.reference),
        )
        return
    _put_back(job, timezone.now() + timedelta(seconds=15 * 2**job.attempts))


def _put_back(job: Job, due: datetime) -> None:
    """Queue the job again; if its like waits already, that one will do the work."""
    try:
        with transaction.atomic():
            _mine(job).update(state="queued", due=due)
    except IntegrityError:
        _finish(job, "done", _("A newer wish for the same work waits."))


def sweep() -> int:
    """Send again what was lost and take back what died; returns how many jobs were sent."""
    now = timezone.now()
    dead = Job.objects.filter(state="running", started_at__lt=now - DEAD_AFTER)
    dead.filter(attempts__gte=ATTEMPTS).update(
        state="failed", message=_("The work stopped three times before its end."), finished_at=now
    )
    for job in dead:
        _put_back(job, now)
    lost = Job.objects.filter(state="queued").filter(
        Q(attempts__gt=0, due__lte=now)
        | Q(attempts=0, due__lte=now - LOST_AFTER)
        | Q(attempts=0, asked_at__lt=F("due"), due__lte=now)
    )
    ids = list(lost.order_by("due").values_list("pk", flat=True)[:1000])
    for job_id in ids:
        send(job_id)
    return len(ids)


def retry(*, job: Job, by: User) -> Job:
    """Queue a failed job again, by a person's wish. Raises Refused when it did not fail."""
    with transaction.atomic():
        found = Job.objects.select_for_update().get(pk=job.pk)
        if found.state != "failed":
            raise Refused(_("This work has not failed, so it cannot be tried again."))
        return enqueue(found.kind, key=found.key, ids=found.ids, by=by)
