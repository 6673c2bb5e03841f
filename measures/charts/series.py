"""A measure document's own periods in a row, gaps included, each with the target in force at its end.

With them go what the control of the series says: its limits, the points that are not chance, and breaks.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

KIND_OF = {"monthly": "month", "quarterly": "quarter", "half_yearly": "half_year", "annual": "year"}
MONTHS_OF = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
MOST_POINTS = 36
CHANCE = "common_cause"


@dataclass(frozen=True)
class Point:
    """One period: its figure as an exact number and in words, its status, and the target's bounds.

    `signal` is improvement, concern, neutral_high or neutral_low where the point is not chance. `begins` says
    whether the series begins anew here: nothing before can be compared.
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
class Series:
    """The newest periods of a measure, oldest first; `label` of a gap is empty."""

    points: tuple[Point, ...]
    kind: str
    unit: str
    direction: str
    limits: tuple[Limits, ...] = ()

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
    rows = [row for row in document["results"] if row["kind"] == kind]
    targets = document.get("targets") or []
    control = document.get("spc") or {}
    signals = dict(zip(control.get("point_periods", ()), control.get("point_types", ()), strict=False))
    begins = {start["period"] for start in control.get("starts", ()) if start["break"]}
    points = [
        _point(row, targets, signals, begins) if row else Point("", None, "", "")
        for row in _filled(rows, kind)
    ]
    newest = points[-MOST_POINTS:]
    while newest and newest[0].value is None:
        newest.pop(0)
    limits = _limits(control, newest)
    return Series(tuple(newest), kind, document["unit"], document["direction"], limits)


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


def _filled(rows: Sequence[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any] | None]:
    """The rows in order of time, with None where a period between two of them is missing."""
    places = {_months(row["start"]) // MONTHS_OF[kind]: row for row in rows}
    if not places:
        return []
    return [places.get(place) for place in range(min(places), max(places) + 1)]


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
