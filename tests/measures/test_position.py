"""Position at a date: the worked example of scoring.md 5.0 in all its branches, and what lies around it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from charter.periods import Period
from charter.working_time import Calendar, CalendarError
from measures.position import (
    GradeGiven,
    Held,
    Position,
    Reporting,
    grade_at,
    missing_parts,
    parts_of,
    position_at,
)

DATA = Path(__file__).resolve().parents[1] / "data" / "bank_holidays_england_wales.csv"
CALENDAR = Calendar.of(
    date.fromisoformat(line.split(",")[0]) for line in DATA.read_text(encoding="utf-8").splitlines()[1:]
)
TWENTY = {"working_days": 20}
Q2 = Period.parse("2025-26-Q2")
OCTOBER_20, NOVEMBER_3 = date(2025, 10, 20), date(2025, 11, 3)


def reporting(
    frequency: str, due: dict[str, int] | None = None, answers_from: date | None = None
) -> Reporting:
    return Reporting(frequency, due or TWENTY, CALENDAR, answers_from)


def held(*keys: str, days: int = 5) -> list[Held]:
    return [Held(Period.parse(key), Period.parse(key).end + timedelta(days=days)) for key in keys]


def at(frequency: str, *keys: str, cutoff: date = OCTOBER_20, due: dict[str, int] | None = None) -> Position:
    return position_at(reporting(frequency, due), held(*keys), Q2, cutoff)


def said(position: Position) -> tuple[str, str | None, int, int]:
    used = position.period.key if position.period else None
    return position.state, used, position.have, position.needed


def test_a_monthly_measure_is_pooled_over_the_quarter() -> None:
    found = at("monthly", "2025-07", "2025-08", "2025-09")
    assert said(found) == ("judged", "2025-26-Q2", 3, 3)
    assert (found.how, [part.key for part in found.parts]) == ("rolled_up", ["2025-07", "2025-08", "2025-09"])
    assert not found.is_earlier


def test_a_quarterly_measure_is_that_quarter() -> None:
    assert said(at("quarterly", "2025-26-Q1", "2025-26-Q2")) == ("judged", "2025-26-Q2", 1, 1)


SURVEY_DUE = {"calendar_days": 122}  # 31 July


def test_a_yearly_survey_is_the_year_that_has_ended() -> None:
    found = at("annual", "2024-25", due=SURVEY_DUE)
    assert (found.state, found.period, found.how) == ("judged", Period.parse("2024-25"), "own")
    assert said(at("annual", due=SURVEY_DUE)) == ("overdue", None, 0, 1)
    assert at("annual", due=SURVEY_DUE).due == date(2025, 7, 31)
    assert at("annual", "2023-24", due=SURVEY_DUE).state == "overdue", "nothing older is used"


def test_a_year_that_has_not_ended_is_not_used() -> None:
    early = [Held(Period.parse("2025-26"), date(2025, 9, 1))]
    found = position_at(reporting("annual", SURVEY_DUE), early, Q2, OCTOBER_20)
    assert (found.state, found.asked.key) == ("overdue", "2024-25")


def test_on_20_october_the_quarter_is_not_due_and_the_one_before_is_used() -> None:
    found = at("quarterly", "2025-26-Q1")
    assert said(found) == ("judged", "2025-26-Q1", 0, 1)
    assert (found.is_earlier, found.asked, found.due) == (True, Q2, date(2025, 10, 28))
    assert said(at("quarterly")) == ("not_due", None, 0, 1)
    assert said(at("quarterly", "2024-25-Q4")) == ("not_due", None, 0, 1), "only the one before"


def test_on_the_due_day_it_is_not_overdue_and_on_the_next_it_is() -> None:
    assert at("quarterly", cutoff=date(2025, 10, 28)).state == "not_due"
    assert at("quarterly", cutoff=date(2025, 10, 29)).state == "overdue"


def test_on_3_november_it_is_overdue() -> None:
    found = at("quarterly", "2025-26-Q1", cutoff=NOVEMBER_3)
    assert (found.state, found.period, found.due) == ("overdue", None, date(2025, 10, 28))


def test_two_of_three_months_are_shown_and_the_quarter_before_is_judged() -> None:
    first_quarter = ("2025-04", "2025-05", "2025-06")
    found = at("monthly", *first_quarter, "2025-07", "2025-08")
    assert said(found) == ("judged", "2025-26-Q1", 2, 3)
    assert [part.key for part in found.parts] == list(first_quarter)
    assert said(at("monthly", *first_quarter[:2], "2025-07", "2025-08")) == ("not_due", None, 2, 3)


def test_a_month_that_is_overdue_makes_the_quarter_overdue() -> None:
    found = at("monthly", "2025-04", "2025-05", "2025-06", "2025-07", "2025-09")
    assert said(found) == ("overdue", None, 2, 3)
    assert found.due == date(2025, 9, 26), "August's"


def test_a_stated_quarter_needs_no_months() -> None:
    found = at("monthly", "2025-26-Q2")
    assert (found.state, found.how, found.parts) == ("judged", "stated", (Q2,))
    earlier = at("monthly", "2025-26-Q1")
    assert (earlier.state, earlier.how) == ("overdue", None), "July and August are overdue on 20 October"
    assert position_at(reporting("monthly"), held("2025-26-Q1"), Q2, date(2025, 8, 1)).how == "stated"


def test_what_was_submitted_after_the_cutoff_is_not_known() -> None:
    late = [Held(Q2, date(2025, 10, 21))]
    assert position_at(reporting("quarterly"), late, Q2, OCTOBER_20).state == "not_due"
    assert position_at(reporting("quarterly"), late, Q2, date(2025, 10, 21)).state == "judged"


def test_a_longer_frequency_in_a_month() -> None:
    august = Period.parse("2025-08")
    found = position_at(reporting("quarterly"), held("2025-26-Q1"), august, date(2025, 9, 20))
    assert (found.state, found.period.key if found.period else "") == ("judged", "2025-26-Q1")


def test_history_is_never_overdue() -> None:
    answers_from = date(2025, 10, 1)
    found = position_at(reporting("quarterly", answers_from=answers_from), [], Q2, NOVEMBER_3)
    assert found.state == "not_due"
    long_ago = Period.parse("2017-18-Q2")
    assert (
        position_at(reporting("quarterly", answers_from=answers_from), [], long_ago, NOVEMBER_3).due is None
    )


def test_beyond_the_calendar_we_refuse() -> None:
    with pytest.raises(CalendarError):
        position_at(reporting("quarterly"), [], Period.parse("2028-29-Q3"), date(2029, 1, 10))


def test_stated_quarters_stand_in_for_their_months() -> None:
    year = Period.parse("2025-26")
    months = [month.key for month in year.parts("month")]
    known = {Period.parse(key) for key in ["2025-26-Q1", *months[3:]]}
    assert [part.key for part in parts_of(year, "month", known)] == ["2025-26-Q1", *months[3:]]
    assert missing_parts(year, "month", known) == ()
    every = {Period.parse(key) for key in ["2025-26-Q1", "2025-26-H2", *months]}
    assert [part.key for part in parts_of(year, "month", every)] == months, "months that are all there win"
    halves = {Period.parse(key) for key in ["2025-26-H1", "2025-26-Q3"]}
    assert [part.key for part in parts_of(year, "quarter", halves)] == ["2025-26-H1", "2025-26-Q3"]
    assert [part.key for part in missing_parts(year, "quarter", halves)] == ["2025-26-Q4"]
    assert missing_parts(year, "half_year", halves) == (Period.parse("2025-26-H2"),)


def test_the_grade_that_stands() -> None:
    first = GradeGiven("C2", date(2024, 5, 1), date(2024, 5, 2), review_by=date(2025, 5, 1))
    second = GradeGiven("C1", date(2025, 4, 1), date(2025, 6, 1))
    assert grade_at([first, second], date(2025, 4, 30), date(2025, 5, 20)) == first, "not known yet"
    assert grade_at([first, second], date(2025, 4, 30), date(2025, 6, 1)) == second
    assert grade_at([second], date(2025, 3, 31), date(2025, 6, 1)) is None
    assert first.is_stale(date(2025, 5, 1))
    assert not first.is_stale(date(2025, 4, 30))
    assert not second.is_stale(date(2030, 1, 1))
