"""Which hidden figures follow from sums of them that are public (scoring.md, section 9)."""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)
ONE = Fraction(1)


def determined(sums: Iterable[frozenset[Name]]) -> frozenset[Name]:
    """The unknowns that follow from the totals of these sums of them, by elimination.

    The totals themselves do not matter: which unknowns have one solution follows from what is in each sum.
    """
    rows: dict[Name, Mapping[Name, Fraction]] = {}  # by the unknown that no other row has
    for held in sums:
        row: Mapping[Name, Fraction] = dict.fromkeys(held, ONE)
        for name in held & rows.keys():
            row = _without(row, rows[name], name)
        if not row:
            continue
        first, factor = next(iter(row.items()))
        row = {name: share / factor for name, share in row.items()}
        rows = {name: _without(other, row, first) for name, other in rows.items()}
        rows[first] = row
    return frozenset(name for name, row in rows.items() if len(row) == 1)


def _without(
    row: Mapping[Name, Fraction], other: Mapping[Name, Fraction], name: Name
) -> Mapping[Name, Fraction]:
    """The row less as much of the other, where the unknown stands once, as takes the unknown out."""
    times = row.get(name)
    if not times:
        return row
    left = {one: row.get(one, 0) - times * other.get(one, 0) for one in row.keys() | other.keys()}
    return {one: share for one, share in left.items() if share}
