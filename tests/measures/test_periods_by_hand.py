"""Periods by hand: snapshots, means, running totals, the year so far, half-years, other financial years."""

from fractions import Fraction

import pytest
from django.test import Client

from charter.periods import Period
from measures import presenters
from measures.actions.releases import publish_release
from measures.models import Measure, Result
from measures.querysets.inbox import line_for
from measures.standing import PeriodFigure
from tests.measures.by_hand import Hand, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def hand() -> Hand:
    return Hand.made()


def over(hand: Hand, period: str, on: str = "2026-06-30", slug: str = "m") -> PeriodFigure:
    figure = hand.one(slug, period, on).current
    assert figure is not None
    return figure


def given(hand: Hand, measure: Measure, figures: dict[str, object], **more: object) -> None:
    for period, numbers in figures.items():
        hand.figure(measure, period, numbers, **more)


QUARTERS = {"kind": "count", "frequency": "quarterly"}
SNAPSHOT = {"accumulation": "latest"}
# kind, keys of the measure, figures, the period asked for, its value
ROLLED = [
    ("percentage", {}, {"2025-04": (90, 100), "2025-05": (15, 20), "2025-06": (30, 40)}, "2025-26-Q1",
     Fraction(13500, 160)),
    ("percentage", SNAPSHOT, {"2025-04": (90, 100), "2025-05": (15, 20), "2025-06": (30, 40)},
     "2025-26-Q1", 75),
    ("percentage", SNAPSHOT, {"2025-04": 90, "2025-05": 80, "2025-06": 70}, "2025-26-Q1", 70),
    ("count", {"accumulation": "latest"}, {"2025-04": 10, "2025-05": 20, "2025-06": 40}, "2025-26-Q1", 40),
    ("count", {}, {"2025-04": 10, "2025-05": 20, "2025-06": 40}, "2025-26-Q1", 70),
    ("money", {"accumulation": "mean"}, {"2025-04": 10, "2025-05": 20, "2025-06": 40}, "2025-26-Q1",
     Fraction(70, 3)),
    # 3 × 30 for the stated quarter, then nine months of 50: 540 over 12 months.
    ("count", {"accumulation": "mean"}, {"2025-26-Q1": 30, **{f"2025-{m:02d}": 50 for m in range(7, 13)},
     **{f"2026-{m:02d}": 50 for m in (1, 2, 3)}}, "2025-26", 45),
    ("duration", {"accumulation": "latest"}, {"2025-04": 5, "2025-05": 6, "2025-06": 7}, "2025-26-Q1", 7),
    ("average", {}, {"2025-04": (50, 10), "2025-05": (90, 10), "2025-06": (10, 20)}, "2025-26-Q1",
     Fraction(15, 4)),
    ("rate", {"per": 1000}, {"2025-04": (2, 4000), "2025-05": (3, 4000), "2025-06": (4, 4000)}, "2025-26-Q1",
     Fraction(3, 4)),
    ("satisfaction", {}, {"2025-04": (5, 10), "2025-05": (8, 10), "2025-06": (20, 20)}, "2025-26-Q1",
     Fraction(3300, 40)),
    ("count", {"cumulative": True}, {"2025-04": 10, "2025-05": 25, "2025-06": 45}, "2025-26-Q1", 45),
    ("percentage", {"rolling_months": 12}, {"2025-04": (90, 100), "2025-05": (80, 100), "2025-06": (70, 100)},
     "2025-26-Q1", 70),
    ("count", {"frequency": "quarterly"}, {"2025-26-Q1": 10, "2025-26-Q2": 20}, "2025-26-H1", 30),
    ("count", {}, {f"2025-{m:02d}": m for m in range(4, 10)}, "2025-26-H1", 39),
    ("count", {"frequency": "half_yearly"}, {"2025-26-H1": 10, "2025-26-H2": 20}, "2025-26", 30),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "keys", "figures", "period", "value"), ROLLED)
def test_longer_periods(
    hand: Hand, kind: str, keys: dict[str, object], figures: dict[str, object], period: str, value: object
) -> None:
    measure = hand.measure("m", kind, **{"frequency": "monthly"} | keys)
    given(hand, measure, figures)
    assert over(hand, period).value == value


