"""The verbs of engagement: what they write, whom they refuse, what they announce; faults change nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import models

from charter import changes
from charter.faults import Refused
from charter.models import AuditEvent, Landlord, Post, User
from engagement.actions.events import Plan, cancel_event, hold_event, note_invitation, plan_event
from engagement.actions.feedback import answer_feedback, prepare_feedback, publish_feedback, receive_feedback
from engagement.actions.scrutiny import (
    add_action,
    answer_recommendation,
    close_action,
    make_recommendation,
    open_project,
    publish_report,
    report_action_done,
)
from engagement.actions.service_changes import (
    Story,
    approve_service_change,
    publish_service_change,
    record_service_change,
)
from engagement.models import Event, Feedback, Recommendation, ScrutinyAction, ScrutinyProject, ServiceChange
from tests.engagement import rows

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY, TOMORROW, YESTERDAY = date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 21)
LATER = NOW + timedelta(hours=1)
TOLD = Story("Lights on Mill Lane", "It is dark.", "We put up 4 lights.", YESTERDAY)
TALK = Plan("Talk about repairs", "focus_group", NOW + timedelta(hours=3))


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _invented() -> None:
    """A landlord of the demonstration, where records may be given their moment."""
    Landlord.objects.create(name="Alderbrook Homes", first_period="2024-04", is_demonstration=True)


@pytest.fixture
def one() -> User:
    return rows.author()


@pytest.fixture
def two() -> User:
    return rows.checker()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The announcements, in their order."""
    found: list[str] = []
    tell = changes.announce

    def listen(kind: str, ids: list[int], *, by: User) -> None:
        found.append(kind)
        tell(kind, ids, by=by)

    monkeypatch.setattr(changes, "announce", listen)
    return found


def test_a_change_is_written_approved_and_published(one: User, two: User, heard: list[str]) -> None:
    change = record_service_change(story=TOLD, by=one)
    assert change.slug == "lights-on-mill-lane"
    approve_service_change(change=change, by=two)
    assert heard == [], "nobody can read it yet"
    found = publish_service_change(change=change, by=one)
    assert (found.written_by, found.approved_by, found.published_at) == (one, two, NOW)
    assert heard == ["service_changes"]
    said = AuditEvent.objects.filter(subject_kind="engagement.servicechange").order_by("id")
    assert list(said.values_list("verb", "actor_id")) == [
        ("record_service_change", one.pk),
        ("approve_service_change", two.pk),
        ("publish_service_change", one.pk),
    ]


def test_a_report_makes_a_project_count(one: User, two: User, heard: list[str]) -> None:
    project = open_project(title="Lifts", body=rows.body(), started=YESTERDAY, by=one)
    found = publish_report(project=project, address="https://x.org/report", by=two)
    assert (found.slug, found.published_on, found.published_by) == ("lifts", TODAY, two)
    assert heard == ["scrutiny_projects"]


def test_a_recommendation_is_answered(one: User, two: User, heard: list[str]) -> None:
    made = make_recommendation(
        project=rows.project(), text="Mend it.", made_on=YESTERDAY, answer_due=TOMORROW, by=one
    )
    found = answer_recommendation(recommendation=made, decision="partly", answer="Half of it.", by=two)
    assert (found.decision, found.answer, found.answered_by) == ("partly", "Half of it.", two)
    assert heard == ["recommendations_answered_in_time"] * 2


def test_an_action_is_done_by_its_owner_and_closed_by_the_group(
    one: User, two: User, post: Post, heard: list[str]
) -> None:
    action = add_action(
        of=rows.recommendation("2026-12-01"), text="Do it.", owner=post, added_on=YESTERDAY, due=TODAY, by=two
    )
    report_action_done(action=action, done_on=TODAY, by=one)
    assert heard == ["scrutiny_actions_done"], "the group has not closed it"
    found = close_action(action=action, by=rows.member())
    assert (found.done_by, found.closed_by, found.closed_on) == (one, rows.member(), TODAY)
    assert heard == ["scrutiny_actions_done"] * 2


def test_an_event_is_planned_announced_and_held(one: User, heard: list[str]) -> None:
    event = plan_event(plan=TALK, by=one)
    assert event.slug == "2026-11-22-talk-about-repairs"
    assert note_invitation(event=event, late_because="Snow.", by=one).invited_on == TODAY
    assert heard == [], "it lies ahead"
    with time_machine.travel(NOW + timedelta(hours=4), tick=False):
        assert hold_event(event=event, by=one).state == "held"
        assert heard == ["events_held", "events_with_notice"]
        found = cancel_event(event=event, because="Nobody came.", by=one)
    assert (found.state, found.cancelled_because) == ("cancelled", "Nobody came.")
    assert heard == ["events_held", "events_with_notice"] * 2


