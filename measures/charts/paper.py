"""Charts for paper: from six points on, in two sizes, the dots as one path so that printing stays quick."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from measures.charts import Drawing, chart_of
from measures.charts.drawing import drawing
from measures.charts.series import Series, series_of

FEWEST_POINTS = 6
WIDE, SMALL = (760, 235, 15), (370, 190, 14)


@dataclass(frozen=True)
class PaperChart:
    """A chart on paper: the measure's name, its finding, what is shown, all of it in words, the drawing."""

    name: str
    finding: str
    subtitle: str
    title: str
    wide: bool
    drawing: Drawing
    dots: str
    series: Series


def paper_chart(document: Mapping[str, Any], *, wide: bool) -> PaperChart | None:
    """The chart of a measure document; None with fewer than six figures of its own periods."""
    series = series_of(document)
    told = chart_of(document)
    if told is None or len(series.known) < FEWEST_POINTS:
        return None
    width, height, size = WIDE if wide else SMALL
    drawn = drawing(series, width=width, height=height, size=size)
    return PaperChart(
        name=str(document["title"]),
        finding=told.finding,
        subtitle=told.subtitle if wide else told.undated,
        title=told.title,
        wide=wide,
        drawing=drawn,
        series=series,
        dots="".join(_dot(x, y, Decimal(drawn.radius)) for x, y in drawn.marks.dots),
    )


def _dot(x: str, y: str, radius: Decimal) -> str:
    """A full circle around a point as two arcs."""
    across = 2 * radius
    return (
        f"M{Decimal(x) - radius} {y}a{radius} {radius} 0 1 0 {across} 0a{radius} {radius} 0 1 0 -{across} 0"
    )
