"""The sums behind a figure and its points, written out so that a reader can check them."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures import sentences
from measures.scoring import Figure, Judgement, Rule, score_shown

PLACES = 6


def number(value: Fraction) -> str:
    """A number in a sum: thousands commas, at most six decimals."""
    return sentences.amount(value, "", PLACES)


def figure_sum(figure: Figure | None, factor: Fraction, value: Fraction | None, shown: str, unit: str) -> str:
    """Such as “1,163 ÷ 1,312 × 100 = 88.643293, shown as 88.6%”; "" where nothing was divided.

    `shown` is the figure as documents carry it, “88.6”.
    """
    if figure is None or figure.numerator is None or figure.denominator is None:
        return ""
    counts = f"{number(figure.numerator)} ÷ {number(figure.denominator)}"
    if value is None:
        return _("{sum}: nothing to measure").format(sum=counts)
    times = "" if factor == 1 else f" × {number(factor)}"
    exactly = number(value)
    seen = sentences.with_unit(shown, unit)
    if Fraction(shown) == value:  # “95.0%” for 95 too
        return f"{counts}{times} = {seen}"
    return _("{sum} = {exactly}, shown as {shown}").format(
        sum=f"{counts}{times}", exactly=exactly, shown=seen
    )


def edges(rule: Rule) -> list[Fraction]:
    """Up to where a figure is close: one number, or two for a range; none where nothing counts as close."""
    return [bound + way * rule.width(bound) for bound, way in _sides(rule) if rule.width(bound)]


def ends(rule: Rule) -> list[Fraction]:
    """Where the points run out; none where a miss has no points at once."""
    return [bound + way * _reach(rule, bound) for bound, way in _sides(rule) if _reach(rule, bound)]


def _sides(rule: Rule) -> list[tuple[Fraction, int]]:
    """Each bound with the way that leads off it to the bad side."""
    ways = {"higher": (-1,), "lower": (1,), "range": (-1, 1)}[rule.direction]
    return list(zip(rule.bounds, ways, strict=True))


def _reach(rule: Rule, bound: Fraction) -> Fraction:
    return 2 * rule.width(bound) if rule.floor is None else abs(rule.floor - bound)


def points_sum(value: Fraction, rule: Rule, judged: Judgement) -> str:
    """How the points follow from the distance to the target (scoring.md, section 4)."""
    if judged.score is None or judged.favourable_variance is None:
        return ""
    if judged.status == "met":
        return _("100 points, because the target is met")
    short = -judged.favourable_variance
    bound = rule.bounds[0] if value < rule.bounds[0] else rule.bounds[-1]
    width, reach = rule.width(bound), _reach(rule, bound)
    if judged.score == 0:
        return _("0 points, because it is beyond where the points run out")
    if judged.status == "near":
        return f"100 − 50 × {number(short)} ÷ {number(width)} = {_points(judged.score)}"
    over, under = f"({number(reach)} − {number(short)})", f"({number(reach)} − {number(width)})"
    return f"50 × {over} ÷ {under} = {_points(judged.score)}"


def _points(score: Fraction) -> str:
    if score.denominator == 1:
        return ngettext("{count} point", "{count} points", score.numerator).format(count=score.numerator)
    return _("{exactly}, shown as {shown} points").format(exactly=number(score), shown=score_shown(score))


def mean_sum(points: Fraction, weight: Fraction, score: Fraction) -> str:
    """How a promise's points follow from those of its measures."""
    return f"{number(points)} ÷ {number(weight)} = {_points(score)}"
