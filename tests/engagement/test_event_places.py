"""Places at an event: asked in time or with a reason, answered, waited for, moved, called off, heard."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from charter.faults import Refused
from charter.identity import links
from charter.models import AuditEvent, Landlord, User
from engagement.actions.event_mails import remind, send_mails
from engagement.actions.event_places import invite, note_attendance, publish_heard, reply
from engagement.actions.events import Plan, cancel_event, change_event, hold_event, move_event
from engagement.mails import REPLY
from engagement.models import Event, EventMail, EventPlace, Member
from engagement.querysets import SOURCES
from tests.engagement import rows
from tests.engagement.desk import read, send
from tests.people import signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
HELD = NOW + timedelta(days=10, hours=3)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    Landlord.objects.create(name="Alderbrook Homes", first_period="2024-04")
    with time_machine.travel(NOW, tick=False):
        yield


def planned(days: int = 10, **more: object) -> Event:
    starts = (NOW + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
    return rows.event(starts, state="planned", **more)


def member(name: str, **more: object) -> Member:
    given = {"signed_up_at": NOW, "confirmed_at": NOW, "email": f"{name}@example.org", "name": name}
    return Member.objects.create(**given | more)  # type: ignore[arg-type]


def asked(event: Event, *names: str, **more: str) -> list[EventPlace]:
    """Places of new members of these names, in their order."""
    for name in names:
        member(name)
    invite(event=event, members=Member.objects.all(), by=rows.author(), **more)
    return list(event.places.order_by("member__pk"))


def answer(place: EventPlace, coming: bool = True) -> str:
    found = reply(key=place.key, coming=coming, by=User.objects.system())
    return found.state if found else "gone"


def mailed(event: Event) -> list[tuple[str, str]]:
    """Send what waits; to whom and what went out just now."""
    mail.outbox.clear()
    send_mails(event_id=event.pk, by=rows.author())
    return sorted((one.to[0].partition("@")[0], one.subject.partition(":")[0]) for one in mail.outbox)


def counted() -> tuple[int, int]:
    found = SOURCES["events_with_notice"](NOW.date(), (NOW + timedelta(days=60)).date())
    return int(found.numerator or 0), int(found.denominator or 0)


def test_only_those_who_take_part_are_asked_and_each_once() -> None:
    event = planned(join_link="https://meet.example.org/secret", place="Online")
    member("unsure", confirmed_at=None)
    member("gone", left_at=NOW)
    asked(event, "ann")
    assert mailed(event) == [("ann", "You are invited")]
    [message] = mail.outbox
    assert "meet.example.org" not in str(message.message())
    assert message.attachments[0].filename == f"{event.slug}.ics"
    assert mailed(event) == []
    with pytest.raises(Refused, match="nobody to ask"):
        invite(event=event, members=Member.objects.all(), by=rows.author())


def test_who_leaves_before_the_mail_gets_none_and_stays_counted() -> None:
    event = planned()
    [place] = asked(event, "ann")
    Member.objects.update(left_at=NOW)
    assert mailed(event) == []
    assert answer(place) == "gone"
    Member.objects.all().delete()
    assert event.places.count() == 1


def test_a_late_invitation_needs_a_reason_that_everybody_reads() -> None:
    event = planned(days=6)
    with pytest.raises(Refused, match="Say why people hear so late"):
        asked(event, "ann")
    assert not event.places.exists()
    invite(event=event, members=Member.objects.all(), by=rows.author(), late_because="The pipe broke.")
    assert "The pipe broke." in read(Client(), f"/events/{event.slug}/")
    with time_machine.travel(HELD, tick=False):
        hold_event(event=event, by=rows.author())
        assert counted() == (0, 1)


def test_one_person_asked_late_makes_a_late_event_of_one_in_time() -> None:
    event = planned()
    asked(event, "ann")
    with time_machine.travel(NOW + timedelta(days=5), tick=False):
        member("bob")
        invite(event=event, members=Member.objects.all(), by=rows.author(), late_because="He moved here.")
    with time_machine.travel(HELD, tick=False):
        hold_event(event=event, by=rows.author())
        assert counted() == (0, 1)


def test_a_full_event_has_a_waiting_list_and_the_first_moves_up() -> None:
    event = planned(seats=1, join_link="https://meet.example.org/secret")
    ann, bob, cat = asked(event, "ann", "bob", "cat")
    mailed(event)
    assert answer(ann) == answer(ann) == "coming"
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert answer(cat) == "waiting"
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        assert answer(bob) == "waiting"
        assert answer(ann, coming=False) == "not_coming"
        assert mailed(event) == [("cat", "There is a place for you")]
    assert "meet.example.org/secret" in mail.outbox[0].body
    assert AuditEvent.objects.filter(verb="move_up_at_event").count() == 1
    event.refresh_from_db()
    change_event(event=event, plan=Plan("Talk", "meeting", event.starts, seats=2), by=rows.author())
    assert mailed(event) == [("bob", "There is a place for you")]


def test_moved_everybody_is_told_and_notice_counts_anew() -> None:
    event = planned()
    ann, _bob = asked(event, "ann", "bob")
    answer(ann, coming=False)
    mailed(event)
    old, soon = event.starts, NOW + timedelta(days=3)
    with pytest.raises(Refused, match="Say why people hear so late"):
        move_event(event=event, starts=soon, because="Rain.", by=rows.author())
    found = move_event(event=event, starts=soon, because="Rain.", late_because="Flood.", by=rows.author())
    assert (found.moved_from, found.starts, found.invited_on) == (old, soon, NOW.date())
    assert mailed(event) == [("ann", "At another time"), ("bob", "At another time")]
    assert "It was planned for" in read(Client(), f"/events/{event.slug}/")
    with time_machine.travel(HELD, tick=False):
        hold_event(event=event, by=rows.author())
        assert counted() == (0, 1)


def test_called_off_everybody_is_told_and_nothing_else_goes_out() -> None:
    event = planned()
    asked(event, "ann")
    cancel_event(event=event, because="No hall.", by=rows.author())
    assert mailed(event) == [("ann", "Called off")]
    assert "STATUS:CANCELLED" in mail.outbox[0].attachments[0].content
    assert counted() == (0, 0)


def test_those_who_come_are_reminded_once_for_each_time() -> None:
    event = planned()
    ann, _bob = asked(event, "ann", "bob")
    answer(ann)
    mailed(event)
    remind(by=rows.author())
    assert mailed(event) == []
    with time_machine.travel(NOW + timedelta(days=8, hours=1), tick=False):
        remind(by=rows.author())
        remind(by=rows.author())
        assert mailed(event) == [("ann", "See you soon")]


def test_who_came_hears_once_what_was_heard() -> None:
    event = planned()
    ann, _bob = asked(event, "ann", "bob")
    mailed(event)
    with pytest.raises(Refused, match="not begun"):
        note_attendance(event=event, came={ann.pk}, by=rows.author())
    with time_machine.travel(HELD, tick=False):
        with pytest.raises(Refused, match="Say first"):
            publish_heard(event=event, heard="Doors.", next_steps="", by=rows.author())
        hold_event(event=event, by=rows.author())
        note_attendance(event=event, came={ann.pk}, by=rows.author())
        told = {"heard": "The doors stick.", "next_steps": "We mend them.", "notes": "Private word."}
        publish_heard(event=event, by=rows.author(), **told)
        publish_heard(event=event, by=rows.author(), **told | {"heard": "The doors stick a lot."})
        assert mailed(event) == [("ann", "What we heard")]
        page = read(Client(), f"/events/{event.slug}/")
        assert "1 person came." in page
        assert "We mend them." in page
        assert "Private word." not in page
        assert counted() == (1, 1)


def test_the_mailed_link_shows_then_answers_without_signing_in() -> None:
    event = planned(join_link="https://meet.example.org/secret")
    [place] = asked(event, "ann")
    where = reverse("event_reply", args=[links.sign(place.key, purpose=REPLY)])
    client = Client()
    assert "Yes, I come" in read(client, where)
    place.refresh_from_db()
    assert place.state == "asked"
    for _press in range(2):
        assert client.post(where, {"answer": "yes"}).status_code == 302
    place.refresh_from_db()
    assert (place.state, place.version) == ("coming", 2)
    assert "meet.example.org" in read(client, where)
    assert client.post(where, {"answer": "perhaps"}).status_code == 422
    assert client.post(where, {"answer": "no"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.get(f"/events/reply/{place.key.hex}/").status_code == 404
    assert "meet.example.org" not in read(client, f"/events/{event.slug}/")


def test_the_desk_asks_those_who_fit_and_notes_who_came(engagement_officer, data_owner) -> None:
    event = planned()
    member("ann", ways=["survey"])
    member("bob", ways=["call"])
    where, client = reverse("staff_event_people", args=[event.pk]), signed_in(engagement_officer)
    assert signed_in(data_owner).get(where).status_code == 403
    assert signed_in(data_owner).get(reverse("staff_move_event", args=[event.pk])).status_code == 403
    send(client, where, 422, do="invite", email="nobody@example.org", version=1)
    assert not event.places.exists()
    sent = {"form_token": str(uuid.uuid4()), "do": "invite", "way": "survey", "version": 1}
    assert [client.post(where, sent).status_code for _press in range(2)] == [302, 302]
    assert EventMail.objects.filter(kind="invited").count() == 1
    [place] = event.places.all()
    assert place.member is not None
    assert place.member.name in read(client, where)
    move = reverse("staff_move_event", args=[event.pk])
    send(client, move, 422, day="2026-11-25", at="18:00", because="Rain.", version=2)
    send(client, move, day="2026-12-20", at="18:00", because="Rain.", version=2)
    with time_machine.travel("2026-12-20 20:00:00+00:00", tick=False):
        client = signed_in(engagement_officer)
        send(client, reverse("staff_event", args=[event.pk]), do="hold", version=3)
        send(client, where, do="came", came=[place.pk], version=4)
        send(client, where, 422, do="heard", heard=" ", version=5)
        send(client, where, do="heard", heard="Doors.", version=5)
    place.refresh_from_db()
    assert place.came is True
    assert EventMail.objects.filter(kind="outcome").count() == 1
