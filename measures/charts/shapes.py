"""What control adds to a drawing: bands, limit lines, marks by shape and not only by colour, breaks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from measures.charts import scale
from measures.charts.series import Former, Point, Series

Place = tuple[str, str] | None
Height = Callable[[Fraction], Fraction]
LARGER = Fraction(3, 2)  # a mark is larger than a dot, so that its shape can be seen
CROWDED = Fraction(5, 2)  # dots this small stand so close that large marks would touch


@dataclass(frozen=True)
class Marks:
    """The points by shape: dots as places, the others each kind as one path."""

    last_is_dot: bool
    dots: tuple[tuple[str, str], ...]
    worse: str
    better: str
    unusual: str


@dataclass(frozen=True)
class Normal:
    """Where normal variation lies, and where the series begins anew; each is one path."""

    bands: str
    limits: str
    means: str
    breaks: str


def placed(points: Sequence[Point], places: Sequence[Fraction], at: Height) -> list[Place]:
    """Where each point lies; None for a period without a figure."""
    return [
        None if point.value is None else (scale.text(x), scale.text(at(point.value)))
        for point, x in zip(points, places, strict=True)
    ]


def marks(points: Sequence[Point], places: Sequence[Place], radius: Fraction) -> Marks:
    """Each known point by what it says: chance, worse, better, or only unusual."""
    by_signal: dict[str, list[tuple[str, str]]] = {}
    for point, place in zip(points, places, strict=True):
        if place is not None:
            by_signal.setdefault(point.signal, []).append(place)
    size = radius * (LARGER if radius > CROWDED else Fraction(6, 5))
    unusual = [*by_signal.get("neutral_high", ()), *by_signal.get("neutral_low", ())]
    last = [point.signal for point, place in zip(points, places, strict=True) if place is not None][-1:]
    return Marks(
        last_is_dot=last == [""],
        dots=tuple(by_signal.get("", ())),
        worse="".join(_square(place, size) for place in by_signal.get("concern", ())),
        better="".join(_diamond(place, size) for place in by_signal.get("improvement", ())),
        unusual="".join(_diamond(place, size) for place in unusual),
    )


def _square(place: tuple[str, str], size: Fraction) -> str:
    x, y, side = Fraction(place[0]) - size, Fraction(place[1]) - size, scale.text(2 * size)
    return f"M{scale.text(x)} {scale.text(y)}h{side}v{side}h-{side}z"


def _diamond(place: tuple[str, str], size: Fraction) -> str:
    reach = size * Fraction(5, 4)
    top, step = Fraction(place[1]) - reach, scale.text(reach)
    return f"M{place[0]} {scale.text(top)}l{step} {step}l-{step} {step}l-{step} -{step}z"


def breaks_at(points: Sequence[Point]) -> list[int]:
    """Places before which the series begins anew; the first point of a drawing has nothing before it."""
    return [place for place, point in enumerate(points) if place and point.begins]


def parts(points: Sequence[Point], places: Sequence[Place]) -> list[Sequence[Place]]:
    """The places cut where the series begins anew: no line leads across a break."""
    return [places[first:after] for first, after in pairwise([0, *breaks_at(points), len(points)])]


def former(one: Former, places: Sequence[Fraction], at: Height) -> str:
    """The line of a landlord that came before; it never meets ours."""
    return scale.path(
        [
            None if value is None else (scale.text(x), scale.text(at(value)))
            for value, x in zip(one.values, places, strict=True)
        ]
    )


def normal(
    series: Series,
    places: Sequence[Fraction],
    box: tuple[Fraction, Fraction, Fraction, Fraction],
    at: Height,
) -> Normal:
    """Band, limits and usual level of each segment, and the breaks, in a plot given by its edges."""
    left, top, right, bottom = box
    ends = [left, *((one + two) / 2 for one, two in pairwise(places)), right]
    spans = [(one, scale.text(ends[one.first]), scale.text(ends[one.last + 1])) for one in series.limits]

    def level(first: str, last: str, value: Fraction) -> str:
        return f"M{first} {scale.text(at(value))}H{last}"

    return Normal(
        bands="".join(
            f"{level(first, last, one.upper)}V{scale.text(at(one.lower))}H{first}z"
            for one, first, last in spans
        ),
        limits="".join(
            level(first, last, bound) for one, first, last in spans for bound in (one.upper, one.lower)
        ),
        means="".join(level(first, last, one.mean) for one, first, last in spans),
        breaks="".join(
            f"M{scale.text((places[place - 1] + places[place]) / 2)} {scale.text(top)}V{scale.text(bottom)}"
            for place in breaks_at(series.points)
        ),
    )
