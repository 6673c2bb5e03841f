"""Two windows, one period: asking and unlocking at the same moment makes one of each and no error."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from charter import jobs
from charter.faults import Refused
from charter.periods import Period
from measures.actions.periods import ask_for_unlock, unlock_period
from measures.models import PeriodUnlock, YearClosing
from tests.one_moment import in_one_moment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MARCH = Period.parse("2025-03")
PRESSES, ROUNDS = 4, 5


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch, measure, approver) -> None:
    monkeypatch.setattr(jobs, "send", lambda job_id: None)
    YearClosing.objects.create(
        year="2024-25", starts=date(2024, 4, 1), ends=date(2025, 3, 31), closed_by=approver,
        closed_at=timezone.now(),
    )  # fmt: skip


def pressed(work: Callable[[], object]) -> list[str]:
    """What became of each press: done, refused, or the name of an error."""
    came = in_one_moment([work] * PRESSES, expected=Exception)
    return sorted(_said(one) for one in came)


def _said(came: object) -> str:
    if isinstance(came, Refused):
        return "refused"
    return type(came).__name__ if isinstance(came, Exception) else "done"


ONE = ["done"] + ["refused"] * (PRESSES - 1)


def test_asking_twice_at_once(measure, data_owner) -> None:
    for _ in range(ROUNDS):
        PeriodUnlock.objects.all().delete()
        assert (
            pressed(lambda: ask_for_unlock(measure=measure, period=MARCH, by=data_owner, reason="Late."))
            == ONE
        )


def test_unlocking_twice_at_once(measure, approver) -> None:
    until = timezone.localdate() + timedelta(days=7)
    for _ in range(ROUNDS):
        PeriodUnlock.objects.all().delete()
        assert (
            pressed(
                lambda: unlock_period(measure=measure, period=MARCH, by=approver, until=until, reason="Late.")
            )
            == ONE
        )
