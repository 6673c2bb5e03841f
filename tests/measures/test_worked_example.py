"""The worked example of scoring.md 5.0 by hand, on stored figures: the release 2025-26 Q2 on two days.

Published on 20 October and on 3 November 2025. Due dates are 20 working days after a period's end; the
yearly survey's is 31 July.
"""

from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from measures.models import Measure
from measures.payload.figures import data_status_of
from tests.measures.by_hand import Hand

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = "2025-10-20", "2025-11-03"
SPRING = {"2025-04": 91, "2025-05": 92, "2025-06": 93}
SUMMER = {"2025-07": 94, "2025-08": 95}


@dataclass(frozen=True)
class Branch:
    """What is in (numerators of 100), and where the measure must stand on a day.

    `expected`: state, period that is used, value, have and needed of the asked period.
    """

    name: str
    frequency: str
    figures: dict[str, int]
    on: str
    expected: tuple[str, str | None, object, int, int]
    more: dict[str, object] = field(default_factory=dict)


SURVEY = {"due_working_days": None, "due_calendar_days": 122}  # 31 July
BRANCHES = [
    Branch("a: months pooled", "monthly", {**SPRING, **SUMMER, "2025-09": 99}, OCTOBER,
           ("judged", "2025-26-Q2", 96, 3, 3)),
    Branch("a: 2 of 3 months, the quarter before", "monthly", {**SPRING, **SUMMER}, OCTOBER,
           ("judged", "2025-26-Q1", 92, 2, 3)),
    Branch("a: 2 of 3 months, no whole quarter before", "monthly", {"2025-05": 92, "2025-06": 93, **SUMMER},
           OCTOBER, ("not_due", None, None, 2, 3)),
    Branch("a: September is late", "monthly", {**SPRING, **SUMMER}, NOVEMBER,
           ("overdue", None, None, 2, 3)),
    Branch("a: August is late on 20 October already", "monthly", {**SPRING, "2025-07": 94}, OCTOBER,
           ("overdue", None, None, 1, 3)),
    Branch("a: a stated quarter in place of its months", "monthly", {**SUMMER, "2025-26-Q2": 90}, NOVEMBER,
           ("judged", "2025-26-Q2", 90, 3, 3)),
    Branch("b: the quarter", "quarterly", {"2025-26-Q1": 91, "2025-26-Q2": 96}, OCTOBER,
           ("judged", "2025-26-Q2", 96, 1, 1)),
    Branch("c: not due on 20 October, the quarter before", "quarterly", {"2025-26-Q1": 91}, OCTOBER,
           ("judged", "2025-26-Q1", 91, 0, 1)),
    Branch("c: nothing before", "quarterly", {}, OCTOBER, ("not_due", None, None, 0, 1)),
    Branch("c: only the quarter before, nothing older", "quarterly", {"2024-25-Q4": 91}, OCTOBER,
           ("not_due", None, None, 0, 1)),
    Branch("d: overdue on 3 November, nothing older is used", "quarterly", {"2025-26-Q1": 91}, NOVEMBER,
           ("overdue", None, None, 0, 1)),
    Branch("b: the yearly survey of the year that has ended", "annual", {"2024-25": 80}, OCTOBER,
           ("judged", "2024-25", 80, 1, 1), SURVEY),
    Branch("d: the yearly survey was due on 31 July", "annual", {"2023-24": 80}, OCTOBER,
           ("overdue", None, None, 0, 1), SURVEY),
    Branch("b: half-years", "half_yearly", {"2025-26-H1": 97}, OCTOBER, ("judged", "2025-26-H1", 97, 1, 1)),
    Branch("c: the half-year before", "half_yearly", {"2024-25-H2": 97}, OCTOBER,
           ("judged", "2024-25-H2", 97, 0, 1)),
]  # fmt: skip


@pytest.fixture
def hand() -> Hand:
    return Hand.made()


