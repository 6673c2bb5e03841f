"""The forms of signing in, in our words, and of accepting an invitation."""

from typing import Any, ClassVar

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest

from charter.form_parts import sentence
from charter.identity import guessing, letters
from charter.identity.passwords import LONGEST
from charter.models import User
from charter.translated import lazily as _lazy

NOT_THE_SAME = _lazy("The two passwords are not the same. Type them again.")


class Plainly:
    """Forms of the sign-in package in our words: no text inside boxes that goes away when one types."""

    words: ClassVar[dict[str, str]] = {
        "login": _lazy("E-mail address"),
        "email": _lazy("E-mail address"),
        "password1": _lazy("New password"),
        "password2": _lazy("New password again"),
        "oldpassword": _lazy("Your password now"),
        "code": _lazy("Code"),
    }
    fields: dict[str, forms.Field]
    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, field.label), ""


class SignInForm(Plainly, account_forms.LoginForm):
    """E-mail address and password."""

    def clean_password(self) -> str:
        """The password as typed; one that is too long to be anybody's is cut, so that it is only wrong."""
        return str(self.cleaned_data["password"])[: LONGEST + 1]


class AskForCodeForm(Plainly, account_forms.RequestLoginCodeForm):
    """Where to send a code."""


class GiveCodeForm(Plainly, account_forms.ConfirmLoginCodeForm):
    """The code that was sent."""


class ForgottenForm(Plainly, account_forms.ResetPasswordForm):
    """Where to send a link."""

    def save(self, request: HttpRequest, **named: Any) -> str:
        """Have the link sent; for an address without an account the same is done, and nothing sent."""
        person = self.users[0] if self.users else None
        letters.write("password_reset_key", to=person, by=User.objects.system())
        return str(self.cleaned_data["email"])


class NewPasswordForm(Plainly, account_forms.ResetPasswordKeyForm):
    """A new password, by a link."""


class ChangePasswordForm(Plainly, account_forms.ChangePasswordForm):
    """A new password, knowing the old one."""


class SetPasswordForm(Plainly, account_forms.SetPasswordForm):
    """A first password."""


class StillYouForm(Plainly, account_forms.ReauthenticateForm):
    """The password once more."""


class CodesCounted:
    """Wrong codes are counted; after five the person waits a quarter of an hour (reliability.md X83)."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """The code, when it is right. Raises ValidationError in words."""
        adapter = get_adapter()
        counted = guessing.of_code(self.user.pk, adapter.get_client_ip(context.request))
        if guessing.is_blocked(counted):
            raise adapter.validation_error("too_many_login_attempts")
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except forms.ValidationError:
            guessing.failed(context.request, counted)
            raise


class SecondFactorForm(Plainly, CodesCounted, AuthenticateForm):
    """The code of the app, or a recovery code."""


class SecondFactorAgainForm(Plainly, CodesCounted, ReauthenticateForm):
    """The code of the app once more."""


class SetUpSecondFactorForm(Plainly, ActivateTOTPForm):
    """The first code of the app."""

    def clean_code(self) -> str:
        """The code, when it is right; the same code signs nobody in afterwards."""
        code = str(super().clean_code())
        TOTP(Authenticator(user=self.user))._mark_code_used(code)
        return code


class AddPasskeyForm(Plainly, AddWebAuthnForm):
    """A new passkey with a name; always one that opens by finger, face or PIN."""

    words: ClassVar[dict[str, str]] = {"name": _lazy("Name of the passkey")}
    passwordless = forms.BooleanField(widget=forms.HiddenInput(), initial=True)


class NamePasskeyForm(Plainly, EditWebAuthnForm):
    """Another name for a passkey."""

    words: ClassVar[dict[str, str]] = {"name": _lazy("Name of the passkey")}


class PasskeyForm(AuthenticateWebAuthnForm):
    """What the device answered, as the second factor."""

    use_required_attribute = False


class PasskeySignInForm(LoginWebAuthnForm):
    """What the device answered, as the whole sign-in."""

    use_required_attribute = False


class PasskeyAgainForm(ReauthenticateWebAuthnForm):
    """What the device answered, once more."""

    use_required_attribute = False


class AcceptForm(forms.Form):
    """The name and the password of an invited person; no password where a code is mailed instead."""

    use_required_attribute = False
    name = sentence(
        _lazy("Your name"),
        _lazy("Enter your name."),
        most=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    password1 = forms.CharField(
        label=_lazy("Choose a password"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={
            "required": _lazy("Choose a password."),
            "max_length": _lazy("This password is too long."),
        },
    )
    password2 = forms.CharField(
        label=_lazy("The same password again"),
        strip=False,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, password_needed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person
        self.fields["password1"].required = password_needed

    def clean_password1(self) -> str:
        """A password that passes the rules, judged with the name that was just typed."""
        password = str(self.cleaned_data["password1"])
        if password:
            named = User(email=self.person.email, name=self.cleaned_data.get("name", ""))
            validate_password(password, named)
        return password

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        found = super().clean() or {}
        if "password1" in found and found["password1"] != found.get("password2", ""):
            self.add_error("password2", NOT_THE_SAME)
        return found
