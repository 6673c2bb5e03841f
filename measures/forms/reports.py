"""The form that orders a Board report."""

from typing import Any

from django import forms

from charter.form_parts import PortalForm
from measures.models import Release
from measures.presenters import label_of
from measures.querysets.releases import public_releases


class ReleaseChoice(forms.ModelChoiceField):
    """A release by its period."""

    def label_from_instance(self, obj: Any) -> str:
        """Such as “July to September 2026, correction 2”."""
        again = f", correction {obj.revision - 1}" if obj.revision > 1 else ""
        return f"{label_of(obj)}{again}{' (live)' if obj.state == 'live' else ''}"


class OrderForm(PortalForm):
    """Which release the report is made of."""

    release = ReleaseChoice(
        Release.objects.none(),
        label="Release",
        empty_label="Choose a release",
        error_messages={"required": "Choose a release.", "invalid_choice": "Choose one of the list."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["release"].queryset = public_releases().exclude(state="withdrawn")  # type: ignore[attr-defined]
