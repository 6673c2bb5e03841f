"""How far a figure may be off by chance, and whether a change is more than chance (scoring.md, section 8).

Roots are taken in whole numbers and rounded outwards: an interval is never too narrow, and no verdict
can hang on a rounding. Results are exact fractions, good to 40 digits.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from math import ceil, isqrt
from statistics import NormalDist
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from charter.numbers import Number

from .accuracy_bands import ACCURACY_BANDS, AccuracyBand
from .exactness import check_exact
from .values import ScoringError

SurveyVerdict = Literal["improved", "declined", "no_clear_change", "not_tested", "not_comparable"]
Interval = tuple[Fraction, Fraction]

FEWEST_ANSWERS = 30
HALF = Fraction(1, 2)
REGULATORS_Z = Fraction("1.96")  # domain.md 1.4: with it all 355 required samples of 2023/24 come out
_DIGITS = 10**40
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


class Sample(NamedTuple):
    """How many of the `base` who answered are satisfied.

    `effective`: what the base is worth after weights (None: as much as it counts).
    """

    satisfied: Number
    base: Number
    effective: Number | None = None


@dataclass(frozen=True)
class SurveyChange:
    """What the test of two surveys says, and the difference with its interval, in points.

    The numbers are None where the two cannot be compared or one has no answers.
    """

    verdict: SurveyVerdict
    difference: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None


@cache
def z_of(confidence: Number) -> Fraction:
    """The two-sided normal quantile, to 40 digits: 1.959963984540054... for 0.95."""
    check_exact(confidence)
    if not 0 < confidence < 1:
        raise ScoringError(_("A confidence lies between 0 and 1, such as 0.95."))
    wanted = (1 + Fraction(confidence)) / 2
    with localcontext() as context:
        context.prec = 60
        sought = Decimal(wanted.numerator) / Decimal(wanted.denominator)
        z = Decimal(NormalDist().inv_cdf(float(wanted)))  # a first guess, mended below
        for _round in range(4):
            density = (-z * z / 2).exp() / (2 * _PI).sqrt()
            z -= (Decimal("0.5") + density * _tail_series(z) - sought) / density
    return Fraction(round(Fraction(z) * _DIGITS), _DIGITS)


def _tail_series(z: Decimal) -> Decimal:
    """The sum z + z^3/3 + z^5/(3*5) + ...: times the density, the share between 0 and z."""
    term, total, odd = z, z, 1
    while abs(term) > Decimal("1e-60"):
        odd += 2
        term = term * z * z / odd
        total += term
    return total


Z95 = z_of(Fraction(95, 100))


def wilson(
    satisfied: Number,
    base: Number,
    *,
    z: Fraction = Z95,
    population: Number | None = None,
    effective: Number | None = None,
) -> Interval | None:
    """The interval of a share, in percent; never without width at 0% or 100%.

    `effective` is what the base is worth after weights, `population` how many could have answered. None
    without answers, and where everybody answered: then nothing was left to chance.
    """
    _check_sample(satisfied, base, effective)
    if base == 0:
        return None
    worth = effective_base(base, effective=effective, population=population)
    if worth is None:
        return None
    low, high = _wilson(Fraction(satisfied) / Fraction(base), worth, z)
    return 100 * low, 100 * high


def _wilson(share: Fraction, base: Fraction, z: Fraction) -> Interval:
    square = z * z
    under = 1 + square / base
    centre = share + square / (2 * base)
    half = z * _root_up(share * (1 - share) / base + square / (4 * base * base))
    return max((centre - half) / under, Fraction(0)), min((centre + half) / under, Fraction(1))


def effective_base(
    base: Number, *, effective: Number | None = None, population: Number | None = None
) -> Fraction | None:
    """What the answers are worth when `base` of a `population` answered: n_eff x (N - 1) / (N - n).

    None where everybody answered.
    """
    worth = Fraction(base if effective is None else effective)
    if population is None:
        return worth
    _check_population(base, population)
    missing = Fraction(population) - Fraction(base)
    return worth * (Fraction(population) - 1) / missing if missing else None


def byar(count: Number, denominator: Number = 1, per: Number = 1, *, z: Fraction = Z95) -> Interval | None:
    """The interval of a count of events, as a rate `per` so many of the denominator. None over nothing."""
    check_exact(count, denominator, per)
    if count < 0 or denominator < 0 or per <= 0:
        raise ScoringError(_("A count or what it is divided by is below 0. Give 0 or more."))
    if denominator == 0:
        return None
    scale = Fraction(per) / Fraction(denominator)
    return scale * _byar_low(Fraction(count), z), scale * _byar_high(Fraction(count) + 1, z)


def _byar_low(count: Fraction, z: Fraction) -> Fraction:
    if count == 0:
        return Fraction(0)
    factor: Fraction = 1 - 1 / (9 * count) - z / (3 * _root_down(count))
    return count * max(factor, Fraction(0)) ** 3


def _byar_high(count: Fraction, z: Fraction) -> Fraction:
    factor: Fraction = 1 - 1 / (9 * count) + z / (3 * _root_down(count))
    return count * factor**3


def margin_of_error(
    base: Number,
    *,
    share: Number = HALF,
    population: Number | None = None,
    effective: Number | None = None,
    z: Fraction = Z95,
) -> Fraction | None:
    """Plus or minus so many points, for the accuracy statement and planning; None without answers.

    It is 0 at a share of 0 or 1, which is why `wilson` is what is shown.
    """
    _check_sample(0, base, effective)
    _check_share(share)
    if base == 0:
        return None
    square = Fraction(share) * (1 - Fraction(share)) / Fraction(base if effective is None else effective)
    if population is not None:
        _check_population(base, population)
        rest = Fraction(population) - 1
        square *= (Fraction(population) - Fraction(base)) / rest if rest else 0
    return 100 * z * _root_up(square)


def sample_size(population: Number | None, margin: Number, *, share: Number = HALF, z: Fraction = Z95) -> int:
    """How many answers a margin of so many points needs: n0 / (1 + (n0 - 1) / N), rounded up."""
    _check_share(share)
    _check_margin(margin, population)
    first = _without_population(margin, share, z)
    if population is None:
        return ceil(first)
    return ceil(first / (1 + (first - 1) / Fraction(population)))


def _without_population(margin: Number, share: Number, z: Fraction) -> Fraction:
    return z * z * Fraction(share) * (1 - Fraction(share)) / (Fraction(margin) / 100) ** 2


def accuracy_band(homes: int) -> AccuracyBand:
    """The regulator's band for a landlord with so many homes."""
    check_exact(homes)
    if homes < 1:
        raise ScoringError(_("The number of homes must be 1 or more."))
    return next(band for band in ACCURACY_BANDS if homes >= band.homes_from)


