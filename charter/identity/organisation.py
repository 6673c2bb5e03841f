"""The organisation's own sign-in by OpenID Connect, such as Microsoft Entra.

The sign-in package speaks the protocol (discovery, state, PKCE, token). Here is what it leaves open: every
token is checked by signature, issuer, audience, time, nonce and tenant; a verified address must belong to an
account that was invited; nobody gets an account by signing in. No token and no profile is stored.
"""

import hmac
import secrets
from typing import Any, NoReturn

import jwt
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.jwtkit import fetch_key, lookup_kid_jwk
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from charter.actions.invitations import sign_in_by_organisation
from charter.faults import Refused
from charter.identity import links
from charter.settings.openid import PROVIDER
from charter.translated import lazily as _lazy

SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")
CLOCK_SECONDS = 60
YES = (True, 1, "1", "true", "True")

STARTED_ELSEWHERE = _lazy(
    "This sign-in was started in another window, or more than 10 minutes ago. Go back to the "
    "sign-in page and start again."
)
CANCELLED = _lazy("The sign-in at your organisation was stopped. Nothing was changed. You can start again.")
NO_ANSWER = _lazy(
    "Your organisation's sign-in does not answer. Try again in a few minutes, or sign in another way."
)
NOT_VERIFIED = _lazy(
    "Your organisation did not say that your e-mail address is verified, so we cannot match it "
    "to an account. Ask your administrator."
)
OTHER_TENANT = _lazy(
    "This account belongs to another organisation. Sign in with the account of your own one."
)
FAULTS: dict[type[Exception], str] = {
    jwt.ExpiredSignatureError: _lazy("the answer of your organisation is too old"),
    jwt.ImmatureSignatureError: _lazy("the answer of your organisation is dated in the future"),
    jwt.InvalidIssuerError: _lazy("the answer comes from another issuer than the one that is set up"),
    jwt.InvalidAudienceError: _lazy("the answer was made for another application"),
    jwt.InvalidSignatureError: _lazy("the answer is not signed by your organisation"),
    jwt.MissingRequiredClaimError: _lazy("the answer lacks something that it must say"),
}
NOT_PASSED = _lazy(
    "We could not sign you in: {fault}. Start again. If it happens again, tell your administrator."
)
UNREADABLE = _lazy("the answer of your organisation cannot be read")
OTHER_NONCE = _lazy("the answer belongs to another sign-in")


class OrganisationEndpoints(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The provider's addresses, and our check of its token."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends people back to; our own address, whatever the browser said."""
        return links.absolute(reverse("organisation_callback"))

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider tells of itself. Raises OAuth2Error when it names another issuer than ours."""
        found: dict[str, Any] = super().openid_config
        wanted = str(self.get_provider().app.settings["server_url"])
        if str(found.get("issuer", "")).rstrip("/") != wanted:
            raise OAuth2Error("issuer") from jwt.InvalidIssuerError()
        return found

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The claims of a token that passed every check. Raises OAuth2Error."""
        try:
            if jwt.get_unverified_header(id_token).get("alg") not in SIGNATURES:
                raise jwt.InvalidSignatureError
            algorithm, key = fetch_key(id_token, self.openid_config["jwks_uri"], lookup_kid_jwk)
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=key,
                algorithms=[algorithm],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCK_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )
        except (jwt.PyJWTError, KeyError) as error:
            raise OAuth2Error("token") from error
        return claims


class OrganisationProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The one provider of the settings, with a nonce in every sign-in."""

    oauth2_adapter_class = OrganisationEndpoints

    def get_login_url(self, request: HttpRequest, **named: Any) -> str:
        """Where a sign-in begins."""
        return reverse("organisation_sign_in")

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **named: Any
    ) -> HttpResponse:
        """The way to the provider; state, nonce and the secret of PKCE stay in the session."""
        nonce = secrets.token_urlsafe(24)
        named["auth_params"] = self.get_auth_params() | {"nonce": nonce}
        named["scope"] = self.get_default_scope()
        answer: HttpResponse = super().redirect(request, "login", next_url, {"nonce": nonce}, **named)
        return answer


class PortalOrganisationAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who may come in by the organisation's sign-in: people with an invited account, and nobody else."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """The provider of the settings. Raises Http404 when none is configured, and for any other."""
        apps = self.list_apps(request)
        if not apps or provider not in (PROVIDER, "openid_connect"):
            raise Http404
        return OrganisationProvider(request, app=apps[0])

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """The providers to show on the sign-in page: the configured one, or none."""
        return [OrganisationProvider(request, app=app) for app in self.list_apps(request)]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Match the token to an account and sign that person in, or refuse in words; always an answer."""
        provider = sociallogin.provider
        claims = sociallogin.account.extra_data.get("id_token") or {}
        expected = str((sociallogin.state.get("data") or {}).get("nonce", ""))
        if not hmac.compare_digest(str(claims.get("nonce", "")), expected) or not expected:
            refuse(request, NOT_PASSED.format(fault=OTHER_NONCE))
        tenant = provider.app.settings["tenant"]
        if tenant and claims.get("tid") != tenant:
            refuse(request, OTHER_TENANT)
        if not claims.get("email") or not is_verified(claims):
            refuse(request, NOT_VERIFIED)
        try:
            person = sign_in_by_organisation(
                email=str(claims["email"]), name=str(claims.get("name", "")), subject=subject_of(claims)
            )
        except Refused as refusal:
            refuse(request, str(refusal))
        record_authentication(request, person, "socialaccount", provider=PROVIDER)
        vouched = vouches(claims, provider.app.settings["second_factor"])
        answer = perform_login(
            request,
            person,
            redirect_url=sociallogin.get_redirect_url(request),
            signal_kwargs={"second_factor": vouched},
        )
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        """Say in words what went wrong with the sign-in at the provider."""
        if error == "cancelled":
            refuse(request, CANCELLED)
        if exception is None:
            refuse(request, STARTED_ELSEWHERE)
        refuse(request, fault_of(exception))


def refuse(request: HttpRequest, why: str) -> NoReturn:
    """End the sign-in with a page that says why."""
    raise ImmediateHttpResponse(refusal_page(request, why))


def refusal_page(request: HttpRequest, why: str, status: int = 403) -> HttpResponse:
    """The page of a sign-in that was refused."""
    return render(request, "account/organisation_refused.html", {"why": why}, status=status)


def fault_of(exception: Exception) -> str:
    """The refusal for an exception of the protocol; nothing of its inside is shown."""
    if not isinstance(exception, OAuth2Error):
        return NO_ANSWER
    cause = exception.__cause__
    fault = next((words for kind, words in FAULTS.items() if isinstance(cause, kind)), UNREADABLE)
    return NOT_PASSED.format(fault=fault)


def is_verified(claims: dict[str, Any]) -> bool:
    """Whether the provider vouches for the address: the standard claim, or the one of Microsoft Entra."""
    return claims.get("email_verified") in YES or claims.get("xms_edov") in YES


def subject_of(claims: dict[str, Any]) -> str:
    """Who this is at the provider, for good; Entra's object id is the same in all its applications."""
    return str(claims.get("oid") or claims["sub"])


def vouches(claims: dict[str, Any], counting: list[str]) -> bool:
    """Whether the provider says that it asked for a second factor, in a way that the settings count."""
    ways = claims.get("amr")
    said = set(ways if isinstance(ways, list) else []) | {str(claims.get("acr", ""))}
    return bool(said & set(counting))
