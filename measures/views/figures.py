"""My figures: what is due from me, and the page of one figure: enter, send, recall, correct."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from charter.access import actor, requires
from charter.faults import Refused
from charter.form_parts import ConfirmForm
from charter.models import User
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from measures.actions import recall_result, record_result, submit_result
from measures.csv_import.catalogue import ENTERED_KINDS
from measures.forms.figures import FigureForm
from measures.models import Measure, Result, Segment
from measures.querysets import inbox_of, line_for
from measures.querysets.entered import entered_by
from measures.querysets.history import comparison, history_of
from measures.querysets.inbox import OPEN

STEP_TITLES = {
    "enter": "To enter",
    "returned": "Sent back",
    "submitted": "With approver",
    "approved": "Approved",
}


@dataclass(frozen=True)
class Place:
    """What a page of a figure is about; `open_result` is the draft, `approved` what already counts."""

    person: User
    measure: Measure
    period: Period
    segment: Segment | None
    open_result: Result | None
    approved: Result | None

    @property
    def address(self) -> str:
        """The address of the page."""
        page = reverse("staff_figure", args=[self.measure.slug, self.period.slug])
        return f"{page}?segment={self.segment.slug}" if self.segment else page

    @property
    def is_submitted(self) -> bool:
        """Whether the figure lies with an approver."""
        return self.open_result is not None and self.open_result.workflow == "submitted"


@requires("enter_result")
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure of the person, parted by step; what needs doing comes first."""
    inbox = inbox_of(actor(request))
    wished = request.GET.get("step", "")
    step = wished if wished in STEP_TITLES else ""
    tabs = [
        {"step": name, "title": title, "count": len(inbox.by_step[name]), "current": name == step}
        for name, title in STEP_TITLES.items()
    ]
    lines = inbox.by_step[step] if step else inbox.waiting
    context = {
        "inbox": inbox,
        "tabs": tabs,
        "lines": lines,
        "step": step,
        "step_title": STEP_TITLES.get(step),
    }
    return render(request, "measures/staff/figures.html", context)


@requires("enter_result")
def figure(request: HttpRequest, measure: str, period: str) -> HttpResponse:
    """One figure: enter or change it, send it, recall it, or correct what is approved."""
    place = _place(request, measure, period)
    if place.is_submitted:
        return _submitted_page(request, place)
    form = _form(request, place)
    if request.method == "POST":
        answer = form.send(place.person, lambda: _write(request, place, form))
        if answer is not None:
            return answer
    return _page(request, place, form)


def _place(request: HttpRequest, slug: str, period_text: str) -> Place:
    """The figure of the address; 404 for measures of others, so that nobody learns what there is."""
    person = actor(request)
    measure = get_object_or_404(entered_by(person).filter(kind__in=ENTERED_KINDS), slug=slug)
    try:
        period = Period.parse(period_text, year_starts())
    except PeriodError as error:
        raise Http404 from error
    wished = request.GET.get("segment", "")
    segment = get_object_or_404(Segment, slug=wished) if wished else None
    rows = Result.objects.filter(measure=measure, period=period.key, segment=segment)
    rows = rows.select_related("commentary", "decided_by", "entered_by", "submitted_by", "batch")
    return Place(
        person=person,
        measure=measure,
        period=period,
        segment=segment,
        open_result=rows.filter(workflow__in=OPEN).first(),
        approved=rows.filter(workflow="approved").first(),
    )


def _form(request: HttpRequest, place: Place) -> FigureForm:
    return FigureForm(
        request.POST if request.method == "POST" else None,
        measure=place.measure,
        period=place.period,
        segment=place.segment,
        result=place.open_result or place.approved,
        correcting=place.approved is not None,
        initial={"version": place.open_result.version if place.open_result else 0},
    )


def _write(request: HttpRequest, place: Place, form: FigureForm) -> str:
    """Record the figure and, if wished, submit it; the address to go to."""
    sending = request.POST.get("do") == "submit"
    if form.figures is None:
        raise Refused("There is no figure.")
    result = record_result(
        measure=place.measure,
        period=place.period,
        figures=form.figures,
        by=place.person,
        segment=place.segment,
        correction_reason=form.cleaned_data.get("correction_reason", ""),
        version=form.cleaned_data["version"],
    )
    if not sending:
        messages.success(request, "Saved as a draft. Nobody else sees it yet.")
        return place.address
    submit_result(result=result, by=place.person)
    messages.success(request, f"Sent for approval: {place.measure.title}, {place.period.label}.")
    return reverse("staff_figures")


def _page(request: HttpRequest, place: Place, form: FigureForm) -> HttpResponse:
    changed = _changed_meanwhile(place, form)
    context = {
        "place": place,
        "form": form,
        "line": line_for(place.measure, place.period),
        "comparison": comparison(place.measure, place.period, place.segment),
        "segments": Segment.objects.all(),
        "history": history_of(place.measure, place.period, place.segment),
        "changed": changed,
        "numbers": [form[name] for name in form.number_names],
    }
    if not form.is_bound:
        return render(request, "measures/staff/figure.html", context)
    return render(request, "measures/staff/figure.html", context, status=409 if changed else 422)


def _changed_meanwhile(place: Place, form: FigureForm) -> Result | None:
    """What somebody else saved while the form was open; the form then carries the new version."""
    if not form.is_bound or place.open_result is None:
        return None
    stored = Result.objects.select_related("entered_by", "measure").get(pk=place.open_result.pk)
    if str(stored.version) == form.data.get("version"):
        return None
    form.replace("version", str(stored.version))
    return stored


def _submitted_page(request: HttpRequest, place: Place) -> HttpResponse:
    """A figure that lies with an approver: to read, and to recall before anybody decides."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(place.person, _recall(request, place))
        if answer is not None:
            return answer
    context = {
        "place": place,
        "form": form,
        "line": line_for(place.measure, place.period),
        "comparison": comparison(place.measure, place.period, place.segment),
        "history": history_of(place.measure, place.period, place.segment),
    }
    status = 422 if form.is_bound else 200
    return render(request, "measures/staff/figure_submitted.html", context, status=status)


def _recall(request: HttpRequest, place: Place) -> Callable[[], str]:
    def work() -> str:
        if place.open_result is None:
            raise Refused("There is no figure to recall.")
        if request.POST.get("do") != "recall":
            raise Refused("This figure was sent for approval already. Recall it before you change it.")
        recall_result(result=place.open_result, by=place.person)
        messages.success(request, "Recalled. It is a draft again.")
        return place.address

    return work
