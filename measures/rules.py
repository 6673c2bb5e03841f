"""From rows to arithmetic: a target row becomes a rule, a result row a figure. No queries, no arithmetic."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from measures import words
from measures.models import Measure, Result, Target
from measures.scoring import Direction, Figure, Judgement, Rule, ToleranceKind, judge, judge_grade

POINTS = words.SATISFACTION_POINTS
SHARE_OF_100 = frozenset({"percentage", "satisfaction", "cases", "composite"})


def factor(measure: Measure) -> Fraction:
    """What numerator / denominator is multiplied by to give the measure's value."""
    if measure.kind in SHARE_OF_100:
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


def figure_of(result: Result) -> Figure:
    """The exact figure of a result, as the arithmetic knows it."""
    return Figure(_exact(result.numerator), _exact(result.denominator), _exact(result.value))


def value_of_result(measure: Measure, result: Result) -> Fraction | None:
    """The exact value of a result; None when there was nothing to measure."""
    return figure_of(result).worth(factor(measure))


def judge_result(measure: Measure, result: Result, targets: Iterable[Target]) -> Judgement:
    """A result against the target in force at its period's end; kinds not judged yet have no status."""
    target = target_on(targets, result.period_end)
    if measure.kind == "grade":
        outcome = judge_grade(measure.grades, result.grade or None, target.grade if target else None)
        return Judgement(outcome.status, outcome.score)
    if measure.kind not in words.JUDGED_KINDS:
        return Judgement("not_judged")
    return judge(value_of_result(measure, result), rule_of(measure, target))


def _exact(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def exact_count(text: str) -> Fraction:
    """A count of answers as stored: a canonical decimal string."""
    return Fraction(text)


def as_decimal(number: Fraction) -> Decimal:
    """A fraction that is a finite decimal (sums of counts are), exactly. Raises ValueError when it is not."""
    found = Decimal(number.numerator) / Decimal(number.denominator)
    if Fraction(found) != number:
        raise ValueError("This is not a finite decimal.")
    return found
