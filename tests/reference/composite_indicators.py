"""Normalisation and aggregation as COINr does it (peer lists of aggregation.json)."""

from collections.abc import Sequence
from fractions import Fraction


def goalposts(value: Fraction, low: Fraction, high: Fraction, scale: Fraction, direction: int) -> Fraction:
    """A value between two goalposts, cut at both; direction -1 turns it round."""
    if direction < 0:
        value, low, high = -value, -high, -low
    return scale * min(max((value - low) / (high - low), Fraction(0)), Fraction(1))


def distance_to_target(
    values: Sequence[Fraction], target: Fraction, direction: int, cap: bool
) -> list[Fraction]:
    """1 at the target, falling with the distance in units of the range of the worse side; uncapped above."""
    if direction > 0:
        scaled = [(value - min(values)) / (target - min(values)) for value in values]
    else:
        scaled = [(max(values) - value) / (max(values) - target) for value in values]
    return [min(value, Fraction(1)) for value in scaled] if cap else scaled


def weighted_mean(
    values: Sequence[Fraction | None], weights: Sequence[Fraction], min_available_share: Fraction
) -> Fraction | None:
    """Missing values are dropped and the weights rescaled; the share available counts values, not weight."""
    there = [(value, weight) for value, weight in zip(values, weights, strict=True) if value is not None]
    if not there or Fraction(len(there), len(values)) < min_available_share:
        return None
    return sum(value * weight for value, weight in there) / sum(weight for _, weight in there)


def generalised_mean(values: Sequence[Fraction], weights: Sequence[Fraction], power: int) -> float:
    """The power mean; power 0 is the geometric mean."""
    if power == 0:
        return geometric_mean(values, weights)
    total = sum(weights)
    mean = (
        sum(weight * Fraction(value) ** power for value, weight in zip(values, weights, strict=True)) / total
    )
    return float(mean) ** (1 / power)


def geometric_mean(values: Sequence[Fraction], weights: Sequence[Fraction]) -> float:
    """The weighted geometric mean; a value of 0 or below is an error, as there."""
    if any(value <= 0 for value in values):
        raise ValueError("The geometric mean needs values above 0.")
    total = float(sum(weights))
    product = 1.0
    for value, weight in zip(values, weights, strict=True):
        product *= float(value) ** (float(weight) / total)
    return product


def harmonic_mean(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """The weighted harmonic mean; a value of 0 is an error, as there."""
    if any(value == 0 for value in values):
        raise ValueError("The harmonic mean needs values other than 0.")
    return sum(weights) / sum(weight / value for value, weight in zip(values, weights, strict=True))
