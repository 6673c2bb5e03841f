"""The pages of meetings and of a group of tenants: who sees them, what they do, cost and say."""

import re
import uuid
from collections.abc import Iterator
from datetime import date, time
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from charter.models import Body, RoleGrant, User
from measures.actions.agenda import add_item
from measures.actions.meetings import Noted, Plan, add_minute, answer_minute, plan_meeting
from measures.actions.panel import publish_comment, write_comment
from measures.models import AgendaItem, Meeting, Minute, PanelComment
from tests.demonstration import loaded
from tests.measures.frozen import charter, measure, published, quarters
from tests.people import LONG_AGO, make_person, signed_in
from tests.reading import faults

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
GROUP = {"slug": "group", "name": "Tenants", "kind": "tenant"}
WORDS = "It is hard to get help at night."


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def group(db: None) -> Body:
    return Body.objects.create(**GROUP)


def member_of(body: Body, name: str = "Maya Osei", ends: date | None = None) -> User:
    made = make_person(name)
    RoleGrant.objects.create(
        person=made, role="panel_member", body=body, starts=LONG_AGO, ends=ends, given_by=made
    )
    return made


@pytest.fixture
def maya(group) -> User:
    return member_of(group)


@pytest.fixture
def meeting(group, engagement_officer) -> Meeting:
    return plan_meeting(body=group, plan=Plan(date(2026, 12, 10)), by=engagement_officer)


@pytest.fixture
def question(group, engagement_officer) -> Minute:
    held = Meeting.objects.create(body=group, held_on=date(2026, 9, 10), state="held")
    said = Noted("asked", "Why so late?", owner="Head of Repairs", due=date(2026, 10, 1))
    return add_minute(meeting=held, said=said, by=engagement_officer)


def results(count: int = 1) -> str:
    """Publishes measures below target; the period's key."""
    missed = quarters(8, status="missed", word="Below target", gap="5 points short")
    rows = [measure(f"m{n}", missed, monitored_by=[GROUP], promises=[]) for n in range(count)]
    return published(*rows, charter=charter()).period


def send(client: Client, where: str, status: int = 302, **boxes: object) -> str:
    answer = client.post(where, {"form_token": str(uuid.uuid4()), **boxes})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def words(html: str) -> str:
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def pages_of(meeting: Meeting) -> list[str]:
    own = f"/meetings/group/{meeting.pk}/"
    comments = ("/panel/group/comments/all/", "/panel/group/")
    return ["/meetings/group/", own, f"{own}agenda/", f"{own}minutes/", *comments]


class TestWho:
    def test_members_and_officers_see_them(self, meeting, maya, engagement_officer) -> None:
        results()
        for person in (maya, engagement_officer):
            for where in pages_of(meeting):
                assert signed_in(person).get(where).status_code == 200, where

    def test_members_of_another_body_and_former_members_meet_nothing(self, meeting, group) -> None:
        results()
        other = Body.objects.create(slug="other", name="Other", kind="tenant")
        former = member_of(group, "Former", ends=date(2026, 11, 22))
        RoleGrant.objects.create(
            person=former, role="panel_member", body=other, starts=LONG_AGO, given_by=former
        )
        for person in (member_of(other, "Olive"), former):
            client = signed_in(person)
            for where in pages_of(meeting):
                assert client.get(where).status_code == 404, where
                assert client.post(where, {}).status_code in (404, 405), where
            assert client.get(f"/meetings/other/{meeting.pk}/").status_code == 404

    def test_other_roles_may_not_and_strangers_sign_in(self, meeting, data_owner, administrator) -> None:
        for where in pages_of(meeting):
            assert Client().get(where).headers["Location"].startswith("/account/login/")
            for person in (data_owner, administrator):
                assert signed_in(person).get(where).status_code == 403, where

    def test_only_groups_of_tenants_have_words(self, approver) -> None:
        Body.objects.create(slug="board", name="Board", kind="board")
        client = signed_in(approver)
        assert client.get("/panel/board/").status_code == 404
        assert client.get("/meetings/board/").status_code == 200


