"""Twenty sign-ups of one address at one moment are one record (reliability.md P13)."""

from functools import partial

import pytest

from charter import jobs
from charter.models import Job, Landlord, User
from engagement.actions.members import Wishes, sign_up
from engagement.models import Member, MemberConsent
from tests.one_moment import in_one_moment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _landlord(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job_id: None)
    Landlord.objects.create(name="Alderbrook Homes", first_period="2026-07")


def test_twenty_at_once_are_one_record() -> None:
    one = partial(sign_up, email="ana@example.org", wishes=Wishes("Ana"), by=User.objects.system())
    made = in_one_moment([one] * 20)
    assert len({found.pk for found in made if isinstance(found, Member)}) == 1
    assert Member.objects.count() == MemberConsent.objects.count() == Job.objects.count() == 1


def test_addresses_of_their_own_are_records_of_their_own() -> None:
    """Negative control: without one address for all, twenty presses would be twenty records."""
    by, wishes = User.objects.system(), Wishes("Ana")
    in_one_moment([partial(sign_up, email=f"{one}@example.org", wishes=wishes, by=by) for one in range(5)])
    assert Member.objects.count() == 5
