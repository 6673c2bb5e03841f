"""Seal the days that are over, prove the whole chain, forget what is kept for a year only."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, jobs
from charter.audit import chain
from charter.audit.chain import Broken
from charter.models import AuditDay, Job, RequestOrigin, User
from charter.translated import lazily as _lazy

LOCK = 4_201_860_010  # one sealing at a time, whichever process asks
KEPT_FOR = timedelta(days=365)  # the security log (reliability.md P48)
MOST_TOLD = 40
NOT_OVER = _lazy("This day is not over, and has a seal already.")


@transaction.atomic
def seal_days() -> list[AuditDay]:
    """Seal every day that is over and not sealed yet, days without events too; returns the new seals."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = chain.last_settled(timezone.now())
    newest = AuditDay.objects.filter(day__lte=last).order_by("-day").first()
    found = chain.sources()
    first = newest.day + timedelta(days=1) if newest else chain.first_day(found.values())
    if first is None or first > last:
        return []
    tables: dict[date, dict[str, chain.Hashed]] = {}
    for name, source in found.items():
        for day, one in chain.hashed(source, first, last).items():
            tables.setdefault(day, {})[name] = one
    made, before = [], newest.seal if newest else ""
    for count in range((last - first).days + 1):
        day = first + timedelta(days=count)
        held = tables.get(day, {})
        made.append(AuditDay(day=day, tables=held, before=before, seal=chain.seal_of(day, held, before)))
        before = made[-1].seal
    return AuditDay.objects.bulk_create(made)


@transaction.atomic
def verify_audit(*, by: User, elsewhere: dict[date, str] | None = None) -> list[Broken]:
    """Prove every sealed day; what does not hold is an audit event, and so an alarm. Mends nothing."""
    last = chain.last_settled(timezone.now())
    days = list(AuditDay.objects.filter(day__lte=last))
    found = [
        *chain.broken_links(days),
        *chain.broken_days(days),
        *chain.not_kept(days, elsewhere or {}),
        *_unsealed(days),
        *[Broken(one.day, NOT_OVER) for one in AuditDay.objects.filter(day__gt=last)],
    ]
    if found:
        first = min(found, key=lambda one: one.day)
        told = sorted({one.day.isoformat() for one in found})
        audit.record(
            "audit_differs",
            AuditDay(day=first.day),
            by=by,
            detail={"days": told[:MOST_TOLD], "says": str(first.says)},
        )
    return sorted(found, key=lambda one: one.day)


def _unsealed(days: list[AuditDay]) -> list[Broken]:
    """Whether the nightly sealing stopped: a day that is over for two days has its seal."""
    late = chain.last_settled(timezone.now()) - timedelta(days=1)
    first = days[-1].day + timedelta(days=1) if days else chain.first_day(chain.sources().values())
    says = _("This day was never sealed. Is the timetable running?")
    return [Broken(first, says)] if first is not None and first <= late else []


@transaction.atomic
def ask_for_audit_check(*, by: User) -> Job:
    """Ask the worker to seal what is over and to prove the rest."""
    return jobs.enqueue("check_audit", key="check_audit", by=by)


@jobs.register("check_audit")
def _check_audit(job: Job) -> str:
    made = seal_days()
    found = verify_audit(by=job.asked_by)
    told = _("{found} things do not hold").format(found=len(found)) if found else _("the whole chain holds")
    return _("{made} days sealed, {told}.").format(made=len(made), told=told)


def forget_origins() -> int:
    """Take away the networks of requests older than a year; returns how many."""
    gone, _ = RequestOrigin.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    return gone
