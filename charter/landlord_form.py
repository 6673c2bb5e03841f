"""The form of the landlord itself: name, words, colours and ways to get in touch."""

from django import forms

from charter.form_parts import PortalForm, Words, paragraph, sentence
from charter.translated import lazily as _lazy


def _mailbox(label: Words, hint: Words = "") -> forms.EmailField:
    words = {"invalid": _lazy("Enter an e-mail address, like name@example.org.")}
    return forms.EmailField(label=label, help_text=hint, required=False, error_messages=words)


LIKE_WEBSITE = _lazy("Enter a web address, like https://www.example.org.")
LIKE_ACCOUNT = _lazy("Enter a web address, like https://my.example.org.")


def _web_page(label: Words, fault: Words, hint: Words = "") -> forms.URLField:
    words = {"invalid": fault}
    return forms.URLField(
        label=label, help_text=hint, required=False, assume_scheme="https", error_messages=words
    )


class SettingsForm(PortalForm):
    """The landlord's name, words, colours and ways to get in touch."""

    name = sentence(_lazy("Name of the landlord"), _lazy("Enter the landlord's name."))
    word_for_customer = sentence(
        _lazy("Word for one customer"),
        _lazy("Enter a word, like tenant."),
        most=40,
        help_text=_lazy("Such as tenant or resident."),
    )
    word_for_customers = sentence(_lazy("Word for customers"), _lazy("Enter a word, like tenants."), most=40)
    accent = sentence(_lazy("Accent colour on light pages"), _lazy("Enter a colour, like #1B44B8."), most=7)
    accent_dark = sentence(
        _lazy("Accent colour on dark pages"), _lazy("Enter a colour, like #9DB8FF."), most=7
    )
    band = sentence(_lazy("Colour of the band"), _lazy("Enter a colour, like #1B44B8."), most=7)
    phone = sentence(_lazy("Phone number"), "", most=40, required=False)
    hours = sentence(
        _lazy("When people can call"),
        "",
        most=120,
        required=False,
        help_text=_lazy("Such as Monday to Friday, 8am to 6pm."),
    )
    email = _mailbox(_lazy("E-mail address for the public"))
    complaints_email = _mailbox(
        _lazy("Inbox of your complaints team"),
        _lazy("Complaints from this site go there at once. Blank: to the address for the public."),
    )
    safety_email = _mailbox(
        _lazy("Inbox for worries about a building"), _lazy("Blank: the address for the public.")
    )
    address = paragraph(_lazy("Postal address"), "", required=False)
    website = _web_page(_lazy("Website"), LIKE_WEBSITE)
    account_address = _web_page(
        _lazy("Where people see their own account"),
        LIKE_ACCOUNT,
        _lazy("Your own pages for repairs and rent. The home page leads there."),
    )
