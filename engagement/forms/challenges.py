"""The forms of challenges: what a member says, and what the landlord answers."""

from collections.abc import Iterable
from typing import Any

from django import forms

from charter.form_parts import PortalForm, choice, paragraph, sentence
from charter.models import Body
from charter.translated import lazily as _lazy
from engagement.actions.challenges import Doubt
from engagement.models import CHALLENGE_KINDS
from engagement.presenters import promises_to_name
from measures.presenters import document, live_release


class ChallengeForm(PortalForm):
    """What a member doubts or asks, in whose name. Four queries for the lists."""

    about = choice(
        _lazy("What do you challenge?"),
        [],
        missing=_lazy("Choose what you challenge."),
    )
    body = choice(_lazy("Your group"), [], missing=_lazy("Choose your group."))
    period = choice(_lazy("Is it about some results? (if you like)"), [], required=False)
    text = paragraph(
        _lazy("What do you doubt or ask?"),
        _lazy("Write what you doubt or ask."),
        rows=6,
        help_text=_lazy("Everybody can read it. Name no people. Nobody edits your words."),
    )
    kind = choice(
        _lazy("Whose words are these?"),
        CHALLENGE_KINDS,
        missing=_lazy("Say whose words these are."),
        widget=forms.RadioSelect,
    )
    display_name = sentence(
        _lazy("Name beside your own words (if you like)"),
        "",
        most=60,
        required=False,
        help_text=_lazy(
            "Everybody can read it. Leave it blank and we write “a member”. Words of the group show no name."
        ),
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], **options: Any) -> None:
        super().__init__(*args, **options)
        self.bodies = {one.slug: one for one in bodies}
        release = live_release()
        shown = (document(release, "performance") if release else None) or {}
        measures = [(f"measure:{one['slug']}", one["title"]) for one in shown.get("measures", ())]
        periods = [(release.period, release.label)] if release else []
        listed: dict[str, list[Any]] = {
            "about": [
                ("", _lazy("Choose one")),
                (_lazy("Promises"), [(f"promise:{slug}", title) for slug, title in promises_to_name()]),
                (_lazy("Measures"), measures),
            ],
            "body": [(slug, one.name) for slug, one in self.bodies.items()],
            "period": [("", _lazy("No, in general")), *periods],
        }
        for name, choices in listed.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Body:
        """The group; ask only when the form is valid."""
        return self.bodies[self.cleaned_data["body"]]

    def doubt(self) -> Doubt:
        """What was said; ask only when the form is valid."""
        said = self.cleaned_data
        kind, _colon, slug = said["about"].partition(":")
        return Doubt(
            text=said["text"], period=said["period"], display_name=said["display_name"], **{kind: slug}
        )


class AnswerForm(PortalForm):
    """The landlord's answer."""

    answer = paragraph(
        _lazy("Your answer"),
        _lazy("Write the answer."),
        rows=6,
        most=4000,
        help_text=_lazy("Everybody can read it beside the challenge. Name no people."),
    )
