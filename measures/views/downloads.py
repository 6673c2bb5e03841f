"""Answers that are files: lists as CSV and XLSX, always as a download and never as a page."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse

from charter.access import actor, requires
from measures import csv_export, xlsx_export
from measures.csv_export import Cell
from measures.querysets import inbox_of
from measures.querysets.listed import (
    FIGURE_HEADS,
    MEASURE_HEADS,
    QUEUE_HEADS,
    figure_rows,
    measure_rows,
    queue_rows,
)

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": xlsx_export.TYPE}


def download(content: bytes, name: str) -> HttpResponse:
    """A file under a name of ours; its ending says what it is."""
    response = HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def listed(heads: Sequence[str], rows: Iterable[Sequence[Cell]], name: str, ending: str) -> HttpResponse:
    """A list as CSV or XLSX, by the one writer of each."""
    if ending == "xlsx":
        return download(xlsx_export.written(heads, rows), f"{name}.xlsx")
    return download(csv_export.written(heads, rows), f"{name}.csv")


@requires("enter_result")
def figures_list(request: HttpRequest, ending: str) -> HttpResponse:
    """My figures: every line that the page shows, one row each."""
    return listed(FIGURE_HEADS, figure_rows(inbox_of(actor(request)).lines), "my-figures", ending)


@requires("decide_result")
def queue_list(request: HttpRequest, ending: str) -> HttpResponse:
    """The queue of approvals, one row a figure."""
    return listed(QUEUE_HEADS, queue_rows(actor(request)), "approvals", ending)


@requires("export_lists")
def measures_list(request: HttpRequest, ending: str) -> HttpResponse:
    """The measures in use: a data owner's own ones, an approver's all."""
    return listed(MEASURE_HEADS, measure_rows(actor(request)), "measures", ending)
