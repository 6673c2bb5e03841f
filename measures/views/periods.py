"""Locked periods: what is unlocked, who asks for it, and from when on published periods are locked."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter.access import actor, requires
from charter.form_parts import ReasonForm
from charter.models import User
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from measures.actions.periods import ask_for_unlock, end_unlock, set_lock_rule, unlock_period
from measures.forms.years import ChooseForm, LockRuleForm, UnlockForm
from measures.models import LockRule, Measure, PeriodUnlock
from measures.querysets.entered import entered_by
from measures.querysets.locks import locks_now, unlocks_in_force

PAST = 50  # of the requests and unlocks that are over


@requires("unlock_period")
@require_safe
def unlocks(request: HttpRequest) -> HttpResponse:
    """What is asked for, what is unlocked now, and what was; the rule that locks published periods."""
    choose = ChooseForm(request.GET if "measure" in request.GET else None)
    if choose.is_bound and choose.is_valid():
        wished = choose.cleaned_data
        return redirect("staff_unlock_new", wished["measure"].slug, wished["period"].slug)
    rows = _rows()
    in_force = unlocks_in_force(timezone.localdate()).values("pk")
    context = {
        "asked": _with_labels(rows.filter(given_at__isnull=True, ended_at__isnull=True).order_by("id")),
        "unlocked": _with_labels(rows.filter(pk__in=in_force).order_by("until", "id")),
        "past": _with_labels(
            rows.exclude(pk__in=in_force).exclude(given_at__isnull=True, ended_at__isnull=True)[:PAST]
        ),
        "rule": LockRule.objects.first(),
        "choose": choose,
    }
    return render(request, "measures/staff/unlocks.html", context, status=422 if choose.is_bound else 200)


def _rows() -> QuerySet[PeriodUnlock]:
    return PeriodUnlock.objects.select_related("measure", "asked_by", "given_by", "ended_by")


def _with_labels(rows: QuerySet[PeriodUnlock]) -> list[dict[str, object]]:
    starts = year_starts()
    return [{"row": row, "period": Period.parse(row.period, starts)} for row in rows]


@requires("unlock_period")
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on a request: unlock until a day, or refuse; or lock again what is unlocked."""
    found = get_object_or_404(_rows(), pk=pk)
    ending = request.POST.get("do") == "end"
    data = request.POST if request.method == "POST" else None
    give = UnlockForm(None if ending else data, asked=True, row=found)
    end = ReasonForm(data if ending else None, label=_("Why not, or why no longer?"), row=found)
    form = end if ending else give
    if data is not None:
        work = _end(request, found, end) if ending else _give(request, found, give)
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    context = {
        "unlock": found,
        "period": Period.parse(found.period, year_starts()),
        "give": give,
        "end": end,
        "form": form,
        "is_own": found.asked_by_id == actor(request).pk,
    }
    return render(request, "measures/staff/unlock.html", context, status=form.page_status)


def _give(request: HttpRequest, found: PeriodUnlock, form: UnlockForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        unlock_period(asked=found, by=actor(request), until=said["until"], version=said["version"])
        messages.success(
            request, _("Unlocked: {title}, {period}.").format(title=found.measure.title, period=found.period)
        )
        return reverse("staff_unlocks")

    return work


def _end(request: HttpRequest, found: PeriodUnlock, form: ReasonForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        end_unlock(unlock=found, by=actor(request), reason=said["reason"], version=said["version"])
        messages.success(
            request,
            _("{title}, {period}: it stays locked.").format(title=found.measure.title, period=found.period),
        )
        return reverse("staff_unlocks")

    return work


@requires("unlock_period")
def unlock_new(request: HttpRequest, measure: str, period: str) -> HttpResponse:
    """Unlock a period of one measure that nobody asked for."""
    found, wished = get_object_or_404(Measure, slug=measure), _period(period)
    form = UnlockForm(request.POST if request.method == "POST" else None, asked=False)

    def work() -> str:
        said, person = form.cleaned_data, actor(request)
        unlock_period(measure=found, period=wished, by=person, reason=said["reason"], until=said["until"])
        messages.success(
            request, _("Unlocked: {title}, {label}.").format(title=found.title, label=wished.label)
        )
        return reverse("staff_unlocks")

    if request.method == "POST":
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    context = {"measure": found, "period": wished, "form": form, "locked": _is_locked(found, wished)}
    return render(request, "measures/staff/unlock_new.html", context, status=form.page_status)


@requires("enter_result")
def unlock_ask(request: HttpRequest, measure: str, period: str) -> HttpResponse:
    """Ask an approver to unlock a period of an own measure, because a figure in it is wrong."""
    person = actor(request)
    found, wished = get_object_or_404(entered_by(person), slug=measure), _period(period)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=_("What is wrong with the figure?"),
        hint=_("Say what it should be, and how you know. An approver reads this."),
    )
    if request.method == "POST":
        answer = form.send(person, _ask(request, person, found, wished, form))
        if answer is not None:
            return answer
    waiting = PeriodUnlock.objects.filter(measure=found, period=wished.key)
    context = {
        "measure": found,
        "period": wished,
        "form": form,
        "locked": _is_locked(found, wished),
        "waiting": waiting.filter(given_at__isnull=True, ended_at__isnull=True).first(),
    }
    return render(request, "measures/staff/unlock_ask.html", context, status=form.page_status)


def _ask(
    request: HttpRequest, person: User, measure: Measure, period: Period, form: ReasonForm
) -> Callable[[], str]:
    def work() -> str:
        ask_for_unlock(measure=measure, period=period, by=person, reason=form.cleaned_data["reason"])
        messages.success(
            request,
            _("Asked for: {title}, {label}. An approver decides.").format(
                title=measure.title, label=period.label
            ),
        )
        return reverse("staff_figures")

    return work


def _period(text: str) -> Period:
    try:
        return Period.parse(text, year_starts())
    except PeriodError as error:
        raise Http404 from error


def _is_locked(measure: Measure, period: Period) -> bool:
    return bool(locks_now([measure]).why(measure, period))


@requires("settings")
def lock_rule(request: HttpRequest) -> HttpResponse:
    """From when on published periods are locked."""
    row = LockRule.objects.first() or LockRule(version=0)
    form = LockRuleForm(request.POST if request.method == "POST" else None, row=row)

    def work() -> str:
        said = form.cleaned_data
        set_lock_rule(days=said["days_after_release"], version=said["version"], by=actor(request))
        messages.success(request, _("Saved."))
        return reverse("staff_lock_rule")

    if request.method == "POST":
        answer = form.send(actor(request), work)
        if answer is not None:
            return answer
    return render(request, "measures/staff/lock_rule.html", {"form": form}, status=form.page_status)
