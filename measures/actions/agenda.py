"""The verbs of an agenda: filled from the figures and from open questions, added to, put in order."""

from collections.abc import Collection, Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from charter import audit
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import User
from measures.actions.meetings import locked_meeting
from measures.bodies import watched
from measures.exceptions import Exceptional
from measures.models import AgendaItem, Measure, Meeting, Minute
from measures.querysets.meetings import carried_to


@transaction.atomic
def fill_agenda(*, meeting: Meeting, by: User, keys: Collection[str] | None = None) -> list[AgendaItem]:
    """Put on the agenda what needs the body's eye and is not there yet; what was added.

    `keys` chooses among the exceptions of the release on show and the open questions of the last meeting
    (`asked/<number>`); None takes them all. What is there stays, a member's own points too. Raises Refused
    when the meeting is not to come.
    """
    found = _planned(meeting)
    there = {one.key for one in found.agenda.all()}
    made = []
    for item in _offered(found):
        if item.key not in there and (keys is None or item.key in keys):
            item.order = _last(found) + 1
            item.save()
            made.append(item)
    if made:
        audit.record("fill_agenda", found, by=by, detail={"keys": [one.key for one in made]})
    return made


def offered_items(meeting: Meeting) -> list[AgendaItem]:
    """What could be put on the agenda and is not there yet, not saved: exceptions first, then questions."""
    there = set(meeting.agenda.values_list("key", flat=True))
    return [one for one in _offered(meeting) if one.key not in there]


@transaction.atomic
def add_item(*, meeting: Meeting, title: str, by: User, says: str = "") -> AgendaItem:
    """Put a point of one's own at the end. Raises Refused without words or when it is not to come."""
    found = _planned(meeting)
    if not title.strip():
        raise Refused(_("Say what you want to talk about."))
    made = AgendaItem.objects.create(
        meeting=found, order=_last(found) + 1, origin="own", title=title.strip(), says=says.strip()
    )
    audit.record("add_agenda_item", made, by=by, detail={"meeting": str(found.pk)})
    return made


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: User, version: int | None = None) -> AgendaItem:
    """Put a point one place higher or lower; the first cannot go higher, which is no fault.

    Raises Changed when somebody moved it since the page was opened.
    """
    meeting, found = _item(item, version)
    every = list(meeting.agenda.all())
    at = next(place for place, one in enumerate(every) if one.pk == found.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(every):
        every.insert(to, every.pop(at))
        for order, one in enumerate(every, 1):
            if one.order != order or one.pk == found.pk:
                one.order, one.version = order, one.version + (one.pk == found.pk)
                one.save()
        audit.record("move_agenda_item", found, by=by)
    return next(one for one in every if one.pk == found.pk)


@transaction.atomic
def drop_item(*, item: AgendaItem, by: User, version: int | None = None) -> None:
    """Take a point off the agenda. Raises Changed when somebody changed it since the page was opened."""
    meeting, found = _item(item, version)
    audit.record("drop_agenda_item", found, by=by, detail={"meeting": str(meeting.pk)})
    found.delete()


def _planned(meeting: Meeting) -> Meeting:
    found = locked_meeting(meeting)
    if found.state != "planned":
        raise Refused(_("The agenda of a meeting that was held or called off stays as it is."))
    return found


def _item(item: AgendaItem, version: int | None) -> tuple[Meeting, AgendaItem]:
    meeting = _planned(item.meeting)
    found = AgendaItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if found is None:
        raise Refused(_("Somebody took this point off the agenda already."))
    check_version(found, version)
    return meeting, found


def _last(meeting: Meeting) -> int:
    return max(meeting.agenda.values_list("order", flat=True), default=0)


def _offered(meeting: Meeting) -> Iterator[AgendaItem]:
    exceptions = watched(meeting.body).exceptions
    rows = Measure.objects.in_bulk(
        [one.slug for one in exceptions if one.subject == "measure"], field_name="slug"
    )
    yield from (_of_exception(meeting, one, rows.get(one.slug)) for one in exceptions)
    yield from (_of_question(meeting, one) for one in carried_to(meeting) if _is_open(one))


def _of_exception(meeting: Meeting, told: Exceptional, measure: Measure | None) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        origin="exception",
        key=told.key,
        title=told.title[:200],
        says=" ".join((told.sentence, *told.reasons)),
        measure=measure,
        promise=told.slug if told.subject == "promise" else "",
    )


def _is_open(minute: Minute) -> bool:
    return minute.kind == "asked" and minute.answered_on is None


def _of_question(meeting: Meeting, asked: Minute) -> AgendaItem:
    about = asked.item.title if asked.item else _("What we asked last time")
    return AgendaItem(
        meeting=meeting, origin="asked", key=f"asked/{asked.pk}", title=about[:200], says=asked.text
    )
