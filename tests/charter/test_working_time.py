"""Working days from the table of bank holidays; a rule-based library is the judge of the counting."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.working_time import LONDON, Calendar, CalendarError, in_time, is_open_overdue, local_date

DATA = Path(__file__).resolve().parents[1] / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CALENDAR = Calendar.of(date.fromisoformat(row["date"]) for row in rows("bank_holidays_england_wales.csv"))
DAYS = st.dates(min_value=date(2019, 1, 1), max_value=date(2028, 10, 31))


@pytest.mark.parametrize("row", rows("working_days_test_vectors.csv"), ids=lambda row: row["why"])
def test_working_days(row: dict[str, str]) -> None:
    start = date.fromisoformat(row["start_date_day_zero"])
    assert CALENDAR.add_working_days(start, int(row["working_days"])).isoformat() == row["due_date"]


@pytest.mark.parametrize("row", rows("working_24_hours_test_vectors.csv"), ids=lambda row: row["why"])
def test_twenty_four_working_hours(row: dict[str, str]) -> None:
    received = datetime.fromisoformat(row["received_local_time"]).replace(tzinfo=LONDON)
    deadline = CALENDAR.add_working_hours(received, 24)
    assert deadline.strftime("%Y-%m-%dT%H:%M") == row["deadline_local_time"]


def test_hours_that_run_past_midnight() -> None:
    friday = datetime(2026, 1, 9, 20, tzinfo=LONDON)
    assert CALENDAR.add_working_hours(friday, 30) == datetime(2026, 1, 13, 2, tzinfo=LONDON)
    assert CALENDAR.add_working_hours(friday, 2) == datetime(2026, 1, 9, 22, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("rule", "due"), [({"working_days": 20}, "2026-07-28"), ({"calendar_days": 31}, "2026-07-31")]
)
def test_due_dates(rule: dict[str, int], due: str) -> None:
    assert CALENDAR.due_date(date(2026, 6, 30), rule).isoformat() == due


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"working_days": -1},
        {"working_days": "20"},
        {"working_days": True},
        {"weeks": 2},
        {"working_days": 1, "calendar_days": 1},
    ],
)
def test_rules_that_cannot_be_used(rule: dict[str, object]) -> None:
    with pytest.raises(CalendarError, match="is not a due rule"):
        CALENDAR.due_date(date(2026, 6, 30), rule)


def test_beyond_the_table_we_refuse_and_do_not_guess() -> None:
    with pytest.raises(CalendarError, match="covers 2019 to 2028"):
        CALENDAR.add_working_days(date(2028, 12, 22), 10)
    with pytest.raises(CalendarError, match="2018-12-31 is outside"):
        CALENDAR.is_working_day(date(2018, 12, 31))
    with pytest.raises(CalendarError, match="empty"):
        Calendar.of([])
    with pytest.raises(CalendarError, match="0 or more"):
        CALENDAR.add_working_days(date(2026, 1, 5), -1)


def test_dates_decide_and_not_day_counts() -> None:
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    start = date(2026, 11, 13)
    assert CALENDAR.working_days_taken(start, friday) == CALENDAR.working_days_taken(start, saturday) == 5
    assert in_time(friday, friday) is True
    assert in_time(friday, saturday) is False
    assert in_time(friday, None) is None
    assert is_open_overdue(friday, None, saturday) is True
    assert is_open_overdue(friday, None, friday) is False
    assert is_open_overdue(friday, friday, saturday) is False


def test_receipt_on_a_weekend() -> None:
    saturday = date(2026, 11, 21)
    assert CALENDAR.due_after_receipt(saturday, 5) == date(2026, 11, 27)
    assert CALENDAR.due_after_receipt(saturday, 5, next_working_day=True) == date(2026, 11, 30)


def test_the_day_of_an_instant_is_londons() -> None:
    assert local_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    with pytest.raises(CalendarError, match="time zone"):
        local_date(datetime(2026, 7, 1))


@given(DAYS, st.integers(1, 30))
def test_adding_and_counting_agree(day: date, n: int) -> None:
    due = CALENDAR.add_working_days(day, n)
    assert CALENDAR.is_working_day(due)
    assert CALENDAR.working_days_taken(day, due) == n
    assert CALENDAR.add_working_days(day, n + 1) > due


@pytest.mark.slow
def test_another_library_counts_the_same_working_days() -> None:
    judge = holidays.UnitedKingdom(subdiv="ENG", years=range(2019, 2029))
    day = date(2019, 1, 1)
    while day.year < 2029:
        assert CALENDAR.is_working_day(day) == (day.weekday() < 5 and day not in judge), day
        day += timedelta(days=1)
