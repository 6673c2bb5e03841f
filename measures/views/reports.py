"""Papers: order one, watch the worker make it, try again when it failed, release it to its readers."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from charter.access import actor, requires
from charter.form_parts import ConfirmForm
from measures.actions.reports import order_report, release_report
from measures.forms.reports import OrderForm
from measures.models import Report
from measures.presenters import label_of
from measures.querysets.releases import is_public, on_show

A_PAGE = 25


@requires("order_report")
def reports(request: HttpRequest) -> HttpResponse:
    """Every report, and the order of a new one."""
    live = on_show().first()
    form = OrderForm(request.POST if request.method == "POST" else None, initial={"release": live})
    if request.method == "POST":
        answer = form.send(actor(request), _order(request, form))
        if answer is not None:
            return answer
    rows = Report.objects.select_related("release", "body", "job", "ordered_by")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [{"report": report, "label": label_of(report.release)} for report in page.object_list],
        "releases": form.has_releases,
    }
    return render(request, "measures/staff/reports.html", context, status=form.page_status)


def _order(request: HttpRequest, form: OrderForm) -> Callable[[], str]:
    def work() -> str:
        asked, release = form.cleaned_data, form.cleaned_data["release"]
        report = order_report(
            release=release,
            by=actor(request),
            kind=asked["kind"],
            body=asked["body"],
            large=asked["large"],
            draft=not is_public(release),
        )
        return reverse("staff_report", args=[report.pk])

    return work


@requires("order_report")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: how far it is; asks again while the worker is at it. A failed one is retried here."""
    found = get_object_or_404(Report.objects.select_related("release", "body", "job"), pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _again(request, found))
        if answer is not None:
            return answer
    context = {
        "report": found,
        "label": label_of(found.release),
        "form": form,
        "at_work": _at_work(found),
        "problems": found.problem.splitlines(),
    }
    template = "measures/staff/report.html"
    is_region = request.headers.get("HX-Request") == "true" and request.method == "GET"
    status = 422 if form.is_bound else 200
    return render(request, f"{template}#progress" if is_region else template, context, status=status)


def _at_work(found: Report) -> bool:
    return not found.file and found.job is not None and found.job.state in ("queued", "running")


def _again(request: HttpRequest, found: Report) -> Callable[[], str]:
    def work() -> str:
        again = order_report(
            release=found.release,
            by=actor(request),
            kind=found.kind,
            body=found.body,
            large=found.large,
            draft=not is_public(found.release),
        )
        messages.success(request, _("Ordered again."))
        return reverse("staff_report", args=[again.pk])

    return work


@requires("release_report")
def report_to_board(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a report to the Board's readers, or take it back."""
    found = get_object_or_404(Report.objects.select_related("release"), pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _to_board(request, found))
        if answer is not None:
            return answer
    status = 422 if form.is_bound else 200
    context = {"report": found, "label": label_of(found.release), "form": form}
    return render(request, "measures/staff/report_to_board.html", context, status=status)


def _to_board(request: HttpRequest, found: Report) -> Callable[[], str]:
    def work() -> str:
        changed = release_report(report=found, by=actor(request), to_board=not found.released_to_board)
        said = (
            _("The Board can read it now.")
            if changed.released_to_board
            else _("The Board cannot read it any more.")
        )
        messages.success(request, said)
        return reverse("staff_report", args=[found.pk])

    return work
