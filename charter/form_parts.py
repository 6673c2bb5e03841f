"""What every form of the portal shares: one record a form, faults in our words, days as people write them."""

import json
import logging
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Model
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from charter.actions.form_tokens import use_token, where_it_led
from charter.conflicts import Changed, Conflict, compared, conflict_about
from charter.faults import Refused
from charter.languages import formats
from charter.languages.own import bare
from charter.models import User
from charter.translated import lazily as _lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"  # some are said in the reader's language only when they are shown
log = logging.getLogger(__name__)
# What pages send beside the boxes of their form: which button, where to go on, which period.
BESIDE_THE_BOXES = frozenset({"csrfmiddlewaretoken", "do", "next", "period"})
LOGGED = 20
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]
TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M", "%I%p", "%I %p", "%I:%M%p", "%I.%M%p", "%I:%M %p", "%I.%M %p"]
DATE_WORDS = {"invalid": _lazy("Enter a date, like 30/6/2026.")}
TURNS_AROUND = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
OLD_PAGE = _lazy("This page was open for too long. Check what you typed and send it again.")


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


class ClockField(forms.TimeField):
    """A time of day, as the browser sends it or as people write it."""

    def __init__(self, **options: Any) -> None:
        words = {"invalid": _lazy("Enter a time, like 18:00 or 6pm.")} | options.pop("error_messages", {})
        widget = forms.TimeInput({"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, input_formats=TIME_FORMATS, error_messages=words, **options)


class PortalForm(forms.Form):
    """A form that makes one record however often it is sent; we, not the browser, name the faults.

    A form that edits a stored row is given it as `row`: it then carries the row's version, and says both
    values when somebody else saved in between (`charter/conflicts.py` shows how).
    """

    use_required_attribute = False
    conflict: Conflict | None = None
    form_token = forms.UUIDField(
        widget=forms.HiddenInput(),
        initial=uuid.uuid4,
        error_messages={"required": OLD_PAGE, "invalid": OLD_PAGE},
    )

    def __init__(self, *args: Any, row: Model | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.row = row
        if row is not None:
            self.fields["version"] = forms.IntegerField(
                widget=forms.HiddenInput(), error_messages={"required": OLD_PAGE, "invalid": OLD_PAGE}
            )
            # What the boxes held when the page was opened, so that a conflict can say what was there before.
            self.fields["opened"] = forms.CharField(widget=forms.HiddenInput(), required=False)
            own = {"version": getattr(row, "version", 1) if row.pk else 0, "opened": self._opened}
            self.initial = {**self.values_of(row), **self.initial, **own}

    def values_of(self, row: Model) -> Mapping[str, Any]:
        """What the boxes hold for a stored row, by their names; other keys are labels of what else counts."""
        return {name: getattr(row, name) for name in self.fields if hasattr(row, name)}

    @property
    def page_status(self) -> int:
        """The status of a page with this form: 200 to fill in, 409 for a conflict, 422 with faults."""
        if not self.is_bound:
            return 200
        return 409 if self.conflict else 422

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
        self._note_unlisted()
        try:
            if not self.is_valid():
                # The first press may have changed what is asked for; the second still leads to its end.
                token = self.cleaned_data.get("form_token")
                led_to = where_it_led(token, by) if token else ""
                return redirect(led_to) if led_to else None
            return redirect(use_token(token=self.cleaned_data["form_token"], by=by, work=work))
        except Changed as changed:
            self._meet(changed, by)
        except Refused as refusal:
            self.refuse(refusal, field)
        return None

    def _note_unlisted(self) -> None:
        """Write down the names of boxes that the form does not have; nothing reads them (X76)."""
        own = {self.add_prefix(name) for name in self.fields}
        others = sorted(name for name in set(self.data) - own - BESIDE_THE_BOXES if isinstance(name, str))
        if others:
            named = ", ".join(ascii(name[:40]) for name in others[:LOGGED])
            log.warning(_("a form was sent %s boxes that it does not have: %s"), len(others), named)

    def _meet(self, changed: Changed, by: User) -> None:
        """Show both values; the form now stands on the newer version and keeps what was typed."""
        theirs = self._told(changed.row)
        labels = {name: str(self.fields[name].label if name in self.fields else name) for name in theirs}
        mine = {name: self._text(name, self[name].value()) for name in labels if name in self.fields}
        differences = compared(labels, self._before(), theirs, mine)
        again = str(self.data.get("do", ""))
        self.conflict = conflict_about(changed.row, differences, by=by, again=again)
        if "version" in self.fields:
            self.replace(self.add_prefix("version"), str(getattr(changed.row, "version", 1)))
        if "opened" in self.fields:
            self.replace(self.add_prefix("opened"), json.dumps(theirs))
        self.refuse(changed)

    def _opened(self) -> str:
        return json.dumps(self._told(self.row)) if self.row is not None and self.row.pk else ""

    def _before(self) -> dict[str, str]:
        try:
            found = json.loads(str(self.data.get(self.add_prefix("opened"), "")))
        except ValueError:
            return {}
        return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {}

    def _told(self, row: Model) -> dict[str, str]:
        values = self.values_of(row)
        return {name: self._text(name, value) for name, value in values.items() if self._shows(name)}

    def _shows(self, name: str) -> bool:
        return name not in self.fields or not self.fields[name].widget.is_hidden

    def _text(self, name: str, value: Any) -> str:
        """A value as people read it: the words of a choice, a day in full, nothing for nothing."""
        field: Any = self.fields.get(name)
        if field is None:
            return _written(value)
        if hasattr(field, "choices"):
            words = {str(key): str(text) for key, text in field.choices}
            chosen = field.prepare_value(value)
            keys = chosen if isinstance(chosen, list | tuple) else [chosen]
            return ", ".join(words.get(str(key), str(key)) for key in keys if key not in (None, ""))
        try:
            return _written(field.to_python(value))
        except ValidationError:
            return str(value)

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
            own = str(self.auto_id) % self.add_prefix(name)
            return f"{own}_0" if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple) else own
        shown = list(self.visible_fields())
        return self._box(shown[0].name) if shown else "main"


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return formats.long_date(value) if isinstance(value, date) else str(value).replace("\r\n", "\n")


def choice(
    label: Words, choices: Iterable[tuple[str, Words]], *, missing: Words = "", **options: Any
) -> forms.ChoiceField:
    """A list to choose from; `missing` is what we say when nothing is chosen."""
    words = {
        "required": missing or lazy(_choose, str)(label),
        "invalid_choice": _lazy("Choose one of the list."),
    }
    return forms.ChoiceField(label=label, choices=list(choices), error_messages=words, **options)


def _choose(label: Words) -> str:
    return _("Choose {what}.").format(what=f"{label[0].lower()}{label[1:]}")


class _AtMost(MaxLengthValidator):
    """Counts as browsers do, so that both sides say the same number: an emoji is two."""

    def clean(self, text: Any) -> int:
        return len(str(text).encode("utf-16-le", "surrogatepass")) // 2


class TextField(forms.CharField):
    """Text as people mean it: one way of writing each letter, one sign for a new line, never invisible.

    Signs that turn the direction of reading around are taken out; they could make a text read as another.
    Control signs, such as the soft line break of a copied slide, become blanks, for no XML file holds them.
    """

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(**options)
        too_long = _("This is too long. Write at most {most} characters.").format(most=f"{most:,}")
        self.validators.append(_AtMost(most, too_long))

    def to_python(self, value: Any) -> str:
        """The text without what nobody sees; empty when nothing else is left."""
        text = unicodedata.normalize("NFC", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        text = "".join(" " if _controls(one) else one for one in bare(text) if one not in TURNS_AROUND)
        if all(one.isspace() or unicodedata.category(one) == "Cf" for one in text):
            text = ""
        return cast(str, super().to_python(text))


def _controls(one: str) -> bool:
    """Whether a sign is a control sign that nobody means; NUL is none of ours, the field refuses it."""
    return unicodedata.category(one) == "Cc" and one not in "\t\n\0"


def sentence(label: Words, missing: Words, *, most: int = 200, **options: Any) -> forms.CharField:
    """A line of text; `missing` is what we say when it is blank."""
    words = {"required": missing} | options.pop("error_messages", {})
    return TextField(label=label, most=most, error_messages=words, **options)


def paragraph(
    label: Words, missing: Words, *, rows: int = 3, most: int = 2000, **options: Any
) -> forms.CharField:
    """Several lines of text."""
    return sentence(label, missing, most=most, widget=forms.Textarea({"rows": rows}), **options)


class ReasonForm(PortalForm):
    """Why something is taken back, returned or withdrawn."""

    reason = paragraph(_lazy("Reason"), _lazy("Say why."))

    def __init__(
        self, *args: Any, label: str = _lazy("Reason"), hint: str = "", missing: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        box = self.fields["reason"]
        box.label, box.help_text = label, hint
        box.error_messages["required"] = missing or box.error_messages["required"]


class ConfirmForm(PortalForm):
    """A button and nothing else."""


class FaultsAtBoxes(PortalForm):
    """A form of a verb whose faults name the box that each is about."""

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        """Say each fault of the verb at its box."""
        for fault in refusal.faults:
            self.add_error(self.box_of(fault.where), fault.remedy)
        if not refusal.faults:
            super().refuse(refusal, field)

    def box_of(self, name: str) -> str | None:
        """The box that a fault names so; None: it is said above the form."""
        return name
