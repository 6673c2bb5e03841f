"""The home page: what changed since last time and because people spoke, dates, how to have a say."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from charter.models import Landlord
from charter.templatetags.charter_ui import clock
from measures import presenters
from tests.demonstration import loaded

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def words(html: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.slow
class TestHome:
    def test_it_says_what_changed_since_last_time(self, demonstration: None, client: Client) -> None:
        text = words(client.get("/").content.decode())
        assert "4 of 7 promises kept, 1 nearly, 1 not, 1 cannot be judged yet" in text
        assert "Last time , for April to June 2026, we kept 5 of 7." in text
        assert "Act fast on damp and mould : was “Kept”, is now “Cannot be judged yet”" in text

    def test_last_time_is_what_that_release_said(self, demonstration: None) -> None:
        live = presenters.live_release()
        assert live is not None
        told = (presenters.document(live, "charter") or {})["since"]
        then = presenters.release_named(told["release"])
        assert then is not None
        assert told["sentence"] == (presenters.document(then, "charter") or {})["sentence"]

    def test_it_says_what_people_changed_and_what_comes(self, demonstration: None, client: Client) -> None:
        text = words(client.get("/").content.decode())
        assert "You said, we did" in text
        assert "My neighbours stay away because of the language." in text
        assert "Talk about the night line" in text
        assert "The last figures of October to December 2026 are due" in text

    def test_every_way_to_have_a_say(self, demonstration: None, client: Client) -> None:
        text = client.get("/").content.decode()
        for way in ("Online", "By telephone", "0800 000 0000", "Monday to Friday, 8am to 6pm", "By letter"):
            assert way in text, way
        assert 'href="https://my.alderbrook.example"' in text

    def test_a_way_that_is_not_set_is_not_offered(self, demonstration: None, client: Client) -> None:
        Landlord.objects.update(phone="", address="", email="", account_address="")
        text = client.get("/").content.decode()
        assert "By telephone" not in text
        assert "By letter" not in text
        assert "Sign in to your account" not in text
        assert "All ways to get in touch" in text


@pytest.mark.parametrize(
    ("hour", "minute", "says"),
    [
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (9, 0, "9am"),
        (12, 0, "midday"),
        (12, 30, "12:30pm"),
        (17, 30, "5:30pm"),
    ],
)
def test_a_time_of_day_as_people_write_it(hour: int, minute: int, says: str) -> None:
    assert clock(datetime(2026, 1, 15, hour, minute, tzinfo=UTC)) == says
