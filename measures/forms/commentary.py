"""The forms of words about measures that nobody enters."""

from charter.form_parts import DayField, PortalForm, paragraph


class CommentaryForm(PortalForm):
    """Why, what next, by when."""

    why = paragraph(
        "Why is it so?", "Say why it is so.", most=1000, help_text="Tenants read this: use plain words."
    )
    action = paragraph("What happens next?", "Say what happens next.", rows=2, most=1000)
    by_when = DayField(label="By when?", required=False)


class ReturnWordsForm(PortalForm):
    """Send words back to their author."""

    reason = paragraph(
        "Why do you send it back?",
        "Say why you send it back, so that its author knows what to do.",
        help_text="Its author reads this.",
    )
