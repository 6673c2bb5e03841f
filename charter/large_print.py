"""Every public page in large print, at its own address below /large/ that all links of the page keep.

Nothing remembers the choice but the address: no cookie, no script, and whoever keeps pages keeps both
(docs/adr/0032). The views do not know of it: the first part of the address is taken off on the way in, and
put before every address that is made meanwhile.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix

Answer = Callable[[HttpRequest], HttpResponse]
LARGE = "/large/"
LONGEST = 400  # characters of an address
# What is no page of the public stays where it is.
ONE_SIZE = ("/static/", "/staff/", "/account/", "/admin/", "/api/", "/healthz", "/readyz", LARGE)


class LargePrint:
    """Answers /large/charter/ as /charter/, with every link of it below /large/."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_large(request):
            return self.get_response(request)
        request.path_info = f"/{request.path_info.removeprefix(LARGE)}"
        if request.path_info.startswith(ONE_SIZE):
            return HttpResponseRedirect(_usual(request))
        before = get_script_prefix()
        set_script_prefix(LARGE)
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(before)


def is_large(request: HttpRequest) -> bool:
    """Whether the page is asked for in large print."""
    return request.path.startswith(LARGE)


def other_size(request: HttpRequest) -> str:
    """The address of the same page in the other size of print; empty for what has one size only."""
    if is_large(request):
        return _usual(request)
    if request.path_info.startswith(ONE_SIZE):
        return ""
    path = request.get_full_path().partition("?")[0]
    return LARGE + path.removeprefix("/") + question_of(request)


def question_of(request: HttpRequest) -> str:
    """What an address asks after its path, such as `?q=damp`; empty for more than any form of ours asks."""
    whole = request.get_full_path()
    _path, mark, asked = whole.partition("?")
    return mark + asked if len(whole) <= LONGEST else ""


def _usual(request: HttpRequest) -> str:
    # One slash at its beginning: with two, a browser would read the name of another site.
    return f"/{request.get_full_path().removeprefix(LARGE).lstrip('/')}"
