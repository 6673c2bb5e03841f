"""The stage of signing in that asks for the second factor."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for the second factor, unless the organisation's sign-in vouched for one and that counts here."""

    def _should_handle(self, request: HttpRequest) -> bool:
        vouched = (self.login.signal_kwargs or {}).get("second_factor")
        return not vouched and bool(super()._should_handle(request))
