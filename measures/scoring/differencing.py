"""Nothing hidden may follow from the difference of two public figures (scoring.md, section 9, "over time").

Months sum to quarters, half-years and years; a running total grows by what happened in between.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from charter.numbers import Number

from .rollup import Figure
from .suppression import is_small, less, pooled

NOTHING = Fraction(0)
EMPTY = Figure(NOTHING, NOTHING, NOTHING)
# Whether a figure, the sum of so many that are each above 0, is too small to be public or gives one away.
Small = Callable[[Figure, int], bool]


@dataclass(frozen=True)
class Steps:
    """How a running total grew, and whether each of its values may be published."""

    increments: tuple[Fraction, ...]
    publish_each_period: bool


def steps(running: Sequence[Number], threshold: int) -> Steps:
    """The steps of a running total: with a small one, the values of each period may not all be public."""
    exact = [NOTHING, *(Fraction(value) for value in running)]
    increments = tuple(after - before for before, after in pairwise(exact))
    return Steps(increments, not any(is_small(step, threshold) for step in increments))


def hidden_steps(running: Sequence[Figure], small: Small) -> frozenset[int]:
    """Which values of a running total are hidden, so that no difference of two shown ones is small.

    A value is shown once it is far enough from the last one that was shown, or from 0 at the beginning;
    nothing that comes later is needed to decide, so what was published stays right.
    """
    hidden, last = set(), EMPTY
    for place, value in enumerate(running):
        if small(value, 1) or small(less(value, [last]), 1):
            hidden.add(place)
        else:
            last = value
    return frozenset(hidden)


@dataclass(frozen=True)
class Span:
    """A longer period over the parts from `first` up to, not including, `after`, with its own figure.

    `stated`: it was given by itself, so it covers parts without a figure as well.
    """

    first: int
    after: int
    figure: Figure
    stated: bool = False

    def within(self, other: "Span") -> bool:
        """Whether it lies inside another, shorter than that."""
        inside = other.first <= self.first and self.after <= other.after
        return inside and (self.first, self.after) != (other.first, other.after)


def hidden_over_time(
    parts: Sequence[Figure | None],
    spans: Sequence[Span],
    small: Small,
    published_after: Iterable[int] = (),
    *,
    told: Collection[int] = (),
    told_spans: Collection[int] = (),
    told_sums: Collection[frozenset[int]] = (),
) -> tuple[frozenset[int], frozenset[int]]:
    """Which parts (months) and which longer periods are hidden, by their places.

    A part without a figure is None. `spans` lie inside each other or apart, the shorter before the longer
    that ends with it. What was public at the end of an earlier release, after so many parts, stays public:
    only what came since can still be hidden. A longer period that would give a hidden month away takes its
    other months with it; if that does not help, the longer periods inside it too; else it is hidden itself.
    `told` and `told_spans`: the places of those that an earlier release showed with the very figure that they
    have now, while others were corrected since. To hide them helps nobody. `told_sums`: hidden parts whose
    sum follows from a longer period that was shown before others of it came or were corrected.
    """
    state = _OverTime(parts, spans, small, frozenset(told_spans), told_sums)
    edges = sorted({0, len(parts), *(edge for edge in published_after if 0 < edge < len(parts))})
    for start, end in pairwise(edges):
        new = frozenset(range(start, end))
        state.hidden |= {place for place in new if (part := parts[place]) is not None and small(part, 1)}
        for number, span in enumerate(spans):
            if start < span.after <= end:
                state.settle(number, new.difference(told), start)
    return frozenset(state.hidden), frozenset(state.hidden_spans)


class _OverTime:
    """What is hidden while the time goes by."""

    def __init__(
        self,
        parts: Sequence[Figure | None],
        spans: Sequence[Span],
        small: Small,
        told: frozenset[int],
        sums: Collection[frozenset[int]],
    ) -> None:
        self.parts, self.spans, self.small, self.told, self.sums = parts, spans, small, told, sums
        self.hidden: set[int] = set()
        self.hidden_spans: set[int] = set()
        self.settled: list[int] = []

    def settle(self, number: int, new: frozenset[int], start: int) -> None:
        """Decide on a longer period that is over, with what else is not public before part `start`."""
        span = self.spans[number]
        inside = [
            one for one in self.settled if self.spans[one].within(span) and self.spans[one].after > start
        ]
        months = {place for place in range(span.first, span.after) if place in new and self.parts[place]}
        before = set(self.hidden), set(self.hidden_spans)
        can_go = set(inside) - self.told
        for more, longer in ((set[int](), set[int]()), (months, set[int]()), (months, can_go)):
            self.hidden, self.hidden_spans = before[0] | more, before[1] | longer
            shown = [self.spans[one] for one in inside if one not in self.hidden_spans]
            if all(self.is_safe(one) for one in (*shown, span)):
                break
        else:
            self.hidden, self.hidden_spans = before[0], before[1] | {number}
        self.settled.append(number)

    def is_safe(self, span: Span) -> bool:
        """Whether what is left of the longer period, without all that is shown of it, tells of no part."""
        if self.small(span.figure, 1) or any(self._tells_late(span, sum_of) for sum_of in self.sums):
            return False
        shown = self._shown_within(span)
        covered = {place for one in shown for place in range(one.first, one.after)}
        alone = [place for place in range(span.first, span.after) if place not in covered]
        hidden = [place for place in alone if place in self.hidden]
        if not hidden:
            return True
        known = [part for place in alone if place not in self.hidden and (part := self.parts[place])]
        missing = sum(self.parts[place] is None for place in alone) if span.stated else 0
        rest = less(span.figure, [*known, *(one.figure for one in shown)])
        together, adds_up = len(hidden) + missing, any((rest.numerator, rest.value)) or rest.denominator
        return together > 1 and bool(adds_up) and not self.small(rest, together)

    def _tells_late(self, span: Span, sum_of: frozenset[int]) -> bool:
        """Whether hidden parts that came after a sum of the others was shown follow from the two sums."""
        hidden = [place for place in range(span.first, span.after) if place in self.hidden]
        late = [part for place in hidden if place not in sum_of and (part := self.parts[place])]
        if not late or len(late) == len(hidden) or not sum_of <= set(range(span.first, span.after)):
            return False
        return len(late) == 1 or self.small(pooled(late), len(late))

    def _shown_within(self, span: Span) -> list[Span]:
        """The longest shown periods inside this one."""
        shown = (self.spans[number] for number in self.settled if number not in self.hidden_spans)
        found = [one for one in shown if one.within(span)]
        return [one for one in found if not any(one.within(bigger) for bigger in found)]
