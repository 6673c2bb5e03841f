"""Sign-in by allauth, as the portal wants it: nobody signs up by themselves; faults are in plain words."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from charter.models import User

RECENT_SECONDS = 300
WRONG_CODE = "This code is not right or too old. Look at it again, or ask for a new one."


class PortalAccountAdapter(DefaultAccountAdapter):
    """People are invited; the open sign-up page is closed."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is switched off. Ask your administrator.",
        "email_password_mismatch": "The e-mail address or the password is not right. Check both.",
        "enter_current_password": "This is not your password. Type it again.",
        "incorrect_password": "This is not your password. Type it again.",
        "incorrect_code": WRONG_CODE,
        "invalid_login": "The e-mail address or the password is not right. Check both.",
        "invalid_password_reset": "This link was used before, or is too old. Ask for a new one.",
        "too_many_login_attempts": "Too many tries. Wait a few minutes, then try again.",
        "unknown_email": "There is no account with this e-mail address.",
        "rate_limited": "Too many tries. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator makes accounts."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not in the first minutes after signing in: who has just proved who they are is not asked again."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < RECENT_SECONDS:
            return False
        return bool(super().is_reauthentication_required(app=app))

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names; the address is the name of the account."""


class PortalSecondFactorAdapter(DefaultMFAAdapter):
    """The second factor, with faults in plain words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right. Wait for the next one in your app and type that.",
    }


def password_link(person: User) -> str:
    """A link with which the person sets a password, once; it ends with PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
    return str(settings.SITE).rstrip("/") + path