class TestWords:
    def test_from_writing_to_publishing(self, group, maya) -> None:
        results()
        mine, where = signed_in(maya), "/panel/group/comments/all/"
        send(mine, where, do="write", text=WORDS, version=0)
        assert "another member must publish it" in words(mine.get(where).content.decode())
        assert "another member must publish it" in words(send(mine, where, 422, do="publish", version=1))
        other = signed_in(member_of(group, "Brian Tully"))
        send(other, where, do="publish", version=1)
        assert PanelComment.objects.get().published_by.name == "Brian Tully"

    def test_staff_see_no_draft_cannot_edit_and_withhold_with_a_reason(
        self, group, maya, engagement_officer, approver
    ) -> None:
        period, where = results(), "/panel/group/comments/all/"
        made = write_comment(body=group, promise="", period=period, text=WORDS, by=maya)
        officer = signed_in(engagement_officer)
        for page in (where, "/panel/group/"):
            assert WORDS not in officer.get(page).content.decode()
        send(officer, where, 403, do="write", text="Better words.", version=1)
        send(officer, where, 403, do="publish", version=1)
        publish_comment(comment=made, by=member_of(group, "Brian Tully"))
        html = officer.get(where).content.decode()
        assert WORDS in html
        assert "textarea" in html  # of the reason, the only box
        assert 'name="text"' not in html
        send(signed_in(approver), where, 403, do="withhold", reason="x", version=2)
        send(officer, where, 422, do="withhold", reason=" ", version=2)
        send(officer, where, do="withhold", reason="It names a person.", version=2)
        assert WORDS not in officer.get("/panel/group/").content.decode()
        assert "It names a person." in words(signed_in(maya).get("/panel/group/").content.decode())
        assert PanelComment.objects.get().text == WORDS

    def test_a_double_press_writes_once_and_a_second_member_is_told(self, group, maya) -> None:
        results()
        client, where = signed_in(maya), "/panel/group/comments/all/"
        boxes = {"form_token": str(uuid.uuid4()), "do": "write", "text": WORDS, "version": 0}
        assert [client.post(where, boxes).status_code for _ in range(2)] == [302, 302]
        assert PanelComment.objects.get().version == 1
        other = signed_in(member_of(group, "Brian Tully"))
        html = send(other, where, 409, do="write", text="Mine.", version=0)
        assert WORDS in html
        assert "Mine." in html

    def test_no_words_of_what_the_group_does_not_watch(self, maya) -> None:
        assert signed_in(maya).get("/panel/group/comments/all/").status_code == 404  # nothing is out
        results()
        for promise in ("unknown", "m0"):
            assert signed_in(maya).get(f"/panel/group/comments/{promise}/").status_code == 404


