"""The organisation's own sign-in (OpenID Connect, such as Microsoft Entra): on when all of it is set."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from charter import env

PROVIDER = "organisation"
NEEDED = {
    "PORTAL_OPENID_NAME": "What people know the sign-in as, such as “your Alderbrook account”.",
    "PORTAL_OPENID_ISSUER": "Such as https://login.microsoftonline.com/<tenant id>/v2.0.",
    "PORTAL_OPENID_CLIENT_ID": "The application (client) id of the registration.",
    "PORTAL_OPENID_SECRET": "The client secret of the registration.",
}
OPTIONAL = ("PORTAL_OPENID_TENANT", "PORTAL_OPENID_SECOND_FACTOR")
# These let anybody's organisation sign in.
FOR_EVERYBODY = {"common", "organizations", "consumers"}


def providers() -> dict[str, Any]:
    """The provider as the sign-in package wants it; empty when nothing is configured.

    Raises ImproperlyConfigured, with the name and a hint, for a part that is missing or cannot be right.
    """
    given = {name: env.text(name, "") for name in (*NEEDED, *OPTIONAL)}
    if not any(given.values()):
        return {}
    for name, hint in NEEDED.items():
        env.text(name, hint=f"It belongs to the organisation's sign-in. {hint}")
    issuer = given["PORTAL_OPENID_ISSUER"].rstrip("/")
    _check(issuer)
    settings = {
        "server_url": issuer,
        "tenant": given["PORTAL_OPENID_TENANT"],
        "second_factor": env.words("PORTAL_OPENID_SECOND_FACTOR", ""),
        "oauth_pkce_enabled": True,
        "fetch_userinfo": False,
    }
    app = {
        "provider_id": PROVIDER,
        "name": given["PORTAL_OPENID_NAME"],
        "client_id": given["PORTAL_OPENID_CLIENT_ID"],
        "secret": given["PORTAL_OPENID_SECRET"],
        "settings": settings,
    }
    return {"openid_connect": {"APPS": [app]}}


def _check(issuer: str) -> None:
    parts = urlsplit(issuer)
    allowed = ("https", "http") if env.flag("PORTAL_LOCAL") else ("https",)
    if parts.scheme not in allowed or not parts.netloc:
        raise ImproperlyConfigured(f"PORTAL_OPENID_ISSUER must begin with https://. {env.SAMPLE}")
    if FOR_EVERYBODY & set(parts.path.split("/")):
        raise ImproperlyConfigured(
            "PORTAL_OPENID_ISSUER must name your own tenant, not “common” or “organizations”: with those, "
            f"people of every organisation could sign in. {env.SAMPLE}"
        )
