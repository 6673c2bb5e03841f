"""The form of a written text of a paper."""

from typing import Any

from charter.form_parts import PortalForm, paragraph
from charter.translated import lazily as _lazy

MOST_LETTERS = 20_000


class SectionForm(PortalForm):
    """A text of a paper; `hint` says what belongs into it."""

    text = paragraph(
        _lazy("The text"),
        _lazy("Write the text. If there is nothing to tell, say so."),
        rows=14,
        most=MOST_LETTERS,
    )

    def __init__(self, *args: Any, hint: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].help_text = hint
