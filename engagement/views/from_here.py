"""Forms for everybody set no cookie, so what guards them is where the browser says they came from."""

from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

ELSEWHERE = N_("This form was sent from another site. Open our page and send it from there.")


def refuse_other_sites(request: HttpRequest) -> None:
    """Hear what a browser says of where a form came from; one that says nothing is let through.

    Raises PermissionDenied for another site.
    """
    origin, fetched = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    other = origin is not None and urlsplit(origin).netloc != request.get_host()
    if other or fetched not in ("same-origin", "none"):
        raise PermissionDenied(_(ELSEWHERE))


def too_many(request: HttpRequest) -> HttpResponse:
    """The page for an address that sent too much."""
    told = {"title": _("Too many tries"), "message": _("Wait a quarter of an hour, then try again.")}
    return render(request, "error.html", {"status": 429} | told, status=429)
