"""Questions about cases: which were in force at a moment, by what they are counted, which were late."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from charter.models import User
from charter.periods import KIND_OF_FREQUENCY, Period
from charter.querysets import working_calendar, year_starts
from charter.working_time import CalendarError
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
    """The rows that no later file had replaced: now, or at a moment in the past.

    Now, what came with a figure that was sent back does not count (see `rows_set_aside`).
    """
    rows = Case.objects.filter(measure=measure)
    if at is None:
        aside = rows_set_aside(measure)
        gone = [pk for one in aside for pk in one.gone]
        back = [one.back for one in aside if one.back is not None]
        return rows.filter(Q(replaced_by__isnull=True) & ~Q(pk__in=gone) | Q(pk__in=back))
    rows = rows.filter(batch__accepted_at__lte=at)
    return rows.filter(Q(replaced_by__isnull=True) | Q(replaced_by__accepted_at__gt=at))


def as_counted(rows: QuerySet[Case]) -> Iterator[counting.Case]:
    """The rows as the arithmetic knows them. One query, streamed."""
    for found in rows.order_by().values_list(*COLUMNS).iterator(chunk_size=2_000):
        yield _case_of(found)


def _case_of(stored: tuple[Any, ...]) -> counting.Case:
    reference, stage, segment, *moments, outcome, first_contact, extension, paused = stored
    acknowledged, closed = (
        counting.Moment(moments[place], moments[place + 1]) if moments[place] else None for place in (2, 4)
    )
    return counting.Case(
        reference,
        counting.Moment(moments[0], moments[1]),
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
class SetAside:
    """Rows of one reference and stage that came with returned figures (`gone`), and the row before them.

    All are ids; `back` None: the reference was not known before.
    """

    name: tuple[str, str]
    gone: tuple[int, ...]
    back: int | None


@dataclass(frozen=True)
class _Row:
    pk: int
    batch: int
    case: counting.Case
    keys: frozenset[tuple[str, str]]  # the periods and segments whose figures it belongs to


def rows_set_aside(measure: Measure, of: Result | None = None) -> list[SetAside]:
    """The rows behind figures that are sent back, or behind this one: they wait until it is sent again.

    Else what an approver turned down would ride along in the next file of somebody else. Two queries, one
    where nothing was returned. Raises CaseRuleError or CalendarError when cases cannot be told apart.
    """
    disputed = _disputed(measure, of)
    if not disputed:
        return []
    setting = setting_of(measure, timezone.now())
    rows = Case.objects.filter(Q(batch__in=disputed) | Q(replaced_by__in=disputed), measure=measure)
    rows = rows.exclude(replaced_by=F("batch"))  # put aside for good
    last: list[_Row] = []
    before: dict[tuple[int, str, str], _Row] = {}
    for pk, batch, replaced_by, *stored in rows.values_list("pk", "batch", "replaced_by", *COLUMNS):
        case = _case_of(tuple(stored))
        keys = frozenset((period.key, name) for period, name in counting.figures_of([case], setting))
        row = _Row(pk, batch, case, keys)
        if replaced_by is None:
            last.append(row)
        else:
            before[replaced_by, case.reference, case.stage] = row
    return [found for row in last if (found := _chain(row, before, disputed)) is not None]


def _disputed(measure: Measure, of: Result | None) -> dict[int, set[tuple[str, str]]]:
    """The files behind returned figures, with these figures' periods and segments.

    A draft that several files changed in turn hangs on all of them: its own history names them.
    """
    returned = Result.objects.filter(measure=measure, workflow="returned")
    if of is not None:
        returned = returned.filter(pk=of.pk)
    events = apps.get_model("measures", "ResultEvent").objects.filter(
        pgh_obj__in=returned.values("pk"), batch__form="cases"
    )
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for batch, period, segment in events.values_list("batch", "period", "segment__slug").distinct():
        found[batch].add((period, segment or ""))
    return found


def _chain(
    row: _Row, before: dict[tuple[int, str, str], _Row], disputed: dict[int, set[tuple[str, str]]]
) -> SetAside | None:
    """Back from the last row of a reference to the one that no returned figure is about."""
    name, now = (row.case.reference, row.case.stage), row
    gone: list[int] = []
    while True:
        earlier = before.get((now.batch, *name))
        # A case that moved to another period is disputed in both.
        touched = now.keys | (earlier.keys if earlier is not None else frozenset())
        if not touched & disputed.get(now.batch, set()):
            return SetAside(name, tuple(gone), now.pk) if gone else None
        gone.append(now.pk)
        if earlier is None:
            return SetAside(name, tuple(gone), None)
        now = earlier


@dataclass(frozen=True)
class FigureOfCases:
    """What the cases known at a moment come to. `of`: the figure that was worked out then, None for now."""

    figure: counting.CaseFigure
    at: datetime
    of: Result | None
    rule: counting.Rule


LISTED = ("draft", "submitted", "approved", "returned")  # whose cases come first
DECIDABLE = ("submitted", "approved")


def figure_to_list(
    measure: Measure, period: Period, segment: str, workflows: tuple[str, ...] = LISTED
) -> Result | None:
    """The figure worked out from cases whose cases are to be listed, None without one. One query."""
    rows = Result.objects.filter(
        measure=measure, period=period.key, batch__form="cases", workflow__in=workflows
    )
    rows = rows.filter(segment__slug=segment) if segment else rows.filter(segment=None)
    found = rows.select_related("batch")
    return min(found, key=lambda one: workflows.index(one.workflow), default=None)


def figure_of_cases(measure: Measure, period: Period, segment: str, of: Result | None) -> FigureOfCases:
    """The cases behind a figure, as they were known when it was worked out; without one, as they stand now.

    Raises CaseRuleError or CalendarError when they cannot be counted.
    """
    worked_out = of.batch.accepted_at if of is not None and of.batch is not None else None
    setting = setting_of(measure, worked_out or timezone.now())
    rows = cases_in_force(measure, worked_out)
    known = as_counted(_near(rows, setting.rule, period, segment))
    figure = counting.figures_of(known, setting).get((period, segment)) or counting.CaseFigure(0, 0, 0, ())
    return FigureOfCases(figure, setting.cutoff, of, setting.rule)


def measures_with_cases_of(person: User) -> set[int]:
    """The measures for which a person ever sent cases. One query."""
    rows = Case.objects.filter(batch__received_by=person)
    return set(rows.order_by().values_list("measure", flat=True).distinct())


def brought_cases(result: Result, person: User) -> bool:
    """Whether cases that the person sent are in this figure, so that they may not approve it."""
    if result.measure.kind != "cases" or result.measure_id not in measures_with_cases_of(person):
        return False
    batch = result.batch
    at = batch.accepted_at if batch is not None and batch.form == "cases" else None
    segment = result.segment.slug if result.segment else ""
    try:
        setting = setting_of(result.measure, at or timezone.now())
        period = Period.parse(result.period, setting.year_starts)
        rows = _near(cases_in_force(result.measure, at), setting.rule, period, segment)
        own = as_counted(rows.filter(batch__received_by=person))
        return (period, segment) in counting.figures_of(own, setting)
    except (counting.CaseRuleError, CalendarError):
        return True  # what cannot be told is not waved through


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
