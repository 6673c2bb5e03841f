"""Consultations at the desk: their words, stages and drafts; comments sorted, answered, approved."""

from collections.abc import Callable
from typing import Any

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
from engagement.actions.consultations import (
    answer_group,
    approve_group,
    change_consultation,
    date_stage,
    group_comments,
    name_result,
    open_consultation,
    put_draft,
    write_consultation,
)
from engagement.forms.consultations import (
    DraftForm,
    GroupAnswerForm,
    GroupForm,
    ResultForm,
    StageForm,
    WordsForm,
)
from engagement.models import CommentGroup, Consultation, ConsultationStage
from engagement.presenters.consultations import stages_of
from engagement.querysets.consultations import consultations_of_staff
from engagement.views.pressing import pressed

A_PAGE, SHOWN = 25, 100
WRITES, READS, APPROVES = "keep_consultations", "read_consultations", "approve_comment_answer"


@requires(READS)
@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """Every consultation and what waits in it."""
    context = {
        "page": Paginator(consultations_of_staff(), A_PAGE).get_page(request.GET.get("page")),
        "writes": permissions.reach(actor(request), WRITES) is not None,
    }
    return render(request, "engagement/staff/consultations.html", context)


@requires(WRITES)
def new_consultation(request: HttpRequest) -> HttpResponse:
    """Begin a consultation."""
    form = WordsForm(request.POST if request.method == "POST" else None, row=Consultation())

    def work() -> str:
        said = form.cleaned_data
        made = write_consultation(title=said["title"], summary=said["asks"], by=actor(request))
        messages.success(request, _("Kept. Promise a day for each stage, then let everybody see it."))
        return reverse("staff_consultation", args=[made.pk])

    if request.method == "POST":
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    return render(request, "engagement/staff/new_consultation.html", {"form": form}, status=form.page_status)


@requires(READS)
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """One consultation: words, stages, drafts, comments and answers, each on its own form."""
    person, row = actor(request), get_object_or_404(Consultation, pk=pk)
    writes = permissions.reach(person, WRITES) is not None
    task = pressed(request, dict.fromkeys(("words", "draft", "open", "group", "result"), writes))
    waiting = list(row.comments.filter(group=None).select_related("paragraph")[:SHOWN])
    forms = _forms(request, task, row, [(one.pk, one.text or _("(erased)")) for one in waiting])
    if task:
        answer = forms[task].send(person, _work(request, task, forms[task], row))
        if answer is not None:
            return answer
    form = forms[task or "words"]
    context = {
        "row": row,
        "writes": writes,
        "stages": list(zip(row.stages.all(), stages_of(row), strict=True)),
        "groups": row.groups.prefetch_related("comments"),
        "waiting": waiting,
        "drafts": row.paragraphs.all(),
        "forms": forms,
        "form": form,
    }
    return render(request, "engagement/staff/consultation.html", context, status=form.page_status)


def _forms(
    request: HttpRequest, task: str, row: Consultation, waiting: list[tuple[int, str]]
) -> dict[str, PortalForm]:
    def sent(name: str) -> Any:
        return request.POST if task == name else None

    return {
        "words": WordsForm(sent("words"), row=row),
        "draft": DraftForm(sent("draft"), row=row, auto_id="draft_%s"),
        "open": ConfirmForm(sent("open"), row=row),
        "group": GroupForm(sent("group"), row=row, waiting=waiting, auto_id="group_%s"),
        "result": ResultForm(sent("result"), row=row),
    }


def _work(request: HttpRequest, task: str, form: PortalForm, row: Consultation) -> Callable[[], str]:
    def work() -> str:
        by, said = actor(request), form.cleaned_data
        version = said["version"]
        if task == "words":
            change_consultation(
                consultation=row, title=said["title"], summary=said["asks"], by=by, version=version
            )
        elif task == "draft":
            put_draft(consultation=row, draft=said["draft"], text=said["text"], by=by)
        elif task == "open":
            open_consultation(consultation=row, by=by, version=version)
        elif task == "group":
            group_comments(consultation=row, title=said["title"], comments=said["comments"], by=by)
        else:
            name_result(consultation=row, charter=said["charter"], by=by, version=version)
        messages.success(request, _("Kept."))
        return reverse("staff_consultation", args=[row.pk])

    return work


@requires(WRITES)
def stage(request: HttpRequest, pk: int) -> HttpResponse:
    """The days of one stage."""
    row = get_object_or_404(ConsultationStage.objects.select_related("consultation"), pk=pk)
    form = StageForm(request.POST if request.method == "POST" else None, row=row)

    def work() -> str:
        date_stage(stage=row, dates=form.dates(), by=actor(request), version=form.cleaned_data["version"])
        messages.success(request, _("Kept."))
        return reverse("staff_consultation", args=[row.consultation_id])

    if request.method == "POST":
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    context = {"row": row, "form": form}
    return render(request, "engagement/staff/consultation_stage.html", context, status=form.page_status)


@requires(READS)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Comments that say the same, and the answer to them: written by one, approved by another."""
    person = actor(request)
    row = get_object_or_404(CommentGroup.objects.select_related("consultation", "answered_by"), pk=pk)
    may = {
        "answer": permissions.reach(person, WRITES) is not None and row.approved_at is None,
        "approve": permissions.reach(person, APPROVES) is not None,
    }
    task = pressed(request, may)
    forms: dict[str, PortalForm] = {
        "answer": GroupAnswerForm(request.POST if task == "answer" else None, row=row),
        "approve": ConfirmForm(request.POST if task == "approve" else None, row=row),
    }
    if task:
        answer = forms[task].send(person, _answered(request, task, forms[task], row))
        if answer is not None:
            return answer
    form = forms[task or "answer"]
    context = {
        "row": row,
        "comments": row.comments.select_related("paragraph"),
        "may": may,
        "is_own": row.answered_by_id == person.pk,
        "forms": forms,
        "form": form,
    }
    return render(request, "engagement/staff/comment_group.html", context, status=form.page_status)


def _answered(request: HttpRequest, task: str, form: PortalForm, row: CommentGroup) -> Callable[[], str]:
    def work() -> str:
        by, said = actor(request), form.cleaned_data
        if task == "answer":
            answer_group(
                group=row, outcome=said["outcome"], answer=said["answer"], by=by, version=said["version"]
            )
            words = _("Kept. It is public when another person approved it.")
        else:
            approve_group(group=row, by=by, version=said["version"])
            words = _("Everybody can read it now.")
        messages.success(request, words)
        return reverse("staff_comment_group", args=[row.pk])

    return work
