"""What the tests of signing in share: the two steps, and the codes of an app."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from tests.people import SECRET

PASSWORD = "a-long-password-1"
STEP = 30


def code(secret: str = SECRET, *, steps_ago: int = 0) -> str:
    """The six digits that the app shows now, or showed some steps ago."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // STEP - steps_ago))


def text_of(answer) -> str:
    return answer.content.decode()


def give_password(client: Client, email: str, password: str = PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def give_code(client: Client, digits: str, **extra):
    return client.post(reverse("mfa_authenticate"), {"code": digits}, **extra)


def enter(email: str, digits: str | None = None) -> Client:
    """A browser that is signed in with password and code."""
    client = Client()
    give_password(client, email)
    assert give_code(client, digits or code()).status_code == 302
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    """Whether this browser gets to see the own account."""
    return client.get("/account/").status_code == 200
