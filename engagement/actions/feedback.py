"""Verbs of feedback: receive, answer, prepare for the public, publish, erase."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import audit, changes
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import User
from charter.working_time import local_date
from engagement.actions.checks import (
    another_person,
    moment_of_record,
    moment_so_far,
    not_before,
    words,
)
from engagement.models import FEEDBACK_KINDS, HANDED_OVER, Feedback, FeedbackContact

# Why a text is erased. A list, so that the audit trail never holds words about the person.
REASONS_TO_ERASE = {
    "asked": N_("the person asked for it"),
    "kept_long_enough": N_("it was kept as long as needed"),
    "never_needed": N_("it should not have been written down"),
}


@transaction.atomic
def receive_feedback(
    *,
    kind: str,
    text: str,
    by: User,
    received_at: datetime | None = None,
    answer_due: date | None = None,
) -> Feedback:
    """Keep what somebody told us; `answer_due` is the day by which we owe an answer, None for none.

    `text` is kept as short as it can be and in no history or event. Raises Refused for an unknown kind,
    without a text, or for an answer due before it came.
    """
    if kind not in dict(FEEDBACK_KINDS):
        raise Refused(_("Choose what it is from the list."))
    moment = moment_so_far(received_at, _("The moment it came"))
    if answer_due is not None:
        not_before(answer_due, local_date(moment), _("The answer cannot be due before the feedback came."))
    feedback = Feedback.objects.create(
        kind=kind,
        text=words(text, _("Write what was said.")),
        received_at=moment,
        received_by=by,
        answer_due=answer_due,
    )
    audit.record("receive_feedback", feedback, by=by, detail={"kind": kind})
    if answer_due is not None:
        changes.announce("feedback_answered_in_time", [feedback.pk], by=by)
    return feedback


@transaction.atomic
def answer_feedback(*, feedback: Feedback, by: User, at: datetime | None = None) -> Feedback:
    """Note that the person gets an answer now; `reply` keeps its words as long as how to reach the person.

    `at` is the moment for the demonstration's history, else now. Raises Refused when it is answered already,
    or for a moment before it came.
    """
    found = _locked(feedback)
    if found.answered_at is not None:
        raise Refused(_("This feedback is answered already."))
    moment = moment_of_record(at, _("The answer"))
    not_before(moment, found.received_at, _("The answer cannot come before the feedback."))
    found.answered_at, found.answered_by = moment, by
    found.version += 1
    found.save()
    audit.record("answer_feedback", found, by=by)
    changes.announce("feedback_answered_in_time", [found.pk], by=by)
    return found


@transaction.atomic
def prepare_feedback(
    *, feedback: Feedback, public_text: str, by: User, version: int | None = None
) -> Feedback:
    """Write what the public may read of it, without anything that tells who said it.

    `version` is the one the page showed (None: no page). Raises Refused without words, or when it is public
    already, Changed when somebody saved in between.
    """
    found = _locked(feedback)
    check_version(found, version)
    _refuse_if_public(found)
    found.public_text = words(public_text, _("Write what the public may read."))
    found.worded_by = by
    found.version += 1
    found.save()
    audit.record("prepare_feedback", found, by=by)
    return found


@transaction.atomic
def publish_feedback(*, feedback: Feedback, version: int, by: User, at: datetime | None = None) -> Feedback:
    """Make the prepared words public; a compliment counts from now on.

    `version` is the one whose words `by` read; `at` is the moment for the demonstration's history, else now.
    Raises Refused before they are prepared, when they changed since, when `by` prepared them, twice, or for a
    moment before it came.
    """
    found = _locked(feedback)
    _refuse_if_public(found)
    if not found.public_text:
        raise Refused(_("Nobody has written what the public may read. Do that first."))
    if found.version != version:
        raise Refused(
            _("This feedback was changed after you opened the page. Look at it again, then publish.")
        )
    another_person(found.worded_by_id, by, _("You wrote these words, so someone else must publish them."))
    moment = moment_of_record(at, _("The publication"))
    not_before(moment, found.received_at, _("Feedback cannot be published before it came."))
    found.published_at, found.published_by = moment, by
    found.version += 1
    found.save()
    audit.record("publish_feedback", found, by=by)
    changes.announce("compliments_published", [found.pk], by=by)
    return found


@transaction.atomic
def erase_feedback_text(*, feedback: Feedback, reason: str, by: User, version: int | None = None) -> Feedback:
    """Erase what the person told us for good, and how to reach them; days, counts and public words stay.

    `reason` is a key of REASONS_TO_ERASE. Raises Refused for another one, when it is erased already, or not
    handed over yet to those who deal with it; Changed when somebody saved since the page was opened.
    """
    if reason not in REASONS_TO_ERASE:
        raise Refused(_("Choose why it is erased from the list."))
    found = _locked(feedback)
    check_version(found, version)
    if not found.text:
        raise Refused(_("This text is erased already."))
    if found.kind in HANDED_OVER and found.sent_as and found.handed_over_at is None:
        raise Refused(_("It is on its way to those who deal with it. Erase it when they have it."))
    FeedbackContact.objects.filter(feedback=found).delete()
    found.text = ""
    found.version += 1
    found.save()
    audit.record("erase_feedback_text", found, by=by, detail={"reason": reason})
    return found


def _refuse_if_public(found: Feedback) -> None:
    if found.published_at is not None:
        raise Refused(_("This feedback is public already."))


def _locked(feedback: Feedback) -> Feedback:
    return Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
