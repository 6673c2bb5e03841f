"""What tenants said and did, as the public reads it: approved by another person, and out."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import Now

from engagement.models import TOPICS, Event, FollowedTopic, Follower, FollowerMail
from engagement.querysets import public_changes


@dataclass(frozen=True)
class ChangeView:
    """What people said and what came of it; `did` also says why not, where `could_not` is true."""

    slug: str
    title: str
    said: str
    did: str
    could_not: bool
    published_at: datetime


def changes(most: int) -> list[ChangeView]:
    """The newest service changes that are public, by the clock of the database. One query."""
    rows = public_changes().order_by("-published_at", "-pk")[:most]
    return [
        ChangeView(one.slug, one.title, one.said, one.did, one.outcome == "could_not", one.published_at)
        for one in rows
        if one.published_at is not None
    ]


@dataclass(frozen=True)
class EventView:
    """Something that people can come to, with its kind in words; `starts` is its moment."""

    slug: str
    title: str
    kind: str
    summary: str
    body: str
    starts: datetime


def next_events(most: int) -> list[EventView]:
    """The next events still to come that were not called off, by the database's clock. One query."""
    rows = Event.objects.filter(state="planned", starts__gt=Now()).select_related("body")
    return [
        EventView(
            one.slug,
            one.title,
            one.get_kind_display(),
            one.summary,
            one.body.name if one.body else "",
            one.starts,
        )
        for one in rows.order_by("starts", "pk")[:most]
    ]


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
