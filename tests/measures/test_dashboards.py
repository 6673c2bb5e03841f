"""The pages of bodies: what they show, to whom, in twelve queries, and never what is hidden or not out."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from charter.models import Body, Post, RoleGrant, User
from charter.periods import Period
from engagement.actions.scrutiny import add_action, open_project
from engagement.actions.service_changes import (
    Story,
    approve_service_change,
    publish_service_change,
    record_service_change,
)
from engagement.models import ScrutinyAction
from measures import exceptions
from measures.actions import Decision, approve_result, record_result, submit_result
from measures.bodies import about_documents
from measures.figures import Figures
from measures.models import Measure, Meeting, Release, ReleaseDocument, ReleaseEntry
from measures.payload.canonical import canonical, digest
from measures.presenters import ReleaseView
from measures.querysets import desk as desk_module
from measures.querysets.owed_documents import next_due_days
from promises.models import Publication
from tests.demonstration import loaded
from tests.measures.frozen import charter, figure, measure, published, quarters
from tests.people import LONG_AGO, make_person, signed_in

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
BOARD = {"slug": "board", "name": "Board", "kind": "board"}
GROUP = {"slug": "group", "name": "Tenants", "kind": "tenant"}
SAFE = {"slug": "keep-safe", "title": "Keep your home safe", "text": "", "weight": "1"}
EXPLAINED = {
    "period": "Q2026-07", "label": "Quarter from July 2026", "why": "A firm left.",
    "action": "A new firm began.", "by_when": "2027-01-31", "written": "2026-11-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def board(db: None) -> Body:
    return Body.objects.create(**BOARD)


@pytest.fixture
def group(db: None) -> Body:
    return Body.objects.create(**GROUP)


def member_of(body: Body, role: str = "body_reader", name: str = "Judith Vance") -> User:
    made = make_person(name)
    RoleGrant.objects.create(person=made, role=role, body=body, starts=LONG_AGO, given_by=made)
    return made


def missed(slug: str, **more: Any) -> dict[str, Any]:
    results = quarters(8, status="missed", word="Below target", gap="5 points short")
    return measure(slug, results, **({"monitored_by": [BOARD, GROUP], "promises": [SAFE]} | more))


def met(slug: str, **more: Any) -> dict[str, Any]:
    results = quarters(8, status="met", word="On target")
    return measure(slug, results, **({"monitored_by": [BOARD], "promises": []} | more))


def drawn(variation: str, assurance: str) -> dict[str, Any]:
    return {"variation_icon": variation, "assurance": assurance, "why_not": ""}


def page(client: Client, where: str, status: int = 200) -> str:
    answer = client.get(where)
    assert answer.status_code == status
    return answer.content.decode()


def words(html: str) -> str:
    """The text of the main part, without tags, in one line."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def part(html: str, heading: str) -> str:
    """The words of the section under a heading's id."""
    return words("<main>" + html.partition(f'aria-labelledby="{heading}"')[2].partition("</section>")[0])


def test_a_document_is_told_with_the_day_when_it_is_due_next(board) -> None:
    Publication.objects.create(slug="accounts", title="Accounts", schedule="yearly by 30 September")
    about = measure("accounts-on-time", [], kind="publication", monitored_by=[BOARD], promises=[])
    named = about | {"publications": [{"slug": "accounts", "title": "Accounts"}]}
    published(named, measure("other-papers", [], kind="publication", monitored_by=[BOARD], promises=[]))
    html = page(signed_in(member_of(board)), "/dashboards/board/")
    assert part(html, "publications").count("Next one due by 30 September 2027") == 1
    days = {"accounts": "2027-09-30", "rules": "2027-01-01"}
    assert [one["due_next"] for one in about_documents([named, about], days)] == ["2027-09-30", ""]
    assert next_due_days(date(2026, 11, 23)) == {"accounts": "2027-09-30"}


# What it costs


