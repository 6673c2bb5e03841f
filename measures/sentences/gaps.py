"""How far a figure is from its target, its limit or its range."""

from fractions import Fraction

from django.utils.translation import gettext as _

from charter.numbers import Number, round_half_up
from measures.scoring import Direction
from measures.sentences.amounts import amount, gap_amount


def _gap(distance: Fraction, unit: str, decimals: int) -> str:
    # A gap that would round to nothing shows as many decimals as it needs to be seen.
    while round_half_up(distance, decimals) == 0 and decimals < 10:
        decimals += 1
    return gap_amount(distance, unit, decimals)


def gap_words(direction: Direction, favourable_variance: Number, *, unit: str, decimals: int) -> str:
    """How far from a target or limit, such as "6.4 points short"; "exactly on it" for none.

    Give the variance of the value as it is shown, so that readers who subtract find the same gap.
    """
    variance = Fraction(favourable_variance)
    if variance == 0:
        return _("inside it") if direction == "range" else _("exactly on it")
    gap = _gap(abs(variance), unit, decimals)
    if direction == "range":
        return _("{gap} outside it").format(gap=gap)
    if direction == "lower":
        return (_("{gap} under it") if variance > 0 else _("{gap} over it")).format(gap=gap)
    return (_("{gap} better") if variance > 0 else _("{gap} short")).format(gap=gap)


def gap_sentence(
    direction: Direction, target: Number, favourable_variance: Number, *, unit: str, decimals: int
) -> str:
    """How far from the target, such as "Our target is 95%. We were 6.4 points short."."""
    variance, aim = Fraction(favourable_variance), _exactly(target, unit)
    if variance == 0:
        words = (
            _("Our limit is {target}. We met it exactly.")
            if direction == "lower"
            else _("Our target is {target}. We met it exactly.")
        )
        return words.format(target=aim)
    gap = _gap(abs(variance), unit, decimals)
    if direction == "lower":
        words = (
            _("Our limit is {target}. We were {gap} under it.")
            if variance > 0
            else _("Our limit is {target}. We were {gap} over it.")
        )
    else:
        words = (
            _("Our target is {target}. We were {gap} better.")
            if variance > 0
            else _("Our target is {target}. We were {gap} short.")
        )
    return words.format(target=aim, gap=gap)


def range_sentence(
    low: Number, high: Number, favourable_variance: Number, *, unit: str, decimals: int
) -> str:
    """How far outside a range, or that we were inside it."""
    ends = {"low": _exactly(low, unit if unit == "£" else ""), "high": _exactly(high, unit)}
    variance = Fraction(favourable_variance)
    if variance == 0:
        return _("We aim for {low} to {high}. We were inside it.").format(**ends)
    gap = _gap(abs(variance), unit, decimals)
    return _("We aim for {low} to {high}. We were {gap} outside it.").format(gap=gap, **ends)


def _exactly(number: Number, unit: str) -> str:
    return amount(number, unit, 10)
