"""Meetings of bodies as pages and papers read them: agenda, questions with their answers, the group's words.

The first three give plain documents for papers: days as text, and nobody's name.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from charter.models import AuditEvent, Body, User
from measures.models import Meeting, Minute, PanelComment

Document = dict[str, Any]
A_YEAR = timedelta(days=365)


def agenda_of(meeting: Meeting) -> list[Document]:
    """What a meeting talks about, in its order. `key` is that of the exception, empty for a member's own."""
    return [
        {
            "key": one.key,
            "origin": one.origin,
            "title": one.title,
            "says": one.says,
            "measure": one.measure.slug if one.measure else "",
            "promise": one.promise,
        }
        for one in meeting.agenda.select_related("measure")
    ]


def comments_of(body: Body, period: str) -> list[Document]:
    """What the body published in its own words on a period (such as 2026-27-Q2), by promise (slug).

    `promise` is empty for words about everything; of withheld words only the reason is given.
    """
    out = Q(published_at__isnull=False) | Q(withheld_at__isnull=False)
    rows = PanelComment.objects.filter(out, body=body, period=period)
    return [
        {
            "promise": one.promise,
            "text": "" if one.withheld_at else one.text,
            "withheld": one.withheld_because,
        }
        for one in rows.order_by("promise")
    ]


def asked_of(body: Body) -> list[Document]:
    """Everything that the body's meetings asked, the newest meeting first, with the answers."""
    return [
        {
            "held_on": one.meeting.held_on.isoformat(),
            "text": one.text,
            "about": one.item.title if one.item else "",
            "owner": one.owner,
            "due": one.due.isoformat() if one.due else "",
            "answer": one.answer,
            "answered_on": one.answered_on.isoformat() if one.answered_on else "",
        }
        for one in questions_of(body)
    ]


def questions_of(body: Body) -> QuerySet[Minute]:
    """What the body's meetings asked, the newest meeting first."""
    rows = Minute.objects.filter(meeting__body=body, meeting__state="held", kind="asked")
    return rows.select_related("meeting", "item").order_by("-meeting__held_on", "order", "pk")


def open_questions() -> QuerySet[Minute]:
    """What bodies asked and nobody has answered yet, what is due first at the top."""
    rows = Minute.objects.filter(meeting__state="held", kind="asked", answered_on__isnull=True)
    return rows.select_related("meeting__body", "item").order_by("due", "meeting__held_on", "order", "pk")


def meetings_of(body: Body) -> QuerySet[Meeting]:
    """Every meeting of a body, the newest first."""
    return Meeting.objects.filter(body=body).order_by("-held_on")


def carried_to(meeting: Meeting) -> list[Minute]:
    """What the meeting before this one asked and decided; of earlier ones what is open or was answered since.

    One query.
    """
    earlier = Meeting.objects.filter(body_id=meeting.body_id, state="held", held_on__lt=meeting.held_on)
    last = Subquery(earlier.order_by("-held_on").values("held_on")[:1])
    rows = Minute.objects.filter(meeting__in=earlier).exclude(kind="noted")
    still = Q(kind="asked") & (Q(answered_on=None) | Q(answered_on__gte=last))
    rows = rows.filter(Q(meeting__held_on=last) | still).order_by("-meeting__held_on", "order", "pk")
    return list(rows.select_related("meeting", "item"))


def board_decisions(keys: Iterable[str], today: date) -> Mapping[str, Minute]:
    """The Board's newest decision of the last year on what each exception is about, by its key. One query.

    A measure that was missed then and gets worse now is the same measure.
    """
    wanted = list(keys)
    about = {key: _subject(key) for key in wanted}
    slugs = [slug for _, slug in about.values()]
    rows = Minute.objects.filter(
        Q(item__measure__slug__in=slugs) | Q(item__promise__in=slugs),
        kind="decided",
        meeting__body__kind="board",
        meeting__state="held",
        meeting__held_on__range=(today - A_YEAR, today),
    ).select_related("meeting", "item")
    rows = rows.order_by("meeting__held_on", "order", "pk")
    newest = {_subject(one.item.key): one for one in rows if one.item and one.item.key}
    return {key: newest[of] for key, of in about.items() if of in newest}


def _subject(key: str) -> tuple[bool, str]:
    """What the key of an exception is about: whether a promise, and its slug or the measure's."""
    kind, _, slug = key.partition("/")
    return kind == "promise", slug


def shown_comments(body: Body, *, drafts: bool) -> dict[tuple[str, str], PanelComment]:
    """The body's words by period and promise (slug); those that nobody published only with `drafts`.

    Words withheld stay there with the reason, also while others are written in their place.
    """
    rows = PanelComment.objects.filter(body=body)
    if not drafts:
        rows = rows.filter(Q(published_at__isnull=False) | Q(withheld_at__isnull=False))
    return {(one.period, one.promise): one for one in rows.select_related("author", "published_by")}


def asked_by(minute: Minute, person: User) -> bool:
    """Whether the person wrote this question down, or any wording of it."""
    events = AuditEvent.objects.filter(
        verb__in=("add_minute", "change_minute"),
        subject_kind=minute._meta.label_lower,
        subject_id=str(minute.pk),
    )
    return events.filter(actor_id=person.pk).exists()
