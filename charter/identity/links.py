"""Links in letters: our own address whatever the browser said, signed for one purpose, nothing personal."""

from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from charter.models import User


def absolute(path: str) -> str:
    """The address of a page for a mail; only ever the site of the settings (reliability.md P35)."""
    return str(settings.SITE).rstrip("/") + path


def sign(key: UUID, *, purpose: str) -> str:
    """The part of an address that stands for a row: its random key and our signature for this purpose."""
    return Signer(salt=f"charter.link.{purpose}").sign(key.hex)


def unsign(token: str, *, purpose: str) -> UUID | None:
    """The key of a signed part; None when it was tampered with or made for another purpose."""
    try:
        key = Signer(salt=f"charter.link.{purpose}").unsign(token)
        found = UUID(hex=key)
    except (BadSignature, ValueError):
        return None
    return found if found.hex == key else None


def password_link(person: User) -> str:
    """A link with which the person sets a password, once; it ends with PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(person)
    return absolute(reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key]))
