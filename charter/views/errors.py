"""Error pages: what happened, what to do, a reference; nothing of the inside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from charter.languages import current
from charter.request_identity import current_request_id
from charter.translated import lazily as _lazy

WORDS = {
    400: (
        _lazy("We could not read that"),
        _lazy("Something in the address or the form was not as expected. Go back and try again."),
    ),
    403: (
        _lazy("You cannot open this page"),
        _lazy("Your role does not include this page. If it should, ask your administrator."),
    ),
    404: (_lazy("We cannot find that page"), _lazy("Check the address, or start again from the home page.")),
    405: (_lazy("That does not work here"), _lazy("Go back to the page and use its buttons.")),
    410: (_lazy("This was withdrawn"), _lazy("The landlord took this back. The notice says why.")),
    413: (_lazy("That is too big"), _lazy("Files must be smaller than 10 MB.")),
    429: (_lazy("Too many tries"), _lazy("Wait a few minutes, then try again.")),
    500: (
        _lazy("Something went wrong on our side"),
        _lazy("Nothing you sent was changed. Try again in a few minutes."),
    ),
}
SECONDS_TO_WAIT = 300  # after too many tries


def page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    """The error page of a status, in the portal's own words."""
    title, help_text = WORDS[status]
    context = {
        "status": status,
        "title": title,
        "message": message or help_text,
        "reference": current_request_id(),
    }
    response = render(request, "error.html", context, status=status)
    response["Cache-Control"] = "no-store"
    if status == 429:
        response["Retry-After"] = str(SECONDS_TO_WAIT)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 400."""
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 403, with the words of the refusal if there are any."""
    return page(request, 403, str(exception) if exception and str(exception) else "")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 404, the same for what does not exist and what one may not know of."""
    return page(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Status 429, with the seconds to wait; the sign-in package asks for it by its place in the routes."""
    return page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Status 500, without a query: the database may be what failed."""
    title, help_text = WORDS[500]
    context = {
        "title": title,
        "message": help_text,
        "reference": current_request_id(),
        "language": current(),
    }
    return render(None, "error_plain.html", context, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is old: open the page again."""
    return page(
        request,
        403,
        _("This page was open for too long or in another window. Open it again and send the form once more."),
    )
