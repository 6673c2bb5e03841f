"""People, their roles and posts: for administrators."""

from collections.abc import Callable
from datetime import timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from charter.access import actor, requires
from charter.actions.people import (
    create_person,
    create_post,
    end_role,
    grant_role,
    hold_post,
    leave_post,
    switch_off,
    switch_on,
)
from charter.faults import Refused
from charter.form_parts import ConfirmForm, PortalForm
from charter.forms import HoldingForm, PersonForm, PostForm, RoleForm
from charter.models import Post, PostHolding, RoleGrant, User

SIGN_IN_WORDS = (
    "{name} can sign in now: on the sign-in page with “Send me a code”, or with a password set by "
    "“Set or reset your password”."
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
    rows = [{"person": person, "roles": sorted(set(roles.get(person.pk, [])))} for person in persons]
    status = 422 if form.is_bound else 200
    return render(request, "charter/staff/people.html", {"rows": rows, "form": form}, status=status)


def _create(request: HttpRequest, form: PersonForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        made = create_person(email=said["email"], name=said["name"], by=actor(request))
        messages.success(request, SIGN_IN_WORDS.format(name=made.name) + " Give them a role next.")
        return reverse("staff_person", args=[made.pk])

    return work


@requires("manage_people")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: give and end roles, posts, and switch the account off or on."""
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
    status = 422 if request.method == "POST" else 200
    return render(request, "charter/staff/person.html", context, status=status)


def _person_context(found: User) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "person": found,
        "second_factor": is_mfa_enabled(found),
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
    """What one of the page's buttons does; the last three name the row that they end."""

    def work() -> str:
        by = actor(request)
        if task == "role":
            said = form.cleaned_data
            grant_role(person=found, role=said["role"], body=said["body"], starts=said["starts"], by=by)
        elif task == "post":
            said = form.cleaned_data
            hold_post(post=said["post"], person=found, starts=said["starts"], deputy=said["deputy"], by=by)
        elif task == "off":
            switch_off(person=found, by=by)
        elif task == "on":
            switch_on(person=found, by=by)
        else:
            _end(found, task, request)
        messages.success(request, "Saved.")
        return reverse("staff_person", args=[found.pk])

    return work


def _end(found: User, task: str, request: HttpRequest) -> None:
    """End the role or the time in a post that the button names, such as `end-role-12`; at once."""
    kind, _, key = task.rpartition("-")
    yesterday = timezone.localdate() - timedelta(days=1)
    row = int(key) if key.isdigit() else 0
    grant = found.grants.filter(pk=row).first() if kind == "end-role" else None
    holding = found.holdings.filter(pk=row).first() if kind == "end-post" else None
    if isinstance(grant, RoleGrant):
        end_role(grant=grant, ends=yesterday, by=actor(request))
    elif isinstance(holding, PostHolding):
        leave_post(holding=holding, ends=yesterday, by=actor(request))
    else:
        raise Refused("We do not know what to change. Open the page again.")


@requires("manage_people")
def posts(request: HttpRequest) -> HttpResponse:
    """Every post with who holds it now, and a form for a new one."""
    form = PostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _create_post(request, form), "title")
        if answer is not None:
            return answer
    today = timezone.localdate()
    holdings = PostHolding.objects.filter(starts__lte=today).exclude(ends__lt=today)
    held: dict[int, list[PostHolding]] = {}
    for holding in holdings.select_related("person").order_by("deputy", "person__name"):
        held.setdefault(holding.post_id, []).append(holding)
    rows = [{"post": post, "holdings": held.get(post.pk, [])} for post in Post.objects.order_by("title")]
    status = 422 if form.is_bound else 200
    return render(request, "charter/staff/posts.html", {"rows": rows, "form": form}, status=status)


def _create_post(request: HttpRequest, form: PostForm) -> Callable[[], str]:
    def work() -> str:
        create_post(title=form.cleaned_data["title"], by=actor(request))
        messages.success(request, "The post is there. Put a person into it on that person's page.")
        return reverse("staff_posts")

    return work
