"""Where a figure lies among other landlords': a strip of four quarters, with words and never a rank.

Two alternating greys, edged; ticks with words below; our own figure a diamond, named above. No colour judges.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from measures.charts import scale
from measures.charts.drawing import Tick
from measures.charts.words import with_short_unit

TOP, BOTTOM = 34, 54  # of the strip
REACH = 9  # of the diamond
QUARTERS = ("minimum", "lower_quartile", "median", "upper_quartile", "maximum")
EDGE = Fraction(REACH)


@dataclass(frozen=True)
class StripDrawing:
    """One size of a strip; every coordinate is text. `segments` are left edge, width and whether shaded."""

    width: int
    height: int
    size: int
    segments: tuple[tuple[str, str, bool], ...]
    ticks: str
    diamond: str
    ours: Tick
    labels: tuple[tuple[Tick, str], ...]


@dataclass(frozen=True)
class Strip:
    """A strip in two sizes, and all of it in one sentence."""

    title: str
    wide: StripDrawing
    phone: StripDrawing


def strip_of(document: Mapping[str, Any]) -> Strip | None:
    """The strip of a measure among the landlords that it is compared with.

    `document` has the comparison (`benchmark`) and the rows of the table (`benchmarks`). None without a
    comparison, and where all are level.
    """
    compared = document["benchmark"]
    row = _row(compared, document["benchmarks"])
    if row is None:
        return None
    shown = {name: with_short_unit(row["shown"][name], document["unit"]) for name in QUARTERS}
    ours = Fraction(compared["figure"]["value"])
    values = [Fraction(row["shown"][name]) for name in QUARTERS]
    low, high = min(values[0], ours), max(values[-1], ours)
    if low == high:
        return None
    mine = str(compared["figure"]["shown_unit"]).partition(" ")[0]  # a long unit stands in the text
    wide, phone = (
        _drawing([*values, ours], (low, high), (shown, mine), width=width, size=size)
        for width, size in ((840, 15), (340, 14))
    )
    return Strip(_title(document["title"], row, shown, mine), wide, phone)


def _row(compared: Mapping[str, Any] | None, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The row of the table that the comparison speaks of."""
    names = ("year", "size_band", "landlord_type")
    found = (row for row in rows if compared and all(row[name] == compared[name] for name in names))
    return next(found, None)


def _title(title: str, row: Mapping[str, Any], shown: Mapping[str, str], mine: str) -> str:
    return _(
        "{title}: {landlords} {group}, {period}. The lowest was {minimum}. 1 in 4 were below "
        "{lower_quartile}, half were below {median}, and 1 in 4 were above {upper_quartile}. "
        "The highest was {maximum}. We were at {ours}."
    ).format(
        title=title,
        landlords=row["landlords"],
        group=row["group"],
        period=row["label"],
        ours=mine,
        **{name: shown[name] for name in QUARTERS},
    )


def _drawing(
    values: Sequence[Fraction],
    span: tuple[Fraction, Fraction],
    words: tuple[Mapping[str, str], str],
    *,
    width: int,
    size: int,
) -> StripDrawing:
    (low, high), (shown, mine) = span, words
    places = [EDGE + (value - low) / (high - low) * (width - 2 * EDGE) for value in values]
    *cuts, ours = places
    segments = tuple(
        (scale.text(left), scale.text(right - left), part % 2 == 1)
        for part, (left, right) in enumerate(pairwise(cuts))
    )
    middle = Fraction(TOP + BOTTOM, 2)
    step = scale.text(EDGE)
    diamond = f"M{scale.text(ours)} {scale.text(middle - EDGE)}l{step} {step}l-{step} {step}l-{step} -{step}z"
    return StripDrawing(
        width=width,
        height=BOTTOM + 4 * size + 12,
        size=size,
        segments=segments,
        ticks="".join(f"M{scale.text(at)} {TOP - 4}V{BOTTOM + 6}" for at in cuts[1:4]),
        diamond=diamond,
        ours=_within(_("We were at {figure}").format(figure=mine), ours, width, size),
        labels=_labels(cuts, shown, width, size),
    )


def _labels(
    cuts: Sequence[Fraction], shown: Mapping[str, str], width: int, size: int
) -> tuple[tuple[Tick, str], ...]:
    """The words under the strip, in three lines, so that they never touch: quarters, the middle, the ends."""
    below, half, above = (
        _("1 in 4 are below {figure}").format(figure=shown["lower_quartile"]),
        _("Half are below {figure}").format(figure=shown["median"]),
        _("1 in 4 are above {figure}").format(figure=shown["upper_quartile"]),
    )
    left, right = _apart(cuts[1], cuts[3], below, above, width, size)
    rows = [scale.text(Fraction(BOTTOM + 6) + Fraction(size) * row * Fraction(13, 10)) for row in (1, 2, 3)]
    return (
        (Tick(scale.text(left), below, "middle"), rows[0]),
        (Tick(scale.text(right), above, "middle"), rows[0]),
        (_within(half, cuts[2], width, size), rows[1]),
        (Tick("0", _("Lowest {figure}").format(figure=shown["minimum"]), "start"), rows[2]),
        (Tick(str(width), _("Highest {figure}").format(figure=shown["maximum"]), "end"), rows[2]),
    )


def _apart(
    one: Fraction, two: Fraction, first: str, second: str, width: int, size: int
) -> tuple[Fraction, Fraction]:
    """The middles of two labels of one line: near their ticks, inside the drawing, one letter apart."""
    halves = [_length(text, size) / 2 for text in (first, second)]
    least = halves[0] + halves[1] + size
    left, right = scale.apart([one, two], least, halves[0], width - halves[1])
    return left, right


def _within(text: str, at: Fraction, width: int, size: int) -> Tick:
    """A label over its place, moved so that it stays inside the drawing."""
    half = _length(text, size) / 2
    return Tick(scale.text(min(max(at, half), width - half)), text, "middle")


def _length(text: str, size: int) -> Fraction:
    """About how wide a label is, rather too much: short words and spaces take under half their height."""
    return Fraction(len(text) * size, 2)