def test_a_snapshot_and_a_running_total_are_judged_by_the_target_at_the_end(hand: Hand) -> None:
    for slug, kind, keys in (
        ("snap", "percentage", {"accumulation": "latest"}),
        ("run", "count", {"cumulative": True}),
    ):
        measure = hand.measure(slug, kind, **keys)
        hand.target(measure, "2025-04-01", 10, ends="2025-05-31")
        hand.target(measure, "2025-06-01", 60)
        given(hand, measure, {"2025-04": 20, "2025-05": 40, "2025-06": 55})
        figure = over(hand, "2025-26-Q1", slug=slug)
        assert (figure.value, figure.rule and figure.rule.target, figure.status) == (55, 60, "missed")


def test_a_snapshot_still_needs_every_month(hand: Hand) -> None:
    measure = hand.measure("m", accumulation="latest")
    hand.target(measure, "2025-04-01", 95)
    given(hand, measure, {"2025-04": (9, 10), "2025-06": (10, 10)})
    one = hand.one("m", "2025-26-Q1", "2025-08-20")
    assert (one.state, one.position and one.position.have) == ("overdue", 2)
    assert [(figure.have, figure.needed, figure.status) for figure in one.longer] == [(2, 3, "not_judged")]


# figures, keys, the release, then: value, have, needed
SO_FAR = [
    ({"2025-04": (10, 20), "2025-05": (30, 40), "2025-06": (20, 40)}, {}, "2025-26-Q1", (60, 3, 3)),
    ({"2025-04": (10, 20), "2025-06": (20, 40)}, {}, "2025-26-Q1", (50, 2, 3)),
    ({"2025-04": (10, 20), "2025-05": (30, 40)}, {}, "2025-05", (Fraction(400, 6), 2, 2)),
    ({"2025-04": (1, 2)}, {}, "2025-04", None),  # the first month is its own figure
    ({"2025-26-Q1": 10, "2025-26-Q2": 20}, QUARTERS, "2025-26-H1", (30, 2, 2)),
    ({"2025-26-Q1": 10, "2025-07": 5, "2025-08": 6, "2025-09": 7}, {"kind": "count"}, "2025-26-Q2",
     (28, 6, 6)),
    ({"2025-04": 10, "2025-05": 25, "2025-06": 45}, {"kind": "count", "cumulative": True}, "2025-26-Q1",
     (45, 3, 3)),
    ({"2025-04": 1, "2025-05": 2}, {"kind": "count", "accumulation": "latest"}, "2025-05", None),
    ({"2025-04": (1, 2), "2025-05": (1, 2)}, {"rolling_months": 12}, "2025-05", None),
    ({"2025-04": 50, "2025-05": 60}, {}, "2025-05", None),  # bare percentages do not add up
    ({"2025-26": (1, 2)}, {"frequency": "annual"}, "2025-26", None),
]  # fmt: skip


@pytest.mark.parametrize(("figures", "keys", "release", "expected"), SO_FAR)
def test_the_year_so_far(
    hand: Hand, figures: dict[str, object], keys: dict[str, object], release: str, expected: object
) -> None:
    measure = hand.measure("m", **{"kind": "percentage"} | keys)
    given(hand, measure, figures)
    found = hand.one("m", release, "2026-06-30").so_far
    assert (found and (found.value, found.have, found.needed)) == expected


def test_the_year_so_far_ends_with_the_release_and_is_on_the_page(hand: Hand, client: Client) -> None:
    measure = hand.measure("m", "count", unit="visits", decimals=0)
    given(hand, measure, {f"2025-{month:02d}": 1000 for month in range(4, 12)})
    publish_release(period=Period.parse("2025-26-Q2"), by=hand.checker, cutoff=noon("2025-12-20"))
    live = presenters.live_release()
    assert live is not None
    document = presenters.document(live, "measures/m")
    assert document is not None
    assert document["year_to_date"] == {
        "from": "2025-04-01", "until": "2025-09-30", "label": "April to September 2025", "numerator": None,
        "denominator": None, "value": "6000", "shown": "6000", "shown_unit": "6,000 visits", "have": 6,
        "needed": 6, "parts": "6 of 6 months",
    }  # fmt: skip
    page = client.get("/measures/m/").content.decode()
    assert "So far this year" in page
    assert "6,000 visits" in page


