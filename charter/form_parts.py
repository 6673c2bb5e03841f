"""What every form of the portal shares: one record a form, faults in our words, days as people write them."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import redirect

from charter.actions.form_tokens import use_token, where_it_led
from charter.faults import Refused
from charter.models import User

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
DATE_WORDS = {"invalid": "Enter a date, like 30/6/2026."}
OLD_PAGE = "This page was open for too long. Check what you typed and send it again."


class DayInput(forms.DateInput):
    """The browser's own calendar; without one, a box that takes 30/6/2026."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, as the calendar sends it or as people write it."""

    def __init__(self, **options: Any) -> None:
        words = DATE_WORDS | options.pop("error_messages", {})
        super().__init__(widget=DayInput(), input_formats=DATE_FORMATS, error_messages=words, **options)


class PortalForm(forms.Form):
    """A form that makes one record however often it is sent; we, not the browser, name the faults."""

    use_required_attribute = False
    form_token = forms.UUIDField(
        widget=forms.HiddenInput(),
        initial=uuid.uuid4,
        error_messages={"required": OLD_PAGE, "invalid": OLD_PAGE},
    )

    def clean_form_token(self) -> uuid.UUID:
        """The token joined with what was sent: going back and sending something else is another form."""
        token = cast(uuid.UUID, self.cleaned_data["form_token"])
        sent = sorted((key, str(value)) for key, value in self._sent() if key != "csrfmiddlewaretoken")
        return uuid.uuid5(token, urlencode(sent))

    def _sent(self) -> Iterable[tuple[str, Any]]:
        lists = getattr(self.data, "lists", None)
        yield from (lists() if lists else self.data.items())
        for name, file in self.files.items():
            yield name, f"{getattr(file, 'name', '')} {getattr(file, 'size', '')}"

    def replace(self, name: str, value: str) -> None:
        """Show another value in a hidden box than the one that was sent, such as a newer version."""
        data = cast(QueryDict, self.data).copy()
        data[name] = value
        self.data = data

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        """Say beside the field, or above the form, why an action turned this down."""
        self.add_error(field, str(refusal))

    def send(
        self, by: User, work: Callable[[], str], field: str | None = None
    ) -> HttpResponseRedirect | None:
        """Do the work once and go where it leads; None when a fault was found, which the form now tells.

        Call it on a bound form; `work` may raise Refused.
        """
        try:
            if not self.is_valid():
                # The first press may have changed what is asked for; the second still leads to its end.
                token = self.cleaned_data.get("form_token")
                led_to = where_it_led(token, by) if token else ""
                return redirect(led_to) if led_to else None
            return redirect(use_token(token=self.cleaned_data["form_token"], by=by, work=work))
        except Refused as refusal:
            self.refuse(refusal, field)
            return None

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Every fault with the id of the box that it is about, for the list above the form."""
        found = []
        for name, faults in self.errors.items():
            box = self._box(name)
            found += [(box, str(fault)) for fault in faults]
        return found

    def _box(self, name: str) -> str:
        if name in self.fields and not self.fields[name].widget.is_hidden:
            widget = self.fields[name].widget
            own = f"id_{self.add_prefix(name)}"
            return f"{own}_0" if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple) else own
        shown = list(self.visible_fields())
        return self._box(shown[0].name) if shown else "main"


def choice(label: str, choices: Iterable[tuple[str, str]], **options: Any) -> forms.ChoiceField:
    """A list to choose from, with words for an answer that is not on it."""
    words = {
        "required": f"Choose {label[0].lower()}{label[1:]}.",
        "invalid_choice": "Choose one of the list.",
    }
    return forms.ChoiceField(label=label, choices=list(choices), error_messages=words, **options)


def sentence(label: str, missing: str, *, most: int = 200, **options: Any) -> forms.CharField:
    """A line of text; `missing` is what we say when it is blank."""
    words = {"required": missing, "max_length": f"This is too long. Write at most {most} characters."}
    return forms.CharField(label=label, max_length=most, error_messages=words, **options)


def paragraph(
    label: str, missing: str, *, rows: int = 3, most: int = 2000, **options: Any
) -> forms.CharField:
    """Several lines of text."""
    return sentence(label, missing, most=most, widget=forms.Textarea({"rows": rows}), **options)


class ReasonForm(PortalForm):
    """Why something is taken back, returned or withdrawn."""

    reason = paragraph("Reason", "Say why.")

    def __init__(self, *args: Any, label: str = "Reason", hint: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint


class ConfirmForm(PortalForm):
    """A button and nothing else."""
