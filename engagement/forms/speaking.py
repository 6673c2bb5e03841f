"""The forms of what people tell us: their own, and those of the inbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from charter.form_parts import PortalForm, choice, paragraph, sentence
from charter.models import Post
from charter.translated import lazily as _lazy
from engagement.actions.checks import About
from engagement.actions.speaking import Said
from engagement.forms.for_everybody import MAIL, OpenForm
from engagement.hints import WORDS, hints
from engagement.models import FEEDBACK_KINDS
from engagement.presenters import promises_to_name


class SpeakForm(OpenForm):
    """What somebody tells us. Only the kind and the words are asked for."""

    makes_it_other = ("kind", "text")
    lists = ("kind",)
    kind = choice(
        _lazy("What is it?"), FEEDBACK_KINDS, missing=_lazy("Choose what it is."), widget=forms.RadioSelect
    )
    text = paragraph(
        _lazy("What do you want to tell us?"),
        _lazy("Write what you want to tell us."),
        rows=8,
        most=4000,
        help_text=_lazy("Please name nobody else, and write no bank or card numbers."),
    )
    promise = choice(_lazy("Is it about one of our promises?"), [], required=False)
    name = sentence(
        _lazy("Your name (if you like)"),
        "",
        most=120,
        required=False,
        help_text=_lazy("So that we know what to call you. We delete it after 12 months."),
    )
    email = forms.EmailField(
        label=_lazy("Your e-mail address (if you want an answer by e-mail)"),
        required=False,
        max_length=254,
        help_text=_lazy("We use it for this only. We delete it 12 months after we have answered."),
        error_messages={"invalid": MAIL, "max_length": MAIL},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = sentence(
        _lazy("Your telephone number (if you want us to call)"),
        "",
        most=40,
        required=False,
        help_text=_lazy("We use it for this only. We delete it after 12 months."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named = [("", _lazy("No, or I do not know")), *promises_to_name()]
        self.fields["promise"].choices = named  # type: ignore[attr-defined]

    def said(self) -> Said:
        """What was filled in; ask only when the form is valid."""
        given = self.cleaned_data
        return Said(**{name: given[name] for name in ("kind", "text", "promise", "name", "email", "phone")})


class SortForm(PortalForm):
    """What it is about, and whose it is to answer."""

    promises = forms.MultipleChoiceField(
        label=_lazy("Promises it is about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    owner = forms.ModelChoiceField(
        Post.objects.order_by("title"),
        label=_lazy("Who deals with it"),
        required=False,
        empty_label=_lazy("Nobody yet"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["promises"].choices = promises_to_name()  # type: ignore[attr-defined]

    def about(self) -> About:
        """The promises that were ticked."""
        return About(tuple(self.cleaned_data["promises"]))


class ReplyForm(PortalForm):
    """Our answer to the person."""

    text = paragraph(
        _lazy("Your answer"),
        _lazy("Write your answer."),
        rows=6,
        most=4000,
        help_text=_lazy(
            "Plain words and short sentences. The person reads it on their own page, and by mail."
        ),
    )

    def values_of(self, row: Any) -> dict[str, Any]:
        """Nothing is there before: what the person wrote is not the answer."""
        return {}


class WordForm(PortalForm):
    """What the public may read of it."""

    public_text = paragraph(
        _lazy("What everybody may read"),
        _lazy("Write what the public may read."),
        rows=5,
        help_text=_lazy("Nothing that tells who said it. Another person lets it out."),
    )
    tells_of_nobody = forms.BooleanField(
        label=_lazy("I looked: it tells of nobody"), required=False, widget=forms.CheckboxInput
    )

    def clean(self) -> dict[str, Any]:
        """What looks like personal data is looked at once more before it is kept."""
        said = super().clean() or {}
        found = hints(said.get("public_text") or "")
        if found and not said.get("tells_of_nobody"):
            listed = ", ".join(f"“{one.text}” ({WORDS[one.kind]})" for one in found)
            self.add_error(
                "public_text",
                _(
                    "This looks like it tells who somebody is: {parts}. Take it out, or tick the box below."
                ).format(parts=listed),
            )
        return said


class EraseForm(PortalForm):
    """Why a text is erased."""

    reason = choice(_lazy("Why is it erased?"), [], missing=_lazy("Choose why."))

    def __init__(self, *args: Any, reasons: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        listed = [(key, _(words)) for key, words in reasons.items()]
        self.fields["reason"].choices = [("", _lazy("Choose why")), *listed]  # type: ignore[attr-defined]
