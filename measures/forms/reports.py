"""The form that orders a Board report."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from charter.form_parts import PortalForm
from charter.translated import lazily as _lazy
from measures.models import Release
from measures.presenters import label_of
from measures.querysets.releases import public_releases


class ReleaseChoice(forms.ModelChoiceField):
    """A release by its period."""

    def label_from_instance(self, obj: Any) -> str:
        """Such as “July to September 2026, correction 2”."""
        period, number, live = label_of(obj), obj.revision - 1, obj.state == "live"
        if not number:
            return _("{period} (live)").format(period=period) if live else period
        if live:
            return _("{period}, correction {number} (live)").format(period=period, number=number)
        return _("{period}, correction {number}").format(period=period, number=number)


class OrderForm(PortalForm):
    """Which release the report is made of."""

    release = ReleaseChoice(
        Release.objects.none(),
        label=_lazy("Release"),
        empty_label=_lazy("Choose a release"),
        error_messages={
            "required": _lazy("Choose a release."),
            "invalid_choice": _lazy("Choose one of the list."),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["release"].queryset = public_releases().exclude(state="withdrawn")  # type: ignore[attr-defined]
