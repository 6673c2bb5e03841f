"""Whether figures come in time: six measures and four months, counted by hand; who owes what; what is due."""

from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from charter.models import Landlord, Post, User
from charter.periods import Period
from measures.actions import (
    Decision,
    approve_result,
    recall_result,
    record_result,
    return_result,
    submit_result,
)
from measures.figures import Figures
from measures.models import Measure, Result, Target
from measures.querysets.timeliness import Timeliness, timeliness, timeliness_rows
from tests.people import put_into

pytestmark = pytest.mark.django_db
YEAR = Period.parse("2026-27")
TODAY = date(2026, 11, 28)  # October was due the day before, November is running
DUE = {"2026-07": "2026-08-28", "2026-08": "2026-09-28", "2026-09": "2026-10-28", "2026-10": "2026-11-27"}


class Hand:
    """What people do with the figures of a measure, each at its moment (UTC)."""

    def __init__(self, measure: Measure, owner: User, approver: User) -> None:
        self.measure, self.owner, self.approver = measure, owner, approver

    def draft(self, period: str, at: str) -> Result:
        with time_machine.travel(f"{at}+00:00", tick=False):
            figures = Figures(Decimal(96), Decimal(100))
            return record_result(
                measure=self.measure, period=Period.parse(period), figures=figures, by=self.owner
            )

    def sent(self, period: str, at: str) -> Result:
        draft = self.draft(period, at)
        with time_machine.travel(f"{at}+00:00", tick=False):
            return submit_result(result=draft, by=self.owner)

    def returned(self, result: Result, at: str) -> Result:
        with time_machine.travel(f"{at}+00:00", tick=False):
            return return_result(result=result, by=self.approver, reason="Which flats?")

    def recalled(self, result: Result, at: str) -> None:
        with time_machine.travel(f"{at}+00:00", tick=False):
            recall_result(result=result, by=self.owner)

    def approved(self, result: Result, at: str) -> Result:
        with time_machine.travel(f"{at}+00:00", tick=False):
            return approve_result(result=result, by=self.approver, decision=Decision(approval="final"))

    def corrected(self, period: str, share: int, at: str) -> Result:
        with time_machine.travel(f"{at}+00:00", tick=False):
            draft = record_result(
                measure=self.measure,
                period=Period.parse(period),
                figures=Figures(Decimal(share), Decimal(100)),
                by=self.owner,
                correction_reason="Two were counted twice.",
            )
            return self.approved(submit_result(result=draft, by=self.owner), at)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-28 10:00:00+00:00", tick=False):
        yield


def six(landlord: Landlord, owner: User, approver: User) -> list[Hand]:
    """Six monthly measures of one post, and two that ask for nothing."""
    post = Post.objects.create(title="Head of Data")
    put_into(post, owner)
    common = {"kind": "percentage", "direction": "higher", "frequency": "monthly", "unit": "%", "owner": post}
    made = [Measure.objects.create(slug=f"m{n}", title=f"Measure {n}", **common) for n in range(1, 7)]
    for one in made:
        Target.objects.create(measure=one, starts=date(2026, 4, 1), target=90, tolerance=2)
    Measure.objects.create(slug="old", title="Retired", retired=date(2026, 1, 1), **common)
    Measure.objects.create(slug="worked", title="Worked out", **(common | {"kind": "publication"}))
    return [Hand(one, owner, approver) for one in made]


