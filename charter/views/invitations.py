"""Inviting people, and the page on which an invited person sets up the account."""

from collections.abc import Callable

from allauth.account.internal.flows.login import perform_password_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import perform_login
from allauth.socialaccount.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from charter import permissions
from charter.access import actor, public, requires
from charter.actions.invitations import (
    DEAD,
    Offer,
    accept_invitation,
    ask_in,
    invite_again,
    open_invitation,
    withdraw_invitation,
)
from charter.faults import Refused
from charter.form_parts import ConfirmForm
from charter.forms import InviteForm, InvitePanelForm
from charter.identity.forms import AcceptForm
from charter.models import Invitation, User
from charter.querysets import is_invited
from charter.translated import lazily as _lazy

SIGNED_IN = _lazy("You are signed in with another account. Sign out first, then open the link again.")
SENT = _lazy("We sent an invitation to this address. The link in it works for two days.")


@requires("invite_people")
def invite_somebody(request: HttpRequest) -> HttpResponse:
    """Ask somebody in by mail, with roles and perhaps a post."""
    by = actor(request)
    kind = InviteForm if permissions.reach(by, "invite_people") == "all" else InvitePanelForm
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(by, _invite(request, form), "email")
        if answer is not None:
            return answer
    status = 422 if form.is_bound else 200
    context = {"form": form, "rows": _waiting(by)}
    return render(request, "charter/staff/invite.html", context, status=status)


def _invite(request: HttpRequest, form: InvitePanelForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        offer = Offer(
            roles=tuple(said.get("roles") or ["panel_member"]),
            body=said["body"],
            post=said.get("post"),
            starts=said["starts"],
            ends=said["ends"],
            deputy=bool(said.get("deputy")),
        )
        ask_in(email=said["email"], offer=offer, by=actor(request))
        messages.success(request, SENT)
        return reverse("staff_invite")

    return work


def _waiting(by: User) -> list[dict[str, object]]:
    """Invitations that nobody accepted yet; for administrators only.

    An engagement officer would read from such a list, or its lack, which addresses have an account.
    """
    if permissions.reach(by, "invite_people") != "all":
        return []
    found = Invitation.objects.filter(used_at__isnull=True, voided_at__isnull=True, person__is_active=False)
    now = timezone.now()
    return [{"row": one, "over": one.expires_at <= now} for one in found.select_related("person")]


@requires("invite_people")
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """One invitation that waits: send it again, or take it back."""
    by = actor(request)
    if permissions.reach(by, "invite_people") != "all":
        raise Http404
    people = User.objects.filter(invitations__isnull=False, is_active=False).distinct()
    found = get_object_or_404(people, pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(by, _change(request, found))
        if answer is not None:
            return answer
    latest = found.invitations.first()
    status = 422 if form.is_bound else 200
    context = {"person": found, "latest": latest, "form": form, "is_invited": is_invited(found)}
    return render(request, "charter/staff/invitation.html", context, status=status)


def _change(request: HttpRequest, found: User) -> Callable[[], str]:
    def work() -> str:
        if request.POST.get("do") == "withdraw":
            withdraw_invitation(person=found, by=actor(request))
            messages.success(request, _("The invitation is taken back. Its link no longer works."))
        else:
            invite_again(person=found, by=actor(request))
            messages.success(request, SENT + _(" The link sent before no longer works."))
        return reverse("staff_invite")

    return work


@public("an invited person has no account yet; the link is the key", cache=False)
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Set up an invited account. Looking at the page uses nothing up: mail scanners look, too."""
    found = open_invitation(token)
    if found is None:
        return _dead(request, DEAD)
    if request.user.is_authenticated:
        return _dead(request, SIGNED_IN)
    roles = set(found.person.grants.values_list("role", flat=True))
    form = AcceptForm(
        request.POST if request.method == "POST" else None,
        person=found.person,
        password_needed=bool(roles & permissions.SECOND_FACTOR),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _accepted(request, token, form)
        except Refused as refusal:
            return _dead(request, str(refusal))
    context = {
        "form": form,
        "needed": form.fields["password1"].required,
        "organisation": get_adapter().list_providers(request),
        "rules": password_validators_help_texts(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "account/invitation.html", context, status=status)


def _accepted(request: HttpRequest, token: str, form: AcceptForm) -> HttpResponse:
    """Wake the account and sign the person in; whoever needs a second factor sets it up next."""
    password = form.cleaned_data["password1"] or None
    person = accept_invitation(token=token, name=form.cleaned_data["name"], password=password)
    if password is None:
        record_authentication(request, person, method="code", email=person.email)
        answer: HttpResponse = perform_login(request, person)
    else:
        answer = perform_password_login(request, {"email": person.email}, Login(user=person))
    return answer


def _dead(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "account/invitation_dead.html", {"why": why}, status=404)
