"""Around every answer: a reference, the security headers, refusals in plain words."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from charter import request_identity
from charter.faults import Refused

Answer = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)

PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), "
    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "publickey-credentials-get=(self), usb=(), xr-spatial-tracking=()"
)
# reliability.md section 6, “Every HTML page”; an answer that differs sets its own.
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Permitted-Cross-Domain-Policies": "none",
}


class RequestIdentity:
    """Gives each request a reference that its log lines, audit events and error page share."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reference = request_identity.begin(request_identity.address_of(request))
        response = self.get_response(request)
        response["X-Request-ID"] = reference
        return response


class SecurityHeaders:
    """Sets the headers that Django has no setting for; personal pages are never stored.

    A public page is the same for everyone, so it varies by no cookie: whatever looked into the session on the
    way (sign-in libraries do), the page did not use it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        if getattr(response, "same_for_everyone", False) and not response.cookies:
            response["Vary"] = "Accept-Encoding"
        return response


class PlainRefusals:
    """Turns a refused action that no form caught into a page that says what is wrong and what to do."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page with status 409 for a refusal; everything else is left to Django."""
        if not isinstance(exception, Refused):
            return None
        log.info("refused: %s", type(exception).__name__)
        context = {
            "status": 409,
            "title": _("We could not do that"),
            "message": str(exception),
            "faults": exception.faults,
        }
        return render(request, "error.html", context, status=409)
