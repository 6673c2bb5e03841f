"""From rows to arithmetic: a target row becomes a rule, a result row a figure. No queries, no arithmetic."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, cast

from charter.periods import KIND_OF_FREQUENCY, Period
from measures import words
from measures.models import Measure, MeasureCommentary, Result, Target
from measures.scoring import (
    Direction,
    Figure,
    Judgement,
    Rule,
    ToleranceKind,
    judge,
    judge_grade,
    judge_milestone,
    sum_rules,
)


class HasFigure(Protocol):
    """Whatever carries a figure: a result's row, or its columns as the standing reads them."""

    @property
    def numerator(self) -> Decimal | None: ...
    @property
    def denominator(self) -> Decimal | None: ...
    @property
    def value(self) -> Decimal | None: ...


POINTS = words.SATISFACTION_POINTS
SUMMED_KINDS = frozenset({"count", "money", "counted"})
SHARE_OF_100 = frozenset({"percentage", "satisfaction", "cases", "composite"})


def is_share_of_100(measure: Measure) -> bool:
    """Whether its figure is so many in 100: by its kind, or by what it counts."""
    return measure.kind in SHARE_OF_100 or (
        measure.kind == "counted" and measure.counter in words.SHARE_COUNTERS
    )


def factor(measure: Measure) -> Fraction:
    """What numerator / denominator is multiplied by to give the measure's value."""
    if is_share_of_100(measure):
        return Fraction(100)
    return Fraction(measure.per) if measure.kind == "rate" else Fraction(1)


def target_on(targets: Iterable[Target], day: date) -> Target | None:
    """The target in force on a day: the one that began last and has not ended (scoring.md section 3)."""
    in_force = [target for target in targets if target.in_force_on(day)]
    return max(in_force, key=lambda target: target.starts, default=None)


def rule_of(measure: Measure, target: Target | None) -> Rule | None:
    """The rule that a target makes for its measure; None without one, without direction, or for a grade."""
    if target is None or measure.direction == "none" or target.grade:
        return None
    return Rule(
        direction=cast(Direction, measure.direction),
        target=_exact(target.target),
        low=_exact(target.low),
        high=_exact(target.high),
        tolerance=Fraction(target.tolerance),
        tolerance_kind=cast(ToleranceKind, target.tolerance_kind),
        floor=_exact(target.floor),
    )


def accumulation_of(measure: Measure) -> str:
    """How months make a longer period: of a figure that covers earlier months too, the last one is it."""
    return "latest" if measure.rolling_months or measure.cumulative else measure.accumulation


def rule_for(measure: Measure, targets: Iterable[Target], period: Period) -> Rule | None:
    """The rule that judges a period: the target in force at its end; for a total the sum of its parts'.

    Source: design section 5, “Periods and roll-up”. `period` is of the measure's own frequency or longer.
    """
    listed = list(targets)
    own = KIND_OF_FREQUENCY[measure.frequency]
    adds_up = measure.kind in SUMMED_KINDS and accumulation_of(measure) == "total"
    if period.kind == own or not adds_up:
        return rule_of(measure, target_on(listed, period.end))
    return sum_rules([rule_of(measure, target_on(listed, part.end)) for part in period.parts(own)])


def period_of(result: Result | MeasureCommentary) -> Period:
    """The period of a result or of an explanation, from its own columns."""
    return Period.containing(result.period_start, result.period_kind, result.period_start.month)


def figure_of(result: HasFigure) -> Figure:
    """The exact figure of a result, as the arithmetic knows it."""
    return Figure(_exact(result.numerator), _exact(result.denominator), _exact(result.value))


def value_of_result(measure: Measure, result: HasFigure) -> Fraction | None:
    """The exact value of a result; None when there was nothing to measure."""
    return figure_of(result).worth(factor(measure))


def judge_result(measure: Measure, result: Result, targets: Iterable[Target]) -> Judgement:
    """A result against the target in force at its period's end; a milestone's closing against its date."""
    listed = list(targets)
    if measure.kind == "grade":
        target = target_on(listed, result.period_end)
        outcome = judge_grade(measure.grades, result.grade or None, target.grade if target else None)
        return Judgement(outcome.status, outcome.score)
    if measure.kind == "milestone":
        day = result.given_on or result.period_end
        outcome = judge_milestone(measure.expected_by, day, (), at=day, cutoff=day)
        return Judgement(outcome.status, outcome.score)
    return judge(value_of_result(measure, result), rule_for(measure, listed, period_of(result)))


def _exact(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(*number.as_integer_ratio())


def exact_count(text: str) -> Fraction:
    """A count of answers as stored: a canonical decimal string."""
    return Fraction(text)


def as_decimal(number: Fraction) -> Decimal:
    """A fraction that is a finite decimal (sums of counts are), exactly. Raises ValueError when it is not."""
    found = Decimal(number.numerator) / Decimal(number.denominator)
    if Fraction(found) != number:
        raise ValueError("This is not a finite decimal.")
    return found
