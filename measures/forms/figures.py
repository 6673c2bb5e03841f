"""The form of one figure: boxes by the measure's kind, checked by the rules of the results file."""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from charter.faults import Refused
from charter.form_parts import DATE_WORDS, DayInput, PortalForm, paragraph, sentence
from charter.numbers import plain
from charter.periods import KIND_OF_FREQUENCY, MONTHS_IN, Period
from charter.querysets import year_starts
from measures.actions.imports.accepting import figures_of
from measures.actions.imports.catalogue import entry_of
from measures.actions.results import NEEDS_EXPLANATION, NEEDS_REASON_TO_DIFFER
from measures.csv_import import Catalogue, RowFault, SegmentEntry
from measures.csv_import.catalogue import PLAIN_KINDS
from measures.csv_import.single import read_one
from measures.figures import Figures
from measures.models import Measure, Result, Segment
from measures.querysets.written import commentary_of
from measures.words import SATISFACTION_EXTRAS, SATISFACTION_POINTS

ANSWER_LABELS = {
    "satisfied": (
        "Very satisfied",
        "Fairly satisfied",
        "Neither",
        "Fairly dissatisfied",
        "Very dissatisfied",
    ),
    "agree": ("Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree"),
}
EXTRA_LABELS = {
    "dont_know": "Don't know, or does not apply",
    "filter_yes": "Said yes to the question before",
    "filter_no": "Said no to the question before",
}
WORD_FIELDS = ("note", "why", "action", "by_when")
GRADE_FIELDS = {"date": "given_on", "review_by": "review_by"}
LINK_VERBS = ("is", "gives", "has", "are", "contains")


class DayBox(forms.CharField):
    """A day as text: the rules of the file read it, so that what was typed stays."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=DayInput(), error_messages=DATE_WORDS, **options)


class FigureForm(PortalForm):
    """A figure of one measure, period and segment. `figures` holds it once the form is valid."""

    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(
        self,
        *args: Any,
        measure: Measure,
        period: Period,
        segment: Segment | None = None,
        result: Result | None = None,
        correcting: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.measure, self.period, self.segment, self.result = measure, period, segment, result
        self.figures: Figures | None = None
        self.number_names = self._add_numbers()
        self._add_words(correcting=correcting)
        self.initial = {"version": result.version if result else 0, **stored(result), **self.initial}

    def _add_numbers(self) -> list[str]:
        made = number_fields(self.measure)
        self.fields.update(made)
        return list(made)

    def _add_words(self, *, correcting: bool) -> None:
        self.fields["why"] = paragraph(
            "Why is it so?",
            "",
            required=False,
            most=1000,
            help_text="Needed when the target is missed. Tenants read this: use plain words.",
        )
        self.fields["action"] = paragraph("What happens next?", "", required=False, rows=2, most=1000)
        self.fields["by_when"] = DayBox(label="By when?")
        self.fields["note"] = paragraph(
            "Note", "", required=False, rows=2, most=1000, help_text="Such as where the count comes from."
        )
        if MONTHS_IN[self.period.kind] > MONTHS_IN[KIND_OF_FREQUENCY[self.measure.frequency]]:
            self.fields["differs_because"] = paragraph(
                "Why does it differ from the sum of its parts?",
                "",
                required=False,
                rows=2,
                most=1000,
                help_text="Needed when it does. Tenants read this.",
            )
        if correcting:
            missing = "Say why the approved figure is to be corrected. The public notice prints it."
            self.fields["correction_reason"] = paragraph("Why is it corrected?", missing, rows=2)

    def clean(self) -> dict[str, Any]:
        """Read the boxes by the rules of the file; every fault goes to its own box."""
        cleaned = super().clean() or {}
        names = [*self.number_names, *WORD_FIELDS]
        cells = {name: str(self.data.get(self.add_prefix(name), "")) for name in names}
        cells |= {"measure": self.measure.slug, "period": self.period.key}
        cells["segment"] = self.segment.slug if self.segment else ""
        reading = read_one(cells, self._catalogue(), today=timezone.localdate())
        for key, faults in reading.faults.items():
            for fault in faults:
                self.add_error(key if key in self.fields else None, self._words(key, fault))
        if reading.figure:
            because = str(cleaned.get("differs_because") or "").strip()
            self.figures = replace(figures_of(reading.figure), differs_because=because)
        return cleaned

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        """A miss without words is said at the box that lacks them."""
        if str(refusal) == NEEDS_EXPLANATION:
            field = "action" if self.cleaned_data.get("why") else "why"
        if str(refusal) == NEEDS_REASON_TO_DIFFER:
            field = "differs_because"
        super().refuse(refusal, field)

    def _catalogue(self) -> Catalogue:
        segments = [self.segment] if self.segment else []
        entries = [SegmentEntry(one.slug, one.starts, one.ends) for one in segments]
        return Catalogue.of([entry_of(self.measure)], entries, year_starts=year_starts())

    def _words(self, key: str, fault: RowFault) -> str:
        """The fault in the words of this form: the box's own label instead of the column's."""
        what = fault.what
        if key in self.fields and what.split(" ")[0] in LINK_VERBS:
            what = f"{self.fields[key].label} {what}"
        for column in ("denominator", "numerator"):
            if column in self.fields:
                label = str(self.fields[column].label)
                what = what.replace(f"the {column}", column).replace(column, f"“{label}”")
        return f"{what[:1].upper()}{what[1:]} {fault.remedy}".strip()


def number_fields(measure: Measure) -> dict[str, forms.Field]:
    """The boxes for the number itself, by the measure's kind; names are the columns of the file."""
    if measure.kind == "grade":
        return _grade_fields(measure)
    if measure.kind == "satisfaction":
        return _answer_fields(measure)
    if measure.kind in PLAIN_KINDS:
        unit = f"In {measure.unit}." if measure.unit not in ("", "%") else ""
        return {"value": _number("Value", unit)}
    return {
        "numerator": _number(capfirst(measure.numerator_label) or "Numerator", "Those that count."),
        "denominator": _number(capfirst(measure.denominator_label) or "Denominator", "All of them."),
        "value": _number("Value, if you do not have both numbers", measure.unit and f"In {measure.unit}."),
    }


