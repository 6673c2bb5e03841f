"""Where a number lies on a drawing: spans, round ticks, places. Exact until a coordinate is written."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

SMALLEST_SPAN = Fraction(8)  # points of a percentage: with less, noise looks like news
NICE_STEPS = (Fraction(1), Fraction(2), Fraction(5), Fraction(10))
MOST_STEPS = 6


def span(values: Iterable[Fraction | None], *, percentage: bool) -> tuple[Fraction, Fraction]:
    """Lowest and highest of the scale; a percentage has at least 8 points and stays within 0 and 100."""
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    least = SMALLEST_SPAN if percentage else max(abs(high), abs(low)) / 10 or Fraction(1)
    if high - low < least:
        middle = (high + low) / 2
        low, high = middle - least / 2, middle + least / 2
    if percentage and high > 100 >= max(known):
        low, high = low - (high - 100), Fraction(100)
    if low < 0 <= min(known):
        low, high = Fraction(0), high - low
    return low, high


def ticks(low: Fraction, high: Fraction) -> list[Fraction]:
    """Round numbers that hold the span, at most seven."""
    rough = (high - low) / MOST_STEPS
    size = Fraction(1)
    while size > rough:
        size /= 10
    while size * 10 <= rough:
        size *= 10
    step = next(size * nice for nice in NICE_STEPS if size * nice >= rough)
    return [step * number for number in range(low // step, -(-high // step) + 1)]


def across(count: int, left: Fraction, right: Fraction) -> list[Fraction]:
    """Even places from left to right; a single one stands in the middle."""
    if count == 1:
        return [(left + right) / 2]
    return [left + (right - left) * Fraction(index, count - 1) for index in range(count)]


def down(value: Fraction, low: Fraction, high: Fraction, top: Fraction, bottom: Fraction) -> Fraction:
    """The height of a value between the bottom (low) and the top (high) of a drawing."""
    return bottom - (value - low) / (high - low) * (bottom - top)


def apart(heights: Sequence[Fraction], gap: Fraction, top: Fraction, bottom: Fraction) -> list[Fraction]:
    """Heights pushed at least a gap apart, in their order, around where they were, within top and bottom."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed = [heights[index] for index in order]
    for here in range(1, len(placed)):
        short = gap - (placed[here] - placed[here - 1])
        if short > 0:
            placed[here - 1] -= short / 2
            placed[here] += short / 2
    placed = _pressed(placed, gap, top, bottom)
    return [placed[order.index(index)] for index in range(len(heights))]


def _pressed(placed: list[Fraction], gap: Fraction, top: Fraction, bottom: Fraction) -> list[Fraction]:
    """From the top down, then from the bottom up: nothing closer than the gap, nothing outside."""
    for here in range(len(placed)):
        least = top if here == 0 else placed[here - 1] + gap
        placed[here] = max(placed[here], least)
    for here in reversed(range(len(placed))):
        most = bottom if here == len(placed) - 1 else placed[here + 1] - gap
        placed[here] = min(placed[here], most)
    return placed


def path(points: Sequence[tuple[str, str] | None]) -> str:
    """One path through the points; after a gap the pen is lifted."""
    words, pen = [], "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        words.append(f"{pen}{point[0]} {point[1]}")
        pen = "L"
    return "".join(words)


def text(number: Fraction) -> str:
    """A coordinate with at most one decimal."""
    tenths = round(number * 10)
    whole, tenth = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"
