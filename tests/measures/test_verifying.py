"""The nightly proof: untouched figures raise nothing, a tampered row does, a later change does not."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from charter import jobs
from charter.actions.calendar import add_bank_holiday
from charter.models import AuditEvent, BankHoliday, Job, User
from charter.periods import Period
from charter.querysets import working_calendar
from charter.seed import seed
from measures import tasks
from measures.actions.releases import publish_due, publish_release
from measures.actions.rescoring import ask_for_rescoring, work_on
from measures.actions.verifying import verify_scores
from measures.models import (
    Definition,
    Measure,
    MeasureLine,
    Release,
    ReleaseDocument,
    Score,
    SeriesScore,
    Target,
)
from measures.querysets.alarms import alarms
from measures.standing import standing_at
from promises.models import Promise
from tests.measures.test_incremental import MONTHS, QUARTERS, approve, measures, people
from tests.people import make_person, signed_in

__all__ = ["measures", "people"]

# Committed for real: the history of a row names the moment of its transaction.
pytestmark = pytest.mark.django_db(transaction=True)

People = tuple[User, User]


@pytest.fixture(autouse=True)
def seeded(db: None) -> None:
    with transaction.atomic():
        seed(BankHoliday, User)


@pytest.fixture
def release(measures: dict[str, Measure], people: People) -> Release:
    """Two quarters published, and everything scored."""
    for number, month in enumerate(MONTHS[:9]):
        for one in ("repairs", "calls"):
            approve(measures[one], month, people, numerator=90 + number, denominator=100)
    approve(measures["visits"], QUARTERS[1], people, value=44)
    publish_release(period=QUARTERS[1], by=people[1])
    found = publish_release(period=QUARTERS[2], by=people[1])
    work_on(ask_for_rescoring(by=User.objects.system()))
    return found


def verified() -> tuple[str, ...]:
    return verify_scores(by=User.objects.system()).differences


def tampered(statement: str, *values: object) -> None:
    """As the owner of the database could, past the application."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_untouched_nothing_differs(release: Release) -> None:
    done = verify_scores(by=User.objects.system())
    assert (done.releases, done.waiting, done.differences, done.kept) == (2, 0, (), ())
    assert done.scores == Score.objects.count()
    assert done.series == SeriesScore.objects.count() == 3
    assert not alarms()


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("measures/repairs", '"numerator":"98"', '"numerator":"99"', "2025-09: published numerator 99"),
        ("measures/repairs", '"status":"met"', '"status":"near"', "published status near"),
        ("promises/first", '"judged":2', '"judged":1', "published judged 1, worked out again 2"),
        ("themes/one", '"assessed":', '"assessed":1', "published assessed 1"),
        ("charter", '"measures_met":', '"measures_met":1', "published measures_met 1"),
        (
            "charter",
            '"cannot_be_judged":',
            '"cannot_be_judged":1',
            "charter, counts: published cannot_be_judged",
        ),
    ],
)
def test_a_frozen_document_that_was_changed_is_an_alarm(
    release: Release, name: str, old: str, new: str, says: str
) -> None:
    entry = release.entries.get(name=name)
    assert old in entry.document.body
    tampered(
        "UPDATE measures_releasedocument SET body = replace(body, %s, %s) WHERE digest = %s",
        old,
        new,
        entry.document_id,
    )
    found = verified()
    assert any(f"{release.slug}: {name}" in one and says in one for one in found), found
    assert AuditEvent.objects.filter(verb="release_differs", subject_id=str(release.pk)).exists()
    assert new in ReleaseDocument.objects.get(pk=entry.document_id).body, "never mended in silence"
    assert release.slug in alarms()[0].says


@pytest.mark.parametrize("change", ["status = 'missed'", "score = 12.5", "value = 1", "state = 'overdue'"])
def test_a_score_row_that_was_changed_is_an_alarm(release: Release, change: str) -> None:
    row = Score.objects.filter(subject="measure", period="2025-06", detail__shown="95.0").latest("pk")
    tampered(" ".join(("UPDATE measures_score SET", change, "WHERE id = %s")), row.pk)
    assert verified() == (f"The score of measure {row.subject_id} for 2025-06 differs.",)
    assert AuditEvent.objects.filter(verb="score_differs", subject_id=str(row.pk)).count() == 1
    assert alarms()


def test_limits_that_were_changed_are_an_alarm(release: Release) -> None:
    tampered("UPDATE measures_seriesscore SET upper = 100 WHERE figures = 9 AND upper IS NOT NULL")
    assert all("The limits of" in one for one in verified())
    assert len(verified()) == 2


def test_a_figure_that_was_changed_behind_the_portals_back_is_an_alarm(release: Release) -> None:
    tampered("UPDATE measures_result SET numerator = 50 WHERE period = '2025-06'")
    assert any("2025-06: published numerator 95, worked out again 50" in one for one in verified())


def test_later_changes_of_the_charter_raise_no_false_alarm(
    release: Release, measures: dict[str, Measure], people: People
) -> None:
    target = Target.objects.get(measure=measures["repairs"])
    Target.objects.filter(pk=target.pk).update(target=50)
    Target.objects.create(measure=measures["calls"], starts=date(2025, 5, 1), target=99, tolerance=0)
    Target.objects.get(measure=measures["visits"]).delete()
    Definition.objects.create(measure=measures["calls"], starts=date(2025, 4, 1), text="Another wording")
    Measure.objects.filter(slug="repairs").update(direction="lower", critical=True, decimals=3)
    Measure.objects.filter(slug="calls").update(retired=date(2025, 4, 2))
    MeasureLine.objects.filter(measure=measures["repairs"]).update(weight=7)
    MeasureLine.objects.filter(measure=measures["visits"]).delete()
    promise = Promise.objects.get(slug="first")
    Promise.objects.create(charter=promise.charter, theme=promise.theme, slug="later", title="Later")
    late = Measure.objects.create(
        slug="late", title="Late", kind="count", direction="higher", frequency="monthly"
    )
    MeasureLine.objects.create(promise=promise, measure=late, text="Late")
    assert verified() == ()


