"""The first day: no release, no charter, and every page, answer and paper still says something sensible."""

import page
import pytest
from django.test import Client

from charter.models import Landlord, User
from charter.periods import Period
from measures import pdf, presenters, report_view
from measures.actions.releases import publish_release
from tests.test_pages import FIXED

pytestmark = pytest.mark.django_db


def test_pages_say_that_nothing_is_out_yet(client: Client) -> None:
    assert "not out yet" in client.get("/").content.decode()
    for address in FIXED:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    "address", ["/promises/none/", "/measures/none/", "/themes/none/", "/releases/none/"]
)
def test_what_is_not_there_is_404(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert b"We cannot find that page" in answer.content


def test_the_open_data_says_it_in_a_sentence(client: Client) -> None:
    answer = client.get("/api/v1/charter")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_release")


@pytest.mark.slow
def test_a_release_without_a_charter_shows_and_prints(client: Client) -> None:
    Landlord.objects.create(name="Ó Dálaigh & שלום Homes", first_period="2025-04")
    publish_release(period=Period.parse("2025-26-Q1"), by=User.objects.create_user("a@example.org", "A"))
    assert "No charter is published yet" in client.get("/").content.decode()
    live = presenters.live_release()
    assert live is not None
    content, pages = pdf.printed("measures/reports/board.html", report_view.board_report(live))
    assert page.validate_pdf_bytes(content, profile="ua1").is_compliant
    assert pages >= 1
