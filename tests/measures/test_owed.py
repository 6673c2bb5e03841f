"""What is asked for and what is not: inbox, reminders, collection status and year-end agree."""

from datetime import date

import pytest
import time_machine

from charter import notices
from charter.models import User
from charter.periods import KIND_OF_FREQUENCY, Period
from measures.models import Measure, Result, Target
from measures.notices import figures_due
from measures.querysets import inbox
from measures.querysets.collection import collection
from measures.querysets.inbox import inbox_of
from measures.querysets.year_end import checklist_of
from tests.measures.test_staff_questions import another

pytestmark = pytest.mark.django_db
AFTERWARDS = date(2027, 2, 15)
LATE_IN_A_QUARTER = [date(2026, month, day) for month, day in ((3, 30), (6, 29), (9, 29), (11, 22), (12, 30))]
FAR_BACK = inbox.OWED_AT_MOST + 4


@pytest.fixture
def by_frequency(landlord, post, data_owner, approver) -> dict[str, Measure]:
    """A measure of each frequency, with an approved figure for every period asked for and more."""
    landlord.first_period = "2005-01"
    landlord.save()
    made = {}
    for number, (frequency, kind) in enumerate(KIND_OF_FREQUENCY.items()):
        measure = another(Measure(owner=post), number, frequency=frequency)
        Target.objects.create(measure=measure, starts=date(2005, 4, 1), target=90)
        last = Period.containing(AFTERWARDS, kind, 4).previous()
        periods = [last]
        while len(periods) < FAR_BACK + 12 // last.months:
            periods.append(periods[-1].previous())
        Result.objects.bulk_create(approved(measure, one, data_owner, approver) for one in periods)
        made[frequency] = measure
    return made


def approved(measure: Measure, period: Period, by: User, second: User, **more: object) -> Result:
    figures = {"value": 96, "numerator": 96, "denominator": 100} | more
    return Result(
        measure=measure,
        period=period.key,
        period_kind=period.kind,
        period_start=period.start,
        period_end=period.end,
        workflow="approved",
        approval="final",
        entered_by=by,
        submitted_by=by,
        submitted_at="2005-01-01T10:00Z",
        decided_by=second,
        decided_at="2005-01-01T10:00Z",
        **figures,
    )


def asked_for(person: User) -> list[str]:
    return [line.key for line in inbox_of(person).waiting]


def reminded_of(today: date) -> list[str]:
    """Every figure that some day of the last year reminded of."""
    stretch = notices.Stretch(date(today.year - 1, today.month, 1), today, notices.timetable())
    return [one.text for one in figures_due(stretch) if one.kind == "overdue" or one.kind == "escalated"]


@pytest.mark.parametrize("today", LATE_IN_A_QUARTER, ids=str)
def test_what_is_approved_is_never_asked_for_whatever_its_frequency(by_frequency, data_owner, today) -> None:
    with time_machine.travel(today, tick=False):
        assert asked_for(data_owner) == []
        assert reminded_of(today) == []


@pytest.mark.parametrize("frequency", list(KIND_OF_FREQUENCY))
def test_one_that_is_taken_away_is_asked_for_by_all_four(by_frequency, data_owner, frequency) -> None:
    today = date(2026, 12, 30)
    measure = by_frequency[frequency]
    with time_machine.travel(today, tick=False):
        period = Period.containing(today, KIND_OF_FREQUENCY[frequency], 4).previous().previous()
        Result.objects.get(measure=measure, period=period.key).delete()
        assert asked_for(data_owner) == [f"{measure.slug}.{period.slug}"]
        assert [
            text for text in reminded_of(today) if not text.startswith(f"{measure.title}, {period.label}")
        ] == []
        late = [step.period for row in collection() for step in row.steps if step.state == "overdue"]
        assert late == [period]
        line = checklist_of(period.financial_year).lines[0]
        assert period in [item.period for item in line.items if item.measure == measure]


def test_without_the_longer_look_back_approved_quarters_would_be_asked_for(
    by_frequency, data_owner, monkeypatch
) -> None:
    """The negative control: 800 days of approved figures are too few for 13 quarters."""
    monkeypatch.setattr(
        inbox, "_of_what_is_asked", lambda around: inbox.Q(period_end__gte=around.today - inbox.LOOK_BACK)
    )
    with time_machine.travel(date(2026, 12, 30), tick=False):
        assert asked_for(data_owner) != []


def test_an_old_grade_that_stands_is_not_asked_for_again(landlord, post, data_owner, approver) -> None:
    graded = another(Measure(owner=post), 9, kind="grade", unit="", frequency="annual", grades=["C1", "C2"])
    period = Period.parse("2022/23")
    approved(
        graded, period, data_owner, approver, value=None, numerator=None, denominator=None, grade="C1"
    ).save()
    with time_machine.travel(AFTERWARDS, tick=False):
        assert asked_for(data_owner) == []
