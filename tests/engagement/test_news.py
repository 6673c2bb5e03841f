"""Mails to followers after a release: one each, what they follow, as it was frozen, and never twice."""

import smtplib
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from charter import changes
from charter.models import Job, User
from charter.periods import Period
from engagement.actions.mailing import NotAllSent
from engagement.actions.news import send_mails
from engagement.models import FollowedTopic, Follower, FollowerMail
from measures import presenters
from measures.actions.releases import publish_release, withdraw_release
from measures.models import Measure, Release
from tests.demonstration import loaded
from tests.engagement.followers import ask, follow, letters, stop_link, work

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.fixture
def live(demonstration: None) -> Release:
    cache.clear()
    mail.outbox.clear()
    return Release.objects.get(state="live")


def news(release: Release) -> list[EmailMessage]:
    """The mails of a release that goes out now, as the worker sends them."""
    before = len(mail.outbox)
    changes.announce("release", [release.pk], by=User.objects.system())
    return work("tell_followers")[before:]


def body(message: EmailMessage) -> str:
    return str(message.body)


class TestWhatTheySay:
    def test_one_mail_holds_all_that_somebody_follows(self, live: Release) -> None:
        for about in ("charter:", "promise:act-fast-on-damp", "body:customer-voice-group"):
            follow("one@example.org", about)
        (message,) = news(live)
        assert message.to == ["one@example.org"]
        assert message.subject == "New results: July to September 2026"
        text = body(message)
        assert "4 of 7 promises kept" in text
        assert "What the Customer Voice Group watches" in text
        assert "/promises/act-fast-on-damp/" in text
        assert "and 1 more" in text or "more" in text
        (page, kind) = message.alternatives[0]  # type: ignore[attr-defined]
        assert kind == "text/html"
        assert "Act fast on damp and mould" in page
        assert "&#x27;" not in text

    def test_figures_are_those_of_the_release(self, live: Release) -> None:
        follow("one@example.org", "promise:act-fast-on-damp")
        (message,) = news(live)
        view = presenters.live_release()
        assert view is not None
        document = presenters.document(view, "promises/act-fast-on-damp")
        assert document is not None
        for line in document["lines"]:
            figure = line["measure"]["figure"]
            shown = f"{figure['shown_unit']}, " if figure else ""
            assert f"{line['measure']['title']}: {shown}{line['measure']['word'].lower()}" in body(message)

    def test_what_is_hidden_in_an_area_is_not_told(self, live: Release, monkeypatch: Any) -> None:
        cells = {
            "emergency-repairs": {"hidden": False, "shown_unit": "98.0%", "word": "On target"},
            "damp-visits": {"hidden": True, "shown_unit": "kestrel", "word": "Hidden"},
        }
        area = {"slug": "brookside", "name": "Brookside", "figures": cells}
        real = presenters.documents
        monkeypatch.setattr(
            presenters, "documents",
            lambda view, folder: {"brookside": area} if folder == "areas" else real(view, folder),
        )  # fmt: skip
        wish = follow("one@example.org", "body:board")
        FollowedTopic.objects.filter(pk=wish.pk).update(kind="area", slug="brookside", label="Brookside")
        (message,) = news(live)
        assert "Brookside" in body(message)
        assert "kestrel" not in body(message)
        cells["damp-visits"]["hidden"] = False  # the negative control
        FollowerMail.objects.all().delete()
        (message,) = news(live)
        assert "kestrel" in body(message)

    def test_what_is_gone_from_the_results_is_said_to_be(self, live: Release) -> None:
        wish = follow("one@example.org", "promise:act-fast-on-damp")
        FollowedTopic.objects.filter(pk=wish.pk).update(slug="gone")
        (message,) = news(live)
        assert "no longer in our results" in body(message)

    def test_headers_let_mail_programs_stop_them(self, live: Release) -> None:
        follow("one@example.org")
        (message,) = news(live)
        raw = message.message().as_string()
        assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in raw
        assert "Auto-Submitted: auto-generated" in raw
        assert stop_link(message) in body(message)
        assert Client().post(stop_link(message)).status_code == 200
        assert not FollowerMail.objects.exists()


class TestWho:
    def test_who_did_not_confirm_gets_nothing(self, live: Release) -> None:
        ask("waits@example.org")
        letters()
        assert news(live) == []
        follow("one@example.org")
        assert [message.to for message in news(live)] == [["one@example.org"]]

    def test_without_followers_no_work_is_made(self, live: Release) -> None:
        news(live)
        assert not Job.objects.filter(kind="tell_followers").exists()

    def test_a_release_that_is_not_on_show_is_told_to_nobody(self, live: Release) -> None:
        follow("one@example.org")
        earlier = Release.objects.filter(state="earlier").first()
        assert earlier is not None
        assert news(earlier) == []

    def test_a_withdrawn_one_is_told_to_nobody(self, live: Release, approver: User) -> None:
        follow("one@example.org")
        before = len(mail.outbox)
        changes.announce("release", [live.pk], by=approver)
        withdraw_release(release=live, by=approver, reason="A miscount.")
        assert work("tell_followers")[before:] == []

    def test_publishing_asks_for_it_by_itself(self, demonstration: None, revised: Release) -> None:
        assert Job.objects.filter(kind="tell_followers", key=f"release {revised.pk}").exists()