# month in which the year begins, figures, release, value
YEARS = [
    (7, {"2025-07": 1, "2025-08": 2, "2025-09": 4}, "2025-26-Q1", 7),
    (7, {"2026-04": 1, "2026-05": 2, "2026-06": 4}, "2025-26-Q4", 7),
    (1, {"2025-01": 1, "2025-02": 2, "2025-03": 4}, "2025-Q1", 7),
    (1, {f"2025-{month:02d}": 1 for month in range(1, 13)}, "2025", 12),
    (1, {f"2025-{month:02d}": 1 for month in range(7, 13)}, "2025-H2", 6),
]


@pytest.mark.parametrize(("starts", "figures", "release", "value"), YEARS)
def test_years_that_begin_in_another_month(
    starts: int, figures: dict[str, object], release: str, value: int
) -> None:
    hand = Hand.made(financial_year_starts=starts)
    measure = hand.measure("m", "count")
    given(hand, measure, figures)
    assert over(hand, release, "2026-09-30").value == value


def test_the_year_so_far_begins_with_the_charters_year() -> None:
    hand = Hand.made(financial_year_starts=1)
    measure = hand.measure("m", "count")
    given(hand, measure, {f"2025-{month:02d}": 1 for month in range(1, 9)})
    found = hand.one("m", "2025-08", "2026-06-30").so_far
    assert found is not None
    assert (found.first.isoformat(), found.value) == ("2025-01-01", 8)


# approval and day of each month's figure, then: data_status, flags, late of the quarter
PARTS = [
    ([("final", "2025-05-05"), ("final", "2025-06-05"), ("final", "2025-07-05")], ("final", (), False)),
    ([("final", "2025-05-05"), ("provisional", "2025-06-05"), ("final", "2025-07-05")],
     ("provisional", ("p",), False)),
    # May's was due on 27 June: late, though the quarter's own due date is in July.
    ([("final", "2025-05-05"), ("final", "2025-06-28"), ("final", "2025-07-05")], ("final", (), True)),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "expected"), PARTS)
def test_a_pooled_figure_has_the_status_of_its_parts(
    hand: Hand, parts: list[tuple[str, str]], expected: tuple[object, ...]
) -> None:
    measure = hand.measure("m")
    for month, (approval, day) in zip(("2025-04", "2025-05", "2025-06"), parts, strict=True):
        hand.figure(measure, month, (9, 10), on=day, approval=approval)
    figure = over(hand, "2025-26-Q1")
    assert (figure.data_status, figure.flags, figure.late) == expected


def test_a_corrected_part_makes_the_whole_revised(hand: Hand) -> None:
    measure = hand.measure("m")
    given(hand, measure, {"2025-04": (9, 10), "2025-05": (9, 10), "2025-06": (9, 10)})
    hand.figure(measure, "2025-05", (8, 10), on="2025-09-01")
    figure = over(hand, "2025-26-Q1")
    assert (figure.value, figure.data_status, figure.flags, figure.late) == (
        Fraction(2600, 30), "revised", ("r",), False,
    )  # fmt: skip


# when it is due, and on which day it is the last in time
DUE = [
    ({"due_working_days": 20}, "2025-04", "2025-05-30"),  # two bank holidays in May
    ({"due_working_days": 0}, "2025-05", "2025-06-02"),  # the 31st is a Saturday
    ({"due_working_days": 3}, "2025-12", "2026-01-06"),  # New Year's Day
    ({"due_working_days": None, "due_calendar_days": 30}, "2025-04", "2025-05-30"),
]


@pytest.mark.parametrize(("rule", "period", "last"), DUE)
def test_due_dates(hand: Hand, rule: dict[str, object], period: str, last: str) -> None:
    hand.measure("m", **rule)
    assert hand.one("m", period, last).state == "not_due"
    following = Period.parse(period).next().end.isoformat()
    assert hand.one("m", period, following).state == "overdue"
    due = hand.one("m", period, following).due
    assert due is not None
    assert due.isoformat() == last


def test_the_page_of_a_longer_period_is_never_overdue(hand: Hand) -> None:
    measure = hand.measure("m")
    given(hand, measure, {"2025-04": (9, 10), "2025-05": (9, 10)})
    quarter = Period.parse("2025-26-Q1")
    line = line_for(measure, quarter)
    assert (line.overdue, line.due, line.tag) == (False, None, "2 of 3 months are in")
    hand.figure(measure, "2025-06", (9, 10))
    assert line_for(measure, quarter).tag == "Worked out from its 3 months"
    assert line_for(measure, Period.parse("2025-07")).overdue
    Result.objects.all().delete()
    assert line_for(measure, quarter).tag == "0 of 3 months are in"
