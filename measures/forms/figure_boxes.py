"""The boxes of a figure: which ones a measure has, by its kind, and how a stored figure looks in them."""

from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.form_parts import DATE_WORDS, DayInput, Words, sentence
from charter.numbers import plain
from charter.translated import lazily as _lazy
from measures.csv_import.catalogue import PLAIN_KINDS
from measures.models import Measure, Result
from measures.querysets.written import commentary_of
from measures.words import NOTHING_REPORTED, SATISFACTION_EXTRAS, SATISFACTION_POINTS

ANSWER_LABELS = {
    "satisfied": (
        _lazy("Very satisfied"),
        _lazy("Fairly satisfied"),
        _lazy("Neither"),
        _lazy("Fairly dissatisfied"),
        _lazy("Very dissatisfied"),
    ),
    "agree": (
        _lazy("Strongly agree"),
        _lazy("Agree"),
        _lazy("Neither"),
        _lazy("Disagree"),
        _lazy("Strongly disagree"),
    ),
}
EXTRA_LABELS = {
    "dont_know": _lazy("Don't know, or does not apply"),
    "filter_yes": _lazy("Said yes to the question before"),
    "filter_no": _lazy("Said no to the question before"),
}


GRADE_FIELDS = {"date": "given_on", "review_by": "review_by"}
# Translators: the words that a fault of a column can begin with, such as “is blank.” or “gives 4, …”.
LINK_VERBS = N_("is gives has are contains")


class DayBox(forms.CharField):
    """A day as text: the rules of the file read it, so that what was typed stays."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=DayInput(), error_messages=DATE_WORDS, **options)


def number_fields(measure: Measure) -> dict[str, forms.Field]:
    """The boxes for the number itself, by the measure's kind; names are the columns of the file."""
    if measure.kind == "grade":
        return _grade_fields(measure)
    if measure.kind == "satisfaction":
        return _answer_fields(measure)
    if measure.kind in PLAIN_KINDS:
        unit = _("In {unit}.").format(unit=measure.unit) if measure.unit not in ("", "%") else ""
        return {"value": _number(_("Value"), unit)}
    over, under = _("Those that count."), _("All of them.")
    if measure.kind == "rate":
        over = _("How often it happened.")
        under = _("What it is counted on. The rate is for each {number} of them.").format(
            number=plain(measure.per)
        )
    return {
        "numerator": _number(capfirst(measure.numerator_label) or _("Numerator"), over),
        "denominator": _number(capfirst(measure.denominator_label) or _("Denominator"), under),
        "value": _number(
            _("Value, if you do not have both numbers"),
            measure.unit and _("In {unit}.").format(unit=measure.unit),
        ),
    }


def _number(label: Words, hint: str = "") -> forms.CharField:
    box = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "in-num"})
    return sentence(label, "", most=60, required=False, help_text=hint, widget=box)


def _answer_fields(measure: Measure) -> dict[str, forms.Field]:
    labels = ANSWER_LABELS.get(measure.answer_scale, ANSWER_LABELS["satisfied"])
    named = dict(zip(SATISFACTION_POINTS, labels, strict=True)) | EXTRA_LABELS
    made: dict[str, forms.Field] = {name: _number(label) for name, label in named.items()}
    made["responses"] = _number(_("People who answered the survey"))
    return made


def _grade_fields(measure: Measure) -> dict[str, forms.Field]:
    grades = [("", _("Choose a grade")), *((grade, grade) for grade in measure.grades)]
    # The rules of the file name a wrong grade, so the list itself refuses nothing.
    box = forms.CharField(label=_("Grade"), required=False, widget=forms.Select(choices=grades))
    return {
        "value": box,
        "date": DayBox(label=_("Given on"), help_text=_("Left blank: the last day of the period.")),
        "review_by": DayBox(label=_("Stands until"), help_text=_("The day on which it is out of date.")),
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
        "nothing": result.marker if result.marker in NOTHING_REPORTED else "",
        "nothing_because": result.note if result.marker in NOTHING_REPORTED else "",
    }
    if found["nothing"]:
        found |= dict.fromkeys(("numerator", "denominator", "value", "note"), "")
    for name, column in GRADE_FIELDS.items():
        day = getattr(result, column)
        found[name] = day.isoformat() if day else ""
    answers = cast(dict[str, str], result.answers or {})
    names = (*SATISFACTION_POINTS, *SATISFACTION_EXTRAS, "responses")
    return found | {name: answers.get(name, "") for name in names}