@pytest.fixture
def counted(landlord, data_owner, approver) -> list[Hand]:
    """What happened; TABLE below is counted by hand from it."""
    one, two, three, four, five, six_ = hands = six(landlord, data_owner, approver)
    for period, due in DUE.items():  # each on its last day
        one.approved(one.sent(period, f"{due} 12:00"), f"{due} 15:00")
    two.approved(two.sent("2026-07", "2026-08-29 09:00"), "2026-08-30 09:00")
    two.sent("2026-08", "2026-10-02 09:00")  # waits for its approver
    two.approved(two.sent("2026-09", "2026-10-05 09:00"), "2026-11-20 09:00")  # the approver took long
    # Sent in time, sent back, and again too late: in time, and sent back once.
    three.returned(three.sent("2026-07", "2026-08-20 09:00"), "2026-08-27 09:00")
    three.approved(three.sent("2026-07", "2026-09-15 09:00"), "2026-09-16 09:00")
    three.returned(three.sent("2026-08", "2026-09-30 09:00"), "2026-10-01 09:00")
    three.returned(three.sent("2026-08", "2026-10-02 09:00"), "2026-10-03 09:00")
    three.approved(three.sent("2026-08", "2026-10-04 09:00"), "2026-10-05 09:00")
    three.draft("2026-09", "2026-10-20 09:00")
    three.returned(three.sent("2026-10", "2026-11-16 09:00"), "2026-11-17 09:00")
    # One figure of the quarter stands for its three months.
    four.approved(four.sent("2026-27-Q2", "2026-10-01 09:00"), "2026-10-02 09:00")
    # Half past midnight in London is a day too late, though it is the day before by UTC.
    five.approved(five.sent("2026-07", "2026-08-28 23:30"), "2026-08-30 09:00")
    five.corrected("2026-07", 95, "2026-10-10 09:00")
    five.approved(five.sent("2026-08", "2026-09-10 09:00"), "2026-09-11 09:00")
    five.corrected("2026-08", 94, "2026-10-10 09:00")
    five.corrected("2026-08", 97, "2026-10-11 09:00")
    five.approved(five.sent("2026-09", "2026-10-28 22:59"), "2026-10-30 09:00")
    five.approved(five.sent("2026-10", "2026-11-27 23:59"), "2026-11-28 08:00")
    # Taken back before anybody decided: not handed in.
    six_.recalled(six_.sent("2026-07", "2026-08-20 09:00"), "2026-08-21 09:00")
    six_.sent("2026-07", "2026-09-01 09:00")
    return hands


# on time, late, not here and late, not due yet, no due day; sent back, changed
TABLE = {
    "Measure 1": [4, 0, 0, 0, 0, 0, 0],
    "Measure 2": [1, 2, 1, 0, 0, 0, 0],
    "Measure 3": [2, 1, 1, 0, 0, 4, 0],
    "Measure 4": [1, 2, 1, 0, 0, 0, 0],
    "Measure 5": [3, 1, 0, 0, 0, 0, 3],
    "Measure 6": [0, 1, 3, 0, 0, 0, 0],
}
MONTHS = {
    "July 2026": [2, 4, 0, 0, 0, 1, 1],
    "August 2026": [2, 3, 1, 0, 0, 2, 2],
    "September 2026": [4, 0, 2, 0, 0, 0, 0],
    "October 2026": [3, 0, 3, 0, 0, 1, 0],
}
LATE = {
    ("m2", "2026-07"): 1, ("m2", "2026-08"): 4, ("m2", "2026-10"): 1, ("m3", "2026-08"): 2,
    ("m3", "2026-09"): 31, ("m4", "2026-07"): 34, ("m4", "2026-08"): 3, ("m4", "2026-10"): 1,
    ("m5", "2026-07"): 1, ("m6", "2026-07"): 4, ("m6", "2026-08"): 61, ("m6", "2026-09"): 31,
    ("m6", "2026-10"): 1,
}  # fmt: skip


def table(found: Timeliness) -> dict[str, list[int]]:
    return {row.measure.title: list(astuple(row.tally)) for row in found.rows}


def test_six_measures_and_four_months_counted_by_hand(counted) -> None:
    found = timeliness(year=YEAR)
    assert table(found) == TABLE
    assert {label: list(astuple(tally)) for label, tally in found.months} == MONTHS
    assert list(astuple(found.whole)) == [sum(column) for column in zip(*TABLE.values(), strict=True)]
    assert sum(astuple(found.whole)[:5]) == 24
    assert found.whole.judged == 24


def test_days_late_counted_by_hand(counted) -> None:
    rows = [dict(zip(range(11), row, strict=True)) for row in timeliness_rows(timeliness(year=YEAR))]
    assert len(rows) == 24
    assert {(row[0], row[3]): row[7] for row in rows if row[7]} == LATE
    assert {row[3]: row[4] for row in rows} == DUE


