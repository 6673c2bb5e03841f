"""An explanation carries the day it was written, and the pages of an area and a body lead to their mails."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from measures import presenters
from measures.models import Commentary
from tests.demonstration import loaded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def text(where: str) -> str:
    return " ".join(Client().get(where).content.decode().split())


def told() -> dict[str, str]:
    """The day of each explanation of the live release, by its words."""
    live = presenters.live_release()
    assert live is not None
    documents = presenters.documents(live, "measures").values()
    return {one["why"]: one.get("written", "") for document in documents for one in document["commentary"]}


def test_each_explanation_says_when_it_was_written() -> None:
    days = {row.why: timezone.localdate(row.written_at).isoformat() for row in Commentary.objects.all()}
    shown = {why: day for why, day in told().items() if why in days}
    assert len(shown) > 5
    assert all(day in ("", days[why]) for why, day in shown.items())
    assert "Written on " in text("/measures/emergency-repairs/")


def test_the_measure_in_the_api_says_its_gap() -> None:
    answer = Client().get("/api/v1/measures/emergency-repairs").json()
    assert "target" in answer["gap"]
    assert all("gap" in one for one in answer["results"])
    described = Client().get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert "gap" in described["Measure"]["properties"]
    assert "gap" in described["Result"]["properties"]


def test_an_area_and_a_body_lead_to_their_mails() -> None:
    assert '<a href="/follow/?about=area:castle-hill">' in text("/my-area/?area=castle-hill")
    assert "about=body" not in text("/performance/")
    assert '<a href="/follow/?about=body:board">' in text("/performance/?body=board")
