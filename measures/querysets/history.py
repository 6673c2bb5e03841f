"""What stands beside a figure: the periods before it, the same period last year, and what happened to it."""

from dataclasses import dataclass, replace
from datetime import datetime

from charter.models import AuditEvent, User
from charter.periods import Period
from measures.models import Measure, Result, Segment
from measures.querysets.hidden import hidden_in_public
from measures.querysets.written import Judged, judged

EARLIER = 3
VERBS = {
    "record_result": "saved it",
    "submit_result": "sent it for approval",
    "recall_result": "recalled it",
    "approve_result": "approved it",
    "return_result": "sent it back",
}


@dataclass(frozen=True)
class Happened:
    """One event of a figure in words."""

    at: datetime
    who: str
    did: str


def comparison(measure: Measure, period: Period, segment: Segment | None) -> list[Judged]:
    """The three approved figures before the period and that of a year ago, newest first."""
    rows = Result.objects.filter(
        measure=measure,
        segment=segment,
        workflow="approved",
        period_kind=period.kind,
        period_end__lt=period.start,
    ).select_related("measure")
    newest = list(rows.order_by("-period_end")[:12])
    year_ago = [row for row in newest[EARLIER:] if _is_year_before(row, period)]
    targets, hidden = list(measure.targets.all()), hidden_in_public(measure, segment, period)
    found = [
        judged(row, targets, Period.parse(row.period, period.year_starts))
        for row in [*newest[:EARLIER], *year_ago]
    ]
    return [replace(one, hidden=one.hidden or one.period.key in hidden) for one in found]


def _is_year_before(row: Result, period: Period) -> bool:
    start = row.period_start
    return (start.year + 1, start.month) == (period.start.year, period.start.month)


def history_of(measure: Measure, period: Period, segment: Segment | None) -> list[Happened]:
    """Who did what to the figures of this period, newest first; two queries and one for the names."""
    rows = Result.objects.filter(measure=measure, period=period.key, segment=segment)
    keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
    events = list(AuditEvent.objects.filter(subject_kind="measures.result", subject_id__in=keys)[:50])
    names = dict(User.objects.filter(pk__in={event.actor_id for event in events}).values_list("pk", "name"))
    return [
        Happened(
            at=event.at,
            who=names.get(event.actor_id, "Somebody"),
            did=VERBS.get(event.verb, event.verb.replace("_", " ")),
        )
        for event in events
    ]
