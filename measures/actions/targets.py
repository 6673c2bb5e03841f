"""Which targets may change, who agrees to it, and what is noted of it; a charter file is the one door.

Source: design section 5, “Changing a target”.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import permissions
from charter.actions.rows import put
from charter.faults import Refused
from charter.models import User
from charter.numbers import plain
from charter.periods import KIND_OF_FREQUENCY
from charter.querysets import first_period
from measures.charter_file.definition import Target as TargetInFile
from measures.charter_file.target_changes import first_refused_day, steps_between, window
from measures.models import Measure, Result, Target, TargetChange

Targets = tuple[TargetInFile, ...]
NOT_SECOND = N_("The second person must be an approver, and not the one who loads the file.")


@dataclass(frozen=True)
class Decided:
    """Who changes targets and why; `second` is named as the one who agrees to a correction of the past."""

    by: User
    reason: str = ""
    second: User | None = None


def target_in_file(row: Any) -> TargetInFile:
    """A stored target as a charter file would give it."""
    return TargetInFile(
        starts=row.starts,
        # A grade has no tolerance, so a file cannot name its kind.
        tolerance_kind="relative" if row.grade else row.tolerance_kind,
        ends=row.ends,
        target=row.target,
        low=row.low,
        high=row.high,
        grade=row.grade,
        tolerance=row.tolerance,
        floor=row.floor,
    )


def target_columns(target: TargetInFile) -> dict[str, Any]:
    """What the row of a target holds."""
    return {
        "starts": target.starts,
        "ends": target.ends,
        "target": target.target,
        "low": target.low,
        "high": target.high,
        "grade": target.grade,
        "tolerance": target.tolerance,
        "tolerance_kind": target.tolerance_kind,
        "floor": target.floor,
    }


def check_second(decided: Decided) -> None:
    """Refused if the second person that is named decided alone or may not publish.

    Whoever loads the file names them: the portal does not ask them.
    """
    second = decided.second
    if second is not None and (second.pk == decided.by.pk or permissions.reach(second, "publish") is None):
        raise Refused(_(NOT_SECOND))


def refused_day(slug: str, frequency: str, before: Targets, after: Targets, starts: int) -> date | None:
    """The first day that may not get another target, because figures were judged by the one it had.

    None if every day may: none was judged, or they are history, or not before the current period.
    """
    first = first_period()
    if first is None or before == after:
        return None
    allowed = window(timezone.localdate(), KIND_OF_FREQUENCY[frequency], first, starts)
    day = first_refused_day(before, after, allowed)
    # Where nothing was ever recorded, nothing was judged by the old target.
    results = Result.objects.filter(measure__slug=slug, period_end__gte=day) if day else None
    return day if results is not None and results.exists() else None


def says_refused(day: date) -> str:
    """Why the target of a day may not change."""
    return _(
        "This would change the target that was in force on {day}, after figures were judged by it."
    ).format(day=day)


def record_changes(measure: Measure, before: Targets, decided: Decided, *, corrected: bool) -> int:
    """Note what a measure aims at otherwise than before, from which day, why and by whom; returns how many.

    Call it after the targets were written. What comes with the first targets has no day of decision.
    """
    after = tuple(target_in_file(row) for row in measure.targets.order_by("starts"))
    decision = {"decided_by": decided.by, "decided_at": timezone.now()} if before else {}
    rows = [
        TargetChange(
            measure=measure,
            starts=step.starts,
            old=_aim(step.old),
            new=_aim(step.new),
            reason=decided.reason.strip(),
            is_correction=corrected,
            second=decided.second if corrected else None,
            **decision,
        )
        for step in steps_between(before, after)
    ]
    if decided.reason.strip():
        changed = [target.starts for target in after if target not in before]
        for row in Target.objects.filter(measure=measure, starts__in=changed):
            put(row, {"reason": decided.reason.strip()})
    return len(TargetChange.objects.bulk_create(rows))


def _aim(target: TargetInFile | None) -> dict[str, str] | None:
    if target is None:
        return None
    numbers = {name: plain(getattr(target, name)) for name in ("target", "low", "high", "tolerance", "floor")}
    words = {"grade": target.grade, "tolerance_kind": target.tolerance_kind}
    return {name: value for name, value in (numbers | words).items() if value}
