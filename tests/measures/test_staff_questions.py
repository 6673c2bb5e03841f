"""The lists behind the staff pages: what is owed, in which order, and with how many queries."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from charter.periods import Period
from measures.actions import record_result, submit_result
from measures.figures import Figures
from measures.models import Measure, Result, Target
from measures.querysets import inbox_of
from measures.querysets.queue import queue_for
from measures.querysets.release_check import periods_to_publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 11, 22), tick=False):
        yield


def another(measure: Measure, number: int, **more: object) -> Measure:
    fields = {"slug": f"m{number}", "title": f"Measure {number}", "kind": "percentage", "direction": "higher"}
    fields |= {"frequency": "monthly", "unit": "%", "owner": measure.owner}
    return Measure.objects.create(**(fields | more))


def filled(measure: Measure, by, *periods: str) -> None:
    for period in periods:
        figures = Figures(Decimal(96), Decimal(100))
        submit_result(
            result=record_result(measure=measure, period=Period.parse(period), figures=figures, by=by), by=by
        )


def approved(measure: Measure, by, second, *periods: str) -> None:
    filled(measure, by, *periods)
    Result.objects.filter(measure=measure).update(
        workflow="approved", approval="final", decided_by=second, decided_at="2026-11-20T10:00Z"
    )


def keys(person, measure: Measure) -> list[str]:
    return [line.period.key for line in inbox_of(person).waiting if line.measure.pk == measure.pk]


def test_owed_is_what_ended_since_the_first_target(measure, data_owner) -> None:
    late = another(measure, 1)
    Target.objects.create(measure=late, starts=date(2026, 9, 1), target=90)
    assert keys(data_owner, late) == ["2026-09", "2026-10"]


def test_without_target_and_figure_only_the_last_period_is_owed(measure, data_owner) -> None:
    assert keys(data_owner, another(measure, 1)) == ["2026-10"]


def test_what_is_there_is_not_owed_and_a_stated_quarter_covers_its_months(
    measure, data_owner, approver
) -> None:
    approved(measure, data_owner, approver, "2026-27-Q2")
    assert keys(data_owner, measure) == ["2026-10"]


def test_a_retired_measure_asks_for_nothing(measure, data_owner) -> None:
    Measure.objects.update(retired=date(2026, 1, 1))
    assert inbox_of(data_owner).lines == ()


def test_what_the_portal_works_out_is_not_asked_for(measure, data_owner) -> None:
    counted = another(measure, 1, kind="publication")
    inbox = inbox_of(data_owner)
    assert inbox.counted == (counted,)
    assert keys(data_owner, counted) == []


def test_a_grade_is_asked_for_when_there_is_none_or_it_is_out_of_date(measure, data_owner, approver) -> None:
    grade = another(measure, 1, kind="grade", frequency="annual", grades=["C1", "C2"])
    assert keys(data_owner, grade) == ["2025-26"]
    result = record_result(
        measure=grade, period=Period.parse("2025-26"),
        figures=Figures(grade="C1", review_by=date(2027, 1, 1)),
        by=data_owner,
    )  # fmt: skip
    submit_result(result=result, by=data_owner)
    Result.objects.update(
        workflow="approved", approval="final", decided_by=approver, decided_at="2026-11-20T10:00Z"
    )
    assert keys(data_owner, grade) == []
    Result.objects.update(review_by=date(2026, 11, 1))
    assert inbox_of(data_owner).by_step["approved"]


def test_queries_do_not_grow_with_the_data(measure, data_owner, approver) -> None:
    filled(measure, data_owner, "2026-07")
    with CaptureQueriesContext(
        connection,
    ) as few:
        inbox_of(data_owner)
        queue_for(approver)
    for number in range(6):
        more = another(measure, number)
        Target.objects.create(measure=more, starts=date(2026, 4, 1), target=90)
        filled(more, data_owner, "2026-07", "2026-08", "2026-09")
    with CaptureQueriesContext(connection) as many:
        inbox_of(data_owner)
        queue_for(approver)
    assert len(many) == len(few)


def test_periods_to_publish_have_ended_and_the_longest_of_one_end_comes_first() -> None:
    offered = periods_to_publish(date(2026, 11, 22), 4)
    assert all(period.end < date(2026, 11, 22) for period in offered)
    assert [period.key for period in offered[:4]] == ["2026-10", "2026-27-H1", "2026-27-Q2", "2026-09"]
