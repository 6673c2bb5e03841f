"""Mails that go out once each and never twice (docs/adr/0027-following.md).

A row is noted as begun, and that is stored, before its mail is sent: whoever is stopped in between leaves it
begun, and nobody sends it again.
"""

import smtplib
import time
from collections.abc import Callable

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.utils import timezone

from engagement.models import EventMail, FollowerMail

A_RUN = 60.0  # seconds of sending in one job; the worker gives a job two minutes
TRIES = 3
# The mail server said no: the mail did not go out, and can be tried again.
NOT_TAKEN = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)
Row = FollowerMail | EventMail


class NotAllSent(Exception):
    """Some mails wait for another try."""


def send_each(
    waiting: QuerySet[FollowerMail] | QuerySet[EventMail],
    send: Callable[[int, BaseEmailBackend], int],
    go_on: Callable[[], object],
) -> str:
    """Send what waits, by its number; after a minute `go_on` asks for another job. What was done, in words.

    `send` says how many mails went out, none or one. Raises NotAllSent where the mail server is away or
    refused some, so that the job is tried again.
    """
    ends, sent = time.monotonic() + A_RUN, 0
    ids = list(waiting.values_list("pk", flat=True))
    if ids:
        connection = _server()
        for pk in ids:
            if time.monotonic() > ends:
                go_on()
                return f"{sent} sent; another job sends the rest"
            sent += send(pk, connection)
        connection.close()
    if waiting.exists():
        raise NotAllSent(f"{sent} sent; the mail server refused some.")
    return f"{sent} sent"


def hand_in(row: Row, message: EmailMultiAlternatives, connection: BaseEmailBackend) -> int:
    """Send the mail of a row that is begun; 1 if it went out. A refused one is tried up to three times.

    Errors of the server are told without the address they name. Raises NotAllSent when the line broke.
    """
    message.connection = connection
    try:
        message.send()
    except NOT_TAKEN:
        row.refused += 1
        row.begun_at = None if row.refused < TRIES else row.begun_at
        row.save()
        return 0
    except OSError as error:
        raise NotAllSent(f"The line to the mail server broke: {type(error).__name__}.") from None
    type(row)._default_manager.filter(pk=row.pk).update(sent_at=timezone.now())
    return 1


def _server() -> BaseEmailBackend:
    """The open line to the mail server: while there is none, no mail is begun."""
    connection = mail.get_connection()
    try:
        connection.open()
    except OSError as error:
        raise NotAllSent(f"The mail server does not answer: {type(error).__name__}.") from None
    return connection