@pytest.fixture
def revised(live: Release, approver: User) -> Release:
    """A revision, published the ordinary way while somebody follows."""
    follow("one@example.org")
    Measure.objects.filter(slug="damp-visits").update(source="Another source.")
    return publish_release(period=Period.parse(live.period), by=approver, reason="Another source.")


class Refusing(EmailBackend):
    """Says no to some addresses, and lets the others through."""

    no: ClassVar[dict[str, Any]] = {}

    def send_messages(self, messages: list[EmailMessage]) -> int:
        for message in messages:
            if fault := self.no.get(message.to[0]):
                raise fault
        return super().send_messages(messages)


class TestNeverTwice:
    def test_told_again_nobody_gets_a_second_one(self, live: Release) -> None:
        follow("one@example.org")
        assert len(news(live)) == 1
        assert news(live) == []
        assert FollowerMail.objects.get().sent_at is not None

    def test_one_that_was_begun_is_not_begun_again(self, live: Release) -> None:
        follow("one@example.org")
        row = FollowerMail.objects.create(
            follower=Follower.objects.get(), release=live, begun_at=timezone.now()
        )
        assert news(live) == []
        FollowerMail.objects.filter(pk=row.pk).update(begun_at=None)  # the negative control
        assert len(news(live)) == 1

    def test_one_that_the_server_refused_is_tried_three_times(self, live: Release, settings: Any) -> None:
        settings.EMAIL_BACKEND = "tests.engagement.test_news.Refusing"
        for name in ("one", "no", "two"):
            follow(f"{name}@example.org")
        no = smtplib.SMTPRecipientsRefused({"no@example.org": (450, b"later")})
        Refusing.no = {"no@example.org": no}
        sent = []
        for _ in range(4):
            sent += news(live)
            Job.objects.filter(kind="tell_followers", state="queued").update(due=timezone.now())
            work("tell_followers")
        Refusing.no = {}
        told = sorted(message.to[0] for message in mail.outbox if "results:" in message.subject[:16])
        assert told == ["one@example.org", "two@example.org"]
        assert FollowerMail.objects.get(follower__email="no@example.org").refused == 3
        assert not Job.objects.filter(kind="tell_followers", message__contains="example.org").exists()

    def test_a_broken_line_stops_and_says_no_address(self, live: Release, settings: Any) -> None:
        settings.EMAIL_BACKEND = "tests.engagement.test_news.Refusing"
        follow("one@example.org")
        follow("two@example.org")
        view = presenters.live_release()
        assert view is not None
        for person in Follower.objects.all():
            FollowerMail.objects.create(follower=person, release=live)
        Refusing.no = {"one@example.org": smtplib.SMTPServerDisconnected("one@example.org")}
        with pytest.raises(
            NotAllSent, match="line to the mail server broke: SMTPServerDisconnected"
        ) as broke:
            send_mails(release=view, by=User.objects.system())
        assert "example.org" not in str(broke.value)
        assert broke.value.__cause__ is None
        before = len(mail.outbox)
        send_mails(release=view, by=User.objects.system())
        Refusing.no = {}
        # The first may have arrived, so it is not sent again; the second is.
        assert [message.to for message in mail.outbox[before:]] == [["two@example.org"]]

    def test_without_a_server_nothing_is_begun(self, live: Release, monkeypatch: Any) -> None:
        follow("one@example.org")

        def away(self: Any) -> None:
            raise ConnectionRefusedError

        monkeypatch.setattr(EmailBackend, "open", away)
        assert news(live) == []
        assert FollowerMail.objects.get().begun_at is None
        assert Job.objects.get(kind="tell_followers").state == "queued"
        monkeypatch.undo()
        Job.objects.update(due=timezone.now())
        assert len(work("tell_followers")) == 2  # the letter and the news

    def test_what_does_not_fit_into_one_job_is_sent_by_the_next(
        self, live: Release, monkeypatch: Any
    ) -> None:
        for number in range(3):
            follow(f"a{number}@example.org")
        monkeypatch.setattr("engagement.actions.mailing.A_RUN", -1.0)
        assert news(live) == []
        monkeypatch.setattr("engagement.actions.mailing.A_RUN", 60.0)
        before = len(mail.outbox)
        assert len(work("tell_followers")[before:]) == 3
