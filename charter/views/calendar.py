"""The working calendar: bank holidays by year, for administrators to keep."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from charter.access import actor, requires
from charter.actions.calendar import add_bank_holiday, as_seen, change_bank_holiday, remove_bank_holiday
from charter.faults import Refused
from charter.forms import BankHolidayForm, RemoveHolidayForm
from charter.models import BankHoliday
from charter.querysets import calendar_state


@requires("calendar")
def calendar(request: HttpRequest) -> HttpResponse:
    """The days of one year, this one unless the address names another, and a form for a new day."""
    state = calendar_state()
    form = BankHolidayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answer = form.send(actor(request), _add(request, form), "day")
        if answer is not None:
            return answer
    year = _year(request, state.years, state.today)
    context = {
        "state": state,
        "year": year,
        "rows": BankHoliday.objects.filter(day__year=year),
        "form": form,
    }
    return render(request, "charter/staff/calendar.html", context, status=422 if form.is_bound else 200)


def _year(request: HttpRequest, years: dict[int, int], today: date) -> int:
    """The year of the address; 404 for one that the table does not know."""
    written = request.GET.get("year", "")
    if not written:
        return today.year if today.year in years else max(years, default=today.year)
    found = next((year for year in years if str(year) == written), None)
    if found is None:
        raise Http404
    return found


def _add(request: HttpRequest, form: BankHolidayForm) -> Callable[[], str]:
    def work() -> str:
        said = form.cleaned_data
        made = add_bank_holiday(
            day=said["day"], title=said["title"], reason=said["reason"], by=actor(request)
        )
        messages.success(
            request, _("Added: {made}. Due days and scores follow in a moment.").format(made=made)
        )
        return f"{reverse('staff_calendar')}?year={made.day.year}"

    return work


@requires("calendar")
def bank_holiday(request: HttpRequest, pk: int) -> HttpResponse:
    """One day: move it, put its name right, or remove it; each with a reason."""
    found = get_object_or_404(BankHoliday, pk=pk)
    removing = request.POST.get("do") == "remove"
    data = request.POST if request.method == "POST" else None
    start = {"seen": as_seen(found)}
    change = BankHolidayForm(
        None if removing else data, initial=start | {"day": found.day, "title": found.title}
    )
    remove = RemoveHolidayForm(data if removing else None, initial=start, prefix="remove")
    sent: BankHolidayForm | RemoveHolidayForm = remove if removing else change
    if request.method == "POST":
        answer = sent.send(actor(request), _settle(request, found, sent), "reason" if removing else "day")
        if answer is not None:
            return answer
    context = {"holiday": found, "change": change, "remove": remove, "form": sent}
    return render(request, "charter/staff/bank_holiday.html", context, status=422 if data else 200)


def _settle(
    request: HttpRequest, found: BankHoliday, form: BankHolidayForm | RemoveHolidayForm
) -> Callable[[], str]:
    def work() -> str:
        said, by = form.cleaned_data, actor(request)
        year = found.day.year
        if isinstance(form, RemoveHolidayForm):
            remove_bank_holiday(holiday=found, reason=said["reason"], by=by, seen=said["seen"])
            messages.success(
                request, _("Removed: {found}. Due days and scores follow in a moment.").format(found=found)
            )
        elif request.POST.get("do") == "change":
            changed = change_bank_holiday(
                holiday=found, day=said["day"], title=said["title"], reason=said["reason"], by=by,
                seen=said["seen"],
            )  # fmt: skip
            year = changed.day.year
            messages.success(
                request,
                _("Saved: {changed}. Due days and scores follow in a moment.").format(changed=changed),
            )
        else:
            raise Refused(_("Choose a button on this page."))
        return f"{reverse('staff_calendar')}?year={year}"

    return work
