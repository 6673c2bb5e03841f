"""The forms of files: take one in, accept one."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from charter.faults import Refused
from charter.form_parts import PortalForm, paragraph
from charter.models import User
from charter.translated import lazily as _lazy
from measures.actions.imports.accepting import Outdated
from measures.actions.imports.cases import SAY_WHY, ReasonNeeded
from measures.models import Measure
from measures.querysets.entered import entered_by

CHOOSE = _lazy("Choose a file.")


class UploadForm(PortalForm):
    """One file; what it holds decides, and its name must not claim another kind."""

    file = forms.FileField(
        label=_lazy("File"),
        help_text=_lazy("Excel (.xlsx) or CSV, up to 10 MB and 10,000 rows."),
        allow_empty_file=True,
        error_messages={"required": CHOOSE, "missing": CHOOSE, "invalid": CHOOSE},
        widget=forms.FileInput(
            {"accept": ".xlsx,.csv,text/csv", "data-drop": _lazy("Or drag the file to here.")}
        ),
    )

    measure = forms.ModelChoiceField(
        Measure.objects.none(),
        label=_lazy("For a file of cases: its measure"),
        help_text=_lazy(
            "Leave this as it is for figures and survey answers. They name their measures row by row."
        ),
        required=False,
        empty_label=_lazy("Not a file of cases"),
        error_messages={"invalid_choice": _lazy("Choose one of the list.")},
    )

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self._refused = 422
        measures = cases_measures(person)
        if measures.exists():
            cast(forms.ModelChoiceField, self.fields["measure"]).queryset = measures
        else:
            del self.fields["measure"]

    @property
    def page_status(self) -> int:
        """200 to fill in; 413, 415 or 422 by what is wrong with the file."""
        return self._refused if self.is_bound else 200

    def clean_file(self) -> UploadedFile:
        """The file; two files in one field are not guessed at."""
        sent = self.files.getlist("file") if hasattr(self.files, "getlist") else [self.cleaned_data["file"]]
        if len(sent) > 1:
            raise forms.ValidationError(_("Choose one file at a time."))
        return cast(UploadedFile, self.cleaned_data["file"])

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        """Say beside the box what is wrong with the file, and remember the status."""
        self._refused = getattr(refusal, "status", 422)
        super().refuse(refusal, "file")


def cases_measures(person: User) -> QuerySet[Measure]:
    """The measures worked out from cases that a person may send files for."""
    return entered_by(person).filter(kind="cases")


class AcceptForm(PortalForm):
    """Accept a file; one of cases that changes approved figures needs the reason.

    `asks_again`: only now did it turn out that a reason is needed, or that drafts it replaces were changed.
    """

    def __init__(self, *args: Any, needs_reason: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asks_again = self.is_outdated = False
        if needs_reason:
            self._ask_why()

    def _ask_why(self) -> None:
        self.fields["reason"] = paragraph(
            _("Reason for correcting approved figures"),
            _(SAY_WHY),
            rows=2,
            most=1000,
            help_text=_("The public notice of each correction prints it."),
        )

    @property
    def page_status(self) -> int:
        """As every form; 409 where somebody saved in between."""
        return 409 if self.is_outdated else super().page_status

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        """Show the box when a figure was approved since the file was checked; the check is stale then."""
        if isinstance(refusal, ReasonNeeded) and "reason" not in self.fields:
            self._ask_why()
            self.asks_again = True
        if isinstance(refusal, Outdated):
            self.asks_again = self.is_outdated = True
        super().refuse(refusal, "reason" if isinstance(refusal, ReasonNeeded) else field)
