"""Board reports: order one, watch the worker make it, download it, try again when it failed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, requires
from charter.form_parts import ConfirmForm
from measures.actions.reports import order_report, release_report
from measures.forms.reports import OrderForm
from measures.models import Report
from measures.presenters import label_of, release_named
from measures.querysets.releases import on_show, public_releases


@requires("order_report")
def reports(request: HttpRequest) -> HttpResponse:
    """Every report, and the order of a new one."""
    live = on_show().first()
    form = OrderForm(request.POST if request.method == "POST" else None, initial={"release": live})
    if request.method == "POST":
        answer = form.send(actor(request), _order(request, form))
        if answer is not None:
            return answer
    rows = Report.objects.select_related("release", "job", "ordered_by")
    context = {
        "form": form,
        "rows": [{"report": report, "label": label_of(report.release)} for report in rows],
        "releases": public_releases().exclude(state="withdrawn").exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "measures/staff/reports.html", context, status=status)


def _order(request: HttpRequest, form: OrderForm) -> Callable[[], str]:
    def work() -> str:
        report = order_report(release=form.cleaned_data["release"], by=actor(request))
        return reverse("staff_report", args=[report.pk])

    return work


@requires("order_report")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: how far it is; asks again while the worker is at it. A failed one is retried here."""
    found = get_object_or_404(Report.objects.select_related("release", "job"), pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _again(request, found))
        if answer is not None:
            return answer
    context = {"report": found, "label": label_of(found.release), "form": form, "at_work": _at_work(found)}
    template = "measures/staff/report.html"
    is_region = request.headers.get("HX-Request") == "true" and request.method == "GET"
    status = 422 if form.is_bound else 200
    return render(request, f"{template}#progress" if is_region else template, context, status=status)


def _at_work(found: Report) -> bool:
    return not found.file and found.job is not None and found.job.state in ("queued", "running")


def _again(request: HttpRequest, found: Report) -> Callable[[], str]:
    def work() -> str:
        order_report(release=found.release, by=actor(request), kind=found.kind)
        messages.success(request, _("Ordered again."))
        return reverse("staff_report", args=[found.pk])

    return work


@requires("read_report")
@require_safe
def report_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file; readers of a body get only what was released to it, and the notice once it is withdrawn."""
    found = get_object_or_404(Report.objects.select_related("release"), pk=pk)
    reads_all = permissions.reach(actor(request), "read_report") == "all"
    if not reads_all and found.released_to_board and found.release.state == "withdrawn":
        view = release_named(found.release.slug)
        return render(request, "measures/release_withdrawn.html", {"found": view}, status=410)
    may_read = reads_all or _is_released(found)
    if not found.file or not may_read:
        raise Http404
    name = f"{found.kind}-report-{found.release.slug}.pdf"
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf"
    )


def _is_released(found: Report) -> bool:
    return found.released_to_board and found.release.state in ("live", "earlier")


@requires("read_report")
@require_safe
def released_reports(request: HttpRequest) -> HttpResponse:
    """The papers that were released to the Board, newest period first."""
    rows = Report.objects.select_related("release").filter(
        released_to_board=True, release__state__in=["live", "earlier"]
    )
    ordered = rows.exclude(file="").order_by("-release__period_end")
    papers = [{"report": report, "label": label_of(report.release)} for report in ordered]
    return render(request, "measures/staff/released_reports.html", {"papers": papers})


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
