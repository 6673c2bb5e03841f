"""Scrutiny at the desk: who sees which project, who asks, answers, acts and closes, and what is refused."""

import uuid
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from charter.models import Body, Post, RoleGrant, User
from engagement.models import Recommendation, ScrutinyAction, ScrutinyProject
from tests.engagement import rows
from tests.engagement.desk import read, send, words
from tests.people import LONG_AGO, make_person, signed_in

pytestmark = pytest.mark.django_db
LIST, NEW = "/staff/scrutiny/", "/staff/scrutiny/new/"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
        yield


def member_of(body: Body, name: str) -> User:
    made = make_person(name, second_factor=False)
    RoleGrant.objects.create(person=made, role="panel_member", body=body, starts=LONG_AGO, given_by=made)
    return made


@pytest.fixture
def maya(db: None) -> User:
    return member_of(rows.body(), "Maya Osei")


@pytest.fixture
def brian(db: None) -> User:
    return member_of(rows.body(), "Brian Tully")


def own(row: object) -> str:
    """The page of a project, a recommendation or an action."""
    folder = {"Recommendation": "asked/", "ScrutinyAction": "actions/"}.get(type(row).__name__, "")
    return f"{LIST}{folder}{row.pk}/"


def test_scrutiny_from_its_start_to_a_closed_action(maya, brian, approver, data_owner, post) -> None:
    tenant, boss = signed_in(maya), signed_in(approver)
    page = send(tenant, NEW, title="Lifts", body="panel", text="Why they stop.", started="2026-11-02")
    project = ScrutinyProject.objects.get()
    assert (project.opened_by, project.body, project.summary) == (maya, rows.body(), "Why they stop.")
    send(tenant, page, do="recommend", text="Mend them in a day.", answer_due="2026-12-07")
    asked = Recommendation.objects.get()
    assert (asked.made_on, asked.made_by) == (date(2026, 11, 23), maya)
    assert "1 to answer" in read(boss, LIST)
    send(boss, own(asked), do="answer", decision="partly", answer="In two days.", version=1)
    assert "Accepted in part. In two days." in read(tenant, page)
    send(boss, own(asked), do="act", text="Two more fitters.", owner=post.pk, due="2026-12-31")
    send(boss, page, do="act", text="Tell everybody.", owner=post.pk, due="2026-12-31")
    action = ScrutinyAction.objects.get(recommendation=asked)
    assert ScrutinyAction.objects.get(project=project).added_by == approver
    assert "2 to do" in read(boss, LIST)
    send(signed_in(data_owner), own(action), do="done", done_on="2026-11-23", version=1)
    assert "1 to close" in read(tenant, LIST)
    send(tenant, own(action), do="close", version=2)
    assert "closed on 23 November 2026" in read(boss, own(action))
    assert "someone else must publish" in read(tenant, page)
    send(signed_in(brian), page, do="publish", address="https://www.example.org/lifts", version=1)
    project.refresh_from_db()
    assert (project.published_by, project.report_address) == (brian, "https://www.example.org/lifts")
    assert "Mend them in a day." in read(signed_in(None), f"/scrutiny/{project.slug}/")


class TestWhoSeesIt:
    def test_each_sees_what_is_theirs(self, maya, approver, engagement_officer, data_owner, post) -> None:
        other = Body.objects.create(slug="other", name="Other group", kind="tenant")
        ours, theirs = rows.project(title="Lifts"), rows.project(title="Bins", body=other)
        rows.action(
            "2026-12-01", recommendation=rows.recommendation("2026-12-01", project=theirs), owner=post
        )
        for person, sees in (
            (maya, {"Lifts"}),
            (data_owner, {"Bins"}),
            (approver, {"Lifts", "Bins"}),
            (engagement_officer, {"Lifts", "Bins"}),
        ):
            client = signed_in(person)
            assert {title for title in ("Lifts", "Bins") if title in read(client, LIST)} == sees, person
            found = {one.title for one in (ours, theirs) if client.get(own(one)).status_code == 200}
            assert found == sees, person
            for one in (ours, theirs):
                assert client.get(own(one)).status_code in (200, 404)

    def test_what_belongs_to_another_group_is_unknown(self, maya) -> None:
        other = Body.objects.create(slug="other", name="Other group", kind="tenant")
        asked = rows.recommendation("2026-12-01", project=rows.project(body=other))
        action = rows.action("2026-12-01", done="2026-11-01", recommendation=asked)
        client = signed_in(maya)
        for row, task in ((asked.project, "recommend"), (asked, "answer"), (action, "close")):
            assert client.get(own(row)).status_code == 404
            send(client, own(row), 404, do=task, version=1)
        assert ScrutinyAction.objects.get().closed_on is None

    def test_a_membership_that_ended_shows_nothing(self, maya) -> None:
        RoleGrant.objects.create(
            person=maya, role="panel_member", starts=LONG_AGO, given_by=maya,
            body=Body.objects.create(slug="other", name="Other", kind="tenant"),
        )  # fmt: skip
        RoleGrant.objects.filter(person=maya, body=rows.body()).update(ends=date(2026, 11, 22))
        made = rows.project(title="Lifts")
        assert "Lifts" not in read(signed_in(maya), LIST)
        assert signed_in(maya).get(own(made)).status_code == 404

    def test_others_stay_outside(self, administrator, body_reader) -> None:
        row = rows.action("2026-12-01")
        for person in (administrator, body_reader):
            for where in (LIST, NEW, own(row), own(row.project)):
                assert signed_in(person).get(where).status_code == 403, where

    def test_without_a_group_there_is_nothing_to_open(self, panel_member, engagement_officer) -> None:
        for person in (panel_member, engagement_officer):
            assert signed_in(person).get(NEW).status_code == 404
            assert "Open a project" not in read(signed_in(person), LIST)

    def test_the_group_finds_it_from_its_own_page(self, maya, body_reader) -> None:
        assert f'href="{LIST}"' in signed_in(maya).get("/panel/panel/").content.decode()
        RoleGrant.objects.filter(person=body_reader).update(body=rows.body())
        assert f'href="{LIST}"' not in signed_in(body_reader).get("/panel/panel/").content.decode()


