"""Plain numbers to coordinates: what the SVG templates draw. Positions are rounded for drawing only.

A percentage has at least 8 points of scale, so that noise does not look like news; a missing period is a gap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

SMALLEST_SPAN = Fraction(8)
POINTS_FOR_A_LINE = 2
MOST_POINTS = 36
NICE_STEPS = (Fraction(1), Fraction(2), Fraction(5), Fraction(10))


@dataclass(frozen=True)
class Spark:
    """A small chart: a path, the last point, and the height of the target line if there is one."""

    line: str
    last: tuple[str, str]
    target: str


@dataclass(frozen=True)
class Tick:
    """A mark on an axis."""

    at: str
    text: str


@dataclass(frozen=True)
class Drawing:
    """One size of a chart, in its own units."""

    width: int
    height: int
    left: int
    right: str
    bottom: str
    line: str
    points: tuple[tuple[str, str], ...]
    ticks: tuple[Tick, ...]
    months: tuple[Tick, ...]
    target: str
    target_label: str
    last: tuple[str, str]
    last_label: str
    last_label_at: str
    target_label_at: str


@dataclass(frozen=True)
class Chart:
    """A chart in two sizes, with its sentence for those who do not see it."""

    title: str
    subtitle: str
    wide: Drawing
    phone: Drawing


@dataclass(frozen=True)
class _Series:
    values: tuple[Fraction | None, ...]
    labels: tuple[str, ...]
    shown: tuple[str, ...]
    target: Fraction | None
    target_text: str
    unit: str


def spark_of(values: Sequence[str | None], target: str | None, *, percentage: bool) -> Spark | None:
    """The small chart of up to eight values in a box of 104 by 28; None under two values."""
    numbers = [None if value is None else Fraction(value) for value in values]
    if sum(number is not None for number in numbers) < POINTS_FOR_A_LINE:
        return None
    aim = Fraction(target) if target is not None else None
    low, high = _span([*numbers, aim], percentage)
    places = _across(len(numbers), Fraction(2), Fraction(98))
    points = [
        None if number is None else (_text(x), _text(_down(number, low, high, 4, 24)))
        for number, x in zip(numbers, places, strict=True)
    ]
    known = [point for point in points if point is not None]
    return Spark(_path(points), known[-1], _text(_down(aim, low, high, 4, 24)) if aim is not None else "")


def chart_of(document: Mapping[str, Any]) -> Chart | None:
    """The chart of a measure document's own periods, newest 36; None under two points."""
    series = _series(document)
    if series is None:
        return None
    percentage = document.get("unit") == "%"
    first, last = series.labels[0], series.labels[-1]
    known = [text for text in series.shown if text]
    low, high = _lowest_and_highest(series)
    aim = f" The target is {series.target_text}." if series.target_text else ""
    title = (
        f"{document['title']}, from {first} to {last}. It began at {known[0]} and is now {known[-1]}. "
        f"The lowest figure was {low} and the highest {high}.{aim}"
    )
    wide = _drawing(series, percentage, width=840, height=330, left=44, room=140)
    phone = _drawing(series, percentage, width=340, height=260, left=40, room=8)
    return Chart(title, f"{first} to {last}. The scale starts at {wide.ticks[0].text}.", wide, phone)


def _series(document: Mapping[str, Any]) -> _Series | None:
    kind = {"monthly": "month", "quarterly": "quarter", "half_yearly": "half_year", "annual": "year"}
    own = kind[document["frequency"]]
    found = [one for one in document["results"] if one["kind"] == own][-MOST_POINTS:]
    values = tuple(None if one["value"] is None else Fraction(one["value"]) for one in found)
    if sum(value is not None for value in values) < POINTS_FOR_A_LINE:
        return None
    target = document.get("target") or {}
    aim = target.get("value")
    return _Series(
        values,
        tuple(one["label"] for one in found),
        tuple(one["shown_unit"] for one in found),
        Fraction(aim) if aim is not None else None,
        target.get("shown", "") if aim is not None else "",
        document.get("unit", ""),
    )


def _lowest_and_highest(series: _Series) -> tuple[str, str]:
    known = [
        (value, text) for value, text in zip(series.values, series.shown, strict=True) if value is not None
    ]
    return min(known)[1], max(known)[1]


