"""Questions about challenges: which are public, which a person may read, and which wait for them."""

from collections.abc import Collection

from django.db.models import F, Q, QuerySet

from charter import permissions
from charter.models import User
from engagement.models import Challenge
from measures.models import Measure


def public_challenges() -> QuerySet[Challenge]:
    """Challenges that everybody may read, or whose withholding everybody reads, the newest first."""
    rows = Challenge.objects.filter(answer_due__isnull=False).select_related("body")
    return rows.order_by("-raised_at", "-pk")


def unanswered(rows: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """Those of the rows that wait for the landlord's answer, what is due first at the top."""
    waiting = rows.filter(answer_due__isnull=False, answered_at=None, withheld_at=None)
    return waiting.order_by("answer_due", "pk")


def owned_by(posts: Collection[int]) -> Q:
    """Challenges of measures that these posts (ids) own; a promise has none, so approvers answer."""
    return Q(measure__in=Measure.objects.filter(owner__in=posts).values("slug"))


def challenges_of(person: User) -> QuerySet[Challenge]:
    """The challenges that a person may read at work: what waits for an answer first, then the newest.

    All that are public, those about what the own posts own, or those of the own bodies, where a text that
    waits for a second member is among them (design section 8, rows 60 to 62).
    """
    scopes = permissions.scopes_of(person, "read_challenges")
    is_public, mine = Q(answer_due__isnull=False), Q(pk__in=[])
    if "all" in scopes:
        mine |= is_public
    if "assigned" in scopes:
        mine |= is_public & owned_by(permissions.posts_of(person))
    if "own body" in scopes:
        mine |= Q(body__in=own_bodies(person))
    rows = Challenge.objects.filter(mine).select_related("body", "raised_by", "confirmed_by", "answered_by")
    return rows.order_by(F("answered_at").desc(nulls_first=True), F("answer_due").asc(nulls_first=True), "pk")


def own_bodies(person: User) -> list[int]:
    """The bodies (ids) of which a person is a panel member today."""
    grants = permissions.grants_of(person).filter(role="panel_member", body__isnull=False)
    return [one for one in grants.values_list("body", flat=True) if one is not None]


def may_answer(person: User, challenge: Challenge) -> bool:
    """Whether the person answers this one: an approver, or who holds the post that owns what it is about."""
    scopes = permissions.scopes_of(person, "answer_challenge")
    if "all" in scopes or "assigned" not in scopes:
        return "all" in scopes
    return Challenge.objects.filter(owned_by(permissions.posts_of(person)), pk=challenge.pk).exists()


def challenges_that_wait(person: User) -> int | None:
    """How many wait for this person: to be answered, or to be confirmed; None for others."""
    scopes, found, is_asked = permissions.scopes_of(person, "answer_challenge"), 0, False
    if scopes:
        rows = Challenge.objects.exclude(raised_by=person).exclude(confirmed_by=person)
        mine = rows if "all" in scopes else rows.filter(owned_by(permissions.posts_of(person)))
        found, is_asked = unanswered(mine).count(), True
    bodies = own_bodies(person)
    if bodies:
        unsure = Challenge.objects.filter(body__in=bodies, kind="group", confirmed_at=None)
        found, is_asked = found + unsure.exclude(raised_by=person).count(), True
    return found if is_asked else None
