"""Forms for everybody set no cookie: where the browser says they came from guards them, and a limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.faults import Refused
from charter.identity import guessing
from charter.identity.guessing import Limit
from charter.request_identity import address_of, line_of, without_network
from engagement.forms.for_everybody import OpenForm

F = TypeVar("F", bound=OpenForm)
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


@dataclass(frozen=True)
class Sent(Generic[F]):
    """A form for everybody as it came: `where` it led when it was kept, else the `status` to show it with."""

    form: F
    status: int = 200
    where: str = ""


def sent_by_anybody(
    request: HttpRequest,
    kind: type[F],
    *,
    limit: Limit,
    keep: Callable[[F], str],
    initial: Mapping[str, Any] | None = None,
) -> Sent[F]:
    """Keep what a form for everybody brings, once; `keep` says where to go on.

    What `keep` refuses, and too much from one network within the limit, is not kept and stays in its boxes.
    The trail keeps no address of who sent it. Raises PermissionDenied for another site.
    """
    if request.method != "POST":
        return Sent(kind(initial=initial))
    refuse_other_sites(request)
    counted = [(limit, line_of(address_of(request)))]
    with guessing.in_turn(counted):
        form = kind(request.POST, initial=initial)
        is_whole = form.is_valid() and form.sent_as is not None
        if guessing.is_blocked(counted):
            form.add_error(
                None,
                _("Too much came from your network in the last hour. Wait a quarter of an hour, or call us."),
            )
            return Sent(form, 429)
        if not is_whole:
            return Sent(form, 422)
        guessing.failed(request, counted)
        try:
            with without_network():
                return Sent(form, 302, keep(form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return Sent(form, 422)