def _drawing(series: _Series, percentage: bool, *, width: int, height: int, left: int, room: int) -> Drawing:
    low, high = _span([*series.values, series.target], percentage)
    ticks = _ticks(low, high)
    low, high = min(ticks), max(ticks)
    top, bottom, right = Fraction(24), Fraction(height - 34), Fraction(width - room)
    places = _across(len(series.values), Fraction(left + 8), right - 8)
    points = [
        None if value is None else (_text(x), _text(_down(value, low, high, top, bottom)))
        for value, x in zip(series.values, places, strict=True)
    ]
    known = [point for point in points if point is not None]
    aim = None if series.target is None else _down(series.target, low, high, top, bottom)
    last_at, aim_at = _apart(Fraction(known[-1][1]), aim)
    last_text = next(text for text in reversed(series.shown) if text)
    return Drawing(
        width=width,
        height=height,
        left=left,
        right=_text(right),
        bottom=_text(bottom),
        line=_path(points),
        points=tuple(known),
        ticks=tuple(
            Tick(
                _text(_down(tick, low, high, top, bottom)), _tick_text(tick, series.unit, tick == max(ticks))
            )
            for tick in ticks
        ),
        months=_months(series.labels, places),
        target="" if aim is None else _text(aim),
        target_label=f"Target {series.target_text}" if series.target_text else "",
        last=known[-1],
        last_label=last_text,
        last_label_at=_text(last_at + 5),
        target_label_at="" if aim_at is None else _text(aim_at + 5),
    )


def _span(values: Sequence[Fraction | None], percentage: bool) -> tuple[Fraction, Fraction]:
    """Lowest and highest of the scale; a percentage has at least 8 points and stays within 0 and 100."""
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    least = SMALLEST_SPAN if percentage else max(abs(high) / 10, Fraction(1, 10))
    if high - low < least:
        middle = (high + low) / 2
        low, high = middle - least / 2, middle + least / 2
    if percentage and high > 100 >= max(known):
        low, high = low - (high - 100), Fraction(100)
    if low < 0 <= min(known):
        low, high = Fraction(0), high - low
    return low, high


def _ticks(low: Fraction, high: Fraction) -> list[Fraction]:
    """Four to seven round numbers that hold the span."""
    rough = (high - low) / 5
    size = Fraction(1)
    while size > rough:
        size /= 10
    while size * 10 <= rough:
        size *= 10
    step = next(size * nice for nice in NICE_STEPS if size * nice >= rough)
    first, last = low // step, -(-high // step)
    return [step * number for number in range(first, last + 1)]


def _tick_text(tick: Fraction, unit: str, top: bool) -> str:
    """A number on the axis; the unit only on the top one."""
    number = f"{float(tick):,.3f}".rstrip("0").rstrip(".")  # for the eye only; nothing is judged by it
    if not top or not unit:
        return f"£{number}" if unit == "£" else number
    return f"£{number}" if unit == "£" else f"{number}{unit}" if unit == "%" else number


def _months(labels: Sequence[str], places: Sequence[Fraction]) -> tuple[Tick, ...]:
    """At most four names under the axis: the first, the last and some between."""
    count = len(labels)
    wanted = sorted({0, count // 3, 2 * count // 3, count - 1}) if count > 4 else range(count)
    chosen = [0, count - 1] if count > 4 else list(wanted)
    return tuple(Tick(_text(places[index]), _short(labels[index])) for index in chosen)


def _short(label: str) -> str:
    """“April to June 2025” as “Apr to Jun 2025”."""
    return " ".join(word[:3] if word.isalpha() and word != "to" else word for word in label.split())


def _apart(last: Fraction, aim: Fraction | None) -> tuple[Fraction, Fraction | None]:
    """Labels at the line's end pushed apart, so that they do not lie on each other."""
    if aim is None or abs(last - aim) >= 18:
        return last, aim
    return (last - 9, aim + 9) if last <= aim else (last + 9, aim - 9)


def _across(count: int, left: Fraction, right: Fraction) -> list[Fraction]:
    return [left + (right - left) * Fraction(index, max(count - 1, 1)) for index in range(count)]


def _down(
    value: Fraction, low: Fraction, high: Fraction, top: Fraction | int, bottom: Fraction | int
) -> Fraction:
    return Fraction(bottom) - (value - low) / (high - low) * (Fraction(bottom) - Fraction(top))


def _path(points: Sequence[tuple[str, str] | None]) -> str:
    """One path; after a gap the pen is lifted."""
    words, pen = [], "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        words.append(f"{pen}{point[0]} {point[1]}")
        pen = "L"
    return "".join(words)


def _text(number: Fraction) -> str:
    """A coordinate with one decimal."""
    tenths = round(number * 10)
    sign = "-" if tenths < 0 else ""
    whole, tenth = divmod(abs(tenths), 10)
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"
