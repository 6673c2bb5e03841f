"""An attacker who reads everything that is public and works out what was hidden.

What is public are sums: parts of a whole, months of a quarter. The attacker solves them exactly (fractions,
no rounding), then narrows every unknown by what whole numbers within bounds can be, and at last tries values.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

FAR = 10**6
Name = object


@dataclass
class Known:
    """Unknown whole numbers with their bounds, and sums of them that are public."""

    low: dict[Name, int] = field(default_factory=dict)
    high: dict[Name, int] = field(default_factory=dict)
    sums: list[tuple[frozenset[Name], Fraction]] = field(default_factory=list)

    def unknown(self, name: Name, low: int = 0, high: int = FAR) -> None:
        """A number that is not shown."""
        self.low[name], self.high[name] = low, high

    def add_up(self, names: Iterable[Name], total: Fraction | int) -> None:
        """Some unknown numbers come to this."""
        self.sums.append((frozenset(names), Fraction(total)))

    def candidates(self, name: Name, most: int) -> list[int]:
        """The values that an unknown number can have, at most so many of them."""
        low, high = self._bounds()[name]
        found: list[int] = []
        for value in range(low, high + 1):
            if self._possible(name, value):
                found.append(value)
            if len(found) == most:
                break
        return found

    def solved(self) -> dict[Name, Fraction]:
        """What follows from the sums alone, by elimination."""
        names = sorted(self.low, key=repr)
        rows = [[Fraction(name in held) for name in names] + [total] for held, total in self.sums]
        pivots = _reduced(rows, len(names))
        return {
            names[column]: rows[row][-1]
            for row, column in pivots
            if not any(rows[row][other] for other in range(len(names)) if other != column)
        }

    def _possible(self, name: Name, value: int) -> bool:
        trial = Known(dict(self.low), dict(self.high), self.sums)
        trial.low[name] = trial.high[name] = value
        return trial._has_solution()

    def _has_solution(self) -> bool:
        bounds = self._bounds()
        if any(low > high for low, high in bounds.values()):
            return False
        open_names = [name for held, _ in self.sums for name in held if bounds[name][0] < bounds[name][1]]
        if not open_names:
            return all(sum(bounds[name][0] for name in held) == total for held, total in self.sums)
        name = min(open_names, key=lambda one: bounds[one][1] - bounds[one][0])
        low, high = bounds[name]
        trial = Known({n: b[0] for n, b in bounds.items()}, {n: b[1] for n, b in bounds.items()}, self.sums)
        for value in _spread(low, high):
            trial.low[name] = trial.high[name] = value
            if trial._has_solution():
                return True
        return False

    def _bounds(self) -> dict[Name, tuple[int, int]]:
        """Each unknown between what the others leave it, until nothing moves any more."""
        bounds = {name: (self.low[name], self.high[name]) for name in self.low}
        moved = True
        while moved:
            moved = False
            for held, total in self.sums:
                lows, highs = sum(bounds[n][0] for n in held), sum(bounds[n][1] for n in held)
                for name in held:
                    low, high = bounds[name]
                    new = max(low, _up(total - (highs - high))), min(high, _down(total - (lows - low)))
                    if new != (low, high):
                        bounds[name], moved = new, True
                        lows, highs = lows + new[0] - low, highs + new[1] - high
                        if new[0] > new[1]:
                            return bounds
        return bounds


def _spread(low: int, high: int) -> Iterable[int]:
    """Both ends first: in sums that do not cross, one of them always fits if anything does."""
    yield from dict.fromkeys((low, high))
    yield from range(low + 1, min(high, low + 40))


def _up(number: Fraction) -> int:
    return -((-number.numerator) // number.denominator)


def _down(number: Fraction) -> int:
    return number.numerator // number.denominator


def _reduced(rows: list[list[Fraction]], width: int) -> list[tuple[int, int]]:
    """The rows in reduced echelon form, in place; the places of the pivots."""
    pivots: list[tuple[int, int]] = []
    for column in range(width):
        at = len(pivots)
        found = next((row for row in range(at, len(rows)) if rows[row][column]), None)
        if found is None:
            continue
        rows[at], rows[found] = rows[found], rows[at]
        rows[at] = [number / rows[at][column] for number in rows[at]]
        for row in range(len(rows)):
            if row != at and rows[row][column]:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[at], strict=True)]
        pivots.append((at, column))
    return pivots


def parts_of_a_whole(
    shown: Sequence[int | None], whole: int, *, least: int = 0, bases: Mapping[int, int] | None = None
) -> Known:
    """What a reader of one column knows: the shown parts, the whole, perhaps the base of each hidden one."""
    known = Known()
    hidden = [place for place, part in enumerate(shown) if part is None]
    for place in hidden:
        known.unknown(place, least, (bases or {}).get(place, FAR))
    known.add_up(hidden, whole - sum(part for part in shown if part is not None))
    return known
