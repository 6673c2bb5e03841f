"""A measure document's own periods in a row, gaps included, each with the target in force at its end.

With them go what the control of the series says: its limits, the points that are not chance, and breaks.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from measures.words import FORMER_LANDLORD

KIND_OF = {"monthly": "month", "quarterly": "quarter", "half_yearly": "half_year", "annual": "year"}
MONTHS_OF = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
MOST_POINTS = 36
CHANCE = "common_cause"
Rows = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Point:
    """One period: its figure as an exact number and in words, its status, and the target's bounds.

    `signal` is improvement, concern, neutral_high or neutral_low where the point is not chance. `begins` says
    whether the series begins anew here: nothing before can be compared. `is_before`: only a former landlord
    has a figure for it. `is_hidden`: so few people are behind its figure that it is not shown.
    """

    label: str
    value: Fraction | None
    shown: str
    status: str
    low: Fraction | None = None
    high: Fraction | None = None
    period: str = ""
    signal: str = ""
    begins: bool = False
    is_before: bool = False
    is_hidden: bool = False


@dataclass(frozen=True)
class Limits:
    """Where normal variation lies, as it is drawn, from one point to another, both counted from 0."""

    first: int
    last: int
    mean: Fraction
    lower: Fraction
    upper: Fraction
    trial: bool
    usual: str = ""


@dataclass(frozen=True)
class Former:
    """A landlord that came before, on the places of the series; its first and last figure as (when, what)."""

    name: str
    values: tuple[Fraction | None, ...]
    first: tuple[str, str]
    last: tuple[str, str]

    @property
    def known(self) -> bool:
        """Whether it has a figure inside the drawing."""
        return any(value is not None for value in self.values)


@dataclass(frozen=True)
class Series:
    """The newest periods of a measure, oldest first; `label` of a gap is empty."""

    points: tuple[Point, ...]
    kind: str
    unit: str
    direction: str
    limits: tuple[Limits, ...] = ()
    former: tuple[Former, ...] = ()

    @property
    def known(self) -> list[Point]:
        """The points that have a figure."""
        return [point for point in self.points if point.value is not None]

    @property
    def has_range(self) -> bool:
        """Whether the target is a range with two ends."""
        return any(point.low is not None and point.high is not None for point in self.points)


def series_of(document: Mapping[str, Any]) -> Series:
    """The measure's own periods, the newest 36; a period without a figure stays as a gap."""
    kind = KIND_OF[document["frequency"]]
    rows = {_place(row, kind): row for row in document["results"] if row["kind"] == kind}
    before = _former_rows(document, kind)
    targets = document.get("targets") or []
    control = document.get("spc") or {}
    signals = dict(zip(control.get("point_periods", ()), control.get("point_types", ()), strict=False))
    begins = {start["period"] for start in control.get("starts", ()) if start["break"]}
    frame = _frame(rows, before)
    points = tuple(
        _point(rows[place], targets, signals, begins) if place in rows else _gap(place, before)
        for place in frame
    )
    return Series(
        points=points,
        kind=kind,
        unit=document["unit"],
        direction=document["direction"],
        limits=_limits(control, points),
        former=tuple(one for name in sorted(before) if (one := _former(name, before[name], frame)).known),
    )


def _former_rows(document: Mapping[str, Any], kind: str) -> dict[str, Rows]:
    """Figures of the landlords that came before, by name and place in time."""
    found: dict[str, dict[int, Mapping[str, Any]]] = {}
    for row in (document.get("areas") or {}).get("results", ()):
        if row["dimension"] == FORMER_LANDLORD and row["kind"] == kind and row["value"] is not None:
            found.setdefault(row["name"], {})[_place(row, kind)] = row
    return dict(found)


def _frame(rows: Rows, before: Mapping[str, Rows]) -> Sequence[int]:
    """The newest places in time up to the last figure, without an empty stretch at the start."""
    valued = [place for place, row in rows.items() if row["value"] is not None]
    if not rows:
        return range(0)
    after = max(rows) + 1
    oldest = after - MOST_POINTS
    seen = [place for found in (valued, *before.values()) for place in found if oldest <= place < after]
    return range(min(seen), after) if seen else range(0)


def _former(name: str, rows: Rows, frame: Sequence[int]) -> Former:
    found = [rows.get(place) for place in frame]
    known = [row for row in found if row is not None]
    return Former(
        name=name,
        values=tuple(None if row is None else Fraction(row["value"]) for row in found),
        first=(known[0]["label"], known[0]["shown_unit"]) if known else ("", ""),
        last=(known[-1]["label"], known[-1]["shown_unit"]) if known else ("", ""),
    )


def _gap(place: int, before: Mapping[str, Rows]) -> Point:
    """A period without a figure; where another landlord had one, its name is known."""
    row = next((rows[place] for rows in before.values() if place in rows), None)
    return Point(row["label"] if row else "", None, "", "", is_before=row is not None)


def _limits(control: Mapping[str, Any], points: Sequence[Point]) -> tuple[Limits, ...]:
    """The limits of each segment that reaches into the drawing, cut where it begins."""
    places = {point.period: place for place, point in enumerate(points) if point.period}
    found = []
    for one in control.get("segments", ()):
        if one["until"] not in places:
            continue
        is_last = one is control["segments"][-1] and control["assessable"]
        found.append(
            Limits(
                first=places.get(one["from"], 0),
                last=places[one["until"]],
                mean=Fraction(one["mean"]),
                lower=Fraction(one["lower_drawn"]),
                upper=Fraction(one["upper_drawn"]),
                trial=one["trial"],
                usual=control["usual"] if is_last else "",
            )
        )
    return tuple(found)


def _place(row: Mapping[str, Any], kind: str) -> int:
    """Where a period lies in the row of periods of its length."""
    return _months(row["start"]) // MONTHS_OF[kind]


def _months(day: str) -> int:
    """Months since year 0. Years of any first month fall on whole steps of their own length."""
    start = date.fromisoformat(day)
    return start.year * 12 + start.month - 1


def _point(
    row: Mapping[str, Any],
    targets: Sequence[Mapping[str, Any]],
    signals: Mapping[str, str],
    begins: Collection[str],
) -> Point:
    low, high = _bounds(row, targets)
    value = None if row["value"] is None else Fraction(row["value"])
    period = row.get("period", "")
    signal = signals.get(period, CHANCE)
    return Point(
        label=row["label"],
        value=value,
        shown=row["shown_unit"],
        status=row["status"],
        low=low,
        high=high,
        period=period,
        signal="" if signal == CHANCE else signal,
        begins=period in begins,
        is_hidden=row.get("marker") == "c",
    )


def _bounds(
    row: Mapping[str, Any], targets: Sequence[Mapping[str, Any]]
) -> tuple[Fraction | None, Fraction | None]:
    """The target in force at a period's end: one number as (number, None), a range as (low, high)."""
    if row.get("target_value") is not None:
        return Fraction(row["target_value"]), None
    end = row["end"]
    for one in targets:
        if one["from"] <= end and (one["until"] is None or end <= one["until"]):
            if one.get("value") is not None:
                return Fraction(one["value"]), None
            if one.get("target_low") is not None and one.get("target_high") is not None:
                return Fraction(one["target_low"]), Fraction(one["target_high"])
    return None, None
