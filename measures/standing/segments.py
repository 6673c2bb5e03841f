"""Reads figures of parts of the landlord (areas, tenures, …), and adds them up where no whole was given."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as N_

from charter.periods import Period
from charter.querysets import among
from measures import rules
from measures.models import Result, Segment
from measures.scoring import Figure
from measures.scoring.suppression import pooled
from measures.standing import history
from measures.standing.known import COLUMNS, Known, ResultRow, approval_at, last_of
from measures.words import FORMER_LANDLORD

SERIES = timedelta(days=3653)  # ten years, as design section 4.4 says
PARTED_KINDS = frozenset(
    {"percentage", "rate", "count", "money", "average", "duration", "satisfaction", "cases"}
)
ADDED_UP = N_("We added up the figures of the areas.")


class Numbers(NamedTuple):
    """The numbers of a figure, as they are stored."""

    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None


@dataclass(frozen=True)
class SegmentFacts:
    """Every segment with what replaced it, and the figures known of each, by measure and period."""

    segments: tuple[Segment, ...]
    replaced: Mapping[int, tuple[Segment, ...]]
    known: Mapping[int, Mapping[Period, Mapping[int, Known]]]

    def in_force(self, day: date) -> dict[str, list[Segment]]:
        """The segments of each dimension on a day, the largest first; one that was replaced is over."""
        found: dict[str, list[Segment]] = defaultdict(list)
        for segment in self.segments:
            later = self.replaced.get(segment.pk, ())
            if _stands(segment, day) and not any(_stands(one, day) for one in later):
                found[segment.dimension].append(segment)
        return {name: sorted(found[name], key=_size, reverse=True) for name in sorted(found)}


def _stands(segment: Segment, day: date) -> bool:
    begun = segment.starts is None or segment.starts <= day
    return begun and (segment.ends is None or day <= segment.ends)


def _size(segment: Segment) -> tuple[int, str]:
    return segment.homes or 0, segment.slug


def read_segments(period: Period, cutoff: datetime, chosen: Collection[int] | None = None) -> SegmentFacts:
    """What is known at the cut-off of every segment in the ten years up to the period; four queries.

    With `chosen` (ids) the figures of these measures alone.
    """
    rows = Result.objects.filter(
        segment__isnull=False, period_end__lte=period.end, period_end__gt=period.end - SERIES
    )
    if chosen is not None:
        rows = rows.filter(measure__in=chosen)
    return _read(_known_by(rows, cutoff), period)


def _known_by(rows: QuerySet[Result], cutoff: datetime) -> QuerySet[Result]:
    # Two words apart, so that what is approved is found by its own indexes.
    standing = Q(workflow="approved") | Q(workflow="superseded")
    found = rows.filter(standing, decided_at__lte=cutoff, measure__kind__in=PARTED_KINDS)
    return found.annotate(approval_then=approval_at(cutoff))


def _read(rows: QuerySet[Result], period: Period, as_of: datetime | None = None) -> SegmentFacts:
    segments = list(Segment.objects.prefetch_related("replaced_by", "replaces").order_by("dimension", "slug"))
    if as_of is not None:
        segments = history.segments_as_of(segments, as_of)
    there = {one.pk: one for one in segments}
    return SegmentFacts(
        segments=tuple(segments),
        replaced={
            one.pk: tuple(there[later.pk] for later in one.replaced_by.all() if later.pk in there)
            for one in segments
        },
        known=_latest(rows, period.year_starts),
    )


def _latest(rows: QuerySet[Result], year_starts: int) -> dict[int, dict[Period, dict[int, Known]]]:
    """By measure, period and segment the figure that was approved last, as `standing.facts` does."""
    chains: dict[tuple[int, str, int], list[ResultRow]] = defaultdict(list)
    ordered = rows.order_by("period_end", "decided_at", "pk")
    for segment_id, *columns in ordered.values_list("segment_id", *COLUMNS):
        row = ResultRow._make(columns)
        chains[row.measure_id, row.period, segment_id].append(row)

    @cache
    def parsed(key: str) -> Period:
        return Period.parse(key, year_starts)

    found: dict[int, dict[Period, dict[int, Known]]] = defaultdict(lambda: defaultdict(dict))
    for (measure_id, key, segment_id), chain in chains.items():
        found[measure_id][parsed(key)][segment_id] = last_of(chain, parsed(key))
    return found


# The whole from its parts


def wholes_from_parts(
    period: Period,
    cutoff: datetime,
    chosen: Collection[int] | None,
    stated: Mapping[int, Collection[Period]],
    as_of: datetime | None = None,
) -> dict[int, dict[Period, Known]]:
    """By measure and period, the whole where only its parts were given: those of one complete dimension.

    The first complete dimension by name is taken; one with a single segment says nothing of the whole. A
    stated whole is never replaced; `stated` are the periods of those that are known at the cut-off, by
    measure. One query, and three more where there is such a whole. With `as_of` the segments as they stood.
    """
    lacking = _lacking(period, chosen, stated)
    if not lacking:
        return {}
    adds_up = (
        Q(numerator__isnull=False)
        | Q(measure__kind="count")
        | Q(measure__kind="money", measure__accumulation="total")
    )
    rows = Result.objects.filter(
        adds_up,
        segment__isnull=False,
        measure__in={measure for measure, _ in lacking},
        period__in={key for _, key in lacking},
    )
    known = _known_by(rows, cutoff)
    if not known.exists():
        return {}
    facts = _read(known, period, as_of)
    found: dict[int, dict[Period, Known]] = defaultdict(dict)
    for measure_id, periods in facts.known.items():
        for one, by_segment in periods.items():
            if (measure_id, one.key) not in lacking:
                continue
            made = _whole(facts.in_force(one.end), by_segment)
            if made is not None:
                found[measure_id][one] = made
    return found


def moved_wholes(ids: Collection[int]) -> set[tuple[int, str]]:
    """The measures and keys of periods whose whole these results (ids) can move; at most two queries.

    Stated ones do, and parts of what nobody stated.
    """
    rows = Result.objects.order_by()
    asked = rows.filter(pk__in=among(ids)).annotate(whole=Q(segment__isnull=True))
    named = set(asked.values_list("measure_id", "period", "whole").distinct())
    wholes = {(measure, period) for measure, period, is_whole in named if is_whole}
    parts = {(measure, period) for measure, period, _ in named} - wholes
    if not parts:
        return wholes
    stated = rows.filter(
        Q(workflow="approved") | Q(workflow="superseded"),
        segment__isnull=True,
        measure__in={measure for measure, _ in parts},
        period__in={period for _, period in parts},
    )
    return wholes | (parts - set(stated.values_list("measure_id", "period")))


def _lacking(
    period: Period, chosen: Collection[int] | None, stated: Mapping[int, Collection[Period]]
) -> set[tuple[int, str]]:
    """Measure and key of each period up to this one with parts and no whole: by the keys alone, quickly."""
    wholes = {(measure, one.key) for measure, periods in stated.items() for one in periods}
    return {
        (measure, key)
        for measure, key in periods_of_parts(chosen) - wholes
        if Period.parse(key, period.year_starts).end <= period.end
    }


# The index is jumped through, one step for each period: parts are many, their periods few.
PERIODS_OF_PARTS = """
    WITH RECURSIVE known (measure_id, period) AS (
        SELECT first.* FROM measures_measure measure CROSS JOIN LATERAL (
            SELECT measure_id, period FROM measures_result
            WHERE workflow = 'approved' AND segment_id IS NOT NULL AND measure_id = measure.id
            ORDER BY measure_id, period LIMIT 1
        ) first
        WHERE measure.id = ANY(%(measures)s) OR %(measures)s IS NULL
        UNION ALL
        SELECT following.* FROM known CROSS JOIN LATERAL (
            SELECT measure_id, period FROM measures_result
            WHERE workflow = 'approved' AND segment_id IS NOT NULL
            AND measure_id = known.measure_id AND period > known.period
            ORDER BY measure_id, period LIMIT 1
        ) following
    )
    SELECT measure_id, period FROM known
