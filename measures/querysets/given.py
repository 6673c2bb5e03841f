"""What a paper is given beside its release, on the day of its order: words, minutes, agenda, ratings.

Everything is plain: names of bodies and posts, days as text, nobody's name.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from charter.languages import formats
from charter.models import Body
from measures import sections
from measures.models import Meeting, Minute, PanelComment, Release
from measures.presenters import ReleaseView
from measures.querysets.meetings import agenda_of
from measures.querysets.owed_documents import next_due_days
from measures.querysets.timeliness import ratings

Document = dict[str, Any]
MEETINGS_BACK = 2  # the last ones of each body: an answer is shown at the meeting after the question
EVERYBODYS = ("tenant", "board")  # kinds of body whose questions and decisions are for every reader


def given_for_paper(release: ReleaseView, body: Body | None, today: date) -> Document:
    """All that a paper with measures shows beside its release; for a body also its next agenda."""
    first = Release.objects.values_list("period_start", flat=True).get(pk=release.pk)
    asked = sections.Asked(body, first, date.fromisoformat(release.period_end), today)
    return {
        "words": list(_words(release.period)),
        "minutes": list(_minutes(body, today)),
        "meeting": _next_meeting(body, today) if body else None,
        "due_next": next_due_days(today),
        "ratings": {slug: list(one) for slug, one in ratings().items()},
        "sections": [sections.as_document(one) for one in sections.gathered("paper", asked)],
    }


def nothing_given(release: ReleaseView, body: Body | None, today: date) -> Document:
    """For papers that say nothing but what their release says."""
    return {}


def _words(period: str) -> Iterator[Document]:
    """What bodies published in words of their own about this period; of what is withheld only the reason."""
    out = Q(published_at__isnull=False) | Q(withheld_at__isnull=False)
    rows = PanelComment.objects.filter(out, period=period).select_related("body")
    for one in rows.order_by("body__name", "promise"):
        withheld = one.withheld_because if one.withheld_at else ""
        yield {
            "body": one.body.name,
            "promise": one.promise,
            "text": "" if withheld else one.text,
            "withheld": withheld,
        }


def _minutes(body: Body | None, today: date) -> Iterator[Document]:
    """Questions and decisions of the last meetings with their answers, the newest meeting first.

    A question that still waits for its answer stays until it has one.
    """
    rows = Minute.objects.filter(meeting__state="held", meeting__held_on__lte=today)
    if body is None:
        rows = rows.filter(meeting__body__kind__in=EVERYBODYS).exclude(kind="noted")
    else:
        rows = rows.filter(meeting__body=body)
    seen: dict[int, set[int]] = {}
    for one in rows.select_related("meeting__body", "item").order_by("-meeting__held_on", "order", "pk"):
        held = seen.setdefault(one.meeting.body_id, set())
        is_late = one.meeting_id not in held and len(held) == MEETINGS_BACK
        if is_late and not (one.kind == "asked" and one.answered_on is None):
            continue
        if not is_late:
            held.add(one.meeting_id)
        yield {
            "body": one.meeting.body.name,
            "held_on": one.meeting.held_on.isoformat(),
            "kind": one.kind,
            "text": one.text,
            "about": one.item.title if one.item else "",
            "owner": one.owner,
            "due": one.due.isoformat() if one.due else "",
            "answer": one.answer,
            "answered_on": one.answered_on.isoformat() if one.answered_on else "",
        }


def _next_meeting(body: Body, today: date) -> Document | None:
    """The next meeting of a body with its agenda; None where none is planned."""
    rows = Meeting.objects.filter(body=body, state="planned", held_on__gte=today)
    found = rows.order_by("held_on").first()
    if found is None:
        return None
    return {
        "held_on": found.held_on.isoformat(),
        "starts": formats.clock(found.starts) if found.starts else "",
        "place": found.place,
        "agenda": agenda_of(found),
    }
