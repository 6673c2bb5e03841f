"""Where each series stands: its last figure, how often it met its target, its limits.

What many late figures change at once is carried on from the row that stands (`Judging.carried_on`): the last
figure and the tallies. Limits look at every figure of a series: they wait for the night (docs/adr/0016).

A series is a measure's figures of its own frequency, of the whole landlord or of one segment. What is said of
it comes from the functions that pages and releases use: `rules`, `scoring` and `control_of_series`.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.db import connection

from charter.numbers import round_half_up
from charter.periods import KIND_OF_FREQUENCY, Period, periods_between
from measures import rules
from measures.models import Measure
from measures.scoring import RULE_VERSION, Edges, value_of
from measures.standing.control import control_of_values
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
LATE = """
    SELECT result.measure_id, result.segment_id, result.period_kind, result.workflow = 'approved',
           measure.frequency, result.period, result.period_end,
           coalesce(trim_scale(numerator)::text, ''), coalesce(trim_scale(denominator)::text, ''),
           coalesce(trim_scale(value)::text, '')
    FROM measures_result result JOIN measures_measure measure ON measure.id = result.measure_id
    WHERE result.id = ANY(%s::bigint[])
"""
Number = int | Fraction


class Late(NamedTuple):
    """A figure that came to a series: its period, and its numbers as they are stored."""

    period: str
    period_end: date
    written: tuple[str, str, str]


class Series(NamedTuple):
    """The figures of one series as text, parted by commas, oldest first; empty where there is none."""

    segment_id: int | None
    periods: str
    numerators: str
    denominators: str
    values: str


class Tally(NamedTuple):
    """What late figures move of a row of SeriesScore: its last figure, and how often the target was met."""

    period: str
    period_end: date
    figures: int
    value: Decimal | None
    status: str
    met: int
    near: int
    missed: int


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
    limits_to: str
    no_limits: str
    variation: str
    assurance: str
    inputs: str


COLUMNS = SeriesRow._fields


class Figure(NamedTuple):
    """One judged figure: its value, what it was taken over where that is known, its status ("": no value)."""

    value: Fraction | None = None
    base: Number | None = None
    status: str = ""


NOTHING = Figure()
NOT_YET = ""  # the inputs of a row whose limits do not look at its last figures
Written = tuple[str, str, str]  # numerator, denominator and value as they are stored


class Judge(dict[Written, Figure]):
    """Figures judged by one target. The same numbers come again and again: each is judged once."""

    def __init__(self, factor: Fraction, edges: Edges | None) -> None:
        """`edges` are those of the target; None where there is none that judges."""
        super().__init__()
        self.factor = factor
        self.edges = edges

    def __missing__(self, written: Written) -> Figure:
        """Judge a figure that did not come before."""
        over, under, stated = (_exact(text) for text in written)
        if over is None or under is None:
            value, base = (None if stated is None else Fraction(stated)), None
        else:
            value, base = value_of(over, under, self.factor), under
        found = self[written] = Figure(value, base, self._status(value))
        return found

    def _status(self, value: Fraction | None) -> str:
        if value is None:
            return ""
        return self.edges.status(value.numerator, value.denominator) if self.edges else "not_judged"


Judges = dict[tuple[Fraction, Edges | None], Judge]


class Timeline(NamedTuple):
    """The periods of a list without its gaps, where each of the list is among them, and what judges it.

    `judges` are one after another, each with how many figures of the list it judges.
    """

    periods: tuple[Period, ...]
    places: tuple[int, ...]
    judges: tuple[tuple[Judge, int], ...]


class Judging:
    """One measure's rules, worked out once for all of its series."""

    def __init__(self, facts: MeasureFacts, year_starts: int, judges: Judges | None = None) -> None:
        """`facts` are the measure's, with its targets as known now; their figures are not looked at.

        `judges` are shared by the measures of one piece of work: many have the same target.
        """
        self.facts = facts
        self.factor = rules.factor(facts.measure)
        self.year_starts = year_starts
        self._judges: Judges = {} if judges is None else judges
        self._timelines: dict[str, Timeline] = {}
        self.settings = _settings(facts)

    def inputs(self, series: Series) -> str:
        """The SHA-256 of all that the row of a series is worked out from."""
        found = hashlib.sha256(self.settings)
        for text in series[1:]:
            found.update(str(text).encode() + b"\0")
        return found.hexdigest()

    def row(self, series: Series, inputs: str) -> SeriesRow | None:
        """What is said of the series; None where no figure of it has a value."""
        timeline = self._timeline(series.periods)
        values, bases, statuses = zip(*self._figures(series, timeline), strict=True)
        known = [place for place, status in enumerate(statuses) if status]
        if not known:
            return None
        whole, last = slice(known[0], known[-1] + 1), timeline.periods[known[-1]]
        control = control_of_values(self.facts, timeline.periods[whole], values[whole], bases[whole])
        return SeriesRow(
            measure_id=self.facts.measure.pk,
            segment_id=series.segment_id,
            period=last.key,
            period_end=last.end,
            figures=len(known),
            value=round_half_up(values[known[-1]], PLACES),
            status=statuses[known[-1]],
            met=statuses.count("met"),
            near=statuses.count("near"),
            missed=statuses.count("missed"),
            **_limits(control),
            limits_to=last.key,
            inputs=inputs,
        )

    def carried_on(self, row: Tally, figures: Sequence[Late]) -> Tally | None:
        """The row with later figures counted in; limits and icons stay as they were worked out (`limits_to`).

        None where a figure is not later than all that the row knows: then it is worked out from everything.
        """
        if any(figure.period_end <= row.period_end for figure in figures):
            return None
        for late in sorted(figures, key=lambda one: one.period_end):
            judge = self._timeline(late.period).judges[0][0]
            figure = judge[late.written]
            if figure.value is not None:
                row = _with_another(row, late, figure.value, figure.status)
        return row

    def _figures(self, series: Series, timeline: Timeline) -> list[Figure]:
        """A figure for each period of the timeline; NOTHING where none was recorded."""
        written = zip(*(text.split(",") for text in series[2:]), strict=True)
        figures = [judge[one] for judge, many in timeline.judges for one in islice(written, many)]
        if len(figures) == len(timeline.periods):
            return figures
        there = dict(zip(timeline.places, figures, strict=True))
        return [there.get(place, NOTHING) for place in range(len(timeline.periods))]

    def _timeline(self, keys: str) -> Timeline:
        """The periods of a list, each with what judges it; kept for the next series."""
        if keys in self._timelines:
            return self._timelines[keys]
        listed = [Period.parse(key, self.year_starts) for key in keys.split(",")]
        periods = periods_between(listed[0], listed[-1])
        place_of = {period: place for place, period in enumerate(periods)}
        runs = [list(run) for _, run in groupby(map(self._judge, listed), key=id)]
        judges = tuple((run[0], len(run)) for run in runs)
        found = self._timelines[keys] = Timeline(periods, tuple(place_of[one] for one in listed), judges)
        return found

    def _judge(self, period: Period) -> Judge:
        """What judges a period: the target in force at its end."""
        rule = self.facts.rule_on(period.end)
        edges = rule.edges if rule is not None and rule.judges else None
        found = self._judges.get((self.factor, edges))
        if found is None:
            found = self._judges[self.factor, edges] = Judge(self.factor, edges)
        return found


