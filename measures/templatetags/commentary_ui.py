"""Words that wait for an approver, for the page of approvals."""

from django import template

from measures.querysets.unexplained import waiting_commentary

register = template.Library()


@register.inclusion_tag("measures/staff/_commentary_waiting.html")
def commentary_waiting() -> dict[str, object]:
    """Explanations of measures that nobody enters, the oldest first. One query."""
    return {"waiting": waiting_commentary()}
