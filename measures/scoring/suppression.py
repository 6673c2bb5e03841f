"""Small numbers in public (scoring.md, section 9): which figures are hidden so that nobody can be worked out.

A figure is hidden because it is small (primary), or because a hidden one would follow from it and a total
(secondary). What is left over when all shown figures are taken from a shown total is itself as good as
published: so it must be a figure that could be shown, and leave every hidden one several possible values.
Zero is shown: no person is behind it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from charter.numbers import Number

from .rollup import Figure

Shape = Literal["share", "rate", "mean", "count"]
Verdict = Literal["show", "u", "c"]
NOTHING = Fraction(0)


@dataclass(frozen=True)
class Thresholds:
    """A count below `count` and above 0 is small; a share of fewer than `base` is hidden, of fewer than
    `low_base` of low reliability.
    """

    count: int = 5
    base: int = 10
    low_base: int = 30


ORDINARY = Thresholds()
SENSITIVE = Thresholds(count=10)


def is_small(count: Number | None, threshold: int) -> bool:
    """Whether a count, or a step up or down, is not 0 and below the threshold."""
    return count is not None and count != 0 and -threshold < count < threshold


# Counts and tables


@dataclass(frozen=True)
class HiddenCounts:
    """Which places of a row of counts are hidden, and whether its total is."""

    primary: tuple[int, ...]
    secondary: tuple[int, ...]
    total: bool = False

    @property
    def all(self) -> frozenset[int]:
        """Every hidden place."""
        return frozenset((*self.primary, *self.secondary))


def hide_counts(
    cells: Sequence[Number], threshold: int, *, total_published: bool = True, order: Sequence[int] = ()
) -> HiddenCounts:
    """Hide small counts, and so many others that the total gives none of them away.

    While the hidden ones could be worked out from the total, one more is hidden: the first in `order` of
    those above 0, by default the smallest (the first if tied). If none is left the total is hidden.
    """
    primary = tuple(place for place, cell in enumerate(cells) if is_small(cell, threshold))
    hidden = list(primary)
    ordered = order or sorted(range(len(cells)), key=lambda place: cells[place])
    left = [place for place in ordered if cells[place] > 0 and place not in hidden]
    while total_published and hidden and _gives_away([cells[place] for place in hidden], threshold):
        if not left:
            return HiddenCounts(primary, tuple(hidden[len(primary) :]), total=True)
        hidden.append(left.pop(0))
    return HiddenCounts(primary, tuple(hidden[len(primary) :]))


def _gives_away(hidden: Sequence[Number], threshold: int) -> bool:
    """Whether the sum of hidden counts, each at least 1, leaves one of them fewer values than are small.

    For two hidden ones this is the rule of scoring.md (their sum is below the threshold); of more it asks
    more, because five that sum to 5 are each 1.
    """
    total = sum((Fraction(count) for count in hidden), NOTHING)
    return len(hidden) == 1 or total - len(hidden) + 1 < threshold - 1


Place = tuple[int, int]


@dataclass(frozen=True)
class HiddenTable:
    """Which cells of a table are hidden; `totals` if the totals of rows and columns have to go as well."""

    cells: frozenset[Place]
    totals: bool = False


def hide_table(table: Sequence[Sequence[Number]], threshold: int) -> HiddenTable:
    """Hide small counts of a table whose row and column totals are published.

    Rows first, then columns, repeated until nothing changes; in a line a cell is preferred whose crossing
    line has exactly one hidden cell, then the smallest above 0. Two hidden cells in every line are not
    enough: a cell that joins two hidden blocks follows from their totals, so it gets company too.
    """
    cells = {(row, column): count for row, line in enumerate(table) for column, count in enumerate(line)}
    rows = [[place for place in cells if place[0] == row] for row in range(len(table))]
    columns = [[place for place in cells if place[1] == column] for column in range(len(table[0]))]
    hidden = {place for place, count in cells.items() if is_small(count, threshold)}
    while (found := _weak_line([*rows, *columns], cells, hidden, threshold)) is not None:
        open_cells = [place for place in found if place not in hidden and cells[place] > 0]
        if not open_cells:
            return HiddenTable(frozenset(hidden), totals=True)
        crossing = columns if found in rows else rows
        hidden.add(min(open_cells, key=lambda place: (not _lonely(place, crossing, hidden), cells[place])))
    return HiddenTable(frozenset(hidden))


def _weak_line(
    lines: Sequence[list[Place]], cells: dict[Place, Number], hidden: set[Place], threshold: int
) -> list[Place] | None:
    """The first line that gives a hidden cell away, else one through a cell that follows from several."""
    for line in lines:
        there = [cells[place] for place in line if place in hidden]
        if there and _gives_away(there, threshold):
            return line
    joining = next((place for place in sorted(hidden) if _joins_two_blocks(place, hidden)), None)
    through = [line for line in lines if joining in line and any(_open(p, cells, hidden) for p in line)]
    if joining is None:
        return None
    return through[0] if through else next(line for line in lines if joining in line)


def _open(place: Place, cells: dict[Place, Number], hidden: set[Place]) -> bool:
    return place not in hidden and cells[place] > 0


def _lonely(place: Place, crossing: Sequence[list[Place]], hidden: set[Place]) -> bool:
    line = next(line for line in crossing if place in line)
    return sum(other in hidden for other in line) == 1


def _joins_two_blocks(place: Place, hidden: set[Place]) -> bool:
    """Whether rows and columns, linked by hidden cells, fall apart without this one: then it is known."""
    row, column = ("row", place[0]), ("column", place[1])
    links = [(("row", one[0]), ("column", one[1])) for one in hidden if one != place]
    reached, grown = {row}, True
    while grown:
        more = {end for link in links if reached & set(link) for end in link} - reached
        reached |= more
        grown = bool(more)
    return column not in reached


# Shares and other figures


def show_percentage(
    numerator: Number, denominator: Number, *, subgroup: bool, thresholds: Thresholds = ORDINARY
) -> Verdict:
    """Whether a percentage is shown, shown as of low reliability (u), or hidden (c).

    The whole landlord's needs only a base. A subgroup's is hidden too if its numerator or complement is
    small, or if it is 0% or 100% of a low base: then the answer of everybody in it is known. 0 of 0 is shown:
    there is nobody.
    """
    if denominator == 0:
        return "show"
    complement = Fraction(denominator) - Fraction(numerator)
    small = any(is_small(part, thresholds.count) for part in (numerator, complement))
    unanimous = not (numerator and complement) and denominator < thresholds.low_base
    if denominator < thresholds.base or (subgroup and (small or unanimous)):
        return "c"
    return "u" if denominator < thresholds.low_base else "show"


def whole_verdict(figure: Figure, shape: Shape, *, counts: bool, thresholds: Thresholds) -> Verdict:
    """Whether a figure of the whole landlord is shown, shown as of low reliability (u), or hidden (c).

    `counts`: whether its number counts people, so that a small one is hidden (else only its base matters).
    """
    if too_few(figure, shape, counts=counts, thresholds=thresholds):
        return "c"
    base = figure.denominator if shape in ("share", "mean") else None
    return "u" if base is not None and 0 < base < thresholds.low_base else "show"


def too_few(figure: Figure, shape: Shape, *, counts: bool, thresholds: Thresholds, together: int = 1) -> bool:
    """Whether a figure of the whole landlord, or a difference of two, has too few people behind it.

    `together`: of how many hidden figures it is the sum; each of them can then be smaller by the others.
    """
    limits = [(figure.denominator, thresholds.base)]
    if counts and shape in ("count", "rate"):
        limits.append((figure.value if shape == "count" else figure.numerator, thresholds.count))
    return any(
        number is not None and number != 0 and abs(number) - (together - 1) < least
        for number, least in limits
    )


def part_verdict(part: Figure, shape: Shape, thresholds: Thresholds) -> Verdict:
    """Whether the figure of a subgroup is by itself shown, shown as of low reliability, or hidden.

    A small count is hidden whatever it counts. A share, rate or mean without a base is hidden: nobody can say
    how few are behind it.
    """
    numerator, denominator = part.numerator, part.denominator
    if shape == "count":
        return "c" if is_small(part.value, thresholds.count) else "show"
    if numerator is None or denominator is None:
        return "c"
    if shape == "share":
        return show_percentage(numerator, denominator, subgroup=True, thresholds=thresholds)
    few = 0 < denominator < thresholds.base
    if few or (shape == "rate" and is_small(numerator, thresholds.count)):
        return "c"
    return "u" if shape == "mean" and 0 < denominator < thresholds.low_base else "show"


# Parts of a whole


def hidden_parts(
    parts: Sequence[Figure],
    shape: Shape,
    thresholds: Thresholds,
    *,
    order: Sequence[int],
    also: Collection[int] = (),
) -> frozenset[int]:
    """Which of the subgroups that make up a published whole are hidden in public.

    `parts` are all of them, so that they sum to the whole; what is in no subgroup is one more. The ones that
    are added to the small ones come in `order`, which must be public (such as the number of homes), so that
    the choice itself says nothing of the figures. There is always one: of hidden figures that are all known
    to be small the sum says too much (two that sum to 8 are each 4). Where not enough are left, all are
    hidden: then they say no more than the whole does. `also` are hidden for a reason of their own.
    """
    hidden = [
        place
        for place, part in enumerate(parts)
        if place in also or part_verdict(part, shape, thresholds) == "c"
    ]
    if not hidden:
        return frozenset()
    if any(_quantities(part, shape) is None for part in parts):
        return frozenset(range(len(parts)))
    small = len(hidden)
    left = [place for place in order if place not in hidden and _is_there(parts[place], shape)]
    while not _is_safe([parts[place] for place in hidden], small, shape, thresholds):
        if not left:
            return frozenset(range(len(parts)))
        hidden.append(left.pop(0))
    return frozenset(hidden)


def _quantities(part: Figure, shape: Shape) -> tuple[Fraction, ...] | None:
    """What adds up over the parts and tells of people; None where the figure does not add up."""
    if shape == "count":
        return None if part.value is None else (part.value,)
    if part.numerator is None or part.denominator is None:
        return None
    both = {"share": (part.numerator, part.denominator - part.numerator), "rate": (part.numerator,)}
    return both.get(shape, (part.denominator,))


def _is_there(part: Figure, shape: Shape) -> bool:
    return any(quantity > 0 for quantity in _quantities(part, shape) or ())


def _is_safe(hidden: Sequence[Figure], small: int, shape: Shape, thresholds: Thresholds) -> bool:
    """Whether the sum of the hidden parts, which follows from the whole, tells of none of them.

    The first `small` are hidden for what they are, the others keep them company.
    """
    rest = pooled(hidden)
    if len(hidden) == small or part_verdict(rest, shape, thresholds) == "c":
        return False
    if shape == "share":
        return all(_can_move(part, rest, thresholds) for part in hidden)
    # Whatever the small ones are, all from 1 to the threshold, the others can still make up the sum.
    threshold = thresholds.base if shape == "mean" else thresholds.count
    total = (_quantities(rest, shape) or (NOTHING,))[0]
    return total >= small * (threshold - 1) + (len(hidden) - small) * threshold


def _can_move(part: Figure, rest: Figure, thresholds: Thresholds) -> bool:
    """Whether a hidden share could be so many values that none of them is known.

    Even to somebody who knows every base: a numerator can move only as far as that of the others can move
    the other way. It must have as many values as there are small ones, or all that its base allows.
    """
    mine, everyone = _quantities(part, "share") or (), _quantities(rest, "share") or ()
    others = [total - own for total, own in zip(everyone, mine, strict=True)]
    values = 1 + min(mine[0], others[1]) + min(mine[1], others[0])
    return values >= min(Fraction(thresholds.count - 1), sum(mine, NOTHING) + 1)


def pooled(figures: Iterable[Figure]) -> Figure:
    """The figures added up: numerators, denominators and bare values, each where all have it."""
    listed = list(figures)

    def total(numbers: Iterable[Fraction | None]) -> Fraction | None:
        found = list(numbers)
        known = [number for number in found if number is not None]
        return sum(known, NOTHING) if len(known) == len(found) else None

    return Figure(
        total(one.numerator for one in listed),
        total(one.denominator for one in listed),
        total(one.value for one in listed),
    )


def less(whole: Figure, parts: Iterable[Figure]) -> Figure:
    """What is left of a whole without some parts."""
    taken = pooled([Figure(NOTHING, NOTHING, NOTHING), *parts])

    def rest(number: Fraction | None, part: Fraction | None) -> Fraction | None:
        return None if number is None or part is None else number - part

    return Figure(
        rest(whole.numerator, taken.numerator),
        rest(whole.denominator, taken.denominator),
        rest(whole.value, taken.value),
    )
