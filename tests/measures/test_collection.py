"""The manager's view: for each measure and its last periods who owes what, and how late it is."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from charter.periods import Period
from measures.actions import return_result
from measures.models import Measure
from measures.querysets.collection import collection, under
from tests.measures.years import given
from tests.people import signed_in

pytestmark = pytest.mark.django_db
JULY, AUGUST, SEPTEMBER, OCTOBER = (Period.parse(f"2026-{month:02d}") for month in (7, 8, 9, 10))


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    """July was due on 28 August, August on 28 September, September on 28 October, October on 27 November."""
    with time_machine.travel("2026-11-20 10:00:00+00:00", tick=True):
        yield


@pytest.fixture
def collected(measure, data_owner, approver) -> Measure:
    """July approved long after its day, August with an approver, September sent back, October to come."""
    given(measure, JULY, owner=data_owner, approver=approver)
    given(measure, AUGUST, owner=data_owner, approver=None)
    sent = given(measure, SEPTEMBER, owner=data_owner, approver=None)
    return_result(result=sent, by=approver, reason="Which flats?")
    return measure


def test_each_period_says_how_it_stands_and_how_late(collected) -> None:
    (row,) = collection()
    assert [(step.period.key, step.state, step.days_late) for step in row.steps] == [
        ("2026-07", "approved", (date(2026, 11, 20) - date(2026, 8, 28)).days),
        ("2026-08", "submitted", (date(2026, 11, 20) - date(2026, 9, 28)).days),
        ("2026-09", "returned", (date(2026, 11, 20) - date(2026, 10, 28)).days),
        ("2026-10", "due", 0),
    ]
    assert (row.owner, row.holders, row.days_late) == ("Head of Repairs", "Priya Nair", 53)


def test_a_figure_for_a_longer_period_covers_its_months(measure, data_owner, approver) -> None:
    quarter = Period.parse("2026-27-Q2")
    given(measure, quarter, owner=data_owner, approver=approver)
    (row,) = collection()
    assert [step.state for step in row.steps] == ["approved", "approved", "approved", "due"]


def test_nothing_is_asked_of_what_the_portal_works_out(measure) -> None:
    Measure.objects.update(kind="counted")
    (row,) = collection()
    assert row.steps == ()


def test_filters(collected) -> None:
    rows = collection()
    assert under(rows, {"state": "returned"}) == rows
    assert under(rows, {"state": "overdue"}) == rows  # no row knows it: as good as none
    assert under(rows, {"owner": str(collected.owner_id), "measure": "repairs"}) == rows


def test_the_page_says_who_owes_what(collected, approver) -> None:
    text = signed_in(approver).get(reverse("staff_measures")).content.decode()
    for words in ("1 owes a figure that is late", "Priya Nair", "Sent back, 23 days late", "95%"):
        assert words in " ".join(text.split())
    assert signed_in(approver).get(reverse("staff_measures"), {"state": "<script>"}).status_code == 200


def test_the_file_says_the_same_as_the_page(collected, approver, data_owner, engagement_officer) -> None:
    for person in (approver, data_owner):
        answer = signed_in(person).get(reverse("staff_collection_csv"))
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [(row["period"], row["state"], row["days_late"]) for row in rows] == [
            ("2026-07", "Approved", "84"),
            ("2026-08", "With an approver", "53"),
            ("2026-09", "Sent back", "23"),
            ("2026-10", "Due", "0"),
        ]
    assert signed_in(engagement_officer).get(reverse("staff_collection_csv")).status_code == 403


def test_the_number_of_questions_is_fixed(collected, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(9):
        collection()
