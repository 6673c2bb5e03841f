"""Sign-in by allauth, as the portal wants it: nobody signs up by themselves; faults are in plain words."""

import time
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from charter import audit, permissions
from charter.identity import guessing, kept, letters, links, sealing, sessions
from charter.identity.links import password_link
from charter.identity.organisation import PortalOrganisationAdapter
from charter.models import User
from charter.request_identity import address_of
from charter.translated import lazily as _lazy

__all__ = ["PortalAccountAdapter", "PortalOrganisationAdapter", "PortalSecondFactorAdapter", "password_link"]

RECENT_SECONDS = 300
WRONG_CODE = _lazy("This code is not right or too old. Look at it again, or ask for a new one.")
WAIT = _lazy("Too many tries. Wait 15 minutes, then try again.")
# What the package tells of a change, as the letter says it and as the audit trail knows it.
CHANGES = {
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/password_reset": "password_changed",
    "mfa/email/totp_activated": _lazy("an authenticator app was added"),
    "mfa/email/totp_deactivated": _lazy("the authenticator app was taken away"),
    "mfa/email/webauthn_added": _lazy("a passkey was added"),
    "mfa/email/webauthn_removed": _lazy("a passkey was taken away"),
    "mfa/email/recovery_codes_generated": _lazy("new recovery codes were made"),
}


class PortalAccountAdapter(DefaultAccountAdapter):
    """People are invited; the open sign-up page is closed."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _lazy("This account is switched off. Ask your administrator."),
        "email_password_mismatch": _lazy("The e-mail address or the password is not right. Check both."),
        "enter_current_password": _lazy("This is not your password. Type it again."),
        "incorrect_password": _lazy("This is not your password. Type it again."),
        "incorrect_code": WRONG_CODE,
        "invalid_login": _lazy("The e-mail address or the password is not right. Check both."),
        "invalid_password_reset": _lazy("This link was used before, or is too old. Ask for a new one."),
        "too_many_login_attempts": WAIT,
        "unknown_email": _lazy("There is no account with this e-mail address."),
        "rate_limited": _lazy("Too many tries. Wait a few minutes, then try again."),
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

    def is_safe_url(self, url: str) -> bool:
        """Only a path of ours is a place to go to after a form (reliability.md P35)."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Who asks, as the audit trail knows it; the package wants an address at any price."""
        return address_of(request) or "0.0.0.0"  # noqa: S104

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Look at no password while the account must wait at this address. Raises ValidationError."""
        if guessing.is_blocked(self._counted(request, credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password, of an account or of none."""
        guessing.failed(request, self._counted(request, credentials))

    def _counted(self, request: HttpRequest, credentials: dict[str, Any]) -> list[guessing.Counted]:
        return guessing.of_password(credentials.get("email", ""), self.get_client_ip(request))

    def _rollback_login_failed_rl_usage(self) -> None:
        """Only failures are counted, so a right password has nothing to take back."""

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Whether this is the password of the signed-in person; wrong ones count like those of signing in."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_login_stages(self) -> list[str]:
        """The stages of the package, with ours for the second factor."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "charter.identity.stages.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where the roles of the person work, if the person was not on the way to a page."""
        roles = permissions.roles_of(cast(User, request.user))
        if roles & permissions.STAFF:
            return reverse("staff_home")
        return reverse("reports" if "body_reader" in roles else "account")

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in under a new key, and start the clocks of the session."""
        super().login(request, user)
        sessions.begin(request)

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Where to go after signing in; what an ended session was sending comes first."""
        if (options.get("signal_kwargs") or {}).get("second_factor"):
            request.session[sessions.PROVIDER_FACTOR] = True
        answer: HttpResponse = super().post_login(request, user, **options)
        with transaction.atomic():
            audit.record("sign_in", user, by=user)
        return redirect("account_kept") if kept.of(request) else answer

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Have a job send the mail; for an address without an account the same is done, and nothing sent."""
        kind = template_prefix.rpartition("/")[2]
        person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if kind == "login_code" and person is not None:
            facts = {"code": context["code"]}
        else:
            kind, facts, person = "login_code", {"code": "0" * 12}, None
        letters.write(kind, to=person, by=User.objects.system(), facts=facts)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """A password or a second factor was changed: other sessions end, and the person is told."""
        change = CHANGES.get(template_prefix)
        if change is None:
            return
        with transaction.atomic():
            person = User.objects.select_for_update().get(pk=user.pk)
            if self.request.user.pk == person.pk:
                sessions.end_others(self.request, self.request.user)
            else:
                sessions.end_all(person.pk)
            verb = "change_password" if change == "password_changed" else "change_second_factor"
            audit.record(verb, person, by=person)
            kind = change if change == "password_changed" else "second_factor_changed"
            facts = {"what": str(change), "link": links.absolute(reverse("account_reset_password"))}
            letters.write(kind, to=person, by=person, facts=facts)


class PortalSecondFactorAdapter(DefaultMFAAdapter):
    """The second factor, with faults in plain words and secrets sealed at rest."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _lazy("That code did not work. Try the newest one."),
    }

    def encrypt(self, text: str) -> str:
        """Secrets of apps and seeds of recovery codes are stored sealed."""
        return sealing.seal(text, purpose="second factor")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again."""
        return sealing.unseal(encrypted_text, purpose="second factor")

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """The name that a new passkey begins with."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey {number}").format(number=number)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom the device shows as asking: the name of our address, and ours."""
        found: dict[str, str] = super().get_public_key_credential_rp_entity()
        return found | {"name": settings.MFA_TOTP_ISSUER}
