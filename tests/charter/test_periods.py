"""Periods: read, written, named, moved and divided."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.periods import KIND_OF_FREQUENCY, MONTHS_IN, Period, PeriodError, periods_between

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2060, 12, 31))
KINDS = st.sampled_from(sorted(MONTHS_IN))
MONTHS = st.integers(1, 12)


@pytest.mark.parametrize(
    ("text", "key", "label", "first", "last"),
    [
        ("2025-04", "2025-04", "April 2025", "2025-04-01", "2025-04-30"),
        ("2024-02", "2024-02", "February 2024", "2024-02-01", "2024-02-29"),
        ("2025-26-Q1", "2025-26-Q1", "April to June 2025", "2025-04-01", "2025-06-30"),
        ("2025/26-q4", "2025-26-Q4", "January to March 2026", "2026-01-01", "2026-03-31"),
        ("2025-26-H2", "2025-26-H2", "October 2025 to March 2026", "2025-10-01", "2026-03-31"),
        (" 2025/26 ", "2025-26", "April 2025 to March 2026", "2025-04-01", "2026-03-31"),
        ("2099-00", "2099-00", "April 2099 to March 2100", "2099-04-01", "2100-03-31"),
        ("2011-12", "2011-12", "December 2011", "2011-12-01", "2011-12-31"),
        ("2011/12", "2011-12", "April 2011 to March 2012", "2011-04-01", "2012-03-31"),
    ],
)
def test_what_is_read(text: str, key: str, label: str, first: str, last: str) -> None:
    period = Period.parse(text)
    assert (period.key, period.label) == (key, label)
    assert (period.start.isoformat(), period.end.isoformat()) == (first, last)
    assert (str(period), period.slug) == (key, key.lower())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a period. Write a month as 2025-04"),
        ("2025", "a year as 2025-26"),
        ("2025-13", "The year after 2025 ends in 26: write 2025-26"),
        ("2025-27", "The year after 2025 ends in 26"),
        ("2025-26-Q5", "does not exist"),
        ("2025-26-Q0", "does not exist"),
        ("2025-26-H3", "does not exist"),
        ("0000-01", "is not a period"),
        ("9999-00", "is not a period"),
        ("April 2025", "is not a period"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(PeriodError, match=message):
        Period.parse(text)


def test_a_year_that_starts_in_january_has_one_number() -> None:
    year = Period.parse("2025", 1)
    assert (year.key, year.end) == ("2025", date(2025, 12, 31))
    assert Period.parse("2025-Q4", 1).label == "October to December 2025"
    with pytest.raises(PeriodError, match="a quarter as 2025-Q1"):
        Period.parse("2025-26", 1)


def test_a_year_that_starts_in_another_month() -> None:
    assert Period.parse("2025-26-Q1", 10).label == "October to December 2025"
    assert Period.containing(date(2025, 9, 30), "year", 10).key == "2024-25"


def test_neighbours_and_parts() -> None:
    quarter = Period.parse("2025-26-Q1")
    assert (quarter.previous().key, quarter.next().key) == ("2024-25-Q4", "2025-26-Q2")
    assert [part.key for part in quarter.parts("month")] == ["2025-04", "2025-05", "2025-06"]
    assert quarter.parts("quarter") == (quarter,)
    assert quarter.financial_year.key == "2025-26"
    assert [part.key for part in Period.parse("2025-26").parts("half_year")] == ["2025-26-H1", "2025-26-H2"]
    with pytest.raises(PeriodError, match="shorter than a half-year"):
        quarter.parts("half_year")
    with pytest.raises(PeriodError, match="not a kind"):
        quarter.parts("week")


def test_what_lies_inside() -> None:
    quarter = Period.parse("2025-26-Q1")
    assert quarter.contains(Period.parse("2025-05"))
    assert not quarter.contains(Period.parse("2025-26"))
    assert quarter.contains(date(2025, 6, 30))
    assert not quarter.contains(date(2025, 7, 1))


def test_between() -> None:
    first, last = Period.parse("2025-03"), Period.parse("2025-05")
    assert [period.key for period in periods_between(first, last)] == ["2025-03", "2025-04", "2025-05"]
    assert periods_between(last, first) == ()
    with pytest.raises(PeriodError, match="same kind"):
        periods_between(first, Period.parse("2025-26"))


def test_every_frequency_has_a_kind() -> None:
    assert set(KIND_OF_FREQUENCY.values()) == set(MONTHS_IN)


@given(DAYS, KINDS, MONTHS)
def test_a_period_holds_its_day_and_is_written_so_that_it_is_read_again(
    day: date, kind: str, starts: int
) -> None:
    period = Period.containing(day, kind, starts)
    assert period.start <= day <= period.end
    assert Period.parse(period.key, starts) == period
    assert period.next().previous() == period
    assert period.next().start == period.end + timedelta(days=1)


@given(DAYS, KINDS, KINDS, MONTHS)
def test_parts_fill_a_period_without_gap(day: date, longer: str, shorter: str, starts: int) -> None:
    period = Period.containing(day, longer, starts)
    if MONTHS_IN[shorter] > MONTHS_IN[longer]:  # type: ignore[index]
        return
    parts = period.parts(shorter)
    assert (parts[0].start, parts[-1].end) == (period.start, period.end)
    assert all(period.contains(part) for part in parts)
    assert len(parts) == MONTHS_IN[longer] // MONTHS_IN[shorter]  # type: ignore[index]
