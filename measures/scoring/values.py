"""Values from numerators, denominators and survey answers (scoring.md, sections 2, 8.1 and 8.2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from charter.numbers import Number

SATISFIED = ("very_satisfied", "fairly_satisfied")
BASE = (*SATISFIED, "neither", "fairly_dissatisfied", "very_dissatisfied")


class ScoringError(ValueError):
    """Something that must not be judged; the message is a plain sentence for people."""


def value_of(
    numerator: Number, denominator: Number, per: Number = 100, *, proportion: bool = False
) -> Fraction | None:
    """`per` × numerator / denominator, exactly. None when there was nothing to measure.

    A proportion counts some of what it is measured against, so its numerator cannot be larger.
    """
    over, under = _exact(numerator), _exact(denominator)
    if under < 0:
        raise ScoringError(_("The denominator is below 0. Give how many there were in all, 0 or more."))
    if proportion and over > under:
        raise ScoringError(_("The numerator is larger than the denominator, which a proportion cannot be."))
    if proportion and over < 0:
        raise ScoringError(_("The numerator is below 0, which a proportion cannot be."))
    if under == 0:
        return None
    factor = _exact(per)
    # One division of whole numbers: each step on fractions would look for common factors anew.
    return Fraction(
        factor.numerator * over.numerator * under.denominator,
        factor.denominator * over.denominator * under.numerator,
    )


def _exact(number: Number) -> int | Fraction:
    return Fraction(number) if isinstance(number, Decimal) else number


def check_value(value: Number | None, low: Number | None, high: Number | None) -> None:
    """ScoringError if the value lies outside the natural range of its measure."""
    if value is None:
        return
    if low is not None and value < low:
        raise ScoringError(_("The value is below the lowest that this measure can be."))
    if high is not None and value > high:
        raise ScoringError(_("The value is above the highest that this measure can be."))


def satisfaction(answers: Mapping[str, Number]) -> tuple[Fraction, Fraction]:
    """How many were satisfied, and the base: everybody who gave one of the five answers.

    "Neither" is in the base; don't know, not applicable, blanks and the filter question are not.
    Weighted counts are decimals.
    """
    if any(count < 0 for count in answers.values()):
        raise ScoringError(_("A count of answers is below 0."))
    counted = {answer: Fraction(answers.get(answer, 0)) for answer in BASE}
    return sum((counted[answer] for answer in SATISFIED), Fraction(0)), sum(counted.values(), Fraction(0))


@dataclass(frozen=True)
class WeightedGroup:
    """`count` people of one answer who share one weight."""

    satisfied: bool
    weight: Number
    count: int


@dataclass(frozen=True)
class WeightedShare:
    """A weighted percentage, the size of sample that it is worth, and what the weights cost."""

    percent: Fraction | None
    effective_n: Fraction | None
    design_effect: Fraction | None


def weighted_share(groups: Iterable[WeightedGroup]) -> WeightedShare:
    """100 × Σ(w·y) / Σw, n_eff = (Σw)² / Σw² and design effect = n / n_eff."""
    listed = tuple(groups)
    if any(group.weight < 0 or group.count < 0 for group in listed):
        raise ScoringError(_("A weight or a count is below 0."))
    weights = [(Fraction(group.weight), group.count, group.satisfied) for group in listed]
    total = sum((weight * count for weight, count, _ in weights), Fraction(0))
    if total == 0:
        return WeightedShare(None, None, None)
    squares = sum((weight**2 * count for weight, count, _ in weights), Fraction(0))
    yes = sum((weight * count for weight, count, satisfied in weights if satisfied), Fraction(0))
    effective = total**2 / squares
    return WeightedShare(100 * yes / total, effective, sum(count for _, count, _ in weights) / effective)
