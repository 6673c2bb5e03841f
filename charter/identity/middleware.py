"""Around every request of a signed-in person: sessions end in time, and nobody passes half signed in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from charter.access import lacks_second_factor
from charter.identity import kept, sessions
from charter.models import User

Answer = Callable[[HttpRequest], HttpResponse]
# Where somebody without a second factor may go: to set it up, and away.
ON_THE_WAY = ("mfa_", "account_logout", "account_reauthenticate")


class SessionLimits:
    """Ends sessions that lasted too long, and sends people without their second factor to set it up.

    Pages that are the same for everyone are left alone: they may be cached, so they touch no session.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        """None lets the view answer; otherwise the way to the second factor."""
        if getattr(view, "same_for_everyone", False) or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        was = request.session.get(SESSION_KEY)
        person = request.user
        if not isinstance(person, User):
            if was is not None:
                _tell(request, was, sessions.ENDED)
            return None
        why = sessions.why_over(request, person)
        if why:
            logout(request)
            _tell(request, was, why)
            return None
        sessions.note_use(request)
        return _to_second_factor(request, person)


def _tell(request: HttpRequest, was: str | None, why: str) -> None:
    """Say why the session ended, and keep what was being sent for the same person's next sign-in."""
    messages.info(request, why)
    kept.keep(request, str(was))


def _to_second_factor(request: HttpRequest, person: User) -> HttpResponse | None:
    route = request.resolver_match.url_name if request.resolver_match else None
    if (route or "").startswith(ON_THE_WAY) or not lacks_second_factor(request, person):
        return None
    return redirect("mfa_index")