def _with_another(row: Tally, late: Late, value: Fraction, status: str) -> Tally:
    """The row after one more figure."""
    return Tally(
        period=late.period,
        period_end=late.period_end,
        figures=row.figures + 1,
        value=round_half_up(value, PLACES),
        status=status,
        met=row.met + (status == "met"),
        near=row.near + (status == "near"),
        missed=row.missed + (status == "missed"),
    )


def _exact(text: str) -> Number | None:
    """A number as written; mostly a whole one, which is quickest."""
    return int(text) if text.isdecimal() else Fraction(text) if text else None


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


def read_late(ids: Collection[int]) -> Iterator[tuple[int, int | None, bool, Late]]:
    """Of figures (ids) the measure, the segment, whether it stands in the series, and the figure itself."""
    with connection.cursor() as cursor:
        cursor.execute(LATE, ["{" + ",".join(map(str, ids)) + "}"])
        for measure, segment, kind, stands, frequency, period, end, *written in cursor:
            in_series = kind == KIND_OF_FREQUENCY[frequency]
            if in_series or not stands:
                yield measure, segment, stands and in_series, Late(period, end, tuple(written))


def _only(segments: Collection[int | None] | None) -> str:
    if segments is None:
        return ""
    ids = ", ".join(str(int(one)) for one in segments if one is not None)
    named = [f"segment_id IN ({ids})"] if ids else []
    whole = ["segment_id IS NULL"] if None in segments else []
    return f"AND ({' OR '.join([*named, *whole])})"
