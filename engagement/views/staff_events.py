"""Events at the desk: planned and put right, invited to, put down as held, or called off with a reason."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter.access import actor, requires
from charter.form_parts import ConfirmForm, PortalForm, ReasonForm
from charter.translated import lazily as _lazy
from charter.working_time import local_date
from engagement.actions.events import cancel_event, change_event, hold_event, note_invitation, plan_event
from engagement.forms.events import EventForm, InvitationForm
from engagement.models import Event
from engagement.presenters import notice_of
from engagement.querysets import NOTICE, events_over, events_to_come
from engagement.views.pressing import pressed

A_PAGE = 25
WHY_OFF = _lazy("Why does it not take place?")
WHY_HINT = _lazy("Everybody reads it on the page of the event.")
SAY_WHY = _lazy("Say why it does not take place.")


@requires("keep_events")
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """What is to come, and what began, in parts."""
    now = timezone.now()
    page = Paginator(events_over(now), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "coming": [(one, notice_of(one)) for one in events_to_come(now)],
        "page": page,
        "over": [(one, notice_of(one)) for one in page],
        "week": NOTICE.days,
    }
    return render(request, "engagement/staff/events.html", context)


@requires("keep_events")
def new_event(request: HttpRequest) -> HttpResponse:
    """Put an event on the list; everybody can read of it at once."""
    form = EventForm(request.POST if request.method == "POST" else None, row=Event())

    def work() -> str:
        made = plan_event(plan=form.plan(), by=actor(request))
        messages.success(
            request, _("Planned. Everybody can read of it now. Note here when you invite people.")
        )
        return reverse("staff_event", args=[made.pk])

    if request.method == "POST":
        answer = form.send(actor(request), work, "day")
        if answer is not None:
            return answer
    return render(request, "engagement/staff/new_event.html", {"form": form}, status=form.page_status)


@requires("keep_events")
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: put right while it lies ahead, invited to, and settled once it began."""
    person, row, now = actor(request), event_of(pk), timezone.now()
    task = pressed(request, {"change": True, "invite": True, "hold": True})
    forms: dict[str, PortalForm] = {
        "change": EventForm(request.POST if task == "change" else None, row=row),
        "invite": InvitationForm(request.POST if task == "invite" else None, row=row),
        "hold": ConfirmForm(request.POST if task == "hold" else None, row=row),
    }
    lies_ahead = row.state == "planned" and row.starts > now
    left = (local_date(row.starts) - local_date(now)).days
    if task:
        is_late = row.invited_on is None and left < NOTICE.days
        boxes = {"change": "day", "invite": "late_because" if is_late else None}
        field = boxes.get(task) if lies_ahead else None
        answer = forms[task].send(person, _work(request, task, forms[task], row), field)
        if answer is not None:
            return answer
    form = forms[task or "change"]
    context = {
        "row": row,
        "notice": notice_of(row),
        "left": left,
        "week": NOTICE.days,
        "form": form,
        "forms": forms,
        "may_change": lies_ahead,
        "may_invite": lies_ahead and row.invited_on is None,
        "may_hold": row.state == "planned" and not lies_ahead,
    }
    return render(request, "engagement/staff/event.html", context, status=form.page_status)


def event_of(pk: int) -> Event:
    """The event of a page. Raises Http404 for none."""
    return get_object_or_404(Event.objects.select_related("body", "planned_by", "settled_by"), pk=pk)


def _work(request: HttpRequest, task: str, form: PortalForm, row: Event) -> Callable[[], str]:
    def work() -> str:
        by, version = actor(request), form.cleaned_data["version"]
        if isinstance(form, EventForm):
            change_event(event=row, plan=form.plan(), by=by, version=version)
            words = _("The event is changed.")
        elif task == "invite":
            why = form.cleaned_data["late_because"]
            note_invitation(event=row, by=by, version=version, late_because=why)
            words = _("Noted: people were invited today.")
        else:
            hold_event(event=row, by=by, version=version)
            words = _("Put down as held.")
        messages.success(request, words)
        return reverse("staff_event", args=[row.pk])

    return work


@requires("keep_events")
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more before an event is called off, and why; one put down as held then counts no longer."""
    row = event_of(pk)
    where = reverse("staff_event", args=[row.pk])
    if row.state == "cancelled" and request.method != "POST":
        return redirect(where)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        row=row,
        label=WHY_OFF,
        hint=WHY_HINT,
        missing=SAY_WHY,
    )

    def work() -> str:
        said = form.cleaned_data
        cancel_event(event=row, because=said["reason"], by=actor(request), version=said["version"])
        messages.success(request, _("Called off: {title}.").format(title=row.title))
        return where

    if request.method == "POST":
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    context = {"row": row, "form": form}
    return render(request, "engagement/staff/call_off.html", context, status=form.page_status)
