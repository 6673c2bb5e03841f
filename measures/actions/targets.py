"""The one door of targets: which days may change, what changed, and the verb that gives a measure a new one.

Source: design section 5, “Changing a target”. Forms and charter files go through the same rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from charter import audit, changes, permissions
from charter.faults import Fault, Refused
from charter.models import User
from charter.numbers import plain
from charter.periods import KIND_OF_FREQUENCY
from charter.querysets import first_period, year_starts
from measures.actions.rows import put, put_keyed
from measures.charter_file import target_checks
from measures.charter_file.definition import Target as TargetInFile
from measures.charter_file.rows import FileFault, made, read_row
from measures.charter_file.tables import MEASURES
from measures.charter_file.target_changes import first_refused_day, steps_between, window
from measures.charter_file.vocabulary import tolerance_kind_of
from measures.models import Measure, Result, Target, TargetChange

Targets = tuple[TargetInFile, ...]
Raw = Mapping[str, Any]
NOT_SECOND = "The second person must be an approver, and not the one who {does}."
REMEDY = (
    "Start the new target in the current period or later, or correct the past with a reason and a second "
    "person."
)


@dataclass(frozen=True)
class Decided:
    """Who changes targets and why; `second` is the other person that a correction of the past needs."""

    by: User
    reason: str = ""
    second: User | None = None

    @property
    def may_correct(self) -> bool:
        """Whether there is all that a correction of the past needs."""
        return bool(self.reason.strip()) and self.second is not None


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


def check_second(decided: Decided, does: str) -> None:
    """Refused if a second person is named who decided alone or may not publish."""
    second = decided.second
    if second is not None and (second.pk == decided.by.pk or permissions.reach(second, "publish") is None):
        raise Refused(NOT_SECOND.format(does=does))


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
    return f"This would change the target that was in force on {day}, after figures were judged by it."


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


@transaction.atomic
def change_target(
    *, measure: Measure, wanted: Raw, by: User, reason: str = "", second: User | None = None
) -> Target:
    """Give a measure a new dated target, or other values for the one that starts on the same day.

    `wanted` has the keys of `[[measures.targets]]` in a charter file (from, target, tolerance, floor …), as
    text or as values. The target before ends on the day before. Not before the current period, and in the
    last quarter of a year not for that year, except as a correction with a reason and a second approver.
    Raises Refused with every fault in plain words; nothing is changed then.
    """
    locked = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    decided = Decided(by, reason, second)
    check_second(decided, "changes the target")
    before = tuple(target_in_file(row) for row in locked.targets.order_by("starts"))
    new = _read(locked, [wanted])[0]
    after = _with(before, new)
    _read(locked, [_raw(target) for target in after])
    day = refused_day(locked.slug, locked.frequency, before, after, year_starts())
    if day is not None and not decided.may_correct:
        raise Refused.because([Fault(f"{locked.title}, target from {new.starts}", says_refused(day), REMEDY)])
    put_keyed(Target, {"measure": locked}, "starts", [target_columns(target) for target in after])
    record_changes(locked, before, decided, corrected=day is not None)
    changed = Target.objects.get(measure=locked, starts=new.starts)
    detail = {"from": new.starts.isoformat(), "correction": day is not None, "reason": reason.strip()}
    audit.record(
        "change_target", locked, by=by, detail=detail | ({"second_person": second.pk} if second else {})
    )
    changes.announce("target", [changed.pk], by=by)
    return changed


def _with(before: Targets, new: TargetInFile) -> Targets:
    """The targets with the new one in its place; the one before it ends on the day before."""
    kept = [target for target in before if target.starts != new.starts]
    eve = new.starts - timedelta(days=1)
    found = [
        replace(target, ends=eve)
        if target.starts < new.starts and target.ends is not None and target.ends > eve
        else target
        for target in kept
    ]
    return tuple(sorted([*found, new], key=lambda target: target.starts))


def _read(measure: Measure, wanted: Sequence[Raw]) -> Targets:
    """Targets read and checked by the rules of a charter file. Raises Refused with every fault."""
    faults: list[FileFault] = []
    raw = {
        "slug": measure.slug,
        "title": measure.title,
        "kind": measure.kind,
        "direction": measure.direction,
        "frequency": measure.frequency,
        "grades": list(measure.grades),
        "counter": measure.counter,
        "natural_min": measure.natural_min,
        "natural_max": measure.natural_max,
        "targets": [dict(target) for target in wanted],
    }
    row = read_row(MEASURES, {name: value for name, value in raw.items() if value is not None}, "", faults)
    if not faults:
        target_checks.targets(row, measure.kind)
    if faults:
        raise Refused.because(fault.fault() for fault in faults)
    for target in row.rows("targets"):
        if target.values["tolerance_kind"] is None:
            target.values["tolerance_kind"] = tolerance_kind_of(measure.kind)
    return tuple(made(target) for target in row.rows("targets"))


def _raw(target: TargetInFile) -> dict[str, Any]:
    """A target as a file would write it."""
    names = ("target", "low", "high", "grade", "tolerance", "floor")
    found = {name: getattr(target, name) for name in names} | {"from": target.starts, "until": target.ends}
    if not target.grade:
        found["tolerance_kind"] = target.tolerance_kind
    else:
        del found["tolerance"]
    return {name: value for name, value in found.items() if value is not None and value != ""}
