"""The own account: who am I, what may I do, where can I go, where am I signed in; and signing out."""

from allauth.account.views import logout
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, public, requires
from charter.actions.identity import end_other_sessions, end_own_session
from charter.faults import Refused
from charter.form_parts import ConfirmForm
from charter.identity import kept
from charter.identity.devices import device_of
from charter.models import PostHolding, RoleGrant
from charter.numbers import key_in
from charter.templatetags.staff_navigation import sections_for


@requires("account")
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """The landing page after sign-in."""
    person, today = actor(request), timezone.localdate()
    grants = RoleGrant.objects.filter(person=person, starts__lte=today).exclude(ends__lt=today)
    holdings = PostHolding.objects.filter(person=person, starts__lte=today).exclude(ends__lt=today)
    context = {
        "person": person,
        "grants": grants.select_related("body").order_by("role"),
        "holdings": holdings.select_related("post").order_by("post__title"),
        "sections": sections_for(person, request.path),
        "second_factor": is_mfa_enabled(person),
        "needs_second_factor": bool(permissions.roles_of(person) & permissions.SECOND_FACTOR),
    }
    return render(request, "charter/account.html", context)


@public("everybody may leave", cache=False)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, and have the browser forget what it kept of the portal."""
    response: HttpResponse = logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@public("addresses are changed by administrators, not here", cache=False)
def no_address_page(request: HttpRequest) -> HttpResponse:
    """Addresses are kept on the person's own row, so the sign-in package's pages for them are closed."""
    return redirect("account")


@requires("account")
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, and a button to end each of them, or all but this one."""
    person = actor(request)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(person, lambda: _end(request))
        if answer is not None:
            return answer
    found = UserSession.objects.purge_and_list(person)
    rows = [
        {"row": one, "device": device_of(one.user_agent), "current": one.is_current()}
        for one in sorted(found, key=lambda one: one.last_seen_at, reverse=True)
    ]
    status = 422 if form.is_bound else 200
    return render(request, "charter/own_sessions.html", {"rows": rows, "form": form}, status=status)


def _end(request: HttpRequest) -> str:
    wish = request.POST.get("do", "")
    session = key_in(wish)
    if session is not None:
        end_own_session(session=session, by=actor(request))
        messages.success(request, _("This session is over."))
    elif wish == "others":
        end_other_sessions(request=request, by=actor(request))
        messages.success(request, _("All your other sessions are over."))
    else:
        raise Refused(_("We do not know which session to end. Open the page again."))
    return reverse("usersessions_list")


@requires("account")
def kept_page(request: HttpRequest) -> HttpResponse:
    """What was being sent when the session ended: send it again, or leave it."""
    found = kept.of(request)
    if request.method == "POST" or found is None:
        kept.forget(request)
        return redirect("account")
    return render(request, "charter/kept.html", {"kept": found})
