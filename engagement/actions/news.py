"""The verb of telling followers of a release: one mail each, and never two (docs/adr/0027-following.md)."""

from collections.abc import Sequence
from functools import cache

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from charter import changes, jobs
from charter.models import Job, User
from engagement.actions.mailing import hand_in, send_each
from engagement.mails import Parts, news_mail, parts_of
from engagement.models import FollowedTopic, Follower, FollowerMail
from measures import presenters
from measures.presenters import ReleaseView


@changes.on("release")
def ask_to_tell(ids: Sequence[int], by: User) -> None:
    """Ask the worker to tell followers, where there are any."""
    if FollowedTopic.objects.filter(confirmed_at__isnull=False).exists():
        for pk in ids:
            jobs.enqueue("tell_followers", key=f"release {pk}", ids={"release": pk}, by=by)


@jobs.register("tell_followers")
def _tell(job: Job) -> str:
    release = presenters.live_release()
    if release is None or release.pk != job.ids["release"]:
        return "Not what the public pages show, so nobody is told."
    note_mails(release=release)
    return send_mails(release=release, by=job.asked_by)


@transaction.atomic
def note_mails(*, release: ReleaseView) -> None:
    """A row for each follower who is to hear of the release and has none yet."""
    people = Follower.objects.filter(topics__confirmed_at__isnull=False).distinct()
    FollowerMail.objects.bulk_create(
        (FollowerMail(follower_id=pk, release_id=release.pk) for pk in people.values_list("pk", flat=True)),
        ignore_conflicts=True,
    )


def send_mails(*, release: ReleaseView, by: User) -> str:
    """Send what is not begun; the rest waits for another job. What was done, for the job's row.

    Raises NotAllSent where the mail server is away or refused some, so that the job is tried again.
    """
    waiting = FollowerMail.objects.filter(release_id=release.pk, begun_at=None)
    parts = cache(lambda: parts_of(release))
    return send_each(
        waiting,
        lambda pk, connection: _send(pk, release, parts(), connection),
        lambda: _go_on(release, by=by),
    )


@transaction.atomic
def _go_on(release: ReleaseView, *, by: User) -> None:
    jobs.enqueue("tell_followers", key=f"release {release.pk}", ids={"release": release.pk}, by=by)


def _send(pk: int, release: ReleaseView, parts: Parts, connection: BaseEmailBackend) -> int:
    """Send one mail; 1 if it went out."""
    if not _begin(pk):
        return 0
    row = FollowerMail.objects.select_related("follower").filter(pk=pk).first()
    if row is None:  # they stopped in this moment
        return 0
    return hand_in(row, news_mail(row, release, parts), connection)


def _begin(pk: int) -> bool:
    """Take a mail by one conditional update, stored before it is sent; none of a release taken back."""
    mine = FollowerMail.objects.filter(pk=pk, begun_at=None).exclude(release__state="withdrawn")
    with transaction.atomic():
        return bool(mine.update(begun_at=timezone.now()))