@pytest.mark.parametrize("count", [10, 200])
@pytest.mark.parametrize("role", ["panel_member", "body_reader", "approver", "engagement_officer"])
def test_twelve_queries_whatever_the_number_of_measures(board, group, approver, count, role) -> None:
    release = published(
        *(
            missed(f"m{n}", monitored_by=[BOARD, GROUP], commentary=[EXPLAINED], spc=drawn("concern_low", ""))
            for n in range(count)
        ),
        charter=CHARTER,
    )
    with_promise(release, "m0")
    live = Release.objects.get(pk=release.pk)
    Meeting.objects.create(body=board, held_on=date(2026, 9, 17), state="held", release=live)
    Meeting.objects.create(body=board, held_on=date(2026, 12, 17), called_by=approver)
    project = open_project(title="Lifts", body=board, started=date(2026, 9, 1), by=approver)
    post = Post.objects.create(title="Head of Lifts")
    for n in range(min(count, 25)):
        due = date(2026, 12, 1) + timedelta(n)
        add_action(of=project, text=f"Act {n}", owner=post, added_on=date(2026, 9, 2), due=due, by=approver)
    person = (
        member_of(board, role) if role in ("panel_member", "body_reader") else make_person("Amy Lo", role)
    )
    client = signed_in(person)
    client.get("/dashboards/")  # the session's note of when it was used last, once a minute, is no page's
    with CaptureQueriesContext(connection) as asked:
        html = page(client, "/dashboards/board/")
    assert words(html).count("Below target") >= count
    assert len(asked) <= MOST_QUERIES
    with CaptureQueriesContext(connection) as asked:
        page(client, "/dashboards/board/?promise=keep-safe&kind=missed")
    assert len(asked) <= MOST_QUERIES


def test_the_count_of_queries_can_fail(board, monkeypatch) -> None:
    published(*(missed(f"m{n}") for n in range(3)))
    line = desk_module._line

    def asks_for_each(told: Any, measures: Any) -> Any:
        for _ in range(MOST_QUERIES):
            Measure.objects.filter(slug=told.slug).exists()
        return line(told, measures)

    monkeypatch.setattr(desk_module, "_line", asks_for_each)
    with CaptureQueriesContext(connection) as asked:
        page(signed_in(member_of(board)), "/dashboards/board/")
    assert len(asked) > MOST_QUERIES


CHARTER = charter(promises=[SAFE])


def with_promise(release: ReleaseView, *slugs: str, **more: Any) -> None:
    """Put into a release the promise whose lines are these measures."""
    lines = [{"measure": {"slug": slug, "status": "missed"}, "monitored_by": []} for slug in slugs]
    found = SAFE | {"status": "missed", "word": "Not kept", "sentence": "1 of 6.", "lines": lines} | more
    text = canonical(found)
    ReleaseDocument.objects.create(digest=digest(text), body=text)
    ReleaseEntry.objects.create(release_id=release.pk, name="promises/keep-safe", document_id=digest(text))


# For whom


def test_members_see_their_own_body_and_no_other(board, group) -> None:
    published(missed("repairs"))
    client = signed_in(member_of(board))
    assert client.get("/dashboards/").headers["Location"] == "/dashboards/board/"
    page(client, "/dashboards/board/")
    assert client.get("/dashboards/group/").status_code == 404
    assert client.get("/dashboards/nobody/").status_code == 404
    assert client.get("/dashboards/board/not-published/").status_code == 403


def test_former_members_and_members_of_no_named_body_see_none(board) -> None:
    former = member_of(board)
    RoleGrant.objects.create(person=former, role="body_reader", body=None, starts=LONG_AGO, given_by=former)
    RoleGrant.objects.filter(body=board).update(ends=date(2026, 11, 22))
    client = signed_in(former)
    assert client.get("/dashboards/board/").status_code == 404
    assert "not down as a member of a body" in page(client, "/dashboards/")


def test_who_works_with_all_bodies_chooses_one(board, group, approver, engagement_officer) -> None:
    for person in (approver, engagement_officer):
        html = page(signed_in(person), "/dashboards/")
        assert 'href="/dashboards/board/"' in html
        assert 'href="/dashboards/group/"' in html


def test_strangers_sign_in_first_and_other_roles_may_not(board, data_owner, administrator) -> None:
    assert Client().get("/dashboards/board/").headers["Location"].startswith("/account/login/")
    for person in (data_owner, administrator):
        assert signed_in(person).get("/dashboards/board/").status_code == 403


def test_it_is_reached_from_the_account(board) -> None:
    assert 'href="/dashboards/"' in page(signed_in(member_of(board)), "/account/")


# What it shows


