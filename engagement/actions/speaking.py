"""Verbs of what anybody sends us: speak, hand over, sort, reply, read how to reach the person, forget.

Complaints are handed to those who answer complaints and are never answered here, nor counted for the measures
of complaints (design section 5, `feedback_answered_in_time`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, changes, jobs
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import Job, Post, User
from charter.querysets import working_calendar
from charter.working_time import CalendarError
from engagement import hooks
from engagement.actions.checks import About, free_reference, known, words
from engagement.actions.feedback import answer_feedback, erase_feedback_text
from engagement.mails import answer_mail, hand_over_mail, heard_mail, inbox_of
from engagement.models import FEEDBACK_KINDS, HANDED_OVER, Feedback, FeedbackContact

ANSWER_IN = {"comment": 10, "idea": 10, "building_safety": 1}  # working days that we owe an answer in
ACKNOWLEDGE_IN = 5  # working days for a complaint: Complaint Handling Code 2024, 6.2
CONTACT_KEPT, TEXT_KEPT = timedelta(days=365), timedelta(days=730)  # reliability.md P48
PATIENCE = timedelta(minutes=10)  # after which a hand-over that failed is tried again
Letter = Callable[[Feedback], EmailMultiAlternatives]


@dataclass(frozen=True)
class Said:
    """What somebody sends: kind, words, the promise it is about, and how to reach them, all if they wish."""

    kind: str
    text: str
    promise: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def speak(*, said: Said, sent_as: UUID, by: User) -> Feedback:
    """Keep what somebody sent and set it on its way; the same form sent again gives the record there is.

    A complaint or a worry about a building is handed over at once, and the person is told by mail if they
    gave an address. Raises Refused for an unknown kind or promise, and without words.
    """
    if said.kind not in dict(FEEDBACK_KINDS):
        raise Refused(_("Choose what it is from the list."))
    now = timezone.now()
    is_complaint = said.kind == "complaint"
    row = {
        "kind": said.kind,
        "text": words(said.text, _("Write what you want to tell us.")),
        "reference": free_reference(Feedback, "FB"),
        "promises": known(About((said.promise,) if said.promise else ()))["promises"],
        "received_at": now,
        "answer_due": _due(ANSWER_IN.get(said.kind)),
        "acknowledge_due": _due(ACKNOWLEDGE_IN) if is_complaint else None,
    }
    found, is_new = Feedback.objects.get_or_create(sent_as=sent_as, defaults=row)
    if not is_new:
        return found
    FeedbackContact.objects.create(feedback=found, name=said.name, email=said.email, phone=said.phone)
    audit.record("receive_feedback", found, by=by, detail={"kind": said.kind})
    if found.answer_due is not None:
        changes.announce("feedback_answered_in_time", [found.pk], by=by)
    if said.kind in HANDED_OVER:
        jobs.enqueue("hand_over_feedback", key=f"hand over {found.pk}", ids={"feedback": found.pk}, by=by)
    if said.email:
        jobs.enqueue("feedback_heard", key=f"heard {found.pk}", ids={"feedback": found.pk}, by=by)
    return found


def _due(days: int | None) -> date | None:
    """So many working days from today; None where none are owed or the calendar does not reach so far."""
    if days is None:
        return None
    try:
        return working_calendar().add_working_days(timezone.localdate(), days)
    except CalendarError:
        return None


@jobs.register("hand_over_feedback")
def _hand_over(job: Job) -> str:
    found = _with_contact(job)
    if found.handed_over_at is not None:
        return "Handed over already."
    if hooks.is_told(found):
        hooks.tell(found)
    if inbox_of(found.kind) or not hooks.is_told(found):
        hand_over_mail(found).send()
    with transaction.atomic():
        row = Feedback.objects.select_for_update(of=("self",)).get(pk=found.pk)
        row.handed_over_at = timezone.now()
        row.version += 1
        row.save()
        audit.record("hand_over_feedback", row, by=job.asked_by)
    return "Handed over."


@transaction.atomic
def hand_over_waiting(*, by: User) -> int:
    """Send once more what did not reach its inbox, such as while mail was down; returns how much waits.

    What has no inbox to go to waits for the landlord to name one.
    """
    before = timezone.now() - PATIENCE
    rows = Feedback.objects.filter(kind__in=HANDED_OVER, handed_over_at=None, received_at__lte=before)
    waiting = [one for one in rows.exclude(sent_as=None) if inbox_of(one.kind) or hooks.is_told(one)]
    for one in waiting:
        jobs.enqueue("hand_over_feedback", key=f"hand over {one.pk}", ids={"feedback": one.pk}, by=by)
    return len(waiting)


@jobs.register("feedback_heard")
def _tell_heard(job: Job) -> str:
    return _told(_with_contact(job), heard_mail)


@jobs.register("feedback_answer")
def _send_answer(job: Job) -> str:
    return _told(_with_contact(job), answer_mail)


def _with_contact(job: Job) -> Feedback:
    return Feedback.objects.select_related("contact").get(pk=job.ids["feedback"])


def _told(found: Feedback, letter: Letter) -> str:
    contact = getattr(found, "contact", None)
    if contact is None or not contact.email:
        return "There is no address any more."
    letter(found).send()
    return "Sent."


@transaction.atomic
def sort_feedback(
    *, feedback: Feedback, about: About, owner: Post | None, by: User, version: int | None = None
) -> Feedback:
    """Say which promises it is about and whose it is to answer.

    Raises Refused for a promise that is not there, Changed when somebody saved since the page was opened.
    """
    found = _locked(feedback)
    check_version(found, version)
    found.promises, found.owner = known(about)["promises"], owner
    found.version += 1
    found.save()
    audit.record("sort_feedback", found, by=by, detail={"promises": found.promises})
    return found


@transaction.atomic
def reply(*, feedback: Feedback, text: str, by: User, version: int | None = None) -> Feedback:
    """Answer the person: on their own page, and by mail if they gave an address.

    The words are kept with how to reach the person, and go with it. Raises Refused for a complaint, which
    others answer, without words, and when it is answered already; Changed as above.
    """
    if feedback.kind == "complaint":
        raise Refused(_("The complaints team answers this. It was handed over to them."))
    said = words(text, _("Write your answer."))
    check_version(_locked(feedback), version)
    found = answer_feedback(feedback=feedback, by=by)
    contact, _new = FeedbackContact.objects.update_or_create(feedback=found, defaults={"answer": said})
    if contact.email:
        jobs.enqueue("feedback_answer", key=f"answer {found.pk}", ids={"feedback": found.pk}, by=by)
    return found


@transaction.atomic
def read_contact(*, feedback: Feedback, by: User) -> FeedbackContact | None:
    """How to reach the person; that somebody looked is kept. None once it was forgotten."""
    found = FeedbackContact.objects.filter(feedback=feedback).first()
    audit.record("read_feedback_contact", feedback, by=by)
    return found


@transaction.atomic
def forget_old_feedback(*, by: User) -> tuple[int, int]:
    """Delete how to reach people 12 months after their matter was closed, and texts after 24 months.

    Closed is what was answered or handed over, and from the first day what asks for no answer. Returns how
    many of each went.
    """
    now = timezone.now()
    before = now - CONTACT_KEPT
    closed = Feedback.objects.filter(
        Q(answered_at__lte=before)
        | Q(handed_over_at__lte=before)
        | Q(kind="compliment", received_at__lte=before)
    )
    old = Feedback.objects.filter(received_at__lte=now - TEXT_KEPT)  # closed or not, nothing is kept longer
    contacts = FeedbackContact.objects.filter(feedback__in=closed.values("pk"))
    gone = contacts.count()
    contacts.delete()
    left = FeedbackContact.objects.filter(feedback__in=old)
    gone += left.count()
    left.delete()
    texts = list(old.exclude(text=""))
    for one in texts:
        erase_feedback_text(feedback=one, reason="kept_long_enough", by=by)
    return gone, len(texts)


def _locked(feedback: Feedback) -> Feedback:
    return Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
