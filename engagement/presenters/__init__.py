"""What tenants said and did, as the public reads it: approved by another person, and out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from charter.languages.own import as_written, own
from charter.querysets import said_of
from charter.working_time import local_date
from engagement.models import (
    DECISIONS,
    TOPICS,
    Event,
    FollowedTopic,
    Follower,
    FollowerMail,
    ScrutinyAction,
    ScrutinyProject,
    ServiceChange,
)
from engagement.querysets import actions_of_public_scrutiny, let_out, public_changes, public_scrutiny
from measures import presenters
from measures.models import PanelComment
from measures.presenters import ReleaseView
from promises.models import Promise

ASKED = ("pk", "text", "decision", "answer", "answered_on")
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class AboutView:
    """A promise or a measure that something is about; `route` names its page."""

    route: str
    slug: str
    title: str


@dataclass(frozen=True)
class ChangeView:
    """What people said and what came of it; `did` also says why not, where `could_not` is true.

    `promises` and `measures` are the addresses of what it is about.
    """

    slug: str
    title: str
    said: str
    did: str
    could_not: bool
    decided_on: date
    published_at: datetime
    promises: tuple[str, ...]
    measures: tuple[str, ...]


def changes(most: int, *, promise: str = "", measure: str = "") -> list[ChangeView]:
    """The newest service changes that are public, by the clock of the database. One query.

    Of all, or only those about a promise or a measure (by its address).
    """
    found = public_changes()
    if promise:
        found = found.filter(promises__contains=[promise])
    if measure:
        found = found.filter(measures__contains=[measure])
    return list(as_changes(found.order_by("-published_at", "-pk")[:most]))


def every_change() -> QuerySet[ServiceChange]:
    """All that are public, the newest first, to be shown in parts by `as_changes`."""
    return public_changes().order_by("-published_at", "-pk")


def as_changes(rows: Sequence[ServiceChange] | QuerySet[ServiceChange]) -> Iterator[ChangeView]:
    """Public rows as people read them."""
    for one in rows:
        if one.published_at is not None:
            yield ChangeView(
                one.slug,
                as_written(one.title),
                as_written(one.said),
                as_written(one.did),
                one.outcome == "could_not",
                one.decided_on,
                one.published_at,
                tuple(one.promises),
                tuple(one.measures),
            )


def change(slug: str) -> ChangeView | None:
    """One of them; None for one that is not public. One query."""
    return next(as_changes(public_changes().filter(slug=slug)), None)


def about(release: ReleaseView | None, promises: Sequence[str], measures: Sequence[str]) -> list[AboutView]:
    """What a record is about, as far as the release has it, promises first. One query."""
    document = presenters.document(release, "performance") if release and (promises or measures) else None
    if document is None:
        return []
    asked = {"promises": promises, "measures": measures}
    return [
        AboutView(folder.removesuffix("s"), one["slug"], one["title"])
        for folder, slugs in asked.items()
        for one in document[folder]
        if one["slug"] in slugs
    ]


@dataclass(frozen=True)
class AskedView:
    """What a body of tenants asked the landlord to do, and the answer; both empty before there is one."""

    pk: int
    text: str
    decision: str
    answer: str
    answered_on: date | None


@dataclass(frozen=True)
class ScrutinyView:
    """A piece of scrutiny whose report is public; `report` is the address of the report, empty for none."""

    slug: str
    title: str
    summary: str
    body: str
    published_on: date
    report: str
    asked: tuple[AskedView, ...]
    promises: tuple[str, ...]
    measures: tuple[str, ...]


def scrutiny(most: int, *, promise: str = "", measure: str = "") -> list[ScrutinyView]:
    """The newest public scrutiny of a promise or measure (by its address), with what was asked. One query."""
    of = {"promises__contains": [promise]} if promise else {"measures__contains": [measure]}
    return _scrutinies(public_scrutiny().filter(**of))[:most]


def every_scrutiny() -> list[ScrutinyView]:
    """All scrutiny whose report is public, the newest first. One query."""
    return _scrutinies(public_scrutiny())


def one_scrutiny(slug: str) -> ScrutinyView | None:
    """One of them; None for one whose report is not public. One query."""
    return next(iter(_scrutinies(public_scrutiny().filter(slug=slug))), None)


COLUMNS = (
    "pk", "slug", "title", "summary", "body__name", "body_said", "published_on", "report_address", "promises",
    "measures",
)  # fmt: skip


def _scrutinies(rows: QuerySet[ScrutinyProject]) -> list[ScrutinyView]:
    # The body's name with the rows, so that a page in another language asks no more than one in English.
    rows = rows.annotate(body_said=said_of("body__name"))
    ordered = rows.order_by("-published_on", "-pk", "recommendations__made_on", "recommendations__pk")
    found = ordered.values_list(*COLUMNS, *(f"recommendations__{name}" for name in ASKED))
    return [_scrutiny(list(group)) for _, group in groupby(found, lambda row: row[0])]


def _scrutiny(rows: list[tuple[Any, ...]]) -> ScrutinyView:
    """A project of its rows, one for each recommendation; of one without any the last columns are None."""
    _pk, slug, title, summary, body, body_said, published_on, report, promises, measures, *_ = rows[0]
    words = dict(DECISIONS)
    asked = tuple(
        AskedView(pk, as_written(text), words.get(decision, ""), as_written(answer), answered_on)
        for pk, text, decision, answer, answered_on in (row[-len(ASKED) :] for row in rows)
        if text
    )
    return ScrutinyView(
        slug=slug,
        title=as_written(title),
        summary=as_written(summary),
        body=body_said or as_written(body),
        published_on=published_on,
        report=report,
        asked=asked,
        promises=tuple(promises),
        measures=tuple(measures),
    )


@dataclass(frozen=True)
class WordsView:
    """What a body of tenants says in its own words of a promise; `promise` is empty for everything together.

    Of words that the landlord withholds only its reason is told, and `text` is empty.
    """

    body: str
    slug: str
    promise: str
    text: str
    withheld: str
    on: date


def words_of_bodies(period: str) -> list[WordsView]:
    """What bodies published of a period in words of their own, those about everything first. One query."""
    out = Q(published_at__isnull=False) | Q(withheld_at__isnull=False)
    title = Promise.objects.filter(slug=OuterRef("promise"), charter__is_current=True).values("title")[:1]
    rows = PanelComment.objects.filter(out, period=period).annotate(
        about=Subquery(title), body_said=said_of("body__name")
    )
    return [
        WordsView(
            body=one.body_said or as_written(one.body.name),
            slug=one.promise,
            promise=own(one.about) if one.about else "",
            text="" if one.withheld_at else as_written(one.text),
            withheld=as_written(one.withheld_because),
            on=local_date(told),
        )
        for one in rows.select_related("body").order_by("body__name", "promise")
        if (told := one.withheld_at or one.published_at) is not None
    ]


@dataclass(frozen=True)
class ActionView:
    """What the landlord does after scrutiny: `state` is open, late, done or closed; `of` the recommendation.

    `late_by` is the days since it was due, of an open one or of one that was done after its day; else 0.
    """

    text: str
    owner: str
    due: date
    state: str
    done_on: date | None
    closed_on: date | None
    late_by: int
    of: int | None
    project: str
    project_slug: str


def actions(today: date, *, project: str = "", open_only: bool = False) -> list[ActionView]:
    """Actions after public scrutiny by their due day; of one project, or only those not closed. One query."""
    rows = actions_of_public_scrutiny()
    if project:
        rows = rows.filter(Q(project__slug=project) | Q(recommendation__project__slug=project))
    if open_only:
        rows = rows.filter(closed_on=None)
    return [_action(one, today) for one in rows]


def _action(one: ScrutinyAction, today: date) -> ActionView:
    project = one.project or one.recommendation.project  # type: ignore[union-attr]  # held by the database
    late_by = max(((one.done_on or today) - one.due).days, 0)
    state = "closed" if one.closed_on else "done" if one.done_on else "late" if late_by else "open"
    return ActionView(
        text=as_written(one.text),
        owner=own(one.owner.title),
        due=one.due,
        state=state,
        done_on=one.done_on,
        closed_on=one.closed_on,
        late_by=late_by,
        of=one.recommendation_id,
        project=as_written(project.title),
        project_slug=project.slug,
    )


@dataclass(frozen=True)
class EventView:
    """Something that people can come to, with its kind in words; `starts` is its moment.

    `notice` is the days between the invitation and the event; None without a noted invitation.
    """

    slug: str
    title: str
    kind: str
    summary: str
    body: str
    starts: datetime
    state: str
    cancelled_because: str
    invited_on: date | None
    notice: int | None


def next_events(most: int) -> list[EventView]:
    """The next events still to come that were not called off, by the database's clock. One query."""
    rows = Event.objects.filter(state="planned", starts__gt=Now())
    return [_event(one) for one in rows.select_related("body").order_by("starts", "pk")[:most]]


