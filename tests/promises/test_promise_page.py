"""The page of a promise: figures, why, over time, how it is delivered, who checks it, its documents."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.demonstration import loaded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def section(client: Client, slug: str, name: str) -> str:
    """What one section of a promise's page says; empty where the page has no such section."""
    text = client.get(f"/promises/{slug}/").content.decode()
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split()) if found else ""


@pytest.fixture
def shown(demonstration: None) -> Client:
    return Client()


def test_it_says_how_it_stood_each_time(shown: Client) -> None:
    told = section(shown, "keep-your-home-safe", "history")
    order = [
        told.index(label) for label in ("January to March 2026", "April to June 2026", "July to September")
    ]
    assert order == sorted(order)
    assert re.findall(r"Kept|Not kept", told)[-2:] == ["Not kept", "Not kept"]


def test_it_says_who_checks_it_and_what_they_are(shown: Client) -> None:
    told = section(shown, "keep-your-home-safe", "held")
    assert "Customer Voice Group 12 tenants who check our promises" in told
    assert "of these 6 figures" in told


def test_it_leads_to_its_documents_where_it_has_any(shown: Client) -> None:
    assert "Where your rent went" in section(shown, "be-open-with-you", "papers")
    assert section(shown, "keep-your-home-safe", "papers") == ""


def test_every_part_of_the_promise_is_there(shown: Client) -> None:
    for part in ("measured", "why", "history", "deliver", "held", "score", "more"):
        assert section(shown, "keep-your-home-safe", part), part
