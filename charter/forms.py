"""The forms of people, roles, posts and settings, and of signing in."""

from typing import Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from charter.form_parts import DayField, PortalForm, choice, paragraph, sentence
from charter.models import Body, Post, User
from charter.models.people import ROLE_WORDS
from charter.presenters import SUBJECT_WORDS


class PersonForm(PortalForm):
    """A new account."""

    name = sentence(
        "Name", "Enter the person's name.", most=120, widget=forms.TextInput({"autocomplete": "off"})
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="They sign in with it. We show it to administrators only.",
        max_length=254,
        error_messages={
            "required": "Enter an e-mail address, like name@example.org.",
            "invalid": "Enter an e-mail address, like name@example.org.",
        },
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


class RoleForm(PortalForm):
    """A role for a person, from a day on."""

    role = choice("Role", [("", "Choose a role"), *ROLE_WORDS])
    body = forms.ModelChoiceField(
        Body.objects.order_by("name"),
        label="For one body only",
        required=False,
        empty_label="Not for one body",
        help_text="Panel members and body readers see the dashboards of the bodies named here.",
        error_messages={"invalid_choice": "Choose one of the list."},
    )
    starts = DayField(label="From", required=False, help_text="Left blank: today.")


class PostForm(PortalForm):
    """A new post."""

    title = sentence("Name of the post", "Enter the name of the post, like Head of Repairs.", most=120)


class HoldingForm(PortalForm):
    """A person in a post."""

    post = forms.ModelChoiceField(
        Post.objects.order_by("title"),
        label="Post",
        empty_label="Choose a post",
        error_messages={"required": "Choose a post.", "invalid_choice": "Choose one of the list."},
    )
    starts = DayField(label="From", required=False, help_text="Left blank: today.")
    deputy = forms.BooleanField(label="As deputy", required=False)


class BankHolidayForm(PortalForm):
    """A day of the working calendar."""

    day = DayField(label="Day", error_messages={"required": "Enter the day, like 25/12/2029."})
    title = sentence(
        "Name of the day",
        "Enter the name of the day, like Good Friday.",
        most=80,
        help_text="Like Good Friday.",
    )
    reason = sentence(
        "Reason",
        "Say why, for example where the day was announced.",
        most=300,
        help_text="Such as: announced on GOV.UK. The audit trail keeps it.",
    )
    seen = forms.CharField(widget=forms.HiddenInput(), required=False)


class RemoveHolidayForm(PortalForm):
    """Why a day is taken out of the calendar."""

    reason = sentence("Why is it removed?", "Say why it is removed.", most=300)
    seen = forms.CharField(widget=forms.HiddenInput(), required=False)


class SettingsForm(PortalForm):
    """The landlord's name, words, colours and ways to get in touch."""

    name = sentence("Name of the landlord", "Enter the landlord's name.")
    word_for_customer = sentence(
        "Word for one customer",
        "Enter a word, like tenant.",
        most=40,
        help_text="Such as tenant or resident.",
    )
    word_for_customers = sentence("Word for customers", "Enter a word, like tenants.", most=40)
    accent = sentence("Accent colour on light pages", "Enter a colour, like #1B44B8.", most=7)
    accent_dark = sentence("Accent colour on dark pages", "Enter a colour, like #9DB8FF.", most=7)
    band = sentence("Colour of the band", "Enter a colour, like #1B44B8.", most=7)
    phone = sentence("Phone number", "", most=40, required=False)
    email = forms.EmailField(
        label="E-mail address for the public",
        required=False,
        error_messages={"invalid": "Enter an e-mail address, like name@example.org."},
    )
    address = paragraph("Postal address", "", required=False)
    website = forms.URLField(
        label="Website",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter a web address, like https://www.example.org."},
    )


class AuditFilter(forms.Form):
    """Which audit events to list; a question, not a write, so it carries no token."""

    person = forms.ModelChoiceField(
        User.objects.order_by("name"), label="Person", required=False, empty_label="Everybody"
    )
    subject = forms.ChoiceField(
        label="About",
        required=False,
        choices=[("", "Everything"), *sorted(SUBJECT_WORDS.items(), key=lambda one: one[1])],
    )
    first = DayField(label="From", required=False)
    last = DayField(label="Until", required=False)


class Plainly:
    """Forms of the sign-in package in our words: no text inside boxes that goes away when one types."""

    words: ClassVar[dict[str, str]] = {
        "login": "E-mail address",
        "email": "E-mail address",
        "password1": "New password",
        "password2": "New password again",
        "oldpassword": "Your password now",
        "code": "Code",
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


class AskForCodeForm(Plainly, account_forms.RequestLoginCodeForm):
    """Where to send a code."""


class GiveCodeForm(Plainly, account_forms.ConfirmLoginCodeForm):
    """The code that was sent."""


class ForgottenForm(Plainly, account_forms.ResetPasswordForm):
    """Where to send a link."""


class NewPasswordForm(Plainly, account_forms.ResetPasswordKeyForm):
    """A new password, by a link."""


class ChangePasswordForm(Plainly, account_forms.ChangePasswordForm):
    """A new password, knowing the old one."""


class SetPasswordForm(Plainly, account_forms.SetPasswordForm):
    """A first password."""


class StillYouForm(Plainly, account_forms.ReauthenticateForm):
    """The password once more."""


class SecondFactorForm(Plainly, AuthenticateForm):
    """The code of the app, or a recovery code."""


class SecondFactorAgainForm(Plainly, ReauthenticateForm):
    """The code of the app once more."""


class SetUpSecondFactorForm(Plainly, ActivateTOTPForm):
    """The first code of the app."""
