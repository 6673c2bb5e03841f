"""Every public page, and the Board's paper, says how to get it in large print, Easy Read, BSL and so on."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from charter.models import Landlord
from measures import pdf, presenters, report_view
from tests.crawling import Crawl, route_of
from tests.demonstration import loaded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WAYS = ("large print", "Easy Read", "British Sign Language (BSL)", "audio", "another language")
PERSONAL = ("/account/", "/staff/", "/reports/", "/admin/")
# Reached by a mailed link or by a form only.
BESIDE = ["/follow/asked/", "/nothing-here/", "/measures/emergency-repairs/embed/"]


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, HttpResponse]]:
    with loaded(django_db_blocker):
        visitor = Client()
        below = ("/",)

        def fetch(address: str) -> Any:
            return visitor.get("/robots.txt") if address.startswith(PERSONAL) else visitor.get(address)

        yield Crawl(fetch, a_route=2, below=below).walk(["/", *BESIDE]).answers


def pages(site: dict[str, HttpResponse]) -> dict[str, str]:
    """The pages for people among what was found, by address."""
    html = {where: one for where, one in site.items() if one.get("Content-Type", "").startswith("text/html")}
    return {where: one.content.decode() for where, one in html.items() if one.status_code != 302}


def test_every_page_offers_every_way_and_leads_to_it(site: dict[str, HttpResponse]) -> None:
    found = pages(site)
    assert len({route_of(re.sub(r"\?.*", "", where)) for where in found}) >= 20
    assert {where: way for where, page in found.items() for way in WAYS if way not in page} == {}
    assert [where for where, page in found.items() if "/contact/#another-way" not in page] == []


def test_the_contact_page_tells_how_without_a_computer(site: dict[str, HttpResponse]) -> None:
    part = pages(site)["/contact/"].partition('id="another-way"')[2].partition("</section>")[0]
    landlord = Landlord.objects.get()
    assert landlord.phone in part
    assert landlord.address.splitlines()[0] in part


def test_a_page_that_nothing_else_can_be_asked_for_says_it_too() -> None:
    page = render_to_string("error_plain.html", {"title": "Sorry", "message": "Wait.", "reference": "1"})
    assert [way for way in WAYS if way not in page] == []


def test_the_boards_paper_says_it_with_telephone_and_address(site: dict[str, HttpResponse]) -> None:
    release = presenters.live_release()
    assert release is not None
    content, _ = pdf.printed("measures/reports/board.html", report_view.board_report(release))
    text = " ".join(pdf.words(content).split())
    landlord = Landlord.objects.get()
    assert [way for way in WAYS if way not in text] == []
    assert landlord.phone in text
    assert landlord.address.splitlines()[0].rstrip(",") in text
