"""Large print: every public page once more below /large/, kept by its links, without cookie or script."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_script_prefix, reverse
from pytest_django.plugin import DjangoDbBlocker

from charter import kept_pages
from charter.large_print import LARGE, ONE_SIZE
from tests.demonstration import loaded

pytestmark = pytest.mark.django_db
PAGES = [
    "/", "/charter/", "/performance/?order=name", "/measures/emergency-repairs/", "/my-area/?area=brookside",
    "/documents/", "/search/?q=damp", "/releases/", "/contact/", "/how-we-score/", "/follow/",
]  # fmt: skip
LINK = re.compile(r'<a [^>]*?href="(/[^"]*)"|<form [^>]*?action="(/[^"]*)"')


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert not answer.cookies
    return answer.content.decode()


def said(page: str) -> str:
    """The words of the main part of a page."""
    main = page.partition('<main id="main"')[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_the_same_in_large_print_and_its_links_stay_there(client: Client, address: str) -> None:
    usual, large = body(client, address), body(client, LARGE + address.removeprefix("/"))
    other = said(usual).replace("See this site in large print", "See this site in the usual size")
    assert said(large) == other
    assert "css/large" in large
    assert "css/large" not in usual
    found = [unescape(one or two) for one, two in LINK.findall(large)]
    back = {one for one in found if not one.startswith(LARGE)}
    # Out of it lead the way back, and files and the API, which are for programs.
    pages = {one for one in back if one.partition("?")[0].endswith("/")}
    assert pages == {address}
    assert f'href="{LARGE}{address.removeprefix("/").replace("&", "&amp;")}"' in usual


def test_the_source_to_cite_is_the_usual_page(client: Client) -> None:
    large = body(client, f"{LARGE}measures/emergency-repairs/")
    assert f"{settings.SITE}/measures/emergency-repairs/" in large
    assert f"{settings.SITE}{LARGE}" not in large


def test_the_next_answer_knows_nothing_of_it(client: Client) -> None:
    body(client, LARGE)
    assert get_script_prefix() == "/"
    assert reverse("charter") == "/charter/"


@pytest.mark.parametrize("start", ONE_SIZE)
def test_what_is_no_public_page_stays_where_it_is(client: Client, start: str) -> None:
    answer = client.get(f"{LARGE.rstrip('/')}{start}x/?a=1")
    assert answer.status_code == 302
    assert answer["Location"] == f"{start}x/?a=1"


@pytest.mark.parametrize(
    "hostile", ["//evil.example/", "/large//evil.example/", "///staff/", "/%2Fevil.example/"]
)
def test_no_address_leads_to_another_site(client: Client, hostile: str) -> None:
    answer = client.get(f"/large{hostile}")
    where = answer.get("Location", "/")
    assert where.startswith("/")
    assert not where.startswith("//")


def test_what_is_not_there_is_not_there_in_large_print_either(client: Client) -> None:
    answer = client.get(f"{LARGE}nothing-here/")
    assert answer.status_code == 404
    assert "css/large" in answer.content.decode()


def test_both_sizes_are_kept_apart(client: Client, settings: Any, monkeypatch: Any) -> None:
    settings.KEEP_PAGES = True
    monkeypatch.setattr(kept_pages, "version_of_data", lambda: "quiet")
    kept_pages.shelf.clear()
    usual, large = (body(client, address) for address in ("/charter/", f"{LARGE}charter/"))
    again = [client.get(address).content.decode() for address in ("/charter/", f"{LARGE}charter/")]
    assert again == [usual, large]
    assert usual != large
    kept_pages.shelf.clear()


def test_on_paper_no_letter_is_smaller_than_16_points() -> None:
    """Large print is 16 points or more (UK Association for Accessible Formats, Clear and Large Print)."""
    css = Path("static/css/large.css").read_text(encoding="utf-8")
    paper = css.partition("@media print")[2]
    sizes = [int(found) for found in re.findall(r"(\d+)pt", paper)]
    assert sizes
    assert min(sizes) >= 16
    smaller = [float(one) for one in re.findall(r"font-size: ?([\d.]+)rem", css) if float(one) < 1]
    assert not smaller
