"""Meetings of bodies: planned, prepared, held, minuted; what they asked, and the answers of staff."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from charter.access import actor, requires, roles_in
from charter.faults import Refused
from charter.form_parts import ConfirmForm, PortalForm
from charter.languages import formats
from charter.models import Body
from measures.actions.agenda import add_item, drop_item, fill_agenda, move_item, offered_items
from measures.actions.meetings import (
    add_minute,
    answer_minute,
    cancel_meeting,
    change_meeting,
    change_minute,
    hold_meeting,
    plan_meeting,
    remove_minute,
)
from measures.bodies import bodies_for
from measures.forms.meetings import (
    AnswerForm,
    FillForm,
    ItemForm,
    MeetingForm,
    MinuteForm,
    PlanForm,
    PointForm,
)
from measures.models import AgendaItem, Meeting, Minute
from measures.querysets.meetings import board_decisions, carried_to, meetings_of, open_questions

Work = Callable[[], str]


@requires("keep_meetings")
def meetings(request: HttpRequest, body: str) -> HttpResponse:
    """Every meeting of a body, and a form to plan the next."""
    bodies, found = _body(request, body)
    form = PlanForm(request.POST if request.method == "POST" else None)

    def work() -> str:
        made = plan_meeting(body=found, plan=form.plan(), by=actor(request))
        messages.success(request, _("Planned for {day}.").format(day=formats.long_date(made.held_on)))
        return reverse("meeting", args=[found.slug, made.pk])

    if request.method == "POST":
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    context = {
        "bodies": bodies,
        "body": found,
        "keeps_meetings": True,
        "meetings": meetings_of(found),
        "form": form,
    }
    return render(request, "measures/meetings/meetings.html", context, status=form.page_status)


@requires("keep_meetings")
def meeting(request: HttpRequest, body: str, pk: int) -> HttpResponse:
    """One meeting: what was asked before, its agenda, its minutes; moved, held or called off."""
    bodies, found, row = _meeting(request, body, pk)
    task = request.POST.get("do", "change")
    posted = request.method == "POST"
    forms: dict[str, PortalForm] = {
        "change": MeetingForm(request.POST if posted and task == "change" else None, row=row),
        "hold": ConfirmForm(request.POST if posted and task == "hold" else None, row=row),
        "cancel": ConfirmForm(request.POST if posted and task == "cancel" else None, row=row),
    }
    if posted:
        if task not in forms:
            raise Http404
        answer = forms[task].send(actor(request), _meeting_work(request, task, forms[task], row))
        if answer is not None:
            return answer
    form = forms[task] if posted else forms["change"]
    items = list(row.agenda.all())
    today = timezone.localdate()
    context = {
        "bodies": bodies,
        "body": found,
        "keeps_meetings": True,
        "meeting": row,
        "starts": formats.clock(row.starts) if row.starts else "",
        "items": _with_decisions(items),
        "minutes": row.minutes.select_related("item"),
        "carried": carried_to(row),
        "today": today,
        "may_hold": row.state == "planned" and row.held_on <= today,
        "form": form,
        **{f"{name}_form": one for name, one in forms.items()},
    }
    return render(request, "measures/meetings/meeting.html", context, status=form.page_status)


def _meeting_work(request: HttpRequest, task: str, form: PortalForm, row: Meeting) -> Work:
    def work() -> str:
        by, version = actor(request), form.cleaned_data["version"]
        if isinstance(form, MeetingForm):
            change_meeting(meeting=row, plan=form.plan(), by=by, version=version)
            messages.success(request, _("The meeting is changed."))
        elif task == "hold":
            hold_meeting(meeting=row, by=by, version=version)
            messages.success(request, _("Put down as held. Now write its minutes."))
        else:
            cancel_meeting(meeting=row, by=by, version=version)
            messages.success(request, _("The meeting is called off."))
        return reverse("meeting", args=[row.body.slug, row.pk])

    return work


@requires("keep_meetings")
def meeting_agenda(request: HttpRequest, body: str, pk: int) -> HttpResponse:
    """Build the agenda: tick what the figures offer, add own points, put them in order."""
    bodies, found, row = _meeting(request, body, pk)
    task = request.POST.get("do", "fill") if request.method == "POST" else ""
    offered = offered_items(row) if row.state == "planned" else []
    items = list(row.agenda.select_related("meeting__body"))
    fill = FillForm(request.POST if task == "fill" else None, offered=offered)
    own = ItemForm(request.POST if task == "add" else None)
    form: PortalForm = own if task == "add" else fill
    if task in ("up", "down", "drop"):
        form = _point_form(request, items)
    if task:
        answer = form.send(actor(request), _agenda_work(request, task, form, row))
        if answer is not None:
            return answer
    context = {
        "bodies": bodies,
        "body": found,
        "keeps_meetings": True,
        "meeting": row,
        "points": [(one, form if form.row == one else _point(one)) for one in items],
        "offered": offered,
        "fill": fill,
        "own": own,
        "form": form,
    }
    return render(request, "measures/meetings/agenda.html", context, status=form.page_status)


def _point(item: AgendaItem) -> PointForm:
    return PointForm(row=item, initial={"item": item.pk}, auto_id=f"point{item.pk}_%s")


def _point_form(request: HttpRequest, items: list[AgendaItem]) -> PointForm:
    """The buttons that were pressed, of a point of this agenda; of none where it is gone."""
    wished = request.POST.get("item", "")
    found = next((one for one in items if str(one.pk) == wished), None)
    return PointForm(request.POST, row=found or AgendaItem(), auto_id=f"point{wished}_%s" if found else False)


def _agenda_work(request: HttpRequest, task: str, form: PortalForm, row: Meeting) -> Work:
    def work() -> str:
        by, said = actor(request), form.cleaned_data
        if isinstance(form, FillForm):
            made = len(fill_agenda(meeting=row, by=by, keys=said["keys"]))
            words = ngettext("{count} point added.", "{count} points added.", made).format(count=made)
        elif isinstance(form, ItemForm):
            add_item(meeting=row, title=said["title"], says=said["says"], by=by)
            words = _("Your point is on the agenda.")
        else:
            item = _point_of(row, said["item"])
            if task == "drop":
                drop_item(item=item, by=by, version=said["version"])
                words = _("Taken off the agenda: {title}.").format(title=item.title)
            else:
                move_item(item=item, up=task == "up", by=by, version=said["version"])
                words = _("Moved: {title}.").format(title=item.title)
        messages.success(request, words)
        return reverse("meeting_agenda", args=[row.body.slug, row.pk])

    return work


def _point_of(meeting: Meeting, pk: int) -> AgendaItem:
    found = meeting.agenda.select_related("meeting").filter(pk=pk).first()
    if found is None:
        raise Refused(_("Somebody took this point off the agenda already."))
    return found


@requires("keep_meetings")
def meeting_minutes(request: HttpRequest, body: str, pk: int) -> HttpResponse:
    """Write the minutes of a meeting that was held, line by line."""
    bodies, found, row = _meeting(request, body, pk)
    form = MinuteForm(request.POST if request.method == "POST" else None, items=row.agenda.all())

    def work() -> str:
        add_minute(meeting=row, said=form.noted(), by=actor(request))
        messages.success(request, _("Written down."))
        return reverse("meeting_minutes", args=[found.slug, row.pk])

    if request.method == "POST":
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    context = {
        "bodies": bodies,
        "body": found,
        "keeps_meetings": True,
        "meeting": row,
        "minutes": row.minutes.select_related("item"),
        "may_change": True,
        "today": timezone.localdate(),
        "form": form,
    }
    return render(request, "measures/meetings/minutes.html", context, status=form.page_status)


@requires("keep_meetings")
def meeting_minute(request: HttpRequest, body: str, pk: int, minute: int) -> HttpResponse:
    """Mend a line of the minutes, or take it out, until it has its answer."""
    bodies, found, row = _meeting(request, body, pk)
    line = get_object_or_404(row.minutes.select_related("meeting"), pk=minute)
    posted = request.method == "POST"
    removing = posted and request.POST.get("do") == "remove"
    items = row.agenda.all()
    change = MinuteForm(request.POST if posted and not removing else None, row=line, items=items)
    remove = ConfirmForm(request.POST if removing else None, row=line)
    form: PortalForm = remove if removing else change

    def work() -> str:
        by, version = actor(request), form.cleaned_data["version"]
        if removing:
            remove_minute(minute=line, by=by, version=version)
            messages.success(request, _("The line is taken out."))
        else:
            change_minute(minute=line, said=change.noted(), by=by, version=version)
            messages.success(request, _("The line is changed."))
        return reverse("meeting_minutes", args=[found.slug, row.pk])

    if posted:
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    context = {
        "bodies": bodies,
        "body": found,
        "keeps_meetings": True,
        "meeting": row,
        "minute": line,
        "form": form,
        "change": change,
        "remove": remove,
    }
    return render(request, "measures/meetings/minute.html", context, status=form.page_status)


@requires("answer_minute")
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What bodies asked and nobody has answered yet."""
    context = {"questions": open_questions(), "today": timezone.localdate()}
    return render(request, "measures/meetings/questions.html", context)


