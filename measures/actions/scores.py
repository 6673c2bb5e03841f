"""Score rows: computed by the worker for every period that a change touches, never typed."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from charter import audit, changes, jobs
from charter.models import Job, User
from charter.periods import Period
from charter.querysets import year_starts
from measures.models import Result, Score, Target
from measures.scoring import RULE_VERSION
from measures.standing import standing_at
from measures.standing.rows import ScoreRow, rows_of
from measures.standing.touched import touched_by, touched_since

log = logging.getLogger(__name__)

LOCK = 4_201_860_002  # one writer of scores at a time, whichever process asks
# How far back a changed edition, target or charter can move a score that is still looked at.
LOOK_BACK_DAYS = 460
OUTCOME = ("period_end", "state", "status", "score", "value", "coverage", "detail")
Key = tuple[str, int]


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
    _one_at_a_time()
    standing = standing_at(period, cutoff or timezone.now(), with_series=False)
    fresh = {row.key: row for row in rows_of(standing)}
    stored = {(row.subject, row.subject_id): row for row in Score.objects.filter(period=period.key)}
    changed = [row for key, row in fresh.items() if key not in stored or not _same_inputs(row, stored[key])]
    differing = [
        stored[key]
        for key, row in fresh.items()
        if key in stored and _same_inputs(row, stored[key]) and not _same_outcome(row, stored[key])
    ]
    _write(period, changed)
    _alarm(differing, by=by)
    names = tuple(sorted(f"{row.subject} {row.subject_id}" for row in differing))
    return Scored(period, len(changed), len(fresh) - len(changed) - len(differing), names)


def _one_at_a_time() -> None:
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _same_inputs(row: ScoreRow, stored: Score) -> bool:
    return row.inputs == stored.inputs and stored.rule_version == RULE_VERSION


def _same_outcome(row: ScoreRow, stored: Score) -> bool:
    return all(getattr(row, name) == getattr(stored, name) for name in OUTCOME)


def _write(period: Period, rows: Sequence[ScoreRow]) -> None:
    Score.objects.bulk_create(
        [
            Score(
                subject=row.subject,
                subject_id=row.subject_id,
                period=period.key,
                inputs=row.inputs,
                rule_version=RULE_VERSION,
                computed_at=timezone.now(),
                **{name: getattr(row, name) for name in OUTCOME},
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["subject", "subject_id", "period"],
        update_fields=[*OUTCOME, "inputs", "rule_version", "computed_at"],
    )


def _alarm(differing: Iterable[Score], *, by: User) -> None:
    for row in differing:
        log.error("score %s of %s %s differs from a fresh computation", row.pk, row.subject, row.subject_id)
        audit.record("score_differs", row, by=by, detail={"subject": row.subject, "period": row.period})


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


def ask_for_closed_periods(*, by: User) -> list[Job]:
    """Ask for every closed period since the first figure: the new, the overdue, and a check of the rest."""
    first = Result.objects.filter(workflow="approved").aggregate(first=Min("period_end"))["first"]
    today = timezone.localdate()
    since = first or today - timedelta(days=LOOK_BACK_DAYS)
    return ask_for_scores(periods=touched_since(since, today, year_starts()), by=by)


@changes.on("result")
def result_changed(ids: Sequence[int], by: User) -> None:
    """Figures were approved: score every period that they touch."""
    starts, today = year_starts(), timezone.localdate()
    rows = Result.objects.filter(pk__in=ids, segment__isnull=True).values_list(
        "period", "measure__kind", "given_on"
    )
    touched: set[Period] = set()
    for key, kind, given_on in rows.distinct():
        touched |= touched_by(Period.parse(key, starts), today, stands=kind == "grade")
        if given_on is not None:  # a grade stands from its day, which may lie before its period's end
            touched |= touched_since(given_on, today, starts)
    ask_for_scores(periods=touched, by=by)


@changes.on("edition")
@changes.on("charter")
@changes.on("measure")
@changes.on("calendar")
def words_changed(ids: Sequence[int], by: User) -> None:
    """An edition, a charter, a measure or the calendar changed: score the periods still looked at."""
    ask_for_scores(periods=_recent(timezone.localdate()), by=by)


@changes.on("target")
def target_changed(ids: Sequence[int], by: User) -> None:
    """A target changed: score every closed period since it begins."""
    today = timezone.localdate()
    first = Target.objects.filter(pk__in=ids).aggregate(first=Min("starts"))["first"]
    since = first if first is not None else today
    ask_for_scores(periods=touched_since(since, today, year_starts()), by=by)


def _recent(today: date) -> set[Period]:
    return touched_since(today - timedelta(days=LOOK_BACK_DAYS), today, year_starts())
