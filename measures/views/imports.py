"""Files of figures: upload, faults or preview, accept, submit; templates and downloads."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from charter.access import actor, requires
from charter.faults import Refused
from charter.models import Job, User
from measures.actions.imports import (
    Submitted,
    catalogue_for,
    receive_upload,
    request_acceptance,
    request_submission,
    validate_import,
)
from measures.csv_import import CASES, RESULTS, SATISFACTION, RowFault, faults_csv, headings, template
from measures.forms.imports import AcceptForm, UploadForm, cases_measures
from measures.models import Import, Result
from measures.querysets import inbox_of
from measures.querysets.downloads import downloadable_by

SHOWN = 100  # faults on the page; all of them are in the download
A_PAGE = 25
LAYOUTS = {"results": RESULTS, "satisfaction": SATISFACTION, "cases": CASES}


@requires("upload_results")
def imports(request: HttpRequest) -> HttpResponse:
    """The person's files, newest first, and the box for another one."""
    person = actor(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, person=person)
    if form.is_bound and (answer := form.send(person, lambda: _receive(request, form, person))):
        return answer
    page = Paginator(_own(person), A_PAGE).get_page(request.GET.get("page"))
    status = form.status if form.is_bound else 200
    context = {"form": form, "page": page, "cases": cases_measures(person)}
    return render(request, "measures/staff/imports.html", context, status=status)


def _own(person: User) -> QuerySet[Import]:
    return Import.objects.filter(received_by=person).exclude(form__in=["sector", "benchmarks"])


def _receive(request: HttpRequest, form: UploadForm, person: User) -> str:
    file = form.cleaned_data["file"]
    measure = form.cleaned_data.get("measure")
    received = receive_upload(source=file.file, name=file.name or "", by=person, measure=measure)
    if received.again:
        messages.info(request, "You uploaded this same file before. This is it.")
    return reverse("staff_import", args=[received.batch.pk])


@requires("upload_results")
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: being checked, with faults, ready to accept, or accepted and on its way."""
    person = actor(request)
    batch = get_object_or_404(_own(person), pk=pk)
    needs_reason = batch.state == "ready" and bool(batch.summary.get("needs_reason"))
    form = AcceptForm(request.POST if request.method == "POST" else None, needs_reason=needs_reason)
    if form.is_bound and (answer := form.send(person, lambda: _go_on(request, batch, form))):
        return answer
    if form.asks_again:
        validate_import(batch=batch, by=person)
    batch.refresh_from_db()
    status = 422 if form.is_bound else 200
    return render(request, "measures/staff/import.html", _context(batch, form), status=status)


def _go_on(request: HttpRequest, batch: Import, form: AcceptForm) -> str:
    """The next step of the file, as the pressed button says."""
    wished, person = request.POST.get("do"), actor(request)
    if wished == "accept":
        reason = form.cleaned_data.get("reason", "")
        if request_acceptance(batch=batch, by=person, reason=reason) is None:
            messages.success(request, "Accepted. The figures are drafts now; submit them for approval.")
    elif wished == "submit":
        done = request_submission(batch=batch, by=person)
        if isinstance(done, Submitted):
            messages.success(request, _words(done))
    else:
        raise Refused("Choose a button on this page.")
    return reverse("staff_import", args=[batch.pk])


def _words(done: Submitted) -> str:
    words = f"{done.sent} {'figure' if done.sent == 1 else 'figures'} sent for approval."
    if done.waiting:
        words += f" {len(done.waiting)} need an explanation first."
    return words


def _context(batch: Import, form: AcceptForm) -> dict[str, Any]:
    drafts = batch.results.filter(workflow__in=["draft", "returned"]).select_related("measure", "segment")
    job = Job.objects.filter(ids__import=batch.pk).order_by("-pk").first()
    return {
        "batch": batch,
        "form": form,
        "job": job,
        "working": job is not None and job.state in {"queued", "running"},
        "failed": job is not None and job.state == "failed",
        "faults": [_fault(one) for one in batch.faults[:SHOWN]],
        "fault_count": len(batch.faults),
        "preview": batch.summary.get("preview", []),
        "drafts": [_draft(result) for result in drafts[:SHOWN]],
        "draft_count": drafts.count(),
        "count": {
            "submitted": batch.results.filter(workflow="submitted").count(),
            "approved": batch.results.filter(workflow="approved").count(),
        },
    }


def _fault(stored: dict[str, Any]) -> RowFault:
    return RowFault(stored["row"], stored["column"], stored["value"], stored["what"], stored["remedy"])


def _draft(result: Result) -> dict[str, str]:
    """A draft with the address of its own page, where words can be added."""
    address = reverse("staff_figure", args=[result.measure.slug, result.period.lower()])
    segment = f"?segment={result.segment.slug}" if result.segment else ""
    name = f"{result.measure.title}, {result.segment.name}" if result.segment else result.measure.title
    return {"title": name, "period": result.period, "address": address + segment}


@requires("upload_results")
def faults_download(request: HttpRequest, pk: int) -> HttpResponse:
    """Every fault of a file as a CSV."""
    batch = get_object_or_404(_own(actor(request)), pk=pk)
    return _csv(faults_csv(_fault(one) for one in batch.faults), f"faults-{batch.pk}.csv")


@requires("download_upload")
def file_download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded: by its uploader and by approvers, never shown as a page."""
    person = actor(request)
    batch = get_object_or_404(downloadable_by(person), pk=pk)
    # A file of cases with faults is not kept; until that is known it is nobody else's.
    unsure = batch.measure_id is not None and batch.state != "accepted" and batch.received_by_id != person.pk
    if not batch.file or unsure:
        raise Http404
    response = FileResponse(
        batch.file.open("rb"),
        as_attachment=True,
        filename=f"upload-{batch.pk}.csv",
        content_type="application/octet-stream",
    )
    response["Content-Security-Policy"] = "sandbox"
    return cast(HttpResponse, response)


@requires("upload_results")
def template_download(request: HttpRequest, form: str) -> HttpResponse:
    """A file to fill in: the person's measures with the periods that are owed, or else the last one."""
    if form not in LAYOUTS:
        raise Http404
    person = actor(request)
    if form == "cases":
        return _csv(headings(CASES), "cases-template.csv")
    catalogue = catalogue_for(person)
    wanted = []
    for line in inbox_of(person).lines:
        entry = catalogue.measure(line.measure.slug)
        fits = entry is not None and (entry.kind == "satisfaction") == (form == "satisfaction")
        if entry is not None and fits and line.step in {"enter", "returned"}:
            wanted.append((entry, line.period.key))
    return _csv(template(LAYOUTS[form], wanted), f"{form}-template.csv")


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
