"""Approvals: the queue, one figure with what to compare it with, and a whole file at once."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from charter.access import actor, requires
from charter.faults import Refused
from charter.periods import Period
from charter.querysets import year_starts
from measures.actions import Decision, approve_result, return_result
from measures.actions.approvals import approve_together
from measures.forms.approvals import ApproveForm, BulkForm, ReturnForm
from measures.models import Import, Result
from measures.querysets.cases import brought_cases
from measures.querysets.history import comparison, history_of
from measures.querysets.queue import QueueLine, queue_for
from measures.querysets.written import judged


@requires("decide_result")
def approvals(request: HttpRequest) -> HttpResponse:
    """Every submitted figure with its last one, target and status; own ones say that another must decide."""
    queue = queue_for(actor(request))
    files: dict[Import | None, list[QueueLine]] = {}
    for line in queue:
        files.setdefault(line.result.batch, []).append(line)
    context = {"queue": queue, "files": list(files.items())}
    return render(request, "measures/staff/approvals.html", context)


@requires("decide_result")
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One submitted figure: compare, then approve it or return it with a reason."""
    result = get_object_or_404(_deciding(), pk=pk)
    returning = request.POST.get("do") == "return"
    data = request.POST if request.method == "POST" else None
    # What replaces a final figure is meant to be final too; the approver may still say otherwise.
    replaced = result.supersedes.approval if result.supersedes else "provisional"
    shown = {"version": result.version, "approval": replaced}
    approve = ApproveForm(None if returning else data, initial=shown)
    back = ReturnForm(data if returning else None, initial={"version": result.version})
    if request.method == "POST":
        form: ApproveForm | ReturnForm = back if returning else approve
        answer = form.send(actor(request), _decide(request, result, form), "reason" if returning else None)
        if answer is not None:
            return answer
    status = 200 if data is None else 422
    return render(
        request, "measures/staff/approval.html", _context(request, result, approve, back), status=status
    )


def _deciding() -> QuerySet[Result]:
    rows = Result.objects.exclude(workflow__in=["draft"]).select_related(
        "measure__owner", "measure__approver", "segment", "commentary", "entered_by", "submitted_by", "batch"
    )
    return rows.prefetch_related("measure__targets")


def _decide(request: HttpRequest, result: Result, form: ApproveForm | ReturnForm) -> Callable[[], str]:
    person = actor(request)

    def work() -> str:
        said, version = form.cleaned_data, form.cleaned_data["version"]
        if isinstance(form, ReturnForm):
            return_result(result=result, by=person, reason=said["reason"], version=version)
            messages.success(request, f"Sent back: {result.measure.title}.")
        else:
            approve_result(result=result, by=person, decision=Decision(said["approval"], version=version))
            messages.success(request, f"Approved: {result.measure.title}. Scores follow in a moment.")
        return reverse("staff_approvals")

    return work


def _context(
    request: HttpRequest, result: Result, approve: ApproveForm, back: ReturnForm
) -> dict[str, object]:
    period = Period.parse(result.period, year_starts())
    person, targets = actor(request), list(result.measure.targets.all())
    standing = Result.objects.filter(
        measure=result.measure, segment=result.segment, period=result.period, workflow="approved"
    )
    replaced = standing.exclude(pk=result.pk).select_related("measure").first()
    return {
        "result": result,
        "current": judged(result, targets, period),
        "replaced": judged(replaced, targets, period) if replaced else None,
        "comparison": comparison(result.measure, period, result.segment),
        "history": history_of(result.measure, period, result.segment),
        "approve": approve,
        "back": back,
        "form": back if back.is_bound else approve,
        "is_own": person.pk in (result.submitted_by_id, result.entered_by_id)
        or brought_cases(result, person),
    }


@requires("decide_result")
def approve_file(request: HttpRequest, pk: int) -> HttpResponse:
    """All submitted figures of one file, approved together or not at all."""
    person = actor(request)
    batch = get_object_or_404(Import, pk=pk)
    queue = queue_for(person, batch=batch)
    lines = [line for line in queue if not line.is_own]
    form = BulkForm(request.POST if request.method == "POST" else None, lines=lines)
    if request.method == "POST":
        answer = form.send(person, _approve_file(request, batch, form))
        if answer is not None:
            return answer
    context = {"batch": batch, "form": form, "lines": lines, "own": len(queue) - len(lines)}
    return render(request, "measures/staff/approve_file.html", context, status=422 if form.is_bound else 200)


def _approve_file(request: HttpRequest, batch: Import, form: BulkForm) -> Callable[[], str]:
    def work() -> str:
        versions = form.versions
        if not versions:
            raise Refused("Choose at least one figure.")
        approved = approve_together(
            versions=versions, by=actor(request), approval=form.cleaned_data["approval"], batch=batch
        )
        count = len(approved)
        messages.success(
            request, f"Approved {count} {'figure' if count == 1 else 'figures'} of {batch.name}."
        )
        return reverse("staff_approvals")

    return work
