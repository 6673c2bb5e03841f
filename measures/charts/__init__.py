"""Plain numbers to coordinates: what the SVG templates draw. Nothing here judges anything.

A percentage has at least 8 points of scale, so that noise does not look like news; a missing period is a gap;
the target is drawn as it was in force, in steps. Limits of normal variation, the points that are not chance
and breaks of the series are drawn as the document's control of the series gives them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from measures.charts import scale
from measures.charts.drawing import Drawing, Tick, drawing
from measures.charts.series import series_of
from measures.charts.words import description, finding, key, sentence, subtitle

__all__ = ["Chart", "Drawing", "Spark", "Tick", "chart_of", "key", "spark_of"]

POINTS_FOR_A_LINE = 2
SPARK_TOP, SPARK_BOTTOM = Fraction(4), Fraction(24)


@dataclass(frozen=True)
class Spark:
    """A small chart of 104 by 28: a path, its last point, and the height of the target line if any."""

    line: str
    last: tuple[str, str]
    target: str


@dataclass(frozen=True)
class Chart:
    """A chart in two sizes: its finding, what it shows, a sentence and a key under it, all of it in words.

    `undated` is the subtitle without the dates, where those stand under the axis.
    """

    finding: str
    subtitle: str
    undated: str
    sentence: str
    key: str
    title: str
    wide: Drawing
    phone: Drawing


def spark_of(values: Sequence[str | None], target: str | None, *, percentage: bool) -> Spark | None:
    """The small chart of up to eight values; None with fewer than two values."""
    numbers = [None if value is None else Fraction(value) for value in values]
    if sum(number is not None for number in numbers) < POINTS_FOR_A_LINE:
        return None
    aim = Fraction(target) if target is not None else None
    low, high = scale.span([*numbers, aim], percentage=percentage)

    def at(value: Fraction) -> str:
        return scale.text(scale.down(value, low, high, SPARK_TOP, SPARK_BOTTOM))

    places = scale.across(len(numbers), Fraction(2), Fraction(98))
    points = [
        None if number is None else (scale.text(x), at(number))
        for number, x in zip(numbers, places, strict=True)
    ]
    known = [point for point in points if point is not None]
    return Spark(scale.path(points), known[-1], at(aim) if aim is not None else "")


def chart_of(document: Mapping[str, Any]) -> Chart | None:
    """The chart of a measure document's own periods, newest 36; None with fewer than two figures."""
    series = series_of(document)
    if len(series.known) < POINTS_FOR_A_LINE:
        return None
    wide = drawing(series, width=840, height=360, size=15)
    phone = drawing(series, width=340, height=280, size=14)
    lowest = wide.ticks[0].text + ("%" if series.unit == "%" else "")
    lowest = f"£{lowest}" if series.unit == "£" else lowest
    return Chart(
        finding=finding(series),
        subtitle=subtitle(series, lowest),
        undated=subtitle(series, lowest, dated=False),
        sentence=sentence(series),
        key=key(series),
        title=description(str(document["title"]), series),
        wide=wide,
        phone=phone,
    )
