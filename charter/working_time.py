"""Working days in England, from a table of bank holidays (scoring.md, section 11).

Bank holidays can be proclaimed, so they are data and never rules. Beyond the years that the table
covers we refuse rather than guess.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
# England and Wales have had at least so many bank holidays in every year since 1978 (domain.md section 8).
FULL_YEAR = 8


class CalendarError(ValueError):
    """A day outside the years that the working calendar covers, or a rule that cannot be used."""


def local_date(instant: datetime) -> date:
    """The calendar day in Europe/London at an aware instant."""
    if instant.tzinfo is None:
        raise CalendarError(_("A time without a time zone has no calendar day."))
    return instant.astimezone(LONDON).date()


def full_years(days: Iterable[date]) -> tuple[int, int] | None:
    """The first and last year that a list of bank holidays covers without a gap; None if it covers none.

    A year that somebody has only begun to fill in is not covered: a half-known year would be guessed at.
    """
    held = Counter(day.year for day in days)
    first = min((year for year, count in held.items() if count >= FULL_YEAR), default=None)
    if first is None:
        return None
    last = first
    while held[last + 1] >= FULL_YEAR:
        last += 1
    return first, last


@dataclass(frozen=True)
class Calendar:
    """The bank holidays of the whole years `first_year` to `last_year`; none is covered if last is less."""

    holidays: frozenset[date]
    first_year: int
    last_year: int

    @classmethod
    def of(cls, holidays: Iterable[date]) -> "Calendar":
        """A calendar that covers the years from its first to its last bank holiday."""
        days = frozenset(holidays)
        if not days:
            raise CalendarError(_("The working calendar is empty. Load the bank holidays first."))
        return cls(days, min(days).year, max(days).year)

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and no bank holiday. CalendarError outside the table's years."""
        if self.last_year < self.first_year:
            raise CalendarError(_("The working calendar is empty. Load the bank holidays first."))
        if not self.first_year <= day.year <= self.last_year:
            raise CalendarError(
                _(
                    "The working calendar covers {first_year} to {last_year}, and {isoformat} is "
                    "outside it. Add that year's bank holidays to the calendar."
                ).format(first_year=self.first_year, last_year=self.last_year, isoformat=day.isoformat())
            )
        return day.weekday() < 5 and day not in self.holidays

    def rolled_forward(self, day: date) -> date:
        """`day` itself if it is a working day, else the next one."""
        while not self.is_working_day(day):
            day += DAY
        return day

    @lru_cache(maxsize=4096)  # noqa: B019 - equal calendars share it, and it holds a few at most
    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which is day 0 whatever day it is.

        Zero days give the same day, rolled forward to a working day.
        """
        if n < 0:
            raise CalendarError(_("{count} working days cannot be added. Write 0 or more.").format(count=n))
        if n == 0:
            return self.rolled_forward(day)
        for _step in range(n):
            day = self.rolled_forward(day + DAY)
        return day

    def working_days_taken(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 if end is not after start.

        For information only: whether something was in time compares dates, never day counts.
        """
        days = (start + DAY * n for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def due_after_receipt(self, received: date, n: int, *, next_working_day: bool = False) -> date:
        """When an answer to something received is due: n working days later.

        With `next_working_day`, receipt on a weekend or holiday counts as receipt on the next
        working day, which gives one day more.
        """
        return self.add_working_days(self.rolled_forward(received) if next_working_day else received, n)

    def add_working_hours(self, received: datetime, hours: int) -> datetime:
        """Local time `hours` later, with days that are no working days left out whole (24-hour days)."""
        return self.add_working_time(received, timedelta(hours=hours))

    def add_working_time(self, received: datetime, allowed: timedelta) -> datetime:
        """The last moment in time, on a clock that stands still for the whole of each non-working day.

        What is received on such a day counts from midnight of the next working day; office hours do not
        count (domain.md section 8, reading A). `received` is local time, whose clocks change on Sundays.
        """
        first = self.rolled_forward(received.date())
        moment = (
            received
            if first == received.date()
            else datetime.combine(first, datetime.min.time(), received.tzinfo)
        )
        days, rest = divmod(allowed, DAY)
        moment += rest
        if moment.date() != first:
            days, moment = days + 1, moment - DAY
        landing = self.add_working_days(first, days) if days else first
        return datetime.combine(landing, moment.timetz())

    def due_date(self, period_end: date, rule: Mapping[str, Any]) -> date:
        """The last day in time for a figure; `rule` is {"working_days": n} or {"calendar_days": n}."""
        (unit, n), *others = rule.items() or [("", None)]
        if others or type(n) is not int or n < 0 or unit not in {"working_days", "calendar_days"}:
            raise CalendarError(
                _("{dict} is not a due rule. Write {{working_days = 20}} or {{calendar_days = 30}}.").format(
                    dict=dict(rule)
                )
            )
        if unit == "calendar_days":
            return period_end + timedelta(days=n)
        return self.add_working_days(period_end, n)

    @property
    def warns_from(self) -> date:
        """The day 12 months before the table ends, from which on somebody must add the next year."""
        return date(self.last_year - 1, 12, 31)


def later_by_the_clock(received: datetime, allowed: timedelta) -> datetime:
    """The moment so many real hours later, nights, weekends and changed clocks included (clock hours)."""
    if received.tzinfo is None:
        raise CalendarError(_("A time without a time zone has no place on the clock."))
    return (received.astimezone(UTC) + allowed).astimezone(LONDON)


def in_time(due: date, completed: date | None) -> bool | None:
    """Whether something was done by its due date; None while it is open. Dates decide, not day counts."""
    return None if completed is None else completed <= due


def is_open_overdue(due: date, completed: date | None, today: date) -> bool:
    """Whether something still open should have been done before today."""
    return completed is None and today > due