def events_around(now: datetime) -> list[EventView]:
    """All events to come, called off ones among them, and those of the last year, by day. One query."""
    rows = Event.objects.filter(starts__gt=now - A_YEAR).select_related("body")
    return [_event(one) for one in rows.order_by("starts", "pk")]


def event(slug: str) -> EventView | None:
    """One of all events; None for none. One query."""
    found = Event.objects.filter(slug=slug).select_related("body").first()
    return _event(found) if found else None


def notice_of(one: Event) -> int | None:
    """The days between the invitation and the event; None without a noted invitation."""
    return (local_date(one.starts) - one.invited_on).days if one.invited_on else None


def _event(one: Event) -> EventView:
    return EventView(
        slug=one.slug,
        title=as_written(one.title),
        kind=str(one.get_kind_display()),
        summary=as_written(one.summary),
        body=own(one.body.name) if one.body else "",
        starts=one.starts,
        state=one.state,
        cancelled_because=as_written(one.cancelled_because),
        invited_on=one.invited_on,
        notice=notice_of(one),
    )


@dataclass(frozen=True)
class FollowingView:
    """How many follow, and what; nobody's address. `mails` are those of the newest releases."""

    people: int
    waiting: int
    topics: tuple[tuple[str, str, int], ...]
    mails: tuple[tuple[str, int, int, int], ...]


