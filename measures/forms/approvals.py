"""The forms of an approver: approve, return with a reason, approve several at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from charter.faults import Refused
from charter.form_parts import PortalForm, choice, paragraph
from charter.translated import lazily as _lazy
from measures.actions.results import AS_REPLACED
from measures.querysets.queue import QueueLine

APPROVALS = [
    ("provisional", _lazy("Provisional: it may still change before the year is closed")),
    ("final", _lazy("Final: a change from now on is a correction")),
]


TOGETHER = [
    (AS_REPLACED, _lazy("Each as what it replaces; a figure that replaces none is provisional")),
    *APPROVALS,
]


def _approval() -> forms.ChoiceField:
    return choice(_lazy("How is it approved?"), APPROVALS, initial="provisional", widget=forms.RadioSelect())


class ApproveForm(PortalForm):
    """Approve one figure, as it was when the page was opened."""

    approval = _approval()
    version = forms.IntegerField(widget=forms.HiddenInput())


class ReturnForm(PortalForm):
    """Send one figure back to its author."""

    reason = paragraph(
        _lazy("Why do you send it back?"),
        _lazy("Say why you send it back, so that its author knows what to do."),
        help_text=_lazy("Its author reads this."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput())


class BulkForm(PortalForm):
    """Approve the ticked figures; each tick carries the version that was shown."""

    approval = choice(
        _lazy("How are they approved?"), TOGETHER, initial=AS_REPLACED, widget=forms.RadioSelect()
    )

    def __init__(self, *args: Any, lines: Sequence[QueueLine], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(line.tick, line.result.measure.title) for line in lines]
        self.fields["figures"] = forms.MultipleChoiceField(
            label=_("Figures to approve"),
            choices=choices,
            initial=[key for key, _ in choices],
            widget=forms.CheckboxSelectMultiple(),
            error_messages={
                "required": _("Choose at least one figure."),
                "invalid_choice": _("A figure of this list was changed or decided meanwhile. Look again."),
            },
        )

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        """Each figure that cannot be approved is named by itself."""
        if not refusal.faults:
            super().refuse(refusal, field)
        for fault in refusal.faults:
            self.add_error(None, str(fault))

    @property
    def versions(self) -> dict[int, int]:
        """The version shown by the id of each ticked figure."""
        pairs = (key.split(":") for key in self.cleaned_data["figures"])
        return {int(pk): int(version) for pk, version in pairs}
