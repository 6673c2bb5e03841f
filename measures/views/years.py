"""The financial years: the checklist of each, its close, and opening it again by two."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from charter.access import actor, requires
from charter.faults import Refused
from charter.form_parts import ConfirmForm, PortalForm, ReasonForm
from charter.models import User
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from measures.actions.years import ask_to_reopen, close_year, leave_closed, reopen_year
from measures.forms.years import CloseForm
from measures.models import YearClosing
from measures.querysets.entered import entered_by
from measures.querysets.year_end import Checklist, checklist_of, closing_rows, may_confirm, years


@requires("close_year")
@require_safe
def year_list(request: HttpRequest) -> HttpResponse:
    """Every financial year that the portal answers for: running, open or closed, and by whom."""
    return render(request, "measures/staff/years.html", {"years": years(timezone.localdate())})


@requires("close_year")
def year(request: HttpRequest, slug: str) -> HttpResponse:
    """One year: what stands in the way of its close, or who closed it and how it is opened again."""
    period = _year(slug)
    closings = list(closing_rows(period))
    closing = next((one for one in closings if one.reopened_at is None), None)
    if closing is None:
        return _open_year(request, period, closings)
    return _closed_year(request, period, closing, closings)


def _year(slug: str) -> Period:
    try:
        period = Period.parse(slug, year_starts())
    except PeriodError as error:
        raise Http404 from error
    if period.kind != "year":
        raise Http404
    return period


def _address(period: Period) -> str:
    return reverse("staff_year", args=[period.slug])


def _open_year(request: HttpRequest, period: Period, closings: list[YearClosing]) -> HttpResponse:
    checklist = checklist_of(period)
    form = CloseForm(request.POST if request.method == "POST" else None, checklist=checklist)
    if request.method == "POST":
        answer = form.send(actor(request), _close(request, period, form))
        if answer is not None:
            return answer
        form.replace("seen", checklist.fingerprint)
    mine = set(entered_by(actor(request)).values_list("pk", flat=True))
    context = {
        "year": period,
        "checklist": checklist,
        "form": form,
        "closings": closings,
        "mine": mine,
        "may_close": _may_close(checklist),
    }
    return render(request, "measures/staff/year_open.html", context, status=form.page_status)


def _may_close(checklist: Checklist) -> bool:
    """Whether nothing but reasons is needed."""
    return not checklist.blocking and not checklist.not_over


def _close(request: HttpRequest, period: Period, form: CloseForm) -> Callable[[], str]:
    def work() -> str:
        seen = form.cleaned_data["seen"]
        done = close_year(year=period, by=actor(request), exceptions=form.reasons, seen=seen)
        messages.success(
            request,
            _("{key} is closed. {figures} figures became final.").format(
                key=period.key, figures=done.figures
            ),
        )
        return _address(period)

    return work


def _closed_year(
    request: HttpRequest, period: Period, closing: YearClosing, closings: list[YearClosing]
) -> HttpResponse:
    person = actor(request)
    data = request.POST if request.method == "POST" else None
    form: PortalForm = ConfirmForm(data, row=closing)
    if closing.asked_by_id is None:
        hint = _("Another approver reads this and confirms.")
        form = ReasonForm(data, label=_("Why does the year have to be opened again?"), hint=hint, row=closing)
    if data is not None:
        answer = form.send(person, _reopen(request, period, closing, form))
        if answer is not None:
            return answer
    context = {
        "year": period,
        "closing": closing,
        "form": form,
        "closings": closings,
        "may_confirm": may_confirm(person, closing),
    }
    return render(request, "measures/staff/year_closed.html", context, status=form.page_status)


def _reopen(
    request: HttpRequest, period: Period, closing: YearClosing, form: PortalForm
) -> Callable[[], str]:
    def work() -> str:
        messages.success(request, _move(actor(request), closing, form, str(request.POST.get("do", ""))))
        return _address(period)

    return work


def _move(person: User, closing: YearClosing, form: PortalForm, do: str) -> str:
    """Ask, confirm or leave it closed, as the button says; what to tell."""
    version = form.cleaned_data["version"]
    if do == "ask":
        reason = form.cleaned_data.get("reason", "")
        ask_to_reopen(closing=closing, by=person, reason=reason, version=version)
        return _("Asked for. Another approver confirms it.")
    if do == "confirm":
        reopen_year(closing=closing, by=person, version=version)
        return _("{year} is open again. Its figures stay final until they are corrected.").format(
            year=closing.year
        )
    if do == "leave":
        leave_closed(closing=closing, by=person, version=version)
        return _("{year} stays closed.").format(year=closing.year)
    raise Refused(_("Choose what to do: press one of the buttons."))