def test_exceptions_come_first_in_sentences_with_their_words_and_links(board) -> None:
    published(met("gas"), missed("repairs", title="Repairs on time", commentary=[EXPLAINED], critical=True))
    html = page(signed_in(member_of(board)), "/dashboards/board/")
    text = words(html)
    assert "2 figures to watch" in text
    assert "Start here: 1 needs your eye" in text
    told = part(html, "exceptions")
    assert "Repairs on time was 90.0% in Quarter from July 2026, 5 points short of our target of 95%." in told
    for said in ("Below target", "A firm left.", "A new firm began.", "31 January 2027", "critical"):
        assert said in told
    links = re.findall(r'href="([^"]+)"', html.partition('class="exceptions"')[2].partition("</ol>")[0])
    history = "/staff/figures/repairs/q2026-07/history/"
    assert links == ["/measures/repairs/", "/measures/repairs/#figures", "/measures/repairs/#why", history]
    assert html.index('id="exceptions"') < html.index('id="matrix"') < html.index('id="since"')


def test_only_readers_of_histories_are_led_there(group) -> None:
    published(missed("repairs"))
    member = member_of(group, "panel_member")
    assert "/history/" not in page(signed_in(member), "/dashboards/group/")


def test_the_matrix_holds_each_figure_once_and_names_who_is_left_out(board) -> None:
    published(
        met("a", title="Alpha", spc=drawn("improvement_high", "consistent_pass")),
        met("b", title="Beta", spc=drawn("concern_low", "consistent_fail")),
        met("c", title="Gamma", spc=drawn("neutral_high", "inconsistent")),
        met("d", title="Delta", spc=drawn("common_cause", "")),
        met("e", title="Epsilon", spc={"variation_icon": None, "assurance": None, "why_not": "Too few."}),
        met("f", title="Zeta"),
    )
    told = part(page(signed_in(member_of(board)), "/dashboards/board/"), "matrix")
    assert "Getting better, and not by chance 1 Alpha None None" in told
    assert "Normal ups and downs None None None" in told
    assert "Getting worse, and not by chance None None 1 Beta" in told
    assert "Moved, and not by chance None 1 Gamma None" in told
    assert "3 figures are not in this table" in told
    assert "Delta : It has no target that its usual range could be held against." in told
    assert "Epsilon : Too few." in told
    assert "Zeta : It is no run of figures that can be tested for chance." in told


def test_since_the_last_meeting_names_what_reads_differently(board, approver) -> None:
    live = Release.objects.get(pk=published(met("gas", title="Gas checks"), missed("repairs")).pk)
    client = signed_in(member_of(board))
    assert "There was no meeting yet" in part(page(client, "/dashboards/board/"), "since")
    meeting = Meeting.objects.create(body=board, held_on=date(2026, 9, 17), state="held")
    assert "Nothing was published when you met" in part(page(client, "/dashboards/board/"), "since")
    Meeting.objects.filter(pk=meeting.pk).update(release=live)
    told = part(page(client, "/dashboards/board/"), "since")
    assert "It was on 17 September 2026. Nothing reads differently." in told


def test_the_next_meeting_stands_at_the_top(board) -> None:
    Meeting.objects.create(
        body=board, held_on=date(2026, 12, 17), place="Town Hall", papers_due=date(2026, 12, 10)
    )
    html = page(signed_in(member_of(board)), "/dashboards/board/")
    assert "Next meeting: 17 December 2026, Town Hall. Its papers are due by 10 December 2026." in words(html)
    assert 'href="/dashboards/board/papers/"' in html


def test_before_the_first_release_it_says_so(board, approver) -> None:
    for person in (member_of(board), approver):
        text = words(page(signed_in(person), "/dashboards/board/?promise=x&kind=y&period=z"))
        assert "Nothing is published yet" in text
    text = words(page(signed_in(approver), "/dashboards/board/not-published/"))
    assert "nobody knows what this body watches" in text


def test_a_body_that_watches_nothing(group) -> None:
    published(met("gas"))
    text = words(page(signed_in(member_of(group)), "/dashboards/group/"))
    assert "0 figures to watch" in text
    assert "Nothing needs your eye" in text


# Filters


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("promise=unknown", "There is no promise “unknown” here"),
        ("kind=sad", "We do not know the reason “sad”"),
        ("period=1066", "We have no results of the period “1066”"),
        ("kind=" + "x" * 900, "We do not know the reason “" + "x" * 40 + "”"),
        ("kind=%3Cscript%3E", "We do not know the reason “<script>”"),
    ],
)
def test_what_is_asked_for_in_vain_is_told(board, query, fault) -> None:
    published(missed("repairs"))
    html = page(signed_in(member_of(board)), f"/dashboards/board/?{query}", status=422)
    assert fault in words(html)
    assert "<script>”" not in html
    assert "x" * 41 not in words(html)
    assert "Start here: 1 needs your eye" in words(html)


