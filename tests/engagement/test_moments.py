"""What counts is the moment of writing down, by the person whose place it is: nobody dates a record back."""

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

import engagement
from charter.faults import Refused
from charter.models import AuditEvent, Body, Landlord, RoleGrant, User
from engagement.actions.events import Plan, cancel_event, hold_event, note_invitation, plan_event
from engagement.actions.feedback import answer_feedback, publish_feedback
from engagement.actions.scrutiny import answer_recommendation, close_action, publish_report
from engagement.actions.service_changes import approve_service_change, publish_service_change
from engagement.models import Event, Feedback, Recommendation, ScrutinyAction, ScrutinyProject, ServiceChange
from measures import counters
from measures.counters import Count
from tests.engagement import rows

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY, BEFORE = date(2026, 11, 22), NOW - timedelta(days=60)
FIRST, LAST = date(2026, 9, 1), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def invented() -> Landlord:
    """A landlord of the demonstration; only there is history written."""
    return Landlord.objects.create(name="Alderbrook Homes", first_period="2024-04", is_demonstration=True)


def counted(name: str) -> Count | None:
    return counters.count(name, FIRST, LAST)


def planned() -> Event:
    return rows.event("2026-11-22T13:00", state="planned")


DATED: dict[str, Callable[[datetime | None], object]] = {
    "invitation": lambda at: note_invitation(
        event=planned(), by=rows.author(), late_because="Snow.", at=at
    ),
    "plan": lambda at: plan_event(plan=Plan("Talk", "meeting", NOW + timedelta(1)), by=rows.author(), at=at),
    "event held": lambda at: hold_event(
        event=rows.event("2026-09-01T12:00", state="planned"), by=rows.author(), at=at
    ),
    "event cancelled": lambda at: cancel_event(event=planned(), because="Rain.", by=rows.author(), at=at),
    "answer": lambda at: answer_feedback(feedback=rows.feedback(due="2026-09-30"), by=rows.author(), at=at),
    "feedback published": lambda at: publish_feedback(
        feedback=rows.feedback(public_text="Thanks.", worded_by=rows.author()),
        version=1, by=rows.checker(), at=at,
    ),
    "report": lambda at: publish_report(project=rows.project(), by=rows.checker(), at=at),
    "answer to the group": lambda at: answer_recommendation(
        recommendation=rows.recommendation("2026-09-30"), decision="accepted", answer="Yes.",
        by=rows.checker(), at=at,
    ),
    "action closed": lambda at: close_action(
        action=rows.action("2026-09-30", done="2026-09-01"), by=rows.member(), at=at
    ),
    "change approved": lambda at: approve_service_change(change=rows.change(), by=rows.checker(), at=at),
    "change published": lambda at: publish_service_change(
        change=rows.change(approved_by=rows.checker(), approved_at=rows.LONG_AGO), by=rows.author(), at=at
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(DATED))
def test_nobody_dates_a_record_back(case: str) -> None:
    Landlord.objects.create(name="Riverside Homes", first_period="2024-04")
    with pytest.raises(Refused, match="so nobody can give an earlier time"):
        DATED[case](BEFORE)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("case", sorted(DATED))
def test_only_an_invented_landlord_has_a_history_written(case: str) -> None:
    """Negative control: the same calls go through there, and nowhere with a time that lies ahead."""
    invented()
    DATED[case](BEFORE)
    with pytest.raises(Refused, match="is in the future"):
        DATED[case](NOW + timedelta(hours=1))


@pytest.mark.parametrize("case", sorted(DATED))
def test_a_record_has_the_moment_in_which_it_was_made(case: str) -> None:
    DATED[case](None)
    made = {
        day
        for table, columns in (
            (Event, ["invited_on", "settled_at"]),
            (Feedback, ["answered_at", "published_at"]),
            (ScrutinyProject, ["published_on"]),
            (Recommendation, ["answered_on"]),
            (ScrutinyAction, ["closed_on"]),
            (ServiceChange, ["approved_at", "published_at"]),
        )
        for row in table._default_manager.values_list(*columns)
        for day in row
        if day is not None and day != rows.LONG_AGO
    }
    assert made <= {NOW, TODAY}
    assert made or case == "plan"


def test_only_the_demonstration_gives_a_moment() -> None:
    """Elsewhere in the product no call of these verbs names one."""
    root = Path(engagement.__file__).parents[1]
    verbs = {
        "plan_event", "note_invitation", "hold_event", "cancel_event", "answer_feedback", "publish_feedback",
        "publish_report", "answer_recommendation", "close_action", "approve_service_change",
        "publish_service_change", "invite", "publish_heard",
    }  # fmt: skip
    found = {
        path.relative_to(root).as_posix()
        for app in ("charter", "promises", "measures", "engagement")
        for path in (root / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in verbs
        and any(given.arg == "at" for given in node.keywords)
    }
    assert found == {"engagement/actions/demonstration.py"}


def test_one_officer_alone_makes_up_no_event_with_notice() -> None:
    officer = rows.author()
    with pytest.raises(Refused, match="before it begins"):
        plan_event(plan=Plan("Talk", "meeting", NOW - timedelta(hours=3)), by=officer)
    event = plan_event(plan=Plan("Talk", "meeting", NOW + timedelta(hours=3)), by=officer)
    with time_machine.travel(NOW + timedelta(hours=4), tick=False):
        with pytest.raises(Refused, match="has begun"):
            note_invitation(event=event, by=officer)
        hold_event(event=event, by=officer)
    assert counted("events_with_notice") == Count(numerator=0, denominator=1)


@pytest.mark.parametrize(("days", "in_time"), [(6, 0), (7, 1)])
def test_the_weeks_notice_counts_from_the_day_it_was_noted(days: int, in_time: int) -> None:
    event = plan_event(plan=Plan("Talk", "meeting", NOW + timedelta(days=days)), by=rows.author())
    note_invitation(event=event, by=rows.author(), late_because="Snow.")
    with time_machine.travel(NOW + timedelta(days=days, hours=1), tick=False):
        hold_event(event=event, by=rows.author())
    assert counted("events_with_notice") == Count(numerator=in_time, denominator=1)


def test_a_late_answer_stays_late() -> None:
    answer_feedback(feedback=rows.feedback(due="2026-10-01"), by=rows.author())
    answer_feedback(feedback=rows.feedback(due="2026-11-22"), by=rows.author())
    assert counted("feedback_answered_in_time") == Count(numerator=1, denominator=2)


def grant(person: User, body: Body | None, role: str = "panel_member", ends: date | None = None) -> None:
    RoleGrant.objects.create(
        person=person, role=role, body=body, starts=date(2020, 1, 1), ends=ends, given_by=person
    )


def other_panel() -> Body:
    return Body.objects.create(slug="other", name="Other panel", kind="tenant")


STRANGERS: dict[str, Callable[[User], None]] = {
    "staff": lambda person: grant(person, None, "approver"),
    "a reader of the body": lambda person: grant(person, rows.body(), "body_reader"),
    "a member of another panel": lambda person: grant(person, other_panel()),
    "a member of no named panel": lambda person: grant(person, None),
    "a former member": lambda person: grant(person, rows.body(), ends=date(2026, 11, 21)),
    "somebody without a role": lambda person: None,
}


@pytest.mark.parametrize("case", sorted(STRANGERS))
@pytest.mark.parametrize("of", ["project", "recommendation"])
def test_nobody_but_the_group_closes_an_action(case: str, of: str) -> None:
    more = {"recommendation": rows.recommendation("2026-12-01")} if of == "recommendation" else {}
    action = rows.action("2026-09-23", done="2026-09-22", **more)
    STRANGERS[case](rows.checker())
    with pytest.raises(Refused, match="Only a member of “Panel” can close this action"):
        close_action(action=action, by=rows.checker())
    assert counted("scrutiny_actions_done") == Count(numerator=0, denominator=1)
    # Negative control: the same action, closed by a member on the same day, is late as well.
    assert close_action(action=action, by=rows.member()).closed_on == TODAY
    assert counted("scrutiny_actions_done") == Count(numerator=0, denominator=1)


def test_a_member_whose_account_is_switched_off_closes_nothing() -> None:
    person = rows.member()
    person.is_active = False
    person.save()
    with pytest.raises(Refused, match="Only a member"):
        close_action(action=rows.action("2026-12-01", done="2026-11-01"), by=person)
