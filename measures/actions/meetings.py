"""The verbs of meetings: planned, changed, cancelled, held; their minutes, and answers to what was asked."""

from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import Body, User
from measures.models import AgendaItem, Meeting, Minute
from measures.models.meeting import MINUTE_KINDS
from measures.querysets.meetings import asked_by
from measures.querysets.releases import out_on


@dataclass(frozen=True)
class Plan:
    """When and where a body meets, and by when its papers are due."""

    held_on: date
    starts: time | None = None
    place: str = ""
    papers_due: date | None = None


@transaction.atomic
def plan_meeting(*, body: Body, plan: Plan, by: User) -> Meeting:
    """Plan a meeting. Raises Refused for a day gone by, a second one on a day, papers due after it."""
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)  # two plans of one day come after each other
    _check(plan, body, None)
    made = Meeting.objects.create(
        body=body,
        held_on=plan.held_on,
        starts=plan.starts,
        place=plan.place.strip(),
        papers_due=plan.papers_due,
        called_by=by,
    )
    audit.record("plan_meeting", made, by=by, detail={"body": body.slug, "day": plan.held_on.isoformat()})
    return made


@transaction.atomic
def change_meeting(*, meeting: Meeting, plan: Plan, by: User, version: int | None = None) -> Meeting:
    """Give a planned meeting another day, place or due day of its papers.

    Raises Refused as `plan_meeting` does and when it was held or cancelled, Changed when somebody saved it
    since the page was opened.
    """
    Body.objects.select_for_update(no_key=True).get(pk=meeting.body_id)
    found = locked_meeting(meeting)
    _must_be_planned(found)
    check_version(found, version)
    _check(plan, found.body, found)
    found.held_on, found.starts = plan.held_on, plan.starts
    found.place, found.papers_due = plan.place.strip(), plan.papers_due
    _save(found)
    audit.record("change_meeting", found, by=by, detail={"day": plan.held_on.isoformat()})
    return found


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: User, version: int | None = None) -> Meeting:
    """Call a planned meeting off; it stays on record. Raises Refused when it was held, Changed as above."""
    found = locked_meeting(meeting)
    _must_be_planned(found)
    check_version(found, version)
    found.state = "cancelled"
    _save(found)
    audit.record("cancel_meeting", found, by=by)
    return found


@transaction.atomic
def hold_meeting(*, meeting: Meeting, by: User, version: int | None = None) -> Meeting:
    """Record that a meeting took place; the next one compares with the release that was out on its day.

    Raises Refused before its day and when it was held or cancelled, Changed as above.
    """
    found = locked_meeting(meeting)
    _must_be_planned(found)
    check_version(found, version)
    if found.held_on > timezone.localdate():
        raise Refused(_("This meeting is still to come. Record that it was held on its day or later."))
    found.release = out_on(found.held_on)
    found.state = "held"
    _save(found)
    audit.record("hold_meeting", found, by=by)
    return found


@dataclass(frozen=True)
class Noted:
    """A line of the minutes: noted, decided or asked; `owner` is a post or a body, never a person."""

    kind: str
    text: str
    item: AgendaItem | None = None
    owner: str = ""
    due: date | None = None


@transaction.atomic
def add_minute(*, meeting: Meeting, said: Noted, by: User) -> Minute:
    """Write a line of the minutes of a meeting that was held.

    Raises Refused before it was held, without words, for a question without somebody to answer it, for a due
    day before the meeting, and for an item of another meeting.
    """
    found = locked_meeting(meeting)
    if found.state != "held":
        raise Refused(_("Record first that the meeting was held. Then write its minutes."))
    _check_minute(found, said)
    made = Minute.objects.create(
        meeting=found,
        item=said.item,
        kind=said.kind,
        text=said.text.strip(),
        owner=said.owner.strip(),
        due=said.due,
        order=found.minutes.count() + 1,
    )
    audit.record("add_minute", made, by=by, detail={"meeting": str(found.pk), "kind": said.kind})
    return made


