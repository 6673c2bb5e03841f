"""Files of figures: upload, faults or difference, accept, throw away, submit."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charter.access import actor, requires
from charter.faults import Refused
from charter.models import Job, User
from charter.translated import lazily as _lazy
from measures.actions.imports import (
    Submitted,
    discard_import,
    receive_upload,
    request_acceptance,
    request_submission,
    validate_import,
)
from measures.csv_import import RowFault
from measures.forms.imports import AcceptForm, UploadForm, cases_measures
from measures.models import Import, Result
from measures.querysets.uploads import files_of

SHOWN = 100  # faults on the page; all of them are in the download
A_PAGE, LINES = 25, 50
FILTERS = (
    ("", _lazy("All")),
    ("new", _lazy("New")),
    ("changed", _lazy("Changed")),
    ("same", _lazy("Same")),
    ("waits", _lazy("Waiting for words")),
)


@requires("upload_results")
def imports(request: HttpRequest) -> HttpResponse:
    """The person's files, newest first, and the box for another one."""
    person = actor(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, person=person)
    if form.is_bound and (answer := form.send(person, lambda: _receive(request, form, person))):
        return answer
    files = files_of(person).defer("faults", "summary")
    page = Paginator(files, A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "cases": cases_measures(person)}
    return render(request, "measures/staff/imports.html", context, status=form.page_status)


def _receive(request: HttpRequest, form: UploadForm, person: User) -> str:
    file = form.cleaned_data["file"]
    measure = form.cleaned_data.get("measure")
    received = receive_upload(source=file.file, name=file.name or "", by=person, measure=measure)
    if received.again:
        messages.info(request, _("You uploaded this same file before. This is it."))
    return reverse("staff_import", args=[received.batch.pk])


@requires("upload_results")
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One file, wherever it is on its way: being checked, with faults, ready to accept, accepted, gone."""
    person = actor(request)
    batch = get_object_or_404(files_of(person).select_related("measure", "same_as"), pk=pk)
    needs_reason = batch.state == "ready" and bool(batch.summary.get("needs_reason"))
    asks = needs_reason and request.POST.get("do") != "discard"
    form = AcceptForm(request.POST if request.method == "POST" else None, needs_reason=asks)
    if form.is_bound and (answer := form.send(person, lambda: _go_on(request, batch, form))):
        return answer
    if form.asks_again:
        validate_import(batch=batch, by=person)
    batch.refresh_from_db()
    context = _context(batch, form) | _lines(batch, request.GET)
    return render(request, "measures/staff/import.html", context, status=form.page_status)


def _go_on(request: HttpRequest, batch: Import, form: AcceptForm) -> str:
    """The next step of the file, as the pressed button says."""
    wished, person = request.POST.get("do"), actor(request)
    if wished == "accept":
        reason = form.cleaned_data.get("reason", "")
        if request_acceptance(batch=batch, by=person, reason=reason) is None:
            messages.success(request, _("Accepted. The figures are drafts now; submit them for approval."))
    elif wished == "submit":
        done = request_submission(batch=batch, by=person)
        if isinstance(done, Submitted):
            messages.success(request, _words(done))
    elif wished == "discard":
        discard_import(batch=batch, by=person)
        messages.success(request, _("Thrown away: {name}. Nothing of it was stored.").format(name=batch.name))
        return reverse("staff_imports")
    else:
        raise Refused(_("Choose a button on this page."))
    return reverse("staff_import", args=[batch.pk])


def _words(done: Submitted) -> str:
    sent = ngettext("{count} figure sent for approval.", "{count} figures sent for approval.", done.sent)
    words = sent.format(count=done.sent)
    if not done.waiting:
        return words
    waiting = len(done.waiting)
    more = ngettext("{count} need an explanation first.", "{count} need an explanation first.", waiting)
    return f"{words} {more.format(count=waiting)}"


def _context(batch: Import, form: AcceptForm) -> dict[str, Any]:
    drafts = batch.results.filter(workflow__in=["draft", "returned"]).select_related("measure", "segment")
    job = Job.objects.filter(ids__import=batch.pk).order_by("-pk").first()
    is_over = batch.state == "discarded"
    return {
        "batch": batch,
        "form": form,
        "job": job,
        "working": job is not None and not is_over and job.state in {"queued", "running"},
        "failed": job is not None and not is_over and job.state == "failed",
        "faults": [fault_of(one) for one in batch.faults[:SHOWN]],
        "fault_count": len(batch.faults),
        "drafts": [_draft(result) for result in drafts[:SHOWN]],
        "draft_count": drafts.count(),
        "count": {
            "submitted": batch.results.filter(workflow="submitted").count(),
            "approved": batch.results.filter(workflow="approved").count(),
        },
    }


def _lines(batch: Import, wished: Any) -> dict[str, Any]:
    """A page of the file's rows beside what the portal holds, of one kind or of all."""
    kinds = batch.summary.get("kinds", {})
    counts = {"": sum(kinds.values()), "waits": batch.summary.get("waits", 0)} | kinds
    chosen = wished.get("kind", "")
    kind = chosen if chosen in dict(FILTERS) else ""
    found = batch.lines.all()
    if kind:
        found = found.filter(waits=True) if kind == "waits" else found.filter(kind=kind)
    tabs = [
        {"kind": key, "title": title, "count": counts.get(key, 0), "current": key == kind}
        for key, title in FILTERS
    ]
    return {
        "tabs": tabs,
        "kind": kind,
        "counts": {key or "all": counts.get(key, 0) for key, _ in FILTERS},
        "lines": Paginator(found, LINES).get_page(wished.get("page")),
    }


def fault_of(stored: dict[str, Any]) -> RowFault:
    """A fault as it is stored beside its file."""
    return RowFault(stored["row"], stored["column"], stored["value"], stored["what"], stored["remedy"])


def _draft(result: Result) -> dict[str, str]:
    """A draft with the address of its own page, where words can be added."""
    address = reverse("staff_figure", args=[result.measure.slug, result.period.lower()])
    segment = f"?segment={result.segment.slug}" if result.segment else ""
    name = f"{result.measure.title}, {result.segment.name}" if result.segment else result.measure.title
    return {"title": name, "period": result.period, "address": address + segment}
