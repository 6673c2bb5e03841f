"""One size of a chart in its own units: line, dots, ticks, target steps and labels as plain text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.numbers import plain
from measures.charts import scale, shapes
from measures.charts.series import Former, Point, Series
from measures.charts.words import target_number, with_short_unit

LETTER = Fraction(56, 100)  # of the text size: the mean width of a letter of the face
DIGIT = Fraction(64, 100)  # digits and the percent sign are wider
BREAK_NOTE = N_("A new series begins")
LINE = Fraction(122, 100)  # of the text size: the closest that two labels may stand


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, what it says, and on which side of it the text stands."""

    at: str
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Name:
    """A word somewhere in the plot."""

    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Drawing:
    """A chart of one width; every coordinate is text. `targets` are stepped paths, two for a range.

    `points` are all figures; `marks` says by which shape each is drawn. `normal` shows where normal variation
    lies and where the series begins anew, which a note names.
    """

    width: int
    height: int
    size: int
    left: str
    right: str
    bottom: str
    radius: str
    line: str
    points: tuple[tuple[str, str], ...]
    last: tuple[str, str]
    ticks: tuple[Tick, ...]
    names: tuple[Tick, ...]
    targets: tuple[str, ...]
    marks: shapes.Marks
    normal: shapes.Normal
    notes: tuple[Tick, ...]
    former: str
    former_names: tuple[Name, ...]
    value_label: Tick
    target_label: Tick | None
    mean_label: Tick | None


@dataclass(frozen=True)
class _Box:
    left: Fraction
    right: Fraction
    top: Fraction
    bottom: Fraction


def drawing(series: Series, *, width: int, height: int, size: int) -> Drawing:
    """The chart of a series in a box of that width and height, with text of that size."""
    steps = _scale(series)
    low, high = steps[0], steps[-1]
    box = _box(series, steps, width, height, size)
    places = scale.across(len(series.points), box.left + 6, box.right - 6)

    def at(value: Fraction) -> Fraction:
        return scale.down(value, low, high, box.top, box.bottom)

    points = shapes.placed(series.points, places, at)
    known = [point for point in points if point is not None]
    radius = "3.5" if (box.right - box.left) / len(series.points) >= 12 else "2.5"
    value_label, target_label, mean_label = _labels(series, at, box, size)
    return Drawing(
        width=width,
        height=height,
        size=size,
        left=scale.text(box.left),
        right=scale.text(box.right),
        bottom=scale.text(box.bottom),
        radius=radius,
        line="".join(scale.path(part) for part in shapes.parts(series.points, points)),
        points=tuple(known),
        last=known[-1],
        ticks=tuple(Tick(scale.text(at(one)), _tick_text(one, series.unit, one == high)) for one in steps),
        names=_names(series, places, box, size),
        targets=_targets(series, places, box, at),
        value_label=value_label,
        target_label=target_label,
        mean_label=mean_label,
        marks=shapes.marks(series.points, points, Fraction(radius)),
        normal=shapes.normal(series, places, (box.left, box.top, box.right, box.bottom), at),
        notes=_notes(series, places, box, size),
        former="".join(shapes.former(one, places, at) for one in series.former),
        former_names=_former_names(series, places, at, box, size),
    )


def _scale(series: Series) -> list[Fraction]:
    """The numbers of the axis, which hold all that is drawn."""
    percentage = series.unit == "%"
    bounds = [bound for point in series.points for bound in (point.low, point.high)]
    bounds += [bound for one in series.limits for bound in (one.lower, one.upper)]
    bounds += [value for one in series.former for value in one.values]
    return scale.ticks(
        *scale.span([*(point.value for point in series.points), *bounds], percentage=percentage)
    )


def _box(series: Series, steps: Sequence[Fraction], width: int, height: int, size: int) -> _Box:
    """The plot inside the drawing: room for axis numbers on the left, for labels on the right."""
    axis = max(len(_tick_text(step, series.unit, step == steps[-1])) for step in steps)
    label = max(len(text) for text in (*_label_texts(series), _mean_text(series)))
    left = Fraction(axis) * size * DIGIT + 8
    room = Fraction(label) * size * LETTER + 14
    return _Box(left, width - room, Fraction(size) + 4, Fraction(height) - 2 * size)


def _label_texts(series: Series) -> tuple[str, str]:
    last = series.known[-1]
    aimed = [point for point in series.points if point.low is not None]
    aim = target_number(aimed[-1], series.unit) if aimed and series.points[-1].low is not None else ""
    words = _("Limit {target}") if series.direction == "lower" else _("Target {target}")
    # A label at the line's end speaks of the newest period, unless it says otherwise.
    figure = _number(last, series.unit)
    if series.points[-1].value is None:
        figure = _("{figure} in {period}").format(figure=figure, period=short(last.label))
    return figure, words.format(target=aim) if aim else ""


def _number(point: Point, unit: str) -> str:
    """The figure as it is shown, without a long unit."""
    return point.shown if unit in ("%", "£") else point.shown.removesuffix(f" {unit}")


def _mean_text(series: Series) -> str:
    """The name of the mean, where limits reach the drawing's end."""
    return _("Usual level") if series.limits and series.limits[-1].usual else ""


