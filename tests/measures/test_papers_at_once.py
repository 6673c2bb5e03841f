"""Two mornings at once, two who rate at once: one order, one alert, one rating; without a lock it is red."""

import threading
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from charter import jobs
from charter.conflicts import Changed
from charter.models import Body, Job, Landlord, User
from measures.actions import alerts
from measures.actions.alerts import raise_alerts
from measures.actions.rating import rate_data
from measures.actions.schedules import prepare_papers
from measures.models import Alert, DataRating, Measure, Meeting, Report
from tests.measures import frozen
from tests.one_moment import in_one_moment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group with a meeting soon, that watches a figure which missed its target and matters most."""
    monkeypatch.setattr(jobs, "send", lambda job_id: None)
    Landlord.objects.create(name="Alderbrook Homes", first_period="2025-04")
    body = Body.objects.create(slug="group", name="Group", kind="tenant")
    today = timezone.localdate()
    Meeting.objects.create(body=body, held_on=today + timedelta(days=5), papers_due=today)
    Measure.objects.create(
        slug="safety", title="Safety", kind="percentage", direction="higher", frequency="quarterly"
    )
    last = frozen.figure("Q2026-07", "July to September 2026", "2026-07-01", status="missed", word="Missed")
    by = [{"slug": "group", "name": "Group", "kind": "tenant"}]
    safety = frozen.measure(
        "safety", [last], title="Safety", monitored_by=by, critical=True, status="missed", word="Missed"
    )
    frozen.published(safety, charter=frozen.charter())


def test_two_mornings_are_one_order_and_one_job() -> None:
    work = partial(prepare_papers, by=User.objects.system())
    in_one_moment([work, work])
    assert Report.objects.count() == 1
    assert Job.objects.filter(kind="render_report").count() == 1


def test_two_who_raise_alerts_raise_each_once() -> None:
    work = partial(raise_alerts, by=User.objects.system())
    assert sorted(in_one_moment([work, work])) == [0, 1]  # type: ignore[type-var]
    assert Alert.objects.count() == 1


def test_without_waiting_one_of_them_would_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: both find nothing raised yet, and the row that keeps it to one stops the second."""
    both = threading.Barrier(2)
    monkeypatch.setattr(alerts, "_one_at_a_time", lambda: None)
    monkeypatch.setattr(alerts, "_rows_of", partial(_together, both, alerts._rows_of))
    work = partial(raise_alerts, by=User.objects.system())
    came = in_one_moment([work, work], expected=IntegrityError)
    assert sorted(isinstance(one, IntegrityError) for one in came) == [False, True]
    assert Alert.objects.count() == 1


def test_of_two_who_rate_what_nobody_rated_one_is_told(approver: User) -> None:
    work = partial(rate_data, measure=Measure.objects.get(), evidence="A check.", by=approver, version=0)
    came = in_one_moment([partial(work, rating=3), partial(work, rating=4)], expected=Changed)
    assert sorted(isinstance(one, Changed) for one in came) == [False, True]
    assert DataRating.objects.count() == 1


def _together(both: threading.Barrier, work: Any, told: Any) -> Any:
    found = work(told)
    both.wait(timeout=10)
    return found