def _number(label: str, hint: str = "") -> forms.CharField:
    box = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "in-num"})
    return sentence(label, "", most=60, required=False, help_text=hint, widget=box)


def _answer_fields(measure: Measure) -> dict[str, forms.Field]:
    labels = ANSWER_LABELS.get(measure.answer_scale, ANSWER_LABELS["satisfied"])
    named = dict(zip(SATISFACTION_POINTS, labels, strict=True)) | EXTRA_LABELS
    made: dict[str, forms.Field] = {name: _number(label) for name, label in named.items()}
    made["responses"] = _number("People who answered the survey")
    return made


def _grade_fields(measure: Measure) -> dict[str, forms.Field]:
    grades = [("", "Choose a grade"), *((grade, grade) for grade in measure.grades)]
    # The rules of the file name a wrong grade, so the list itself refuses nothing.
    box = forms.CharField(label="Grade", required=False, widget=forms.Select(choices=grades))
    return {
        "value": box,
        "date": DayBox(label="Given on", help_text="Left blank: the last day of the period."),
        "review_by": DayBox(label="Stands until", help_text="The day on which it is out of date."),
    }


def stored(result: Result | None) -> dict[str, str]:
    """A stored figure as the boxes show it."""
    if result is None:
        return {}
    told = commentary_of(result)
    found = {
        "numerator": plain(result.numerator) or "",
        "denominator": plain(result.denominator) or "",
        "value": result.grade or plain(result.value) or "",
        "note": result.note,
        "why": told.why if told else "",
        "action": told.action if told else "",
        "by_when": told.by_when.isoformat() if told and told.by_when else "",
        "differs_because": result.differs_because,
        "correction_reason": result.correction_reason,
    }
    for name, column in GRADE_FIELDS.items():
        day = getattr(result, column)
        found[name] = day.isoformat() if day else ""
    answers = cast(dict[str, str], result.answers or {})
    names = (*SATISFACTION_POINTS, *SATISFACTION_EXTRAS, "responses")
    return found | {name: answers.get(name, "") for name in names}
