"""How values and scores are shown: rounded once, and never into another status (scoring.md, section 2)."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from charter.numbers import Number, round_half_up, round_towards_zero

from .targets import Rule, status_of

EXTRA_DECIMALS = 3
# Edges of a relative tolerance can need this many decimals; no real measure comes near it.
MOST_EXTRA_DECIMALS = 40


def shown(value: Number, decimals: int, rule: Rule | None = None, percentage: bool = False) -> str:
    """The value as people see it, half up at the measure's decimals.

    Decimals are added, up to three, while the rounded number would have another status than the
    exact one or, for a percentage, would read 0 or 100 without being exactly that. If that is not
    enough the number is cut towards its true side. 4,209 of 4,210 is "99.98", never "100.0".
    """
    exact = Fraction(value)
    status = status_of(exact, rule)
    for candidate in _candidates(exact, decimals):
        if status_of(candidate, rule) == status and not _pretends(candidate, exact, percentage):
            return format(candidate, "f")
    return format(round_half_up(exact, decimals + MOST_EXTRA_DECIMALS), "f")


def _candidates(exact: Fraction, decimals: int) -> Iterator[Decimal]:
    for places in range(decimals, decimals + EXTRA_DECIMALS + 1):
        yield round_half_up(exact, places)
    for places in range(decimals + EXTRA_DECIMALS, decimals + MOST_EXTRA_DECIMALS):
        yield _cut_to_true_side(exact, places)
        yield round_half_up(exact, places + 1)


def _cut_to_true_side(exact: Fraction, places: int) -> Decimal:
    cut = round_towards_zero(exact, places)
    rounded = round_half_up(exact, places)
    if rounded != cut or Fraction(cut) == exact:
        return cut
    away = 1 if exact > 0 else -1
    return round_half_up(Fraction(cut) + Fraction(away, 10**places), places)


def _pretends(candidate: Decimal, exact: Fraction, percentage: bool) -> bool:
    return percentage and candidate in (0, 100) and Fraction(candidate) != exact


def score_shown(score: Fraction | None) -> int | None:
    """A score is shown rounded down: 89.99 must not read as 90 when 90 is the line."""
    return None if score is None else score.numerator // score.denominator
