"""Score rows: computed by the worker for every period that a change touches, never typed."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from charter import changes, jobs
from charter.models import Job, User
from charter.periods import KIND_OF_FREQUENCY, Period
from charter.querysets import among, year_starts
from measures.actions.score_rows import (
    Written,
    forget_retired,
    one_of_many_writers,
    one_writer,
    write_scores,
)
from measures.actions.series_rows import (
    only_writer_of,
    score_late_figures,
    score_series,
    score_some_series,
)
from measures.models import Measure, Result, Target
from measures.standing import standing_at, standing_of
from measures.standing.facts import read_facts
from measures.standing.rows import ScoreRow, rows_of
from measures.standing.segments import moved_wholes
from measures.standing.stored import Standings, lacking, stored_standings
from measures.standing.touched import (
    depending_on,
    looking_at,
    moved_until,
    needed_by,
    that_may_hide,
    touched_by,
    touched_since,
)

# How far back a changed edition, target or charter can move a score that is still looked at.
LOOK_BACK_DAYS = 460
# More figures at once than this are scored by whole periods: that reads everything, but only once.
FEW = 20
SOME_POSITIONS, SOME_FIGURES = 10_000, 10_000  # for one step: a second or two of work
# A grade and a closing stand until they are replaced; limits of a series look at all of its figures.
STANDING_KINDS = frozenset({"grade", "milestone", "trend"})


@dataclass(frozen=True)
class Scored:
    """What scoring a period did. `differing` are rows whose inputs are the same and whose outcome is not."""

    period: Period
    written: int
    unchanged: int
    differing: tuple[str, ...]

    def __str__(self) -> str:
        text = f"{self.period.label}: {self.written} scores written, {self.unchanged} unchanged"
        return (
            f"{text}, {len(self.differing)} DIFFER: {', '.join(self.differing)}" if self.differing else text
        )


@transaction.atomic
def score_period(*, period: Period, by: User, cutoff: datetime | None = None) -> Scored:
    """Compute the scores of everything at the period's end and write the rows whose inputs changed.

    The same inputs give the same row: doing it twice changes nothing. A row whose inputs are the same and
    whose outcome is not is never overwritten: it is an alarm, in the log and the audit events.
    `cutoff` defaults to now (scoring.md 5.0).
    """
    one_writer()
    forget_retired()
    standing = standing_at(period, cutoff or timezone.now(), with_series=False)
    done = write_scores(rows_of(standing), by=by)
    return Scored(period, done.written, done.unchanged, done.differing)


@transaction.atomic
def score_measures(
    *,
    measures: Iterable[int],
    periods: Iterable[Period],
    by: User,
    cutoff: datetime | None = None,
    series: Mapping[int, Collection[int | None]] | None = None,
) -> Written:
    """Score these measures (ids) and what depends on them: their promises, themes and the charter.

    Composites that hold one and trends of one are scored with them, and so is whatever was never scored;
    every other measure stands where its row says. The rows written are those of a full scoring. `series`
    names, by measure, the segments whose series changed (None: the whole landlord).
    """
    listed = sorted(set(periods), key=lambda period: period.end)
    one_writer()
    if series:  # written beside those whom the lock of scores does not hold off
        only_writer_of(series)
    moment = cutoff or timezone.now()  # after the wait: an earlier one would not know what came meanwhile
    touched, standings = _untouched(depending_on(measures), listed)
    read = needed_by(touched | set(series or ()))
    facts = read_facts(listed[-1] if listed else _this_month(), moment, read)
    for one in facts.measures:
        if series and one.measure.pk in series:
            score_series(facts=one, segments=series[one.measure.pk])
    rows: list[ScoreRow] = []
    for period in listed:
        standing = standing_of(facts, period, moment, with_series=False, others=standings[period])
        rows += rows_of(standing, touched)
    forget_retired(touched)
    return write_scores(rows, by=by)


def _untouched(touched: set[int], periods: Sequence[Period]) -> tuple[set[int], dict[Period, Standings]]:
    """What is to be scored, and where everything else stands by its rows; what has no row is scored too."""
    if not periods:
        return set(), {}
    every = list(Measure.objects.only("slug", "retired"))
    found = stored_standings(periods, every, without=touched)
    standings = {period: found.get(period, {}) for period in periods}
    touched = touched | lacking(standings, [one for one in every if one.pk not in touched])
    names = {one.slug for one in every if one.pk in touched}
    others = {
        period: {slug: one for slug, one in held.items() if slug not in names}
        for period, held in standings.items()
    }
    return touched, others


def _this_month() -> Period:
    return Period.containing(timezone.localdate(), "month", year_starts())


@jobs.register("score")
def score_job(job: Job) -> str:
    """Score the period that the job names."""
    period = Period.parse(str(job.ids["period"]), year_starts())
    return str(score_period(period=period, by=job.asked_by))


@transaction.atomic
def ask_for_scores(*, periods: Iterable[Period], by: User) -> list[Job]:
    """Ask the worker to score these periods, oldest first; what already waits is not asked for twice."""
    ordered = sorted(set(periods), key=lambda period: (period.end, -period.months))
    return [jobs.enqueue("score", key=period.key, ids={"period": period.key}, by=by) for period in ordered]


@jobs.register("score_results")
def _score_results(job: Job) -> str:
    """Score what the figures that the job names can move, and the series that they belong to."""
    ids = _listed(job, "results")
    series: dict[int, set[int | None]] = defaultdict(set)
    for measure, segment in Result.objects.filter(pk__in=ids).values_list("measure_id", "segment_id"):
        series[measure].add(segment)
    wholes = moved_wholes(ids)
    named = {measure for measure, _ in wholes}
    return str(score_measures(measures=named, periods=_touched(wholes), by=job.asked_by, series=series))


@jobs.register("score_series")
def _score_series(job: Job) -> str:
    """Work out where every series of some measures stands."""
    with transaction.atomic():
        one_of_many_writers()
        return f"{score_some_series(measures=dict.fromkeys(_listed(job, 'measures')))} series written"


@jobs.register("score_measures")
def _score_measures(job: Job) -> str:
    """Score some measures at some periods; both were found when their figures changed."""
    starts = year_starts()
    periods = [Period.parse(key, starts) for key in str(job.ids["periods"]).split(",")]
    return str(score_measures(measures=_listed(job, "measures"), periods=periods, by=job.asked_by))


@jobs.register("score_late")
def _score_late(job: Job) -> str:
    """Count many figures into the rows of their series."""
    carried, anew = score_late_figures(ids=_listed(job, "results"))
    return f"{carried} series carried on, {anew} worked out anew"


def _listed(job: Job, name: str) -> list[int]:
    return [int(text) for text in str(job.ids[name]).split(",")]


@changes.on("result")
def result_changed(ids: Sequence[int], by: User) -> None:
    """Figures were approved: score what they can move; many at once in few steps for all workers."""
    if len(set(ids)) > FEW:
        ask_for_many(ids=ids, by=by)
    elif ids:
        named = ",".join(str(one) for one in sorted(set(ids)))
        jobs.enqueue("score_results", key=named, ids={"results": named}, by=by)


@transaction.atomic
def ask_for_many(*, ids: Collection[int], by: User) -> list[Job]:
    """Ask the workers to score what many figures (ids) can move, and to carry on the series they belong to.

    Each step reads the facts once, for as many periods or series as a worker does in a second or two.
    """
    wholes = moved_wholes(ids)
    measures = sorted({measure for measure, _ in wholes})
    periods = sorted(_touched(wholes), key=lambda period: period.end)
    some = max(1, SOME_POSITIONS // max(1, len(measures)))
    named = ",".join(map(str, measures))
    asked = [
        _ask("score_measures", by, measures=named, periods=",".join(one.key for one in chosen))
        for chosen in (periods[first : first + some] for first in range(0, len(periods), some))
    ]
    # Those of one measure together: its rows are written by one worker at a time.
    rows = Result.objects.filter(pk__in=among(ids)).order_by("measure_id", "pk").values_list("pk", flat=True)
    listed = list(map(str, rows))
    return asked + [
        _ask("score_late", by, results=",".join(listed[first : first + SOME_FIGURES]))
        for first in range(0, len(listed), SOME_FIGURES)
    ]


def _ask(kind: str, by: User, **ids: str) -> Job:
    key = hashlib.sha256(repr(sorted(ids.items())).encode()).hexdigest()
    return jobs.enqueue(kind, key=key, ids={**ids}, by=by)


@transaction.atomic
def ask_for_series(*, measures: Iterable[int], by: User) -> list[Job]:
    """Ask the worker to work out where all series of these measures (ids) stand, some at a time."""
    ordered = sorted(set(measures))
    some = [ordered[first : first + FEW] for first in range(0, len(ordered), FEW)]
    named = [",".join(str(one) for one in ids) for ids in some]
    return [jobs.enqueue("score_series", key=ids, ids={"measures": ids}, by=by) for ids in named]


def _touched(wholes: Collection[tuple[int, str]]) -> set[Period]:
    """The closed periods whose scores figures of the whole landlord, by measure and period, can move."""
    starts, today = year_starts(), timezone.localdate()
    touched: set[Period] = set()
    measures = Measure.objects.in_bulk({measure for measure, _ in wholes})
    above, may_hide = looking_at(measures), that_may_hide(measures.values())
    for pk, key in wholes:
        period, measure = Period.parse(key, starts), measures[pk]
        until = moved_until(measure, period, pk in may_hide)
        for kind, frequency in above[pk]:
            own = Period.containing(period.end, KIND_OF_FREQUENCY[frequency], starts)
            longer = own if own.months > period.months else period
            touched |= touched_by(longer, today, until=until, stands=until is None or kind in STANDING_KINDS)
            if kind in STANDING_KINDS:  # a grade counts from its day, perhaps before its period's end
                touched |= touched_since(_first_given(measure, period), today, starts)
    return touched


def _first_given(measure: Measure, period: Period) -> date:
    """From when a figure of the period counted: a grade that was corrected leaves the days before, too.

    A milestone that is done late is late from the day it was expected on, and a closing may have been
    corrected into another month.
    """
    rows = Result.objects.filter(measure=measure, segment__isnull=True)
    if measure.kind != "milestone":
        rows = rows.filter(period=period.key)
    given = rows.aggregate(day=Min("given_on"))["day"]
    return min(day for day in (given, measure.expected_by, period.end) if day is not None)


@changes.on("measure")
def series_changed(ids: Sequence[int], by: User) -> None:
    """Measures are judged in another way: work out anew where all of their series stand."""
    ask_for_series(measures=ids, by=by)


@changes.on("edition")
@changes.on("charter")
@changes.on("measure")
@changes.on("calendar")
def words_changed(ids: Sequence[int], by: User) -> None:
    """An edition, a charter, a measure or the calendar changed: score the periods still looked at."""
    ask_for_scores(periods=_recent(timezone.localdate()), by=by)


@changes.on("target")
def target_changed(ids: Sequence[int], by: User) -> None:
    """A target changed: score every closed period since it begins, and the series that it judges."""
    today = timezone.localdate()
    first = Target.objects.filter(pk__in=ids).aggregate(first=Min("starts"))["first"]
    since = first if first is not None else today
    ask_for_scores(periods=touched_since(since, today, year_starts()), by=by)
    ask_for_series(measures=Target.objects.filter(pk__in=ids).values_list("measure_id", flat=True), by=by)


def _recent(today: date) -> set[Period]:
    return touched_since(today - timedelta(days=LOOK_BACK_DAYS), today, year_starts())
