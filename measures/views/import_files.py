"""What one downloads beside an upload: the template, the faults, the file itself. Never shown as a page."""

from typing import cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from charter.access import actor, requires
from charter.models import User
from measures import csv_export, xlsx_export
from measures.actions.imports import catalogue_for
from measures.csv_import import (
    CASES,
    FAULT_HEADS,
    RESULTS,
    SATISFACTION,
    Layout,
    Wanted,
    fault_rows,
    template,
)
from measures.csv_import.workbook.template import workbook
from measures.querysets import inbox_of
from measures.querysets.downloads import downloadable_by
from measures.querysets.uploads import files_of
from measures.views.downloads import download
from measures.views.imports import fault_of

LAYOUTS = {"results": RESULTS, "satisfaction": SATISFACTION, "cases": CASES}


@requires("upload_results")
def faults_download(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Every fault of a file as CSV or XLSX."""
    batch = get_object_or_404(files_of(actor(request)), pk=pk)
    rows = fault_rows(fault_of(one) for one in batch.faults)
    if ending == "xlsx":
        content = xlsx_export.written(FAULT_HEADS, rows, title=_("Faults"))
    else:
        content = csv_export.written(FAULT_HEADS, rows)
    return download(content, f"faults-{batch.pk}.{ending}")


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
        filename=f"upload-{batch.pk}.{batch.container}",
        content_type="application/octet-stream",
    )
    response["Content-Security-Policy"] = "sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)


@requires("upload_results")
def template_download(request: HttpRequest, form: str, ending: str) -> HttpResponse:
    """A file to fill in: the person's own measures with every period that is owed, and the last figure."""
    if form not in LAYOUTS:
        raise Http404
    layout = LAYOUTS[form]
    wanted = [] if form == "cases" else _wanted(actor(request), layout)
    content = workbook(layout, wanted) if ending == "xlsx" else template(layout, wanted)
    return download(content, f"{form}-template.{ending}")


def _wanted(person: User, layout: Layout) -> list[Wanted]:
    catalogue = catalogue_for(person)
    found = []
    for line in inbox_of(person).lines:
        entry = catalogue.measure(line.measure.slug)
        fits = entry is not None and (entry.kind == "satisfaction") == (layout is SATISFACTION)
        if entry is not None and fits and line.step in {"enter", "returned"}:
            last = line.last.text if line.last else ""
            found.append(Wanted(entry, line.period.key, last))
    return found
