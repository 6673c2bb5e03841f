"""The mails that wait as jobs, sent now: tests commit nothing, so no worker hears of them."""

import re

from django.core import mail
from django.core.mail import EmailMessage

from charter import jobs
from charter.models import Job


def delivered() -> list[EmailMessage]:
    """Send every letter that waits; all mails of the test so far."""
    for kind in ("invite", "send_letter"):  # an invitation that was asked for writes its letter
        for job in Job.objects.filter(kind=kind, state="queued").order_by("pk"):
            jobs.run(job.pk)
    return list(mail.outbox)


def link_of(message: EmailMessage) -> str:
    """The path of the first link in a mail that leads further than the home page."""
    found = re.search(r"https?://[^/\s]+(/\S+)", str(message.body))
    assert found, message.body
    return found[1]


def code_of(message: EmailMessage) -> str:
    """The sign-in code of a mail."""
    found = re.search(r"^[A-Z]{2,}-[A-Z]{2,}$", str(message.body), re.M)
    assert found, message.body
    return found[0]
