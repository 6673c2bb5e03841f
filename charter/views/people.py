"""People, their roles and posts: for administrators."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.access import actor, requires
from charter.actions.people import (
    create_person,
    end_role,
    grant_role,
    hold_post,
    leave_post,
    switch_on,
)
from charter.faults import Refused
from charter.form_parts import ConfirmForm, PortalForm
from charter.forms import HoldingForm, PersonForm, RoleForm
from charter.leaving import owed_by
from charter.models import PostHolding, RoleGrant, User
from charter.numbers import key_in
from charter.querysets import beside, invited, is_invited
from charter.translated import lazily as _lazy

SHOWN = 10  # things of a kind on the page of a person
SIGN_IN_WORDS = _lazy(
    "{name} can sign in now: on the sign-in page with “Send me a code”, or with a password set "
    "by “Set or reset your password”."
)


@requires("manage_people")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, and a form for a new one."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _create(request, form), "email")
        if answer is not None:
            return answer
    today = timezone.localdate()
    grants = RoleGrant.objects.filter(starts__lte=today).exclude(ends__lt=today).select_related("body")
    roles: dict[int, list[str]] = {}
    for grant in grants:
        roles.setdefault(grant.person_id, []).append(grant.get_role_display())
    persons = User.objects.exclude(email=User.SYSTEM_EMAIL).order_by("name", "pk")
    waiting = {one.pk for one in invited()}
    rows = [
        {
            "person": person,
            "roles": sorted(set(roles.get(person.pk, []))),
            "invited": person.pk in waiting,
        }
        for person in persons
    ]
    status = 422 if form.is_bound else 200
    return render(request, "charter/staff/people.html", {"rows": rows, "form": form}, status=status)


def _create(request: HttpRequest, form: PersonForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        made = create_person(email=said["email"], name=said["name"], by=actor(request))
        messages.success(request, SIGN_IN_WORDS.format(name=made.name) + _(" Give them a role next."))
        return reverse("staff_person", args=[made.pk])

    return work


@requires("manage_people")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles, posts, what is owed; give and end roles, put into posts, switch the account on."""
    found = get_object_or_404(User.objects.exclude(email=User.SYSTEM_EMAIL), pk=pk)
    task = request.POST.get("do", "")
    forms: dict[str, PortalForm] = {
        "role": RoleForm(request.POST if task == "role" else None, prefix="role"),
        "post": HoldingForm(request.POST if task == "post" else None, prefix="post"),
        "other": ConfirmForm(request.POST if task not in ("", "role", "post") else None),
    }
    sent = forms.get(task, forms["other"])
    if request.method == "POST":
        answer = sent.send(actor(request), _change(request, found, task, sent))
        if answer is not None:
            return answer
    context = _person_context(found) | {"forms": forms, "form": sent, "me": actor(request)}
    status = sent.page_status if sent.is_bound or request.method != "POST" else 422
    return render(request, "charter/staff/person.html", context, status=status)


def _person_context(found: User) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "person": found,
        "second_factor": is_mfa_enabled(found),
        "invited": is_invited(found),
        "owed": owed_by(found),
        "shown": SHOWN,
        "grants": [
            {"row": grant, "over": grant.ends is not None and grant.ends < today}
            for grant in found.grants.select_related("body").order_by("-starts", "-pk")
        ],
        "holdings": [
            {"row": holding, "over": holding.ends is not None and holding.ends < today}
            for holding in found.holdings.select_related("post").order_by("-starts", "-pk")
        ],
    }


def _change(request: HttpRequest, found: User, task: str, form: PortalForm) -> Callable[[], str]:
    """What one of the page's buttons does; the last two name the row that they end."""

    def work() -> str:
        by, said = actor(request), form.cleaned_data
        if task == "role":
            grant_role(person=found, role=said["role"], body=said["body"], by=by, **_days(form))
        elif task == "post":
            held = hold_post(post=said["post"], person=found, deputy=said["deputy"], by=by, **_days(form))
            _tell_who_else(request, held)
        elif task == "on":
            switch_on(person=found, by=by)
        else:
            _end(found, task, request)
        messages.success(request, _("Saved."))
        return reverse("staff_person", args=[found.pk])

    return work


def _days(form: PortalForm) -> dict[str, Any]:
    return {"starts": form.cleaned_data["starts"], "ends": form.cleaned_data["ends"]}


def _tell_who_else(request: HttpRequest, held: PostHolding) -> None:
    """Two who hold a post at once are allowed, as in a hand-over, and told."""
    names = [] if held.deputy else [one.person.name for one in beside(held)]
    if names:
        messages.info(
            request,
            _("{title} is held by {names} as well at that time.").format(
                title=held.post.title, names=" and ".join(names)
            ),
        )


def _end(found: User, task: str, request: HttpRequest) -> None:
    """End the role, or the time as a deputy, that the button names, such as `end-role-12-1`; at once.

    The second number is the version of the role that the page showed.

    A post that somebody holds is ended on the page of handing over, where a successor is asked for.
    """
    kind, key, version = [*task.rsplit("-", 2), "", ""][:3]
    yesterday = timezone.localdate() - timedelta(days=1)
    row, shown = key_in(key) or 0, key_in(version) or 0
    grant = found.grants.filter(pk=row).first() if kind == "end-role" else None
    deputy = found.holdings.filter(pk=row, deputy=True).first() if kind == "end-post" else None
    if isinstance(grant, RoleGrant):
        end_role(grant=grant, ends=yesterday, version=shown, by=actor(request))
    elif isinstance(deputy, PostHolding):
        leave_post(holding=deputy, ends=yesterday, by=actor(request))
    else:
        raise Refused(_("We do not know what to change. Open the page again."))
