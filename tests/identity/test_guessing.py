"""Guessing is slowed, and the real person elsewhere gets in (reliability.md P38)."""

import logging

import pytest
import time_machine
from django.contrib.auth.hashers import check_password
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from charter.accounts import PortalAccountAdapter
from charter.identity import guessing
from tests.identity.helpers import PASSWORD, give_password, text_of

pytestmark = pytest.mark.django_db


def test_one_line_of_ipv6_counts_together() -> None:
    def keys(address: str) -> list[str]:
        return [key for _, key in guessing.of_password("a@example.org", address)]

    assert keys("2001:db8:0:7::1") == keys("2001:db8:0:7:ffff::2")
    assert keys("2001:db8:0:7::1") != keys("2001:db8:0:8::1")
    assert keys("192.0.2.1") != keys("192.0.2.2")
    assert keys("192.0.2.1") == keys("::ffff:192.0.2.1")


@pytest.fixture
def checked(monkeypatch) -> list[str]:
    """The passwords that were looked at; an unknown address costs a hash, too, and is not one of them."""
    seen: list[str] = []

    def look(self, password):
        seen.append(password)
        return check_password(password, self.password)

    monkeypatch.setattr("charter.models.User.check_password", look)
    return seen


@pytest.mark.slow
def test_of_a_thousand_guesses_ten_are_looked_at(approver, checked, caplog) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False), caplog.at_level(logging.WARNING):
        client = Client()
        for number in range(1000):
            forged = f"10.{number % 250}.7.{number // 250}"
            give_password(client, approver.email, f"guess-{number}", headers={"X-Forwarded-For": forged})
        assert len(checked) == 10
        assert "is made to wait" in caplog.text
        assert approver.email not in caplog.text
        blocked = give_password(client, approver.email, PASSWORD)
        assert "Wait 15 minutes" in text_of(blocked)
        elsewhere = give_password(Client(), approver.email, PASSWORD, REMOTE_ADDR="192.0.2.9")
        assert elsewhere.url == reverse("mfa_authenticate")


def test_without_the_limit_all_are_looked_at(approver, checked, monkeypatch) -> None:
    """The negative control."""
    monkeypatch.setattr(guessing, "is_blocked", lambda counted: False)
    for number in range(15):
        give_password(Client(), approver.email, f"guess-{number}")
    assert len(checked) == 15


def test_the_wait_ends_after_a_quarter_of_an_hour(approver, checked) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False) as clock:
        client = Client()
        for number in range(11):
            give_password(client, approver.email, f"guess-{number}")
        clock.shift(14 * 60)
        assert "Wait 15 minutes" in text_of(give_password(client, approver.email))
        clock.shift(61)
        assert give_password(client, approver.email).url == reverse("mfa_authenticate")


def test_an_address_that_tries_many_accounts_waits(approver, checked) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False):
        for number in range(100):
            give_password(Client(), f"person{number}@example.org", "guess-of-a-password")
        assert "Wait 15 minutes" in text_of(give_password(Client(), approver.email))
        assert checked == []


def test_a_right_password_does_not_free_the_guesses_at_others(approver, data_owner, checked) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False):
        for number in range(9):
            give_password(Client(), approver.email, f"guess-{number}")
        give_password(Client(), data_owner.email)
        give_password(Client(), approver.email, "guess-10")
        assert "Wait 15 minutes" in text_of(give_password(Client(), approver.email))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "10.9.9.9, 203.0.113.7", "203.0.113.7"),
        (2, "10.9.9.9, 203.0.113.7, 198.51.100.2", "203.0.113.7"),
        (2, "203.0.113.7", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "not an address", "0.0.0.0"),  # noqa: S104
        (1, "[2001:db8::1]:443", "2001:db8::1"),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(proxies, forwarded, address) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers)
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert PortalAccountAdapter(request).get_client_ip(request) == address
