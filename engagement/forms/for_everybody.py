"""What forms for everybody share: no session, one record however often sent, and robots held off."""

import time
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core import signing
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from charter.translated import lazily as _lazy

QUICKEST = 3  # seconds in which nobody has read the page and written something (reliability.md P44)
LONGEST = 24 * 3600
SALT = "charter.feedback.form"
MAIL = _lazy("Enter an e-mail address, like name@example.org, or leave it blank.")


def fresh_page() -> str:
    """What a page carries so that it makes one record, and tells how long it was open."""
    return signing.dumps([uuid4().hex, int(time.time())], salt=SALT)


class OpenForm(forms.Form):
    """A form that anybody may send without signing in; `sent_as` names a valid one, the same at every press.

    `makes_it_other` are the boxes that make it another record when they are changed. Faults of the page
    itself lead to `first_box`. `lists` are boxes of several choices, whose first one a link goes to.
    """

    use_required_attribute = False
    makes_it_other: tuple[str, ...] = ("text",)
    first_box = "text"
    lists: tuple[str, ...] = ()
    page = forms.CharField(widget=forms.HiddenInput(), initial=fresh_page, required=False)
    website = forms.CharField(label=_lazy("Leave this box empty"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sent_as: UUID | None = None

    def clean(self) -> dict[str, Any]:
        """Faults of the page itself: robots, too quick, open for too long; what was typed stays."""
        said = super().clean() or {}
        if said.get("website"):
            raise forms.ValidationError(_("Leave the hidden box empty. It is there to catch robots."))
        try:
            key, opened = signing.loads(said.get("page", ""), salt=SALT, max_age=LONGEST)
        except signing.BadSignature as error:
            lists = {name: self.data.getlist(name) for name in self.data}  # type: ignore[attr-defined]
            self.data = MultiValueDict(lists | {"page": [fresh_page()]})
            raise forms.ValidationError(
                _("This page was open for too long. Check what you wrote and send it again.")
            ) from error
        if time.time() - opened < QUICKEST:
            raise forms.ValidationError(_("That was very quick. Wait a few seconds, then send it again."))
        # Going back and sending other words is another record.
        self.sent_as = uuid5(UUID(key), " ".join(str(said.get(name)) for name in self.makes_it_other))
        return said

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Every fault with the id of the box that it is about, for the list above the form."""
        return [(self._box(name), str(fault)) for name, faults in self.errors.items() for fault in faults]

    def _box(self, name: str) -> str:
        if name in self.lists:
            return f"id_{name}_0"
        return f"id_{name if name in self.fields else self.first_box}"
