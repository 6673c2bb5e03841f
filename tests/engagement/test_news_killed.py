"""The worker is killed in the middle of telling followers: nobody gets a mail twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from engagement.models import FollowedTopic, Follower, FollowerMail
from tests.measures import frozen

KILLED = """
import sys
import time

import django
django.setup()
from django.core.mail.backends.filebased import EmailBackend
from engagement.actions import mailing, news
from measures import presenters
from charter.models import User

class Slow(EmailBackend):
    def send_messages(self, messages):
        sent = super().send_messages(messages)
        print("sent", messages[0].to[0], flush=True)
        time.sleep(0.2)
        return sent

mailing.mail.get_connection = lambda: Slow(file_path=sys.argv[1])
print(news.send_mails(release=presenters.live_release(), by=User.objects.system()), flush=True)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_killed_in_the_middle_nobody_gets_two(tmp_path: Path) -> None:
    """kill -9 after a mail went out and before it was noted, five times; then the rest is sent in peace."""
    release = frozen.published(charter=frozen.charter())
    people = [Follower.objects.create(email=f"a{number:02}@example.org") for number in range(12)]
    for one in people:
        FollowedTopic.objects.create(
            follower=one, kind="charter", label="All", asked_at=timezone.now(), confirmed_at=timezone.now()
        )
        FollowerMail.objects.create(follower=one, release_id=release.pk)
    told: list[str] = []
    for _ in range(5):
        with start(tmp_path) as process:
            assert process.stdout is not None
            told.append(process.stdout.readline().strip())
            os.kill(process.pid, signal.SIGKILL)
    with start(tmp_path) as process:
        rest, _ = process.communicate(timeout=60)
    told += [line for line in rest.splitlines() if line.startswith("sent ")]
    assert len(told) == len(set(told)) == 12
    assert FollowerMail.objects.filter(sent_at__isnull=False).count() == 7
    assert FollowerMail.objects.filter(begun_at=None).count() == 0


def start(where: Path) -> "subprocess.Popen[str]":
    name = connection.settings_dict["NAME"]
    before, _, _ = os.environ["DATABASE_OWNER_URL"].rpartition("/")
    environment = os.environ | {"DATABASE_URL": f"{before}/{name}", "DATABASE_OWNER_URL": f"{before}/{name}"}
    return subprocess.Popen(
        [sys.executable, "-c", KILLED, str(where)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
