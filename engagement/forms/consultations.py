"""The forms of consultations: what people say of a draft, and those of the desk."""

from typing import Any

from django import forms

from charter.form_parts import DayField, PortalForm, choice, paragraph, sentence
from charter.models import Charter
from charter.translated import lazily as _lazy
from engagement.actions.checks import web_address
from engagement.actions.consultations import Dates
from engagement.forms.about import heard
from engagement.forms.for_everybody import OpenForm
from engagement.models import CHANGED, CONSULTATION_STAGES, DRAFTS, Consultation, ConsultationStage


class CommentForm(OpenForm):
    """What somebody thinks of a paragraph, or of the whole."""

    makes_it_other = ("about", "text")
    about = forms.IntegerField(required=False, widget=forms.HiddenInput(), min_value=1, max_value=2**62)
    text = paragraph(
        _lazy("What do you think?"),
        _lazy("Write what you think."),
        rows=6,
        most=4000,
        help_text=_lazy("You need not say who you are. Please name nobody else."),
    )


class WordsForm(PortalForm):
    """What a consultation is about."""

    title = sentence(_lazy("Title"), _lazy("Give the consultation a title."))
    asks = paragraph(
        _lazy("What you ask people about, in plain words"),
        _lazy("Say in plain words what you ask people about."),
        rows=5,
        most=4000,
    )

    def values_of(self, row: Any) -> dict[str, Any]:
        """The words as they are."""
        return {"title": row.title, "asks": row.summary} if isinstance(row, Consultation) else {}


class StageForm(PortalForm):
    """When a stage is expected, and when it came."""

    expected = DayField(label=_lazy("Expected on"), required=False)
    came_on = DayField(label=_lazy("It came on"), required=False)
    note = paragraph(_lazy("Why it moved, or what came of it"), "", required=False)
    document = sentence(
        _lazy("Web address of its paper (if there is one)"),
        "",
        required=False,
        help_text=_lazy("Like https://www.example.org/draft."),
    )

    def clean_document(self) -> str:
        """An address of the web, or none."""
        return heard(web_address, self.cleaned_data["document"])

    def values_of(self, row: Any) -> dict[str, Any]:
        """The days as they are."""
        if not isinstance(row, ConsultationStage):
            return {}
        return {name: getattr(row, name) for name in ("expected", "came_on", "note", "document")}

    def dates(self) -> Dates:
        """What was filled in; ask only when the form is valid."""
        said = self.cleaned_data
        return Dates(said["expected"], said["came_on"], said["note"], said["document"])


class DraftForm(PortalForm):
    """A draft to comment on."""

    draft = choice(_lazy("Which draft"), [one for one in CONSULTATION_STAGES if one[0] in DRAFTS])
    text = paragraph(
        _lazy("The draft"),
        _lazy("Write the draft."),
        rows=14,
        most=60_000,
        help_text=_lazy("A blank line begins a new paragraph. People comment on each."),
    )

    def values_of(self, row: Any) -> dict[str, Any]:
        """Nothing is there before."""
        return {}


class GroupForm(PortalForm):
    """Comments that say the same."""

    title = sentence(
        _lazy("What they have in common, in a few words"),
        _lazy("Say in a few words what they have in common."),
        help_text=_lazy("Everybody can read it. The same words again add to the same heading."),
    )
    comments = forms.TypedMultipleChoiceField(
        label=_lazy("Comments without a heading"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _lazy("Choose the comments that say the same.")},
    )

    def __init__(self, *args: Any, waiting: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["comments"].choices = waiting  # type: ignore[attr-defined]

    def values_of(self, row: Any) -> dict[str, Any]:
        """Nothing is there before."""
        return {}


class GroupAnswerForm(PortalForm):
    """Our answer to everybody who said the same."""

    outcome = choice(
        _lazy("Did you change it?"),
        CHANGED,
        missing=_lazy("Say whether you changed it."),
        widget=forms.RadioSelect,
    )
    answer = paragraph(_lazy("Your answer"), _lazy("Write the answer."), rows=5, most=4000)


class ResultForm(PortalForm):
    """Which charter came of it."""

    charter = forms.ModelChoiceField(
        Charter.objects.filter(stage__in=["published", "retired"]).order_by("-starts", "-pk"),
        label=_lazy("The charter that came of it"),
        empty_label=_lazy("Choose a charter"),
        error_messages={"required": _lazy("Choose the charter that came of it.")},
    )

    def values_of(self, row: Any) -> dict[str, Any]:
        """The charter that is named."""
        return {"charter": getattr(row, "came_of", None)}
