"""“You said, we did” at the desk: who opens it, who writes, approves and publishes, and what is refused."""

import uuid
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from charter.models import AuditEvent, Charter, Theme
from engagement.actions.service_changes import approve_service_change
from engagement.models import ServiceChange
from promises.models import Promise
from tests.engagement import rows
from tests.engagement.desk import read, send, words
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
LIST, NEW = "/staff/changes/", "/staff/changes/new/"
TOLD = {
    "title": "Lights on Elm Walk",
    "said": "It is dark.",
    "outcome": "did",
    "did": "We put up lights.",
    "decided_on": "2026-11-02",
    "version": 0,
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def promise(landlord) -> Promise:
    charter = Charter.objects.create(landlord=landlord, slug="2026", title="Our charter", is_current=True)
    theme = Theme.objects.create(charter=charter, slug="homes", title="Homes")
    return Promise.objects.create(charter=charter, theme=theme, slug="safe", title="We keep you safe")


def test_a_change_is_written_put_right_approved_and_published(
    promise, measure, engagement_officer, approver
) -> None:
    officer, boss = signed_in(engagement_officer), signed_in(approver)
    own = send(officer, NEW, **TOLD, promises=["safe"], measures=["repairs"])
    made = ServiceChange.objects.get()
    assert (made.written_by, made.decided_on) == (engagement_officer, date(2026, 11, 2))
    assert (made.promises, made.measures) == (["safe"], ["repairs"])
    assert 'value="safe" id="id_promises_0" checked' in " ".join(officer.get(own).content.decode().split())
    assert "Waits for approval" in read(boss, LIST)
    send(officer, own, do="change", **TOLD | {"did": "We put up six lights.", "version": 1})
    assert "We put up six lights." in read(boss, own)
    send(boss, own, do="approve", version=2)
    assert "waits to be published" in read(officer, LIST)
    assert boss.get(f"/you-said-we-did/{made.slug}/").status_code == 404
    send(boss, own, do="publish", version=3)
    assert "Public since 23 November 2026" in read(officer, own)
    assert "We put up six lights." in read(officer, f"/you-said-we-did/{made.slug}/")


def test_only_those_who_write_or_approve_open_it(engagement_officer, approver, data_owner) -> None:
    own = f"/staff/changes/{rows.change().pk}/"
    for person in (engagement_officer, approver):
        assert {signed_in(person).get(where).status_code for where in (LIST, own)} == {200}
    for person in (data_owner, make_person("Ann Marsh", "administrator"), make_person("M", "panel_member")):
        assert {signed_in(person).get(where).status_code for where in (LIST, NEW, own)} == {403}
    assert signed_in(approver).get(NEW).status_code == 403
    assert signed_in(approver).get("/staff/changes/999999/").status_code == 404
    assert "Write a new one" not in read(signed_in(approver), LIST)


def test_nobody_does_what_is_anothers(engagement_officer, approver) -> None:
    made = rows.change()
    own = f"/staff/changes/{made.pk}/"
    for task in ("approve", "publish"):
        send(signed_in(engagement_officer), own, 403, do=task, version=1)
    send(signed_in(approver), own, 403, do="change", **TOLD | {"version": 1})
    send(signed_in(approver), own, 404, do="burn", version=1)
    html = send(signed_in(approver), own, 422, do="publish", version=1)
    assert "not approved yet" in words(html)
    made.refresh_from_db()
    assert (made.version, made.title) == (1, "Lights")


@pytest.mark.parametrize(
    ("box", "typed", "says"),
    [
        ("title", " ", "Give the change a title."),
        ("said", "", "Write what people said."),
        ("did", "", "Write what you did, or why you could not."),
        ("outcome", "maybe", "Choose one of the list."),
        ("decided_on", "soon", "Enter a date, like 30/6/2026."),
        ("decided_on", "2026-11-24", "The day of the change is in the future."),
        ("promises", "unknown", "The list has changed."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    engagement_officer, box: str, typed: str, says: str
) -> None:
    html = send(signed_in(engagement_officer), NEW, 422, **TOLD | {box: typed})
    assert says in words(html)
    assert box in ("did",) or "We put up lights." in html
    assert not ServiceChange.objects.exists()


def test_whoever_wrote_any_of_it_does_not_approve_it(engagement_officer) -> None:
    both = make_person("Jo Both", "engagement_officer", "approver")
    made = rows.change()
    own = f"/staff/changes/{made.pk}/"
    send(signed_in(both), own, do="change", **TOLD | {"version": 1})
    assert "someone else must approve it" in read(signed_in(both), own)
    assert 'value="approve"' not in signed_in(both).get(own).content.decode()
    html = send(signed_in(both), own, 422, do="approve", version=2)
    assert "You wrote this change" in words(html)
    made.refresh_from_db()
    assert made.approved_by is None


def test_keeping_the_same_words_makes_nobody_an_author(engagement_officer) -> None:
    both = make_person("Jo Both", "engagement_officer", "approver")
    made = rows.change()
    same = {"title": "Lights", "said": "It is dark.", "outcome": "did", "did": "We lit it."}
    own = f"/staff/changes/{made.pk}/"
    send(signed_in(both), own, do="change", decided_on="2024-01-01", version=1, **same)
    send(signed_in(both), own, do="approve", version=1)
    assert not AuditEvent.objects.filter(verb="change_service_change").exists()


def test_words_stay_once_they_are_approved(engagement_officer, approver) -> None:
    made = rows.change()
    approve_service_change(change=made, by=approver)
    officer, own = signed_in(engagement_officer), f"/staff/changes/{made.pk}/"
    assert "<textarea" not in officer.get(own).content.decode()
    html = send(officer, own, 422, do="change", **TOLD | {"version": 2})
    assert "approved already, so its words stay" in words(html)
    made.refresh_from_db()
    assert made.title == "Lights"


def test_nobody_approves_words_that_they_did_not_see(engagement_officer, approver) -> None:
    made = rows.change()
    own = f"/staff/changes/{made.pk}/"
    send(signed_in(engagement_officer), own, do="change", **TOLD | {"version": 1})
    html = send(signed_in(approver), own, 409, do="approve", version=1)
    assert "Eve Osei changed this" in words(html)
    twice = send(signed_in(engagement_officer), own, 409, do="change", **TOLD | {"did": "x", "version": 1})
    assert "We put up lights." in twice
    made.refresh_from_db()
    assert (made.approved_by, made.did) == (None, "We put up lights.")


def test_a_double_press_makes_one(engagement_officer) -> None:
    client, boxes = signed_in(engagement_officer), {"form_token": str(uuid.uuid4()), **TOLD}
    first, second = (client.post(NEW, boxes) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert ServiceChange.objects.count() == 1


def test_approvers_see_in_the_menu_how_many_wait(engagement_officer, approver) -> None:
    rows.change()
    rows.change("2026-10-01")
    rows.change(approved_by=rows.checker(), approved_at=rows.LONG_AGO)
    html = signed_in(approver).get(LIST).content.decode()
    entry = html.partition('href="/staff/changes/"')[2].partition("</a>")[0]
    assert '2<span class="vh"> waiting' in entry
    html = signed_in(engagement_officer).get(LIST).content.decode()
    assert "waiting" not in html.partition('href="/staff/changes/"')[2].partition("</a>")[0]


def test_what_waits_stands_first_and_the_list_asks_the_same_of_any_number(approver) -> None:
    rows.change("2026-10-01", title="Out")
    rows.change(title="Approved", approved_by=rows.checker(), approved_at=rows.LONG_AGO)
    rows.change(title="Written")
    client = signed_in(approver)
    text = read(client, LIST)
    assert text.index("Written") < text.index("Approved") < text.index("Out")
    few = _questions(client)  # the page was asked before, and the first of a process asks more
    for _ in range(20):
        rows.change()
    assert _questions(client) == few


def _questions(client) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    return len(asked)
