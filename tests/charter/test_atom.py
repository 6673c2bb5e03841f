"""A feed holds whatever words were written: what no XML file holds is a blank in it."""

from datetime import UTC, datetime

import pytest
from defusedxml import ElementTree
from django.test import Client

from charter import atom
from charter.models import Landlord
from engagement.models import ServiceChange
from tests.engagement import rows

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
# Vertical tab, form feed, escape, NUL, the noncharacters of the first plane, half of a pair.
NEVER_IN_XML = "\x0b\x0c\x1b\x00\ufffe\uffff\ud800"


def test_a_soft_line_break_stops_no_feed(client: Client, landlord: Landlord) -> None:
    rows.change("2026-05-01T12:00", title="One\x0btwo", said="It is\x0bdark.", did="We\x1blit it.")
    assert ServiceChange.objects.get().title == "One\x0btwo"
    answer = client.get("/feeds/changes.atom")
    assert answer.status_code == 200
    (entry,) = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "One two"
    assert entry.findtext(f"{ATOM}summary") == "You said: It is dark. We did: We lit it."


@pytest.mark.parametrize("sign", NEVER_IN_XML)
def test_every_sign_that_xml_refuses_is_a_blank(landlord: Landlord, sign: str) -> None:
    entry = made(f"one{sign}two")
    for name in ("title", "summary"):
        assert entry.findtext(f"{ATOM}{name}") == "one two"
    assert entry.findtext(f"{ATOM}id").endswith("/one two/")


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "\u00e9 \u5c71 \U0001f600 \ud7ff\ue000\ufffd", "a & b < c"])
def test_every_other_sign_stays(landlord: Landlord, text: str) -> None:
    assert made(text).findtext(f"{ATOM}title") == text


def test_the_name_of_the_landlord_too(landlord: Landlord) -> None:
    Landlord.objects.update(name="Alder\x0bbrook")
    answer = atom.atom("News", page="/", feed="/feeds/x.atom", entries=[])
    assert ElementTree.fromstring(answer.content).findtext(f"{ATOM}title") == "News: Alder brook"


def made(text: str) -> ElementTree:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    entry = atom.Entry(title=text, key=f"/x/{text}/", address=f"/y/{text}/", text=text, published=at)
    answer = atom.atom("News", page="/", feed="/feeds/x.atom", entries=[entry])
    return ElementTree.fromstring(answer.content).find(f"{ATOM}entry")