class TestWhoDoesWhat:
    def test_nobody_does_what_is_anothers(self, maya, engagement_officer, approver, data_owner, post) -> None:
        asked = rows.recommendation("2026-12-01")
        open_one = rows.action("2026-12-01", recommendation=asked, owner=post)
        foreign = rows.action("2026-12-01", recommendation=asked, owner=Post.objects.create(title="Other"))
        for person, row, tasks in (
            (maya, asked, ("answer", "act")),
            (maya, open_one, ("done",)),
            (engagement_officer, asked, ("answer", "act")),
            (engagement_officer, open_one, ("done", "close")),
            (approver, asked.project, ("recommend", "publish")),
            (approver, open_one, ("done", "close")),
            (data_owner, asked, ("answer", "act")),
            (data_owner, asked.project, ("recommend", "act", "publish")),
            (data_owner, foreign, ("done",)),
            (data_owner, open_one, ("close",)),
        ):
            for task in tasks:
                send(signed_in(person), own(row), 403, do=task, version=1)
        assert signed_in(data_owner).get(NEW).status_code == 403
        assert signed_in(approver).get(NEW).status_code == 403
        send(signed_in(maya), own(asked), 404, do="burn")
        assert {one.done_on for one in ScrutinyAction.objects.all()} == {None}
        assert Recommendation.objects.get().answered_on is None

    def test_a_member_opens_for_the_own_group_only(self, maya) -> None:
        Body.objects.create(slug="other", name="Other group", kind="tenant")
        html = send(signed_in(maya), NEW, 422, title="Bins", body="other", started="2026-11-02")
        assert "Choose one of the list." in words(html)
        assert not ScrutinyProject.objects.exists()

    def test_four_eyes_on_every_step(self, maya, approver) -> None:
        RoleGrant.objects.create(person=approver, role="panel_member", body=rows.body(), starts=LONG_AGO,
                                 given_by=approver)  # fmt: skip
        client = signed_in(approver)
        project = rows.project(opened_by=approver)
        asked = rows.recommendation("2026-12-01", project=project, made_by=approver)
        done = rows.action("2026-12-01", project=project, done_on=date(2026, 11, 1), done_by=approver)
        for row, said, says in (
            (project, {"do": "publish"}, "You opened this project"),
            (asked, {"do": "answer", "decision": "accepted", "answer": "Yes."}, "You made this"),
            (done, {"do": "close"}, "You reported this action as done"),
        ):
            assert says in read(client, own(row))
            assert says in words(send(client, own(row), 422, version=1, **said))

    def test_a_step_is_taken_once(self, maya, brian, approver) -> None:
        asked = rows.recommendation("2026-12-01", "2026-11-20")
        html = send(
            signed_in(approver), own(asked), 422, do="answer", decision="accepted", answer="x", version=1
        )
        assert "answered already" in words(html)
        closed = rows.action("2026-12-01", "2026-11-20", project=asked.project)
        assert "closed already" in words(send(signed_in(maya), own(closed), 422, do="close", version=1))
        fresh = rows.action("2026-12-01", project=asked.project)
        html = send(signed_in(maya), own(fresh), 422, do="close", version=1)
        assert "Nobody has said that this action is done" in words(html)
        out = rows.project("2026-11-01")
        assert "public already" in words(send(signed_in(maya), own(out), 422, do="publish", version=1))


