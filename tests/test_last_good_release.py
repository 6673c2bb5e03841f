"""When a new release fails half-way, the public goes on reading the last good one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from charter.models import Landlord, User
from charter.periods import Period
from measures import presenters
from measures.actions import releases
from measures.actions.releases import publish_release
from measures.models import Release

pytestmark = pytest.mark.django_db


class Broken(Exception):
    """What a disk or a fault of ours would raise."""


def half_written(release: Release, frozen: Any) -> None:
    """Stands in for the writing of the documents, which fails."""
    raise Broken


@pytest.fixture
def publisher() -> User:
    Landlord.objects.create(name="Alderbrook Homes", first_period="2025-04")
    by = User.objects.create_user("a@example.org", "A")
    publish_release(period=Period.parse("2025-26-Q1"), by=by, cutoff=datetime(2025, 8, 1, tzinfo=UTC))
    return by


def shown(client: Client) -> str:
    return client.get("/").content.decode()


def test_the_last_good_release_stays(
    publisher: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown(client)
    monkeypatch.setattr(releases, "_write_documents", half_written)
    with pytest.raises(Broken):
        publish_release(period=Period.parse("2025-26-Q2"), by=publisher)
    live = presenters.live_release()
    assert live is not None
    assert live.slug == "2025-26-q1"
    assert shown(client) == before


def test_once_it_works_the_new_one_is_shown(publisher: User, client: Client) -> None:
    publish_release(period=Period.parse("2025-26-Q2"), by=publisher)
    assert "July to September 2025" in shown(client)


@pytest.mark.parametrize("address", ["/nothing-here/", "/promises/nothing/", "/themes/nothing/"])
def test_an_error_page_says_what_happened_and_what_to_do(
    publisher: User, client: Client, address: str
) -> None:
    Landlord.objects.update(phone="0800 000 0000")
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == 404
    assert "We cannot find that page" in text
    for way in ("Go to the home page", "call us on 0800 000 0000", "Reference", 'href="/contact/"'):
        assert way in text, way


def test_an_error_of_ours_needs_no_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object, **named: Mapping[str, object]) -> None:
        raise Broken

    monkeypatch.setattr(presenters, "live_release", broken)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert b"Something went wrong on our side" in answer.content
    assert b"Broken" not in answer.content
