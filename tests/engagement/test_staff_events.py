"""Events at the desk: planned, put right, invited to, held, called off; who may, and what is refused."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.models import Event
from tests.engagement import rows
from tests.engagement.desk import read, send, words
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
LIST, NEW = "/staff/events/", "/staff/events/new/"
TOLD = {
    "title": "Talk about repairs",
    "kind": "focus_group",
    "day": "2026-12-10",
    "at": "6pm",
    "text": "In the hub.",
    "version": 0,
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def officer(engagement_officer):
    return signed_in(engagement_officer)


def planned(starts: str = "2026-12-10T18:00", **more: object) -> Event:
    return rows.event(starts, state="planned", **more)


def own(event: Event) -> str:
    return f"{LIST}{event.pk}/"


def test_an_event_is_planned_put_right_invited_to_and_held(officer, engagement_officer) -> None:
    page = send(officer, NEW, **TOLD, body=rows.body().slug)
    made = Event.objects.get()
    assert (made.starts, made.body) == (datetime(2026, 12, 10, 18, tzinfo=UTC), rows.body())
    assert 'value="18:00"' in officer.get(page).content.decode()
    send(officer, page, do="change", **TOLD | {"at": "18:30", "version": 1})
    made.refresh_from_db()
    assert (made.starts.minute, made.body, made.version) == (30, None, 2)
    send(officer, page, do="invite", version=2)
    assert "17 days before" in read(officer, LIST)
    assert "It took place" not in read(officer, page)
    with time_machine.travel("2026-12-10 20:00:00+00:00", tick=False):
        officer = signed_in(engagement_officer)
        assert "Did it take place?" in read(officer, LIST)
        send(officer, page, do="hold", version=3)
        assert "Held" in read(officer, page)
        assert "It took place." in read(officer, f"/events/{made.slug}/")


def test_the_clock_of_summer_is_that_of_london(officer) -> None:
    page = send(officer, NEW, **TOLD | {"day": "2027-07-01", "at": "18:00"})
    assert Event.objects.get().starts == datetime(2027, 7, 1, 17, tzinfo=UTC)
    assert 'value="18:00"' in officer.get(page).content.decode()


def test_only_engagement_officers_open_it(approver, data_owner, administrator, panel_member) -> None:
    event = planned()
    for person in (approver, data_owner, administrator, panel_member):
        client = signed_in(person)
        for where in (LIST, NEW, own(event), f"{own(event)}call-off/"):
            assert client.get(where).status_code == 403, where
            send(client, where, 403, do="invite", reason="x", version=1)
    event.refresh_from_db()
    assert (event.state, event.version) == ("planned", 1)
    client = signed_in(make_person("Leah Morgan", "engagement_officer"))
    assert client.get(f"{LIST}999999/").status_code == 404
    assert client.get(f"{LIST}999999/call-off/").status_code == 404
    send(client, own(event), 404, do="burn", version=1)


@pytest.mark.parametrize(
    ("box", "typed", "says"),
    [
        ("title", "", "Give the event a title."),
        ("kind", "party", "Choose one of the list."),
        ("day", "", "Choose the day of the event."),
        ("day", "2026-11-22", "this one has begun. Check its time."),
        ("at", "six", "Enter a time, like 18:00 or 6pm."),
        ("seats", "0", "Enter a number from 1 to 9999"),
        ("join_link", "javascript:alert(1)", "Enter a web address"),
        ("at", "", "Say when it begins"),
        ("body", "nobody", "Choose one of the list."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(officer, box: str, typed: str, says: str) -> None:
    html = send(officer, NEW, 422, **TOLD | {box: typed})
    assert says in words(html)
    assert f'id="id_{box}_error"' in html
    assert "In the hub." in html
    assert not Event.objects.exists()


def test_a_second_of_one_name_on_a_day_is_told(officer) -> None:
    send(officer, NEW, **TOLD)
    html = send(officer, NEW, 422, **TOLD | {"at": "20:00"})
    assert "is taken already" in words(html)
    assert 'id="id_title_error"' in html
    assert Event.objects.count() == 1


def test_a_double_press_makes_one(officer) -> None:
    sent = {"form_token": str(uuid.uuid4()), **TOLD}
    assert len({officer.post(NEW, sent)["Location"] for _ in range(2)}) == 1
    assert Event.objects.count() == 1


class TestTheInvitation:
    def test_a_late_one_is_told_before_and_after_it_is_noted(self, officer) -> None:
        event = planned("2026-11-27T18:00")
        assert "The event is 4 days away. That is less than a week" in read(officer, own(event))
        html = send(officer, own(event), 422, do="invite", version=1)
        assert 'id="id_late_because_error"' in html
        send(officer, own(event), do="invite", late_because="The hall was shut.", version=1)
        event.refresh_from_db()
        assert (event.invited_on, event.late_because) == (date(2026, 11, 23), "The hall was shut.")
        assert "4 days before. That is less than a week." in read(officer, own(event))

    def test_one_a_week_before_is_in_time(self, officer) -> None:
        assert "less than a week" not in read(officer, own(planned("2026-11-30T09:00")))

    def test_it_is_noted_once_and_then_the_time_stays(self, officer) -> None:
        event = planned(invited="2026-11-20")
        html = send(officer, own(event), 422, do="invite", version=1)
        assert "noted already" in words(html)
        html = send(officer, own(event), 422, do="change", **TOLD | {"day": "2026-12-24", "version": 1})
        assert "People are invited for this time, so it stays." in words(html)
        assert 'id="id_day_error"' in html
        send(officer, own(event), do="change", **TOLD | {"title": "Another name", "version": 1})
        event.refresh_from_db()
        assert (event.title, event.invited_on) == ("Another name", date(2026, 11, 20))

    def test_without_the_lock_on_its_time_a_late_one_would_pass_as_in_time(self) -> None:
        """Negative control: what moving the event would do to its notice."""
        from engagement.querysets import with_a_weeks_notice

        event = planned("2026-11-27T18:00", invited="2026-11-23")
        assert not with_a_weeks_notice(Event.objects.all()).exists()
        Event.objects.filter(pk=event.pk).update(starts=datetime(2026, 12, 10, 18, tzinfo=UTC))
        assert with_a_weeks_notice(Event.objects.all()).exists()


def test_what_began_or_is_settled_is_not_changed(officer) -> None:
    begun, off, held = planned("2026-11-22T18:00"), planned(), rows.event("2026-10-01T18:00")
    send(officer, f"{own(off)}call-off/", reason="The hall is closed.", version=1)
    for event, task, version, says in (
        (begun, "change", 1, "This event has begun"),
        (begun, "invite", 1, "This event has begun"),
        (off, "change", 2, "cancelled already"),
        (off, "invite", 2, "is cancelled"),
        (off, "hold", 2, "cancelled already"),
        (held, "change", 1, "held already"),
        (held, "hold", 1, "held already"),
    ):
        html = send(officer, own(event), 422, do=task, **TOLD | {"version": version})
        assert says in words(html), (task, says)
        assert "Keep the change" not in html
    ahead = planned("2026-12-11T18:00")
    assert "has not begun yet" in words(send(officer, own(ahead), 422, do="hold", version=1))


class TestCallingOff:
    def test_it_asks_once_and_for_a_reason(self, officer) -> None:
        event = planned(title="Talk")
        where = f"{own(event)}call-off/"
        assert where in officer.get(own(event)).content.decode()
        assert "Call this event off?" in read(officer, where)
        event.refresh_from_db()
        assert event.state == "planned"
        html = send(officer, where, 422, reason=" ", version=1)
        assert "Say why it does not take place." in words(html)
        send(officer, where, reason="The hall is closed.", version=1)
        event.refresh_from_db()
        assert (event.state, event.cancelled_because) == ("cancelled", "The hall is closed.")
        assert "The hall is closed." in read(officer, f"/events/{event.slug}/")
        assert officer.get(where).status_code == 302
        assert "cancelled already" in words(send(officer, where, 422, reason="Again.", version=2))

    def test_one_put_down_as_held_counts_no_longer(self, officer) -> None:
        event = rows.event("2026-10-01T18:00")
        assert "It will count no longer." in read(officer, f"{own(event)}call-off/")
        send(officer, f"{own(event)}call-off/", reason="Nobody came.", version=1)
        event.refresh_from_db()
        assert event.state == "cancelled"

    def test_an_old_page_is_told(self, officer) -> None:
        event = planned(version=2)
        for where, said in (
            (f"{own(event)}call-off/", {"reason": "The hall is closed."}),
            (own(event), {"do": "change", **TOLD}),
            (own(event), {"do": "invite"}),
        ):
            send(officer, where, 409, **said | {"version": 1})
        event.refresh_from_db()
        assert (event.state, event.version, event.invited_on) == ("planned", 2, None)


def test_the_menu_counts_what_waits_for_the_officer(officer) -> None:
    planned("2026-11-22T18:00")  # did it take place?
    planned("2026-12-01T18:00")  # no invitation yet
    planned("2026-12-01T18:00", invited="2026-11-20")
    planned("2027-02-01T18:00")
    rows.event("2026-10-15T18:00")
    html = officer.get(LIST).content.decode()
    entry = html.partition(f'<a href="{LIST}"')[2].partition("</a>")[0]
    assert '>2<span class="vh"> waiting' in entry


def test_what_is_to_come_stands_apart_and_the_list_asks_the_same_of_any_number(officer) -> None:
    rows.event("2026-10-02T18:00", title="Newer")
    rows.event("2026-10-01T18:00", title="Older")
    planned("2026-09-01T18:00", title="Unsettled")
    planned("2026-12-11T18:00", title="Later")
    planned("2026-12-10T18:00", title="Sooner")
    text = read(officer, LIST)
    places = [text.index(title) for title in ("Sooner", "Later", "Unsettled", "Newer", "Older")]
    assert places == sorted(places)
    few = _questions(officer)
    for day in range(1, 20):
        planned(f"2026-12-{day:02}T18:00", body=rows.body())
    assert _questions(officer) == few


def _questions(client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(LIST).status_code == 200
    return len(asked)
