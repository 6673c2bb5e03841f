"""Places at an event: the page behind the mailed link, and at the desk who is asked, comes and came."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from charter.access import actor, public, requires
from charter.faults import Refused
from charter.form_parts import PortalForm
from charter.identity import links
from charter.models import User
from charter.request_identity import without_network
from engagement.actions.event_places import invite, note_attendance, publish_heard, reply
from engagement.actions.events import move_event
from engagement.forms.event_places import AttendanceForm, HeardForm, InviteForm
from engagement.forms.events import MoveForm
from engagement.mails import REPLY
from engagement.models import Event, EventPlace
from engagement.views.from_here import refuse_other_sites
from engagement.views.pressing import pressed
from engagement.views.staff_events import event_of


@public("whoever has the mailed link was asked to the event", cache=False)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reply_page(request: HttpRequest, token: str) -> HttpResponse:
    """Yes or no to an invitation; opening the page answers nothing, the same answer twice is one."""
    key = links.unsign(token, purpose=REPLY)
    if key is None:
        raise Http404
    fault = ""
    if request.method == "POST":
        refuse_other_sites(request)
        said = request.POST.get("answer")
        try:
            if said not in ("yes", "no"):
                raise Refused(_("Choose yes or no."))
            with without_network():
                reply(key=key, coming=said == "yes", by=User.objects.system())
            return redirect("event_reply", token)
        except Refused as refusal:
            fault = str(refusal)
    rows = EventPlace.objects.select_related("event")
    place = get_object_or_404(rows, key=key, member__isnull=False, member__left_at=None)
    may_answer = place.event.state == "planned" and place.event.starts > timezone.now()
    context = {"place": place, "event": place.event, "fault": fault, "may_answer": may_answer}
    return render(request, "engagement/event_reply.html", context, status=422 if fault else 200)


@requires("keep_events")
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is asked, comes, waits and came; what was heard."""
    person, row, now = actor(request), event_of(pk), timezone.now()
    task = pressed(request, {"invite": True, "came": True, "heard": True})
    forms: dict[str, PortalForm] = {
        "invite": InviteForm(request.POST if task == "invite" else None, row=row),
        "came": AttendanceForm(request.POST if task == "came" else None, row=row),
        "heard": HeardForm(request.POST if task == "heard" else None, row=row),
    }
    if task:
        answer = forms[task].send(person, _work(request, task, forms[task], row))
        if answer is not None:
            return answer
    form = forms[task or "invite"]
    begun = row.starts <= now
    places = list(row.places.select_related("member").order_by("state", "replied_at", "pk"))
    context = {
        "row": row,
        "places": places,
        "waiting": sum(one.state == "waiting" for one in places),
        "coming": sum(one.state == "coming" for one in places),
        "form": form,
        "forms": forms,
        "may_invite": row.state == "planned" and not begun,
        "may_note": begun and row.state != "cancelled",
        "may_publish": row.state == "held",
    }
    return render(request, "engagement/staff/event_people.html", context, status=form.page_status)


def _work(request: HttpRequest, task: str, form: PortalForm, row: Event) -> Callable[[], str]:
    def work() -> str:
        by, said = actor(request), form.cleaned_data
        version = said["version"]
        if isinstance(form, InviteForm):
            why = said["late_because"]
            asked = invite(event=row, members=form.members(), by=by, late_because=why, version=version)
            words = _("Asked: {count}. The mails go out now.").format(count=asked)
        elif task == "came":
            came = {one.pk for one in said["came"]}
            note_attendance(event=row, came=came, by=by, version=version)
            words = _("Noted who came.")
        else:
            told = {name: said[name] for name in ("heard", "next_steps", "notes")}
            publish_heard(event=row, by=by, version=version, **told)
            words = _("Published. Those who came are told.")
        messages.success(request, words)
        return reverse("staff_event_people", args=[row.pk])

    return work


@requires("keep_events")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time for an event; everybody who was asked is told."""
    row = event_of(pk)
    form = MoveForm(request.POST if request.method == "POST" else None, row=row)

    def work() -> str:
        said = form.cleaned_data
        why = {name: said[name] for name in ("because", "late_because", "version")}
        move_event(event=row, starts=form.starts(), by=actor(request), **why)
        messages.success(request, _("Moved. Everybody who was asked is told."))
        return reverse("staff_event", args=[row.pk])

    if request.method == "POST":
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    context = {"row": row, "form": form}
    return render(request, "engagement/staff/move_event.html", context, status=form.page_status)
