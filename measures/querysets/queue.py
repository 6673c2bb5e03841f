"""What waits for an approver: each submitted figure with its last one, its target and its status."""

from collections import defaultdict
from dataclasses import dataclass

from charter.models import User
from charter.periods import Period
from charter.querysets import year_starts
from measures.models import Import, Result
from measures.querysets.cases import brought_cases, measures_with_cases_of
from measures.querysets.written import Judged, commentary_of, judged

HISTORY = 400  # approved figures looked through for “last time”, newest first


@dataclass(frozen=True)
class QueueLine:
    """A submitted figure. `is_own`: the person who looks entered it, sent it on, or sent cases in it."""

    result: Result
    current: Judged
    last: Judged | None
    is_own: bool

    @property
    def why(self) -> str:
        """The first words of its explanation."""
        told = commentary_of(self.result)
        return told.why if told else ""


def queue_for(person: User, batch: Import | None = None) -> list[QueueLine]:
    """Every submitted figure, oldest submission first; of one file if it is given. Four queries.

    A few more for each figure that may hold cases of the person.
    """
    rows = Result.objects.filter(workflow="submitted").select_related(
        "measure__owner", "segment", "entered_by", "submitted_by", "batch", "commentary"
    )
    if batch is not None:
        rows = rows.filter(batch=batch)
    found = list(rows.prefetch_related("measure__targets").order_by("submitted_at", "pk"))
    earlier, starts, sent_for = _earlier(found), year_starts(), measures_with_cases_of(person)
    lines = []
    for result in found:
        targets = list(result.measure.targets.all())
        key = (result.measure_id, result.segment_id, result.period_kind)
        before = next((one for one in earlier[key] if one.period_end < result.period_end), None)
        lines.append(
            QueueLine(
                result=result,
                current=judged(result, targets, Period.parse(result.period, starts)),
                last=judged(before, targets, Period.parse(before.period, starts)) if before else None,
                is_own=person.pk in (result.entered_by_id, result.submitted_by_id)
                or (result.measure_id in sent_for and brought_cases(result, person)),
            )
        )
    return lines


def _earlier(found: list[Result]) -> dict[tuple[int, int | None, str], list[Result]]:
    rows = Result.objects.filter(workflow="approved", measure__in={one.measure_id for one in found})
    parted: dict[tuple[int, int | None, str], list[Result]] = defaultdict(list)
    for row in rows.select_related("measure").order_by("-period_end")[: HISTORY * max(len(found), 1)]:
        parted[row.measure_id, row.segment_id, row.period_kind].append(row)
    return parted


def waiting_for_approval() -> int:
    """How many figures are submitted. One query."""
    return Result.objects.filter(workflow="submitted").count()
