"""By when the documents that the landlord owes must come out next, as their schedules say on a day."""

from datetime import date

from measures.presenters import documents_owed


def next_due_days(today: date) -> dict[str, str]:
    """By the slug of a document the day, today or later, on which it is due next. Four queries.

    One that is due only when something changes has none.
    """
    return {one.publication.slug: one.next_due.isoformat() for one in documents_owed(today) if one.next_due}
