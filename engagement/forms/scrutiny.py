"""The forms of scrutiny: a project, what it recommends, the answer, and what is done about it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from charter.form_parts import DayField, PortalForm, choice, paragraph, sentence
from charter.models import Body, Post
from charter.translated import lazily as _lazy
from engagement.actions.checks import day_so_far, free_address, web_address
from engagement.forms.about import AboutForm, heard
from engagement.models import DECISIONS, ScrutinyProject

MOST_LETTERS = 4000


class ProjectForm(AboutForm):
    """A piece of scrutiny that begins."""

    title = sentence(_lazy("Title"), _lazy("Give the project a title."))
    body = choice(_lazy("Which group looks into it?"), [], missing=_lazy("Choose the group."))
    text = paragraph(_lazy("What it looks into (if you like)"), "", most=MOST_LETTERS, required=False)
    started = DayField(label=_lazy("First day"), error_messages={"required": _lazy("Say when it began.")})
    field_order = ("title", "body", "text", "started", "promises", "measures")

    def __init__(self, *args: Any, bodies: Iterable[Body], **options: Any) -> None:
        super().__init__(*args, **options)
        self.bodies = {one.slug: one for one in bodies}
        listed = [(slug, one.name) for slug, one in self.bodies.items()]
        self.fields["body"].choices = listed  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        """The address is made of the title."""
        title: str = self.cleaned_data["title"]
        heard(free_address, ScrutinyProject, title)
        return title

    def clean_started(self) -> date:
        """A day that has come."""
        return heard(day_so_far, self.cleaned_data["started"], _("The first day"))

    @property
    def chosen(self) -> Body:
        """The group; ask only when the form is valid."""
        return self.bodies[self.cleaned_data["body"]]


class RecommendForm(PortalForm):
    """What the group asks the landlord to do."""

    text = paragraph(_lazy("What do you recommend?"), _lazy("Write what you recommend."), most=MOST_LETTERS)
    answer_due = DayField(
        label=_lazy("Answer due by"), error_messages={"required": _lazy("Say by when you want an answer.")}
    )


class ResponseForm(PortalForm):
    """The landlord's answer to a recommendation."""

    decision = choice(
        _lazy("What do you decide?"),
        DECISIONS,
        missing=_lazy("Say whether you accept it, accept it in part, or do not accept it."),
        widget=forms.RadioSelect,
    )
    answer = paragraph(
        _lazy("Your answer"),
        _lazy("Write the answer."),
        rows=6,
        most=MOST_LETTERS,
        help_text=_lazy("Everybody can read it once the report is public. Name no people."),
    )


class ActionForm(PortalForm):
    """Something that the landlord will do."""

    text = paragraph(_lazy("What is to be done"), _lazy("Write what is to be done."), most=MOST_LETTERS)
    owner = forms.ModelChoiceField(
        Post.objects.order_by("title"),
        label=_lazy("Who does it"),
        empty_label=_lazy("Choose a post"),
        error_messages={
            "required": _lazy("Choose the post that does it."),
            "invalid_choice": _lazy("Choose one of the list."),
        },
    )
    due = DayField(label=_lazy("By when"), error_messages={"required": _lazy("Say by when it is done.")})


class DoneForm(PortalForm):
    """On which day an action was done."""

    done_on = DayField(
        label=_lazy("Done on"), error_messages={"required": _lazy("Say on which day it was done.")}
    )

    def clean_done_on(self) -> date:
        """A day that has come."""
        return heard(day_so_far, self.cleaned_data["done_on"], _("The day on which it was done"))


class PublishReportForm(PortalForm):
    """Where the report can be read, if it is on the web."""

    address = sentence(
        _lazy("Web address of the report (if there is one)"),
        "",
        required=False,
        help_text=_lazy("Like https://www.example.org/report."),
    )

    def clean_address(self) -> str:
        """An address of the web, or none."""
        return heard(web_address, self.cleaned_data["address"])
