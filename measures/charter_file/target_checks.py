"""Targets that the scoring rules refuse (scoring.md sections 3 and 4), and targets that overlap."""

from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from measures.charter_file import vocabulary as v
from measures.charter_file.checks import in_order, once
from measures.charter_file.rows import Row

_NUMBERS = ("target", "low", "high")
_DAY = timedelta(days=1)


def targets(measure: Row, kind: str) -> None:
    """Every target of a measure by itself, then their dates against each other."""
    rows = measure.rows("targets")
    for row in rows:
        in_order(row)
        if kind in v.WITHOUT_TARGETS:
            remedy = _("Delete the target, or choose another kind.")
            row.fault(
                "",
                _("{without_targets} It takes no target.").format(without_targets=v.WITHOUT_TARGETS[kind]),
                remedy,
            )
        elif kind == "grade":
            _grade(row, measure.get("grades") or ())
        else:
            _numbers(row, measure, kind)
    once(rows, "starts", "from")
    _no_overlap(rows)


def _no_overlap(rows: tuple[Row, ...]) -> None:
    dated = sorted((row for row in rows if row.get("starts")), key=_start)
    for earlier, later in pairwise(dated):
        until = earlier.get("ends")
        if until is not None and earlier.get("starts") < later.get("starts") <= until:
            what = _("This target runs until {until}, but the next one starts on {get}.").format(
                until=until, get=later.get("starts")
            )
            earlier.fault("until", what, _("End it on the day before the next one, or delete until."))
        elif until is not None and earlier.get("starts") < later.get("starts") > until + _DAY:
            gap = f"from {until + _DAY} to {later.get('starts') - _DAY}"
            earlier.fault(
                "until",
                _("There is no target {gap}.").format(gap=gap),
                f"Delete until, or start the next on {until + _DAY}.",
            )


def _start(row: Row) -> date:
    found: date = row.get("starts")
    return found


def _grade(row: Row, grades: tuple[str, ...]) -> None:
    for key in (*_NUMBERS, "tolerance", "tolerance_kind", "floor"):
        if row.given(key):
            row.fault(
                key,
                _("A grade has no {key}.").format(key=key),
                _("Write grade = the least acceptable grade, and nothing else."),
            )
    if not row.given("grade"):
        row.fault(
            "grade", _("The target of a grade is missing."), _("Add grade = the least acceptable grade.")
        )
    elif grades and row.get("grade") and row.get("grade") not in grades:
        row.fault(
            "grade",
            _("“{get}” is not a grade of this measure.").format(get=row.get("grade")),
            _("Use one of: {grades}.").format(grades=", ".join(grades)),
        )


def _numbers(row: Row, measure: Row, kind: str) -> None:
    direction = measure.get("direction")
    if direction == "none":
        row.fault(
            "", _("A measure of direction none is not judged. It takes no target."), _("Delete the target.")
        )
        return
    if row.given("grade"):
        row.fault(
            "grade",
            _("A measure of kind {kind} is not judged by a grade.").format(kind=kind),
            _("Write target = a number."),
        )
    if direction is None or not _form(row, direction):
        return
    _within_bounds(row, measure, kind)
    _tolerance(row, kind)
    if direction == "range":
        if row.given("floor"):
            row.fault("floor", _("A range has no floor."), _("Delete floor."))
    elif row.get("floor") is not None:
        _floor(row, direction, kind)


def _form(row: Row, direction: str) -> bool:
    """Whether the numbers are those of the direction: low and high for a range, else one target."""
    needed = ("low", "high") if direction == "range" else ("target",)
    for key in _NUMBERS:
        if key in needed and not row.given(key):
            row.fault(
                key,
                _("A measure of direction {direction} needs {key}.").format(direction=direction, key=key),
                _("Add {key} = a number.").format(key=key),
            )
        if key not in needed and row.given(key):
            row.fault(
                key,
                _("A measure of direction {direction} has no {key}.").format(direction=direction, key=key),
                _("Use {needed}.").format(needed=" and ".join(needed)),
            )
    low, high = row.get("low"), row.get("high")
    if direction == "range" and low is not None and high is not None and low > high:
        row.fault(
            "low",
            _("low, {low}, is above high, {high}.").format(low=low, high=high),
            _("Exchange the two numbers."),
        )
        return False
    return all(row.get(key) is not None for key in needed)


def _within_bounds(row: Row, measure: Row, kind: str) -> None:
    counter = measure.get("counter") or ""
    low, high = v.natural_bounds(kind, counter, measure.get("natural_min"), measure.get("natural_max"))
    for key in _NUMBERS:
        number = row.get(key)
        if number is not None and high is not None and number > high:
            reason = (
                _("A share of a whole cannot be above 100.")
                if high == 100
                else _("No figure can be as high.")
            )
            remedy = _("Use at most {high}, or set natural_max if the figure can be higher.").format(
                high=high
            )
            row.fault(
                key,
                _("{number} is above the measure's natural maximum, {high}. {reason}").format(
                    number=number, high=high, reason=reason
                ),
                remedy,
            )
        if number is not None and low is not None and number < low:
            remedy = _("Use at least {low}, or set natural_min if the figure can be lower.").format(low=low)
            row.fault(
                key,
                _("{number} is below the measure's natural minimum, {low}.").format(number=number, low=low),
                remedy,
            )


def _relative(row: Row, kind: str) -> bool:
    return (row.get("tolerance_kind") or v.tolerance_kind_of(kind)) == "relative"


def _tolerance(row: Row, kind: str) -> None:
    zero = any(row.get(key) == 0 for key in _NUMBERS)
    if zero and row.get("tolerance") and _relative(row, kind) and "tolerance_kind" not in row.wrong:
        remedy = _('Write tolerance_kind = "absolute", or tolerance = "0".')
        row.fault("tolerance", _("A tolerance in percent of a target of 0 has no width."), remedy)


def _floor(row: Row, direction: str, kind: str) -> None:
    if row.wrong & {"tolerance", "tolerance_kind"}:
        return
    target, width, floor = row.get("target"), row.get("tolerance"), row.get("floor")
    if _relative(row, kind):
        width = abs(target) * width / 100
    edge = target - width if direction == "higher" else target + width
    if (floor >= edge) if direction == "higher" else (floor <= edge):
        side = "below" if direction == "higher" else "above"
        row.fault(
            "floor",
            _("The floor, {floor}, is not worse than the tolerance's edge.").format(floor=floor),
            _("Set it {side} {edge}.").format(side=side, edge=edge),
        )
