"""The forms of “You said, we did”."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _

from charter.form_parts import DayField, choice, paragraph, sentence
from charter.translated import lazily as _lazy
from engagement.actions.checks import day_so_far, free_address
from engagement.actions.service_changes import Story
from engagement.forms.about import AboutForm, heard
from engagement.models import OUTCOMES, ServiceChange

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

    def clean_title(self) -> str:
        """The address is made of the title, so a new title is not taken."""
        title: str = self.cleaned_data["title"]
        if self.row is None or self.row.pk is None:
            heard(free_address, ServiceChange, title)
        return title

    def clean_decided_on(self) -> date:
        """A decision that was made."""
        return heard(day_so_far, self.cleaned_data["decided_on"], _("The day of the change"))

    def story(self) -> Story:
        """What was filled in; ask only when the form is valid."""
        said = self.cleaned_data
        return Story(
            said["title"], said["said"], said["did"], said["decided_on"], said["outcome"], self.about()
        )
