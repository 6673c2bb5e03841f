"""Who had a hand in a figure or in words: whoever did is not the second pair of eyes (design section 4.2)."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps

from charter.models import AuditEvent, User
from measures.models import MeasureCommentary, Result
from measures.querysets.cases import brought_cases, measures_with_cases_of


def had_a_hand(rows: Iterable[Result | MeasureCommentary], person: User) -> set[int]:
    """Of these rows of one kind, the ids of those that the person typed any version of, or sent for approval.

    A later save by another does not undo that. The same holds for a figure with cases that the person sent.
    Two queries, and a few more for each figure that may hold cases of the person.
    """
    listed = list(rows)
    wrote = _typed(listed, person)
    own = {one.pk for one in listed if one.pk in wrote or person.pk in _last_hands(one)}
    others = [one for one in listed if isinstance(one, Result) and one.pk not in own]
    sent_for = measures_with_cases_of(person) if others else set()
    return own | {one.pk for one in others if one.measure_id in sent_for and brought_cases(one, person)}


def _last_hands(row: Result | MeasureCommentary) -> tuple[int | None, ...]:
    """Who wrote the row last, and who sent it."""
    if isinstance(row, Result):
        return row.entered_by_id, row.submitted_by_id
    return (row.written_by_id,)


def _typed(rows: list[Any], person: User) -> set[int]:
    """The ids of those of which the person saved any version. One query.

    Of a figure its history tells, for the trail tells of a file as one; of words the trail.
    """
    if all(isinstance(one, Result) for one in rows):
        history = apps.get_model("measures", "ResultEvent").objects.filter(entered_by=person)
        return set(history.filter(pgh_obj__in=rows).values_list("pgh_obj_id", flat=True))
    events = AuditEvent.objects.filter(
        verb="write_commentary",
        subject_kind=MeasureCommentary._meta.label_lower,
        subject_id__in=[str(one.pk) for one in rows],
        actor_id=person.pk,
    )
    return {int(pk) for pk in events.values_list("subject_id", flat=True)}
