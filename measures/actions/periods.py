"""Locked periods: the check before a figure is entered, and the verbs that unlock one for a while."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import audit, permissions
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import User
from charter.moments import begin_to_move
from charter.periods import Period
from measures.models import LockRule, Measure, PeriodUnlock
from measures.querysets.entered import entered_by
from measures.querysets.locks import Locks, locks_now, unlocks_in_force

LONGEST = 31  # days that a period stays open at most
MOST_DAYS = 3650
NO_RIGHT = N_("Only an approver unlocks a period.")


def check_period_open(measure: Measure, period: Period, locks: Locks | None = None) -> None:
    """Refuse a figure of a locked period: Refused with a sentence that says what to do.

    The one check of every door. `locks` are those in force, read once for many figures; without them they
    are read here. Either way no year is closed before the transaction is over.
    """
    begin_to_move()
    refuse_locked(measure, period, locks or locks_now([measure]))


def refuse_locked(measure: Measure, period: Period, locks: Locks) -> None:
    """The same for one of many figures, by whoever began to move them (`begin_to_move`); no query."""
    refusal = locks.why(measure, period)
    if refusal:
        raise Refused(refusal)


@transaction.atomic
def ask_for_unlock(*, measure: Measure, period: Period, by: User, reason: str) -> PeriodUnlock:
    """Ask an approver to unlock a period, because a figure in it is wrong.

    Raises Refused without a reason, for a measure of others, for a period that is open, or asked for already.
    """
    if not entered_by(by).filter(pk=measure.pk).exists():
        raise Refused(_("This measure belongs to a post that you do not hold."))
    _one_at_a_time(measure)
    found = PeriodUnlock(asked_by=by, asked_at=timezone.now(), **_about(measure, period, reason))
    waiting = PeriodUnlock.objects.filter(measure=measure, period=period.key)
    if waiting.filter(given_at__isnull=True, ended_at__isnull=True).exists():
        raise Refused(_("This period was asked for already. An approver has yet to decide."))
    found.save()
    audit.record("ask_for_unlock", found, by=by, detail=_detail(found))
    return found


@transaction.atomic
def unlock_period(
    *,
    by: User,
    until: date,
    asked: PeriodUnlock | None = None,
    measure: Measure | None = None,
    period: Period | None = None,
    reason: str = "",
    version: int | None = None,
) -> PeriodUnlock:
    """Open a locked period of one measure until a day, as it was asked for, or by the approver's own motion.

    Raises Refused without a reason, for a day that is past or more than a month away, when the same person
    asked, when it was decided already, or when the period is open.
    """
    if permissions.reach(by, "unlock_period") is None:
        raise Refused(_(NO_RIGHT))
    _check_until(until)
    if asked is not None:
        _one_at_a_time(asked.measure)
        found = _waiting(asked)
        check_version(found, version)
        _refuse_if_unlocked(found)
        if found.asked_by_id == by.pk:
            raise Refused(_("You asked for this yourself, so someone else must decide."))
        found.version += 1
    elif measure is not None and period is not None:
        _one_at_a_time(measure)
        found = PeriodUnlock(**_about(measure, period, reason))
    else:
        raise TypeError("Unlocking needs what was asked, or a measure and a period.")
    found.given_by, found.given_at, found.until = by, timezone.now(), until
    found.save()
    audit.record("unlock_period", found, by=by, detail=_detail(found) | {"until": until.isoformat()})
    return found


@transaction.atomic
def end_unlock(*, unlock: PeriodUnlock, by: User, reason: str, version: int | None = None) -> PeriodUnlock:
    """Refuse what was asked for, or lock a period again before its day. Raises Refused without a reason."""
    if permissions.reach(by, "unlock_period") is None:
        raise Refused(_(NO_RIGHT))
    if not reason.strip():
        raise Refused(_("Say why, so that whoever asked knows."))
    found = PeriodUnlock.objects.select_for_update(of=("self",)).get(pk=unlock.pk)
    if found.ended_at is not None:
        raise Refused(_("This was decided already. Open the list again."))
    check_version(found, version)
    found.ended_by, found.ended_at, found.ended_because = by, timezone.now(), reason.strip()
    found.version += 1
    found.save()
    audit.record("end_unlock", found, by=by, detail=_detail(found))
    return found


@transaction.atomic
def set_lock_rule(*, days: int | None, version: int, by: User) -> LockRule:
    """Lock what was published so many days ago; None: publishing alone locks nothing.

    Raises Refused for a number out of range, or when somebody else changed it meanwhile.
    """
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise Refused(
            _("Enter a number of days from 0 to {days}, or leave it empty.").format(days=f"{MOST_DAYS:,}")
        )
    found = LockRule.objects.select_for_update().first() or LockRule(version=0)
    if found.pk is not None:
        check_version(found, version)
    found.days_after_release, found.version = days, found.version + 1
    found.save()
    audit.record("set_lock_rule", found, by=by, detail={"days": days})
    return found


def _about(measure: Measure, period: Period, reason: str) -> dict[str, object]:
    """What an unlock is about, checked."""
    if not reason.strip():
        raise Refused(_("Say what is wrong with the figure, so that an approver can decide."))
    locks = locks_now([measure])
    if not locks.is_locked(period):
        raise Refused(
            _("{period} is not locked. The figure can be entered as it is.").format(period=period.label)
        )
    if locks.unlock_of(measure, period) is not None:
        raise Refused(
            _("{period} is unlocked already. The figure can be entered now.").format(period=period.label)
        )
    return {
        "measure": measure,
        "period": period.key,
        "period_kind": period.kind,
        "reason": reason.strip(),
    }


def _one_at_a_time(measure: Measure) -> None:
    """Let others who ask for, or open, a period of this measure wait until this is over, and then see it."""
    Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)


def _refuse_if_unlocked(found: PeriodUnlock) -> None:
    opened = unlocks_in_force(timezone.localdate()).filter(measure=found.measure_id, period=found.period)
    if opened.exists():
        raise Refused(
            _("This period is unlocked already, so there is nothing to decide. End one of the two.")
        )


def _waiting(asked: PeriodUnlock) -> PeriodUnlock:
    found = PeriodUnlock.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if found.given_at is not None or found.ended_at is not None:
        raise Refused(_("This was decided already. Open the list again."))
    return found


def _check_until(until: date) -> None:
    today = timezone.localdate()
    if until < today:
        raise Refused(_("The last day is past. Choose today or a later day."))
    if until > today + timedelta(days=LONGEST):
        raise Refused(
            _("A period stays unlocked for {days} days at most. Choose an earlier day.").format(days=LONGEST)
        )


def _detail(found: PeriodUnlock) -> dict[str, object]:
    return {"measure": found.measure_id, "period": found.period}
