"""Members for staff: the list without names, one member, and adding one who agreed on paper."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter.access import actor, requires
from charter.models import Body
from engagement.actions.consent import VERSION, WORDINGS
from engagement.actions.members import add_member, put_in_groups, read_member
from engagement.forms.members import AddMemberForm, GroupsForm
from engagement.models import WAYS, Member
from engagement.querysets.members import STATES, counts_of_members, members_of_staff
from engagement.views.pressing import pressed

A_PAGE = 25
BUTTONS = {"groups": True, "read": True}


@requires("keep_members")
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Who takes part by number, way, group and state; names only stand on a member's page."""
    asked = {name: request.GET.get(name, "") for name in ("state", "way", "body")}
    asked["state"] = asked["state"] if asked["state"] in STATES else ""
    context = {
        "page": Paginator(members_of_staff(**asked), A_PAGE).get_page(request.GET.get("page")),
        "counts": counts_of_members(),
        "ways": WAYS,
        "bodies": Body.objects.order_by("name"),
        "asked": asked,
    }
    return render(request, "engagement/staff/members.html", context)


@requires("keep_members")
def new_member(request: HttpRequest) -> HttpResponse:
    """Add somebody who agreed on paper or by phone."""
    person = actor(request)
    form = AddMemberForm(request.POST if request.method == "POST" else None)

    def work() -> str:
        given = form.cleaned_data
        made = add_member(wishes=form.wishes(), email=given["email"], phone=given["phone"], by=person)
        messages.success(request, _("Added."))
        return reverse("staff_member", args=[made.pk])

    answer = form.send(person, work, "email") if form.is_bound else None
    context = {"form": form, "wording": WORDINGS[VERSION]}
    return answer or render(request, "engagement/staff/new_member.html", context, status=form.page_status)


@requires("keep_members")
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One member: groups and consent; who it is only after a press that the trail keeps."""
    person, row = actor(request), get_object_or_404(Member, pk=pk)
    task = pressed(request, BUTTONS)
    form = GroupsForm(request.POST if task == "groups" else None, row=row)

    def work() -> str:
        given = form.cleaned_data
        put_in_groups(member=row, bodies=list(given["bodies"]), by=person, version=given["version"])
        messages.success(request, _("Kept."))
        return reverse("staff_member", args=[row.pk])

    answer = form.send(person, work) if task == "groups" else None
    if task == "read":
        read_member(member=row, by=person)
    agreed = [(one, WORDINGS[one.wording]) for one in row.consents.all()]
    context = {"row": row, "form": form, "agreed": agreed, "is_read": task == "read"}
    return answer or render(request, "engagement/staff/member.html", context, status=form.page_status)
