"""Is a change more than chance? XmR charts (scoring.md, section 6), as NHSRplotthedots computes them.

Values are quantised once to 8 decimals, half up; from there everything is whole numbers, so no
rounding can put a point on the wrong side of a line (decision D1). Limits come out as exact
fractions. The guards of section 6.6 go beyond the peers: too few points, too little variation, gaps.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from charter.numbers import Number

from .exactness import check_exact
from .spc_signals import (
    FLAGS,
    Flag,
    Improvement,
    Variation,
    check_improvement,
    first_signals,
    icon_of,
    shift,
    sides,
    trend,
    two_of_three,
)
from .values import ScoringError

Assurance = Literal["consistent_pass", "consistent_fail", "inconsistent"]
Reason = Literal["", "too_few_points", "too_little_variation"]

SCALE = 10**8
FEWEST_POINTS = 6
ESTABLISHED_FROM = 12
FEWEST_FIXED = 12


@dataclass(frozen=True)
class Limits:
    """Mean and limits of one segment, exact. `start` and `end`: its first and last observed period.

    `points` are all its observed periods, also those after a fixed baseline.
    """

    start: int
    end: int
    points: int
    mean: Fraction
    lower: Fraction
    upper: Fraction
    near_lower: Fraction
    near_upper: Fraction

    @property
    def trial(self) -> bool:
        """Whether there are too few points for the limits to be established."""
        return is_trial(self.points)


@dataclass(frozen=True)
class Control:
    """What a series says: its limits, the points that are not chance, and the two icons.

    `assessable`, `reason` and `trial` speak of the last segment, the one that the icons are about.
    `flags` has a place for each period. `periods_met` of `periods` judged ones of the last segment
    met their target. Indices start at 0; `last` is the last observed period.
    """

    assessable: bool
    reason: Reason
    trial: bool
    screened: bool
    segments: tuple[Limits, ...]
    flags: tuple[Flag | None, ...]
    variation: Variation | None
    assurance: Assurance | None
    last: int | None
    periods_met: int
    periods: int


class Lines(NamedTuple):
    """Mean and distances of the limits from it, in whole numbers over one common `unit`."""

    unit: int
    centre: int
    near: int
    wide: int

    def sides(self, points: Sequence[int | None], distance: int) -> list[int]:
        """Which points lie strictly beyond this distance from the mean."""
        return sides(points, -((distance - self.centre) // self.unit), (self.centre + distance) // self.unit)

    def at(self, distance: int) -> Fraction:
        """The value at this distance from the mean."""
        return Fraction(self.centre + distance, self.unit * SCALE)


class Goal(NamedTuple):
    """The values from `low` to `high` are good; None is no end on that side. Both None: no target."""

    low: Number | None = None
    high: Number | None = None

    def met(self, value: Number) -> bool | None:
        """Whether the value, unrounded, is good; None without a target."""
        if self.low is None and self.high is None:
            return None
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class _Segment(NamedTuple):
    """One stretch judged by its own limits, or why it has none."""

    start: int
    reason: Reason
    limits: Limits | None
    flags: Sequence[Flag | None]


def control(
    values: Sequence[Number | None],
    *,
    improvement_direction: Improvement,
    target: Number | None = None,
    low: Number | None = None,
    high: Number | None = None,
    met: Sequence[bool | None] | None = None,
    starts: Iterable[int] = (),
    screen: bool = True,
    fixed_points: int | None = None,
) -> Control:
    """Judge a series of values, oldest first; None is a missing period.

    `target` (or `low` and `high` for a range) is the one in force at the end; `met` says which periods
    met the target of their own time (left out: worked out from the one given). `starts` are the periods
    from which limits are worked out anew, after a recalculation or a break. `screen` leaves out extreme
    moving ranges. `fixed_points` (12 or more): limits come from the first so many points of a segment.
    ScoringError for what cannot be charted: floats, not-a-numbers, a start outside the series.
    """
    goal = goal_of(improvement_direction, target, low, high)
    points = [None if value is None else whole(value) for value in values]
    _check(points, met, fixed_points)
    first = _segment_starts(points, starts)
    segments = [
        _segment(points[start:end], start, improvement_direction, screen, fixed_points)
        for start, end in pairwise([*first, len(points)])
    ]
    answers = _answers(values, points, goal) if met is None else met
    return _joined(points, segments, goal, answers, improvement_direction, screen)


def _answers(values: Sequence[Number | None], points: Sequence[int | None], goal: Goal) -> list[bool | None]:
    """Which periods met the goal, on unrounded values; whole numbers decide all but ties."""
    if goal == Goal():
        return [None] * len(points)
    low = None if goal.low is None else whole(goal.low)
    high = None if goal.high is None else whole(goal.high)
    return [
        None
        if value is None or point is None
        else goal.met(value)
        if point in (low, high)
        else (low is None or point > low) and (high is None or point < high)
        for value, point in zip(values, points, strict=True)
    ]


def _joined(
    points: Sequence[int | None],
    segments: Sequence[_Segment],
    goal: Goal,
    answers: Sequence[bool | None],
    direction: Improvement,
    screened: bool,
) -> Control:
    now = segments[-1] if segments else _Segment(len(points), "too_few_points", None, ())
    flags: list[Flag | None] = [None] * (segments[0].start if segments else len(points))
    for segment in segments:
        flags += segment.flags
    last = next((place for place in reversed(range(len(points))) if points[place] is not None), None)
    flag = None if last is None else flags[last]
    known = [
        answer
        for place, answer in enumerate(answers)
        if place >= now.start and answer is not None and points[place] is not None
    ]
    return Control(
        assessable=now.limits is not None,
        reason=now.reason,
        trial=now.limits is not None and now.limits.trial,
        screened=screened,
        segments=tuple(segment.limits for segment in segments if segment.limits is not None),
        flags=tuple(flags),
        variation=icon_of(direction, flag.type if flag else "common_cause") if now.limits else None,
        assurance=_assurance(goal, now, known),
        last=last,
        periods_met=sum(known),
        periods=len(known),
    )


def _assurance(goal: Goal, now: _Segment, known: Sequence[bool]) -> Assurance | None:
    """By the limits; where there is too little variation for limits, by how often the target was met."""
    if now.limits is not None:
        return assurance_of(goal, now.limits.lower, now.limits.upper)
    if now.reason != "too_little_variation" or not known or goal == Goal():
        return None
    if all(known):
        return "consistent_pass"
    return "inconsistent" if any(known) else "consistent_fail"


def assurance_of(goal: Goal, lower: Number, upper: Number) -> Assurance | None:
    """Whether values between these limits will always, never or sometimes be good. On a limit: sometimes.

    The extension to ranges is ours (scoring.md, section 6.3). None without a target.
    """
    if goal == Goal():
        return None
    if (goal.low is None or goal.low < lower) and (goal.high is None or upper < goal.high):
        return "consistent_pass"
    if (goal.low is not None and goal.low > upper) or (goal.high is not None and goal.high < lower):
        return "consistent_fail"
    return "inconsistent"


def goal_of(
    improvement_direction: Improvement, target: Number | None, low: Number | None, high: Number | None
) -> Goal:
    """What counts as good. A neutral measure has nothing that does; half a range is no target."""
    check_improvement(improvement_direction)
    check_exact(target, low, high)
    if improvement_direction == "increase":
        return Goal(low=target)
    if improvement_direction == "decrease":
        return Goal(high=target)
    if improvement_direction == "neutral" or low is None or high is None:
        return Goal()
    if low > high:
        raise ScoringError(_("The low end of the range is above its high end."))
    return Goal(low, high)


def _check(points: Sequence[int | None], met: Sequence[bool | None] | None, fixed: int | None) -> None:
    if met is not None and len(met) != len(points):
        raise ScoringError(
            _("There are {points} periods, but {met} answers to whether each was met.").format(
                points=len(points), met=len(met)
            )
        )
    if fixed is not None and fixed < FEWEST_FIXED:
        raise ScoringError(
            _("Fixed limits need {fewest} points or more, not {fixed}.").format(
                fewest=FEWEST_FIXED, fixed=fixed
            )
        )


def whole(value: Number) -> int:
    """The value in units of 0.00000001, half up (away from zero), as D1 says."""
    if type(value) is not Fraction:
        check_exact(value)
        value = Fraction(value)
    over, under = value.as_integer_ratio()
    if over < 0:
        return -((2 * SCALE * -over + under) // (2 * under))
    return (2 * SCALE * over + under) // (2 * under)


def _segment_starts(points: Sequence[int | None], starts: Iterable[int]) -> list[int]:
    """Where segments begin: the first observed period, and the first at or after each given one."""
    wanted = sorted({0, *starts}) if points else sorted(starts)
    outside = next((start for start in wanted if not 0 <= start < len(points)), None)
    if outside is not None:
        raise ScoringError(
            _("The limits are to begin again at period {wanted}, but there are {count} periods.").format(
                wanted=outside + 1, count=len(points)
            )
        )
    observed = (
        next((place for place in range(start, len(points)) if points[place] is not None), None)
        for start in wanted
    )
    return sorted({place for place in observed if place is not None})


def first_from(day: date, ends: Sequence[date], values: Sequence[object | None]) -> int | None:
    """The place of the first observed period that holds the day or comes after it; None if there is none yet.

    `ends` are the last days of the periods, in order.
    """
    return next((place for place, end in enumerate(ends) if end >= day and values[place] is not None), None)


def is_trial(points: int, established: int = ESTABLISHED_FROM) -> bool:
    """Whether limits from so many points are only for trial."""
    return points < established


def _segment(
    points: Sequence[int | None], start: int, direction: Improvement, screen: bool, fixed: int | None
) -> _Segment:
    observed = [place for place, point in enumerate(points) if point is not None]
    base = points if fixed is None or len(observed) <= fixed else points[: observed[fixed]]
    ranges = moving_ranges(base)
    if len(observed) < FEWEST_POINTS or not ranges:
        return _Segment(start, "too_few_points", None, [None] * len(points))
    if 2 * ranges.count(0) > len(ranges):
        return _Segment(start, "too_little_variation", None, [None] * len(points))
    lines = lines_of(base, screen)
    limits = _limits(lines, start, start + observed[-1], len(observed))
    return _Segment(start, "", limits, _flags(lines, points, direction))


def moving_ranges(points: Sequence[int | None]) -> list[int]:
    """The distances between neighbours; a missing period gives none."""
    return [abs(one - other) for one, other in pairwise(points) if one is not None and other is not None]


def lines_of(points: Sequence[int | None], screen: bool = True) -> Lines:
    """Mean and limits of at least one observed point: mean -/+ 2.66 x average moving range.

    Screening (Nelson 1982) keeps ranges strictly below 3.267 x their average, once; never drops a point.
    """
    observed = [point for point in points if point is not None]
    ranges = moving_ranges(points)
    if screen and ranges:
        most = (3267 * sum(ranges) - 1) // (1000 * len(ranges))
        ranges = [one for one in ranges if one <= most]
    many, kept = len(observed), len(ranges) or 1
    spread = 266 * sum(ranges) * many
    return Lines(unit=300 * many * kept, centre=300 * kept * sum(observed), near=2 * spread, wide=3 * spread)


def _limits(lines: Lines, start: int, end: int, points: int) -> Limits:
    places = (0, -lines.wide, lines.wide, -lines.near, lines.near)
    return Limits(start, end, points, *map(lines.at, places))


def _flags(lines: Lines, points: Sequence[int | None], direction: Improvement) -> list[Flag | None]:
    named = FLAGS[direction]
    signs, beyond = lines.sides(points, 0), lines.sides(points, lines.wide)
    near = [0 if out else side for out, side in zip(beyond, lines.sides(points, lines.near), strict=True)]
    found = first_signals(beyond, trend(points), two_of_three(near, signs), shift(signs))
    return [named[signal] if signal else None for signal in found]


def drawn(
    lower: Number, upper: Number, lowest: Number | None = None, highest: Number | None = None
) -> tuple[Number, Number]:
    """The limits as a chart draws them, cut at the natural range. Judging uses them uncut."""
    low = lower if lowest is None else max(lower, lowest)
    high = upper if highest is None else min(upper, highest)
    return low, high