def test_a_figure_sent_back_in_time_is_owed_again_though_it_was_in_time(counted) -> None:
    counted[2].returned(counted[2].sent("2026-10", "2026-11-20 09:00"), "2026-11-21 09:00")
    found = timeliness(year=YEAR)
    (october,) = [one for row in found.rows if row.measure.slug == "m3" for one in row.cells[-1:]]
    assert (october.timing, october.sent, october.returned) == ("on_time", date(2026, 11, 16), 2)
    assert ("m3", "2026-10") in [one.key for one in found.owed]


def test_who_owes_what_today(counted, data_owner) -> None:
    found = timeliness(year=YEAR)
    assert [(*one.key, one.who, one.what, one.days_late) for one in found.owed] == [
        ("m6", "2026-07", "An approver", "With an approver", 92),
        ("m2", "2026-08", "An approver", "With an approver", 61),
        ("m6", "2026-08", "Head of Data", "Overdue", 61),
        ("m3", "2026-09", "Head of Data", "Begun", 31),
        ("m6", "2026-09", "Head of Data", "Overdue", 31),
        ("m2", "2026-10", "Head of Data", "Overdue", 1),
        ("m3", "2026-10", "Head of Data", "Sent back", 1),
        ("m4", "2026-10", "Head of Data", "Overdue", 1),
        ("m6", "2026-10", "Head of Data", "Overdue", 1),
    ]
    assert {one.names for one in found.owed} == {"", data_owner.name}


def test_another_year_tells_its_own_periods_and_what_is_owed_today_all_the_same(counted) -> None:
    earlier = timeliness(year=YEAR.previous())
    assert table(earlier) == {title: [0] * 7 for title in TABLE}
    assert earlier.months == ()
    assert earlier.whole.judged == 0
    assert earlier.owed == timeliness(year=YEAR).owed


def test_the_calendar_tells_sixty_days(counted) -> None:
    measure = counted[0].measure
    Measure.objects.exclude(pk=measure.pk).exclude(slug="worked").update(retired=TODAY)
    found = timeliness(year=YEAR)
    assert [(one.day, one.label) for one in found.due] == [(date(2026, 12, 30), "November 2026")]
    Measure.objects.filter(pk=measure.pk).update(due_working_days=None, due_calendar_days=20)
    assert [(one.day, one.label) for one in timeliness(year=YEAR).due] == [
        (date(2026, 12, 20), "November 2026"),
        (date(2027, 1, 20), "December 2026"),
    ]


def test_what_is_not_due_yet_and_what_has_no_known_day(landlord, data_owner, approver) -> None:
    one = six(landlord, data_owner, approver)[0]
    Measure.objects.exclude(pk=one.measure.pk).exclude(slug="worked").update(retired=TODAY)
    with time_machine.travel("2026-10-28 10:00:00+00:00", tick=False):
        assert table(timeliness(year=YEAR)) == {"Measure 1": [0, 0, 2, 1, 0, 0, 0]}
    Measure.objects.filter(pk=one.measure.pk).update(due_working_days=20_000)
    assert table(timeliness(year=YEAR)) == {"Measure 1": [0, 0, 0, 0, 4, 0, 0]}


@pytest.mark.parametrize("measures", [10, 200])
def test_the_number_of_questions_is_fixed(landlord, data_owner, approver, measures) -> None:
    post = Post.objects.create(title="Head of Data")
    put_into(post, data_owner)
    common = {"kind": "percentage", "direction": "higher", "frequency": "monthly", "owner": post}
    Measure.objects.bulk_create(Measure(slug=f"m{n}", title=f"M {n}", **common) for n in range(measures))
    hand = Hand(Measure.objects.get(slug="m3"), data_owner, approver)
    hand.returned(hand.sent("2026-09", "2026-10-02 09:00"), "2026-10-03 09:00")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = timeliness(year=YEAR)
    assert len(found.rows) == measures
    assert len(asked) <= 12, [one["sql"][:90] for one in asked]
    assert found.whole.returned == 1


def test_days_without_anybody(landlord) -> None:
    found = timeliness(TODAY + timedelta(days=1), year=YEAR)
    assert (found.rows, found.owed, found.due, found.months) == ((), (), (), ())


def test_control_without_the_history_a_figure_sent_back_would_be_late(counted, monkeypatch) -> None:
    monkeypatch.setattr("measures.querysets.timeliness._sent_back", lambda since: [])
    assert table(timeliness(year=YEAR))["Measure 3"] == [1, 2, 1, 0, 0, 0, 0]
