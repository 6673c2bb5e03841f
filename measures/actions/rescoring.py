"""Rescoring everything: every series and every closed period, by as many workers as there are.

First the measures, in batches of about as many figures each, which do not depend on each other; then, when
the last batch is done, what is worked out from them: promises, themes and the charter. Each step is a Job:
one that is killed is taken up again, and what was done stays done.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from charter import jobs
from charter.models import Job, User
from charter.periods import Period
from charter.querysets import year_starts
from measures.actions.score_rows import (
    DIFFER,
    Written,
    forget_retired,
    one_asker,
    one_of_many_writers,
    one_writer,
    write_scores,
)
from measures.actions.series_rows import only_writer_of, score_series
from measures.models import Measure, Result
from measures.standing import placed_at, standing_of
from measures.standing.facts import read_facts
from measures.standing.rows import ScoreRow, measure_rows, rows_above
from measures.standing.series import Judges
from measures.standing.stored import Standings, lacking, stored_standings
from measures.standing.touched import needed_by, touched_since

BATCH = 120_000  # figures: a second or two of work, so that what each job reads again does not count
SOME_PERIODS = 24  # of which the rows above the measures are held in memory
LOOK_BACK = timedelta(days=460)
MEASURES, REST = "rescore_measures", "rescore_rest"


@dataclass(frozen=True)
class Run:
    """How far a rescoring is."""

    name: str
    done: int
    failed: int
    jobs: int
    messages: tuple[str, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.done + self.failed == self.jobs

    @property
    def differing(self) -> int:
        """How many steps found a stored row that differs from a fresh computation of the same inputs."""
        return sum(DIFFER in message for message in self.messages)


@transaction.atomic
def ask_for_rescoring(*, by: User) -> str:
    """Ask the workers to rescore everything; returns the name of the run.

    One that is not over is returned in place of a new one: what it has done already stays.
    """
    one_asker()
    open_jobs = Job.objects.filter(kind__in=(MEASURES, REST), state__in=("queued", "running"))
    unfinished = open_jobs.order_by("pk").values_list("ids__run", flat=True).first()
    if unfinished is not None:
        return str(unfinished)
    name = uuid.uuid4().hex[:12]
    batches = list(_batches())
    for number, (first, last) in enumerate(batches):
        ids: dict[str, int | str] = {"run": name, "first": first, "last": last, "of": len(batches)}
        jobs.enqueue(MEASURES, key=f"{name}-{number:04}", ids=ids, by=by)
    if not batches:
        _ask_for_the_rest(name, by)
    return name


def how_far(name: str) -> Run:
    """The state of a run."""
    listed = Job.objects.filter(kind__in=(MEASURES, REST), ids__run=name).order_by("pk")
    rows = list(listed.values_list("kind", "state", "message"))
    done, failed = (sum(row[1] == state for row in rows) for state in ("done", "failed"))
    # The second step is asked for when the first is done: until then it counts as one that waits.
    waiting = 0 if failed or any(row[0] == REST for row in rows) else 1
    messages = tuple(row[2] for row in rows if row[1] == "failed" or DIFFER in row[2])
    return Run(name, done, failed, len(rows) + waiting, messages)


def last_rescoring() -> datetime | None:
    """When the last rescoring that was done whole was asked for: it knew everything from before that."""
    jobs_of_runs = (
        Job.objects.filter(kind__in=(MEASURES, REST)).order_by("-pk").values_list("ids__run", flat=True)
    )
    for name in dict.fromkeys(jobs_of_runs):
        run = how_far(str(name))
        if run.is_over and not run.failed:
            return Job.objects.filter(ids__run=name).earliest("asked_at").asked_at
    return None


def work_on(name: str) -> None:
    """Do the jobs of a run here, beside whatever workers there are, until none is left to claim."""
    while (waiting := _waiting(name).values_list("pk", flat=True).first()) is not None:
        jobs.run(waiting)


def _waiting(name: str) -> "QuerySet[Job]":
    now = timezone.now()
    return Job.objects.filter(ids__run=name, state="queued", due__lte=now).order_by("pk")


def _batches() -> Iterator[tuple[int, int]]:
    """First and last id of each batch of measures, about as many figures in each."""
    rows = Measure.objects.order_by("pk").annotate(
        figures=Count("results", filter=Q(results__workflow="approved"))
    )
    first, last, figures = None, 0, 0
    for pk, count in rows.values_list("pk", "figures"):
        first, last, figures = first or pk, pk, figures + count
        if figures >= BATCH:
            yield first, last
            first, figures = None, 0
    if first is not None:
        yield first, last


@jobs.register(MEASURES)
def _rescore_measures(job: Job) -> str:
    """Judge every series of a batch of measures, and place the measures at every closed period."""
    between = Measure.objects.filter(pk__range=(job.ids["first"], job.ids["last"]))
    measures = list(between.values_list("pk", flat=True).order_by("pk"))
    with transaction.atomic():
        one_of_many_writers()
        series, scores = score_measures_everywhere(measures=measures, by=job.asked_by)
    _after(job)
    return f"{series} series written, {scores}"


def _after(job: Job) -> None:
    """Ask for the second step when this was the last batch that is not done."""
    name = str(job.ids["run"])
    with transaction.atomic():
        one_writer()  # two last batches at once must not each think that the other will ask
        others = Job.objects.filter(kind=MEASURES, ids__run=name).exclude(pk=job.pk).exclude(state="done")
        Job.objects.filter(pk=job.pk).update(progress=100)
        if not others.exclude(state="running", progress=100).exists():
            _ask_for_the_rest(name, job.asked_by)


def _ask_for_the_rest(name: str, by: User) -> None:
    keys = [period.key for period in closed_periods()]  # as of now: midnight may pass between the parts
    for first in range(0, len(keys) or 1, SOME_PERIODS):
        ids: dict[str, int | str] = {"run": name, "periods": ",".join(keys[first : first + SOME_PERIODS])}
        jobs.enqueue(REST, key=f"{name}-{first // SOME_PERIODS:04}", ids=ids, by=by)


@jobs.register(REST)
def _rescore_rest(job: Job) -> str:
    """Score promises, themes and the charter at some closed periods from the rows of their measures."""
    keys, starts = str(job.ids["periods"]).split(","), year_starts()
    return str(score_above(periods=[Period.parse(key, starts) for key in keys if key], by=job.asked_by))


def score_measures_everywhere(*, measures: Collection[int], by: User) -> tuple[int, Written]:
    """Score the series of measures (ids), and the measures at every closed period, inside a transaction.

    What hangs on them is not touched. Returns how many series were written, and what became of the rows.
    """
    only_writer_of(measures)
    forget_retired(measures)
    periods, now = closed_periods(), timezone.now()
    if not periods:
        return 0, Written()
    facts = read_facts(periods[-1], now, needed_by(measures))
    own, judges = [one for one in facts.measures if one.measure.pk in measures], Judges()
    series = sum(score_series(facts=one, judges=judges) for one in own)
    rows: list[ScoreRow] = []
    for period in periods:
        rows += measure_rows(period, placed_at(facts, period, measures))
    return series, write_scores(rows, by=by)


def score_above(*, periods: Sequence[Period], by: User) -> Written:
    """Score promises, themes and the charter at these periods, from the rows of their measures."""
    if not periods:
        return Written()
    every = list(Measure.objects.only("slug", "retired"))
    with transaction.atomic():
        one_of_many_writers()
        standings = _standings(periods, every)
        if not lacking(standings, every):
            return write_scores(_rows_above(standings), by=by)
    _score_what_was_made_since(periods, every, by)
    with transaction.atomic():
        one_of_many_writers()
        return write_scores(_rows_above(_standings(periods, every)), by=by)


@transaction.atomic
def _score_what_was_made_since(periods: Sequence[Period], every: Collection[Measure], by: User) -> None:
    """Measures without a row were made after the first step."""
    one_writer()  # another part of the second step may have done it in the meantime
    missing = lacking(_standings(periods, every), every)
    if missing:
        score_measures_everywhere(measures=missing, by=by)


def _rows_above(standings: Mapping[Period, Standings]) -> list[ScoreRow]:
    now = timezone.now()
    facts = read_facts(list(standings)[-1], now, ())
    rows: list[ScoreRow] = []
    for period, others in standings.items():
        standing = standing_of(facts, period, now, with_series=False, others=others)
        rows += rows_above(standing)
    return rows


def _standings(periods: Sequence[Period], measures: Collection[Measure]) -> dict[Period, Standings]:
    found = stored_standings(periods, measures)
    return {period: found.get(period, {}) for period in periods}


def closed_periods() -> list[Period]:
    """Every closed period since the first figure, of a part too: those that end first at the front."""
    first = Result.objects.filter(workflow="approved").aggregate(day=Min("period_end"))
    today = timezone.localdate()
    found = touched_since(first["day"] or today - LOOK_BACK, today, year_starts())
    return sorted(found, key=lambda period: (period.end, -period.months))
