"""The verbs of the working calendar: add, change and remove a bank holiday, each with a reason."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, changes
from charter.faults import Refused
from charter.languages import formats
from charter.models import BankHoliday, User
from charter.translated import lazily as _lazy
from charter.working_time import FULL_YEAR, full_years

YEARS_AHEAD = 10
SATURDAY = 5  # as Python counts the days of a week
NO_REASON = _lazy("Say why, for example where the new day was announced. The audit trail keeps it.")
MOVED = _lazy("Somebody changed this day while you had it open. Open it again to see how it stands now.")


@transaction.atomic
def add_bank_holiday(*, day: date, title: str, reason: str, by: User) -> BankHoliday:
    """Add a day on which nobody works; everything that counts working days is scored anew.

    Raises Refused without name or reason, for a Saturday or Sunday, a day that is there already, one before
    the calendar or too far ahead, and for a year after one that is not complete.
    """
    _one_at_a_time()
    name, why = _words(title, reason)
    _refuse_weekend(day)
    _refuse_far(day)
    _refuse_gap(day)
    _refuse_double(day)
    made = BankHoliday.objects.create(day=day, title=name)
    _changed(made, "add_bank_holiday", {"day": day.isoformat(), "reason": why}, by)
    return made


@transaction.atomic
def change_bank_holiday(
    *, holiday: BankHoliday, day: date, title: str, reason: str, by: User, seen: str
) -> BankHoliday:
    """Move a bank holiday or put its name right; `seen` is the row as the page showed it.

    Raises Refused as add_bank_holiday does, and when somebody else changed it meanwhile.
    """
    _one_at_a_time()
    name, why = _words(title, reason)
    found = _as_seen(holiday, seen)
    before = found.day
    if day != before:
        _refuse_weekend(day)
        _refuse_far(day)
        _refuse_double(day)
        if day.year != before.year:
            _refuse_thin(before.year)
            _refuse_gap(day)
    found.day, found.title = day, name
    found.save()
    detail = {"before": before.isoformat(), "day": day.isoformat(), "reason": why}
    _changed(found, "change_bank_holiday", detail, by)
    return found


@transaction.atomic
def remove_bank_holiday(*, holiday: BankHoliday, reason: str, by: User, seen: str) -> None:
    """Take a day out of the calendar.

    Raises Refused without a reason, when somebody else changed the day meanwhile, and where the year would
    be left with fewer days than any year has: nothing could be counted in it then.
    """
    _one_at_a_time()
    found = _as_seen(holiday, seen)
    if not reason.strip():
        raise Refused(NO_REASON)
    _refuse_thin(found.day.year)
    _changed(found, "remove_bank_holiday", {"day": found.day.isoformat(), "reason": reason.strip()}, by)
    found.delete()


def as_seen(holiday: BankHoliday) -> str:
    """A row as a form carries it, so that nobody overwrites what they have not seen."""
    return f"{holiday.day.isoformat()} {holiday.title}"


def _one_at_a_time() -> None:
    """Two administrators at once must not leave a year too thin, or with the same day twice."""
    list(BankHoliday.objects.select_for_update().order_by("pk"))


def _words(title: str, reason: str) -> tuple[str, str]:
    name, why = " ".join(title.split()), reason.strip()
    if not name or len(name) > 80:
        raise Refused(_("Give the name of the day, up to 80 characters."))
    if not why:
        raise Refused(NO_REASON)
    return name, why


def _as_seen(holiday: BankHoliday, seen: str) -> BankHoliday:
    found = BankHoliday.objects.filter(pk=holiday.pk).first()
    if found is None or as_seen(found) != seen:
        raise Refused(MOVED)
    return found


def _refuse_weekend(day: date) -> None:
    if day.weekday() >= SATURDAY:
        said = _("{day} is a {weekday}, when nobody works anyway. Give the weekday.")
        raise Refused(said.format(day=formats.long_date(day), weekday=f"{day:%A}"))


def _refuse_far(day: date) -> None:
    covered = full_years(_days())
    first = covered[0] if covered else day.year
    last = timezone.localdate().year + YEARS_AHEAD
    if not first <= day.year <= last:
        raise Refused(
            _("The calendar can hold the years {first} to {last}. Check the year.").format(
                first=first, last=last
            )
        )


def _refuse_gap(day: date) -> None:
    """A year can be begun only after the one before it is complete."""
    covered = full_years(_days())
    if covered and day.year > covered[1] + 1:
        missing = covered[1] + 1
        raise Refused(
            _("Complete {missing} first: a year needs at least {full_year} bank holidays.").format(
                missing=missing, full_year=FULL_YEAR
            )
        )


def _refuse_double(day: date) -> None:
    found = BankHoliday.objects.filter(day=day).first()
    if found is not None:
        raise Refused(
            _("{day} is in the calendar already: {title}.").format(
                day=formats.long_date(day), title=found.title
            )
        )


def _refuse_thin(year: int) -> None:
    """A covered year keeps its 8 days, or no figure that reaches into it could be worked out."""
    covered, held = full_years(_days()), sum(day.year == year for day in _days())
    if covered and covered[0] <= year <= covered[1] and held <= FULL_YEAR:
        said = _(
            "{year} would have {count} bank holidays, and every year has at least {full_year}. "
            "Change the day to the right one, or add the other day first."
        )
        raise Refused(said.format(year=year, count=held - 1, full_year=FULL_YEAR))


def _days() -> list[date]:
    return list(BankHoliday.objects.values_list("day", flat=True))


def _changed(holiday: BankHoliday, verb: str, detail: dict[str, str], by: User) -> None:
    audit.record(verb, holiday, by=by, detail=detail)
    changes.announce("calendar", [holiday.pk], by=by)
