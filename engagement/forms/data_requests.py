"""The forms of what people ask about their own data: theirs, and those of the staff who deal with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from charter.form_parts import PortalForm, choice, paragraph, sentence
from charter.translated import lazily as _lazy
from engagement.actions.data_requests import Asked
from engagement.forms.for_everybody import MAIL, OpenForm
from engagement.models import ENDINGS, REQUESTS


class AskForm(OpenForm):
    """What somebody asks about their own data, and how we can reach them."""

    makes_it_other = ("kind", "name", "email", "phone", "text")
    first_box = "name"
    lists = ("kind",)
    kind = choice(
        _lazy("What do you want?"),
        REQUESTS,
        missing=_lazy("Choose what you want."),
        widget=forms.RadioSelect,
    )
    name = sentence(_lazy("Your name"), _lazy("Enter your name."), most=120)
    email = forms.EmailField(
        label=_lazy("Your e-mail address"),
        required=False,
        max_length=254,
        help_text=_lazy("The one that you gave us before, if there is one."),
        error_messages={"invalid": MAIL, "max_length": MAIL},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = sentence(_lazy("Your telephone number"), "", most=40, required=False)
    quoted = sentence(
        _lazy("A number that we gave you, like FB-234567 (if you have one)"), "", most=20, required=False
    )
    text = paragraph(
        _lazy("Anything that helps us to find it (if you like)"), "", rows=4, most=2000, required=False
    )

    def clean(self) -> dict[str, Any]:
        """One way to reach the person is needed; which one is up to them."""
        said = super().clean()
        if not (said.get("email") or said.get("phone") or "email" in self.errors):
            self.add_error(
                "email",
                _("Give an e-mail address or a telephone number, so that we can reach you."),
            )
        return said

    def asked(self) -> Asked:
        """What was filled in; ask only when the form is valid."""
        given = self.cleaned_data
        return Asked(**{name: given[name] for name in ("kind", "name", "email", "phone", "quoted", "text")})


class CheckForm(PortalForm):
    """How it was made sure who asks."""

    checked = paragraph(
        _lazy("How did you make sure who asks?"),
        _lazy("Say how you made sure who asks."),
        rows=3,
        help_text=_lazy("Such as: called back on the number that we had. Write no name here."),
    )


class LongerForm(PortalForm):
    """Why it takes longer."""

    longer_because = paragraph(
        _lazy("Why does it take longer?"), _lazy("Say why it takes longer. The person reads it."), rows=3
    )


class BelongsForm(PortalForm):
    """Which of what was found belongs to the person."""

    chosen = forms.MultipleChoiceField(
        label=_lazy("What belongs to this person?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _lazy("Choose what belongs to the person.")},
    )

    def __init__(self, *args: Any, found: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chosen"].choices = found  # type: ignore[attr-defined]


class CloseForm(PortalForm):
    """How it ended, and what the person is told."""

    ending = choice(_lazy("How did it end?"), ENDINGS, missing=_lazy("Choose how it ended."))
    because = paragraph(
        _lazy("What do you tell the person?"), _lazy("Write what you tell the person."), rows=4
    )

    def values_of(self, row: Any) -> dict[str, Any]:
        """Nothing is there before."""
        return {}
