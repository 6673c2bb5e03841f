"""Text that only this portal can read: secrets of second factors, and what is in a letter that waits."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

MARK = "sealed:"


def seal(text: str, *, purpose: str) -> str:
    """The text sealed with the portal's secret; what is sealed for one purpose opens for no other."""
    return MARK + _box(purpose).encrypt(text.encode()).decode()


def unseal(text: str, *, purpose: str) -> str:
    """The text as it was; one without the mark was stored before sealing began and is returned as it is.

    Raises ValueError when it was sealed by another portal, with another secret or for another purpose.
    """
    if not text.startswith(MARK):
        return text
    try:
        return _box(purpose).decrypt(text.removeprefix(MARK).encode()).decode()
    except InvalidToken as error:
        raise ValueError("This was sealed with another secret.") from error


def _box(purpose: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(secret), purpose)) for secret in secrets])


def _key(secret: str, purpose: str) -> bytes:
    digest = hashlib.sha256(f"charter.identity.{purpose}:{secret}".encode()).digest()
    return base64.urlsafe_b64encode(digest)
