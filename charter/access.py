"""Locks for views: every route carries `@requires` or `@public`; a test walks them all."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from charter import permissions
from charter.identity.sessions import PROVIDER_FACTOR
from charter.models import User

View = Callable[..., HttpResponseBase]


def public(reason: str, *, cache: bool = True) -> Callable[[View], View]:
    """Open to everyone, for a stated reason; cached answers carry no cookie and may be kept a minute."""

    def lock(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if cache and response.status_code == 200 and not response.has_header("Cache-Control"):
                response["Cache-Control"] = "public, max-age=60"
                response.same_for_everyone = True  # type: ignore[attr-defined]
            return response

        opened.access = f"public: {reason}"  # type: ignore[attr-defined]
        opened.same_for_everyone = cache  # type: ignore[attr-defined]
        return opened

    return lock


def requires(permission: str) -> Callable[[View], View]:
    """Open to people with the permission; strangers go to sign-in, others read that they may not.

    The answer is personal and never stored. A person whose role needs a second factor sets it up first.
    """
    if permission not in permissions.PERMISSIONS:
        raise KeyError(f"There is no permission “{permission}” in charter/permissions.py.")

    def lock(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refusal = _refusal(request, permission)
            response = refusal if refusal is not None else view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store, private"
            return response

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return lock


def _refusal(request: HttpRequest, permission: str) -> HttpResponse | None:
    person = request.user
    if not isinstance(person, User) or not person.is_authenticated:
        return _to_sign_in(request)
    if not roles_in(request, person) & permissions.PERMISSIONS[permission].roles.keys():
        raise PermissionDenied(_("Your role does not let you open this page."))
    if lacks_second_factor(request, person):
        return redirect("mfa_index")
    return None


def roles_in(request: HttpRequest, person: User) -> frozenset[str]:
    """The roles of who asks, read once a request; never kept with the person, whose roles end."""
    known: frozenset[str] | None = getattr(request, "roles", None)
    if known is None:
        known = permissions.roles_of(person)
        request.roles = known  # type: ignore[attr-defined]
    return known


def lacks_second_factor(request: HttpRequest, person: User) -> bool:
    """Whether the role asks for a second factor that the person has not set up; asked once a request.

    One that the organisation's sign-in vouched for counts for the session, if the settings say so.
    """
    known: bool | None = getattr(request, "lacks_second_factor", None)
    if known is None:
        known = (
            not request.session.get(PROVIDER_FACTOR)
            and bool(roles_in(request, person) & permissions.SECOND_FACTOR)
            and not is_mfa_enabled(person, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
        )
        request.lacks_second_factor = known  # type: ignore[attr-defined]
    return known


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    address = f"{resolve_url(settings.LOGIN_URL)}?next={quote(request.get_full_path())}"
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=204)
        response["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
        return response
    return redirect(address)


def actor(request: HttpRequest) -> User:
    """The signed-in person of a guarded view. Raises PermissionDenied when there is none."""
    if not isinstance(request.user, User):
        raise PermissionDenied(_("Sign in first."))
    return request.user


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Where to go after a form: the wished address if it is ours, else the fallback."""
    wished = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wished, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wished if ours else fallback
