"""Questions about cases: which were in force at a moment, by what they are counted, which were late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from charter.periods import KIND_OF_FREQUENCY, Period
from charter.querysets import working_calendar, year_starts
from measures import cases as counting
from measures.models import Case, Measure, Result

COLUMNS = (
    "reference",
    "stage",
    "segment__slug",
    "received_on",
    "received_at",
    "acknowledged_on",
    "acknowledged_at",
    "closed_on",
    "closed_at",
    "outcome",
    "first_contact",
    "extension_days",
    "paused_days",
)


def setting_of(measure: Measure, cutoff: datetime) -> counting.Setting:
    """By what a measure's cases are counted. CaseRuleError when its rule cannot be used."""
    return counting.Setting(
        rule=counting.rule_of(measure.case_rule),
        calendar=working_calendar(),
        kind=KIND_OF_FREQUENCY[measure.frequency],
        year_starts=year_starts(),
        cutoff=cutoff,
    )


def cases_in_force(measure: Measure, at: datetime | None = None) -> QuerySet[Case]:
    """The rows that no later file had replaced: now, or at a moment in the past."""
    rows = Case.objects.filter(measure=measure)
    if at is None:
        return rows.filter(replaced_by__isnull=True)
    rows = rows.filter(batch__accepted_at__lte=at)
    return rows.filter(Q(replaced_by__isnull=True) | Q(replaced_by__accepted_at__gt=at))


def as_counted(rows: QuerySet[Case]) -> Iterator[counting.Case]:
    """The rows as the arithmetic knows them. One query, streamed."""
    for found in rows.order_by().values_list(*COLUMNS).iterator(chunk_size=2_000):
        (reference, stage, segment, *moments, outcome, first_contact, extension, paused) = found
        received, acknowledged, closed = (
            counting.Moment(moments[place], moments[place + 1]) if moments[place] else None
            for place in (0, 2, 4)
        )
        if received is None:
            continue
        yield counting.Case(
            reference,
            received,
            stage,
            segment or "",
            acknowledged,
            closed,
            outcome,
            first_contact,
            extension,
            paused,
        )


@dataclass(frozen=True)
class FigureOfCases:
    """What the cases known at a moment come to. `of_figure`: it is the moment a figure was worked out."""

    figure: counting.CaseFigure
    at: datetime
    of_figure: bool
    rule: counting.Rule


def figure_of_cases(measure: Measure, period: Period, segment: str) -> FigureOfCases:
    """The cases behind a figure, as they were known when it was worked out; without one, as they stand now.

    Raises CaseRuleError or CalendarError when they cannot be counted.
    """
    rows = Result.objects.filter(measure=measure, period=period.key, batch__form="cases")
    rows = rows.filter(segment__slug=segment) if segment else rows.filter(segment=None)
    current = list(rows.exclude(workflow="superseded").select_related("batch"))
    current.sort(key=lambda one: one.workflow == "approved")  # what is on its way comes first
    batches = [one.batch for one in current if one.batch is not None]
    worked_out = batches[0].accepted_at if batches else None
    at = worked_out or timezone.now()
    setting = setting_of(measure, at)
    known = as_counted(_near(cases_in_force(measure, at), setting.rule, period, segment))
    figure = counting.figures_of(known, setting).get((period, segment)) or counting.CaseFigure(0, 0, 0, ())
    return FigureOfCases(figure, at, worked_out is not None, setting.rule)


def _near(rows: QuerySet[Case], rule: counting.Rule, period: Period, segment: str) -> QuerySet[Case]:
    """The rows that can belong to the period, so that a long history is not read for one page of it."""
    if segment:
        rows = rows.filter(segment__slug=segment)
    if rule.period_by == "received":
        return rows.filter(received_on__range=(period.start, period.end))
    return rows.filter(received_on__lte=period.end)  # nothing is due or done before it came in


def results_by_key(measure: Measure, year_starts: int) -> dict[tuple[Period, str], list[Result]]:
    """Its approved and open figures, by period and segment ("" is the whole landlord). One query."""
    rows = Result.objects.filter(measure=measure).exclude(workflow="superseded")
    found: dict[tuple[Period, str], list[Result]] = {}
    for row in rows.select_related("segment", "batch"):
        key = (Period.parse(row.period, year_starts), row.segment.slug if row.segment else "")
        found.setdefault(key, []).append(row)
    return found
