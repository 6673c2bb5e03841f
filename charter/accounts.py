"""Sign-in by allauth, as the portal wants it: nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from charter.models import User


class PortalAccountAdapter(DefaultAccountAdapter):
    """People are invited; the open sign-up page is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator makes accounts."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names; the address is the name of the account."""


def password_link(person: User) -> str:
    """A link with which the person sets a password, once; it ends with PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
    return str(settings.SITE).rstrip("/") + path
