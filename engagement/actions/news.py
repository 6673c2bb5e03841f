"""The verb of telling followers of a release: one mail each, and never two (docs/adr/0027-following.md)."""

import smtplib
import time
from collections.abc import Sequence

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from charter import changes, jobs
from charter.models import Job, User
from engagement.mails import Parts, news_mail, parts_of
from engagement.models import FollowedTopic, Follower, FollowerMail
from measures import presenters
from measures.presenters import ReleaseView

A_RUN = 60.0  # seconds of sending in one job; the worker gives a job two minutes
TRIES = 3
# The mail server said no: the mail did not go out, and can be tried again.
NOT_TAKEN = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)


class NotAllSent(Exception):
    """Some mails wait for another try."""


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

    Each mail is noted as begun, and that is stored, before it is sent: whoever is stopped in between leaves
    it begun, and nobody sends it again. Raises NotAllSent where the mail server is away or refused some, so
    that the job is tried again.
    """
    waiting = FollowerMail.objects.filter(release_id=release.pk, begun_at=None)
    ends, sent = time.monotonic() + A_RUN, 0
    ids = list(waiting.values_list("pk", flat=True))
    if ids:
        connection, parts = server(), parts_of(release)
        for pk in ids:
            if time.monotonic() > ends:
                return _go_on(release, sent, by=by)
            sent += _send(pk, release, parts, connection)
        connection.close()
    if waiting.exists():
        raise NotAllSent(f"{sent} sent; the mail server refused some.")
    return f"{sent} sent"


def _go_on(release: ReleaseView, sent: int, *, by: User) -> str:
    with transaction.atomic():
        jobs.enqueue("tell_followers", key=f"release {release.pk}", ids={"release": release.pk}, by=by)
    return f"{sent} sent; another job sends the rest"


def server() -> BaseEmailBackend:
    """The open line to the mail server: while there is none, no mail is begun."""
    connection = mail.get_connection()
    try:
        connection.open()
    except OSError as error:
        raise NotAllSent(f"The mail server does not answer: {type(error).__name__}.") from None
    return connection


def _send(pk: int, release: ReleaseView, parts: Parts, connection: BaseEmailBackend) -> int:
    """Send one mail; 1 if it went out. Errors of the server are told without the address they name."""
    if not _begin(pk):
        return 0
    row = FollowerMail.objects.select_related("follower").filter(pk=pk).first()
    if row is None:  # they stopped in this moment
        return 0
    message = news_mail(row, release, parts)
    message.connection = connection
    try:
        message.send()
    except NOT_TAKEN:
        _refused(row)
        return 0
    except OSError as error:
        raise NotAllSent(f"The line to the mail server broke: {type(error).__name__}.") from None
    FollowerMail.objects.filter(pk=pk).update(sent_at=timezone.now())
    return 1


def _begin(pk: int) -> bool:
    """Take a mail by one conditional update, stored before it is sent; none of a release taken back."""
    mine = FollowerMail.objects.filter(pk=pk, begun_at=None).exclude(release__state="withdrawn")
    with transaction.atomic():
        return bool(mine.update(begun_at=timezone.now()))


def _refused(row: FollowerMail) -> None:
    """The mail did not go out: it may be tried again, up to three times."""
    row.refused += 1
    row.begun_at = None if row.refused < TRIES else row.begun_at
    row.save()
