"""Status and score of a number against its target (scoring.md, sections 3 and 4).

Status is judged on the unrounded value; a boundary belongs to the better side. The score is 100 at
the target, 50 at the edge of the tolerance and 0 at the floor, with straight lines between, so that
status and score cannot disagree.
"""

from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal

from django.utils.translation import gettext as _

from charter.numbers import Number

from .values import ScoringError

Direction = Literal["higher", "lower", "range", "none"]
ToleranceKind = Literal["absolute", "relative"]
Status = Literal["met", "near", "missed", "not_judged"]

Ratio = tuple[int, int]  # numerator and denominator

FULL, HALF, NOTHING = Fraction(100), Fraction(50), Fraction(0)


@dataclass(frozen=True)
class Rule:
    """What a value is held against: one target, or a range from low to high.

    `tolerance` is in the measure's unit (absolute) or in percent of the bound (relative). `floor` is
    where the score reaches 0; without one, twice the tolerance away.
    """

    direction: Direction
    target: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    tolerance: Fraction = Fraction(0)
    tolerance_kind: ToleranceKind = "absolute"
    floor: Fraction | None = None

    @classmethod
    def of(cls, direction: Direction, **numbers: Number | str | None) -> "Rule":
        """A rule from whole numbers, decimals or text; a tolerance left out is 0."""
        kind = numbers.pop("tolerance_kind", None) or "absolute"
        if kind not in ("absolute", "relative"):
            raise ScoringError(
                _("“{kind}” is not a kind of tolerance. It is absolute or relative.").format(kind=kind)
            )
        exact = {name: Fraction(number) for name, number in numbers.items() if number is not None}
        unknown = set(exact) - {field.name for field in fields(cls)}
        if unknown:
            raise TypeError(f"A rule has no {', '.join(sorted(unknown))}.")
        return cls(direction, tolerance_kind="absolute" if kind == "absolute" else "relative", **exact)

    def width(self, bound: Fraction) -> Fraction:
        """The tolerance at this bound, as a distance."""
        return self.tolerance if self.tolerance_kind == "absolute" else abs(bound) * self.tolerance / 100

    @property
    def bounds(self) -> tuple[Fraction, ...]:
        """The numbers that the value is held against."""
        both = (self.low, self.high) if self.direction == "range" else (self.target,)
        return tuple(bound for bound in both if bound is not None)

    @property
    def judges(self) -> bool:
        """Whether a value can be judged by it at all."""
        return self.direction != "none" and bool(self.bounds)

    @cached_property
    def written(self) -> tuple[str | None, ...]:
        """All of it as text, for what names the inputs of a score."""
        numbers = (self.target, self.low, self.high, self.tolerance, self.floor)
        exact = (None if one is None else f"{one.numerator}/{one.denominator}" for one in numbers)
        return self.direction, self.tolerance_kind, *exact

    @cached_property
    def edges(self) -> "Edges":
        """The same in whole numbers, worked out once. Raises ScoringError if it makes no sense."""
        check_rule(self)
        low, high = _ends(self)
        return Edges(
            low=_pair(low),
            near_low=_pair(None if low is None else low - self.width(low)),
            high=_pair(high),
            near_high=_pair(None if high is None else high + self.width(high)),
        )


@dataclass(frozen=True)
class Edges:
    """Where met and near end, as whole numbers: None where there is no end on that side.

    Comparisons multiply crosswise, so nothing is ever divided or rounded (scoring.md D1). A boundary belongs
    to the better side (D3).
    """

    low: Ratio | None
    near_low: Ratio | None
    high: Ratio | None
    near_high: Ratio | None

    def status(self, numerator: int, denominator: int) -> Status:
        """The status of the value numerator / denominator; the denominator is above 0."""
        if self.low is not None and _below(numerator, denominator, self.low):
            is_near = self.near_low is not None and not _below(numerator, denominator, self.near_low)
            return "near" if is_near else "missed"
        if self.high is not None and _below(*self.high, (numerator, denominator)):
            is_near = self.near_high is not None and not _below(*self.near_high, (numerator, denominator))
            return "near" if is_near else "missed"
        return "met"