@transaction.atomic
def change_minute(*, minute: Minute, said: Noted, by: User, version: int | None = None) -> Minute:
    """Mend a line that nobody has answered yet, until the body meets again; its history keeps both wordings.

    Raises Refused as `add_minute` does and for a line that has its answer, Changed when somebody saved it
    since the page was opened.
    """
    found = _open_line(minute)
    check_version(found, version)
    _check_minute(found.meeting, said)
    found.kind, found.text, found.item = said.kind, said.text.strip(), said.item
    found.owner, found.due = said.owner.strip(), said.due
    found.version += 1
    found.save()
    audit.record("change_minute", found, by=by, detail={"meeting": str(found.meeting_id), "kind": said.kind})
    return found


@transaction.atomic
def remove_minute(*, minute: Minute, by: User, version: int | None = None) -> None:
    """Take out a line that nobody has answered yet, until the body meets again; its history keeps it.

    Raises Refused for a line that has its answer or is gone, Changed as above.
    """
    found = _open_line(minute)
    check_version(found, version)
    audit.record("remove_minute", found, by=by, detail={"meeting": str(found.meeting_id), "kind": found.kind})
    found.delete()


def _open_line(minute: Minute) -> Minute:
    """The line, locked with its meeting."""
    locked_meeting(minute.meeting)
    found = Minute.objects.select_for_update(of=("self",)).filter(pk=minute.pk).first()
    if found is None:
        raise Refused(_("Somebody took this line out of the minutes already."))
    later = Meeting.objects.filter(
        body=found.meeting.body_id, state="held", held_on__gt=found.meeting.held_on
    )
    if later.exists():
        raise Refused(_("The body has met again since, so these minutes stay as they are."))
    if found.answered_on is not None:
        raise Refused(
            _("This question has its answer, so its words stay. Add a line to the minutes instead.")
        )
    return found


@transaction.atomic
def answer_minute(*, minute: Minute, text: str, by: User, version: int | None = None) -> Minute:
    """Answer what a meeting asked, or answer it anew; earlier answers stay in its history.

    Raises Refused for what is no question, without words, and for the person who wrote the question down;
    Changed when somebody answered since the page was opened.
    """
    found = Minute.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=minute.pk)
    if found.kind != "asked":
        raise Refused(_("Only questions are answered."))
    if not text.strip():
        raise Refused(_("Write the answer. The body reads it before its next meeting."))
    if asked_by(found, by):
        raise Refused(_("You wrote this question down, so someone else must answer it."))
    check_version(found, version)
    found.answer, found.answered_by, found.answered_on = text.strip(), by, timezone.localdate()
    found.version += 1
    found.save()
    audit.record("answer_minute", found, by=by)
    return found


def locked_meeting(meeting: Meeting) -> Meeting:
    """The meeting, locked, so that what belongs to it changes one after the other."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)


def _save(meeting: Meeting) -> None:
    meeting.version += 1
    meeting.save()


def _must_be_planned(meeting: Meeting) -> None:
    if meeting.state == "held":
        raise Refused(_("This meeting was held already."))
    if meeting.state == "cancelled":
        raise Refused(_("This meeting was called off."))


def _check(plan: Plan, body: Body, own: Meeting | None) -> None:
    moved = own is None or own.held_on != plan.held_on
    if moved and plan.held_on < timezone.localdate():
        raise Refused(_("This day is over. Choose a day from today on."))
    if plan.papers_due is not None and plan.papers_due > plan.held_on:
        raise Refused(_("The papers are due before the meeting, not after it."))
    if moved and Meeting.objects.filter(body=body, held_on=plan.held_on).exists():
        raise Refused(_("There is a meeting of this body on that day already. Choose another day."))


def _check_minute(meeting: Meeting, said: Noted) -> None:
    if said.kind not in dict(MINUTE_KINDS):
        raise Refused(_("Choose whether this was noted, decided or asked."))
    if not said.text.strip():
        raise Refused(_("Write what was said."))
    if said.kind == "asked" and not said.owner.strip():
        raise Refused(_("Say who is to answer, such as “Head of Repairs”."))
    if said.due is not None and said.due < meeting.held_on:
        raise Refused(_("The day by which it is due is before the meeting."))
    if said.item is not None and said.item.meeting_id != meeting.pk:
        raise Refused(_("This point is on the agenda of another meeting."))
