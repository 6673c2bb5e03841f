"""Longer periods from shorter ones (design, section 5, "Periods and roll-up").

Numerators and denominators are pooled and counts totalled; percentages are never averaged. Of a
figure that is a snapshot, or that covers the year so far, the last part is the longer period's. Every
part is needed: with one missing the value is shown as "2 of 3 months" and not judged. A stated
figure for the longer period is used in place of the parts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from charter.numbers import round_half_up

from .targets import Rule
from .values import value_of

Method = Literal["pooled", "total", "latest", "mean", "none"]

_POOLED_KINDS = frozenset({"percentage", "rate", "average", "satisfaction", "cases", "duration"})
_COUNTED_KINDS = frozenset({"count", "money", "counted"})


@dataclass(frozen=True)
class Figure:
    """A figure as supplied: numerator and denominator, or a bare value."""

    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None

    @property
    def pools(self) -> bool:
        """Whether it can be added to others."""
        return self.numerator is not None and self.denominator is not None

    def worth(self, per: Fraction) -> Fraction | None:
        """Its value: worked out where it can be, else as stated."""
        if self.numerator is None or self.denominator is None:
            return self.value
        return value_of(self.numerator, self.denominator, per)


@dataclass(frozen=True)
class Part:
    """One part of a longer period: its figure if there is one, the target in force then, its months."""

    figure: Figure | None
    rule: Rule | None = None
    months: int = 1


@dataclass(frozen=True)
class RollUp:
    """The figure of a longer period, what it is judged against, and how much of it is there."""

    figure: Figure | None
    value: Fraction | None
    rule: Rule | None
    have: int
    needed: int
    stated: bool = False
    differs: bool = False
    pooled_value: Fraction | None = None

    @property
    def complete(self) -> bool:
        """Whether it may be judged."""
        return self.value is not None and (self.stated or self.have == self.needed)


def method_of(kind: str, accumulation: str, figures: Iterable[Figure]) -> Method:
    """How figures of this kind add up. "none": only a stated longer figure can be used."""
    listed = tuple(figures)
    if accumulation == "latest" and kind in _POOLED_KINDS | _COUNTED_KINDS:
        return "latest"
    if kind in _POOLED_KINDS or (kind == "counted" and listed and all(figure.pools for figure in listed)):
        return "pooled" if all(figure.pools for figure in listed) else "none"
    if kind in _COUNTED_KINDS and accumulation in ("total", "mean"):
        return accumulation  # type: ignore[return-value]
    return "none"


def roll_up(
    parts: Sequence[Part],
    *,
    kind: str,
    accumulation: str,
    per: Fraction,
    rule_at_end: Rule | None,
    stated: Figure | None = None,
    decimals: int = 0,
) -> RollUp:
    """The figure of the period that `parts` make up, in order of time.

    `rule_at_end` is the target in force at the period's end; totals are held against the sum of the
    parts' own targets instead. `decimals` are the measure's: a stated bare value differs from its
    parts if it does so at these decimals.
    """
    there = [(part.figure, part.months) for part in parts if part.figure is not None]
    figures = [figure for figure, _ in there]
    method = method_of(kind, accumulation, figures)
    pooled = _combined(figures, [months for _, months in there], method, per)
    rule = sum_rules([part.rule for part in parts]) if _totals(kind, accumulation, method) else rule_at_end
    pooled_value = None if pooled is None else pooled.worth(per)
    made = RollUp(pooled, pooled_value, rule, len(figures), len(parts), pooled_value=pooled_value)
    if stated is None:
        return made
    differs = made.complete and _differs(stated, made, per, decimals)
    return replace(made, figure=stated, value=stated.worth(per), stated=True, differs=differs)


def _totals(kind: str, accumulation: str, method: Method) -> bool:
    return kind in _COUNTED_KINDS and accumulation == "total" and method != "pooled"


def _combined(
    figures: Sequence[Figure], months: Sequence[int], method: Method, per: Fraction
) -> Figure | None:
    if not figures or method == "none":
        return None
    if method == "pooled":
        return Figure(
            sum((figure.numerator or Fraction(0) for figure in figures), Fraction(0)),
            sum((figure.denominator or Fraction(0) for figure in figures), Fraction(0)),
        )
    if method == "latest":
        return figures[-1]
    values = [value for figure in figures if (value := figure.worth(per)) is not None]
    if len(values) < len(figures):
        return None
    if method == "mean":
        # A quarter that was stated whole stands for three months.
        whole = sum((value * length for value, length in zip(values, months, strict=True)), Fraction(0))
        return Figure(value=whole / sum(months))
    return Figure(value=sum(values, Fraction(0)))


def _differs(stated: Figure, made: RollUp, per: Fraction, decimals: int) -> bool:
    value = stated.worth(per)
    if stated.pools or value is None or made.value is None:
        return value != made.value
    return round_half_up(value, decimals) != round_half_up(made.value, decimals)


def sum_rules(rules: Sequence[Rule | None]) -> Rule | None:
    """The target of a total: targets, ends, floors and absolute tolerances summed.

    A relative tolerance keeps its percent. None (no target) if any part has none.
    """
    known = [rule for rule in rules if rule is not None and rule.judges]
    if not known or len(known) < len(rules):
        return None
    tolerance, kind = _summed_tolerance(known)
    return Rule(
        known[0].direction,
        target=_sum(rule.target for rule in known),
        low=_sum(rule.low for rule in known),
        high=_sum(rule.high for rule in known),
        tolerance=tolerance,
        tolerance_kind=kind,
        floor=_summed_floor(known),
    )


def _sum(numbers: Iterable[Fraction | None]) -> Fraction | None:
    listed = list(numbers)
    present = [number for number in listed if number is not None]
    return sum(present, Fraction(0)) if len(present) == len(listed) else None


def _summed_tolerance(rules: Sequence[Rule]) -> tuple[Fraction, Literal["absolute", "relative"]]:
    if {(rule.tolerance_kind, rule.tolerance) for rule in rules} == {("relative", rules[0].tolerance)}:
        return rules[0].tolerance, "relative"
    # Percents that changed on the way become the distances that they stood for. A range has one at
    # each end; the narrower is the stricter promise.
    sums = [
        sum((rule.width(rule.bounds[end]) for rule in rules), Fraction(0))
        for end in range(len(rules[0].bounds))
    ]
    return min(sums), "absolute"


def _summed_floor(rules: Sequence[Rule]) -> Fraction | None:
    if rules[0].direction == "range" or all(rule.floor is None for rule in rules):
        return None
    return sum((_floor(rule) for rule in rules), Fraction(0))


def _floor(rule: Rule) -> Fraction:
    if rule.floor is not None:
        return rule.floor
    target = rule.bounds[0]
    away = 2 * rule.width(target)
    return target - away if rule.direction == "higher" else target + away
