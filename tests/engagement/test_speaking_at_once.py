"""Twenty presses of one form at one moment are one record (reliability.md P13)."""

from contextlib import nullcontext
from functools import partial
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from charter import jobs
from charter.identity import guessing
from charter.models import Job, Landlord, User
from engagement.actions.speaking import Said, speak
from engagement.forms import for_everybody as form_module
from engagement.models import Feedback, FeedbackContact
from engagement.views import speaking as view_module
from tests.one_moment import in_one_moment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _landlord(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job_id: None)
    cache.clear()
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


def posts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Twenty forms of one network in one moment, where five an hour are let through."""
    monkeypatch.setattr(form_module, "QUICKEST", 0)
    monkeypatch.setattr(view_module, "SENDING", guessing.Limit("feedback-at-once", 5, 3600))
    pages = [form_module.fresh_page() for _number in range(20)]

    def one(page: str) -> int:
        typed = {"page": page, "kind": "comment", "text": "Buy this."}
        return Client().post(reverse("feedback"), typed).status_code

    return [code for code in in_one_moment([partial(one, page) for page in pages]) if isinstance(code, int)]


def test_of_twenty_from_one_network_at_once_five_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = posts(monkeypatch)
    assert (codes.count(302), codes.count(429), Feedback.objects.count()) == (5, 15, 5)


def test_without_turns_more_would_slip_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: asking and counting are two steps."""
    monkeypatch.setattr(guessing, "in_turn", lambda counted: nullcontext())
    assert posts(monkeypatch).count(302) > 5
