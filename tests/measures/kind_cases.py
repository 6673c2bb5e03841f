"""Runs the cases of `tests/data/kind_cases.json`: rules that the vector files have no list for."""

from datetime import datetime
from fractions import Fraction

from charter.numbers import fixed, plain
from charter.working_time import Calendar
from measures.scoring import (
    EditionDue,
    Figure,
    Outcome,
    Part,
    judge_editions,
    judge_grade,
    judge_milestone,
    members_met,
    roll_up,
)
from tests.measures.vector_tools import Adapter, Case, compare, day


def _figure(pair: list[int] | None) -> Figure | None:
    return None if pair is None else Figure(Fraction(pair[0]), Fraction(pair[1]))


def pooling(case: Case, calendar: Calendar) -> None:
    found = roll_up(
        [Part(_figure(pair)) for pair in case["input"]["parts"]],
        kind="percentage",
        accumulation="total",
        per=Fraction(100),
        rule_at_end=None,
        stated=_figure(case["input"]["stated"]),
        decimals=1,
    )
    assert found.figure is not None
    computed = {
        "numerator": found.figure.numerator,
        "denominator": found.figure.denominator,
        "value": plain(found.value),
        "have": found.have,
        "needed": found.needed,
        "complete": found.complete,
        "differs": found.differs,
    }
    compare(case["expected"], computed)


def _outcome(case: Case, found: Outcome) -> None:
    compare(case["expected"], vars(found))


def publication(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    due, cutoff = day(given["due"]), day(given["cutoff"])
    assert due is not None
    assert cutoff is not None
    _outcome(case, judge_editions([EditionDue(due, day(given["published"]))], cutoff=cutoff))


def milestone(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    at, cutoff = day(given["at"]), day(given["cutoff"])
    assert at is not None
    assert cutoff is not None
    found = judge_milestone(day(given["expected_by"]), day(given["done"]), [], at=at, cutoff=cutoff)
    _outcome(case, found)


def grade(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    _outcome(case, judge_grade(given["grades"], given["grade"], given["least"]))


def composite(case: Case, calendar: Calendar) -> None:
    found = members_met([(state, status) for state, status in case["input"]["members"]])
    computed = {
        "met": found.met,
        "judged": found.judged,
        "due": found.due,
        "enough": found.enough,
        "value": fixed(Fraction(100 * found.met, found.judged), 1),
    }
    compare(case["expected"], computed)


def hours(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    found = calendar.add_working_hours(datetime.fromisoformat(given["received"]), given["hours"])
    compare({"expected": case["expected"]}, {"expected": found.isoformat(timespec="minutes")})


ADAPTERS: dict[str, Adapter] = {
    "pooling": pooling,
    "publication": publication,
    "milestone": milestone,
    "grade": grade,
    "composite": composite,
    "hours": hours,
}
