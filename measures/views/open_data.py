"""The data page and its files: tables, the package of a release, a measure as CSV and JSON.

All under the headers of open data (`charter/open_data.py`), and so is the API.
"""

from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from charter.access import public
from charter.open_data import View, open_data, refused
from measures import presenters
from measures.actions.packages import package_of
from measures.api.reading import (
    Unavailable,
    about,
    chosen_release,
    document_of,
    result_rows,
    results_csv,
    whole_table,
)
from measures.api.routes import api, csv_answer, frozen
from measures.open_data.dataset import dataset_document
from measures.open_data.package import LICENCE
from measures.open_data.tables import TABLES


def _or_refused(view: View) -> View:
    """The view; where what it is asked for is not there, an answer in the shape of the API."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Unavailable as problem:
            return refused(problem.status, problem.code, problem.message)

    return answered


@open_data
@_or_refused
def measure_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of one measure as a table."""
    release = chosen_release(request.GET.get("release"))
    document_of(release, f"measures/{slug}")
    return csv_answer(release, results_csv(release, result_rows(release, slug, None)), slug)


@open_data
@_or_refused
def measure_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The frozen document of one measure."""
    return frozen(document_of(chosen_release(request.GET.get("release")), f"measures/{slug}"))


@public("the data is open")
def data(request: HttpRequest) -> HttpResponse:
    """What open data there is: files, tables with every column, API, feeds, licence, how to cite it."""
    release = presenters.live_release()
    context = {
        "release": release,
        "about": about(release) if release else None,
        "tables": list(TABLES.values()),
        "licence": LICENCE,
    }
    return render(request, "measures/data.html", context)


@open_data
@_or_refused
def table_csv(request: HttpRequest, table: str) -> HttpResponse:
    """One table of a release as CSV."""
    release = chosen_release(request.GET.get("release"))
    if table not in TABLES:
        raise Unavailable(404, "not_found", _("There is no table of this name. All are on the page /data/."))
    return csv_answer(release, whole_table(release, TABLES[table]), table)


@open_data
@_or_refused
def package(request: HttpRequest, slug: str = "") -> HttpResponse:
    """A whole release as one ZIP file, the live one without a name."""
    release = chosen_release(slug)
    content = package_of(release, about(release))
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="customer-charter-{release.slug}.zip"'
    return answer


@open_data
@_or_refused
def dataset(request: HttpRequest) -> HttpResponse:
    """The live release as schema.org describes data, for catalogues and search engines."""
    release = chosen_release(None)
    measures = (presenters.document(release, "performance") or {}).get("measures", ())
    found = dataset_document(about(release), measures)
    answer = frozen(found)
    answer["Content-Type"] = "application/ld+json; charset=utf-8"
    return answer


@open_data
@_or_refused
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address of the API that is not there."""
    raise Unavailable(404, "not_found", _("There is no such address. All are in /api/v1/openapi.json."))


def open_routes() -> list[Any]:
    """The routes of the API, each under the headers of open data."""
    routes, _, _ = api.urls
    for route in routes:
        route.callback = open_data(cast(View, route.callback))
    return list(routes)
