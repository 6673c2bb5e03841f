"""What stands beside a figure: the periods before it, the same period last year, and what happened to it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.models import AuditEvent, User
from charter.periods import Period
from measures.models import Measure, Result, Segment
from measures.querysets.hidden import hidden_in_public
from measures.querysets.written import Judged, judged

EARLIER = 3
VERBS = {
    "record_result": N_("saved it"),
    "submit_result": N_("sent it for approval"),
    "recall_result": N_("recalled it"),
    "approve_result": N_("approved it"),
    "return_result": N_("sent it back"),
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
    """Who did what to the figures of this period, newest first; four queries and one for the names.

    Of a file the trail tells as of one; what it did to this figure the history of the figure tells.
    """
    rows = Result.objects.filter(measure=measure, period=period.key, segment=segment)
    ids = list(rows.values_list("pk", flat=True))
    own = AuditEvent.objects.filter(subject_kind="measures.result", subject_id__in=[str(pk) for pk in ids])
    events = list(own[:50])
    steps = [(event.at, event.actor_id, event.verb) for event in events] + _by_files(ids, events)
    names = dict(User.objects.filter(pk__in={step[1] for step in steps}).values_list("pk", "name"))
    return [
        Happened(
            at, names.get(by, _("Somebody")), _(VERBS[verb]) if verb in VERBS else verb.replace("_", " ")
        )
        for at, by, verb in sorted(steps, key=lambda step: step[0], reverse=True)
    ]


def _by_files(ids: Collection[int], events: Collection[AuditEvent]) -> list[tuple[datetime, int, str]]:
    """When and by whom these figures were saved, sent and approved as part of a file. Two queries."""
    history = apps.get_model("measures", "ResultEvent").objects
    first = list(history.filter(pgh_obj__in=ids, pgh_label="insert", batch__isnull=False))
    files = AuditEvent.objects.filter(
        verb="accept_import",
        subject_kind="measures.import",
        subject_id__in={str(one.batch_id) for one in first},
    )
    accepted = dict(files.values_list("subject_id", "pk"))
    # A row of a file that took the door of one has an event of its own, before that of the file.
    alone = {
        row.pgh_obj_id
        for row in first
        for event in events
        if event.verb == "record_result"
        and event.subject_id == str(row.pgh_obj_id)
        and event.pk < accepted.get(str(row.batch_id), inf)
    }
    return [
        step
        for row in first
        if row.pgh_obj_id not in alone
        for step in (
            (row.decided_at, row.decided_by_id, "approve_result"),
            (row.submitted_at, row.submitted_by_id, "submit_result"),
            (row.entered_at, row.entered_by_id, "record_result"),
        )
        if step[0] is not None
    ]
