"""Twenty presses of one form at one moment are one record (reliability.md P13)."""

from functools import partial
from uuid import uuid4

import pytest

from charter import jobs
from charter.models import Job, Landlord, User
from engagement.actions.speaking import Said, speak
from engagement.models import Feedback, FeedbackContact
from tests.one_moment import in_one_moment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _landlord(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job_id: None)
    Landlord.objects.create(name="Alderbrook Homes", first_period="2026-07")


def test_twenty_at_once_are_one_record() -> None:
    said = Said("complaint", "Nobody came.", email="ana@example.org")
    one = partial(speak, said=said, sent_as=uuid4(), by=User.objects.system())
    made = in_one_moment([one] * 20)
    assert len({found.pk for found in made if isinstance(found, Feedback)}) == 1
    assert Feedback.objects.count() == FeedbackContact.objects.count() == 1
    assert Job.objects.count() == 2


def test_forms_of_their_own_are_records_of_their_own() -> None:
    """Negative control: without the key of one form twenty presses would be twenty records."""
    said = Said("comment", "The lift is slow.")
    in_one_moment([partial(speak, said=said, sent_as=uuid4(), by=User.objects.system()) for _ in range(5)])
    assert Feedback.objects.count() == 5
