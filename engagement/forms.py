"""The forms of what tenants say and do."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from engagement.actions.followers import Topic

GROUPS = (("promise", "A promise"), ("area", "An area"), ("body", "What a group watches"))
ADDRESS = "Enter an e-mail address, like name@example.org."


class FollowForm(forms.Form):
    """An address and what to hear of. However often it is sent it makes one record, so it has no token."""

    use_required_attribute = False
    about = forms.ChoiceField(
        label="What do you want to hear about?",
        error_messages={"required": "Choose one of the list.", "invalid_choice": "Choose one of the list."},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We use it for these mails only. We delete it when you stop them.",
        max_length=254,
        error_messages={"required": ADDRESS, "invalid": ADDRESS, "max_length": ADDRESS},
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, topics: Iterable[Topic], **options: Any) -> None:
        super().__init__(*args, **options)
        self.topics = {f"{one.kind}:{one.slug}": one for one in topics}
        about = cast(forms.ChoiceField, self.fields["about"])
        about.choices = [
            *((key, one.label) for key, one in self.topics.items() if one.kind == "charter"),
            *((title, found) for kind, title in GROUPS if (found := self._of(kind))),
        ]

    def _of(self, kind: str) -> list[tuple[str, str]]:
        return [(key, one.label) for key, one in self.topics.items() if one.kind == kind]
