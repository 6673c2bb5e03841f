"""The landlord's complaints system, which hears of complaints where an address of it is set."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from charter import env

SHORTEST_SECRET = 32


def complaints() -> tuple[str, str]:
    """Address and secret; both empty when none is set.

    Raises ImproperlyConfigured, with the name and a hint, for a part that is missing or cannot be right.
    """
    address, secret = env.text("PORTAL_COMPLAINTS_HOOK", ""), env.text("PORTAL_COMPLAINTS_HOOK_SECRET", "")
    if not address:
        return "", ""
    allowed = ("https", "http") if env.flag("PORTAL_LOCAL") else ("https",)
    if urlsplit(address).scheme not in allowed or not urlsplit(address).netloc:
        raise ImproperlyConfigured(f"PORTAL_COMPLAINTS_HOOK must begin with https://. {env.SAMPLE}")
    if len(secret) < SHORTEST_SECRET:
        raise ImproperlyConfigured(
            f"PORTAL_COMPLAINTS_HOOK_SECRET must have at least {SHORTEST_SECRET} characters. {env.SAMPLE}"
        )
    return address, secret