"""


def periods_of_parts(measures: Collection[int] | None) -> set[tuple[int, str]]:
    """The measures (ids, None: all) and keys of periods that have an approved figure of a part."""
    chosen = None if measures is None else sorted(measures)
    with connection.cursor() as cursor:
        cursor.execute(PERIODS_OF_PARTS, {"measures": chosen})
        return {(measure, period) for measure, period in cursor.fetchall()}


def moving_figures(measures: Collection[int]) -> dict[int, list[Numbers]]:
    """By measure the numbers of every figure, today's or an earlier one, of a whole or of parts without one.

    Two queries, and one more where a period has parts and nobody stated its whole.
    """
    rows = Result.objects.filter(
        # Two words apart: the index of what is approved is the shortest way to the wholes.
        Q(workflow="approved") | Q(workflow="superseded"),
        measure__in=measures,
    ).order_by()
    columns = ("measure_id", "period", *Numbers._fields)
    found: dict[int, list[Numbers]] = defaultdict(list)
    stated: set[tuple[int, str]] = set()
    for measure, period, *numbers in rows.filter(segment__isnull=True).values_list(*columns):
        stated.add((measure, period))
        found[measure].append(Numbers(*numbers))
    lacking = periods_of_parts(measures) - stated
    parts = rows.filter(
        segment__isnull=False,
        measure__in={measure for measure, _ in lacking},
        period__in={period for _, period in lacking},
    )
    for measure, period, *numbers in parts.values_list(*columns) if lacking else ():
        if (measure, period) in lacking:
            found[measure].append(Numbers(*numbers))
    return found


def _whole(in_force: Mapping[str, Sequence[Segment]], known: Mapping[int, Known]) -> Known | None:
    for dimension, segments in in_force.items():
        if dimension == FORMER_LANDLORD:  # what came before is never joined to the whole
            continue
        parts = [known[one.pk] for one in segments if one.pk in known]
        if len(parts) == len(segments) > 1:
            return _added(parts)
    return None


def _added(parts: Sequence[Known]) -> Known | None:
    """The parts as one row, and the sums that it replaced; None where they cannot be added."""
    row = _sum_row(parts)
    if row is None:
        return None
    moments = sorted({one.decided_at for part in parts for one in (*part.before, part.result)})
    earlier = ([found for part in parts if (found := part.at(moment))] for moment in moments[:-1])
    sums = (_sum_row(then) for then in earlier if len(then) == len(parts))
    before = tuple(one for one in sums if one is not None)
    submitted = max(one.submitted for one in parts)
    return Known(row, parts[-1].period, submitted, any(one.corrected for one in parts), before)


def _sum_row(parts: Sequence[Known]) -> ResultRow | None:
    total = pooled(rules.figure_of(one.result) for one in parts)
    if total.numerator is None and total.value is None:
        return None
    final = all(one.result.approval == "final" for one in parts)
    return with_numbers(parts[-1].result, total)._replace(
        note=ADDED_UP,
        approval="final" if final else "provisional",
        origin="automatic",
        decided_at=max(one.result.decided_at for one in parts),
    )


def with_numbers(row: ResultRow, figure: Figure) -> ResultRow:
    """A row that nobody recorded, with the numbers of a sum or a rest; its id is 0."""
    numerator, denominator, value = (
        None if number is None else rules.as_decimal(number)
        for number in (figure.numerator, figure.denominator, figure.value)
    )
    return row._replace(
        pk=0, numerator=numerator, denominator=denominator, value=value, answers=None, marker="", note=""
    )
