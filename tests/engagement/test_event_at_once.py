"""The last place at an event is given once, however many say yes in one moment."""

import threading
from functools import partial

import pytest

from charter import audit, jobs
from charter.models import Landlord, User
from engagement.actions import event_places
from engagement.models import Event, EventPlace, Member
from tests.engagement import rows
from tests.one_moment import in_one_moment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Of two who were asked to an event with one place."""
    monkeypatch.setattr(jobs, "send", lambda job_id: None)
    Landlord.objects.create(name="Alderbrook Homes", first_period="2024-04")
    event = rows.event("2099-12-01T18:00", state="planned", seats=1)
    for name in ("ann", "bob"):
        one = Member.objects.create(name=name, signed_up_at=rows.LONG_AGO, confirmed_at=rows.LONG_AGO)
        EventPlace.objects.create(event=event, member=one)
    return list(EventPlace.objects.values_list("key", flat=True))


def at_once(keys: list[str]) -> list[str]:
    system = User.objects.system()
    in_one_moment([partial(event_places.reply, key=key, coming=True, by=system) for key in keys])
    return sorted(EventPlace.objects.values_list("state", flat=True))


def test_of_two_who_say_yes_at_once_one_waits(keys: list[str]) -> None:
    assert at_once(keys) == ["coming", "waiting"]


def test_without_the_lock_both_would_have_the_last_place(
    keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: both count before either is there for the other."""
    counted, record = threading.Barrier(2), audit.record

    def slowly(*given: object, **more: object) -> object:
        counted.wait(timeout=10)
        return record(*given, **more)

    monkeypatch.setattr(audit, "record", slowly)
    monkeypatch.setattr(event_places, "locked", lambda event: Event.objects.get(pk=event.pk))
    assert at_once(keys) == ["coming", "coming"]
