"""Verbs of following by mail: ask, confirm, stop, forget who never confirmed (docs/adr/0027-following.md).

Whether an address is known cannot be told: asking does the same for every address.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from charter import audit, jobs
from charter.models import Job, User
from engagement.mails import letter_about
from engagement.models import FollowedTopic, Follower

LINK_LASTS = timedelta(days=7)  # reliability.md P48
LETTERS_A_DAY = 5  # to one address, whoever asks for them


@dataclass(frozen=True)
class Topic:
    """What can be followed: its kind (`TOPICS`), its slug (none for the charter), its name in public."""

    kind: str
    slug: str
    label: str


@transaction.atomic
def ask_to_follow(*, email: str, topic: Topic, by: User) -> None:
    """Note a wish to follow and send a letter to confirm it; until then nothing else is sent.

    For an address that follows the topic already the same is done, and the letter says so. After five
    letters on a day an address gets no more.
    """
    follower, _ = Follower.objects.get_or_create(email=email.strip().lower())
    follower = Follower.objects.select_for_update().get(pk=follower.pk)
    now, today = timezone.now(), timezone.localdate()
    wish, _ = FollowedTopic.objects.update_or_create(
        follower=follower,
        kind=topic.kind,
        slug=topic.slug,
        defaults={"label": topic.label, "asked_at": now},
    )
    sent = follower.letters if follower.letters_on == today else 0
    if sent < LETTERS_A_DAY:
        follower.letters_on, follower.letters = today, sent + 1
        jobs.enqueue("follow_letter", key=f"follow {wish.pk}", ids={"topic": wish.pk}, by=by)
    follower.save()


@jobs.register("follow_letter")
def _send_letter(job: Job) -> str:
    wish = FollowedTopic.objects.select_related("follower").filter(pk=job.ids["topic"]).first()
    if wish is None:
        return "Not wanted any more."
    letter_about(wish).send()
    return "Sent."


@transaction.atomic
def confirm_following(*, key: UUID, by: User) -> FollowedTopic | None:
    """Begin to send what a mailed link asks for; None when the link is older than seven days or gone."""
    wish = FollowedTopic.objects.select_for_update(of=("self",)).filter(key=key).first()
    if wish is None or not (wish.confirmed_at or is_fresh(wish)):
        return None
    if wish.confirmed_at is None:
        wish.confirmed_at = timezone.now()
        wish.save()
        audit.record("follow", wish, by=by, detail={"kind": wish.kind, "slug": wish.slug})
    return wish


def is_fresh(wish: FollowedTopic) -> bool:
    """Whether the link of a wish can still be used."""
    return wish.asked_at > timezone.now() - LINK_LASTS


@transaction.atomic
def stop_following(*, key: UUID, by: User) -> None:
    """Delete the address of a follower with everything that hangs on it; once more changes nothing."""
    follower = Follower.objects.select_for_update().filter(key=key).first()
    if follower is not None:
        audit.record("stop_following", follower, by=by)
        follower.delete()


@transaction.atomic
def forget_unconfirmed() -> int:
    """Delete wishes whose link has run out, and addresses without any other; how many wishes went."""
    old = FollowedTopic.objects.filter(confirmed_at=None, asked_at__lte=timezone.now() - LINK_LASTS)
    _, gone = old.delete()
    Follower.objects.filter(topics=None).delete()
    return gone.get(FollowedTopic._meta.label, 0)