def following() -> FollowingView:
    """The counts that staff see: people, unconfirmed wishes, followers by topic, mails by release."""
    confirmed = FollowedTopic.objects.filter(confirmed_at__isnull=False)
    words = dict(TOPICS)
    topics = confirmed.values_list("kind", "label").annotate(found=Count("pk")).order_by("-found", "label")
    sent, unsure = Q(sent_at__isnull=False), Q(sent_at=None, begun_at__isnull=False)
    by_release = FollowerMail.objects.values_list("release__slug").order_by("-release__published_at")
    mails = by_release.annotate(
        sent=Count("pk", filter=sent),
        unsure=Count("pk", filter=unsure),
        rest=Count("pk", filter=~sent & ~unsure),
    )
    return FollowingView(
        people=Follower.objects.filter(topics__in=confirmed).distinct().count(),
        waiting=FollowedTopic.objects.filter(confirmed_at=None).count(),
        topics=tuple((str(words[kind]), label, found) for kind, label, found in topics),
        mails=tuple(mails[:12]),
    )


@dataclass(frozen=True)
class ToldView:
    """Words of what somebody told us, as somebody wrote them down for everybody; nobody is named."""

    kind: str
    text: str
    published: datetime


MOST_TOLD = 8


def told_in_public() -> list[ToldView]:
    """The newest words that people may read. One query."""
    return [
        ToldView(str(one.get_kind_display()), as_written(one.public_text), one.published_at)
        for one in let_out()[:MOST_TOLD]
        if one.published_at is not None
    ]


def promises_to_name() -> list[tuple[str, str]]:
    """Address and title of each promise of the results on show, for a list to choose from. Two queries."""
    release = presenters.live_release()
    charter = (presenters.document(release, "charter") if release else None) or {}
    return [(one["slug"], one["title"]) for one in charter.get("promises", ())]
