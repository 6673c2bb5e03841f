"""Two counts at once write one figure; with the lock off the same test sees a clash."""

import threading
from functools import partial

import pytest
from django.db import IntegrityError

from charter import jobs
from charter.faults import Refused
from charter.models import Landlord, User
from measures.actions import counted
from measures.models import Measure, Result
from tests.engagement import rows
from tests.one_moment import in_one_moment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def measure(monkeypatch: pytest.MonkeyPatch) -> Measure:
    """A yearly count of events; the message to the worker is not the matter here."""
    monkeypatch.setattr(jobs, "send", lambda job_id: None)
    Landlord.objects.create(name="Alderbrook Homes", first_period="2024-04")
    rows.event("2025-05-01T18:00")
    return Measure.objects.create(
        slug="events", title="Events", kind="counted", counter="events_held", direction="higher",
        frequency="annual",
    )  # fmt: skip


def at_once(measure: Measure) -> list[str]:
    """What came of two counts in the same moment."""
    count = partial(counted.count_measure, measure=measure, by=User.objects.system())
    came = in_one_moment([count, count], expected=(IntegrityError, Refused))
    return sorted("clash" if isinstance(one, Exception) else f"{len(one)} written" for one in came)


def test_of_two_counts_at_once_one_writes(measure: Measure) -> None:
    found = at_once(measure)
    assert found[0] == "0 written"
    approved = Result.objects.filter(workflow="approved")
    assert approved.count() == len(set(approved.values_list("period", flat=True))) > 0
    assert not Result.objects.filter(workflow="superseded").exists()


def test_without_the_lock_both_would_write(measure: Measure, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: both read that nothing is there, and both write."""
    read = threading.Barrier(2)
    look = counted._periods

    def slowly(*given: object) -> object:
        read.wait(timeout=10)
        return look(*given)

    monkeypatch.setattr(counted, "_periods", slowly)
    monkeypatch.setattr(type(Measure.objects.all()), "select_for_update", lambda rows, **more: rows)
    assert "clash" in at_once(measure)
