"""Meetings: planned, prepared from the figures, held, minuted, answered; agendas against written tables."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from pytest_django.plugin import DjangoDbBlocker

from charter.conflicts import Changed
from charter.faults import Refused
from charter.models import AuditEvent, Body, RoleGrant, User
from measures.actions import meetings as verbs
from measures.actions.agenda import add_item, drop_item, fill_agenda, move_item
from measures.actions.meetings import (
    Noted,
    Plan,
    add_minute,
    answer_minute,
    cancel_meeting,
    change_meeting,
    hold_meeting,
    plan_meeting,
)
from measures.models import AgendaItem, Meeting, Minute
from measures.querysets.meetings import agenda_of, asked_of, board_decisions, carried_to
from tests.demonstration import loaded
from tests.measures.frozen import charter, measure, published, quarters
from tests.people import LONG_AGO, make_person

pytestmark = pytest.mark.django_db
TODAY, SOON = date(2026, 11, 23), date(2026, 12, 10)
GROUP = {"slug": "group", "name": "Tenants", "kind": "tenant"}
# Read off the figures of July to September 2026 by hand, with the rules of docs/adr/0034.
OF_THE_GROUP = [
    "missed/electrical-checks",
    "worsening/emergency-repairs",
    "overdue/damp-made-safe",
    "doubtful/damp-visits",
    "doubtful/days-to-pay-you-back",
    "promise/act-fast-on-damp",
    "promise/fix-things-when-we-say",
    "promise/keep-your-home-safe",
]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def group(db: None) -> Body:
    return Body.objects.create(**GROUP)


@pytest.fixture
def officer(engagement_officer) -> User:
    return engagement_officer


@pytest.fixture
def meeting(group, officer) -> Meeting:
    return plan_meeting(body=group, plan=Plan(SOON), by=officer)


def member_of(body: Body, name: str = "Maya Osei") -> User:
    made = make_person(name)
    RoleGrant.objects.create(person=made, role="panel_member", body=body, starts=LONG_AGO, given_by=made)
    return made


def held(body: Body, by: User, day: date = date(2026, 9, 10)) -> Meeting:
    return Meeting.objects.create(body=body, held_on=day, state="held", called_by=by)


def exceptional(slug: str, **more: Any) -> dict[str, Any]:
    results = quarters(8, status="missed", word="Below target", gap="5 points short")
    return measure(slug, results, **({"monitored_by": [GROUP], "promises": []} | more))


def test_the_agenda_of_a_release_made_by_hand(meeting, group, officer) -> None:
    met = measure("gas", quarters(8, status="met", word="On target"), monitored_by=[GROUP])
    late = measure("damp", [], monitored_by=[GROUP], state="overdue", reason="It is late.")
    other = exceptional("lifts", monitored_by=[])
    published(met, late, exceptional("repairs"), other, charter=charter())
    last = held(group, officer)
    for text, answer in (("Why?", ""), ("When?", "In May.")):
        made = add_minute(meeting=last, said=Noted("asked", text, owner="Head of Repairs"), by=officer)
        if answer:
            answer_minute(minute=made, text=answer, by=make_person("Omar", "data_owner"))
    fill_agenda(meeting=meeting, by=officer)
    rows = [(one["key"].partition("/")[0], one["says"]) for one in agenda_of(meeting)]
    assert [key for key, _ in rows] == ["missed", "overdue", "asked"]
    assert rows[-1][1] == "Why?"
    assert [one["answer"] for one in asked_of(group)] == ["", "In May."]
    assert len(carried_to(meeting)) == 2


def test_only_what_is_ticked_comes_and_what_was_dropped_can_come_again(meeting, officer) -> None:
    published(exceptional("repairs"), exceptional("lifts"))
    (made,) = fill_agenda(meeting=meeting, by=officer, keys={"missed/lifts", "missed/nothing"})
    assert made.key == "missed/lifts"
    drop_item(item=made, by=officer)
    assert len(fill_agenda(meeting=meeting, by=officer)) == 2
    with pytest.raises(Refused, match="already"):
        drop_item(item=made, by=officer)


def test_points_move_one_place_and_tell_of_somebody_elses_move(meeting, officer) -> None:
    first, second, third = (add_item(meeting=meeting, title=title, by=officer) for title in "ABC")
    move_item(item=third, up=True, by=officer, version=1)
    move_item(item=first, up=True, by=officer, version=1)
    assert [one["title"] for one in agenda_of(meeting)] == ["A", "C", "B"]
    with pytest.raises(Changed):
        move_item(item=third, up=True, by=officer, version=1)
    with pytest.raises(Changed):
        drop_item(item=third, by=officer, version=1)
    move_item(item=second, up=False, by=officer)
    move_item(item=first, up=False, by=officer)
    assert [one["title"] for one in agenda_of(meeting)] == ["C", "A", "B"]


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (Plan(date(2026, 11, 22)), "This day is over"),
        (Plan(SOON), "already"),
        (Plan(date(2026, 12, 11), papers_due=date(2026, 12, 12)), "before the meeting"),
    ],
)
def test_plans_that_cannot_be(meeting, group, officer, plan, why) -> None:
    with pytest.raises(Refused, match=why):
        plan_meeting(body=group, plan=plan, by=officer)
    assert Meeting.objects.count() == 1


def test_a_plan_is_changed_on_the_newest_version_only(meeting, officer) -> None:
    change_meeting(meeting=meeting, plan=Plan(date(2026, 12, 12), place="Hall"), by=officer, version=1)
    with pytest.raises(Changed):
        change_meeting(meeting=meeting, plan=Plan(SOON), by=officer, version=1)
    meeting.refresh_from_db()
    assert (meeting.held_on.day, meeting.place, meeting.called_by) == (12, "Hall", officer)


def test_a_meeting_is_held_on_its_day_and_keeps_the_release_of_that_day(meeting, officer) -> None:
    live = published(exceptional("repairs"))
    with pytest.raises(Refused, match="still to come"):
        hold_meeting(meeting=meeting, by=officer)
    with pytest.raises(Refused, match="Record first"):
        add_minute(meeting=meeting, said=Noted("noted", "Fine."), by=officer)
    with time_machine.travel("2026-12-10 20:00:00+00:00", tick=False):
        assert hold_meeting(meeting=meeting, by=officer, version=1).release_id == live.pk
        for verb in (hold_meeting, cancel_meeting):
            with pytest.raises(Refused, match="held already"):
                verb(meeting=meeting, by=officer)
        with pytest.raises(Refused, match="stays as it is"):
            add_item(meeting=meeting, title="Late", by=officer)


def test_a_cancelled_meeting_stays_on_record(meeting, officer) -> None:
    cancel_meeting(meeting=meeting, by=officer)
    with pytest.raises(Refused, match="called off"):
        hold_meeting(meeting=meeting, by=officer)
    verbs_done = AuditEvent.objects.filter(subject_id=str(meeting.pk), subject_kind="measures.meeting")
    assert set(verbs_done.values_list("verb", flat=True)) == {"plan_meeting", "cancel_meeting"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Noted("guessed", "x"), "Choose"),
        (Noted("noted", "  "), "Write what"),
        (Noted("asked", "Why?"), "who is to answer"),
        (Noted("decided", "x", due=date(2026, 9, 9)), "before the meeting"),
    ],
)
def test_minutes_that_cannot_be(group, officer, said, why) -> None:
    with pytest.raises(Refused, match=why):
        add_minute(meeting=held(group, officer), said=said, by=officer)
    assert not Minute.objects.exists()


def test_a_minute_is_about_a_point_of_its_own_meeting(meeting, group, officer) -> None:
    item = add_item(meeting=meeting, title="Bins", by=officer)
    with pytest.raises(Refused, match="another meeting"):
        add_minute(meeting=held(group, officer), said=Noted("noted", "x", item=item), by=officer)


class TestAnswers:
    @pytest.fixture
    def question(self, group, officer) -> Minute:
        said = Noted("asked", "Why?", owner="Head of Repairs", due=date(2026, 12, 1))
        return add_minute(meeting=held(group, officer), said=said, by=officer)

    def test_words_are_needed_and_questions_only(self, question, group, officer, data_owner) -> None:
        with pytest.raises(Refused, match="Write the answer"):
            answer_minute(minute=question, text=" ", by=data_owner)
        noted = add_minute(meeting=question.meeting, said=Noted("noted", "x"), by=officer)
        with pytest.raises(Refused, match="Only questions"):
            answer_minute(minute=noted, text="x", by=data_owner)

    def test_who_wrote_it_down_does_not_answer_it(self, question, officer, monkeypatch) -> None:
        with pytest.raises(Refused, match="someone else"):
            answer_minute(minute=question, text="Because.", by=officer)
        monkeypatch.setattr(verbs, "asked_by", lambda *_: False)
        assert answer_minute(minute=question, text="Because.", by=officer).answered_by == officer

    def test_two_answers_at_once(self, question, data_owner, approver) -> None:
        answer_minute(minute=question, text="Because.", by=data_owner, version=1)
        with pytest.raises(Changed):
            answer_minute(minute=question, text="No.", by=approver, version=1)
        answered = answer_minute(minute=question, text="No.", by=approver, version=2)
        assert (answered.answer, answered.answered_on) == ("No.", TODAY)


# The demonstration comes last: its rows stay until the module ends


@pytest.fixture(scope="module")
def _demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.mark.usefixtures("_demonstration")
def test_the_agenda_of_the_demonstration_is_the_written_table() -> None:
    meeting = Meeting.objects.get(body__slug="customer-voice-group", state="planned")
    maya = User.objects.get(email="maya.osei@alderbrook.example")
    own = add_item(meeting=meeting, title="Bins", by=maya)
    fill_agenda(meeting=meeting, by=maya)
    asked = Minute.objects.get(text__startswith="How will the new repairs firm")
    assert [one["key"] for one in agenda_of(meeting)] == ["", *OF_THE_GROUP, f"asked/{asked.pk}"]
    assert fill_agenda(meeting=meeting, by=maya) == []  # never twice
    first = agenda_of(meeting)[1]
    assert first["measure"] == "electrical-checks"
    assert "short of our target" in first["says"]
    assert agenda_of(meeting)[6]["promise"] == "act-fast-on-damp"
    assert AgendaItem.objects.filter(pk=own.pk).exists()
    decided = board_decisions(OF_THE_GROUP, TODAY)
    assert {key: one.text[:8] for key, one in decided.items()} == {"missed/electrical-checks": "Two more"}
