"""Writing score rows: only those whose inputs changed, by COPY; a row that lies is an alarm."""

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from charter import audit
from charter.copying import copy_in
from charter.models import User
from charter.querysets import among
from measures.models import Measure, Score
from measures.scoring import RULE_VERSION
from measures.standing.rows import Key, ScoreRow

log = logging.getLogger(__name__)

TOLD = 50
DIFFER = "DIFFER"  # in the message of a job that found rows that lie
PATIENCE = "60s"
LOCK = 4_201_860_002
ASKING = 4_201_860_003
OUTCOME = ("period_end", "state", "status", "score", "value", "coverage", "detail")
COLUMNS = (
    "subject",
    "subject_id",
    "period",
    *OUTCOME,
    "inputs",
    "rule_version",
    "computed_at",
)


@dataclass(frozen=True)
class Written:
    """How many rows were written and left alone; `differing` names those that would have been overwritten."""

    written: int = 0
    unchanged: int = 0
    differing: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = f"{self.written} scores written, {self.unchanged} unchanged"
        if not self.differing:
            return text
        return f"{text}, {len(self.differing)} {DIFFER}: {', '.join(self.differing[:TOLD])}"

    def __add__(self, other: "Written") -> "Written":
        return Written(
            self.written + other.written,
            self.unchanged + other.unchanged,
            (*self.differing, *other.differing),
        )


def one_writer() -> None:
    """Wait until nobody else writes scores; held to the transaction's end. Read the facts after it."""
    _lock("pg_advisory_xact_lock")


def one_of_many_writers() -> None:
    """The same for those who write the rows of different measures side by side."""
    _lock("pg_advisory_xact_lock_shared")


def one_asker() -> None:
    """Wait until nobody else asks for a rescoring: of two at once the second finds the run of the first."""
    _lock("pg_advisory_xact_lock", ASKING)


def _lock(function: str, number: int = LOCK) -> None:
    with transaction.get_connection().cursor() as cursor:
        # A step of a rescoring holds it for seconds: longer than a person waits for a lock, not a job.
        cursor.execute("SET LOCAL lock_timeout = %s", [PATIENCE])
        cursor.execute(f"SELECT {function}(%s)", [number])


def forget_retired(measures: Collection[int] | None = None) -> None:
    """Delete the rows of measures (ids, None: all) for periods that end on or after the day they retired."""
    gone = Measure.objects.filter(retired__isnull=False).order_by()
    retired = (gone if measures is None else gone.filter(pk__in=measures)).values_list("pk", flat=True)
    if ids := list(retired):  # mostly none, and looking through their rows costs more than this question
        over = Measure.objects.filter(pk=OuterRef("subject_id"), retired__lte=OuterRef("period_end"))
        Score.objects.filter(Exists(over), subject="measure", subject_id__in=ids).delete()


def write_scores(rows: Iterable[ScoreRow], *, by: User) -> Written:
    """Write the rows whose inputs changed since they were stored, inside the caller's transaction.

    The same inputs give the same row. A stored row whose inputs are the same and whose outcome is not is
    never overwritten: it is an alarm, in the log and the audit events.
    """
    fresh = {row.key: row for row in rows}
    stored = _stored(fresh)
    changed = [row for key, row in fresh.items() if key not in stored or not _same_inputs(row, stored[key])]
    differing = [
        stored[key]
        for key, row in fresh.items()
        if key in stored and _same_inputs(row, stored[key]) and not same_outcome(row, stored[key])
    ]
    _replace(changed, stored)
    for row in differing:
        alarm(row, by)
    names = tuple(sorted(f"{row.subject} {row.subject_id}" for row in differing))
    return Written(len(changed), len(fresh) - len(changed) - len(differing), names)


def _stored(fresh: dict[Key, ScoreRow]) -> dict[Key, Score]:
    rows = Score.objects.filter(
        subject__in={row.subject for row in fresh.values()},
        subject_id__in={row.subject_id for row in fresh.values()},
        period__in={row.period for row in fresh.values()},
    ).order_by()
    found = {(row.subject, row.subject_id, row.period): row for row in rows}
    return {key: row for key, row in found.items() if key in fresh}


def _same_inputs(row: ScoreRow, stored: Score) -> bool:
    return row.inputs == stored.inputs and stored.rule_version == RULE_VERSION


def same_outcome(row: ScoreRow, stored: Score) -> bool:
    """Whether the stored row says what a fresh computation says."""
    return all(getattr(row, name) == getattr(stored, name) for name in OUTCOME)


def _replace(changed: Sequence[ScoreRow], stored: dict[Key, Score]) -> None:
    if not changed:
        return
    old = [stored[row.key].pk for row in changed if row.key in stored]
    if old:
        Score.objects.filter(pk__in=among(old)).delete()
    copy_in("measures_score", COLUMNS, _values(changed))


def _values(rows: Iterable[ScoreRow]) -> Iterator[Sequence[Any]]:
    now = timezone.now()
    for row in rows:
        outcome = [getattr(row, name) for name in OUTCOME[:-1]]
        yield (*row.key, *outcome, json.dumps(row.detail), row.inputs, RULE_VERSION, now)


def alarm(row: Score, by: User) -> None:
    """Say in the log and the audit events that a stored row is not what its inputs give."""
    log.error("score %s of %s %s differs from a fresh computation", row.pk, row.subject, row.subject_id)
    audit.record("score_differs", row, by=by, detail={"subject": row.subject, "period": row.period})
