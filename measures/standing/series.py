"""Where each series stands: its last figure, how often it met its target, its limits.

A series is a measure's figures of its own frequency, of the whole landlord or of one segment. What is said of
it comes from the functions that pages and releases use: `rules`, `scoring` and `control_of_series`.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import connection

from charter.numbers import round_half_up
from charter.periods import KIND_OF_FREQUENCY, Period
from measures import rules
from measures.models import Measure
from measures.scoring import RULE_VERSION, Edges, value_of
from measures.standing.control import control_of_series
from measures.standing.facts import MeasureFacts
from measures.standing.signals import ControlStanding

PLACES = 10  # what the columns hold
# One line for each series: what stands now, oldest first. Numbers without their trailing zeros.
SERIES = """
    COPY (
        SELECT segment_id,
               string_agg(period, ',' ORDER BY period_end),
               string_agg(coalesce(trim_scale(numerator)::text, ''), ',' ORDER BY period_end),
               string_agg(coalesce(trim_scale(denominator)::text, ''), ',' ORDER BY period_end),
               string_agg(coalesce(trim_scale(value)::text, ''), ',' ORDER BY period_end)
        FROM measures_result
        WHERE workflow = 'approved' AND measure_id = {measure} AND period_kind = '{kind}' {segments}
        GROUP BY segment_id
    ) TO STDOUT
"""
Number = int | Fraction


class Series(NamedTuple):
    """The figures of one series as text, parted by commas, oldest first; empty where there is none."""

    segment_id: int | None
    periods: str
    numerators: str
    denominators: str
    values: str


class SeriesRow(NamedTuple):
    """A row of SeriesScore before it is written, in the order of `COLUMNS`."""

    measure_id: int
    segment_id: int | None
    period: str
    period_end: date
    figures: int
    value: Decimal | None
    status: str
    met: int
    near: int
    missed: int
    limits_from: str
    mean: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    no_limits: str
    variation: str
    assurance: str
    inputs: str


COLUMNS = SeriesRow._fields


class Judging:
    """One measure's rules, worked out once for all of its series."""

    def __init__(self, facts: MeasureFacts, year_starts: int) -> None:
        """`facts` are the measure's, with its targets as known now; their figures are not looked at."""
        self.facts = facts
        self.factor = rules.factor(facts.measure)
        self.year_starts = year_starts
        self._periods: dict[str, tuple[Period, Edges | None]] = {}
        self._settings = _settings(facts)

    def inputs(self, series: Series) -> str:
        """The SHA-256 of all that the row of a series is worked out from."""
        found = hashlib.sha256(self._settings)
        for text in series[1:]:
            found.update(str(text).encode() + b"\0")
        return found.hexdigest()

    def row(self, series: Series, inputs: str) -> SeriesRow | None:
        """What is said of the series; None where no figure of it has a value."""
        values, bases, statuses = self._numbers(series)
        if not values:
            return None
        last = next(reversed(values))
        return SeriesRow(
            measure_id=self.facts.measure.pk,
            segment_id=series.segment_id,
            period=last.key,
            period_end=last.end,
            figures=len(values),
            value=round_half_up(values[last], PLACES),
            status=statuses[-1],
            met=statuses.count("met"),
            near=statuses.count("near"),
            missed=statuses.count("missed"),
            **_limits(control_of_series(self.facts, values, bases)),
            inputs=inputs,
        )

    def _numbers(self, series: Series) -> tuple[dict[Period, Fraction], dict[Period, Number], list[str]]:
        """Values and what they were taken over, by period, oldest first; and the status of each value."""
        statuses: list[str] = []
        values: dict[Period, Fraction] = {}
        bases: dict[Period, Number] = {}
        numerators, denominators = _exact(series.numerators), _exact(series.denominators)
        stated = _exact(series.values)
        for key, over, under, value in zip(
            series.periods.split(","), numerators, denominators, stated, strict=True
        ):
            period, edges = self._periods.get(key) or self._judged(key)
            if over is None or under is None:
                found = None if value is None else Fraction(value)
            else:
                found, bases[period] = value_of(over, under, self.factor), under
            if found is not None:
                values[period] = found
                statuses.append(edges.status(found.numerator, found.denominator) if edges else "not_judged")
        return values, bases, statuses

    def _judged(self, key: str) -> tuple[Period, Edges | None]:
        """A period with where met and near end in it; kept for the next series."""
        period = Period.parse(key, self.year_starts)
        rule = rules.rule_of(self.facts.measure, rules.target_on(self.facts.targets, period.end))
        found = self._periods[key] = period, rule.edges if rule is not None and rule.judges else None
        return found


def _exact(text: str) -> list[Number | None]:
    """The numbers of a list; mostly whole ones, which are quickest."""
    return [int(one) if one.isdecimal() else Fraction(one) if one else None for one in text.split(",")]


def _limits(standing: ControlStanding | None) -> dict[str, Any]:
    """The limits that hold at the end of a series, and the two icons; or why there are none."""
    control = standing.control if standing else None
    if standing is None or control is None or not control.assessable:
        reason = control.reason if control else standing.reason if standing else ""
        names = ("mean", "lower", "upper")
        return dict.fromkeys(names) | {
            "limits_from": "",
            "no_limits": reason,
            "variation": "",
            "assurance": (control.assurance if control else None) or "",
        }
    last = control.segments[-1]
    return {
        "limits_from": standing.periods[last.start].key,
        "mean": round_half_up(last.mean, PLACES),
        "lower": round_half_up(last.lower, PLACES),
        "upper": round_half_up(last.upper, PLACES),
        "no_limits": "",
        "variation": control.variation or "",
        "assurance": control.assurance or "",
    }


def _settings(facts: MeasureFacts) -> bytes:
    """What of a measure goes into each of its series, as text."""
    measure = facts.measure
    names = ("target", "low", "high", "grade", "tolerance", "tolerance_kind", "floor", "starts", "ends")
    what = [
        RULE_VERSION,
        [measure.kind, measure.direction, measure.frequency, measure.cumulative, measure.rolling_months],
        [measure.per, measure.natural_min, measure.natural_max, measure.spc, measure.stock],
        [[getattr(target, name) for name in names] for target in facts.targets],
        sorted(facts.breaks),
    ]
    return json.dumps(what, default=str, sort_keys=True).encode()


def fresh_series(facts: MeasureFacts, year_starts: int) -> Iterator[SeriesRow]:
    """The row of every series of a measure, worked out from its figures."""
    judging = Judging(facts, year_starts)
    for series in read_series(facts.measure):
        row = judging.row(series, judging.inputs(series))
        if row is not None:
            yield row


def read_series(measure: Measure, segments: Collection[int | None] | None = None) -> Iterator[Series]:
    """Every series of the measure as it stands, one after another: memory holds one at a time.

    `segments` (ids, None for the whole landlord) narrows it down.
    """
    kind = KIND_OF_FREQUENCY[measure.frequency]
    statement = SERIES.format(measure=int(measure.pk), kind=kind, segments=_only(segments))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(["int8", "text", "text", "text", "text"])
        for row in copy.rows():
            yield Series._make(row)


def _only(segments: Collection[int | None] | None) -> str:
    if segments is None:
        return ""
    ids = ", ".join(str(int(one)) for one in segments if one is not None)
    named = [f"segment_id IN ({ids})"] if ids else []
    whole = ["segment_id IS NULL"] if None in segments else []
    return f"AND ({' OR '.join([*named, *whole])})"
