"""What every app's open data shares: anybody may read it from any page, nobody writes, no cookie travels."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import set_response_etag

from charter.access import public

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
        if not getattr(request, "previewed", None):  # what is not published yet is no open data
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
    response = refused(405, "read_only", "This can only be read. Ask with GET.")
    response["Allow"] = METHODS
    return response


def refused(status: int, code: str, message: str) -> HttpResponse:
    """An answer that is not the data: a word for programs and a sentence for people."""
    return JsonResponse({"code": code, "message": message}, status=status)
