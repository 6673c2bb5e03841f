"""A measure as CSV and JSON beside its page; the headers of open data, for these and for the API."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import set_response_etag

from charter.access import public
from measures.api.reading import Unavailable, chosen_release, document_of, result_rows, results_csv
from measures.api.routes import api, csv_answer, frozen

METHODS = "GET, HEAD, OPTIONS"
View = Callable[..., HttpResponseBase]
# reliability.md section 6, open data: anyone may read it from any page, nobody sends a cookie for it.
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Disposition",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def open_data(view: View) -> View:
    """A public view whose answer any site may read; HEAD is answered like GET, and nothing is written."""

    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        response = _not_a_question(request) or public("open data")(view)(request, *args, **kwargs)
        request.method = asked
        if asked == "HEAD" and isinstance(response, HttpResponse):
            set_response_etag(response)  # the server leaves the body out; the headers are those of GET
        for name, value in HEADERS.items():
            response[name] = value
        return response

    answered.access = "public: open data"  # type: ignore[attr-defined]
    return answered


def _not_a_question(request: HttpRequest) -> HttpResponse | None:
    """The answer to anything but GET: what may be asked, for OPTIONS, or a refusal; None for GET."""
    if request.method == "GET":
        return None
    if request.method == "OPTIONS":
        asked = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "If-None-Match"}
        return HttpResponse(
            status=204, headers={"Allow": METHODS, "Access-Control-Max-Age": "86400", **asked}
        )
    response = _refused(Unavailable(405, "read_only", "This can only be read. Ask with GET."))
    response["Allow"] = METHODS
    return response


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


@open_data
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address of the API that is not there."""
    return _refused(
        Unavailable(404, "not_found", "There is no such address. All are in /api/v1/openapi.json.")
    )


def open_routes() -> list[Any]:
    """The routes of the API, each under the headers of open data."""
    routes, _, _ = api.urls
    for route in routes:
        route.callback = open_data(cast(View, route.callback))
    return list(routes)
