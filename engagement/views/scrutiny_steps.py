"""What becomes of scrutiny: a recommendation is answered; an action is reported as done, then closed."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import permissions
from charter.access import actor, requires
from charter.form_parts import ConfirmForm, PortalForm
from charter.models import User
from engagement.actions.scrutiny import add_action, answer_recommendation, close_action, report_action_done
from engagement.forms.scrutiny import ActionForm, DoneForm, ResponseForm
from engagement.models import Recommendation, ScrutinyAction, ScrutinyProject
from engagement.querysets import scrutiny_of
from engagement.views.pressing import pressed


@requires("read_scrutiny")
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """One recommendation: an approver who did not make it answers, and says what is to be done."""
    person = actor(request)
    rows = Recommendation.objects.select_related("project__body", "made_by", "answered_by")
    row = get_object_or_404(rows, pk=pk, project__in=scrutiny_of(person).values("pk"))
    answers = permissions.reach(person, "answer_scrutiny") is not None
    task = pressed(request, {"answer": answers, "act": answers})
    forms: dict[str, PortalForm] = {
        "answer": ResponseForm(request.POST if task == "answer" else None, row=row),
        "act": ActionForm(request.POST if task == "act" else None, auto_id="act_%s"),
    }
    if task:
        field = "due" if task == "act" else None
        answer = forms[task].send(person, _answer(request, task, forms[task], row), field)
        if answer is not None:
            return answer
    form = forms[task or "answer"]
    context = {
        "row": row,
        "actions": row.actions.select_related("owner"),
        "today": timezone.localdate(),
        "form": form,
        "forms": forms,
        "may_act": answers,
        "may_answer": answers and row.answered_on is None and row.made_by_id != person.pk,
        "is_own": answers and row.answered_on is None and row.made_by_id == person.pk,
    }
    return render(request, "engagement/staff/recommendation.html", context, status=form.page_status)


def _answer(request: HttpRequest, task: str, form: PortalForm, row: Recommendation) -> Callable[[], str]:
    def work() -> str:
        by, said = actor(request), form.cleaned_data
        if task == "answer":
            answer_recommendation(
                recommendation=row,
                decision=said["decision"],
                answer=said["answer"],
                by=by,
                version=said["version"],
            )
            words = _("Answered. Now say what is to be done, if anything is.")
        else:
            today = timezone.localdate()
            add_action(of=row, text=said["text"], owner=said["owner"], added_on=today, due=said["due"], by=by)
            words = _("Written down. {post} does it.").format(post=said["owner"])
        messages.success(request, words)
        return reverse("staff_recommendation", args=[row.pk])

    return work


@requires("read_scrutiny")
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action: whoever holds its post reports it as done, a member of the group closes it."""
    person, today = actor(request), timezone.localdate()
    row, project = _action(person, pk)
    holds = permissions.reach(person, "report_action") is not None
    holds = holds and row.owner_id in permissions.posts_of(person)
    is_member = permissions.is_member(person, project.body, today)
    task = pressed(request, {"done": holds, "close": is_member})
    forms: dict[str, PortalForm] = {
        "done": DoneForm(request.POST if task == "done" else None, row=row, initial={"done_on": today}),
        "close": ConfirmForm(request.POST if task == "close" else None, row=row),
    }
    if task:
        field = "done_on" if task == "done" and row.done_on is None else None
        answer = forms[task].send(person, _settle(request, task, forms[task], row), field)
        if answer is not None:
            return answer
    form = forms[task or "done"]
    waits = is_member and row.done_on is not None and row.closed_on is None
    context = {
        "row": row,
        "project": project,
        "today": today,
        "form": form,
        "forms": forms,
        "may_report": holds and row.done_on is None,
        "may_close": waits and row.done_by_id != person.pk,
        "is_own": waits and row.done_by_id == person.pk,
    }
    return render(request, "engagement/staff/action.html", context, status=form.page_status)


def _action(person: User, pk: int) -> tuple[ScrutinyAction, ScrutinyProject]:
    """An action of scrutiny that the person may read, with its project. Raises Http404 for any other."""
    mine = scrutiny_of(person).values("pk")
    rows = ScrutinyAction.objects.select_related(
        "owner", "done_by", "closed_by", "project__body", "recommendation__project__body"
    )
    row = get_object_or_404(rows, Q(project__in=mine) | Q(recommendation__project__in=mine), pk=pk)
    project = row.recommendation.project if row.recommendation else row.project
    if project is None:
        raise Http404
    return row, project


def _settle(request: HttpRequest, task: str, form: PortalForm, row: ScrutinyAction) -> Callable[[], str]:
    def work() -> str:
        by, said = actor(request), form.cleaned_data
        if task == "done":
            report_action_done(action=row, done_on=said["done_on"], by=by, version=said["version"])
            words = _("Reported. It counts as done once the group closes it.")
        else:
            close_action(action=row, by=by, version=said["version"])
            words = _("Closed.")
        messages.success(request, words)
        return reverse("staff_action", args=[row.pk])

    return work
