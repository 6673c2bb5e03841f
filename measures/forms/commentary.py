"""The forms of words about measures that nobody enters."""

from charter.form_parts import DayField, PortalForm, paragraph
from charter.translated import lazily as _lazy


class CommentaryForm(PortalForm):
    """Why, what next, by when."""

    why = paragraph(
        _lazy("Why is it so?"),
        _lazy("Say why it is so."),
        most=1000,
        help_text=_lazy("Tenants read this: use plain words."),
    )
    action = paragraph(_lazy("What happens next?"), _lazy("Say what happens next."), rows=2, most=1000)
    by_when = DayField(label=_lazy("By when?"), required=False)


class ReturnWordsForm(PortalForm):
    """Send words back to their author."""

    reason = paragraph(
        _lazy("Why do you send it back?"),
        _lazy("Say why you send it back, so that its author knows what to do."),
        help_text=_lazy("Its author reads this."),
    )
