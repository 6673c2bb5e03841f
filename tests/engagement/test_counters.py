"""Each counter by hand-made rows on the edges of a period (design section 5)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charter.periods import Period
from engagement.models import Event, ServiceChange
from engagement.querysets import SOURCES
from measures import counters
from measures.counters import Count
from tests.engagement import rows

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
# British summer time: the days of the period begin and end an hour before those of UTC.
BEGINS, BEFORE = "2026-03-31T23:00:00", "2026-03-31T22:59:59"
ENDS, AFTER = "2026-06-30T22:59:59", "2026-06-30T23:00:00"


def counted(name: str) -> Count | None:
    return counters.count(name, FIRST, LAST)


def share(name: str) -> tuple[int | None, int | None]:
    found = counted(name)
    return (found.numerator, found.denominator) if found else (None, None)


def test_every_counter_of_the_design_has_its_source() -> None:
    assert set(SOURCES) == counters.NAMES
    assert all(counters.has_source(name) for name in counters.NAMES)


def test_nothing_recorded_is_none_of_a_count_and_a_share_of_nothing() -> None:
    for name in ("service_changes", "compliments_published", "scrutiny_projects", "events_held"):
        assert counted(name) == Count(0)
    for name in counters.NAMES - {
        "service_changes", "compliments_published", "scrutiny_projects", "events_held",
    }:  # fmt: skip
        assert share(name) == (0, 0)


def test_changes_count_on_the_london_day_they_became_public() -> None:
    for moment in (BEFORE, BEGINS, ENDS, AFTER):
        rows.change(moment)
    rows.change()  # written, not approved
    rows.change(approved_by=rows.checker(), approved_at=rows.LONG_AGO)  # approved, not public
    assert counted("service_changes") == Count(2)


def test_days_of_utc_would_count_other_changes() -> None:
    """Negative control: two moments lie on different days for a computer that thinks in UTC."""
    for moment in (BEFORE, BEGINS, ENDS, AFTER):
        rows.change(moment)
    in_utc = ServiceChange.objects.filter(
        published_at__gte=datetime(2026, 4, 1, tzinfo=UTC), published_at__lt=datetime(2026, 7, 1, tzinfo=UTC)
    )
    in_london = {BEGINS, ENDS}
    assert {one.published_at.replace(tzinfo=None).isoformat() for one in in_utc} != in_london


def test_a_change_that_could_not_be_made_counts_too() -> None:
    rows.change(ENDS, outcome="could_not")
    assert counted("service_changes") == Count(1)


def test_only_compliments_that_are_public_count() -> None:
    for moment in (BEFORE, BEGINS, ENDS, AFTER):
        rows.public("compliment", moment)
    rows.public("complaint", BEGINS)
    rows.feedback("compliment")
    assert counted("compliments_published") == Count(2)


def test_projects_count_on_the_day_of_their_report() -> None:
    for day in ("2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01"):
        rows.project(day)
    rows.project()
    assert counted("scrutiny_projects") == Count(2)


def test_events_count_when_they_took_place() -> None:
    for moment in (BEFORE, BEGINS, ENDS, AFTER):
        rows.event(moment)
    rows.event(BEGINS, state="cancelled")
    rows.event(BEGINS, state="planned")
    assert counted("events_held") == Count(2)


@pytest.mark.parametrize(
    ("invited", "in_time"),
    [("2026-06-23", 1), ("2026-06-24", 0), ("2026-06-30", 0), ("", 0), ("2026-05-01", 1)],
)
def test_a_weeks_notice_is_seven_days(invited: str, in_time: int) -> None:
    rows.event("2026-06-30T18:00:00", invited)
    assert share("events_with_notice") == (in_time, 1)


def test_notice_is_counted_back_from_the_london_day() -> None:
    """Half past midnight on 1 May in London is still 30 April in UTC."""
    rows.event("2026-04-30T23:30:00", "2026-04-24")
    assert share("events_with_notice") == (1, 1)
    rows.event("2026-04-30T22:30:00", "2026-04-24")
    assert share("events_with_notice") == (1, 2)


def test_cancelled_events_owe_no_notice() -> None:
    rows.event("2026-06-30T18:00:00", "2026-06-29", state="cancelled")
    assert share("events_with_notice") == (0, 0)


def test_actions_count_in_the_period_they_are_due() -> None:
    rows.action("2026-03-31", "2026-03-31")
    rows.action("2026-04-01", "2026-04-01")  # on the day
    rows.action("2026-06-30", "2026-07-01")  # a day late
    rows.action("2026-06-30", done="2026-06-01")  # done, and the group has not closed it
    rows.action("2026-06-30")
    rows.action("2026-07-01", "2026-06-01")
    rows.action("2026-05-01", "2026-01-01", recommendation=rows.recommendation("2026-01-01"))
    assert share("scrutiny_actions_done") == (2, 5)


def test_feedback_counts_in_the_period_its_answer_is_due() -> None:
    rows.feedback(due="2026-03-31", answered="2026-03-30T12:00")
    rows.feedback(due="2026-04-01", answered="2026-04-01T22:59:59")  # 23:59 in London
    rows.feedback(due="2026-04-01", answered="2026-04-01T23:00:00")  # midnight in London: late
    rows.feedback(due="2026-06-30")
    rows.feedback("comment", due="2026-06-30", answered="2026-05-01T12:00")
    rows.feedback(due="2026-07-01", answered="2026-06-30T12:00")
    rows.feedback("compliment")  # nobody owes an answer
    assert share("feedback_answered_in_time") == (2, 4)


def test_recommendations_count_in_the_period_their_answer_is_due() -> None:
    rows.recommendation("2026-03-31", "2026-03-31")
    rows.recommendation("2026-04-01", "2026-04-01")
    rows.recommendation("2026-06-30", "2026-07-01")
    rows.recommendation("2026-06-30")
    rows.recommendation("2026-07-01", "2026-06-30")
    assert share("recommendations_answered_in_time") == (1, 3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), max_size=12))
def test_months_add_up_to_the_quarter_wherever_the_moments_lie(moments: list[datetime]) -> None:
    """Against days worked out by another way: each moment's own clock in London."""
    Event.objects.all().delete()
    for moment in moments:
        rows.event(moment.replace(tzinfo=UTC).isoformat(), settled_at=datetime(2027, 1, 2, tzinfo=UTC))
    days = [moment.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/London")).date() for moment in moments]
    quarter = Period.parse("2026-27-Q1")
    by_month = [counters.count("events_held", part.start, part.end) for part in quarter.parts("month")]
    whole = counters.count("events_held", quarter.start, quarter.end)
    assert whole == Count(sum(quarter.contains(day) for day in days))
    assert whole.value == sum(found.value or 0 for found in by_month if found)


def test_a_name_that_the_design_lacks_is_refused() -> None:
    with pytest.raises(KeyError, match="There is no counter “letters”"):
        counters.register("letters", lambda first, last: Count(1))
