"""The forms of “You said, we did”."""

from django import forms

from charter.form_parts import DayField, choice, paragraph, sentence
from charter.translated import lazily as _lazy
from engagement.actions.service_changes import Story
from engagement.forms.about import AboutForm
from engagement.models import OUTCOMES

MOST_LETTERS = 4000


class StoryForm(AboutForm):
    """What people said and what came of it."""

    title = sentence(_lazy("Title"), _lazy("Give the change a title."))
    said = paragraph(
        _lazy("What people said"),
        _lazy("Write what people said."),
        most=MOST_LETTERS,
        help_text=_lazy("Name nobody, and nothing that tells who it was."),
    )
    outcome = choice(
        _lazy("What came of it"),
        OUTCOMES,
        missing=_lazy("Say whether you did it or could not."),
        widget=forms.RadioSelect,
    )
    did = paragraph(
        _lazy("What you did, or why you could not"),
        _lazy("Write what you did, or why you could not."),
        most=MOST_LETTERS,
    )
    decided_on = DayField(
        label=_lazy("Decided on"), error_messages={"required": _lazy("Say on which day it was decided.")}
    )
    field_order = ("title", "said", "outcome", "did", "decided_on", "promises", "measures")

    def story(self) -> Story:
        """What was filled in; ask only when the form is valid."""
        said = self.cleaned_data
        return Story(
            said["title"], said["said"], said["did"], said["decided_on"], said["outcome"], self.about()
        )
