"""Pages of figures: a measure on other sites, with headers that let it be framed, and only it; how to cite it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from measures.templatetags.measures_ui import frame
from tests.demonstration import loaded

pytestmark = pytest.mark.django_db
SLUG = "emergency-repairs"
EMBED = f"/measures/{SLUG}/embed/"


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.fixture
def shown(demonstration: None, client: Client) -> Client:
    return client


def frames(answer: Any) -> list[str]:
    """Who may frame the answer, by its policy; a page with X-Frame-Options may be framed by nobody."""
    allowed = re.findall(r"frame-ancestors ([^;]+)", answer["Content-Security-Policy"])
    return [] if answer.has_header("X-Frame-Options") else allowed


def test_the_page_for_embedding_may_be_framed_by_anyone_and_carries_nothing_else(shown: Client) -> None:
    answer: Any = shown.get(EMBED)
    page = answer.content.decode()
    assert frames(answer) == ["*"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    assert not re.search(r"<form|<script|<input|style=", page)
    assert all(found in page for found in ("93.5", "repairs made safe", "<svg", "<table"))


@pytest.mark.parametrize(
    "address", ["/", f"/measures/{SLUG}/", "/performance/", "/measures/no-such-measure/embed/"]
)
def test_no_other_page_may_be_framed(shown: Client, address: str) -> None:
    """The control: the same test is red for every page without those headers."""
    answer: Any = shown.get(address)
    assert frames(answer) == []
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_page_for_embedding_asks_little_of_the_database(
    shown: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        shown.get(EMBED)


def test_links_out_of_a_frame_open_beside_it_and_say_so(shown: Client) -> None:
    links = re.findall(r"<a [^>]+>[^<]+</a>", shown.get(EMBED).content.decode())
    assert links
    assert all('target="_blank"' in link and "opens a new tab" in link for link in links)


def test_the_page_says_how_to_cite_and_to_frame_it(shown: Client) -> None:
    page = shown.get(f"/measures/{SLUG}/").content.decode()
    cited = re.sub(r"<[^>]+>", "", page.partition('id="cite">')[2].partition("</dd>")[0])
    assert "Emergency repairs made safe within 24 hours" in cited
    assert all(found in cited for found in ("93.5%", "July to September 2026", "2026-27-q2"))
    assert cited.endswith(f"{settings.SITE}/measures/{SLUG}/")
    assert f"&lt;iframe src=&quot;{settings.SITE}{EMBED}&quot;" in page


def test_a_title_cannot_break_out_of_the_frame_to_copy() -> None:
    written = frame({"slug": "x", "title": '"><script>alert(1)</script>'})
    assert "<script" not in written
    assert written.count('"') == len(("src", "title", "width", "height", "loading")) * 2