class TestMeetings:
    def test_a_meeting_is_planned_prepared_held_and_minuted(self, maya) -> None:
        results(2)
        client = signed_in(maya)
        send(client, "/meetings/group/", 422, held_on="2020-01-01")
        send(client, "/meetings/group/", held_on="10/12/2026", starts="18:00", place="Hub")
        meeting = Meeting.objects.get()
        own = f"/meetings/group/{meeting.pk}/"
        agenda = f"{own}agenda/"
        assert "Tick what you want" in words(client.get(agenda).content.decode())
        send(client, agenda, 422, do="fill")
        send(client, agenda, 422, do="fill", keys=["missed/unknown"])
        send(client, agenda, do="fill", keys=["missed/m0", "missed/m1"])
        send(client, agenda, do="add", title="Bins", says="They overflow.")
        bins = AgendaItem.objects.get(title="Bins")
        send(client, agenda, do="up", item=bins.pk, version=1)
        assert [one.title for one in meeting.agenda.all()][1] == "Bins"
        twice = send(client, agenda, 409, do="up", item=bins.pk, version=1)
        assert "You changed this in another window" in words(twice)
        first = meeting.agenda.first()
        send(client, agenda, do="drop", item=first.pk, version=first.version)
        gone = send(client, agenda, 422, do="drop", item=first.pk, version=first.version)
        assert "Somebody took this point off" in words(gone)
        send(client, own, 422, do="hold", version=1)
        with time_machine.travel("2026-12-10 20:00:00+00:00", tick=False):
            client = signed_in(maya)
            send(client, own, do="hold", version=1)
            send(client, f"{own}minutes/", 422, kind="asked", text="Why?")
            send(client, f"{own}minutes/", kind="asked", text="Why?", owner="Head of Bins", item=bins.pk)
            assert "Why?" in words(client.get(own).content.decode())
        assert Minute.objects.get().item == bins

    def test_a_change_on_an_old_page_is_told(self, meeting, maya) -> None:
        client, own = signed_in(maya), f"/meetings/group/{meeting.pk}/"
        send(client, own, do="change", held_on="2026-12-11", version=1)
        html = send(client, own, 409, do="change", held_on="2026-12-12", version=1)
        assert "11 December 2026" in words(html)
        send(client, own, do="cancel", version=2)
        assert "called off" in words(send(client, own, 422, do="hold", version=3))
        assert client.post(own, {"do": "burn"}).status_code == 404

    @pytest.mark.parametrize("typed", ["18:00", "6pm", "6 PM", "6.00pm", "18.00"])
    def test_a_time_is_read_as_people_write_it(self, meeting, maya, typed: str) -> None:
        own = f"/meetings/group/{meeting.pk}/"
        send(signed_in(maya), own, do="change", held_on="2026-12-11", starts=typed, version=1)
        meeting.refresh_from_db()
        assert meeting.starts == time(18)

    @pytest.mark.parametrize("typed", ["25:00", "13pm", "six", "6"])
    def test_what_is_no_time_is_told_and_kept(self, meeting, maya, typed: str) -> None:
        own = f"/meetings/group/{meeting.pk}/"
        html = send(signed_in(maya), own, 422, do="change", held_on="2026-12-11", starts=typed, version=1)
        assert "Enter a time, like 18:00 or 6pm." in words(html)
        assert f'value="{typed}"' in html

    def test_points_of_another_agenda_are_out_of_reach(self, meeting, maya, engagement_officer) -> None:
        other = Body.objects.create(slug="other", name="Other", kind="tenant")
        theirs = plan_meeting(body=other, plan=Plan(date(2026, 12, 10)), by=engagement_officer)
        item = add_item(meeting=theirs, title="Theirs", by=engagement_officer)
        send(
            signed_in(maya), f"/meetings/group/{meeting.pk}/agenda/", 422, do="drop", item=item.pk, version=1
        )
        assert AgendaItem.objects.filter(pk=item.pk).exists()


class TestALineOfTheMinutes:
    def test_is_mended_and_taken_out_until_it_is_answered(self, maya, question) -> None:
        client, own = signed_in(maya), f"/meetings/group/{question.meeting_id}/minutes/"
        where = f"{own}{question.pk}/"
        assert where in client.get(own).content.decode()
        assert "Head of Repairs" in client.get(where).content.decode()
        said = {"kind": "asked", "text": "Why so late this year?", "owner": "Head of Repairs", "version": 1}
        assert "Say who is to answer" in send(client, where, 422, **said | {"owner": ""})
        send(client, where, **said)
        question.refresh_from_db()
        assert (question.text, question.due, question.version) == ("Why so late this year?", None, 2)
        assert "Why so late?" in send(client, where, 409, **said | {"text": "Why so late?"})
        send(client, where, 409, do="remove", version=1)
        send(client, where, do="remove", version=2)
        assert not Minute.objects.filter(pk=question.pk).exists()
        assert client.get(where).status_code == 404
        kept = Minute.pgh_event_model.objects.filter(pgh_obj_id=question.pk).order_by("pgh_id")
        assert [one.pgh_label for one in kept] == ["insert", "update", "delete"]

    def test_stays_as_it_is_once_it_is_answered(self, maya, question, approver) -> None:
        client, own = signed_in(maya), f"/meetings/group/{question.meeting_id}/minutes/"
        answer_minute(minute=question, text="Two people were ill.", by=approver)
        assert f"{own}{question.pk}/" not in client.get(own).content.decode()
        for do in ("change", "remove"):
            said = {"kind": "noted", "text": "Nothing.", "version": 2, "do": do}
            assert "has its answer" in send(client, f"{own}{question.pk}/", 422, **said)
        assert Minute.objects.get(pk=question.pk).text == "Why so late?"

    def test_belongs_to_its_meeting_and_its_body(self, maya, question) -> None:
        other = member_of(Body.objects.create(slug="b", name="Other", kind="tenant"), "Ben")
        where = f"/meetings/group/{question.meeting_id}/minutes/{question.pk}/"
        assert signed_in(other).get(where).status_code == 404
        elsewhere = Meeting.objects.create(
            body=question.meeting.body, held_on=date(2026, 9, 17), state="held"
        )
        wrong = f"/meetings/group/{elsewhere.pk}/minutes/{question.pk}/"
        assert signed_in(maya).get(wrong).status_code == 404


