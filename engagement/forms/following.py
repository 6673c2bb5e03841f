"""The form of who wants our results by mail."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _

from charter.translated import lazily as _lazy
from engagement.actions.followers import Topic

GROUPS = (
    ("promise", _lazy("A promise")),
    ("area", _lazy("An area")),
    ("body", _lazy("What a group watches")),
)
ADDRESS = _lazy("Enter an e-mail address, like name@example.org.")


class FollowForm(forms.Form):
    """An address and what to hear of. However often it is sent it makes one record, so it has no token."""

    use_required_attribute = False
    about = forms.ChoiceField(
        label=_lazy("What do you want to hear about?"),
        error_messages={
            "required": _lazy("Choose one of the list."),
            "invalid_choice": _lazy("Choose one of the list."),
        },
    )
    email = forms.EmailField(
        label=_lazy("Your e-mail address"),
        help_text=_lazy("We use it for these mails only. We delete it when you stop them."),
        max_length=254,
        error_messages={"required": ADDRESS, "invalid": ADDRESS, "max_length": ADDRESS},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, topics: Iterable[Topic], **options: Any) -> None:
        super().__init__(*args, **options)
        self.topics = {f"{one.kind}:{one.slug}": one for one in topics}
        about = cast(forms.ChoiceField, self.fields["about"])
        about.choices = [
            *((key, _(one.label)) for key, one in self.topics.items() if one.kind == "charter"),
            *((title, found) for kind, title in GROUPS if (found := self._of(kind))),
        ]

    def _of(self, kind: str) -> list[tuple[str, str]]:
        return [(key, one.label) for key, one in self.topics.items() if one.kind == kind]