def measured(hand: Hand, frequency: str, **more: object) -> Measure:
    made = hand.measure("m", frequency=frequency, **more)
    hand.target(made, "2023-04-01", 95, tolerance=2)
    return made


@pytest.mark.parametrize("branch", BRANCHES, ids=lambda branch: branch.name)
def test_branch(hand: Hand, branch: Branch) -> None:
    measure = measured(hand, branch.frequency, **branch.more)
    for period, numerator in branch.figures.items():
        hand.figure(measure, period, (numerator, 100))
    one = hand.one("m", "2025-26-Q2", branch.on)
    assert one.position is not None
    used = one.current.period.key if one.current else None
    value = one.current.value if one.current else None
    found = (one.state, used, value, one.position.have, one.position.needed)
    assert found == branch.expected
    assert data_status_of(one) == _data_status(branch)
    assert one.position.asked.key in ("2025-26-Q2", "2024-25", "2025-26-H1")


def _data_status(branch: Branch) -> str:
    """Of what was asked for: there (the figures here are final), overdue, or not due yet."""
    state, used, _, have, needed = branch.expected
    if state == "overdue":
        return "overdue"
    return "final" if used and have == needed else "not_due"


def test_the_year_that_has_not_ended_is_not_used(hand: Hand) -> None:
    measure = measured(hand, "annual", **SURVEY)
    hand.figure(measure, "2025-26", (99, 100), on="2025-09-01")
    assert hand.one("m", "2025-26-Q2", OCTOBER).state == "overdue"


def test_what_was_decided_after_the_day_is_not_known(hand: Hand) -> None:
    measure = measured(hand, "quarterly")
    hand.figure(measure, "2025-26-Q2", (96, 100), on="2025-10-21")
    assert hand.one("m", "2025-26-Q2", OCTOBER).state == "not_due"
    assert hand.one("m", "2025-26-Q2", "2025-10-21").state == "judged"


def test_a_grade_stands_until_it_is_replaced_or_stale(hand: Hand) -> None:
    """Given in June 2024 and good until 31 August 2025: fresh at the end of Q1, stale at the end of Q2."""
    grade = hand.measure("g", "grade", "annual", grades=["A", "B", "C"], direction="none")
    hand.target(grade, "2023-04-01", grade="B")
    hand.figure(grade, "2024-25", "B", on="2024-06-20", given_on="2024-06-10", review_by="2025-08-31")

    def stood(period: str) -> tuple[str, str]:
        one = hand.one("g", period, OCTOBER)
        return one.state, one.status

    assert stood("2023-24") == ("not_due", "not_judged"), "before it was given; history is never overdue"
    assert stood("2025-26-Q1") == ("judged", "met")
    assert stood("2025-26-Q2") == ("stale", "not_judged")


def test_nothing_to_measure_and_no_target(hand: Hand) -> None:
    measure = hand.measure("m", frequency="quarterly")
    hand.figure(measure, "2025-26-Q2", (96, 100))
    assert hand.one("m", "2025-26-Q2", OCTOBER).state == "no_target"
    hand.figure(measure, "2025-26-Q2", (0, 0))
    assert hand.one("m", "2025-26-Q2", OCTOBER).state == "not_applicable"


def test_the_promise_sees_each_branch_once(hand: Hand) -> None:
    """Judged 1, overdue 1, not due 1, by hand: 1 of 2 due is under two thirds, so it cannot be judged yet."""
    made = {}
    for slug in ("in", "late", "soon"):
        made[slug] = hand.measure(slug, frequency="quarterly")
        hand.target(made[slug], "2023-04-01", 95)
    hand.figure(made["in"], "2025-26-Q2", (96, 100))
    Measure.objects.filter(slug="soon").update(due_working_days=100)
    hand.promise("p", *made.values())
    _, score = hand.at("2025-26-Q2", NOVEMBER).promises["p"]
    assert (score.judged, score.due, score.left_out, score.status) == (1, 2, 1, "insufficient_data")
    assert score.coverage == Fraction(1, 2)