def test_meetings_are_offered_only_to_those_who_keep_them(maya, group) -> None:
    results()
    other = Body.objects.create(slug="b", name="Other", kind="tenant")
    RoleGrant.objects.create(person=maya, role="body_reader", body=other, starts=LONG_AGO, given_by=maya)
    client = signed_in(maya)
    for page in ("/dashboards/{}/", "/panel/{}/"):
        assert "/meetings/group/" in client.get(page.format("group")).content.decode()
        assert "/meetings/b/" not in client.get(page.format("b")).content.decode()
    assert client.get("/meetings/b/").status_code == 404


class TestAnswers:
    def test_staff_answer_and_the_next_meeting_shows_it(self, question, meeting, maya, data_owner) -> None:
        owner, where = signed_in(data_owner), f"/meetings/minutes/{question.pk}/answer/"
        assert "The answer is late." in words(owner.get("/meetings/").content.decode())
        send(owner, where, 422, answer=" ", version=1)
        send(owner, where, answer="A firm left.", version=1)
        assert "Every question is answered" in words(owner.get("/meetings/").content.decode())
        assert "A firm left." in send(owner, where, 409, answer="No.", version=1)
        for page in (f"/meetings/group/{meeting.pk}/", "/panel/group/"):
            assert "A firm left." in words(signed_in(maya).get(page).content.decode())

    def test_members_do_not_answer_themselves(self, question, maya, engagement_officer) -> None:
        where = f"/meetings/minutes/{question.pk}/answer/"
        for page in (where, "/meetings/"):
            assert signed_in(maya).get(page).status_code == 403
        html = send(signed_in(engagement_officer), where, 422, answer="Because.", version=1)
        assert "someone else must answer it" in words(html)

    def test_what_was_noted_is_no_question(self, question, data_owner, engagement_officer) -> None:
        noted = add_minute(meeting=question.meeting, said=Noted("noted", "x"), by=engagement_officer)
        assert signed_in(data_owner).get(f"/meetings/minutes/{noted.pk}/answer/").status_code == 404


@pytest.mark.parametrize("count", [10, 200])
def test_the_page_of_a_group_takes_twelve_queries(group, meeting, question, maya, count) -> None:
    period = results(count)
    write_comment(body=group, promise="", period=period, text=WORDS, by=maya)
    client = signed_in(maya)
    client.get("/account/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/panel/group/").status_code == 200
    assert len(asked) <= MOST_QUERIES, "\n".join(one["sql"][:150] for one in asked)


# The demonstration comes last: its rows stay until the module ends


@pytest.fixture(scope="module")
def _demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.mark.usefixtures("_demonstration")
def test_the_groups_own_page_says_it_all_in_plain_words() -> None:
    client = signed_in(User.objects.get(email="maya.osei@alderbrook.example"))
    html = client.get("/panel/customer-voice-group/").content.decode()
    text = words(html)
    for said in (
        "26 figures. What needs your eye comes first.",
        "The Board decided on 17 September 2026: Two more electricians",
        "Why do people wait longer on the phone on Mondays?",
        "Answer of 20 July 2026: Twice as many people call on Mondays.",
        "No answer yet.",
        "46 homes without an electrical check is 46 too many.",
        "Staff cannot edit this.",
    ):
        assert said in text
    assert html.index('id="watch"') < html.index('id="asked"') < html.index('id="words"')
    main = html.partition("<main")[2].partition("</main>")[0]
    lines = re.sub(r"</(?:p|li|h1|h2|h3|summary)>", "\n", main)
    assert faults("panel", unescape(re.sub(r"<[^>]+>", " ", lines))) == []