def test_an_event_that_lies_ahead_moves_no_figure(one: User, heard: list[str]) -> None:
    event = plan_event(plan=Plan("Talk", "meeting", NOW + timedelta(days=9)), by=one)
    note_invitation(event=event, by=one)
    cancel_event(event=event, because="No hall.", by=one)
    assert heard == []


def test_feedback_is_answered_and_published_without_its_sender(
    one: User, two: User, heard: list[str]
) -> None:
    told = receive_feedback(kind="compliment", text="Ann Green: thanks!", answer_due=TOMORROW, by=one)
    answer_feedback(feedback=told, by=one)
    worded = prepare_feedback(feedback=told, public_text="A tenant thanked us.", by=one)
    found = publish_feedback(feedback=told, version=worded.version, by=two)
    assert (found.public_text, found.published_by, found.answered_at) == ("A tenant thanked us.", two, NOW)
    assert heard == ["feedback_answered_in_time"] * 2 + ["compliments_published"]
    assert "Ann Green" not in str(list(AuditEvent.objects.values()))


def test_feedback_that_needs_no_answer_is_announced_nowhere(one: User, heard: list[str]) -> None:
    receive_feedback(kind="idea", text="A bench.", by=one)
    assert heard == []


REFUSED: dict[str, tuple[Callable[[User, User], object], str]] = {
    "change without words": (
        lambda one, two: record_service_change(story=Story("Lights", "Dark.", "  ", TODAY), by=one),
        "Write what you did",
    ),
    "change without a title": (
        lambda one, two: record_service_change(story=Story("", "Dark.", "Lit.", TODAY), by=one),
        "Give the change a title",
    ),
    "change with a title of signs": (
        lambda one, two: record_service_change(story=Story("✓ ✓", "Dark.", "Lit.", TODAY), by=one),
        "letters or numbers",
    ),
    "change of tomorrow": (
        lambda one, two: record_service_change(story=Story("L", "Dark.", "Lit.", TOMORROW), by=one),
        "The day of the change is in the future",
    ),
    "change with an unknown outcome": (
        lambda one, two: record_service_change(story=Story("L", "D", "L", TODAY, "maybe"), by=one),
        "did it or could not",
    ),
    "change at a taken address": (
        lambda one, two: record_service_change(story=TOLD, by=one, slug=rows.change(slug="taken").slug),
        "“taken” is taken already",
    ),
    "own change approved": (
        lambda one, two: approve_service_change(change=rows.change(), by=one),
        "someone else must approve it",
    ),
    "change approved twice": (
        lambda one, two: approve_service_change(change=rows.change("2026-05-01T12:00"), by=two),
        "approved already",
    ),
    "change published unapproved": (
        lambda one, two: publish_service_change(change=rows.change(), by=two),
        "not approved yet",
    ),
    "change published twice": (
        lambda one, two: publish_service_change(change=rows.change("2026-05-01T12:00"), by=two),
        "public already",
    ),
    "change published before its approval": (
        lambda one, two: publish_service_change(
            change=rows.change(approved_by=two, approved_at=NOW), by=two, at=NOW - timedelta(days=1)
        ),
        "before it is approved",
    ),
    "change published tomorrow": (
        lambda one, two: publish_service_change(
            change=rows.change(approved_by=two, approved_at=NOW), by=two, at=LATER
        ),
        "is in the future",
    ),
    "own report": (
        lambda one, two: publish_report(project=rows.project(), by=one),
        "someone else must publish its report",
    ),
    "report twice": (
        lambda one, two: publish_report(project=rows.project("2026-05-01"), by=two),
        "public already",
    ),
    "report before the start": (
        lambda one, two: publish_report(project=rows.project(), by=two, at=datetime(2023, 1, 1, tzinfo=UTC)),
        "before the project began",
    ),
    "answer due before the recommendation": (
        lambda one, two: make_recommendation(
            project=rows.project(), text="Do.", made_on=TODAY, answer_due=YESTERDAY, by=one
        ),
        "cannot be due before",
    ),
    "own recommendation answered": (
        lambda one, two: answer_recommendation(
            recommendation=rows.recommendation("2026-12-01"), decision="accepted", answer="Yes.", by=one
        ),
        "someone else must answer it",
    ),
    "answer without a decision": (
        lambda one, two: answer_recommendation(
            recommendation=rows.recommendation("2026-12-01"), decision="", answer="Yes.", by=two
        ),
        "accept it in part",
    ),
    "answer without words": (
        lambda one, two: answer_recommendation(
            recommendation=rows.recommendation("2026-12-01"), decision="accepted", answer=" ", by=two
        ),
        "Write the answer",
    ),
    "answer of tomorrow": (
        lambda one, two: answer_recommendation(
            recommendation=rows.recommendation("2026-12-01"), decision="accepted", answer="Yes.",
            by=two, at=LATER,
        ),
        "is in the future",
    ),
    "answer twice": (
        lambda one, two: answer_recommendation(
            recommendation=rows.recommendation("2026-12-01", "2026-05-01"), decision="accepted",
            answer="Yes.", by=two,
        ),
        "answered already",
    ),
    "action due before it is agreed": (
        lambda one, two: add_action(
            of=rows.project(), text="Do.", owner=Post.objects.create(title="P"), added_on=TODAY,
            due=YESTERDAY, by=one,
        ),
        "cannot be due before",
    ),
    "action closed that nobody did": (
        lambda one, two: close_action(action=rows.action("2026-12-01"), by=two),
        "Nobody has said that this action is done",
    ),
    "own action closed": (
        lambda one, two: close_action(
            action=rows.action("2026-12-01", done="2026-11-01"), by=one
        ),
        "someone else must close it",
    ),
    "action closed before it is done": (
        lambda one, two: close_action(
            action=rows.action("2026-12-01", done="2026-11-01"), by=rows.member(),
            at=datetime(2026, 10, 1, tzinfo=UTC),
        ),
        "before it is done",
    ),
    "action done twice": (
        lambda one, two: report_action_done(
            action=rows.action("2026-12-01", done="2026-11-01"), done_on=TODAY, by=one
        ),
        "reported as done already",
    ),
    "event of an unknown kind": (
        lambda one, two: plan_event(plan=Plan("Talk", "party", LATER), by=one),
        "Choose the kind",
    ),
    "event held before it began": (
        lambda one, two: hold_event(event=rows.event("2026-12-01T18:00", state="planned"), by=one),
        "has not begun yet",
    ),
    "event held twice": (
        lambda one, two: hold_event(event=rows.event("2026-05-01T18:00"), by=one),
        "held already",
    ),
    "event cancelled without a reason": (
        lambda one, two: cancel_event(event=rows.event("2026-05-01T18:00"), because=" ", by=one),
        "Say why",
    ),
    "event cancelled twice": (
        lambda one, two: cancel_event(
            event=rows.event("2026-05-01T18:00", state="cancelled"), because="Rain.", by=one
        ),
        "cancelled already",
    ),
    "event put on the list after it began": (
        lambda one, two: plan_event(plan=Plan("Talk", "meeting", NOW), by=one),
        "before it begins",
    ),
    "invitation after the event": (
        lambda one, two: note_invitation(event=rows.event("2026-11-22T12:00", state="planned"), by=one),
        "has begun",
    ),
    "invitation twice": (
        lambda one, two: note_invitation(
            event=rows.event("2026-12-01T18:00", "2026-11-01", state="planned"), by=one
        ),
        "noted already",
    ),
    "feedback of an unknown kind": (
        lambda one, two: receive_feedback(kind="rumour", text="x", by=one),
        "from the list",
    ),
    "feedback without words": (
        lambda one, two: receive_feedback(kind="idea", text=" ", by=one),
        "Write what was said",
    ),
    "answer due before the feedback": (
        lambda one, two: receive_feedback(kind="idea", text="x", answer_due=YESTERDAY, by=one),
        "cannot be due before",
    ),
    "feedback answered twice": (
        lambda one, two: answer_feedback(feedback=rows.feedback(answered="2026-05-01T12:00"), by=one),
        "answered already",
    ),
    "feedback answered before it came": (
        lambda one, two: answer_feedback(
            feedback=rows.feedback(received_at=NOW), by=one, at=NOW - timedelta(days=1)
        ),
        "before the feedback",
    ),
    "feedback published without words": (
        lambda one, two: publish_feedback(feedback=rows.feedback("compliment"), version=1, by=two),
        "Nobody has written",
    ),
    "own words published": (
        lambda one, two: publish_feedback(
            feedback=rows.feedback("compliment", public_text="Thanks.", worded_by=one), version=1, by=one
        ),
        "someone else must publish them",
    ),
    "feedback published twice": (
        lambda one, two: publish_feedback(
            feedback=rows.public("idea", "2026-05-01T12:00"), version=1, by=two
        ),
        "public already",
    ),
    "public feedback reworded": (
        lambda one, two: prepare_feedback(
            feedback=rows.public("idea", "2026-05-01T12:00"), public_text="New.", by=one
        ),
        "public already",
    ),
}  # fmt: skip


def everything() -> list[dict[str, object]]:
    """Every row of engagement, whole."""
    tables: list[type[models.Model]] = [
        ServiceChange, ScrutinyProject, Recommendation, ScrutinyAction, Event, Feedback,
    ]  # fmt: skip
    return [row for table in tables for row in table._default_manager.order_by("pk").values()]


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_cannot_be_is_refused_in_words(case: str, one: User, two: User, heard: list[str]) -> None:
    work, says = REFUSED[case]
    with pytest.raises(Refused, match=says):
        work(one, two)
    assert heard == []
    assert not AuditEvent.objects.exists()
    assert all(row["version"] == 1 for row in everything())
