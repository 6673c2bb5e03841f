"""Verbs of a consultation: write, date its stages, draft, open, comment, group, answer, approve, end.

Source: domain.md section 2 (stages of a charter, promised and kept) and design section 8, rows 71 and 72.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.actions.rows import put
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import Charter, User
from engagement.actions.checks import (
    another_person,
    day_so_far,
    free_address,
    moment_of_record,
    web_address,
    words,
)
from engagement.models import (
    CHANGED,
    CONSULTATION_STAGES,
    DRAFTS,
    Comment,
    CommentGroup,
    Consultation,
    ConsultationStage,
    DraftParagraph,
)
from engagement.querysets.consultations import takes_comments

Row = TypeVar("Row", Consultation, CommentGroup)
TEXT_KEPT = timedelta(days=730)  # reliability.md P48
MOST_PARAGRAPHS = 200


@dataclass(frozen=True)
class Dates:
    """What is said of a stage: the day that is expected, the day it came, a note, and where its paper is."""

    expected: date | None = None
    came_on: date | None = None
    note: str = ""
    document: str = ""


@transaction.atomic
def write_consultation(*, title: str, summary: str, by: User) -> Consultation:
    """Begin a consultation with all its stages; nobody sees it before it is opened.

    Raises Refused without a title or summary, and when the address made of the title is taken.
    """
    made = Consultation.objects.create(
        slug=free_address(Consultation, title), written_by=by, **_told(title, summary)
    )
    ConsultationStage.objects.bulk_create(
        ConsultationStage(consultation=made, stage=stage) for stage, _words in CONSULTATION_STAGES
    )
    audit.record("write_consultation", made, by=by)
    return made


@transaction.atomic
def change_consultation(
    *, consultation: Consultation, title: str, summary: str, by: User, version: int | None = None
) -> Consultation:
    """Other words; the address stays. Raises Refused as above, Changed when somebody saved in between."""
    found = _locked(consultation)
    check_version(found, version)
    if put(found, _told(title, summary)):
        audit.record("change_consultation", found, by=by)
    return found


@transaction.atomic
def date_stage(
    *, stage: ConsultationStage, dates: Dates, by: User, version: int | None = None
) -> ConsultationStage:
    """Say when a stage is expected, and on which day it came; the day that was promised first stays.

    Raises Refused for a day that has not come, and for a web address that is none.
    """
    found = ConsultationStage.objects.select_for_update(of=("self",)).get(pk=stage.pk)
    check_version(found, version)
    row: dict[str, Any] = {
        "expected": dates.expected,
        "came_on": day_so_far(dates.came_on, _("The day it came")) if dates.came_on else None,
        "note": dates.note.strip(),
        "document": web_address(dates.document),
    }
    if found.promised is None:
        row["promised"] = dates.expected
    if put(found, row):
        audit.record("date_stage", found, by=by, detail={"expected": str(dates.expected or "")})
    return found


@transaction.atomic
def put_draft(*, consultation: Consultation, draft: str, text: str, by: User) -> list[DraftParagraph]:
    """Put in a draft; a blank line parts its paragraphs. Public ones stay as people read them.

    Raises Refused for an unknown draft, without words, with too many paragraphs, and once the draft came.
    """
    found = _locked(consultation)
    if draft not in DRAFTS:
        raise Refused(_("Choose the first or the second draft."))
    if found.opened_at and found.stages.filter(stage=draft, came_on__isnull=False).exists():
        raise Refused(_("People read this draft already, so it stays as it is."))
    parts = [part.strip() for part in words(text, _("Write the draft.")).replace("\r\n", "\n").split("\n\n")]
    parts = [part for part in parts if part]
    if len(parts) > MOST_PARAGRAPHS:
        raise Refused(_("A draft has at most {most} paragraphs.").format(most=MOST_PARAGRAPHS))
    found.paragraphs.filter(draft=draft).delete()
    made = [
        DraftParagraph(consultation=found, draft=draft, number=number, text=part)
        for number, part in enumerate(parts, start=1)
    ]
    DraftParagraph.objects.bulk_create(made)
    audit.record("put_draft", found, by=by, detail={"draft": draft, "paragraphs": len(made)})
    return made


@transaction.atomic
def open_consultation(
    *, consultation: Consultation, by: User, at: datetime | None = None, version: int | None = None
) -> Consultation:
    """Let everybody see it. Raises Refused without a promised day for each stage, and twice.

    `at` is the moment for the demonstration's history, else now.
    """
    found = _locked(consultation)
    check_version(found, version)
    if found.opened_at is not None:
        raise Refused(_("Everybody can see it already."))
    if found.stages.filter(expected=None, came_on=None).exists():
        raise Refused(_("Promise a day for each stage first. People want to know what comes when."))
    found.opened_by, found.opened_at = by, moment_of_record(at, _("The opening"))
    return _saved(found, "open_consultation", by=by)


@transaction.atomic
def comment(
    *,
    consultation: Consultation,
    text: str,
    sent_as: UUID,
    by: User,
    paragraph: int | None = None,
    at: datetime | None = None,
) -> Comment:
    """Keep what somebody says of a paragraph, or of the whole; the same form again gives what there is.

    `at` is the moment for the demonstration's history, else now. Raises Refused when no comments are taken
    now, for a paragraph that is not there, and without words.
    """
    if not takes_comments(consultation):
        raise Refused(_("We take no comments on this now."))
    about = consultation.paragraphs.filter(pk=paragraph).first() if paragraph else None
    if paragraph and about is None:
        raise Refused(_("There is no such paragraph. Open the page again."))
    row = {
        "consultation": consultation,
        "paragraph": about,
        "text": words(text, _("Write what you think.")),
        "received_at": moment_of_record(at, _("The comment")),
    }
    found, is_new = Comment.objects.get_or_create(sent_as=sent_as, defaults=row)
    if is_new:
        audit.record("comment", consultation, by=by)
    return found


@transaction.atomic
def group_comments(*, consultation: Consultation, title: str, comments: list[int], by: User) -> CommentGroup:
    """Put comments that say the same under one heading, a new one or one that is there.

    Raises Refused without a heading or comments, and for a heading whose answer is approved.
    """
    found = _locked(consultation)
    called = words(title, _("Say in a few words what they have in common."))
    chosen = list(Comment.objects.filter(pk__in=comments, consultation=found))
    if not chosen:
        raise Refused(_("Choose the comments that say the same."))
    group = found.groups.filter(title=called).first() or CommentGroup(consultation=found, title=called)
    if group.approved_at is not None:
        raise Refused(_("The answer under this heading is approved. Give these comments another heading."))
    if group.pk is None:
        group.save()
    Comment.objects.filter(pk__in=[one.pk for one in chosen]).update(group=group)
    audit.record("group_comments", group, by=by, detail={"comments": len(chosen)})
    return group


@transaction.atomic
def answer_group(
    *,
    group: CommentGroup,
    outcome: str,
    answer: str,
    by: User,
    version: int | None = None,
    at: datetime | None = None,
) -> CommentGroup:
    """Answer everybody who said this; `at` is the moment for the demonstration's history, else now.

    Raises Refused for an unknown outcome, without words, once approved.
    """
    found = CommentGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    check_version(found, version)
    if found.approved_at is not None:
        raise Refused(_("This answer is approved already, so it stays."))
    if outcome not in dict(CHANGED):
        raise Refused(_("Say whether you changed it."))
    found.outcome, found.answer = outcome, words(answer, _("Write the answer."))
    found.answered_by, found.answered_at = by, moment_of_record(at, _("The answer"))
    return _saved(found, "answer_group", by=by)


@transaction.atomic
def approve_group(
    *, group: CommentGroup, by: User, version: int | None = None, at: datetime | None = None
) -> CommentGroup:
    """Let everybody read an answer; `at` is the moment for the demonstration's history, else now.

    Raises Refused before it is written, twice, and for who wrote it.
    """
    found = CommentGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    check_version(found, version)
    if found.answered_at is None:
        raise Refused(_("Nobody has written this answer yet."))
    if found.approved_at is not None:
        raise Refused(_("This answer is approved already."))
    another_person(found.answered_by_id, by, _("You wrote this answer, so someone else must approve it."))
    found.approved_by, found.approved_at = by, moment_of_record(at, _("The approval"))
    return _saved(found, "approve_group", by=by)


@transaction.atomic
def name_result(
    *, consultation: Consultation, charter: Charter, by: User, version: int | None = None
) -> Consultation:
    """Say which version of the charter came of it. Raises Refused for one that is not public yet."""
    found = _locked(consultation)
    check_version(found, version)
    if charter.stage not in ("published", "retired"):
        raise Refused(_("This charter is not public yet."))
    found.came_of = charter
    return _saved(found, "name_result", by=by)


@transaction.atomic
def forget_old_comments() -> int:
    """Empty comments 24 months after they came; that they came stays counted. Returns how many."""
    old = Comment.objects.filter(received_at__lte=timezone.now() - TEXT_KEPT).exclude(text="")
    return old.update(text="")


def _told(title: str, summary: str) -> dict[str, Any]:
    return {
        "title": words(title, _("Give the consultation a title.")),
        "summary": words(summary, _("Say in plain words what you ask people about.")),
    }


def _saved(found: Row, verb: str, *, by: User) -> Row:
    found.version += 1
    found.save()
    audit.record(verb, found, by=by)
    return found


def _locked(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
