"""Two windows, one period: asking and unlocking at the same moment makes one of each and no error."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from charter import jobs
from charter.faults import Refused
from charter.periods import Period
from measures.actions.periods import ask_for_unlock, unlock_period
from measures.models import PeriodUnlock, YearClosing

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
    gate = Barrier(PRESSES)

    def press(_: int) -> str:
        gate.wait()
        try:
            work()
        except Refused:
            return "refused"
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(PRESSES) as threads:
        return sorted(threads.map(press, range(PRESSES)))


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
