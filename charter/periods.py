"""Months, quarters, half-years and years, and how they are written.

A financial year starts in April unless the charter says otherwise (`year_starts`, a month number).
Written: 2025-04 (month), 2025-26-Q1, 2025-26-H1, 2025-26; 2025/26 is read too. 2011-12
is December 2011: write 2011/12 for that year. Where the year
starts in January it is written 2025, its quarters 2025-Q1.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from django.utils.translation import gettext as _

from charter.languages.formats import month_and_year, month_of

Kind = Literal["month", "quarter", "half_year", "year"]

KIND_OF_FREQUENCY: dict[str, Kind] = {
    "monthly": "month",
    "quarterly": "quarter",
    "half_yearly": "half_year",
    "annual": "year",
}
MONTHS_IN: dict[Kind, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}

YEARS = range(1900, 2200)

_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")
_YEARLY = re.compile(r"(?P<year>[0-9]{4})(?:[-/](?P<to>[0-9]{2}))?(?:-(?P<part>[QH])(?P<number>[0-9]))?")


class PeriodError(ValueError):
    """A period that cannot be read or does not exist; the message says what to write."""


@dataclass(frozen=True, order=True)
class Period:
    """A month, quarter, half-year or year. `end` is its last day."""

    start: date
    end: date
    kind: Kind
    key: str
    year_starts: int = field(default=4, compare=False, repr=False)

    def __hash__(self) -> int:
        # The key alone tells two periods apart; its hash is kept by the string.
        return hash(self.key)

    @classmethod
    def parse(cls, text: str, year_starts: int = 4) -> "Period":
        """The period written in `text`; PeriodError with a sentence if there is none such."""
        written = text.strip().upper()
        month = _MONTH.fullmatch(written)
        if month and 1 <= int(month["month"]) <= 12 and int(month["year"]) in YEARS:
            return _period(_first(int(month["year"]), int(month["month"])), "month", year_starts)
        yearly = _YEARLY.fullmatch(written)
        if yearly is None or int(yearly["year"]) not in YEARS:
            raise _unreadable(text, year_starts)
        return _parse_yearly(text, yearly, year_starts)

    @classmethod
    def containing(cls, day: date, kind: str, year_starts: int = 4) -> "Period":
        """The period of this kind that `day` falls in."""
        if kind not in MONTHS_IN:
            raise PeriodError(f"“{kind}” is not a kind of period. It is month, quarter, half_year or year.")
        return _containing(day.year, day.month, kind, year_starts)

    @property
    def label(self) -> str:
        """The period for people, such as "April to June 2025"."""
        return months_between(self.start, self.end)

    @property
    def slug(self) -> str:
        """The key in lower case, as in addresses."""
        return self.key.lower()

    @property
    def months(self) -> int:
        """How many months long."""
        return MONTHS_IN[self.kind]

    @property
    def financial_year(self) -> "Period":
        """The year that this period lies in."""
        return Period.containing(self.start, "year", self.year_starts)

    def previous(self) -> "Period":
        """The period of the same kind just before."""
        return _period(_months_later(self.start, -self.months), self.kind, self.year_starts)

    def next(self) -> "Period":
        """The period of the same kind just after."""
        return _period(_months_later(self.start, self.months), self.kind, self.year_starts)

    def parts(self, kind: str) -> tuple["Period", ...]:
        """The shorter periods of this kind that make up this one, in order; itself for its own kind.

        PeriodError if `kind` is longer than this period.
        """
        return _parts(self, kind, self.year_starts)

    def contains(self, other: "Period | date") -> bool:
        """Whether the other period, or day, lies wholly inside this one."""
        first, last = (other.start, other.end) if isinstance(other, Period) else (other, other)
        return self.start <= first and last <= self.end

    def __str__(self) -> str:
        return self.key


def months_between(start: date, end: date) -> str:
    """The months from one day to another for people, such as "April to June 2025" or "June 2025"."""
    last = month_and_year(end)
    if (start.year, start.month) == (end.year, end.month):
        return last
    first = month_of(start) if start.year == end.year else month_and_year(start)
    return _("{first} to {last}").format(first=first, last=last)


def periods_between(first: Period, last: Period) -> tuple[Period, ...]:
    """Every period of one kind from `first` to `last`, both included; empty if last is before first."""
    if first.kind != last.kind:
        raise PeriodError(f"{first.key} and {last.key} are not the same kind of period.")
    return _between(first, last, first.year_starts)


@lru_cache(maxsize=4096)
def _between(first: Period, last: Period, year_starts: int) -> tuple[Period, ...]:
    # The same month in two calendars is equal, so the year's first month is part of what is kept.
    found = []
    while first <= last:
        found.append(first)
        first = first.next()
    return tuple(found)


@lru_cache(maxsize=4096)
def _parts(period: Period, kind: str, year_starts: int) -> tuple[Period, ...]:
    first = Period.containing(period.start, kind, year_starts)
    if first.months > period.months:
        raise PeriodError(f"{period.label} is shorter than a {kind.replace('_', '-')}.")
    return periods_between(first, Period.containing(period.end, kind, year_starts))


@lru_cache(maxsize=16384)
def _containing(year: int, month: int, kind: Kind, year_starts: int) -> Period:
    into_year = (month - year_starts) % 12
    return _period(_months_later(_first(year, month), -(into_year % MONTHS_IN[kind])), kind, year_starts)


def _parse_yearly(text: str, found: re.Match[str], year_starts: int) -> Period:
    year = int(found["year"])
    if (year_starts == 1) == (found["to"] is not None):
        raise _unreadable(text, year_starts)
    if found["to"] is not None and int(found["to"]) != (year + 1) % 100:
        after = f"{(year + 1) % 100:02d}"
        raise PeriodError(
            f"“{text}” is not a period. The year after {year} ends in {after}: write {year}-{after}."
        )
    start = _first(year, year_starts)
    if found["part"] is None:
        return _period(start, "year", year_starts)
    kind: Kind = "quarter" if found["part"] == "Q" else "half_year"
    number = int(found["number"])
    if not 1 <= number <= 12 // MONTHS_IN[kind]:
        raise PeriodError(f"“{text}” does not exist. A year has quarters Q1 to Q4 and half-years H1 and H2.")
    return _period(_months_later(start, (number - 1) * MONTHS_IN[kind]), kind, year_starts)


def _unreadable(text: str, year_starts: int) -> PeriodError:
    year = "2025" if year_starts == 1 else "2025-26"
    return PeriodError(
        f"“{text}” is not a period. Write a month as 2025-04, a quarter as {year}-Q1, "
        f"a half-year as {year}-H1, a year as {year}."
    )


def _first(year: int, month: int) -> date:
    return date(year, month, 1)


def _months_later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    if not 12 <= count < 9999 * 12:
        raise PeriodError("The period lies outside the calendar.")
    return _first(count // 12, count % 12 + 1)


@lru_cache(maxsize=16384)
def _period(start: date, kind: Kind, year_starts: int) -> Period:
    last_month = _months_later(start, MONTHS_IN[kind] - 1)
    end = last_month.replace(day=monthrange(last_month.year, last_month.month)[1])
    return Period(start, end, kind, _key(start, kind, year_starts), year_starts)


def _key(start: date, kind: Kind, year_starts: int) -> str:
    if kind == "month":
        return f"{start.year:04d}-{start.month:02d}"
    into_year = (start.month - year_starts) % 12
    year = _months_later(start, -into_year).year
    written = f"{year:04d}" if year_starts == 1 else f"{year:04d}-{(year + 1) % 100:02d}"
    if kind == "year":
        return written
    return f"{written}-{'Q' if kind == 'quarter' else 'H'}{into_year // MONTHS_IN[kind] + 1}"
