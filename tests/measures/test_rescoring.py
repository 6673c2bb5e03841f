"""Rescoring everything: the same rows as period by period, in steps that a kill does not lose."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from charter import changes, jobs
from charter.models import AuditEvent, Job, User
from charter.periods import Period
from measures.actions import rescoring
from measures.actions.rescoring import ask_for_rescoring, closed_periods, how_far, work_on
from measures.actions.scores import score_measures, score_period
from measures.actions.series_rows import score_some_series
from measures.models import Measure, Result, Score, Segment, SeriesScore, Target
from measures.standing import standing_at
from tests.measures.test_incremental import MONTHS, QUARTERS, approve, measures, people, table

__all__ = ["measures", "people"]

pytestmark = pytest.mark.django_db

People = tuple[User, User]


@pytest.fixture
def figures(measures: dict[str, Measure], people: People) -> None:
    """A year of figures, of the whole landlord and of two areas."""
    areas = [Segment.objects.create(slug=name, dimension="area", name=name) for name in ("north", "south")]
    for number, month in enumerate(MONTHS):
        for one in ("repairs", "calls"):
            over = 100 + number
            approve(measures[one], month, people, numerator=over - number % 5 * 3, denominator=over)
        for area in areas:
            numbers = {"numerator": 90 - number, "denominator": 100}
            approve(measures["repairs"], month, people, segment=area, **numbers)


def rescored() -> str:
    name = ask_for_rescoring(by=User.objects.system())
    work_on(name)
    assert how_far(name).is_over
    return name


def test_the_rows_are_those_of_every_period_by_itself(figures: None, people: People) -> None:
    rescored()
    here = table()
    assert {key for _, _, key in here} == {period.key for period in closed_periods()}
    Score.objects.all().delete()
    for period in closed_periods():
        score_period(period=period, by=people[0])
    assert here == table()


def test_doing_it_twice_changes_nothing(figures: None) -> None:
    rescored()
    before = [list(model.objects.order_by("pk").values()) for model in (Score, SeriesScore)]
    name = rescored()
    assert before == [list(model.objects.order_by("pk").values()) for model in (Score, SeriesScore)]
    assert all("0 scores written" in job.message for job in Job.objects.filter(ids__run=name))


def test_each_series_has_one_row_by_the_functions_of_the_pages(
    figures: None, measures: dict[str, Measure]
) -> None:
    rescored()
    rows = {(row.measure.slug, row.segment and row.segment.slug): row for row in SeriesScore.objects.all()}
    assert set(rows) == {("repairs", None), ("repairs", "north"), ("repairs", "south"), ("calls", None)}
    standing = standing_at(MONTHS[-1], timezone.now()).measures["calls"]
    row = rows["calls", None]
    limits = standing.control.control.segments[-1]
    assert (row.period, row.figures, row.status) == ("2025-12", 12, standing.series[-1].status)
    assert [row.met, row.near, row.missed] == [
        sum(figure.status == status for figure in standing.series) for status in ("met", "near", "missed")
    ]
    assert row.mean == round(Decimal(limits.mean.numerator) / limits.mean.denominator, 10)
    assert (row.variation, row.assurance) == (
        standing.control.control.variation,
        standing.control.control.assurance,
    )
    assert rows["repairs", "north"].value == 79


def test_gaps_nothing_to_measure_and_two_targets_in_one_series(
    measures: dict[str, Measure], people: People
) -> None:
    years = [Period.parse(f"{year}-{month:02d}") for year in (2024, 2025) for month in range(1, 13)]
    for number, month in enumerate(years):
        empty = number in (0, 7, 23)  # at both ends, and within
        numbers = {"numerator": 0 if empty else 80 + number * 7 % 19, "denominator": 0 if empty else 100}
        if number not in (3, 4, 15):
            approve(measures["calls"], month, people, **({"value": 84} if number == 10 else numbers))
    Target.objects.filter(measure=measures["calls"]).update(ends=years[11].end)
    Target.objects.create(measure=measures["calls"], starts=years[12].start, target=85, tolerance=5)
    score_some_series(measures={measures["calls"].pk: None})
    row, standing = SeriesScore.objects.get(), standing_at(years[-1], timezone.now()).measures["calls"]
    judged = [figure for figure in standing.series if figure.value is not None]
    assert (row.period, row.figures, row.value) == ("2025-11", 18, judged[-1].value)
    counted = [sum(one.status == word for one in judged) for word in ("met", "near", "missed")]
    assert ([row.met, row.near, row.missed], row.status) == (counted, judged[-1].status)
    control = standing.control.control
    assert row.mean == round(
        Decimal(control.segments[-1].mean.numerator) / control.segments[-1].mean.denominator, 10
    )
    assert (row.variation, row.assurance) == (control.variation, control.assurance)


def test_a_changed_target_and_a_lost_figure_change_the_row(
    figures: None, measures: dict[str, Measure]
) -> None:
    rescored()
    one = {measures["repairs"].pk: None}
    assert score_some_series(measures=one) == 0
    Target.objects.filter(measure=measures["repairs"]).update(target=50)
    assert score_some_series(measures=one) == 3
    assert SeriesScore.objects.get(segment__slug="north").missed == 0
    Result.objects.filter(segment__slug="north").delete()
    score_some_series(measures=one)
    assert not SeriesScore.objects.filter(segment__slug="north").exists()


def test_an_approved_figure_of_a_segment_changes_its_series_alone(
    figures: None, measures: dict[str, Measure], people: People
) -> None:
    rescored()
    before = dict(SeriesScore.objects.values_list("pk", "inputs"))
    north = Result.objects.filter(segment__slug="north").last()
    Result.objects.filter(pk=north.pk).update(numerator=10)
    changes.announce("result", [north.pk], by=people[1])
    assert jobs.run(Job.objects.get(kind="score_results").pk)
    changed = SeriesScore.objects.exclude(pk__in=before).get()
    assert (changed.segment.slug, changed.value) == ("north", 10)


def test_what_was_done_before_a_kill_stays_done(figures: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescoring, "BATCH", 1)
    name = ask_for_rescoring(by=User.objects.system())
    first, second = Job.objects.filter(ids__run=name).order_by("pk")[:2]
    assert jobs.run(first.pk)
    # The process that had the second died in the middle: its row stays behind as running.
    Job.objects.filter(pk=second.pk).update(
        state="running", attempts=1, started_at=timezone.now() - timedelta(hours=1)
    )
    assert ask_for_rescoring(by=User.objects.system()) == name, "an unfinished run goes on"
    work_on(name)
    assert not how_far(name).is_over
    assert not Score.objects.filter(subject="promise").exists(), "the second step waits for all of the first"
    jobs.sweep()
    Job.objects.filter(pk=second.pk).update(due=timezone.now())
    work_on(name)
    assert how_far(name).is_over
    assert Job.objects.get(pk=first.pk).attempts == 1
    assert Score.objects.filter(subject="promise").count() == 3 * len(closed_periods())


def test_a_row_that_lies_is_an_alarm(figures: None) -> None:
    rescored()
    Score.objects.filter(subject="measure", period="2025-06").update(status="missed", score=1)
    name = rescored()
    assert how_far(name).differing == 1
    assert AuditEvent.objects.filter(verb="score_differs").exists()
    assert Score.objects.filter(subject="measure", period="2025-06", score=1).exists(), "never overwritten"


def test_without_any_figure_there_is_nothing_but_to_say_so() -> None:
    name = rescored()
    assert how_far(name).jobs == 1


def test_a_measure_made_between_the_steps_is_scored_too(figures: None, measures: dict[str, Measure]) -> None:
    name = ask_for_rescoring(by=User.objects.system())
    jobs.run(Job.objects.get(ids__run=name, kind="rescore_measures").pk)
    late = Measure.objects.create(
        slug="late", title="Late", kind="count", direction="higher", frequency="monthly"
    )
    work_on(name)
    assert Score.objects.filter(subject="measure", subject_id=late.pk).count() == len(closed_periods())


def test_a_retired_measure_keeps_no_row_after_its_last_day(
    figures: None, measures: dict[str, Measure], people: People
) -> None:
    rescored()
    rows = Score.objects.filter(subject="measure", subject_id=measures["visits"].pk, period_end__year=2025)
    before = list(rows.filter(period_end__lt=date(2025, 10, 15)).order_by("pk").values())
    Measure.objects.filter(slug="visits").update(retired=date(2025, 10, 15))
    rescored()
    assert list(rows.order_by("pk").values()) == before
    Measure.objects.filter(slug="visits").update(retired=date(2025, 9, 30))
    score_period(period=QUARTERS[2], by=people[0])
    assert not rows.filter(period_end__gte=date(2025, 9, 30)).exists()
    Measure.objects.filter(slug="visits").update(retired=date(2025, 6, 30))
    score_measures(measures=[measures["visits"].pk], periods=[QUARTERS[1]], by=people[0])
    assert not rows.filter(period_end__gte=date(2025, 6, 30)).exists()
    assert rows.filter(period="2025-05").exists()


def test_a_landlord_with_figures_of_areas_alone_is_scored_from_the_first_one(
    measures: dict[str, Measure], people: People
) -> None:
    north = Segment.objects.create(slug="north", dimension="area", name="North")
    first = Period.parse("2023-04")
    approve(measures["repairs"], first, people, segment=north, numerator=9, denominator=10)
    assert closed_periods()[0] == first


def test_the_second_step_does_the_periods_that_it_was_asked_for(
    figures: None, measures: dict[str, Measure], people: People
) -> None:
    """A figure older than all before it comes between the steps: no period falls between two parts."""
    name = ask_for_rescoring(by=User.objects.system())
    jobs.run(Job.objects.get(ids__run=name, kind="rescore_measures").pk)
    asked = closed_periods()
    approve(measures["repairs"], Period.parse("2024-06"), people, numerator=9, denominator=10)
    work_on(name)
    scored = set(Score.objects.filter(subject="charter").values_list("period", flat=True))
    assert scored == {period.key for period in asked}


@pytest.mark.django_db(transaction=True)
def test_by_hand_with_processes_of_its_own() -> None:
    from charter.models import BankHoliday
    from charter.seed import seed

    with transaction.atomic():
        seed(BankHoliday, User)
    made = Measure.objects.create(
        slug="repairs", title="Repairs", kind="percentage", direction="higher", frequency="monthly"
    )
    by = (User.objects.create_user("a@example.org", "A"), User.objects.create_user("b@example.org", "B"))
    month = Period.containing(timezone.localdate(), "month").previous().previous()
    approve(made, month, by, numerator=9, denominator=10)
    out = StringIO()
    call_command("rescore", "--processes", "2", stdout=out)
    assert "2 of 2 steps" in out.getvalue()
    assert SeriesScore.objects.get().value == 90
    Score.objects.filter(subject="measure", period=month.key).update(state="overdue")
    with pytest.raises(CommandError, match="1 found stored scores that differ"):
        call_command("rescore", "--processes", "1", stdout=StringIO())
