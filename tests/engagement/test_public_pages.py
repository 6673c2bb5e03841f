"""Pages of what people said, asked and can come to: what is out and nothing else, and the calendar file."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.test import Client

from engagement.icalendar import Entry, calendar
from engagement.models import Event
from measures.models import PanelComment
from tests.engagement import rows
from tests.measures.frozen import charter, measure, published, quarters

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> a, b; c\\d"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
        yield


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def test_changes_that_are_out_are_listed_the_newest_first_in_parts() -> None:
    for day in range(1, 26):
        rows.change(f"2026-10-{day:02}", title=f"Change {day:02}", slug=f"c{day}")
    rows.change(slug="hidden", title="Not out")
    first, second = page("/you-said-we-did/"), page("/you-said-we-did/?page=2")
    assert re.findall(r"Change \d\d", first) == [f"Change {day:02}" for day in range(25, 5, -1)]
    assert re.findall(r"Change \d\d", second) == [f"Change {day:02}" for day in range(5, 0, -1)]
    assert "Not out" not in first + second
    assert page("/you-said-we-did/?page=xyz") == first
    assert Client().get("/you-said-we-did/hidden/").status_code == 404
    assert "We could not" not in page("/you-said-we-did/c3/")


def test_what_could_not_be_done_says_why() -> None:
    rows.change("2026-10-01", slug="no", outcome="could_not", said=HOSTILE, did="There is no room.")
    text = page("/you-said-we-did/no/")
    assert "We could not, because" in text
    assert "There is no room." in text
    assert HOSTILE in text
    assert "<script>alert" not in Client().get("/you-said-we-did/no/").content.decode()


def test_late_actions_are_public_until_the_tenants_close_them() -> None:
    project = rows.project("2026-09-01", slug="lifts")
    rows.action(project=project, text="Mend the lift.", due="2026-11-20", added_on=date(2026, 9, 1))
    hidden = rows.project(slug="secret", title="Secret")
    rows.action(project=hidden, text="Nobody knows.", due="2026-11-20", added_on=date(2026, 9, 1))
    text = page("/scrutiny/")
    assert "Mend the lift." in text
    assert "Late by 3 days." in text
    assert "Secret" not in text
    assert "Nobody knows." not in text
    assert Client().get("/scrutiny/secret/").status_code == 404
    assert "Late by 3 days." in page("/scrutiny/lifts/")
    done = {"done_on": date(2026, 11, 21), "done_by": rows.author()}
    project.actions.update(**done)
    text = page("/scrutiny/lifts/")
    assert "Done on 21 November 2026. That was 1 day late. The tenants have not closed it yet." in text
    project.actions.update(closed_on=date(2026, 11, 22), closed_by=rows.checker())
    assert "The tenants closed it on 22 November 2026." in page("/scrutiny/lifts/")
    assert "Nothing is open." in page("/scrutiny/")


def test_words_of_a_group_are_public_once_published_and_no_more_once_withheld() -> None:
    period = published(measure("m", quarters(8)), charter=charter()).period
    place = {"body": rows.body(), "period": period, "author": rows.member()}
    said = PanelComment.objects.create(text="46 homes is 46 too many.", **place)
    assert "46 homes" not in page("/scrutiny/")
    moment = datetime(2026, 11, 20, 9, tzinfo=UTC)
    PanelComment.objects.update(published_by=rows.checker(), published_at=moment)
    assert "46 homes is 46 too many. Panel, 20 November 2026" in page("/scrutiny/")
    old = PanelComment.objects.create(text="Of old.", **place | {"period": "2020-21-Q1"})
    PanelComment.objects.filter(pk=old.pk).update(published_by=rows.checker(), published_at=moment)
    assert "Of old." not in page("/scrutiny/")
    withheld = {"withheld_by": rows.author(), "withheld_at": moment, "withheld_because": "It names a person."}
    PanelComment.objects.filter(pk=said.pk).update(**withheld)
    text = page("/scrutiny/")
    assert "We do not show these words, because: It names a person." in text
    assert "46 homes" not in text


def test_events_say_when_people_were_invited_and_which_were_called_off() -> None:
    by = rows.author()

    def event(slug: str, starts: datetime, **more: object) -> Event:
        given = {"kind": "visit", "title": slug.title(), "planned_by": by}
        return Event.objects.create(slug=slug, starts=starts, **given | more)

    settled = {"settled_by": by, "settled_at": datetime(2026, 11, 22, tzinfo=UTC)}
    event("soon", datetime(2026, 12, 1, 18, tzinfo=UTC))
    held = {"state": "held", **settled}
    event("short", datetime(2026, 11, 10, 18, tzinfo=UTC), invited_on=date(2026, 11, 7), **held)
    event("unknown", datetime(2026, 11, 9, 18, tzinfo=UTC), **held)
    event("long-gone", datetime(2025, 11, 1, 18, tzinfo=UTC), **held)
    event("off", datetime(2026, 12, 2, tzinfo=UTC), state="cancelled", cancelled_because="Snow.", **settled)
    text = page("/events/")
    assert "Soon 1 December 2026, 6pm" in text
    assert "People were invited 3 days before. We promise a week." in text
    assert "Nobody wrote down when people were invited." in text
    assert "Called off: Snow." in text
    assert "Long-Gone" not in text
    assert "Put it in your calendar" in page("/events/soon/")
    assert "Put it in your calendar" not in page("/events/off/")
    answer = Client().get("/events/off.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Security-Policy"] == "sandbox"
    assert b"STATUS:CANCELLED\r\n" in answer.content
    assert [Client().get(f"/events/none{end}").status_code for end in ("/", ".ics")] == [404, 404]


def read(content: bytes) -> dict[str, str]:
    """A calendar file by another reader: unfolded, split, marks taken off."""
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.decode().replace("\r\n ", "").split("\r\n")[:-1]
    found = dict(line.split(":", 1) for line in lines)
    marks = {"\\n": "\n", "\\,": ",", "\\;": ";", "\\\\": "\\"}
    return {name: re.sub(r"\\[n,;\\]", lambda mark: marks[mark[0]], value) for name, value in found.items()}


@pytest.mark.parametrize("title", ["Tea", HOSTILE, "é" * 200, "a\nb", "日本" * 60, "x" * 73 + "é"])
def test_a_calendar_file_is_read_back_as_it_was_meant(title: str) -> None:
    starts = datetime.fromisoformat("2026-10-25T01:30:00+01:00")  # an hour later clocks go back
    entry = Entry("key", title, title, "https://charter.example/events/x/", starts, starts)
    found = read(calendar(entry))
    assert (found["SUMMARY"], found["DESCRIPTION"]) == (title, title)
    assert (found["DTSTART"], found["DTEND"]) == ("20261025T003000Z", "20261025T023000Z")
    assert found["STATUS"] == "CONFIRMED"
