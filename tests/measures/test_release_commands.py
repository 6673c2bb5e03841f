"""Publishing and withdrawing by hand: the same verbs as the pages, and every refusal in a sentence."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from measures.models import Release

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def publish(approver, *more: str) -> str:
    return run("publish_release", "--period", "2026-27-Q2", "--by", approver.email, *more)


def test_a_release_is_published_withdrawn_and_published_again(measure, approver) -> None:
    said = publish(approver)
    assert "Published 2026-27-q2" in said
    assert f"It is live: {settings.SITE}/releases/2026-27-q2/" in said
    reason = ("--reason", "A file was wrong.")
    said = run("withdraw_release", "2026-27-q2", "--by", approver.email, *reason)
    assert "nothing is published now" in said
    assert Release.objects.get().withdrawn_because == "A file was wrong."
    assert "Published 2026-27-q2-r2" in publish(approver)


def test_an_earlier_period_is_kept_beside_the_live_one(measure, approver) -> None:
    publish(approver)
    said = run("publish_release", "--period", "2026-27-Q1", "--by", approver.email)
    assert "a later one is live" in said


def test_a_preview_writes_nothing(measure, approver) -> None:
    assert "Nothing was written" in publish(approver, "--preview")
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("period", "words"), [("2026-27-Q5", "2026-27-Q5"), ("2099", "2099"), ("2098-99-Q1", "has not ended yet")]
)
def test_a_period_that_cannot_be_published_is_refused(measure, approver, period: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run("publish_release", "--period", period, "--by", approver.email)
    assert not Release.objects.exists()


def test_publishing_again_needs_a_reason(measure, approver) -> None:
    publish(approver)
    with pytest.raises(CommandError, match=r"Say why it is published again.*Nothing was written"):
        publish(approver)
    with pytest.raises(CommandError, match="Nothing has changed"):
        publish(approver, "--reason", "To be sure.")


def test_strangers_and_unknown_releases_are_refused(measure, approver) -> None:
    with pytest.raises(CommandError, match=r"nobody@example\.org"):
        run("publish_release", "--period", "2026-27-Q2", "--by", "nobody@example.org")
    with pytest.raises(CommandError, match="no release"):
        run("withdraw_release", "1999-q1", "--by", approver.email, "--reason", "x")
    publish(approver)
    with pytest.raises(CommandError, match="Say why"):
        run("withdraw_release", "2026-27-q2", "--by", approver.email, "--reason", " ")
