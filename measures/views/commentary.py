"""Words about a measure that nobody enters: its owner writes them, an approver approves them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from charter.access import actor, requires
from charter.form_parts import ConfirmForm, PortalForm
from charter.models import User
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from measures.actions.commentary import Told, approve_commentary, return_commentary, write_commentary
from measures.csv_import.catalogue import ENTERED_KINDS
from measures.forms.commentary import CommentaryForm, ReturnWordsForm
from measures.models import Measure, MeasureCommentary, Score
from measures.querysets.entered import entered_by
from measures.querysets.hands import had_a_hand
from measures.querysets.locks import locks_now


@requires("enter_result")
def commentary(request: HttpRequest, measure: str, period: str) -> HttpResponse:
    """Write why a measure of one's own that nobody enters fell short in a period."""
    person = actor(request)
    about = get_object_or_404(entered_by(person).exclude(kind__in=ENTERED_KINDS), slug=measure)
    when = _period(period)
    rows = MeasureCommentary.objects.filter(measure=about, period=when.key).select_related("decided_by")
    waiting = rows.filter(workflow__in=("submitted", "returned")).first()
    approved = rows.filter(workflow="approved").first()
    row = waiting or MeasureCommentary(measure=about, period=when.key)
    form = CommentaryForm(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST":
        answer = form.send(person, _write(request, about, when, form))
        if answer is not None:
            return answer
    context = {
        "measure": about,
        "period": when,
        "form": form,
        "waiting": waiting,
        "approved": approved,
        "locked": locks_now([about]).why(about, when),
        "score": Score.objects.filter(subject="measure", subject_id=about.pk, period=when.key).first(),
    }
    return render(request, "measures/staff/commentary.html", context, status=form.page_status)


def _period(text: str) -> Period:
    try:
        return Period.parse(text, year_starts())
    except PeriodError as error:
        raise Http404 from error


def _write(request: HttpRequest, measure: Measure, period: Period, form: CommentaryForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        told = Told(said["why"], said["action"], said["by_when"])
        write_commentary(
            measure=measure, period=period, told=told, by=actor(request), version=said["version"]
        )
        messages.success(
            request, _("Sent for approval: {title}, {label}.").format(title=measure.title, label=period.label)
        )
        return reverse("staff_figures")

    return work


@requires("decide_result")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve words that wait, or send them back."""
    person = actor(request)
    found = get_object_or_404(MeasureCommentary.objects.select_related("measure", "written_by"), pk=pk)
    task = request.POST.get("do", "")
    back = ReturnWordsForm(request.POST if task == "return" else None, row=found)
    yes = ConfirmForm(request.POST if request.method == "POST" and task != "return" else None, row=found)
    sent: PortalForm = back if task == "return" else yes
    if request.method == "POST":
        answer = sent.send(person, _decide(request, found, sent, person))
        if answer is not None:
            return answer
    context = {
        "found": found,
        "period": Period.parse(found.period, year_starts()),
        "approve": yes,
        "back": back,
        "form": sent,
        "is_own": found.pk in had_a_hand([found], person),
    }
    return render(request, "measures/staff/commentary_decide.html", context, status=sent.page_status)


def _decide(
    request: HttpRequest, found: MeasureCommentary, form: PortalForm, person: User
) -> Callable[[], str]:
    def work() -> str:
        version = form.cleaned_data["version"]
        if isinstance(form, ReturnWordsForm):
            reason = form.cleaned_data["reason"]
            return_commentary(commentary=found, by=person, reason=reason, version=version)
            messages.success(request, _("Sent back: {title}.").format(title=found.measure.title))
        else:
            approve_commentary(commentary=found, by=person, version=version)
            messages.success(request, _("Approved: {title}.").format(title=found.measure.title))
        return reverse("staff_approvals")

    return work
