"""Each measure's own series under statistical process control (scoring.md 6), up to a release's last day."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from charter.numbers import Number
from charter.periods import Period, periods_between
from measures import rules
from measures.models import Measure
from measures.scoring import Rule, judge
from measures.scoring.spc import FEWEST_FIXED, control, first_from
from measures.standing.facts import Known, MeasureFacts
from measures.standing.signals import ControlStanding, NoControl, SegmentStart

# Kinds whose figures are numbers of periods; the others have no series to control (scoring.md 4.1).
CONTROLLED_KINDS = frozenset(
    {
        "percentage",
        "rate",
        "count",
        "money",
        "average",
        "duration",
        "satisfaction",
        "cases",
        "counted",
        "trend",
    }
)
SMALLEST_BASE = 30  # scoring.md 6.7: "under about 30"
# "Swing widely" (6.7): over a base 4 times as large, chance moves a figure half as much.
WIDEST_SWING = 4
YEARS_OF_A_SEASON = 2
IMPROVEMENT: dict[str, Literal["increase", "decrease", "range", "neutral"]] = {
    "higher": "increase",
    "lower": "decrease",
    "range": "range",
    "none": "neutral",
}


def control_of(
    facts: MeasureFacts, release: Period, *, direction: str | None = None
) -> ControlStanding | None:
    """The control of a measure's own figures that ended by the release's last day; None without a figure.

    `direction` says what is better where that is not the measure's own word (a trend of another measure).
    """
    known = [one for one in facts.own if one.period.end <= release.end and one.period not in facts.hidden]
    values = {one.period: value for one in known if (value := _value(facts, one)) is not None}
    bases = {
        one.period: Fraction(one.result.denominator) for one in known if one.result.denominator is not None
    }
    return control_of_series(facts, values, bases, direction=direction)


def control_of_series(
    facts: MeasureFacts,
    values: dict[Period, Fraction],
    bases: Mapping[Period, Number],
    *,
    direction: str | None = None,
) -> ControlStanding | None:
    """The control of any series of the measure, such as a segment's. None without a figure.

    `values` are those that there are, oldest first; `bases` what they were taken over, where that is known.
    The figures of `facts` are not looked at.
    """
    if not values:
        return None
    periods = periods_between(next(iter(values)), next(reversed(values)))
    series, taken_over = [values.get(one) for one in periods], [bases.get(one) for one in periods]
    return control_of_values(facts, periods, series, taken_over, direction=direction)


def control_of_values(
    facts: MeasureFacts,
    periods: tuple[Period, ...],
    series: Sequence[Fraction | None],
    taken_over: Sequence[Number | None],
    *,
    direction: str | None = None,
) -> ControlStanding | None:
    """The same with a place for each period; there is a value at the first and at the last."""
    if facts.measure.kind not in CONTROLLED_KINDS:
        return None
    settings = facts.measure.spc
    starts = _starts(facts.measure, periods, series)
    found = ControlStanding(
        measure=facts.measure,
        periods=periods,
        values=tuple(series),
        control=None,
        starts=starts,
        screen=bool(settings.get("screen", True)),
        fixed_points=_fixed(settings.get("fixed_points")),
        natural_low=_bound(facts.measure, "natural_min", 0),
        natural_high=_bound(facts.measure, "natural_max", 100),
    )
    reason = _no_control(facts.measure, found, taken_over)
    if reason:
        return replace(found, reason=reason)
    return _controlled(facts, found, taken_over, direction or facts.measure.direction)


def _value(facts: MeasureFacts, known: Known) -> Fraction | None:
    return rules.value_of_result(facts.measure, known.result)


def _fixed(points: int | None) -> int | None:
    """The length of the baseline; one that is too short for fixed limits (6.4) is none."""
    return points if points is not None and points >= FEWEST_FIXED else None


def _bound(measure: Measure, name: str, of_a_share: int) -> Fraction | None:
    """The measure's own natural bound; a share lies within 0 and 100, and no count below 0."""
    own = getattr(measure, name)
    if own is not None:
        return Fraction(own)
    if measure.is_proportion or (of_a_share == 0 and measure.kind not in ("money", "trend")):
        return Fraction(of_a_share)
    return None


