"""Challenges at work: a member raises one, another confirms, the owner answers, an officer may withhold."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter import permissions
from charter.access import actor, requires
from charter.form_parts import ConfirmForm, PortalForm, ReasonForm
from charter.models import Body, User
from charter.querysets import working_calendar
from charter.translated import lazily as _lazy
from charter.working_time import CalendarError
from engagement.actions.challenges import (
    answer_challenge,
    confirm_challenge,
    raise_challenge,
    withhold_challenge,
)
from engagement.forms.challenges import AnswerForm, ChallengeForm
from engagement.models import Challenge
from engagement.presenters.challenges import named, state_of
from engagement.querysets.challenges import challenges_of, may_answer, own_bodies
from engagement.views.pressing import pressed

A_PAGE = 25
WHY = _lazy("Why are the words withheld?")
WHY_HINT = _lazy("Everybody who could read the words reads this instead. The words stay as they are.")


@requires("read_challenges")
@require_safe
def challenges(request: HttpRequest) -> HttpResponse:
    """What waits for an answer with the working days that are left, then what is settled."""
    person = actor(request)
    page = Paginator(named(challenges_of(person)), A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, state_of(one, timezone.localdate()), _days_left(one)) for one in page]
    context = {"page": page, "rows": rows, "raises": bool(own_bodies(person))}
    return render(request, "engagement/staff/challenges.html", context)


def _days_left(one: Challenge) -> int | None:
    """Working days until the answer is due; None where nothing is owed or the calendar ends before."""
    today = timezone.localdate()
    if one.answer_due is None or state_of(one, today) != "open":
        return None
    try:
        return working_calendar().working_days_taken(today, one.answer_due)
    except CalendarError:
        return None


@requires("raise_challenge")
def new_challenge(request: HttpRequest) -> HttpResponse:
    """Challenge a promise or measure, which the address may name; no such page for who is in no group."""
    person = actor(request)
    bodies = list(Body.objects.filter(pk__in=own_bodies(person)).order_by("name"))
    if not bodies:
        raise Http404
    asked = next((f"{key}:{request.GET[key]}" for key in ("promise", "measure") if request.GET.get(key)), "")
    form = ChallengeForm(
        request.POST if request.method == "POST" else None, bodies=bodies, initial={"about": asked}
    )

    def work() -> str:
        kind = form.cleaned_data["kind"]
        made = raise_challenge(kind=kind, body=form.chosen, doubt=form.doubt(), by=person)
        if kind == "own":
            messages.success(request, _("Sent. Everybody can read it now, and we owe you an answer."))
        else:
            messages.success(request, _("Kept. Another member of your group must confirm it."))
        return reverse("staff_challenge", args=[made.pk])

    if request.method == "POST":
        answer = form.send(person, work)
        if answer is not None:
            return answer
    return render(request, "engagement/staff/new_challenge.html", {"form": form}, status=form.page_status)


@requires("read_challenges")
def challenge(request: HttpRequest, pk: int) -> HttpResponse:
    """One challenge: another member confirms, the owner or an approver answers, an officer may withhold."""
    person = actor(request)
    row = get_object_or_404(named(challenges_of(person)), pk=pk)
    may = _may(person, row)
    task = pressed(request, may)
    sent = {name: request.POST if task == name else None for name in may}
    forms: dict[str, PortalForm] = {
        "answer": AnswerForm(sent["answer"], row=row),
        "confirm": ConfirmForm(sent["confirm"], row=row),
        "withhold": ReasonForm(sent["withhold"], row=row, label=WHY, hint=WHY_HINT),
    }
    if task:
        answer = forms[task].send(person, _work(request, task, forms[task], row))
        if answer is not None:
            return answer
    form, state = forms[task or "answer"], state_of(row, timezone.localdate())
    has_part = person.pk in (row.raised_by_id, row.confirmed_by_id)
    context = {
        "row": row,
        "state": state,
        "left": _days_left(row),
        "form": form,
        "forms": forms,
        "has_part": has_part and may["answer"],
        "may_answer": may["answer"] and not has_part and state in ("open", "late"),
        "may_confirm": may["confirm"] and state == "unconfirmed" and row.raised_by_id != person.pk,
        "is_own": may["confirm"] and state == "unconfirmed" and row.raised_by_id == person.pk,
        "may_withhold": may["withhold"] and state not in ("unconfirmed", "withheld"),
        "may_read": state != "withheld" or may["withhold"] or may["confirm"],
    }
    return render(request, "engagement/staff/challenge.html", context, status=form.page_status)


def _may(person: User, row: Challenge) -> dict[str, bool]:
    """The buttons of the page, and which of them are for the person."""
    return {
        "answer": may_answer(person, row),
        "confirm": permissions.is_member(person, row.body, timezone.localdate()),
        "withhold": permissions.reach(person, "panel_withhold") is not None,
    }


def _work(request: HttpRequest, task: str, form: PortalForm, row: Challenge) -> Callable[[], str]:
    def work() -> str:
        by, said = actor(request), form.cleaned_data
        if task == "answer":
            answer_challenge(challenge=row, answer=said["answer"], by=by, version=said["version"])
            text = _("Answered. Everybody can read both voices now.")
        elif task == "confirm":
            confirm_challenge(challenge=row, by=by, version=said["version"])
            text = _("Confirmed. Everybody can read it now, and we owe your group an answer.")
        else:
            withhold_challenge(challenge=row, reason=said["reason"], by=by, version=said["version"])
            text = _("Withheld. Readers see your reason.")
        messages.success(request, text)
        return reverse("staff_challenge", args=[row.pk])

    return work
