"""A measure as CSV and JSON beside its page; the headers of open data, for these and for the API."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from charter.access import public
from measures.api.reading import Unavailable, chosen_release, document_of, result_rows, results_csv
from measures.api.routes import api, csv_answer, frozen

View = Callable[..., HttpResponseBase]
# reliability.md section 6, open data: anyone may read it from any page, nobody sends a cookie for it.
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def open_data(view: View) -> View:
    """A public view whose answer any site may read."""

    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = public("open data")(view)(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    answered.access = "public: open data"  # type: ignore[attr-defined]
    return answered


def _refused(problem: Unavailable) -> HttpResponse:
    return JsonResponse({"code": problem.code, "message": problem.message}, status=problem.status)


@open_data
def measure_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of one measure as a table."""
    try:
        release = chosen_release(request.GET.get("release"))
        document_of(release, f"measures/{slug}")
    except Unavailable as problem:
        return _refused(problem)
    return csv_answer(release, results_csv(release, result_rows(release, slug, None)), slug)


@open_data
def measure_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The frozen document of one measure."""
    try:
        found = document_of(chosen_release(request.GET.get("release")), f"measures/{slug}")
    except Unavailable as problem:
        return _refused(problem)
    return frozen(found)


def open_routes() -> list[Any]:
    """The routes of the API, each under the headers of open data."""
    routes, _, _ = api.urls
    for route in routes:
        route.callback = open_data(cast(View, route.callback))
    return list(routes)