def _labels(
    series: Series, at: Callable[[Fraction], Fraction], box: _Box, size: int
) -> tuple[Tick, Tick | None, Tick | None]:
    """The last figure, the target and the usual level, named at the line's end and pushed apart."""
    value, aim = _label_texts(series)
    usual = _mean_text(series)
    named = [(value, at(series.known[-1].value or Fraction(0)))]
    named += [(aim, at(_middle(series.points[-1])))] if aim else []
    named += [(usual, at(series.limits[-1].mean))] if usual else []
    spread = scale.apart([height for _, height in named], size * LINE, box.top, box.bottom)
    middle = Fraction(size) / 3  # from the middle of a letter to its foot
    ticks = {
        text: Tick(scale.text(height + middle), text) for height, (text, _) in zip(spread, named, strict=True)
    }
    return ticks[value], ticks.get(aim), ticks.get(usual)


def _notes(series: Series, places: Sequence[Fraction], box: _Box, size: int) -> tuple[Tick, ...]:
    """What stands beside the newest break, on the side where there is room; two could lie on each other."""
    newest = shapes.breaks_at(series.points)[-1:]
    here = [(places[place - 1] + places[place]) / 2 for place in newest]
    note = _(BREAK_NOTE)
    wide = len(note) * size * LETTER + 6
    return tuple(
        Tick(scale.text(x + 6), note) if x + wide <= box.right else Tick(scale.text(x - 6), note, "end")
        for x in here
    )


def _former_names(
    series: Series, places: Sequence[Fraction], at: Callable[[Fraction], Fraction], box: _Box, size: int
) -> tuple[Name, ...]:
    """The names of former landlords, clear of their lines: the uppermost above its own, the others below."""
    if not series.former:
        return ()
    heights = [[at(value) for value in one.values if value is not None] for one in series.former]
    upper = min(heights, key=min)
    wanted = [min(found) - 6 if found is upper else max(found) + size for found in heights]
    spread = scale.apart(wanted, size * LINE, box.top, box.bottom - 4)
    return tuple(
        Name(scale.text(places[_first(one)]), scale.text(height), one.name)
        for one, height in zip(series.former, spread, strict=True)
    )


def _first(one: Former) -> int:
    """The place of its first figure."""
    return next(place for place, value in enumerate(one.values) if value is not None)


def _middle(point: Point) -> Fraction:
    low = point.low or Fraction(0)
    return low if point.high is None else (low + point.high) / 2


def _targets(
    series: Series, places: Sequence[Fraction], box: _Box, at: Callable[[Fraction], Fraction]
) -> tuple[str, ...]:
    """The target as steps: it changes half way between two periods; one path, or two for a range."""
    edges = [box.left, *((one + two) / 2 for one, two in pairwise(places)), box.right]
    lows = [point.low for point in series.points]
    highs = [point.high for point in series.points]
    return tuple(_steps(found, edges, at) for found in (lows, highs) if any(one is not None for one in found))


def _steps(
    values: Sequence[Fraction | None], edges: Sequence[Fraction], at: Callable[[Fraction], Fraction]
) -> str:
    words: list[str] = []
    before: Fraction | None = None
    for index, value in enumerate(values):
        start, end = scale.text(edges[index]), scale.text(edges[index + 1])
        if value is None:
            before = None
            continue
        if before is None:
            words.append(f"M{start} {scale.text(at(value))}")
        elif value != before:
            words.append(f"H{start}V{scale.text(at(value))}")
        if index + 1 == len(values) or values[index + 1] is None:
            words.append(f"H{end}")
        before = value
    return "".join(words)


def _names(series: Series, places: Sequence[Fraction], box: _Box, size: int) -> tuple[Tick, ...]:
    """Names of periods under the axis: as many as fit, evenly chosen, the first and the last among them."""
    labels = [short(point.label) for point in series.points]
    widest = Fraction(max(len(label) for label in labels)) * size * LETTER + size
    room = box.right - box.left
    most = min(5, len(labels), max(2, int(room / widest)))
    if len(labels) == 1:
        return (Tick(scale.text(places[0]), labels[0], "middle"),)
    if room < 2 * (widest - size):
        return (Tick(scale.text(places[-1]), labels[-1], "end"),)
    chosen = [round(Fraction(index * (len(labels) - 1), most - 1)) for index in range(most)]
    chosen = [index for index in chosen if labels[index]]
    return tuple(
        Tick(scale.text(places[index]), labels[index], _anchor(index, len(labels))) for index in chosen
    )


def _anchor(index: int, count: int) -> str:
    return "start" if index == 0 else "end" if index == count - 1 else "middle"


def short(label: str) -> str:
    """“April to June 2025” as “Apr to Jun 2025”; “April 2025 to March 2026” as “2025 to 2026”."""
    words = [word[:3] if word.isalpha() else word for word in label.split()]
    return f"{words[1]} {words[2]} {words[4]}" if len(words) == 5 else " ".join(words)


def _tick_text(tick: Fraction, unit: str, top: bool) -> str:
    """A number on the axis; the unit only on the top one."""
    number = plain(tick) or "0"
    return with_short_unit(number, unit if top else "")
