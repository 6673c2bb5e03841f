"""Two counts at once write one figure; with the lock off the same test sees a clash."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection

from charter import jobs
from charter.faults import Refused
from charter.models import Landlord, User
from measures.actions import counted
from measures.models import Measure, Result
from tests.engagement import rows

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
    """What came of two counts in the same moment, each on a connection of its own."""
    start, system = threading.Barrier(2), User.objects.system()

    def one(number: int) -> str:
        try:
            start.wait(timeout=10)
            found = counted.count_measure(measure=measure, by=system)
        except (IntegrityError, Refused):
            return "clash"
        finally:
            connection.close()
        return f"{len(found)} written"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, range(2)))


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
