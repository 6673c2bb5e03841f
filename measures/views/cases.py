"""The late cases behind a figure: for its owner and for approvers, never public."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from charter import permissions
from charter.access import actor, requires
from charter.models import User
from charter.periods import KIND_OF_FREQUENCY, Period, PeriodError
from charter.querysets import year_starts
from charter.translated import lazily as _lazy
from charter.working_time import CalendarError
from measures import csv_export
from measures.cases import (
    CaseRuleError,
    Late,
    as_written,
    due_as_written,
    due_words,
    how_late,
    rule_words,
    when,
)
from measures.models import Measure, Result, Segment
from measures.querysets.cases import DECIDABLE, LISTED, FigureOfCases, figure_of_cases, figure_to_list

A_PAGE = 100
HEADS = ("reference", "segment", "stage", "received", "acknowledged", "due", "done", _lazy("late by"))


@dataclass(frozen=True)
class _Asked:
    measure: Measure
    period: Period
    segment: Segment | None
    figure: Result | None  # whose cases are listed; without one, the cases as they stand

    @property
    def segment_slug(self) -> str:
        return self.segment.slug if self.segment else ""


@requires("see_unpublished")
def late_cases(request: HttpRequest, measure: str, period: str) -> HttpResponse:
    """The cases that were not done in time, a page at a time."""
    asked = _asked(request, measure, period)
    found, trouble = _counted(asked)
    names = dict(Segment.objects.values_list("slug", "name"))
    page = Paginator(found.figure.late if found else (), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "found": found,
        "trouble": trouble,
        "rules": rule_words(found.rule) if found else [],
        "page": page,
        "late": [_row(one, names) for one in page],
        "query": f"segment={asked.segment.slug}&" if asked.segment else "",
        "may_enter": _is_owner(actor(request), asked.measure),
    }
    return render(request, "measures/staff/late_cases.html", context)


@requires("see_unpublished")
def late_cases_csv(request: HttpRequest, measure: str, period: str) -> HttpResponse:
    """All of them as a file."""
    asked = _asked(request, measure, period)
    found, _ = _counted(asked)
    if found is None:
        raise Http404
    rows = [_cells(one) for one in found.figure.late]
    answer = HttpResponse(csv_export.written(HEADS, rows), content_type="text/csv; charset=utf-8")
    name = "-".join(filter(None, ("late", asked.measure.slug, asked.period.slug, asked.segment_slug)))
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _asked(request: HttpRequest, slug: str, written: str) -> _Asked:
    """What the address names; 404 also for measures of others, so that nobody learns what there is.

    Who does not own the measure gets the cases of figures that were sent for approval, as of the figures.
    """
    person, measures = actor(request), Measure.objects.filter(kind="cases")
    if permissions.reach(person, "see_unpublished") != "all":
        measures = measures.filter(owner__in=permissions.posts_of(person))
    measure = get_object_or_404(measures, slug=slug)
    try:
        period = Period.parse(written, year_starts())
    except PeriodError as error:
        raise Http404 from error
    if period.kind != KIND_OF_FREQUENCY[measure.frequency]:
        raise Http404
    wished = request.GET.get("segment", "")
    segment = get_object_or_404(Segment, slug=wished) if wished else None
    workflows = LISTED if _is_owner(person, measure) else DECIDABLE
    figure = figure_to_list(measure, period, wished, workflows)
    if figure is None and workflows is DECIDABLE:
        raise Http404
    return _Asked(measure, period, segment, figure)


def _is_owner(person: User, measure: Measure) -> bool:
    may = permissions.reach(person, "enter_result") is not None
    return may and measure.owner_id in permissions.posts_of(person)


def _counted(asked: _Asked) -> tuple[FigureOfCases | None, str]:
    """What the cases come to, or why they cannot be counted now."""
    try:
        return figure_of_cases(asked.measure, asked.period, asked.segment_slug, asked.figure), ""
    except (CaseRuleError, CalendarError) as error:
        return None, str(error)


def _row(late: Late, names: dict[str, str]) -> dict[str, str]:
    return {
        "reference": late.case.reference,
        "segment": names.get(late.case.segment, ""),
        "stage": late.case.stage,
        "received": when(late.case.received),
        "due": due_words(late.due),
        "done": when(late.done),
        "late": how_late(late),
    }


def _cells(late: Late) -> list[str]:
    case = late.case
    moments = (as_written(case.received), as_written(case.acknowledged), due_as_written(late.due))
    return [case.reference, case.segment, case.stage, *moments, as_written(late.done), how_late(late)]
