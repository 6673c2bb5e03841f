"""Fifty approvers at once: one wins. With the lock off more than one would."""

import threading
from decimal import Decimal
from functools import partial

import pytest

from charter import jobs
from charter.models import AuditEvent, Landlord, User
from charter.periods import Period
from measures.actions import approve_result, record_result, results, submit_result
from measures.figures import Figures
from measures.models import Measure, Result
from tests.one_moment import done_or_refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FIFTY = 50
Q1 = Period.parse("2025-26-Q1")


@pytest.fixture(autouse=True)
def _no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job_id: None)


@pytest.fixture
def sent() -> Result:
    """A figure that waits for a decision."""
    Landlord.objects.create(name="Alderbrook Homes", first_period="2025-04")
    measure = Measure.objects.create(
        slug="repairs", title="Repairs", kind="percentage", direction="higher", frequency="quarterly"
    )
    author = User.objects.create_user("author@example.org", "Author")
    draft = record_result(measure=measure, period=Q1, figures=Figures(Decimal(9), Decimal(10)), by=author)
    return submit_result(result=draft, by=author)


def at_once(sent: Result, number: int) -> list[str]:
    """What came of it when so many approve in the same moment."""
    people = User.objects.bulk_create(
        User(email=f"checker{one}@example.org", name=f"Checker {one}") for one in range(number)
    )
    return sorted(done_or_refused([partial(approve_result, result=sent, by=person) for person in people]))


def test_of_fifty_approvals_at_once_one_wins(sent) -> None:
    assert at_once(sent, FIFTY) == ["done"] + ["refused"] * (FIFTY - 1)
    assert AuditEvent.objects.filter(verb="approve_result").count() == 1


def test_without_the_lock_more_than_one_would(sent, monkeypatch) -> None:
    few = 5
    read = threading.Barrier(few)

    def unlocked(result: Result) -> Result:
        found = Result.objects.select_related("measure").get(pk=result.pk)
        read.wait(timeout=30)
        return found

    monkeypatch.setattr(results, "_locked", unlocked)
    assert at_once(sent, few) == ["done"] * few
