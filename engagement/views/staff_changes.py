"""“You said, we did” at the desk: an engagement officer writes, an approver approves and publishes."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, requires
from charter.form_parts import ConfirmForm, PortalForm
from charter.models import User
from engagement import presenters
from engagement.actions.service_changes import (
    approve_service_change,
    change_service_change,
    publish_service_change,
    record_service_change,
)
from engagement.forms.changes import StoryForm
from engagement.models import ServiceChange
from engagement.querysets import changes_of_staff, wrote_change
from engagement.views.pressing import pressed
from measures.presenters import live_release

A_PAGE = 25
PERMISSION_OF = {"change": "write_change", "approve": "approve_change", "publish": "approve_change"}


@requires("read_changes")
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Every change and how far it is: what waits for an approver first."""
    context = {
        "page": Paginator(changes_of_staff(), A_PAGE).get_page(request.GET.get("page")),
        "writes": permissions.reach(actor(request), "write_change") is not None,
    }
    return render(request, "engagement/staff/changes.html", context)


@requires("write_change")
def new_change(request: HttpRequest) -> HttpResponse:
    """Write down what people said and what came of it."""
    form = StoryForm(request.POST if request.method == "POST" else None, row=ServiceChange())

    def work() -> str:
        made = record_service_change(story=form.story(), by=actor(request))
        messages.success(request, _("Kept. It is public once an approver approved and published it."))
        return reverse("staff_change", args=[made.pk])

    if request.method == "POST":
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    return render(request, "engagement/staff/new_change.html", {"form": form}, status=form.page_status)


@requires("read_changes")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: put right by whoever writes, approved and published by somebody who wrote none of it."""
    person = actor(request)
    row = get_object_or_404(ServiceChange.objects.select_related("written_by", "approved_by"), pk=pk)
    may = {name: permissions.reach(person, right) is not None for name, right in PERMISSION_OF.items()}
    task = pressed(request, may)
    forms: dict[str, PortalForm] = {
        "change": StoryForm(request.POST if task == "change" else None, row=row),
        "approve": ConfirmForm(request.POST if task == "approve" else None, row=row),
        "publish": ConfirmForm(request.POST if task == "publish" else None, row=row),
    }
    if task:
        answer = forms[task].send(person, _work(request, task, forms[task], row))
        if answer is not None:
            return answer
    form = forms[task or "change"]
    context = {
        "row": row,
        "about": presenters.about(live_release(), row.promises, row.measures),
        "form": form,
        "forms": forms,
        **_may(person, row, may),
    }
    return render(request, "engagement/staff/change.html", context, status=form.page_status)


def _may(person: User, row: ServiceChange, may: Mapping[str, bool]) -> dict[str, bool]:
    """What the person, by the own rights, may do with the change as it stands."""
    is_open = row.approved_at is None
    own = may["approve"] and is_open and wrote_change(row, person)
    return {
        "may_write": may["change"] and is_open,
        "may_approve": may["approve"] and is_open and not own,
        "may_publish": may["publish"] and not is_open and row.published_at is None,
        "is_own": own,
    }


def _work(request: HttpRequest, task: str, form: PortalForm, row: ServiceChange) -> Callable[[], str]:
    def work() -> str:
        by, version = actor(request), form.cleaned_data["version"]
        if isinstance(form, StoryForm):
            change_service_change(change=row, story=form.story(), by=by, version=version)
            words = _("Kept: {title}.")
        elif task == "approve":
            approve_service_change(change=row, by=by, version=version)
            words = _("Approved: {title}. It is not public before it is published.")
        else:
            publish_service_change(change=row, by=by, version=version)
            words = _("Published: {title}. Everybody can read it now.")
        messages.success(request, words.format(title=row.title))
        return reverse("staff_change", args=[row.pk])

    return work
