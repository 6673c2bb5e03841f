"""Writing where series stand: only those whose inputs changed, by COPY."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from charter.copying import copy_in
from charter.periods import Period
from charter.querysets import among, year_starts
from measures.actions.score_rows import PATIENCE
from measures.models import Result, SeriesScore
from measures.scoring import RULE_VERSION
from measures.standing.facts import MeasureFacts, read_rules
from measures.standing.series import (
    COLUMNS,
    NOT_YET,
    Judges,
    Judging,
    Late,
    SeriesRow,
    Tally,
    read_late,
    read_series,
)

SERIES_LOCK = 4_201  # the first of two numbers, the second is the measure
Stored = dict[int | None, tuple[int, str]]
CARRY_ON = """
    UPDATE measures_seriesscore SET
        period = new.period, period_end = new.period_end, figures = new.figures, value = new.value,
        status = new.status, met = new.met, near = new.near, missed = new.missed,
        inputs = %s, computed_at = %s
    FROM unnest(
        %s::bigint[], %s::varchar[], %s::date[], %s::int[], %s::numeric[], %s::varchar[],
        %s::int[], %s::int[], %s::int[]
    ) AS new (id, period, period_end, figures, value, status, met, near, missed)
    WHERE measures_seriesscore.id = new.id
"""


def score_some_series(*, measures: Mapping[int, Collection[int | None] | None]) -> int:
    """Score series of measures: by id of the measure those of the segments named (None: all)."""
    only_writer_of(measures)
    found, judges = _facts_of(measures), Judges()
    return sum(score_series(facts=one, segments=measures[one.measure.pk], judges=judges) for one in found)


def score_series(
    *, facts: MeasureFacts, segments: Collection[int | None] | None = None, judges: Judges | None = None
) -> int:
    """Work out where the series of a measure stand and write those that changed; how many that were.

    `segments` (ids, None for the whole landlord) narrows it down; `judges` see `Judging`. A series that lost
    its last figure is forgotten. Since before `facts` was read the caller is the only writer of this measure
    (`only_writer_of`).
    """
    judging = Judging(facts, year_starts(), judges)
    stored = _stored(facts.measure.pk, segments)
    changed: list[SeriesRow] = []
    seen: set[int | None] = set()
    for series in read_series(facts.measure, segments):
        inputs = judging.inputs(series)
        known = stored.get(series.segment_id)
        row = None if known and known[1] == inputs else judging.row(series, inputs)
        changed += [row] if row else []
        seen |= {series.segment_id} if row or known else set()
    _write(changed, stored, seen)
    return len(changed)


def score_late_figures(*, ids: Collection[int]) -> tuple[int, int]:
    """Count figures (ids) into the rows of their series; how many were carried on, how many worked out anew.

    A row is carried on by figures that are later than all that it knows: its last figure and its tallies are
    right at once, its limits and icons wait for the next rescoring. Every other series that these figures
    belong to is worked out from all of its figures.
    """
    with transaction.atomic():
        named = Result.objects.filter(pk__in=among(ids)).order_by().values_list("measure_id", flat=True)
        measures = set(named.distinct())
        only_writer_of(measures)
        late: dict[int, dict[int | None, list[Late | None]]] = defaultdict(lambda: defaultdict(list))
        for measure, segment, stands, figure in read_late(ids):
            late[measure][segment].append(figure if stands else None)
        facts, starts, judges = _facts_of(late), year_starts(), Judges()
        carried = {
            one.measure.pk: _carried_on(Judging(one, starts, judges), late[one.measure.pk]) for one in facts
        }
        _carry_on([row for rows in carried.values() for row in rows.values()])
        rest = {measure: late[measure].keys() - rows.keys() for measure, rows in carried.items()}
        anew = sum(score_series(facts=one, segments=some) for one in facts if (some := rest[one.measure.pk]))
        return sum(map(len, carried.values())), anew


def _facts_of(measures: Collection[int]) -> tuple[MeasureFacts, ...]:
    period = Period.containing(timezone.localdate(), "month", year_starts())
    return read_rules(period, timezone.now(), measures)


def _carried_on(
    judging: Judging, late: Mapping[int | None, Sequence[Late | None]]
) -> dict[int | None, tuple[int, Tally]]:
    """By segment the id and the new tally of each row that late figures carry on."""
    rows = SeriesScore.objects.filter(measure=judging.facts.measure, rule_version=RULE_VERSION).order_by()
    carried = {}
    for segment, pk, *columns in rows.values_list("segment_id", "pk", *Tally._fields):
        figures = late.get(segment, ())
        listed = [one for one in figures if one is not None]
        if not figures or len(listed) < len(figures):
            continue
        tally = judging.carried_on(Tally._make(columns), listed)
        if tally is not None:
            carried[segment] = pk, tally
    return carried


def _carry_on(rows: Collection[tuple[int, Tally]]) -> None:
    """Write the tallies of rows (ids) where they stand: no index and no reference is touched."""
    if not rows:
        return
    columns = zip(*((pk, *tally) for pk, tally in rows), strict=True)
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(CARRY_ON, [NOT_YET, timezone.now(), *map(_array, columns)])


def _array(values: Iterable[object]) -> str:
    """Plain words, numbers and days as one text: a place for each takes long."""
    return "{" + ",".join("NULL" if one is None else str(one) for one in values) + "}"


def only_writer_of(measures: Iterable[int]) -> None:
    """Wait until nobody else writes the series of these measures (ids); held to the transaction's end.

    Read the facts after it: what was read before could be older than what the other one has just written.
    """
    # In the order of their ids: two who want the same ones never wait for each other.
    ids = sorted(set(measures))
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [PATIENCE])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, one) FROM unnest(%s::int[]) AS one", [SERIES_LOCK, ids]
        )


def _stored(measure: int, segments: Collection[int | None] | None) -> Stored:
    """By segment, the id and the inputs of the stored rows."""
    rows = SeriesScore.objects.filter(measure=measure).order_by().values_list("segment_id", "pk", "inputs")
    return {segment: (pk, inputs) for segment, pk, inputs in rows if segments is None or segment in segments}


def _write(changed: list[SeriesRow], stored: Stored, seen: set[int | None]) -> None:
    rewritten = {row.segment_id for row in changed}
    old = [pk for segment, (pk, _) in stored.items() if segment in rewritten or segment not in seen]
    if old:
        SeriesScore.objects.filter(pk__in=among(old)).delete()
    now = timezone.now()
    rows = ((*row, RULE_VERSION, now) for row in changed)
    copy_in("measures_seriesscore", [*COLUMNS, "rule_version", "computed_at"], rows)
