"""The form that orders a paper."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from charter.form_parts import PortalForm
from charter.models import Body
from charter.translated import lazily as _lazy
from measures.models import Release
from measures.papers import KINDS
from measures.presenters import label_of
from measures.querysets.releases import was_public


class ReleaseChoice(forms.ModelChoiceField):
    """A release by its period."""

    def label_from_instance(self, obj: Any) -> str:
        """Such as “July to September 2026, correction 2”."""
        period, number, live = label_of(obj), obj.revision - 1, obj.state == "live"
        if obj.state == "scheduled":
            return _("{period} (planned, makes a draft)").format(period=period)
        if not number:
            return _("{period} (live)").format(period=period) if live else period
        if live:
            return _("{period}, correction {number} (live)").format(period=period, number=number)
        return _("{period}, correction {number}").format(period=period, number=number)


class OrderForm(PortalForm):
    """Which paper, of which release, for whom."""

    kind = forms.ChoiceField(
        label=_lazy("Paper"),
        initial="board",
        error_messages={"invalid_choice": _lazy("Choose one of the list.")},
    )

    release = ReleaseChoice(
        Release.objects.none(),
        label=_lazy("Release"),
        empty_label=_lazy("Choose a release"),
        error_messages={
            "required": _lazy("Choose a release."),
            "invalid_choice": _lazy("Choose one of the list."),
        },
    )

    body = forms.ModelChoiceField(
        Body.objects.order_by("name"),
        label=_lazy("For which body?"),
        help_text=_lazy("Leave it open for a paper that is not made for one body."),
        required=False,
        empty_label=_lazy("No single body"),
        error_messages={"invalid_choice": _lazy("Choose one of the list.")},
    )
    large = forms.BooleanField(label=_lazy("In large print"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(one.key, one.title) for one in KINDS.values()]  # type: ignore[attr-defined]
        self.fields["release"].queryset = self._releases()  # type: ignore[attr-defined]

    def _releases(self) -> QuerySet[Release]:
        """What papers are made of: what is or was public, and what waits for its moment."""
        return Release.objects.filter(was_public() | Q(state="scheduled")).exclude(state="withdrawn")

    @property
    def has_releases(self) -> bool:
        """Whether there is anything to choose."""
        return self._releases().exists()
