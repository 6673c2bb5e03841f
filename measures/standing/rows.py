"""From a standing to score rows: the outcome, and a hash of everything that went in."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from charter.numbers import plain, round_half_up, round_towards_zero
from charter.periods import Period
from measures import rules
from measures.position import Position
from measures.scoring import RULE_VERSION, Item, PromiseScore, ThemeScore
from measures.standing import MeasureStanding, PeriodFigure, Standing
from measures.standing.facts import ResultRow

PLACES = 10  # what the column holds
Key = tuple[str, int, str]


@dataclass(frozen=True)
class ScoreRow:
    """One row before it is written. `score` is cut, not rounded, so it never reaches a line above it."""

    subject: str
    subject_id: int
    period: str
    period_end: date
    state: str
    status: str
    score: Decimal | None
    value: Decimal | None
    coverage: Decimal | None
    detail: dict[str, Any]
    inputs: str

    @property
    def key(self) -> Key:
        """What the row is about, and when."""
        return self.subject, self.subject_id, self.period


def rows_of(standing: Standing, touched: Collection[int] | None = None) -> Iterator[ScoreRow]:
    """A row for every measure, promise and theme, and one for the charter.

    With `touched` (ids of measures) only for these, and for the promises and themes that depend on them.
    """
    yield from measure_rows(standing.period, standing.measures.values(), touched)
    yield from rows_above(standing, touched)


def measure_rows(
    period: Period, measures: Iterable[MeasureStanding], touched: Collection[int] | None = None
) -> Iterator[ScoreRow]:
    """A row for each measure, or for the touched ones."""
    for one in measures:
        if touched is None or one.measure.pk in touched:
            yield _measure_row(period, one)


def rows_above(standing: Standing, touched: Collection[int] | None = None) -> Iterator[ScoreRow]:
    """The rows of promises, themes and the charter: all, or those that depend on the touched measures."""
    slugs = {slug for slug, one in standing.measures.items() if touched is None or one.measure.pk in touched}
    themes = set()
    for slug, (promise, score) in standing.promises.items():
        if touched is None or not slugs.isdisjoint(standing.items[slug]):
            themes.add(promise.theme_id)
            yield _promise_row(standing, slug, promise.pk, score)
    for theme, theme_score in standing.themes.values():
        if touched is None or theme.pk in themes:
            yield _theme_row(standing, theme.pk, theme_score)
    if standing.charter is not None and standing.counts is not None:
        yield _charter_row(standing, standing.charter.pk)


def _measure_row(period: Period, one: MeasureStanding) -> ScoreRow:
    figure = one.current
    detail = {
        "period": figure.period.key if figure else None,
        "shown": figure.shown if figure else None,
        "data_status": figure.data_status if figure else None,
        "flags": list(figure.flags) if figure else [],
        "due": one.due.isoformat() if one.due else None,
        "have": one.position.have if one.position else None,
        "needed": one.position.needed if one.position else None,
        # What a promise is worked out from later, when only another of its measures has changed.
        "exact": as_ratio(one.score),
    }
    return ScoreRow(
        subject="measure",
        subject_id=one.measure.pk,
        period=period.key,
        period_end=period.end,
        state=one.state,
        status=one.status,
        score=_cut(one.score),
        value=_rounded(figure.value) if figure else None,
        coverage=None,
        detail=detail,
        inputs=_digest(_measure_inputs(period, one)),
    )


def _measure_inputs(period: Period, one: MeasureStanding) -> list[Any]:
    """Everything as text and whole numbers, in a fixed order: that is written quickest."""
    measure = one.measure
    return [
        [measure.slug, measure.kind, measure.direction, measure.frequency, measure.decimals],
        [rules.accumulation_of(measure), measure.rolling_months, measure.per, measure.grades],
        period.key,
        # A place may follow from the day itself: what waits becomes overdue without any other change.
        [one.state, _day(one.due)],
        _position_inputs(one.position) if one.position else None,
        _figure_inputs(one.current) if one.current else None,
        one.inputs,
    ]


def _position_inputs(position: Position) -> list[Any]:
    return [
        position.state,
        position.asked.key,
        position.period.key if position.period else None,
        position.how,
        [part.key for part in position.parts],
        position.have,
        position.needed,
        _day(position.due),
    ]


def _figure_inputs(figure: PeriodFigure) -> list[Any]:
    return [
        [_result_inputs(result) for result in figure.results],
        figure.rule.written if figure.rule else None,
        figure.target.grade if figure.target else None,
        figure.data_status,
        figure.flags,
        figure.late,
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _result_inputs(result: ResultRow) -> list[Any]:
    return [
        result.pk,
        plain(result.numerator),
        plain(result.denominator),
        plain(result.value),
        result.grade,
        _day(result.review_by),
        result.approval,
    ]


def _promise_row(standing: Standing, slug: str, promise_id: int, score: PromiseScore) -> ScoreRow:
    items = standing.items[slug]
    return ScoreRow(
        subject="promise",
        subject_id=promise_id,
        period=standing.period.key,
        period_end=standing.period.end,
        state="",
        status=score.status,
        score=_cut(score.score),
        value=None,
        coverage=_rounded(score.coverage),
        detail={
            "reasons": list(score.reasons),
            "low": plain(score.low),
            "high": plain(score.high),
            "judged": score.judged,
            "due": score.due,
            "left_out": score.left_out,
        },
        inputs=_digest([slug, {name: _item_inputs(one) for name, one in items.items()}, standing.lines]),
    )


def _item_inputs(item: Item) -> list[Any]:
    return [item.state, as_ratio(item.score), item.status, as_ratio(item.weight), item.critical]


def _theme_row(standing: Standing, theme_id: int, score: ThemeScore) -> ScoreRow:
    members = [
        [promise.slug, found.status, found.score, found.coverage, plain(promise.weight)]
        for promise, found in standing.promises.values()
        if promise.theme_id == theme_id
    ]
    return ScoreRow(
        subject="theme",
        subject_id=theme_id,
        period=standing.period.key,
        period_end=standing.period.end,
        state="",
        status=score.status,
        score=_cut(score.score),
        value=None,
        coverage=_rounded(score.coverage),
        detail={
            "reasons": list(score.reasons),
            "promises_kept": score.promises_kept,
            "promises_assessed": score.promises_assessed,
        },
        inputs=_digest({"promises": members, "lines": standing.lines}),
    )


def _charter_row(standing: Standing, charter_id: int) -> ScoreRow:
    met, judged = standing.measures_met
    statuses = {slug: score.status for slug, (_, score) in standing.promises.items()}
    # Of the measures those that its lines name: one without a line counts nowhere.
    named = {
        slug: [item.state, item.status] for held in standing.items.values() for slug, item in held.items()
    }
    return ScoreRow(
        subject="charter",
        subject_id=charter_id,
        period=standing.period.key,
        period_end=standing.period.end,
        state="",
        status="not_judged",  # a charter has counts, never a score
        score=None,
        value=None,
        coverage=None,
        detail={"promises": asdict(standing.counts), "measures_met": met, "measures_judged": judged}
        if standing.counts
        else {},
        inputs=_digest({"promises": statuses, "measures": named}),
    )


def _cut(score: Fraction | None) -> Decimal | None:
    return None if score is None else round_towards_zero(score, PLACES)


def _rounded(number: Fraction | None) -> Decimal | None:
    return None if number is None else round_half_up(number, PLACES)


def _plainly(value: object) -> object:
    """Exact numbers, dates and periods as text, rows by their fields; the hash must name every fact."""
    if isinstance(value, Fraction):
        return as_ratio(value) or ""
    if isinstance(value, Decimal):
        return plain(value) or ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Period):
        return value.key
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be part of a score's inputs.")


_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plainly).encode


def _digest(inputs: object) -> str:
    return hashlib.sha256(_written([RULE_VERSION, inputs]).encode()).hexdigest()


def as_ratio(number: Fraction | None) -> str | None:
    """An exact number as text, such as 157/3; `Fraction(text)` reads it."""
    return None if number is None else f"{number.numerator}/{number.denominator}"
