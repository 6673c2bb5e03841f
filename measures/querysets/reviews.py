"""Which texts and definitions are to be looked at again."""

from dataclasses import dataclass
from datetime import date

from measures.models import Measure
from promises.querysets import promises_to_review


@dataclass(frozen=True)
class Review:
    """A text or definition whose review is due. `kind` and `pk` name it as drafts do; `post` looks after it.

    `post` is None for texts of the charter: those are the engagement officers'.
    """

    kind: str
    pk: int
    title: str
    due: date
    post: int | None


def reviews_due(until: date) -> list[Review]:
    """Promises of the current charter and measures still kept whose review falls due by a day, oldest first.

    Two queries.
    """
    found = [
        Review("promise", one.pk, one.title, one.next_review, None)
        for one in promises_to_review(until)
        if one.next_review
    ]
    measures = Measure.objects.filter(next_review__lte=until, retired__isnull=True)
    found += [
        Review("measure", one.pk, one.title, one.next_review, one.owner_id)
        for one in measures
        if one.next_review
    ]
    return sorted(found, key=lambda one: (one.due, one.kind, one.title))
