"""Sign-in by allauth, as the portal wants it: nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class PortalAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited; the open sign-up page is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator makes accounts."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names; the address is the name of the account."""
