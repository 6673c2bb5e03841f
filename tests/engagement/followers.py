"""What the tests of following share: asking, doing the jobs, the links of the mails."""

import re
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from charter import jobs
from charter.models import Job
from engagement.models import FollowedTopic
from tests.letters import link_of

ASKED = "/follow/asked/"


def ask(email: str, about: str = "charter:", **more: Any) -> Any:
    return Client(**more).post("/follow/", {"email": email, "about": about})


def work(kind: str) -> list[EmailMessage]:
    """Do every job of a kind that waits; all mails of the test so far."""
    for job in Job.objects.filter(kind=kind, state="queued").order_by("pk"):
        jobs.run(job.pk)
    return list(mail.outbox)


def letters() -> list[EmailMessage]:
    return work("follow_letter")


def follow(email: str, about: str = "charter:") -> FollowedTopic:
    """Ask, open the letter, press the button."""
    ask(email, about)
    answer = Client().post(link_of(letters()[-1]))
    assert answer.status_code == 200
    wish: FollowedTopic = answer.context["wish"]
    return wish


def stop_link(message: EmailMessage) -> str:
    """The path of the link that a mail program presses for its reader."""
    found = re.fullmatch(r"<https?://[^/]+(/\S+)>", str(message.extra_headers["List-Unsubscribe"]))
    assert found
    return found[1]