def _below(numerator: int, denominator: int, other: Ratio) -> bool:
    return numerator * other[1] < other[0] * denominator


def _pair(number: Fraction | None) -> Ratio | None:
    return None if number is None else (number.numerator, number.denominator)


def _ends(rule: Rule) -> tuple[Fraction | None, Fraction | None]:
    """Where good values begin and end."""
    if rule.direction == "range":
        return rule.low, rule.high
    return (rule.target, None) if rule.direction == "higher" else (None, rule.target)


@dataclass(frozen=True)
class Judgement:
    """Status, score from 0 to 100, and how far on the good side of the target (negative: short of it)."""

    status: Status
    score: Fraction | None = None
    favourable_variance: Fraction | None = None


NOT_JUDGED = Judgement("not_judged")


def check_rule(rule: Rule, *, proportion: bool = False) -> None:
    """ScoringError with a plain sentence if the rule cannot be judged by or makes no sense."""
    if rule.direction not in ("higher", "lower", "range", "none"):
        raise ScoringError(
            _("“{direction}” is not a direction. It is higher, lower, range or none.").format(
                direction=rule.direction
            )
        )
    if rule.tolerance < 0:
        raise ScoringError(_("The tolerance is below 0. Give 0 or more."))
    if rule.direction == "none":
        return
    _check_bounds(rule)
    if rule.tolerance_kind == "relative" and rule.tolerance and 0 in rule.bounds:
        raise ScoringError(
            _("A tolerance in percent of a target of 0 has no width. Use an absolute tolerance.")
        )
    if proportion and any(not 0 <= bound <= 100 for bound in rule.bounds):
        raise ScoringError(_("A proportion lies between 0 and 100, so its target must too."))
    _check_floor(rule)


def _check_bounds(rule: Rule) -> None:
    if rule.direction == "range":
        if rule.low is None or rule.high is None:
            raise ScoringError(_("A range needs a low and a high end."))
        if rule.low > rule.high:
            raise ScoringError(_("The low end of the range is above its high end."))
    elif rule.target is None:
        raise ScoringError(_("There is no target. Give one, or set the direction to none."))


def _check_floor(rule: Rule) -> None:
    if rule.floor is None:
        return
    if rule.direction == "range":
        raise ScoringError(_("A range has no floor."))
    target = rule.bounds[0]
    if _shortfall(rule, rule.floor)[0] <= rule.width(target):
        raise ScoringError(_("The floor must be worse than the target less its tolerance."))


def _shortfall(rule: Rule, value: Fraction) -> tuple[Fraction, Fraction]:
    """How far on the bad side of the nearer bound (negative: on the good side), and that bound."""
    if rule.direction == "higher":
        return rule.bounds[0] - value, rule.bounds[0]
    if rule.direction == "lower":
        return value - rule.bounds[0], rule.bounds[0]
    low, high = rule.bounds
    return (low - value, low) if value < low else (max(value - high, NOTHING), high)


def status_of(value: Number, rule: Rule | None) -> Status:
    """The status alone, which is quicker."""
    if rule is None or not rule.judges:
        return "not_judged"
    exact = Fraction(value) if isinstance(value, Decimal) else value
    return rule.edges.status(exact.numerator, exact.denominator)


def judge(value: Number | None, rule: Rule | None) -> Judgement:
    """Status, score and favourable variance of the unrounded value. No value or no target: not judged."""
    if value is None or rule is None or not rule.judges:
        return NOT_JUDGED
    exact = Fraction(value)
    status = status_of(exact, rule)
    short, bound = _shortfall(rule, exact)
    if status == "met":
        return Judgement("met", FULL, -short)
    width = rule.width(bound)
    if status == "near":
        return Judgement("near", FULL - HALF * short / width, -short)
    return Judgement("missed", _missed_score(rule, short, width), -short)


def _missed_score(rule: Rule, short: Fraction, width: Fraction) -> Fraction:
    reach = 2 * width if rule.floor is None else _shortfall(rule, rule.floor)[0]
    if reach == 0:
        return NOTHING
    return max(NOTHING, HALF * (reach - short) / (reach - width))