def test_filters_narrow_and_count(board) -> None:
    release = published(
        missed("repairs", title="Repairs on time"),
        missed("gas", title="Gas checks", promises=[], state="overdue", reason="It is late."),
        charter=CHARTER,
    )
    with_promise(release, "repairs")
    client = signed_in(member_of(board))
    told = part(page(client, "/dashboards/board/?kind=overdue"), "exceptions")
    assert "Gas checks" in told
    assert "Repairs on time" not in told
    html = page(client, "/dashboards/board/")
    assert "Figure is late (1)" in words(html)
    assert "Below target (2)" in words(html)
    assert "Keep your home safe (1)" in words(html)
    text = words(page(client, "/dashboards/board/?promise=keep-safe"))
    assert "Start here: 2 need your eye" in text  # the figure, and its promise
    assert "Gas checks" not in text
    assert "Not kept 1 of 6." in part(page(client, "/dashboards/board/"), "promises")
    shortest = client.get("/dashboards/board/?kind=missed&promise=&period=")
    assert shortest.headers["Location"] == "/dashboards/board/?kind=missed"


def test_an_earlier_period_shows_its_own_figures(board, approver) -> None:
    live = Release.objects.get(pk=published(met("gas", title="Gas checks")).pk)
    entries = list(live.entries.all())
    old = Release.objects.create(
        slug="2026-27-q1", period="2026-27-Q1", period_kind="quarter", period_start=date(2026, 4, 1),
        period_end=date(2026, 6, 30), state="earlier", cutoff=live.cutoff, hash="b" * 64, rule_version="1",
        published_by=approver, published_at=datetime(2026, 8, 1, tzinfo=UTC),
    )  # fmt: skip
    old.entries.bulk_create(
        type(one)(release=old, name=one.name, document_id=one.document_id) for one in entries
    )
    client = signed_in(member_of(board))
    html = page(client, "/dashboards/board/?period=2026-27-q1")
    assert "This is how it stood in April to June 2026." in words(html)
    assert 'id="since"' not in html
    with CaptureQueriesContext(connection) as asked:
        page(client, "/dashboards/board/?period=2026-27-q1")
    assert len(asked) <= MOST_QUERIES
    Release.objects.filter(pk=old.pk).update(
        state="withdrawn", withdrawn_because="Wrong.", withdrawn_at=live.published_at,
        public_since=live.published_at, withdrawn_by=approver,
    )  # fmt: skip
    assert "We have no results" in page(client, "/dashboards/board/?period=2026-27-q1", status=422)


# What must never be there

CANARY = "97.654"


def planted(measure: Measure, owner: User, approver: User, period: str = "2026-10") -> None:
    """A figure that is approved and in no release."""
    value = Figures(Decimal(97654), Decimal(100000))
    draft = record_result(measure=measure, period=Period.parse(period), figures=value, by=owner)
    approve_result(
        result=submit_result(result=draft, by=owner), by=approver, decision=Decision(approval="final")
    )


def test_what_is_not_published_is_on_one_page_of_approvers_alone(
    board, group, measure: Measure, data_owner, approver, engagement_officer
) -> None:
    Measure.objects.filter(pk=measure.pk).update(decimals=3)
    planted(measure, data_owner, approver)
    published(met("repairs", title="Repairs on time", monitored_by=[BOARD]))
    for person in (member_of(board), engagement_officer, approver):
        client = signed_in(person)
        for query in ("", "?kind=missed"):
            assert CANARY not in page(client, f"/dashboards/board/{query}")
            assert "97654" not in page(client, f"/dashboards/board/{query}")
    html = page(signed_in(approver), "/dashboards/board/not-published/")
    assert CANARY in html
    assert "Not published yet" in part_of_table(html)
    assert CANARY not in page(signed_in(approver), "/dashboards/group/not-published/")
    for person in (engagement_officer, data_owner):
        assert signed_in(person).get("/dashboards/board/not-published/").status_code in (403, 404)


def part_of_table(html: str) -> str:
    return words("<main>" + html.partition("<tbody>")[2].partition("</tbody>")[0])


