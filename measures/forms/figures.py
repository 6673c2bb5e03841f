"""The form of one figure: boxes by the measure's kind, checked by the rules of the results file."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.conflicts import Changed
from charter.faults import Refused
from charter.files import refuse_large
from charter.form_parts import PortalForm, choice, paragraph
from charter.models import User
from charter.periods import KIND_OF_FREQUENCY, MONTHS_IN, Period
from charter.querysets import year_starts
from measures.actions.entering import Entry
from measures.actions.imports.catalogue import entry_of
from measures.actions.imports.figures import figures_of
from measures.actions.results import NEEDS_EXPLANATION, NEEDS_REASON_TO_DIFFER, mark_of
from measures.csv_import import Catalogue, RowFault, SegmentEntry
from measures.csv_import.catalogue import RATIO_KINDS
from measures.csv_import.kinds import BASE_IS_NONE
from measures.csv_import.single import read_one
from measures.evidence import SafeFile, safe_file
from measures.figures import Figures
from measures.forms.figure_boxes import LINK_VERBS, DayBox, number_fields, stored
from measures.models import KeptText, Measure, Result, Segment
from measures.plausible import Doubt
from measures.querysets.doubts import doubts_about
from measures.querysets.worked import asks_for_words

WORD_FIELDS = ("note", "why", "action", "by_when")
NOT_KEPT = ("csrfmiddlewaretoken", "form_token", "version", "opened", "do", "back", "file")
NO_CASES = N_("There were no cases in this period")
NOT_AVAILABLE = N_("The figure is not available")
IS_OVER = N_("This day is over. Give a day from today on.")
CONFIRM = N_("Tick that you checked it, or say why it is right. Or correct the number.")
SAY_WHY_RIGHT = N_("Say why it is right, or correct the number.")


class FigureForm(PortalForm):
    """A figure of one measure, period and segment. `entry` holds it once the form is valid.

    `doubts` are the warnings about what was typed; sending needs them looked at, saving a draft does not.
    """

    def __init__(
        self,
        *args: Any,
        measure: Measure,
        period: Period,
        segment: Segment | None = None,
        result: Result | None = None,
        approved: Result | None = None,
        kept: KeptText | None = None,
        **options: Any,
    ) -> None:
        self.result, self.approved = result, approved
        super().__init__(*args, row=result or Result(measure=measure), **options)
        self.measure, self.period, self.segment, self.kept = measure, period, segment, kept
        self.figures: Figures | None = None
        self.doubts: list[Doubt] = []
        self.evidence: SafeFile | None = None
        self.refused_status = 422
        self.number_names = self._add_numbers()
        self._add_nothing()
        self._add_words(correcting=approved is not None)
        self._add_rest()
        if kept is not None:
            self.initial = {**self.initial, **kept.typed, "version": kept.version}

    def values_of(self, row: Model) -> Mapping[str, Any]:
        """The boxes of a stored figure; of a new correction those of the approved one."""
        if isinstance(row, Result) and row.pk:
            return stored(row)
        # A new correction has a reason of its own.
        return stored(self.approved) | {"correction_reason": ""}

    def _opened(self) -> str:
        return json.dumps(self._told(self.row)) if self.row and (self.row.pk or self.approved) else ""

    def _meet(self, changed: Changed, by: User) -> None:
        """As every form; a correction that is sent again then stands on what is approved now."""
        super()._meet(changed, by)
        row = changed.row if isinstance(changed.row, Result) else None
        if row is not None and row.workflow == "approved":
            self.approved = row
            self.replace("version", "0")
        self.replace("corrects", mark_of(self.approved))

    def _add_numbers(self) -> list[str]:
        made = number_fields(self.measure)
        self.fields.update(made)
        return list(made)

    def _add_nothing(self) -> None:
        if self.measure.kind == "grade":
            return
        reasons = [("na", _(NOT_AVAILABLE))]
        if self.measure.kind in RATIO_KINDS:
            reasons.insert(0, ("z", _(NO_CASES)))
        self.fields["nothing"] = choice(
            _("Nothing to report"), [("", _("I have a figure")), *reasons], required=False
        )
        self.fields["nothing_because"] = paragraph(
            _("Why is there no figure?"),
            "",
            required=False,
            rows=2,
            most=500,
            help_text=_("Tenants read this."),
        )

    def _add_words(self, *, correcting: bool) -> None:
        self.fields["why"] = paragraph(
            _("Why is it so?"),
            "",
            required=False,
            most=1000,
            help_text=_("Needed when the target is missed. Tenants read this: use plain words."),
        )
        self.fields["action"] = paragraph(_("What happens next?"), "", required=False, rows=2, most=1000)
        self.fields["by_when"] = DayBox(label=_("By when?"))
        self.fields["note"] = paragraph(
            _("Note"),
            "",
            required=False,
            rows=2,
            most=1000,
            help_text=_("Such as where the count comes from."),
        )
        if MONTHS_IN[self.period.kind] > MONTHS_IN[KIND_OF_FREQUENCY[self.measure.frequency]]:
            self.fields["differs_because"] = paragraph(
                _("Why does it differ from the sum of its parts?"),
                "",
                required=False,
                rows=2,
                most=1000,
                help_text=_("Needed when it does. Tenants read this."),
            )
        if correcting:
            missing = _("Say why the approved figure is to be corrected. The public notice prints it.")
            self.fields["correction_reason"] = paragraph(_("Why is it corrected?"), missing, rows=2)

    def _add_rest(self) -> None:
        self.fields["file"] = forms.FileField(
            label=_("Evidence"),
            required=False,
            help_text=_(
                "PDF, picture, Excel or CSV, up to 10 MB. Only staff who see the figure can open it."
            ),
            error_messages={"empty": _("The file is empty. Choose another one.")},
        )
        self.fields["checked"] = forms.BooleanField(label=_("I checked it. It is right."), required=False)
        self.fields["because"] = paragraph(_("Why it is right"), "", required=False, rows=2, most=500)
        self.fields["copied"] = forms.CharField(required=False, widget=forms.HiddenInput())
        self.fields["corrects"] = forms.CharField(
            required=False, widget=forms.HiddenInput(), initial=mark_of(self.approved)
        )

    @property
    def sends(self) -> bool:
        """Whether the figure goes to an approver, not only into the drawer."""
        return self.data.get("do") == "submit"

    @property
    def page_status(self) -> int:
        """As every form; a file that is no file for us answers 413 or 415."""
        return self.refused_status if self.is_bound and not self.conflict else super().page_status

    @property
    def lost_file(self) -> str:
        """The name of a good file that was sent with a refused form: browsers do not send it again."""
        sent = self.files.get(self.add_prefix("file"))
        return str(sent.name) if sent is not None and "file" not in self.errors else ""

    @property
    def typed(self) -> dict[str, str]:
        """Every box as it was sent, finished or not, for keeping."""
        return {name: str(text) for name, text in self.data.items() if name not in NOT_KEPT}

    @property
    def entry(self) -> Entry:
        """What was entered. Raises Refused where there is none."""
        if self.figures is None:
            raise Refused(_("There is no figure."))
        said = self.cleaned_data
        return Entry(
            figures=self.figures,
            version=said["version"],
            correction_reason=said.get("correction_reason", ""),
            evidence=self.evidence,
            warnings=tuple(doubt.says for doubt in self.doubts),
            because=said.get("because", ""),
            corrects=said["corrects"],
        )

    def clean(self) -> dict[str, Any]:
        """Read the boxes by the rules of the file; every fault goes to its own box."""
        cleaned = super().clean() or {}
        today = timezone.localdate()
        self.figures = self._nothing(cleaned) if cleaned.get("nothing") else self._figure(cleaned, today)
        self._refuse_past(today)
        self._read_file(cleaned)
        if self.figures is not None:
            self._doubt(cleaned)
            if self.errors and self.sends:
                self._ask_for_words(self.figures)
        return cleaned

    def _ask_for_words(self, figures: Figures) -> None:
        """Name the missing explanation beside other problems; the verb would ask for it only after them."""
        lacking = next((name for name in ("why", "action") if not str(getattr(figures, name)).strip()), None)
        place = self.measure, self.period, self.segment
        if lacking is not None and lacking not in self.errors and asks_for_words(*place, figures):
            self.add_error(lacking, _(NEEDS_EXPLANATION))

    def _figure(self, cleaned: dict[str, Any], today: date) -> Figures | None:
        names = [*self.number_names, *WORD_FIELDS]
        cells = {name: str(self.data.get(self.add_prefix(name), "")) for name in names}
        cells |= {"measure": self.measure.slug, "period": self.period.key}
        cells["segment"] = self.segment.slug if self.segment else ""
        reading = read_one(cells, self._catalogue(), today=today)
        for key, faults in reading.faults.items():
            for fault in faults:
                self.add_error(key if key in self.fields else None, self._words(key, fault))
        if reading.figure is None:
            return None
        because = str(cleaned.get("differs_because") or "").strip()
        return replace(figures_of(reading.figure), differs_because=because)

    def _nothing(self, cleaned: dict[str, Any]) -> Figures | None:
        """No figure, with its reason. For no cases both parts are 0, so that longer periods add up."""
        said = dict(self.fields["nothing"].choices)[cleaned["nothing"]]  # type: ignore[attr-defined]
        filled = [name for name in self.number_names if str(self.data.get(name, "")).strip()]
        for name in filled:
            says = _("“{box}” is filled in, but you chose “{choice}”. Clear one of them.").format(
                box=self.fields[name].label, choice=said
            )
            self.add_error(name, says)
        if not cleaned.get("nothing_because"):
            self.add_error("nothing_because", _("Say why there is no figure. Tenants read this."))
        if self.errors:
            return None
        zero = Decimal(0) if cleaned["nothing"] == "z" else None
        because = str(cleaned["nothing_because"]).strip()
        return Figures(zero, zero, marker=cleaned["nothing"], note=because)

    def _refuse_past(self, today: date) -> None:
        """A promise to do something by a day that is over is none; one that was written earlier stands."""
        by_when = self.figures.by_when if self.figures else None
        written = str(self.values_of(self.row).get("by_when", "")) if self.row else ""
        if by_when and by_when < today and by_when.isoformat() != written:
            self.add_error("by_when", _(IS_OVER))

    def _read_file(self, cleaned: dict[str, Any]) -> None:
        sent = cleaned.get("file")
        if not isinstance(sent, UploadedFile):
            return
        try:
            refuse_large(sent.size or 0)
            self.evidence = safe_file(sent.read(), sent.name or "")
        except Refused as refusal:
            self.refused_status = getattr(refusal, "status", 422)
            self.add_error("file", str(refusal).strip())

    @property
    def number_faults(self) -> list[str]:
        """What is wrong with the numbers while they are typed; nobody is told of blank boxes."""
        filled = any(str(self.data.get(name, "")).strip() for name in self.number_names)
        return [str(one) for name in self.number_names for one in self.errors.get(name, ())] if filled else []

    def _doubt(self, cleaned: dict[str, Any]) -> None:
        """Ask about what is unlikely, and refuse what cannot be beside the other figures of the period."""
        if self.figures is None:
            return
        for doubt in doubts_about(self.measure, self.period, self.segment, self.figures):
            if doubt.refuses:
                self.add_error(self._box_of(doubt), doubt.says)
            else:
                self.doubts.append(doubt)
        told = bool(cleaned.get("because"))
        if not self.doubts or not self.sends or told:
            return
        if any(doubt.needs_reason for doubt in self.doubts):
            self.add_error("because", _(SAY_WHY_RIGHT))
        elif not cleaned.get("checked"):
            self.add_error("checked", _(CONFIRM))

    def _box_of(self, doubt: Doubt) -> str | None:
        return next((name for name in doubt.fields if name in self.fields), None)

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        """A miss without words is said at the box that lacks them."""
        if str(refusal) == _(NEEDS_EXPLANATION):
            field = "action" if self.cleaned_data.get("why") else "why"
        if str(refusal) == _(NEEDS_REASON_TO_DIFFER):
            field = "differs_because"
        super().refuse(refusal, field)

    def _catalogue(self) -> Catalogue:
        segments = [self.segment] if self.segment else []
        entries = [SegmentEntry(one.slug, one.starts, one.ends) for one in segments]
        return Catalogue.of([entry_of(self.measure)], entries, year_starts=year_starts())

    def _words(self, key: str, fault: RowFault) -> str:
        """The fault in the words of this form: the box's own label instead of the column's."""
        what, remedy = fault.what, fault.remedy
        if key == "denominator" and what.startswith(BASE_IS_NONE.partition("{")[0]):
            remedy = _("If there were none, choose “{no_cases}” under “Nothing to report”.").format(
                no_cases=_(NO_CASES)
            )
        if key in self.fields and what.split(" ")[0] in _(LINK_VERBS).split():
            what = f"{self.fields[key].label} {what}"
        for column in ("denominator", "numerator"):
            if column in self.fields:
                label = str(self.fields[column].label)
                what = what.replace(f"the {column}", column).replace(column, f"“{label}”")
        return f"{what[:1].upper()}{what[1:]} {remedy}".strip()