@pytest.mark.parametrize(
    ("box", "typed", "says"),
    [
        ("title", " ", "Give the project a title."),
        ("title", "!!!", "Give a title with letters or numbers in it."),
        ("body", "", "Choose the group."),
        ("started", "2026-11-24", "The first day is in the future."),
        ("measures", "unknown", "The list has changed."),
    ],
)
def test_a_project_says_what_is_wrong_with_it(maya, box: str, typed: str, says: str) -> None:
    told = {"title": "Lifts", "body": "panel", "text": "Why they stop.", "started": "2026-11-02"}
    html = send(signed_in(maya), NEW, 422, **told | {box: typed})
    assert says in words(html)
    assert f'id="id_{box}_error"' in html
    assert "Why they stop." in html
    assert not ScrutinyProject.objects.exists()


@pytest.mark.parametrize(
    ("said", "says", "box"),
    [
        ({"do": "recommend", "text": "", "answer_due": "2026-12-07"}, "Write what you", "recommend_text"),
        ({"do": "recommend", "text": "x", "answer_due": "2026-11-22"}, "due before", "recommend_answer_due"),
        ({"do": "publish", "address": "javascript:x", "version": 1}, "Enter a web address", "id_address"),
    ],
)  # fmt: skip
def test_a_fault_stands_beside_its_box(maya, said, says: str, box: str) -> None:
    html = send(signed_in(maya), own(rows.project()), 422, **said)
    assert says in words(html)
    assert f'id="{box}_error"' in html
    assert ScrutinyProject.objects.get().version == 1
    assert not Recommendation.objects.exists()


def test_an_answer_and_an_action_say_what_is_wrong(approver, data_owner, post) -> None:
    asked, boss = rows.recommendation("2026-12-01"), signed_in(approver)
    html = send(boss, own(asked), 422, do="answer", decision="", answer="We will.", version=1)
    assert "Say whether you accept it" in words(html)
    assert "We will." in html
    html = send(boss, own(asked), 422, do="act", text="x", owner=post.pk, due="2026-11-22")
    assert "cannot be due before it is agreed" in words(html)
    assert 'id="act_due_error"' in html
    action = rows.action("2026-12-01", recommendation=asked, owner=post)
    for day, says in (("2026-11-24", "in the future"), ("2023-01-01", "before it is agreed")):
        html = send(signed_in(data_owner), own(action), 422, do="done", done_on=day, version=1)
        assert says in words(html)
        assert 'id="id_done_on_error"' in html
    action.refresh_from_db()
    assert action.done_on is None


def test_an_old_page_is_told(approver, maya) -> None:
    asked = rows.recommendation("2026-12-01", version=2)
    html = send(
        signed_in(approver), own(asked), 409, do="answer", decision="accepted", answer="Mine.", version=1
    )
    assert "Mine." in html
    assert "changed" in words(html)
    asked.refresh_from_db()
    assert asked.answer == ""


def test_a_double_press_makes_one(maya, approver, post) -> None:
    told = {"title": "Lifts", "body": "panel", "started": "2026-11-02"}
    project, asked = rows.project(), rows.recommendation("2026-12-01")
    for person, where, boxes in (
        (maya, NEW, told),
        (maya, own(project), {"do": "recommend", "text": "Mend it.", "answer_due": "2026-12-07"}),
        (approver, own(asked), {"do": "act", "text": "Two.", "owner": post.pk, "due": "2026-12-31"}),
    ):
        client, sent = signed_in(person), {"form_token": str(uuid.uuid4()), **boxes}
        assert len({client.post(where, sent)["Location"] for _ in range(2)}) == 1
    assert ScrutinyProject.objects.filter(title="Lifts", opened_by=maya).count() == 1
    assert project.recommendations.count() == 1
    assert asked.actions.count() == 1


def test_the_menu_counts_what_waits_for_each(maya, approver, data_owner, engagement_officer, post) -> None:
    asked = rows.recommendation("2026-12-01")
    rows.action("2026-12-01", recommendation=asked, owner=post)
    rows.action("2026-12-01", project=asked.project, owner=post, done="2026-11-01")
    rows.action("2026-12-01", "2026-11-02", project=asked.project, owner=post)
    for person, waits in ((maya, "1"), (approver, "1"), (data_owner, "1"), (engagement_officer, None)):
        html = signed_in(person).get(LIST).content.decode()
        entry = html.partition(f'<a href="{LIST}"')[2].partition("</a>")[0]
        assert (f'>{waits}<span class="vh"> waiting' in entry) == (waits is not None), person


def test_a_page_asks_the_same_of_any_number(approver) -> None:
    client, project = signed_in(approver), rows.project()
    asked = [rows.recommendation("2026-12-01", project=project) for _ in range(2)]
    for one in asked:
        rows.action("2026-12-01", recommendation=one)
    client.get(LIST)  # the first page of a process asks more
    few = [_questions(client, where) for where in (LIST, own(project))]
    for _ in range(10):
        rows.action("2026-12-01", recommendation=rows.recommendation("2026-12-01", project=project))
        rows.project()
    assert [_questions(client, where) for where in (LIST, own(project))] == few


def _questions(client, where: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)
