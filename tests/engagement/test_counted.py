"""Counted figures: recorded once by the portal, again when a count changed, left alone when none did."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from charter import changes, jobs
from charter.faults import Refused
from charter.models import Job, Landlord, User
from charter.periods import Period
from engagement.actions.events import cancel_event
from measures import counters, tasks
from measures.actions import Decision, approve_result, record_result, submit_result
from measures.actions.counted import ask_for_counts, count_all, count_measure
from measures.actions.scores import score_period
from measures.figures import Figures
from measures.models import Measure, Result, Revision, Target
from measures.standing import MeasureStanding, standing_at
from tests.engagement import rows

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Q1, Q2 = Period.parse("2026-27-Q1"), Period.parse("2026-27-Q2")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def system() -> User:
    return User.objects.system()


def measured(counter: str, **more: object) -> Measure:
    """A quarterly counted measure of a landlord that answers from April 2026 on."""
    if not Landlord.objects.exists():
        Landlord.objects.create(name="Alderbrook Homes", first_period="2026-04")
    share = counter in {"events_with_notice", "feedback_answered_in_time"}
    given = {"kind": "counted", "direction": "higher", "frequency": "quarterly", "unit": "%" if share else ""}
    return Measure.objects.create(slug=counter, title=counter.title(), counter=counter, **given | more)


def figures(measure: Measure) -> list[tuple[str, object, object, object]]:
    found = Result.objects.filter(measure=measure, workflow="approved").order_by("period_end")
    return list(found.values_list("period", "value", "numerator", "denominator"))


def at(period: Period, slug: str) -> MeasureStanding:
    return standing_at(period, timezone.now()).measures[slug]


def test_every_ended_period_that_the_portal_answers_for_is_counted(system: User) -> None:
    measure = measured("service_changes")
    for moment in ("2026-03-31T12:00", "2026-05-01T12:00", "2026-05-02T12:00", "2026-10-05T12:00"):
        rows.change(moment)
    count_measure(measure=measure, by=system)
    assert figures(measure) == [("2026-27-Q1", 2, None, None), ("2026-27-Q2", 0, None, None)]
    found = Result.objects.get(period="2026-27-Q1")
    assert (found.origin, found.approval, found.workflow) == ("automatic", "provisional", "approved")
    assert found.entered_by == found.submitted_by == found.decided_by == system


def test_a_second_count_of_the_same_writes_nothing(system: User) -> None:
    measure = measured("service_changes")
    rows.change("2026-05-01T12:00")
    count_measure(measure=measure, by=system)
    before = list(Result.objects.order_by("pk").values())
    assert count_measure(measure=measure, by=system) == []
    assert list(Result.objects.order_by("pk").values()) == before
    assert not Revision.objects.exists()


def test_a_changed_count_is_a_revision(system: User) -> None:
    measure = measured("events_held")
    event = rows.event("2026-05-01T18:00")
    count_measure(measure=measure, by=system)
    cancel_event(event=event, because="Nobody came.", by=rows.author())
    written = count_measure(measure=measure, by=system)
    assert len(written) == 1, "the other quarter did not change"
    assert figures(measure)[0] == ("2026-27-Q1", 0, None, None)
    kept = Revision.objects.get()
    assert (kept.old.value, kept.new.value, kept.kind) == (1, 0, "scheduled_revision")
    assert "counted them again" in kept.reason
    assert Result.objects.filter(workflow="superseded").count() == 1


def test_what_is_known_at_a_cutoff_stays_what_it_was(system: User) -> None:
    measured("events_held")
    event = rows.event("2026-08-01T18:00")
    count_all(by=system)
    then = timezone.now()
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        cancel_event(event=event, because="Nobody came.", by=rows.author())
        count_all(by=system)
        assert standing_at(Q2, then).measures["events_held"].current.value == 1
        assert at(Q2, "events_held").current.value == 0


def test_a_change_of_a_final_figure_is_a_correction_and_final(system: User) -> None:
    measure = measured("events_held")
    event = rows.event("2026-05-01T18:00")
    count_all(by=system, decide=lambda period: Decision("final", announce=False))
    cancel_event(event=event, because="Nobody came.", by=rows.author())
    count_measure(measure=measure, by=system)
    assert Revision.objects.get().kind == "correction"
    assert Result.objects.get(period="2026-27-Q1", workflow="approved").approval == "final"
    assert "r" in at(Q1, "events_held").current.flags


def test_a_share_of_nothing_has_no_value_and_a_count_of_nothing_is_none(system: User) -> None:
    measured("events_with_notice")
    measured("events_held")
    count_all(by=system)
    share, number = at(Q2, "events_with_notice"), at(Q2, "events_held")
    assert (share.state, share.current.value) == ("not_applicable", None)
    assert (number.state, number.current.value) == ("no_target", 0)


def test_a_share_is_so_many_in_100_against_its_target(system: User) -> None:
    measure = measured("events_with_notice", decimals=1)
    Target.objects.create(measure=measure, starts=date(2026, 4, 1), target=90, tolerance=20)
    rows.event("2026-08-01T18:00", "2026-07-01")
    rows.event("2026-08-02T18:00", "2026-07-01")
    rows.event("2026-08-03T18:00", "2026-07-01")
    rows.event("2026-08-04T18:00", "2026-08-01")
    count_all(by=system)
    one = at(Q2, measure.slug)
    assert (one.state, one.status, one.current.shown) == ("judged", "near", "75.0")
    assert [(f.numerator, f.denominator) for f in one.current.results] == [(3, 4)]


def test_months_make_a_quarter(system: User) -> None:
    measure = measured("service_changes", frequency="monthly")
    Target.objects.create(measure=measure, starts=date(2026, 4, 1), target=1)
    for moment in ("2026-07-01T12:00", "2026-08-01T12:00", "2026-08-02T12:00"):
        rows.change(moment)
    count_all(by=system)
    one = at(Q2, measure.slug)
    assert (one.current.value, one.current.rule.target, one.status) == (3, 3, "met")


def test_a_missed_count_needs_nobody_to_explain_it_first(system: User) -> None:
    measure = measured("service_changes")
    Target.objects.create(measure=measure, starts=date(2026, 4, 1), target=5)
    count_all(by=system)
    assert at(Q2, measure.slug).status == "missed"


def test_a_year_of_which_the_portal_saw_a_part_is_not_counted(system: User) -> None:
    Landlord.objects.create(name="Alderbrook Homes", first_period="2025-07")
    measure = measured("service_changes", frequency="annual")
    rows.change("2025-08-01T12:00")
    count_measure(measure=measure, by=system)
    assert figures(measure) == []
    count_measure(measure=measure, by=system, since=date(2025, 4, 1))
    assert figures(measure) == [("2025-26", 1, None, None)]


def test_history_is_counted_when_asked_and_then_kept_up(system: User) -> None:
    measure = measured("events_held")
    event = rows.event("2025-11-01T18:00")
    count_measure(measure=measure, by=system, since=date(2025, 10, 1))
    assert [row[0] for row in figures(measure)] == ["2025-26-Q3", "2025-26-Q4", "2026-27-Q1", "2026-27-Q2"]
    cancel_event(event=event, because="Nobody came.", by=rows.author())
    count_measure(measure=measure, by=system)
    assert figures(measure)[0][1] == 0


def test_figures_from_before_it_was_counted_stay(system: User) -> None:
    measure = measured("service_changes", kind="count")
    typed = record_result(measure=measure, period=Q1, figures=Figures(value=7), by=rows.author())
    approve_result(result=submit_result(result=typed, by=rows.author()), by=rows.checker())
    measure.kind = "counted"
    measure.save()
    count_measure(measure=measure, by=system)
    assert [row[1] for row in figures(measure)] == [7, 0]


def test_a_retired_measure_and_one_without_a_source_are_not_counted(
    system: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured("service_changes", retired=date(2026, 6, 30))
    measured("events_held")
    monkeypatch.setattr(counters, "_sources", {})
    assert count_all(by=system) == []
    one = at(Q2, "events_held")
    assert (one.state, one.reason) == ("not_due", "This is not counted yet.")


def test_without_a_landlord_nothing_is_counted(system: User) -> None:
    measured("service_changes")
    Landlord.objects.all().delete()
    assert count_all(by=system) == []


def test_people_neither_enter_nor_approve_a_count(system: User, approver: User) -> None:
    measure = measured("service_changes")
    with pytest.raises(Refused, match="nobody enters it"):
        record_result(measure=measure, period=Q1, figures=Figures(value=7), by=rows.author())
    with pytest.raises(Refused, match="Only the portal itself"):
        count_measure(measure=measure, by=approver)
    recorded = record_result(
        measure=measure, period=Q1, figures=Figures(value=7), by=system, origin="automatic"
    )
    sent = submit_result(result=recorded, by=system)
    with pytest.raises(Refused, match="nobody else approves it"):
        approve_result(result=sent, by=approver)
    assert figures(measure) == []


def test_the_database_lets_nobody_else_call_a_figure_counted(system: User) -> None:
    measure = measured("service_changes")
    with pytest.raises(IntegrityError, match="only the portal itself"), transaction.atomic():
        record_result(
            measure=measure, period=Q1, figures=Figures(value=7), by=rows.author(), origin="automatic"
        )
    # Negative control: without the trigger a person's figure would pass as the portal's own.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_automatic_is_the_portals%'"
        )
        name = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE measures_result DISABLE TRIGGER {name}")
    record_result(measure=measure, period=Q1, figures=Figures(value=7), by=rows.author(), origin="automatic")


def test_an_announced_change_asks_for_its_counter_only(system: User) -> None:
    measured("service_changes")
    measured("events_held")
    rows.change("2026-05-01T12:00")
    with transaction.atomic():
        changes.announce("service_changes", [1], by=rows.author())
        changes.announce("service_changes", [2], by=rows.author())
    job = Job.objects.get(kind="count")
    assert job.ids == {"counter": "service_changes"}
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "2 counted figures written")
    assert set(Result.objects.values_list("measure__counter", flat=True)) == {"service_changes"}
    assert Job.objects.filter(kind__startswith="score").exists(), "scoring heard of the new figures"


def test_every_night_everything_is_counted(system: User) -> None:
    measured("service_changes")
    measured("events_held")
    tasks.count_own_records()
    job = Job.objects.get(kind="count")
    assert jobs.run(job.pk)
    assert Result.objects.count() == 4
    again = ask_for_counts(by=system)
    assert jobs.run(again.pk)
    again.refresh_from_db()
    assert again.message == "Every counted figure is as it was"


def test_a_charter_that_brings_a_counted_measure_has_it_counted() -> None:
    with transaction.atomic():
        changes.announce("charter", [1], by=rows.author())
    assert Job.objects.filter(kind="count", key="all").exists()


def test_scores_follow_and_stay_the_same(system: User) -> None:
    measured("events_held")
    rows.event("2026-08-01T18:00")
    count_all(by=system)
    first = score_period(period=Q2, by=system)
    assert (first.written, first.differing) == (1, ())
    assert score_period(period=Q2, by=system).written == 0
