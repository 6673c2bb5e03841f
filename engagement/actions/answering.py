"""Verbs of somebody who answers a survey: begin, answer, send; and what staff type from paper."""

from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.faults import Refused
from charter.models import User
from engagement.models import Survey, SurveyDraft, SurveyInvitation, SurveyQuestion, SurveyResponse
from engagement.querysets.surveys import NOT_KNOWN, asked_of
from measures.scoring.values import BASE

DRAFT_KEPT = timedelta(days=30)
LONGEST = 2000


@transaction.atomic
def begin_answers(*, survey: Survey, link: UUID | None = None) -> SurveyDraft:
    """Begin, or go on where the same link was before.

    Raises Refused when the survey is not open, when it needs a link and there is none of it, and when the
    link was used.
    """
    _open(survey)
    if survey.asked == "everyone":
        return SurveyDraft.objects.create(survey=survey, started_on=timezone.localdate())
    links = SurveyInvitation.objects.select_for_update().filter(survey=survey)
    invitation = links.filter(key=link).first() if link else None
    _unused(invitation)
    draft, _made = SurveyDraft.objects.get_or_create(
        invitation=invitation, defaults={"survey": survey, "started_on": timezone.localdate()}
    )
    return draft


@transaction.atomic
def answer_question(*, draft: SurveyDraft, question: SurveyQuestion, given: list[str]) -> SurveyDraft:
    """Keep the answer to one question; an empty one takes it away.

    Raises Refused for an answer that the question does not offer, and for none where one is needed.
    """
    found = _draft(draft.pk)
    checked = check_answer(question, given)
    found.answers.pop(str(question.pk), None)
    if checked is not None:
        found.answers[str(question.pk)] = checked
    found.save()
    return found


@transaction.atomic
def submit_answers(*, draft: SurveyDraft) -> SurveyResponse:
    """Send the answers: they get a random id, and what tied them to a link goes.

    Raises Refused when they were sent already, the link was used, the survey closed, or an answer is missing.
    """
    found = _draft(draft.pk)
    came_by = "open"
    if found.invitation_id is not None:
        invitation = SurveyInvitation.objects.select_for_update().get(pk=found.invitation_id)
        _unused(invitation)
        invitation.used_on = timezone.localdate()
        invitation.save()
        came_by = "link"
    made = _respond(found.survey, found.answers, came_by)
    found.delete()
    return made


@transaction.atomic
def enter_paper(*, survey: Survey, given: dict[int, list[str]], by: User) -> SurveyResponse:
    """Type in what somebody answered on paper, by the numbers of questions. Raises Refused as above."""
    _open(survey)
    rows = {one.pk: one for one in survey.questions.all() if one.pk in given}
    checked = {str(pk): check_answer(one, given[pk]) for pk, one in rows.items()}
    made = _respond(survey, {pk: one for pk, one in checked.items() if one is not None}, "paper")
    audit.record("enter_survey_paper", survey, by=by)
    return made


@transaction.atomic
def forget_unfinished() -> int:
    """Delete answers that nobody finished in 30 days; returns how many."""
    gone, _each = SurveyDraft.objects.filter(started_on__lte=timezone.localdate() - DRAFT_KEPT).delete()
    return gone


def check_answer(question: SurveyQuestion, given: list[str]) -> Any:
    """The answer as it is kept, None for none. Raises Refused for one that the question does not offer."""
    said = [one.strip() for one in given if one.strip()]
    if not said:
        if question.must_answer:
            raise Refused(_("Choose or write an answer."))
        return None
    if question.kind == "text":
        if len(said[0]) > LONGEST or "\x00" in said[0]:
            raise Refused(_("Write at most {count} characters.").format(count=LONGEST))
        return said[0]
    if question.kind == "number":
        return _number(said[0])
    offered = set(question.options) or {*BASE, *([NOT_KNOWN] if question.may_not_know else [])}
    if not set(said) <= offered or (len(said) > 1 and question.kind != "several"):
        raise Refused(_("Choose an answer from the list."))
    return sorted(set(said), key=question.options.index) if question.kind == "several" else said[0]


def _number(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or len(text) > 20:
        raise Refused(_("Write a number, like 12 or 3.5."))
    return text


def _respond(survey: Survey, answers: dict[str, Any], came_by: str) -> SurveyResponse:
    _open(survey)
    asked = asked_of(list(survey.questions.all()), answers)
    if any(one.must_answer and str(one.pk) not in answers for one in asked):
        raise Refused(_("A question that needs an answer has none yet."))
    kept = {str(one.pk): answers[str(one.pk)] for one in asked if str(one.pk) in answers}
    if not kept:
        raise Refused(_("Answer at least one question."))
    return SurveyResponse.objects.create(
        survey=survey, came_by=came_by, sent_on=timezone.localdate(), answers=kept
    )


def _open(survey: Survey) -> None:
    """Locked, so that closing waits for what is being sent."""
    if Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk).state != "open":
        raise Refused(_("This survey is not open."))


def _unused(invitation: SurveyInvitation | None) -> None:
    if invitation is None:
        raise Refused(_("Open this survey by the link that we sent you."))
    if invitation.used_on is not None:
        raise Refused(_("This link was used already. Thank you for your answers."))


def _draft(key: UUID) -> SurveyDraft:
    rows = SurveyDraft.objects.select_for_update(of=("self",)).select_related("survey")
    found = rows.filter(pk=key).first()
    if found is None:
        raise Refused(_("These answers were sent already, or kept for too long."))
    return found
