"""A paper for whoever may read it: the file, a page, its figures, its files, its address by mail."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter.access import actor, requires
from charter.faults import Refused
from charter.form_parts import ConfirmForm
from charter.models import Body
from measures.actions.paper_mails import send_link
from measures.actions.reports import order_report
from measures.bodies import body_for
from measures.models import Report
from measures.papers import KINDS, Kind, Order, Paper
from measures.papers.framing import SCREEN, csv_of, framed
from measures.papers.ordering import order_of
from measures.presenters import ReleaseView, label_of, release_named, releases
from measures.querysets.papers import pack_of, papers_for_all, papers_of, reader_of
from measures.querysets.releases import on_show


def _found(request: HttpRequest, pk: int) -> Report:
    """The report, for whoever may read it. Raises Http404 for everybody else."""
    found = get_object_or_404(Report.objects.select_related("release", "body"), pk=pk)
    if not reader_of(actor(request)).may_read(found):
        raise Http404
    return found


def _taken_back(request: HttpRequest, pk: int) -> HttpResponse | None:
    """The notice for a reader whose paper's release was withdrawn; None for everything else."""
    found = Report.objects.select_related("release", "body").filter(pk=pk).first()
    if found is None or found.release.state != "withdrawn":
        return None
    reader = reader_of(actor(request))
    if reader.reads_all or not reader.was_given(found):
        return None
    view = release_named(found.release.slug)
    return render(request, "measures/release_withdrawn.html", {"found": view}, status=410)


@requires("read_pack")
@require_safe
def report_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file; readers of a body get only what is for it, and the notice once its release is withdrawn."""
    notice = _taken_back(request, pk)
    if notice is not None:
        return notice
    found = _found(request, pk)
    return FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=f"{_name(found)}.pdf",
        content_type="application/pdf",
    )


@requires("read_pack")
@require_safe
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The same paper as a page, made of the very same inputs."""
    notice = _taken_back(request, pk)
    if notice is not None:
        return notice
    found = _found(request, pk)
    order, paper = _made(found)
    context = framed(order, paper, frame=SCREEN) | {"since": release_named(found.release.slug)}
    return render(request, paper.template, context)


@requires("read_pack")
@require_safe
def report_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of a paper as one table."""
    notice = _taken_back(request, pk)
    if notice is not None:
        return notice
    found = _found(request, pk)
    _order, paper = _made(found)
    answer = HttpResponse(csv_of(paper), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_name(found)}.csv"'
    return answer


@requires("read_pack")
@require_safe
def report_zip(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The files beside a paper, where its kind has any."""
    notice = _taken_back(request, pk)
    if notice is not None:
        return notice
    found = _found(request, pk)
    if not found.archive:
        raise Http404
    return FileResponse(
        found.archive.open("rb"),
        as_attachment=True,
        filename=f"{_name(found)}.zip",
        content_type="application/zip",
    )


def _made(found: Report) -> tuple[Order, Paper]:
    """The paper again from what it was made of. Raises Http404 where its kind is not known any more."""
    if found.kind not in KINDS:
        raise Http404
    order = order_of(found)
    return order, KINDS[found.kind].build(order)


def _name(found: Report) -> str:
    body = f"-{found.body.slug}" if found.body else ""
    large = "-large-print" if found.large else ""
    return f"{found.kind}-report{body}-{found.release.slug}{large}"


@requires("read_pack")
def report_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the address of a paper mailed to oneself."""
    found = _found(request, pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _mailed(request, found))
        if answer is not None:
            return answer
    context = {"report": found, "label": label_of(found.release), "form": form, "back": _list_of(found)}
    return render(request, "measures/staff/report_link.html", context, status=form.page_status)


def _mailed(request: HttpRequest, found: Report) -> Callable[[], str]:
    def work() -> str:
        send_link(report=found, by=actor(request))
        messages.success(request, _("We sent you the link."))
        return _list_of(found)

    return work


def _list_of(found: Report) -> str:
    return reverse("body_papers", args=[found.body.slug]) if found.body else reverse("reports")


@requires("read_pack")
@require_safe
def released_reports(request: HttpRequest) -> HttpResponse:
    """The papers that were released to the Board, newest period first, and the bodies that have their own."""
    reader = reader_of(actor(request))
    reads_board = reader.reads_all or reader.reads_released
    papers = _rows(papers_for_all(reader.bodies)) if reads_board else []
    context = {"papers": papers, "bodies": reader.bodies, "reads_board": reads_board}
    return render(request, "measures/staff/released_reports.html", context)


def _rows(reports: Iterable[Report]) -> list[dict[str, Any]]:
    """Papers as lists show them, each with its release as it reads today: its figures may be corrected."""
    today: dict[int, ReleaseView] = {one.pk: one for one in releases()}
    return [
        {"report": one, "label": label_of(one.release), "since": today.get(one.release_id)} for one in reports
    ]


@requires("read_pack")
def body_papers(request: HttpRequest, body: str) -> HttpResponse:
    """The papers of a body for its members, and the order of its pack of the results on show."""
    found = _body(request, body, "read_pack")
    live, pack = on_show().first(), pack_of(found)
    can_order = bool(live and pack) and _may_order(request, found)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not can_order:
            raise PermissionDenied(_("Your role does not let you order papers of this body."))
        answer = form.send(actor(request), _ordered(request, found, pack))
        if answer is not None:
            return answer
    waiting = Report.objects.select_related("release", "job").filter(body=found, file="")
    context = {
        "body": found,
        "papers": _rows(papers_of(found)),
        "waiting": _rows(one for one in waiting if one.kind in KINDS and KINDS[one.kind].by_body),
        "pack": pack if can_order else None,
        "label": label_of(live) if live else "",
        "form": form,
    }
    return render(request, "measures/staff/body_papers.html", context, status=form.page_status)


def _body(request: HttpRequest, slug: str, permission: str) -> Body:
    try:
        return body_for(actor(request), slug, permission)
    except Body.DoesNotExist as error:
        raise Http404 from error


def _may_order(request: HttpRequest, body: Body) -> bool:
    try:
        return body_for(actor(request), body.slug, "order_pack") == body
    except Body.DoesNotExist:
        return False


def _ordered(request: HttpRequest, body: Body, pack: Kind | None) -> Callable[[], str]:
    def work() -> str:
        live = on_show().first()
        if live is None or pack is None:
            raise Refused(_("Nothing is published now, so there is nothing to make a paper of."))
        order_report(release=live, by=actor(request), kind=pack.key, body=body)
        messages.success(request, _("Ordered. The paper will be here in a minute or two."))
        return reverse("body_papers", args=[body.slug])

    return work