@requires("answer_minute")
def minute_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what a meeting asked; its body reads the answer before it meets again."""
    rows = Minute.objects.filter(kind="asked", meeting__state="held")
    row = get_object_or_404(rows.select_related("meeting__body", "item"), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None, row=row)

    def work() -> str:
        said = form.cleaned_data
        answer_minute(minute=row, text=said["answer"], by=actor(request), version=said["version"])
        words = _("Your answer is kept. {body} reads it before it meets again.")
        messages.success(request, words.format(body=row.meeting.body.name))
        return reverse("questions")

    if request.method == "POST":
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    context = {"minute": row, "today": timezone.localdate(), "form": form}
    return render(request, "measures/meetings/answer.html", context, status=form.page_status)


def _body(request: HttpRequest, slug: str) -> tuple[list[Body], Body]:
    """The bodies of the person, and that of the address. Raises Http404 for those of others."""
    person = actor(request)
    bodies = bodies_for(person, "keep_meetings", roles_in(request, person))
    found = next((one for one in bodies if one.slug == slug), None)
    if found is None:
        raise Http404
    return bodies, found


def _meeting(request: HttpRequest, slug: str, pk: int) -> tuple[list[Body], Body, Meeting]:
    bodies, found = _body(request, slug)
    return bodies, found, get_object_or_404(Meeting.objects.select_related("body"), body=found, pk=pk)


def _with_decisions(items: list[AgendaItem]) -> list[dict[str, Any]]:
    """Points of an agenda, each with what the Board decided on it last."""
    keys = [one.key for one in items if one.origin == "exception"]
    decided = board_decisions(keys, timezone.localdate()) if keys else {}
    return [{"item": one, "decision": decided.get(one.key)} for one in items]
