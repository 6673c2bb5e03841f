"""The damp reports of the demonstration, as a case file (design, section 6).

Pure and fixed: three years of invented reports, the same bytes on every machine and every day. Each quarter
is drawn to a plan: how many visits fell due, and how many of them came late.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from functools import cache
from itertools import count

from charter.periods import Period
from charter.seed import CALENDAR
from charter.working_time import Calendar

MEASURE = "damp-visits"
LIMIT = 10  # working days, as the charter file says
# Visits that fell due, and those that came late; from October 2025 there is a target of 95%.
QUARTERS = {
    "2023-24-Q3": (52, 11),
    "2023-24-Q4": (68, 15),
    "2024-25-Q1": (41, 8),
    "2024-25-Q2": (19, 3),
    "2024-25-Q3": (54, 8),
    "2024-25-Q4": (66, 9),
    "2025-26-Q1": (39, 4),
    "2025-26-Q2": (22, 2),
    "2025-26-Q3": (58, 4),
    "2025-26-Q4": (71, 5),
    "2026-27-Q1": (37, 1),
    "2026-27-Q2": (20, 1),
}
STILL_OPEN = "2026-27-Q2"  # its late visit has not happened yet
# Reported in the last days, with the visit due after the last quarter's end; nobody has been yet.
NOT_DUE = ("2026-09-21", "2026-09-23", "2026-09-24", "2026-09-28", "2026-09-29")
AREAS = ("alder-vale", "brookside", "castle-hill", "alder-vale", "millfield", "brookside", "castle-hill")
PAUSED_EVERY, PAUSED_DAYS = 17, 3  # the tenant was away
EXTENDED_EVERY, EXTENDED_DAYS = 29, 5  # agreed with the tenant


@dataclass(frozen=True)
class CaseRow:
    """A row of a case file; the field names are its headings."""

    reference: str
    segment: str
    received: str
    closed: str = ""
    outcome: str = ""
    extension_days: int = 0
    paused_days: int = 0


@cache
def _calendar() -> Calendar:
    with CALENDAR.open(encoding="utf-8", newline="") as lines:
        return Calendar.of(date.fromisoformat(row["date"]) for row in csv.DictReader(lines))


def damp_visits() -> tuple[CaseRow, ...]:
    """Every report, by the day it came in."""
    numbers = count(1)
    rows = [row for key in QUARTERS for row in _quarter(key, numbers)]
    for received in NOT_DUE:
        number = next(numbers)
        rows.append(CaseRow(_reference(received, number), AREAS[number % len(AREAS)], received))
    return tuple(sorted(rows, key=lambda row: (row.received, row.reference)))


def _quarter(key: str, numbers: "count[int]") -> Iterator[CaseRow]:
    """The reports whose visit fell due in a quarter, spread over its days, the late ones among them."""
    visits, late = QUARTERS[key]
    quarter = Period.parse(key)
    last = (quarter.end - quarter.start).days
    for place in range(visits):
        number = next(numbers)
        is_late = (place + 1) * late // visits > place * late // visits
        due = quarter.start + timedelta(days=place * last // visits)
        yield _case(number, due, quarter, is_late=is_late, still_open=is_late and key == STILL_OPEN)


def _case(number: int, about: date, quarter: Period, *, is_late: bool, still_open: bool) -> CaseRow:
    calendar = _calendar()
    extra_days = 0 if is_late or number % EXTENDED_EVERY else EXTENDED_DAYS
    paused = 0 if is_late or number % PAUSED_EVERY else PAUSED_DAYS
    allowed = LIMIT + extra_days + paused
    received = about - timedelta(days=allowed * 7 // 5)
    due = calendar.add_working_days(received, allowed)
    while due < quarter.start:
        received += timedelta(days=1)
        due = calendar.add_working_days(received, allowed)
    while due > quarter.end:
        received -= timedelta(days=1)
        due = calendar.add_working_days(received, allowed)
    visited = calendar.rolled_forward(due + timedelta(days=1 + number % 6))
    if not is_late:
        visited = calendar.add_working_days(received, 2 + number % (allowed - 1))
    return CaseRow(
        reference=_reference(received.isoformat(), number),
        segment=AREAS[number % len(AREAS)],
        received=received.isoformat(),
        closed="" if still_open else visited.isoformat(),
        outcome="" if still_open else "done",
        extension_days=extra_days,
        paused_days=paused,
    )


def _reference(received: str, number: int) -> str:
    return f"DM-{received[2:4]}{received[5:7]}-{number:04}"


def written() -> str:
    """The whole file as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(CaseRow))
    writer.writerows(astuple(row) for row in damp_visits())
    return text.getvalue()
