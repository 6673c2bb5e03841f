"""The four rules of an XmR chart on whole numbers (scoring.md, sections 6.2 and 6.3).

A side is 1 (above, rising), -1 (below, falling) or 0 (neither, or a missing period): zeros break runs.
The rules are those of NHSRplotthedots, the NHS "Making Data Count" charts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from .values import ScoringError

Improvement = Literal["increase", "decrease", "range", "neutral"]
SpcRule = Literal["beyond_limit", "trend", "two_of_three", "shift"]
Side = Literal["up", "down"]
PointType = Literal["improvement", "concern", "neutral_high", "neutral_low", "common_cause"]
Variation = Literal[
    "common_cause",
    "improvement_high",
    "improvement_low",
    "concern_high",
    "concern_low",
    "neutral_high",
    "neutral_low",
]

RUN = 7
RULES: tuple[SpcRule, ...] = ("beyond_limit", "trend", "two_of_three", "shift")
# A rule and its side as one word (the vocabulary of `spc_rules.json`).
SIGNAL_WORDS: dict[tuple[SpcRule, Side], str] = {
    ("beyond_limit", "up"): "above_upper_limit",
    ("beyond_limit", "down"): "below_lower_limit",
    ("trend", "up"): "trend_increasing",
    ("trend", "down"): "trend_decreasing",
    ("two_of_three", "up"): "two_of_three_high",
    ("two_of_three", "down"): "two_of_three_low",
    ("shift", "up"): "shift_above",
    ("shift", "down"): "shift_below",
}
_UP: dict[str, PointType] = {"increase": "improvement", "decrease": "concern"}
_DOWN: dict[str, PointType] = {"increase": "concern", "decrease": "improvement"}


@dataclass(frozen=True)
class Flag:
    """Why a point is not chance: the rule, which way it points, and what that means for the measure."""

    rule: SpcRule
    side: Side
    type: PointType

    @property
    def word(self) -> str:
        """Rule and side in one word, as the API and the test cases have it."""
        return SIGNAL_WORDS[self.rule, self.side]


def check_improvement(direction: str) -> None:
    """ScoringError unless it is one of the four words for the way in which a measure gets better."""
    if direction not in ("increase", "decrease", "range", "neutral"):
        raise ScoringError(
            _(
                "“{direction}” is not a direction of improvement. It is increase, decrease, range or neutral."
            ).format(direction=direction)
        )


def sides(points: Sequence[int | None], low: int, high: int) -> list[int]:
    """On which side of the band from `low` to `high` each point lies; on an edge is inside."""
    observed = [point for point in points if point is not None]
    if not observed or (low <= min(observed) and max(observed) <= high):
        return [0] * len(points)  # most series have nothing beyond their limits
    return [0 if point is None else 1 if point > high else -1 if point < low else 0 for point in points]


def steps(points: Sequence[int | None]) -> list[int]:
    """Which way each point moved from the one before; 0 for the first, a tie, and next to a gap."""
    ways, before = [], None
    for point in points:
        if point is None or before is None:
            ways.append(0)
        else:
            ways.append((point > before) - (point < before))
        before = point
    return ways


def completed(signs: Sequence[int], length: int) -> list[int]:
    """The side at every point where a run of `length` on one side is complete, else 0."""
    found, run, before = [], 0, 0
    for sign in signs:
        run = run + 1 if sign and sign == before else 1 if sign else 0
        before = sign
        found.append(sign if run >= length else 0)
    return found


def marked_back(ends: Sequence[int], length: int) -> list[int]:
    """A complete pattern marks its last point and those before it; a later pattern overwrites."""
    marks = list(ends)
    for end, side in enumerate(ends) if any(ends) else ():
        if side:
            first = max(end - length + 1, 0)
            marks[first : end + 1] = [side] * (end + 1 - first)
    return marks


def shift(signs: Sequence[int], length: int = RUN) -> list[int]:
    """Points of a run of `length` or more strictly on one side of the mean."""
    return marked_back(completed(signs, length), length)


def trend(points: Sequence[int | None], length: int = RUN) -> list[int]:
    """Points of a run of `length` or more that rises or falls at every step."""
    return marked_back(completed(steps(points), length - 1), length)


def two_of_three(near: Sequence[int], signs: Sequence[int]) -> list[int]:
    """The near points of any three neighbours on one side of the mean, two of them near the limit.

    A point beyond the limit is not near it, so it does not count as one of the two.
    """
    marks = [0] * len(signs)
    if not any(near):
        return marks
    for last in range(2, len(signs)):
        first, side = last - 2, signs[last]
        if not side or signs[first] != side or signs[last - 1] != side:
            continue
        close = [place for place in (first, last - 1, last) if near[place]]
        if len(close) >= 2:
            for place in close:
                marks[place] = side
    return marks


def first_signals(*marks: Sequence[int]) -> list[tuple[SpcRule, Side] | None]:
    """One rule a point: the first that marks it, in the order of `RULES`."""
    found: list[tuple[SpcRule, Side] | None] = [None] * len(marks[0])
    for rule, sides_of_rule in reversed(list(zip(RULES, marks, strict=True))):
        for place, side in enumerate(sides_of_rule) if any(sides_of_rule) else ():
            if side:
                found[place] = _NAMED[rule, side]
    return found


_NAMED: dict[tuple[SpcRule, int], tuple[SpcRule, Side]] = {
    **{(rule, 1): (rule, "up") for rule in RULES},
    **{(rule, -1): (rule, "down") for rule in RULES},
}


def type_of(direction: Improvement, side: Side | None) -> PointType:
    """What a flag on this side means: better, worse, or only different."""
    if side is None:
        return "common_cause"
    return _UP.get(direction, "neutral_high") if side == "up" else _DOWN.get(direction, "neutral_low")


def icon_of(direction: Improvement, kind: PointType) -> Variation:
    """The variation icon for the type of the last observed point."""
    if kind == "improvement":
        return "improvement_low" if direction == "decrease" else "improvement_high"
    if kind == "concern":
        return "concern_high" if direction == "decrease" else "concern_low"
    return kind


FLAGS: dict[Improvement, dict[tuple[SpcRule, Side], Flag]] = {
    direction: {(rule, side): Flag(rule, side, type_of(direction, side)) for rule, side in _NAMED.values()}
    for direction in ("increase", "decrease", "range", "neutral")
}