def test_what_was_in_the_release_is_not_called_unpublished(
    board, measure: Measure, data_owner, approver
) -> None:
    with time_machine.travel("2026-11-05 10:00:00+00:00", tick=False):
        planted(measure, data_owner, approver, period="2026-09")
    published(met("repairs", monitored_by=[BOARD]))  # cut off on 9 November
    assert CANARY not in page(signed_in(approver), "/dashboards/board/not-published/")


def test_nothing_follows_from_a_hidden_figure(board, monkeypatch) -> None:
    """A frozen document holds no hidden value; its status must not tell either, nor lead to its history."""
    hidden = figure(
        "Q2026-07", "Quarter from July 2026", "2026-07-01",
        value=None, shown="", shown_unit="", base="", numerator=None, denominator=None, marker="c",
        status="missed", word="Below target", flags=["c", "u"],
    )  # fmt: skip
    published(
        measure("few", [hidden], monitored_by=[BOARD], state="suppressed", title="Few people")
        | {"change": {"verdict": "declined", "test": "control", "sentence": "Getting worse."}}
    )
    html = page(signed_in(member_of(board)), "/dashboards/board/")
    assert "Nothing needs your eye" in words(html)
    assert "not shown, good or bad, as few people" in words(html)
    assert "/history/" not in html
    assert "Getting worse." not in html
    monkeypatch.setattr(exceptions, "is_hidden", lambda measure: False)  # the control: without the rule
    assert "Getting worse." in page(signed_in(member_of(board, name="Ada Roe")), "/dashboards/board/")


def test_a_later_period_is_unpublished_though_it_was_approved_before(
    board, measure: Measure, data_owner, approver
) -> None:
    Measure.objects.filter(pk=measure.pk).update(decimals=3)
    with time_machine.travel("2026-11-05 10:00:00+00:00", tick=False):
        planted(measure, data_owner, approver)
    published(met("repairs", monitored_by=[BOARD]))
    client = signed_in(approver)
    with CaptureQueriesContext(connection) as asked:
        assert CANARY in page(client, "/dashboards/board/not-published/")
    assert len(asked) <= MOST_QUERIES + 3  # of them three for the session's first note


# What other apps add


def test_open_actions_of_the_own_projects_and_what_came_out_since(board, group, approver, data_owner) -> None:
    published(met("gas"))
    post = Post.objects.create(title="Head of Lifts")
    for body, text in ((board, "Mend the lift"), (group, "Paint the hall")):
        project = open_project(title=f"About {text}", body=body, started=date(2026, 9, 1), by=approver)
        add_action(
            of=project, text=text, owner=post, added_on=date(2026, 9, 2), due=date(2026, 11, 1), by=approver
        )
    done = ScrutinyAction.objects.get(text="Mend the lift")
    for title, at in (("Old news", "2026-07-01"), ("New bins", "2026-10-01")):
        told = Story(title, "We asked.", "We bought bins.", date(2026, 6, 1))
        with time_machine.travel(f"{at} 10:00:00+00:00", tick=False):
            change = record_service_change(story=told, by=data_owner)
            change = approve_service_change(change=change, by=approver)
            publish_service_change(change=change, by=approver)
    html = page(signed_in(member_of(board)), "/dashboards/board/")
    told_of = part(html, "other-scrutiny")
    assert "Mend the lift Head of Lifts does this. It comes from “About Mend the lift”. Late" in told_of
    assert "Paint the hall" not in told_of
    assert "New bins We did: We bought bins." in part(html, "other-changes")
    assert "Old news" not in html
    assert done.closed_on is None


# The demonstration


@pytest.fixture(scope="module")
def _demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.mark.usefixtures("_demonstration")
@pytest.mark.parametrize(
    ("who", "slug"),
    [
        ("maya.osei", "customer-voice-group"),
        ("judith.vance", "board"),
        ("tom.hale", "homes-and-safety-committee"),
    ],
)
def test_every_link_of_the_demonstrations_pages_leads_somewhere(who: str, slug: str) -> None:
    client = signed_in(User.objects.get(email=f"{who}@alderbrook.example"))
    html = page(client, f"/dashboards/{slug}/")
    main = html.partition("<main")[2].partition("</main>")[0]
    links = {link.partition("#")[0] for link in re.findall(r'href="([^"]+)"', main)} - {"", "?"}
    assert len(links) > 20
    assert [link for link in sorted(links) if client.get(link).status_code != 200] == []
    for link in sorted(set(re.findall(r'href="(/measures/[^"]+)#(\w+)"', main))):
        assert f'id="{link[1]}"' in client.get(link[0]).content.decode(), link
