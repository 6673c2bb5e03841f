"""Whether figures come in time and how far their data can be trusted; reminding whoever owes one."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, requires
from charter.form_parts import ConfirmForm
from charter.models import User
from charter.periods import Period, PeriodError
from charter.querysets import first_period, year_starts
from measures.actions.chasing import remind_owner, to_be_reminded
from measures.actions.rating import rate_data
from measures.forms.timeliness import RatingForm
from measures.models import DataRating, Measure
from measures.querysets.entered import entered_by
from measures.querysets.timeliness import (
    HEADS,
    RATINGS,
    late_step,
    sees_timeliness,
    timeliness,
    timeliness_rows,
)
from measures.views.downloads import listed

MOST_YEARS = 5


@requires("see_timeliness")
@require_safe
def timeliness_page(request: HttpRequest) -> HttpResponse:
    """A year of collecting figures, what is late today, and what is due in the next two months."""
    person = _reader(request)
    years = _years()
    wished = request.GET.get("year", "")
    year = next((one for one in years if one.key == wished), None)
    found = timeliness(year=year or years[0])
    context = {
        "found": found,
        "years": years,
        "wished": "" if year else wished,
        "without_day": found.whole.unknown,
        "ratings": RATINGS,
        "sees_people": permissions.reach(person, "staff_home") is not None,
        "may_remind": permissions.reach(person, "chase_figure") is not None,
        "may_rate": set(_rated_by(person).values_list("slug", flat=True)),
    }
    status = 422 if context["wished"] else 200
    return render(request, "measures/staff/timeliness.html", context, status=status)


@requires("see_timeliness")
@require_safe
def timeliness_list(request: HttpRequest, ending: str) -> HttpResponse:
    """The same year as a file, one row a measure and period; no people and no values."""
    _reader(request)
    years = _years()
    year = next((one for one in years if one.key == request.GET.get("year")), years[0])
    return listed(HEADS, timeliness_rows(timeliness(year=year)), f"figures-in-time-{year.slug}", ending)


@requires("rate_data")
def rating(request: HttpRequest, measure: str) -> HttpResponse:
    """Say how far the data of a measure can be trusted: its owner, or an approver."""
    person = actor(request)
    found = get_object_or_404(_rated_by(person), slug=measure)
    row = DataRating.objects.filter(measure=found).first() or DataRating(measure=found)
    form = RatingForm(request.POST if request.method == "POST" else None, row=row)

    def work() -> str:
        said = form.cleaned_data
        rate_data(
            measure=found,
            rating=int(said["rating"]),
            evidence=said["evidence"],
            by=person,
            version=said["version"],
        )
        messages.success(request, _("Kept: the data of {title}.").format(title=found.title))
        return reverse("staff_timeliness")

    if request.method == "POST":
        answer = form.send(person, work)
        if answer is not None:
            return answer
    context = {"measure": found, "rating": row if row.pk else None, "form": form}
    return render(request, "measures/staff/timeliness_rating.html", context, status=form.page_status)


@requires("chase_figure")
def remind(request: HttpRequest, measure: str, period: str) -> HttpResponse:
    """Remind those who owe a late figure, after one look at who that is."""
    found = get_object_or_404(Measure.objects.select_related("owner"), slug=measure, retired__isnull=True)
    wished = _period(period)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _remind(request, found, wished))
        if answer is not None:
            return answer
    context = {
        "measure": found,
        "period": wished,
        "step": late_step(found, wished, timezone.localdate()),
        "names": ", ".join(one.name for one in to_be_reminded(found)),
        "form": form,
    }
    return render(request, "measures/staff/timeliness_remind.html", context, status=form.page_status)


def _remind(request: HttpRequest, measure: Measure, period: Period) -> Callable[[], str]:
    def work() -> str:
        remind_owner(measure=measure, period=period, by=actor(request))
        words = _("Reminded: who owes {title}, {period}.")
        messages.success(request, words.format(title=measure.title, period=period.label))
        return f"{reverse('staff_timeliness')}#late"

    return work


def _reader(request: HttpRequest) -> User:
    """The person; of those who read for a body, only readers of a management body."""
    person = actor(request)
    if not sees_timeliness(person):
        raise Http404
    return person


def _rated_by(person: User) -> QuerySet[Measure]:
    """The measures in use whose data the person may rate."""
    reach = permissions.reach(person, "rate_data")
    if reach == "all":
        return Measure.objects.filter(retired__isnull=True)
    return entered_by(person) if reach else Measure.objects.none()


def _period(text: str) -> Period:
    try:
        return Period.parse(text, year_starts())
    except PeriodError as error:
        raise Http404 from error


def _years() -> list[Period]:
    """The financial years that the portal answers for, the running one first."""
    begins = first_period()
    starts = begins.year_starts if begins else year_starts()
    year = Period.containing(timezone.localdate(), "year", starts)
    found = [year]
    while begins is not None and begins.start < found[-1].start and len(found) < MOST_YEARS:
        found.append(found[-1].previous())
    return found
