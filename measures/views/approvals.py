"""Approvals: the queue, one figure with what it would move, and several at once."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from charter.access import actor, requires
from charter.faults import Refused
from charter.numbers import key_in
from charter.periods import Period
from charter.querysets import year_starts
from measures.actions import Decision, approve_result, return_result
from measures.actions.approvals import approve_together
from measures.forms.approvals import ApproveForm, BulkForm, ReturnForm
from measures.models import Import, Result
from measures.querysets.doubts import doubts_about_result
from measures.querysets.hands import had_a_hand
from measures.querysets.history import comparison, history_of
from measures.querysets.locks import locks_now
from measures.querysets.queue import FILTERS, filtered, queue_for
from measures.querysets.together import Together, together_for
from measures.querysets.would_move import releases_with, trial_of
from measures.querysets.written import judged

A_PAGE = 100  # lines of the queue; the rest follows when these are decided


@requires("decide_result")
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """Every submitted figure, the own posts' first, late ones on top; own ones are another's to decide."""
    queue = filtered(queue_for(actor(request)), request.GET.dict())
    shown = queue.lines[:A_PAGE]
    parts = [
        (_("Your posts approve these"), [line for line in shown if line.is_mine]),
        (_("Other figures"), [line for line in shown if not line.is_mine]),
    ]
    context = {
        "queue": queue,
        "parts": [part for part in parts if part[1]],
        "files": list({line.result.batch for line in queue.lines if line.result.batch}),
        "more": len(queue.lines) - len(shown),
    }
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
        "measure__owner",
        "measure__approver",
        "segment",
        "commentary",
        "confirmation",
        "entered_by",
        "submitted_by",
        "batch",
    )
    return rows.prefetch_related("measure__targets", "evidence")


def _decide(request: HttpRequest, result: Result, form: ApproveForm | ReturnForm) -> Callable[[], str]:
    person = actor(request)

    def work() -> str:
        said, version = form.cleaned_data, form.cleaned_data["version"]
        if isinstance(form, ReturnForm):
            return_result(result=result, by=person, reason=said["reason"], version=version)
            messages.success(request, _("Sent back: {title}.").format(title=result.measure.title))
        else:
            published, decision = releases_with(result), Decision(said["approval"], version=version)
            done = approve_result(result=result, by=person, decision=decision)
            messages.success(
                request, _("Approved: {title}. Scores follow in a moment.").format(title=result.measure.title)
            )
            if done.supersedes_id and published:
                messages.warning(request, _publish_again(published[0].period))
        return reverse("staff_approvals")

    return work


def _publish_again(period: str) -> str:
    """What the public still reads, and where it is put right."""
    address = f"{reverse('staff_release_preview')}?period={period}"
    words = _('The public still reads the old figure. <a href="{}">Look at a revised release of {}</a>.')
    return format_html(words, address, period)


def _context(
    request: HttpRequest, result: Result, approve: ApproveForm, back: ReturnForm
) -> dict[str, object]:
    period = Period.parse(result.period, year_starts())
    person, targets = actor(request), list(result.measure.targets.all())
    standing = Result.objects.filter(
        measure=result.measure, segment=result.segment, period=result.period, workflow="approved"
    )
    replaced = standing.exclude(pk=result.pk).select_related("measure").first()
    waits = result.workflow == "submitted"
    return {
        "result": result,
        "current": judged(result, targets, period),
        "replaced": judged(replaced, targets, period) if replaced else None,
        "comparison": comparison(result.measure, period, result.segment),
        "history": history_of(result.measure, period, result.segment),
        "trial": trial_of(result) if waits else None,
        "releases": releases_with(result) if waits and replaced else [],
        "closed": locks_now([result.measure]).year_of(period),
        "doubts": doubts_about_result(result) if waits else [],
        "approve": approve,
        "back": back,
        "form": back if back.is_bound else approve,
        "is_own": result.pk in had_a_hand([result], person),
    }


@requires("decide_result")
def approve_several(request: HttpRequest) -> HttpResponse:
    """The chosen figures, or all that the filters of the queue leave: what one press would do."""
    chosen = {key for one in request.GET.getlist("figure") if (key := key_in(one)) is not None}
    filters = any(request.GET.get(name) for name in FILTERS)
    if request.method != "POST" and not chosen and not filters:
        messages.error(request, _("You ticked no figure. Tick those to approve, then go on."))
        return redirect("staff_approvals")
    if not chosen and filters:
        queue = filtered(queue_for(actor(request)), request.GET.dict())
        chosen = {line.result.pk for line in queue.lines}
    shown = together_for(actor(request), chosen=chosen)
    return _several_page(request, shown, None)


@requires("decide_result")
def approve_file(request: HttpRequest, pk: int) -> HttpResponse:
    """All submitted figures of one file: what one press would do."""
    batch = get_object_or_404(Import, pk=pk)
    return _several_page(request, together_for(actor(request), batch=batch), batch)


def _several_page(request: HttpRequest, shown: Together, batch: Import | None) -> HttpResponse:
    form = BulkForm(request.POST if request.method == "POST" else None, lines=shown.lines)
    if request.method == "POST":
        answer = form.send(actor(request), _approve_several(request, batch, form))
        if answer is not None:
            return answer
    context = {"batch": batch, "form": form, "shown": shown, "lines": shown.lines}
    return render(request, "measures/staff/approve_several.html", context, status=form.page_status)


def _approve_several(request: HttpRequest, batch: Import | None, form: BulkForm) -> Callable[[], str]:
    def work() -> str:
        versions = form.versions
        if not versions:
            raise Refused(_("Choose at least one figure."))
        approved = approve_together(
            versions=versions, by=actor(request), approval=form.cleaned_data["approval"], batch=batch
        )
        count = len(approved)
        said = (
            ngettext("Approved {count} figure of {file}.", "Approved {count} figures of {file}.", count)
            if batch
            else ngettext("Approved {count} figure.", "Approved {count} figures.", count)
        )
        messages.success(request, said.format(count=count, file=batch.name if batch else ""))
        return reverse("staff_approvals")

    return work
