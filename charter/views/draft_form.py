"""The form of a draft: its boxes as the kind describes them, and why."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from charter.drafts import Field, Kind, Where, checked
from charter.form_parts import DayField, FaultsAtBoxes, paragraph
from charter.models import Draft

ROWS = {"text": 4, "lines": 6}


class DraftForm(FaultsAtBoxes):
    """What a record is to say, and why. A record that is to go asks only why."""

    def __init__(self, kind: Kind, where: Where, *args: Any, row: Draft, **options: Any) -> None:
        self.kind, self.where = kind, where
        self.boxes = () if row.action == "retire" else kind.fields_for(where)
        super().__init__(*args, row=row, **options)
        for one in self.boxes:
            self.fields[_key(one.name)] = _box(one, where)
        self.fields["because"] = paragraph(
            _("Why"),
            _("Say why you propose this, so that the approver knows."),
            most=1000,
            required=False,
            help_text=_("For the approver and for the history. Needed before you submit."),
        )

    def values_of(self, row: Model) -> Mapping[str, Any]:
        """What the boxes hold for a draft."""
        assert isinstance(row, Draft)  # noqa: S101  # for the type; the form is made for drafts alone
        held = {_key(one.name): _in_box(one, row.proposed.get(one.name, one.empty)) for one in self.boxes}
        return held | {"because": row.note}

    @property
    def drawn(self) -> list[tuple[str, Any]]:
        """Every box with the component that draws it, why last."""
        parts = {"ticks": "components/choices.html"}
        found = [(parts.get(one.sort, "components/field.html"), self[_key(one.name)]) for one in self.boxes]
        return [*found, ("components/field.html", self["because"])]

    def clean(self) -> dict[str, Any]:
        """The rules of the kind, box by box and as a whole; the verb holds to the same."""
        cleaned = super().clean() or {}
        values, wrong = checked(self.boxes, self.typed, self.where)
        if not wrong and not self.errors and self.boxes:
            wrong = list(self.kind.wrong(self.where, values))
        for name, says in wrong:
            if _key(name) not in self.errors:
                self.add_error(self.box_of(name), says)
        return cleaned

    def box_of(self, name: str) -> str | None:
        """The box of a field of the record; why goes to its own, anything else above the form."""
        return _key(name) if _key(name) in self.fields else "because" if name == "why" else None

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, by the names of the boxes."""
        return {one.name: self.cleaned_data.get(_key(one.name)) for one in self.boxes}


def _key(name: str) -> str:
    """The name of a box in the form: its own, and never one that the form itself goes by."""
    return f"box_{name}"


def _in_box(one: Field, value: Any) -> Any:
    return "\n".join(value) if one.sort == "lines" else value


def _box(one: Field, where: Where) -> forms.Field:
    shared: dict[str, Any] = {"label": one.label, "required": False, "help_text": one.hint}
    if one.sort == "day":
        return DayField(**shared)
    if one.sort == "choice":
        listed = [("", _("Choose")), *one.choices(where)]
        words = {"invalid_choice": _("Choose one of the list.")}
        return forms.ChoiceField(choices=listed, error_messages=words, **shared)
    if one.sort == "ticks":
        words = {"invalid_choice": _("Choose from the list.")}
        return forms.MultipleChoiceField(
            choices=one.choices(where), widget=forms.CheckboxSelectMultiple, error_messages=words, **shared
        )
    # Lengths are counted by `checked`, on the text as it is kept: browsers count line ends otherwise.
    if one.sort in ROWS:
        return forms.CharField(widget=forms.Textarea({"rows": ROWS[one.sort]}), strip=False, **shared)
    inputmode = {"number": "decimal", "whole": "numeric"}.get(one.sort, "text")
    return forms.CharField(widget=forms.TextInput({"inputmode": inputmode}), strip=False, **shared)
