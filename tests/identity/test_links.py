"""Links in mails (reliability.md P41, P35): tampered with they do nothing, and they lead only to us."""

import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from charter.actions.invitations import Offer, invite
from charter.identity import links
from charter.models import Invitation, User
from tests.identity.helpers import give_password, text_of
from tests.letters import delivered, link_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db
PHRASE = "otter candle bridge"
FORM = {"name": "Nina New", "password1": PHRASE, "password2": PHRASE}


def invitation(by: User) -> str:
    invite(email="nina.new@example.org", offer=Offer(("data_owner",)), by=by)
    return link_of(delivered()[-1])


def reset(person: User) -> str:
    Client().post(reverse("account_reset_password"), {"email": person.email})
    return link_of(delivered()[-1])


def tampered(link: str, other: str) -> list[str]:
    """Ten ways to change the last part of an address."""
    head, _, tail = link.rstrip("/").rpartition("/")
    other_tail = other.rstrip("/").rpartition("/")[2]
    half = len(tail) // 2
    mark = ":" if ":" in tail else "-"
    changed = [
        tail[:-1] + ("A" if tail[-1] != "A" else "B"),
        ("1" if tail[0] != "1" else "2") + tail[1:],
        tail[:-4],
        tail + "AAAA",
        tail.swapcase(),
        tail[::-1],
        tail[:half] + other_tail[half:],
        tail.rpartition(mark)[0],
        tail.rpartition(mark)[0] + mark,
        "0" * len(tail),
    ]
    return [f"{head}/{one}/" for one in changed]


def set_password(client: Client, where: str) -> bool:
    """Whether the reset link let this browser set a password."""
    page = client.get(where, follow=True)
    if "This link does not work" in text_of(page) or page.status_code == 404:
        return False
    path = page.redirect_chain[-1][0] if page.redirect_chain else where
    return client.post(path, {"password1": PHRASE, "password2": PHRASE}).status_code == 302


def test_ten_tamperings_of_an_invitation(administrator) -> None:
    link = invitation(administrator)
    for one in tampered(link, links.sign(uuid.uuid4(), purpose="invitation")):
        assert Client().get(one).status_code == 404, one
        assert Client().post(one, FORM).status_code == 404, one
    assert not User.objects.get(email="nina.new@example.org").is_active
    assert Client().post(link, FORM).status_code == 302


def test_ten_tamperings_of_a_reset(approver, data_owner) -> None:
    link, other = reset(approver), reset(data_owner)
    assert [one for one in tampered(link, other) if set_password(Client(), one)] == []
    assert give_password(Client(), approver.email, PHRASE).status_code == 200
    assert set_password(Client(), link)


def test_a_link_of_one_purpose_is_none_of_another(administrator) -> None:
    key = uuid.uuid4()
    assert links.unsign(links.sign(key, purpose="invitation"), purpose="invitation") == key
    assert links.unsign(links.sign(key, purpose="invitation"), purpose="survey") is None


def test_without_the_signature_a_known_key_would_be_enough(administrator, monkeypatch) -> None:
    """The negative control."""
    invitation(administrator)
    key = Invitation.objects.get().key
    bare = reverse("invitation", args=[key.hex])
    assert Client().get(bare).status_code == 404
    monkeypatch.setattr("charter.identity.links.unsign", lambda token, purpose: key)
    assert Client().get(bare).status_code == 200


def test_a_reset_works_once_and_a_scanner_does_not_use_it_up(approver) -> None:
    link = reset(approver)
    for _ in range(3):
        Client().get(link, follow=True)
    assert set_password(Client(), link)
    assert not set_password(Client(), link)


def test_a_reset_ends_after_an_hour(approver) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False) as clock:
        link = reset(approver)
        clock.shift(3601)
        assert not set_password(Client(), link)


def test_a_mail_goes_only_to_the_stored_address(panel_member) -> None:
    """reliability.md X69: look-alike letters."""
    client = Client()
    lookalike = panel_member.email.replace("o", "о")  # a Cyrillic letter
    for email in (lookalike, panel_member.email.upper(), f"{panel_member.email} "):
        client.post(reverse("account_reset_password"), {"email": email})
    assert {message.to[0] for message in delivered()} == {panel_member.email}


HOSTS = (
    {"Host": "evil.example"},
    {"Host": "testserver.evil.example"},
    {"Host": "evil.example:80"},
    {"Host": "testserver@evil.example"},
    {"Host": ""},
    {"Host": "127.0.0.1:99999"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example, testserver"},
    {"X-Forwarded-Server": "evil.example"},
    {"X-Host": "evil.example"},
    {"X-Original-Host": "evil.example"},
    {"Forwarded": "host=evil.example"},
    {"X-Forwarded-Proto": "https://evil.example"},
    {"X-Original-URL": "https://evil.example/"},
    {"X-Rewrite-URL": "https://evil.example/"},
)


@pytest.mark.parametrize("headers", HOSTS, ids=str)
def test_what_a_browser_says_of_the_host_poisons_no_link(approver, settings, headers) -> None:
    settings.SITE = "https://charter.example.org"
    Client().post(reverse("account_reset_password"), {"email": approver.email}, headers=headers)
    for message in delivered():
        assert "evil" not in message.body + str(message.alternatives)
        assert "https://charter.example.org/account/password/reset/key/" in message.body


NEXT = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "http:evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http://testserver@evil.example",
    "http://testserver.evil.example",
    "http://evil.example#testserver",
    "http://evil.example?testserver",
    "ftp://testserver/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,evil",
    "%2f%2fevil.example",
    "/%0d%0aSet-Cookie:a=b",
    "/\r\nSet-Cookie: a=b",
    "\t//evil.example",
    " //evil.example",
    "/\t/evil.example",
    "\x00//evil.example",
    "http://[evil.example",
    "https://testserver:80@evil.example/",
    "//evil.example/%2e%2e",
]


@pytest.mark.parametrize("wish", NEXT)
def test_nothing_leads_elsewhere_after_signing_in(panel_member, wish) -> None:
    assert len(NEXT) == 30
    said = {"login": panel_member.email, "password": "a-long-password-1", "next": wish}
    answer = Client().post(reverse("account_login"), said)
    assert answer.status_code == 302
    assert answer.url.startswith("/")
    assert not answer.url.startswith(("//", "/\\"))
    assert "Set-Cookie: a" not in str(answer.headers)


def test_nothing_leads_elsewhere_after_signing_out(panel_member) -> None:
    for wish in NEXT:
        answer = signed_in(panel_member).post(reverse("account_logout"), {"next": wish})
        assert answer.url.startswith("/")
        assert not answer.url.startswith(("//", "/\\"))
