"""The form of one question of a survey."""

from typing import Any

from django import forms

from charter.faults import Refused
from charter.translated import lazily as _lazy
from engagement.actions.answering import check_answer
from engagement.models import SurveyQuestion
from engagement.querysets.surveys import NOT_KNOWN

SATISFIED = [
    ("very_satisfied", _lazy("Very satisfied")),
    ("fairly_satisfied", _lazy("Fairly satisfied")),
    ("neither", _lazy("Neither satisfied nor dissatisfied")),
    ("fairly_dissatisfied", _lazy("Fairly dissatisfied")),
    ("very_dissatisfied", _lazy("Very dissatisfied")),
]
AGREE = [
    ("very_satisfied", _lazy("Strongly agree")),
    ("fairly_satisfied", _lazy("Agree")),
    ("neither", _lazy("Neither agree nor disagree")),
    ("fairly_dissatisfied", _lazy("Disagree")),
    ("very_dissatisfied", _lazy("Strongly disagree")),
]
UNSURE = (NOT_KNOWN, _lazy("Not applicable / don’t know"))


def offered(question: SurveyQuestion) -> list[tuple[str, Any]]:
    """The answers to choose from, with their words."""
    points = {"satisfied": SATISFIED, "agree": AGREE}.get(question.kind)
    if points is None:
        return [(one, one) for one in question.options]
    return [*points, UNSURE] if question.may_not_know else points


class QuestionForm(forms.Form):
    """One answer, checked as its verb checks it; no session knows of it."""

    use_required_attribute = False

    def __init__(self, *args: Any, question: SurveyQuestion, **options: Any) -> None:
        super().__init__(*args, **options)
        self.question = question
        self.fields["answer"] = _field(question)

    def clean(self) -> dict[str, Any]:
        """Put a fault of the answer beside it."""
        said = super().clean() or {}
        try:
            check_answer(self.question, self.given)
        except Refused as fault:
            self.errors.pop("answer", None)
            self.add_error("answer", str(fault))
        return said

    @property
    def given(self) -> list[str]:
        """What was chosen or written, as it came."""
        return list(self.data.getlist("answer"))  # type: ignore[attr-defined]

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Every fault with the id of its box."""
        box = "id_answer_0" if self.question.kind not in ("text", "number") else "id_answer"
        return [(box, str(fault)) for faults in self.errors.values() for fault in faults]


def _field(question: SurveyQuestion) -> forms.Field:
    if question.kind == "several":
        return forms.MultipleChoiceField(
            label=question.text,
            choices=offered(question),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    if question.kind in ("text", "number"):
        widget = forms.Textarea({"rows": 5}) if question.kind == "text" else forms.TextInput()
        return forms.CharField(label=question.text, required=False, widget=widget)
    choices = offered(question)
    return forms.ChoiceField(label=question.text, choices=choices, required=False, widget=forms.RadioSelect)