def required_responses(homes: int) -> int:
    """How many answers the regulator asks for: n0 x N / (n0 + N), rounded up, with z = 1.96.

    This is the formula of the regulator's own column, at some sizes one less than `sample_size`.
    """
    first = _without_population(accuracy_band(homes).margin, HALF, REGULATORS_Z)
    return ceil(first * homes / (first + homes))


def newcombe(
    first: Sample | tuple[Number, Number],
    second: Sample | tuple[Number, Number],
    *,
    direction: Literal["higher", "lower"] = "higher",
    comparable: bool = True,
    z: Fraction = Z95,
) -> SurveyChange:
    """Whether the second survey differs from the first by more than chance (Newcombe's hybrid interval).

    Clear if 0 is outside the interval. A base under 30 is not tested; after a break nothing is compared.
    There is no population correction: the question is whether the service changed (section 8.4).
    """
    if direction not in ("higher", "lower"):
        raise ScoringError(
            _("“{direction}” is not a direction of a survey. It is higher or lower.").format(
                direction=direction
            )
        )
    samples = Sample(*first), Sample(*second)
    for sample in samples:
        _check_sample(*sample)
    if not comparable:
        return SurveyChange("not_comparable")
    if any(sample.base == 0 for sample in samples):
        return SurveyChange("not_tested")
    (p1, low1, high1), (p2, low2, high2) = (_share_and_interval(sample, z) for sample in samples)
    difference = p2 - p1
    low = difference - _root_up((p2 - low2) ** 2 + (high1 - p1) ** 2)
    high = difference + _root_up((high2 - p2) ** 2 + (p1 - low1) ** 2)
    few = any(sample.base < FEWEST_ANSWERS for sample in samples)
    verdict = "not_tested" if few else _verdict(low, high, direction)
    return SurveyChange(verdict, 100 * difference, 100 * low, 100 * high)


def _share_and_interval(sample: Sample, z: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    share = Fraction(sample.satisfied) / Fraction(sample.base)
    worth = Fraction(sample.base if sample.effective is None else sample.effective)
    return (share, *_wilson(share, worth, z))


def _verdict(low: Fraction, high: Fraction, direction: str) -> SurveyVerdict:
    if low <= 0 <= high:
        return "no_clear_change"
    return "improved" if (low > 0) == (direction == "higher") else "declined"


def _root_down(square: Fraction) -> Fraction:
    return Fraction(isqrt(square.numerator * _DIGITS**2 // square.denominator), _DIGITS)


def _root_up(square: Fraction) -> Fraction:
    """The root, exact where it ends within 40 digits, else the next one up."""
    down = _root_down(square)
    return down if down * down == square else down + Fraction(1, _DIGITS)


def _check_sample(satisfied: Number, base: Number, effective: Number | None = None) -> None:
    check_exact(satisfied, base, effective)
    if base < 0 or satisfied < 0:
        raise ScoringError(_("A number of answers is below 0. Give 0 or more."))
    if satisfied > base:
        raise ScoringError(_("More people are satisfied than answered. Check the two numbers."))
    if effective is not None and effective <= 0:
        raise ScoringError(_("The effective number of answers must be above 0."))


def _check_population(base: Number, population: Number) -> None:
    check_exact(population)
    if population < base:
        raise ScoringError(_("More people answered than there are in the population. Check the two numbers."))


def _check_share(share: Number) -> None:
    check_exact(share)
    if not 0 <= share <= 1:
        raise ScoringError(_("A share lies between 0 and 1."))


def _check_margin(margin: Number, population: Number | None) -> None:
    check_exact(margin, population)
    if margin <= 0:
        raise ScoringError(_("The margin must be above 0 points."))
    if population is not None and population < 1:
        raise ScoringError(_("The population must be 1 or more."))
