"""The history of one figure on one page, and the same as a file."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, requires
from charter.models import User
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from measures.models import Measure, Segment
from measures.querysets.figure_history import HEADS, FigureEvent, figure_history
from measures.querysets.locks import locks_now
from measures.views.downloads import listed


@dataclass(frozen=True)
class _Found:
    measure: Measure
    period: Period
    segment: Segment | None
    events: list[FigureEvent]
    reach: str
    locked: str = ""
    may_unlock: bool = False

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """What the page and the file list: a step has as many lines as it changed parts."""
        return [row for event in self.events for row in event.rows]


@requires("see_history")
@require_safe
def history(request: HttpRequest, measure: str, period: str) -> HttpResponse:
    """Every step of the figure in order, with what it was before and after."""
    found = _found(request, measure, period)
    return render(
        request, "measures/staff/figure_history.html", {"found": found, "heads": [_(head) for head in HEADS]}
    )


@requires("see_history")
@require_safe
def history_file(request: HttpRequest, measure: str, period: str, ending: str) -> HttpResponse:
    """The rows of the page as CSV or XLSX."""
    found = _found(request, measure, period)
    return listed(HEADS, found.rows, f"history-{found.measure.slug}-{found.period.slug}", ending)


def _found(request: HttpRequest, slug: str, period: str) -> _Found:
    """What the person may see of it; otherwise there is nothing of that name."""
    person = actor(request)
    reach = permissions.reach(person, "see_history") or ""
    measure = get_object_or_404(_measures(person, reach), slug=slug)
    try:
        wished = Period.parse(period, year_starts())
    except PeriodError as error:
        raise Http404 from error
    part = request.GET.get("segment")
    segment = get_object_or_404(Segment, slug=part) if part else None
    events = figure_history(measure, wished, segment, reach)
    if not events:
        raise Http404
    return _Found(measure, wished, segment, events, reach, *_lock(person, measure, wished))


def _lock(person: User, measure: Measure, period: Period) -> tuple[str, bool]:
    """Why the figure is locked, and whether the person may unlock it."""
    return locks_now([measure]).why(measure, period), bool(permissions.reach(person, "unlock_period"))


def _measures(person: User, reach: str) -> QuerySet[Measure]:
    if reach == "assigned":
        return Measure.objects.filter(owner_id__in=permissions.posts_of(person))
    return Measure.objects.all()
