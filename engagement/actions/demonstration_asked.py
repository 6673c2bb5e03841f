"""Verbs of the demonstration: what the landlord asked its tenants about, as people do it."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from charter.models import User
from charter.querysets import current_charter
from engagement.actions.consultations import (
    Dates,
    answer_group,
    approve_group,
    comment,
    date_stage,
    group_comments,
    name_result,
    open_consultation,
    put_draft,
    write_consultation,
)
from engagement.demonstration.asked import CONSULTATIONS, Consultation, Group
from engagement.demonstration.story import morning
from engagement.models import Consultation as Row

ANSWER_AFTER = timedelta(days=14)
EARLIEST = ("explain", "first_draft", "feedback")


def load_consultations(*, officer: User, approver: User) -> int:
    """Make every consultation of the demonstration; returns how many."""
    for one in CONSULTATIONS:
        _consultation(one, officer, approver)
    return len(CONSULTATIONS)


def _consultation(one: Consultation, officer: User, approver: User) -> None:
    row = write_consultation(title=one.title, summary=one.summary, by=officer)
    put_draft(consultation=row, draft="first_draft", text=one.draft, by=officer)
    stages = list(row.stages.all())
    for stage, (promised, _kept) in zip(stages, one.days, strict=True):
        date_stage(stage=stage, dates=Dates(promised), by=officer)
    row = open_consultation(consultation=row, by=officer, at=morning(one.days[0][0]))
    _dates(one, row, officer, early=True)
    for number, group in enumerate(one.groups):
        _group(one, row, group, number, officer, approver)
    _dates(one, row, officer, early=False)
    charter = current_charter()
    if one.became_charter and charter is not None:
        name_result(consultation=row, charter=charter, by=officer)


def _dates(one: Consultation, row: Row, officer: User, *, early: bool) -> None:
    for stage, (promised, came), note in zip(row.stages.all(), one.days, one.notes, strict=True):
        if came is not None and (stage.stage in EARLIEST) is early:
            date_stage(stage=stage, dates=Dates(promised, came, note), by=officer)


def _group(one: Consultation, row: Row, group: Group, number: int, officer: User, approver: User) -> None:
    day = one.days[2][0] + timedelta(days=number + 1)
    said = [
        comment(
            consultation=row,
            text=text,
            sent_as=uuid5(NAMESPACE_URL, text),
            by=User.objects.system(),
            paragraph=row.paragraphs.all()[number].pk,
            at=morning(day + timedelta(days=place)),
        )
        for place, text in enumerate(group.said)
    ]
    if not group.title:
        return
    made = group_comments(
        consultation=row, title=group.title, comments=[found.pk for found in said], by=officer
    )
    if group.answer:
        at = morning(day + ANSWER_AFTER)
        answer_group(group=made, outcome=group.outcome, answer=group.answer, by=officer, at=at)
        approve_group(group=made, by=approver, at=at + timedelta(days=1))
