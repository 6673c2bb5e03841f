"""The own account: who am I, what may I do, where can I go; and signing out."""

from allauth.account.views import logout
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, public, requires
from charter.models import PostHolding, RoleGrant
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
