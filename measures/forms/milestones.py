"""The form that closes a milestone: the day, and what shows it."""

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import Model
from django.utils.translation import gettext as _

from charter.form_parts import DayField, PortalForm, paragraph
from charter.translated import lazily as _lazy
from measures.models import Result


class MilestoneForm(PortalForm):
    """On which day it was done, and the evidence; a closed one asks why its day is corrected."""

    done_on = DayField(
        label=_lazy("Done on"), error_messages={"required": _lazy("Enter the day on which it was done.")}
    )
    evidence = paragraph(
        _lazy("What shows it?"),
        _lazy("Say what shows that it is done."),
        most=1000,
        help_text=_lazy("Such as a handover sheet, a photo or a report, and where it is kept."),
    )

    def __init__(self, *args: Any, correcting: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if correcting:
            missing = _("Say why the day is to be corrected.")
            self.fields["correction_reason"] = paragraph(_("Why is it corrected?"), missing, rows=2)

    def values_of(self, row: Model) -> Mapping[str, Any]:
        """The day and what shows it."""
        result = cast(Result, row)
        return {"done_on": result.given_on, "evidence": result.note}
