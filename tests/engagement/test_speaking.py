"""Tell us: one record for a form, handed over, answered, worded, let out, forgotten; robots and strangers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from psycopg import sql

from charter import jobs
from charter.conflicts import Changed
from charter.faults import Refused
from charter.identity import guessing
from charter.models import AuditEvent, BankHoliday, Job, Landlord, Post, User
from engagement.actions.checks import NOTHING_NAMED
from engagement.actions.feedback import erase_feedback_text, prepare_feedback, publish_feedback
from engagement.actions.speaking import (
    Said,
    forget_old_feedback,
    hand_over_waiting,
    reply,
    sort_feedback,
    speak,
)
from engagement.forms import for_everybody as form_module
from engagement.models import Feedback, FeedbackContact
from engagement.querysets import SOURCES, inbox
from engagement.views import speaking as view_module
from tests.people import signed_in

pytestmark = pytest.mark.django_db
CANARY = "zq7-canary-of-a-tenant"
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(landlord: Landlord):
    Landlord.objects.update(email="hello@example.org", complaints_email="complaints@example.org")
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


def said(kind: str = "comment", **more: str) -> Said:
    return Said(kind, more.pop("text", "The lift is slow."), **more)


def spoken(kind: str = "comment", **more: str) -> Feedback:
    return speak(said=said(kind, **more), sent_as=uuid4(), by=User.objects.system())


def work() -> None:
    """The worker does what waits."""
    for job in Job.objects.filter(state="queued").order_by("pk"):
        jobs.run(job.pk)


def filled(client: Client, **boxes: str) -> dict[str, Any]:
    """The boxes of the page, opened long enough ago, with what somebody types."""
    page = client.get(reverse("feedback"))
    typed = {"page": page.context["form"]["page"].value(), "kind": "comment", "text": "The lift is slow."}
    return typed | boxes


def send(client: Client, typed: dict[str, Any], after: float = 10) -> Any:
    with time_machine.travel(timezone.now() + timedelta(seconds=after), tick=False):
        return client.post(reverse("feedback"), typed)


class TestTheForm:
    def test_only_kind_and_words_are_asked_for(self) -> None:
        client = Client()
        answer = send(client, filled(client))
        [found] = Feedback.objects.all()
        assert answer.status_code == 302
        text = client.get(answer.url).content.decode()
        assert found.reference in text
        assert "We answer by 7 December 2026." in text
        assert "The lift is slow." not in text, "the page does not show again what was said"
        assert client.cookies == {}
        assert answer.headers["Cache-Control"] == client.get(answer.url).headers["Cache-Control"]
        assert "no-store" in answer.headers["Cache-Control"]

    @pytest.mark.parametrize(
        ("boxes", "fault"),
        [
            ({"kind": ""}, "Choose what it is."),
            ({"kind": "praise"}, "Choose one of the list."),
            ({"text": " "}, "Write what you want to tell us."),
            ({"text": "\u200b"}, "Write what you want to tell us."),
            ({"text": "x" * 4001}, "at most 4,000 characters"),
            ({"email": "me"}, "Enter an e-mail address"),
            ({"promise": "made-up"}, "Choose one of the list."),
            ({"website": "http://buy.example"}, "Leave the hidden box empty."),
            ({"page": "made-up"}, "open for too long"),
        ],
    )
    def test_a_fault_is_told_and_what_was_typed_stays(self, boxes: dict[str, str], fault: str) -> None:
        client = Client()
        answer = send(client, filled(client, **({"name": "Ana Silva"} | boxes)))
        assert answer.status_code == 422
        text = answer.content.decode()
        assert escape(fault) in text
        assert 'value="Ana Silva"' in text
        assert not Feedback.objects.exists()

    def test_who_is_too_quick_waits_and_then_gets_through(self) -> None:
        client = Client()
        typed = filled(client)
        answer = send(client, typed, after=1)
        assert "very quick" in answer.content.decode()
        assert send(client, typed).status_code == 302

    def test_without_the_wait_a_robot_would_get_through(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(form_module, "QUICKEST", 0)
        client = Client()
        assert send(client, filled(client), after=0).status_code == 302

    def test_a_page_of_yesterday_is_told_and_can_be_sent_again(self) -> None:
        client = Client()
        answer = send(client, filled(client), after=2 * 24 * 3600)
        assert "open for too long" in answer.content.decode()
        again = answer.context["form"]["page"].value()
        with time_machine.travel(NOW + timedelta(days=2, seconds=10), tick=False):
            typed = {"page": again, "kind": "idea", "text": "More light."}
            assert client.post(reverse("feedback"), typed).status_code == 302

    def test_the_same_form_twice_is_one_record_and_other_words_are_another(self) -> None:
        client = Client()
        typed = filled(client)
        first, second = send(client, typed), send(client, typed)
        assert first.url == second.url
        send(client, typed | {"text": "And dark."})
        assert Feedback.objects.count() == 2

    def test_another_site_cannot_send_it(self) -> None:
        client = Client()
        typed = filled(client)
        answer = client.post(reverse("feedback"), typed, headers={"Origin": "https://evil.example"})
        assert answer.status_code == 403
        assert not Feedback.objects.exists()

    def test_thirty_an_hour_from_one_address_and_no_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(view_module, "SENDING", guessing.Limit("feedback-test", 3, 3600))
        codes = []
        for number in range(6):
            client = Client()
            codes.append(send(client, filled(client, text=f"Number {number}.")).status_code)
        assert codes == [302, 302, 302, 429, 429, 429]
        assert Feedback.objects.count() == codes.count(302)
        last = send(client, filled(client, text="Number 7."))
        assert last.status_code == 429
        assert "Number 7." in last.content.decode(), "what was typed stays"

    def test_a_stranger_finds_no_page_of_another(self) -> None:
        found = spoken()
        for wrong in ("x", str(found.sent_as), f"{found.sent_as.hex}:forged"):
            assert Client().get(reverse("feedback_status", args=[wrong])).status_code == 404


class TestOnItsWay:
    def test_a_complaint_is_handed_over_once_and_the_person_told(self) -> None:
        found = spoken("complaint", text=f"Nobody came. {CANARY}", name="Ana", email="ana@example.org")
        work()
        work()
        over, heard = sorted(mail.outbox, key=lambda one: one.to[0], reverse=False)[::-1]
        assert (over.to, heard.to) == (["complaints@example.org"], ["ana@example.org"])
        assert CANARY in over.body
        assert "ana@example.org" in over.body
        assert CANARY not in heard.body
        assert "30 November 2026" in heard.body
        found.refresh_from_db()
        assert found.handed_over_at is not None
        assert (found.acknowledge_due, found.answer_due) == (date(2026, 11, 30), None)

    def test_a_worry_about_a_building_goes_to_the_general_inbox_where_there_is_no_other(self) -> None:
        spoken("building_safety")
        work()
        assert [one.to for one in mail.outbox] == [["hello@example.org"]]

    def test_without_any_inbox_the_job_says_so_and_can_be_tried_again(self) -> None:
        Landlord.objects.update(email="", complaints_email="")
        found = spoken("complaint")
        work()
        job = Job.objects.get(kind="hand_over_feedback")
        assert "no inbox" in job.message
        Landlord.objects.update(complaints_email="complaints@example.org")
        Job.objects.update(state="queued")
        work()
        found.refresh_from_db()
        assert found.handed_over_at is not None

    def test_what_did_not_reach_its_inbox_is_sent_again(self, clock, monkeypatch) -> None:
        found = spoken("building_safety", text="The fire door is stuck.")
        Job.objects.update(state="failed")  # mail was down for longer than a job tries
        system = User.objects.system()
        assert hand_over_waiting(by=system) == 0, "it is given its time first"
        clock.move_to(NOW + timedelta(minutes=11))
        assert hand_over_waiting(by=system) == 1
        work()
        found.refresh_from_db()
        assert found.handed_over_at is not None
        assert hand_over_waiting(by=system) == 0
        assert len(mail.outbox) == 1

    def test_nobody_is_told_that_somebody_has_it_before_they_do(self) -> None:
        Landlord.objects.update(email="", complaints_email="")
        found = spoken("complaint", email="ana@example.org")
        work()
        [heard] = mail.outbox
        assert "It goes to our complaints team." in heard.body
        page = Client().get(view_module.status_address(found)).content.decode()
        assert "It is on its way to our complaints team." in page

    def test_nothing_is_erased_before_it_is_handed_over(self, engagement_officer) -> None:
        found = spoken("complaint")
        with pytest.raises(Refused, match="on its way"):
            erase_feedback_text(feedback=found, reason="asked", by=engagement_officer)
        work()
        assert erase_feedback_text(feedback=found, reason="asked", by=engagement_officer).text == ""

    def test_a_complaint_is_never_answered_here_nor_counted(self, engagement_officer) -> None:
        found = spoken("complaint")
        with pytest.raises(Refused, match="complaints team"):
            reply(feedback=found, text="Sorry.", by=engagement_officer)
        count = SOURCES["feedback_answered_in_time"](date(2026, 11, 1), date(2026, 12, 31))
        assert (count.numerator, count.denominator) == (0, 0)

    def test_an_answer_reaches_the_person_and_counts(self, engagement_officer) -> None:
        found = spoken("idea", email="ana@example.org")
        reply(feedback=found, text="We will mend it in May.", by=engagement_officer)
        work()
        answer = mail.outbox[-1]
        assert "We will mend it in May." in answer.body
        assert "We will mend it in May." in Client().get(view_module.status_address(found)).content.decode()
        count = SOURCES["feedback_answered_in_time"](date(2026, 11, 1), date(2026, 12, 31))
        assert (count.numerator, count.denominator) == (1, 1)
        with pytest.raises(Refused, match="already"):
            reply(feedback=found, text="Again.", by=engagement_officer)

    def test_where_the_calendar_ends_noclock_is_promised(self) -> None:
        BankHoliday.objects.all().delete()
        assert spoken("idea").answer_due is None


class TestTheInbox:
    def test_who_may_open_it(self, engagement_officer, approver, data_owner, administrator) -> None:
        found = spoken()
        one = reverse("staff_feedback_one", args=[found.pk])
        for person, codes in (
            (engagement_officer, (200, 200)),
            (approver, (200, 404)),  # nothing is worded yet, so there is nothing to let out
            (data_owner, (403, 403)),
            (administrator, (403, 403)),
        ):
            client = signed_in(person)
            assert (client.get(reverse("staff_feedback")).status_code, client.get(one).status_code) == codes

    def test_an_approver_reads_only_the_words_for_the_public(self, engagement_officer, approver) -> None:
        found = spoken("compliment", text=f"Jo was kind. {CANARY}", name=CANARY)
        prepare_feedback(feedback=found, public_text="A plumber was kind.", by=engagement_officer)
        other = spoken("idea", text=CANARY)
        listed = signed_in(approver).get(reverse("staff_feedback")).content.decode()
        assert found.reference in listed
        assert other.reference not in listed
        page = signed_in(approver).get(reverse("staff_feedback_one", args=[found.pk]))
        assert "A plumber was kind." in page.content.decode()
        assert CANARY not in page.content.decode()
        assert self.post(approver, found, "contact").status_code == 403
        assert list(inbox("compliment", is_open=True)) == [found]
        publish_feedback(feedback=found, version=2, by=approver)
        assert list(inbox("compliment", is_open=True)) == []

    @staticmethod
    def post(person: User, found: Feedback, task: str, **boxes: Any) -> Any:
        client, where = signed_in(person), reverse("staff_feedback_one", args=[found.pk])
        forms = client.get(where).context["forms"]
        hidden = {
            name: forms[task][name].value()
            for name in ("form_token", "version")
            if task in forms and name in forms[task].fields
        }
        return client.post(where, hidden | {"do": task} | boxes)

    def test_from_the_inbox_to_the_public(self, engagement_officer, approver) -> None:
        found = spoken("compliment", text="Jo was kind.")
        post = Post.objects.create(title="Head of Repairs")
        self.post(engagement_officer, found, "sort", owner=post.pk)
        self.post(engagement_officer, found, "word", public_text="A plumber was kind.")
        own = self.post(engagement_officer, found, "publish")
        assert "someone else must publish" in own.content.decode()
        assert "A plumber was kind." not in Client().get("/you-said-we-did/").content.decode()
        self.post(approver, found, "publish")
        assert "“A plumber was kind.”" in Client().get("/you-said-we-did/").content.decode()
        found.refresh_from_db()
        assert (found.owner, found.published_by) == (post, approver)
        assert SOURCES["compliments_published"](date(2026, 11, 1), date(2026, 11, 30)).value == 1

    def test_every_look_at_how_to_reach_somebody_is_kept(self, engagement_officer) -> None:
        found = spoken(name="Ana Silva", email="ana@example.org")
        where = reverse("staff_feedback_one", args=[found.pk])
        assert "Ana Silva" not in signed_in(engagement_officer).get(where).content.decode()
        assert not AuditEvent.objects.filter(verb="read_feedback_contact").exists()
        assert "Ana Silva" in self.post(engagement_officer, found, "contact").content.decode()
        [event] = AuditEvent.objects.filter(verb="read_feedback_contact")
        assert event.actor_id == engagement_officer.pk

    def test_late_ones_stand_first_and_what_is_done_is_left_out(self, engagement_officer, clock) -> None:
        late, done, over = spoken("idea"), spoken("comment"), spoken("complaint")
        reply(feedback=done, text="Thanks.", by=engagement_officer)
        work()
        clock.move_to(NOW + timedelta(days=30))
        new = spoken("comment")
        text = signed_in(engagement_officer).get(reverse("staff_feedback")).content.decode()
        assert text.index(late.reference) < text.index(new.reference)
        assert "Late: was due by 7 December 2026" in text
        assert done.reference not in text
        assert over.reference not in text
        every = signed_in(engagement_officer).get(f"{reverse('staff_feedback')}?show=all&kind=complaint")
        assert over.reference in every.content.decode()
        assert new.reference not in every.content.decode()

    @pytest.mark.parametrize(
        "hostile", ["<script>alert(1)</script>", '<b hx-get="/staff/">x</b>', "=1+1", "{{ 7|add:7 }}"]
    )
    def test_text_stays_text(self, hostile: str, engagement_officer) -> None:
        found = spoken(text=hostile, name=hostile[:100])
        html = self.post(engagement_officer, found, "contact").content.decode()
        assert html.count(escape(hostile)) >= 2
        assert "<script>alert" not in html
        assert '<b hx-get="/staff/"' not in html

    def test_an_old_page_overwrites_nothing(self, engagement_officer) -> None:
        found = spoken()
        sort_feedback(feedback=found, about=NOTHING_NAMED, owner=None, by=engagement_officer, version=1)
        for verb, more in ((sort_feedback, {"about": NOTHING_NAMED, "owner": None}), (reply, {"text": "x"})):
            with pytest.raises(Changed):
                verb(feedback=found, by=engagement_officer, version=1, **more)


def rows_with(canary: str) -> list[str]:
    """The tables in which a text still stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        found = []
        for name in names:
            asked = sql.SQL("SELECT count(*) FROM {} t WHERE t::text LIKE %s").format(sql.Identifier(name))
            cursor.execute(asked, [f"%{canary}%"])
            found += [name] if cursor.fetchone()[0] else []
    return found