def test_a_later_change_of_the_calendar_raises_no_false_alarm(
    release: Release, measures: dict[str, Measure], people: People
) -> None:
    """A figure was overdue when it was published; by the days that were added since it would not be due."""
    today, calendar = timezone.localdate(), working_calendar()
    asked = Period.containing(today, "month").previous().previous()
    allowed = next(n for n in range(99) if calendar.due_date(asked.end, {"working_days": n + 1}) >= today)
    Measure.objects.filter(slug="calls").update(due_working_days=allowed)
    overdue = publish_release(period=asked, by=people[1])
    work_on(ask_for_rescoring(by=User.objects.system()))
    assert standing_at(asked, overdue.cutoff).measures["calls"].state == "overdue"
    week = [today - timedelta(days=back) for back in range(1, 15)]
    for day in [day for day in week if calendar.is_working_day(day)][:5]:
        add_bank_holiday(day=day, title="Proclaimed", reason="By royal proclamation.", by=people[1])
    assert standing_at(asked, overdue.cutoff).measures["calls"].state == "not_due", "by today's calendar"
    assert verified() == ()


def test_what_waits_to_be_scored_anew_is_no_alarm(release: Release, measures: dict[str, Measure]) -> None:
    Target.objects.filter(measure=measures["repairs"]).update(target=50)
    done = verify_scores(by=User.objects.system())
    assert done.differences == ()
    assert done.waiting > 0


LATE = timedelta(days=1)


def test_a_row_that_the_last_rescoring_left_behind_is_an_alarm(
    release: Release, measures: dict[str, Measure]
) -> None:
    row = Score.objects.filter(subject="measure", period="2025-06", detail__shown="95.0").latest("pk")
    wrong = {"inputs": "0" * 64, "status": "missed", "computed_at": row.computed_at - LATE}
    Score.objects.filter(pk=row.pk).update(**wrong)
    assert verified() == (
        f"The score of measure {row.subject_id} for 2025-06 was left behind by the last rescoring.",
    )
    assert alarms()
    Score.objects.filter(pk=row.pk).update(status=row.status)
    assert verified() == (), "other inputs and the same outcome: the next scoring writes it anew"


def test_an_old_row_whose_facts_changed_only_since_waits(
    release: Release, measures: dict[str, Measure]
) -> None:
    Score.objects.update(computed_at=timezone.now() - LATE)
    SeriesScore.objects.update(computed_at=timezone.now() - LATE)
    Target.objects.filter(measure=measures["repairs"]).update(target=50)
    done = verify_scores(by=User.objects.system())
    assert (done.differences, done.series) == ((), 2)
    assert done.waiting > 1


def test_a_series_that_the_last_rescoring_left_behind_is_an_alarm(release: Release) -> None:
    row = SeriesScore.objects.filter(measure__slug="calls").get()
    SeriesScore.objects.filter(pk=row.pk).update(inputs="0" * 64)
    done = verify_scores(by=User.objects.system())
    assert (done.waiting, done.series, done.differences) == (1, 2, ()), "younger than the last rescoring"
    SeriesScore.objects.filter(pk=row.pk).update(computed_at=row.computed_at - LATE)
    assert verified() == ("The limits of calls, segment None, were left behind by the last rescoring.",)
    assert alarms()


def test_a_release_of_older_rules_is_kept_as_published(release: Release) -> None:
    Release.objects.update(rule_version="0")
    done = verify_scores(by=User.objects.system())
    assert (done.releases, len(done.kept)) == (0, 2)
    assert done.kept[-1] == f"{release.slug}: kept as published under rule version 0."


def test_a_scheduled_release_is_worked_out_as_it_was_frozen(
    release: Release, measures: dict[str, Measure], people: People
) -> None:
    later = publish_release(
        period=QUARTERS[3], by=people[1], scheduled_for=timezone.now() + timezone.timedelta(days=1)
    )
    Target.objects.filter(measure=measures["repairs"]).update(target=50)
    Release.objects.filter(pk=later.pk).update(scheduled_for=timezone.now())
    assert publish_due(by=people[1])
    assert verify_scores(by=User.objects.system()).differences == ()


def test_the_timetable_asks_for_it_as_a_job(release: Release) -> None:
    tasks.verify_scores()
    assert jobs.run(Job.objects.get(kind="verify_scores").pk)
    message = Job.objects.get(kind="verify_scores").message
    assert message.startswith("2 releases, ")
    assert message.endswith("no difference")


def test_by_hand(release: Release) -> None:
    out = StringIO()
    call_command("verify_scores", stdout=out)
    assert "no difference" in out.getvalue()
    tampered("UPDATE measures_score SET status = 'missed' WHERE status = 'met'")
    with pytest.raises(CommandError, match="DIFFER"):
        call_command("verify_scores", stdout=StringIO())


def test_administrators_and_approvers_see_it_on_their_first_page(release: Release) -> None:
    tampered("UPDATE measures_score SET status = 'missed' WHERE status = 'met'")
    verified()
    for role, sees in (("administrator", True), ("approver", True), ("data_owner", False)):
        page = signed_in(make_person(role, role)).get("/staff/").content.decode()
        assert ("Something is not as it was" in page) is sees, role
