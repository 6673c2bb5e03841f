"""The form of a data rating."""

from django import forms
from django.utils.text import format_lazy

from charter.form_parts import PortalForm, choice, paragraph
from charter.translated import lazily as _lazy
from measures.querysets.timeliness import RATINGS


class RatingForm(PortalForm):
    """How far the data of a measure can be trusted, and what shows it."""

    rating = choice(
        _lazy("How far can these data be trusted?"),
        [(str(number), format_lazy("{}: {}", number, says)) for number, says in RATINGS.items()],
        missing=_lazy("Choose how far the data can be trusted."),
        widget=forms.RadioSelect,
    )
    evidence = paragraph(
        _lazy("What shows it"),
        _lazy("Say what shows it, such as a check, an audit or a known gap."),
        help_text=_lazy("The Board reads it beside the figure. Name no people."),
    )
