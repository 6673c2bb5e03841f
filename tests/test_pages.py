"""Every public page: it answers, has one h1 and a title, few queries, no cookie, and may be cached."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from engagement.models import Event, ServiceChange
from engagement.querysets import public_scrutiny
from engagement.querysets.challenges import public_challenges
from measures import presenters
from tests.demonstration import loaded

pytestmark = pytest.mark.django_db

BUDGET = 5
FIXED = [
    "/", "/charter/", "/charter/history/", "/performance/", "/performance/?status=missed", "/releases/",
    "/documents/", "/how-we-score/", "/data/", "/contact/", "/accessibility/", "/privacy/", "/cookies/",
    "/compare/", "/my-area/", "/my-area/?area=castle-hill",
    "/you-said-we-did/", "/you-said-we-did/?page=2", "/scrutiny/", "/challenges/", "/events/",
    "/search/", "/search/?q=damp", "/search/?q=dmap+zzqqxx", "/follow/", "/follow/asked/",
]  # fmt: skip
WITH_SCRIPT = ("/performance/", "/performance/?status=missed")  # the one public page that carries script


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.fixture
def shown(demonstration: None) -> Client:
    return Client()


def addresses() -> list[str]:
    live = presenters.live_release()
    assert live is not None
    found = [*FIXED, *(f"/releases/{one.slug}/" for one in presenters.releases())]
    for folder in ("measures", "promises", "themes"):
        found += [f"/{folder}/{slug}/" for slug in presenters.documents(live, folder)]
    found += [f"/you-said-we-did/{one.slug}/" for one in ServiceChange.objects.all()]
    found += [f"/scrutiny/{one.slug}/" for one in public_scrutiny()]
    found += [f"/challenges/{one.pk}/" for one in public_challenges()]
    found += [f"/events/{one.slug}/" for one in Event.objects.all()]
    return found + [f"/measures/{slug}/embed/" for slug in presenters.documents(live, "measures")]


def problems(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    text = answer.content.decode()
    headings = len(re.findall(r"<h1[ >]", text))
    checks: list[tuple[bool, str]] = [
        (answer.status_code == 200, f"status {answer.status_code}"),
        (headings == 1, f"{headings} h1"),
        (bool(re.search(r"<title>\S", text)), "no title"),
        (len(queries) <= BUDGET, f"{len(queries)} queries"),
        (not answer.cookies, "a cookie"),
        (answer["Cache-Control"] == "public, max-age=60", f"Cache-Control {answer['Cache-Control']}"),
        ("Cookie" not in answer["Vary"], "varies by cookie"),
        (" style=" not in text and not re.search(r"<script(?! src=)", text), "inline style or script"),
        ("<script" not in text or address in WITH_SCRIPT, "script"),
        ("None" not in re.sub(r"<[^>]*>", " ", text), "the word None"),
    ]
    return [f"{address}: {what}" for good, what in checks if not good]


@pytest.mark.slow
def test_every_public_page_keeps_the_bars(shown: Client) -> None:
    found = addresses()
    assert len(found) > 50
    assert [fault for address in found for fault in problems(shown, address)] == []


@pytest.mark.slow
def test_the_bars_find_a_page_that_breaks_them(shown: Client) -> None:
    assert problems(shown, "/nothing-here/")


@pytest.mark.slow
def test_the_home_page_says_what_the_release_says(shown: Client) -> None:
    live = presenters.live_release()
    assert live is not None
    charter = presenters.document(live, "charter")
    assert charter is not None
    text = shown.get("/").content.decode()
    assert charter["sentence"] in text
    assert f"{charter['counts']['met']} of {charter['counts']['total']}" in text


@pytest.mark.slow
def test_unchanged_pages_are_not_sent_again(shown: Client) -> None:
    first = shown.get("/performance/")
    again = shown.get("/performance/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
