"""Following by mail: confirmed by a mailed link, the same answer to every address, gone when it stops."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from charter.models import AuditEvent, Job, RequestOrigin, User
from charter.request_identity import without_keys
from engagement.actions.followers import (
    LETTERS_A_DAY,
    Topic,
    ask_to_follow,
    confirm_following,
    forget_unconfirmed,
)
from engagement.models import FollowedTopic, Follower
from tests.demonstration import loaded
from tests.engagement.followers import ASKED, ask, follow, letters, stop_link
from tests.letters import link_of
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "zelda.quail@example.org"


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def fresh(demonstration: None) -> None:
    cache.clear()
    mail.outbox.clear()


class TestAsking:
    def test_the_form_offers_what_the_release_holds(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            answer = Client().get("/follow/?about=promise:act-fast-on-damp")
        text = answer.content.decode()
        assert len(queries) <= 5
        assert not answer.cookies
        assert 'value="promise:act-fast-on-damp" selected' in text
        assert "Customer Voice Group" in text
        assert "csrfmiddlewaretoken" not in text

    def test_nothing_follows_before_the_link_is_pressed(self) -> None:
        answer = ask(ADDRESS, "promise:act-fast-on-damp")
        assert (answer.status_code, answer["Location"], dict(answer.cookies)) == (302, ASKED, {})
        (letter,) = letters()
        assert letter.to == [ADDRESS]
        assert "Act fast on damp and mould" in str(letter.body)
        wish = FollowedTopic.objects.get()
        assert wish.confirmed_at is None
        where = link_of(letter)
        for _ in range(2):  # a scanner of mails looks, and looks again
            looked = Client().get(where)
            assert looked.status_code == 200
            assert "noindex" in looked.content.decode()
        wish.refresh_from_db()
        assert wish.confirmed_at is None
        pressed = Client().post(where)
        assert (pressed.status_code, dict(pressed.cookies)) == (200, {})
        assert "Act fast on damp and mould" in pressed.content.decode()
        wish.refresh_from_db()
        assert wish.confirmed_at is not None
        assert Client().post(where).status_code == 200  # a second press is no fault

    def test_every_address_gets_the_same_answer(self) -> None:
        follow(ADDRESS)
        answers = {
            (answer.status_code, answer["Location"], answer.content)
            for answer in (ask(ADDRESS), ask("new@example.org"), ask(ADDRESS.upper()))
        }
        assert answers == {(302, ASKED, b"")}

    def test_known_and_unknown_addresses_cost_the_same_statements(self) -> None:
        """What a stopwatch could tell: the kinds of statements, whether somebody follows already or not."""
        follow(ADDRESS)

        def statements(email: str) -> list[str]:
            with CaptureQueriesContext(connection) as queries:
                ask(email)
            return [
                one["sql"].split()[0]
                for one in queries
                if "engagement_" in one["sql"] and not one["sql"].startswith(("SAVEPOINT", "RELEASE"))
            ]

        known, unknown = statements(ADDRESS), statements("new@example.org")
        assert abs(len(known) - len(unknown)) <= 3  # the rows of a new address

    def test_who_follows_already_reads_it_in_the_mail_alone(self) -> None:
        follow(ADDRESS)
        ask(ADDRESS)
        letter = letters()[-1]
        assert letter.subject == "You follow our results"
        assert "You get them already" in str(letter.body)
        assert "/follow/confirm/" not in str(letter.body)

    def test_one_address_is_one_row_in_any_letter_case(self) -> None:
        ask(ADDRESS)
        ask("Zelda.Quail@Example.org", "body:board")
        assert Follower.objects.count() == 1
        assert FollowedTopic.objects.count() == 2

    def test_an_address_gets_few_letters_a_day(self) -> None:
        for number in range(LETTERS_A_DAY + 4):
            ask(ADDRESS)
            letters()
            assert len(mail.outbox) == min(number + 1, LETTERS_A_DAY)
        with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
            ask(ADDRESS)
            assert len(letters()) == LETTERS_A_DAY + 1

    def test_a_press_too_many_waits_and_without_the_limit_does_not(self, monkeypatch: Any) -> None:
        codes = [ask(f"a{number}@example.org").status_code for number in range(25)]
        assert codes[:20] == [302] * 20
        assert codes[21:] == [429] * 4
        assert ask("b@example.org", REMOTE_ADDR="192.0.2.9").status_code == 302
        monkeypatch.setattr("engagement.views.followers.guessing.is_blocked", lambda counted: False)
        assert ask("c@example.org").status_code == 302

    @pytest.mark.parametrize(
        ("email", "about"),
        [
            ("", "charter:"), ("zelda", "charter:"), ("a@b", "charter:"), ("x" * 300 + "@b.org", "charter:"),
            ("a@b.org\nBcc: c@d.org", "charter:"), ("a@b.org\x00", "charter:"),
            ("<script>@b.org", "charter:"),
            ("a@b.org, c@d.org", "charter:"), (ADDRESS, ""), (ADDRESS, "promise:nothing"),
            (ADDRESS, "x" * 5000), (ADDRESS, "charter:\x00"), (ADDRESS, "promise:' OR 1=1 --"),
        ],
    )  # fmt: skip
    def test_nonsense_is_answered_in_words_and_keeps_nothing(self, email: str, about: str) -> None:
        answer = ask(email, about)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "There is something to put right" in text
        assert re.search("Enter an e-mail address|Choose one of the list|Null characters", text)
        assert "<script>" not in text
        assert not Follower.objects.exists()
        assert not Job.objects.filter(kind="follow_letter", state="queued").exists()

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
            {"Origin": "http://testserver.evil.example"}, {"Sec-Fetch-Site": "same-site"},
        ],
    )  # fmt: skip
    def test_other_sites_cannot_send_the_form(self, headers: dict[str, str]) -> None:
        wish = {"email": ADDRESS, "about": "charter:"}
        assert Client().post("/follow/", wish, headers=headers).status_code == 403
        assert not Follower.objects.exists()
        ask(ADDRESS)
        where = link_of(letters()[-1])
        assert Client().post(where, headers=headers).status_code == 403
        assert Client().post(where, headers={"Origin": "http://testserver"}).status_code == 200

    def test_a_check_of_cookies_is_not_what_holds_them_off(self) -> None:
        """The negative control: browsers that say nothing get in, so the mailed link must hold."""
        strict = Client(enforce_csrf_checks=True)
        assert strict.post("/follow/", {"email": ADDRESS, "about": "charter:"}).status_code == 302
        assert not FollowedTopic.objects.filter(confirmed_at__isnull=False).exists()


class TestLinks:
    def tampered(self, where: str) -> list[str]:
        head, token = where.rstrip("/").rsplit("/", 1)
        key, mark = token.split(":")
        other = key[::-1]
        changed = [
            f"{other}:{mark}",
            f"{key}:{mark[::-1]}",
            key,
            f"{key}:",
            f":{mark}",
            f"{key.upper()}:{mark}",
        ]
        changed += [f"{key}:{mark}x", "x", "0" * 32, f"{key[:-1]}:{mark}"]
        return [f"{head}/{one}/" for one in changed]

    def test_ten_tamperings_of_each_are_refused(self) -> None:
        ask(ADDRESS)
        (letter,) = letters()
        for where in (link_of(letter), stop_link(letter)):
            answers = {Client().post(one).status_code for one in self.tampered(where)}
            assert answers == {404}
        assert FollowedTopic.objects.get().confirmed_at is None

    def test_a_link_of_one_purpose_serves_no_other(self) -> None:
        ask(ADDRESS)
        (letter,) = letters()
        confirm, stop = link_of(letter), stop_link(letter)
        assert Client().post(confirm.replace("confirm", "stop")).status_code == 404
        assert Client().post(stop.replace("stop", "confirm")).status_code == 404

    def test_a_link_ends_after_seven_days(self) -> None:
        ask(ADDRESS)
        where = link_of(letters()[0])
        asked = timezone.now()
        with time_machine.travel(asked + timedelta(days=7, seconds=1), tick=True):
            answer = Client().post(where)
            assert answer.status_code == 410
            assert "too old" in answer.content.decode()
        with time_machine.travel(asked + timedelta(days=6, hours=23), tick=True):
            assert Client().post(where).status_code == 200
        with time_machine.travel(asked + timedelta(days=400), tick=True):
            assert Client().post(where).status_code == 200  # what is confirmed stays so

    def test_keys_of_links_are_in_no_log(self) -> None:
        for where in ("/follow/confirm/SECRET/", "/follow/stop/SECRET", "/follow/stop/SECRET?x=1"):
            assert "SECRET" not in without_keys(where)


class TestStopping:
    def test_one_press_deletes_the_address(self) -> None:
        follow(ADDRESS)
        follow(ADDRESS, "body:board")
        where = stop_link(mail.outbox[-1])
        shown = Client().get(where)
        assert Follower.objects.exists()
        assert ADDRESS not in shown.content.decode()
        pressed = Client().post(where)
        assert (pressed.status_code, dict(pressed.cookies)) == (200, {})
        assert not Follower.objects.exists()
        assert not FollowedTopic.objects.exists()
        assert Client().post(where).content == pressed.content

    def test_mail_programs_press_it_as_the_rule_says(self) -> None:
        """RFC 8058: a POST with this field, no cookies, from anywhere, and no redirect in the answer."""
        follow(ADDRESS)
        message = mail.outbox[-1]
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        answer = Client(enforce_csrf_checks=True).post(
            stop_link(message),
            {"List-Unsubscribe": "One-Click"},
            headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
        )
        assert answer.status_code == 200
        assert not Follower.objects.exists()

    def test_a_wish_that_nobody_confirmed_goes_after_seven_days(self) -> None:
        ask(ADDRESS)
        follow("kept@example.org")
        ask("kept@example.org", "body:board")
        now = timezone.now()
        with time_machine.travel(now + timedelta(days=6, hours=23), tick=True):
            assert forget_unconfirmed() == 0
        with time_machine.travel(now + timedelta(days=7, minutes=1), tick=True):
            assert forget_unconfirmed() == 2
        assert [one.email for one in Follower.objects.all()] == ["kept@example.org"]
        assert FollowedTopic.objects.get().kind == "charter"

    def test_a_letter_to_somebody_who_is_gone_is_not_sent(self) -> None:
        ask(ADDRESS)
        Follower.objects.all().delete()
        assert letters() == []


class TestPrivacy:
    def test_the_address_is_in_one_table_and_goes_from_there(self) -> None:
        follow(ADDRESS)
        follow(ADDRESS, "promise:act-fast-on-damp")
        assert tables_with(ADDRESS) == {"engagement_follower"}
        Client().post(stop_link(mail.outbox[-1]))
        assert tables_with(ADDRESS) == set()
        assert tables_with("zelda") == set()

    def test_the_audit_trail_tells_what_and_not_who(self) -> None:
        follow(ADDRESS)
        Client().post(stop_link(mail.outbox[-1]))
        events = AuditEvent.objects.filter(verb__in=["follow", "stop_following"])
        assert {event.verb for event in events} == {"follow", "stop_following"}
        told = json.dumps([[one.detail, one.subject_id, one.actor_id] for one in events])
        assert "zelda" not in told
        assert {event.actor_id for event in events} == {User.objects.system().pk}
        # From which network somebody follows is not kept beside it, as it is for what staff do.
        assert not RequestOrigin.objects.filter(request_id__in=[one.request_id for one in events]).exists()

    def test_staff_see_counts_only(self) -> None:
        follow(ADDRESS)
        ask("other@example.org")
        for role, code in (
            ("engagement_officer", 200), ("approver", 200), ("administrator", 200), ("data_owner", 403),
        ):  # fmt: skip
            answer = signed_in(make_person(f"Staff {role}", role)).get("/staff/followers/")
            assert answer.status_code == code
            if code == 200:
                text = answer.content.decode()
                assert "1 person gets our results" in text
                assert "1 wish waits" in text
                assert "zelda" not in text


def tables_with(text: str) -> set[str]:
    """Every table of the database with a row that holds the text anywhere."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            row = sql.SQL("SELECT 1 FROM {table} AS t WHERE t::text ILIKE %s LIMIT 1")
            cursor.execute(row.format(table=sql.Identifier(table)).as_string(cursor.cursor), [f"%{text}%"])
            found |= {table} if cursor.fetchone() else set()
    return found


def test_a_topic_is_confirmed_by_its_own_key_alone() -> None:
    ask_to_follow(email=ADDRESS, topic=Topic("charter", "", "All"), by=User.objects.system())
    wish = FollowedTopic.objects.get()
    assert confirm_following(key=wish.follower.key, by=User.objects.system()) is None
    assert confirm_following(key=wish.key, by=User.objects.system()) == wish