def _starts(
    measure: Measure, periods: Sequence[Period], values: Sequence[Fraction | None]
) -> tuple[SegmentStart, ...]:
    """Breaks and recalculations inside the series: each begins at the first figure from its day on (6.4)."""
    breaks = [(found.starts, found.reason, True) for found in measure.breaks.all()]
    again = [
        (date.fromisoformat(found["from"]), found["reason"], False)
        for found in measure.spc.get("recalculate", ())
    ]
    ends = [period.end for period in periods]
    found: dict[int, SegmentStart] = {}
    for day, reason, is_break in sorted([*again, *breaks], key=lambda one: (one[0], one[2])):
        index = first_from(day, ends, values)
        if index and not (index in found and found[index].is_break):
            found[index] = SegmentStart(index, day, reason, is_break)
    return tuple(found[index] for index in sorted(found))


def _no_control(measure: Measure, found: ControlStanding, bases: Sequence[Number | None]) -> NoControl:
    """Why the method is not for this series (scoring.md 6.7); empty where it is."""
    if measure.frequency == "annual":
        return "annual"
    if measure.cumulative:
        return "cumulative"
    if measure.rolling_months:
        return "rolling"
    if measure.spc.get("seasonal") and _years(found.periods) < YEARS_OF_A_SEASON:
        return "seasonal"
    return _poor_bases(_last_segment(found, bases))


def _years(periods: Sequence[Period]) -> Fraction:
    return Fraction(len(periods) * periods[0].months, 12)


def _last_segment(found: ControlStanding, bases: Sequence[Number | None]) -> Sequence[Number | None]:
    return bases[found.starts[-1].index if found.starts else 0 :]


def _poor_bases(bases: Sequence[Number | None]) -> NoControl:
    """Whether the figures were taken over too few, or over numbers that differ too much, to share limits."""
    listed = [base for base in bases if base]
    if not listed:
        return ""
    if min(listed) < SMALLEST_BASE:
        return "small_bases"
    return "uneven_bases" if max(listed) > WIDEST_SWING * min(listed) else ""


def _controlled(
    facts: MeasureFacts, found: ControlStanding, bases: Sequence[Number | None], direction: str
) -> ControlStanding:
    """Limits, flags and icons. An earlier segment with poor bases gets none."""
    measure, rule = facts.measure, _rule_at_end(facts, found)
    values = _without_poor_segments(found, bases)
    edges = [start.index for start in found.starts]

    def run(met: Sequence[bool | None] | None = None) -> ControlStanding:
        made = control(
            values,
            improvement_direction=IMPROVEMENT[direction],
            target=rule.target if rule else None,
            low=rule.low if rule else None,
            high=rule.high if rule else None,
            met=met,
            starts=edges,
            screen=found.screen,
            fixed_points=found.fixed_points,
        )
        return replace(found, control=made, has_target=rule is not None)

    first = run()
    # How often the target was met is asked only where limits cannot speak: that is quicker.
    too_even = first.control is not None and first.control.reason == "too_little_variation"
    return run(_met(facts, found)) if too_even and measure.kind != "trend" else first


def _rule_at_end(facts: MeasureFacts, found: ControlStanding) -> Rule | None:
    """The target in force at the last figure's end, where it judges."""
    rule = facts.rule_on(found.periods[-1].end)
    return rule if rule is not None and rule.judges else None


def _without_poor_segments(found: ControlStanding, bases: Sequence[Number | None]) -> list[Fraction | None]:
    values = list(found.values)
    edges = [0, *(start.index for start in found.starts), len(values)]
    for first, after in list(pairwise(edges))[:-1]:
        if _poor_bases(bases[first:after]):
            values[first:after] = [None] * (after - first)
    return values


def _met(facts: MeasureFacts, found: ControlStanding) -> list[bool | None]:
    """Whether each period met the target of its own time; None where nothing could be judged."""
    answers: list[bool | None] = []
    for period, value in zip(found.periods, found.values, strict=True):
        status = judge(value, facts.rule_on(period.end)).status
        answers.append(None if status == "not_judged" else status == "met")
    return answers