class TestForgetting:
    def test_erasing_leaves_nothing_in_any_table(self, engagement_officer) -> None:
        found = spoken(text=f"I live at {CANARY}.", name=CANARY, email=f"{CANARY}@example.org", phone=CANARY)
        reply(feedback=found, text=f"Dear {CANARY}", by=engagement_officer)
        work()
        assert sorted(rows_with(CANARY)) == ["engagement_feedback", "engagement_feedbackcontact"]
        erase_feedback_text(feedback=found, reason="asked", by=engagement_officer)
        assert rows_with(CANARY) == []

    def test_what_was_kept_long_enough_goes_and_the_rest_stays(self, engagement_officer, clock) -> None:
        answered, complaint, waits = (
            spoken("idea", name="Ana"),
            spoken("complaint", name="Bea"),
            spoken("idea", name="Cy"),
        )
        spoken("compliment", name="Di")
        spoken("building_safety", name="Ed")
        reply(feedback=answered, text="Yes.", by=engagement_officer)
        work()
        system = User.objects.system()
        clock.move_to(NOW + timedelta(days=364))
        assert forget_old_feedback(by=system) == (0, 0)
        clock.move_to(NOW + timedelta(days=366))
        assert forget_old_feedback(by=system) == (4, 0)
        assert list(FeedbackContact.objects.values_list("feedback", flat=True)) == [waits.pk]
        clock.move_to(NOW + timedelta(days=731))
        assert forget_old_feedback(by=system) == (1, 5)
        assert set(Feedback.objects.values_list("text", flat=True)) == {""}
        assert Feedback.objects.filter(pk__in=[answered.pk, complaint.pk, waits.pk]).count() == 3
        assert (
            "We have what you told us" in Client().get(view_module.status_address(complaint)).content.decode()
        )


class TestReferred:
    def test_the_owner_reads_it_without_who_wrote_it(self, data_owner, post, engagement_officer) -> None:
        found = spoken(
            text="Ring me on 07700 900123 about the lift.", name="Ana Silva", email="ana@example.org"
        )
        spoken(text="Not yours.")
        sort_feedback(feedback=found, about=NOTHING_NAMED, owner=post, by=engagement_officer)
        page = signed_in(data_owner).get(reverse("staff_referred")).content.decode()
        assert "Ring me on [telephone number] about the lift." in page
        for hidden in ("07700", "Ana Silva", "ana@example.org", "Not yours."):
            assert hidden not in page
        assert signed_in(engagement_officer).get(reverse("staff_referred")).status_code == 403

    def test_words_that_tell_of_somebody_are_looked_at_once_more(self, engagement_officer) -> None:
        found = spoken("compliment", text="Joe was kind.")
        client, where = signed_in(engagement_officer), reverse("staff_feedback_one", args=[found.pk])
        typed = {"do": "word", "public_text": "Ring 07700 900123.", "version": 1, "opened": ""}
        answer = client.post(where, typed | {"form_token": str(uuid4())})
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "“07700 900123” (telephone number)" in text
        assert "I looked: it tells of nobody" in text
        found.refresh_from_db()
        assert found.public_text == ""
        ticked = typed | {"form_token": str(uuid4()), "tells_of_nobody": "on"}
        assert client.post(where, ticked).status_code == 302
