"""Many late figures at once carry rows on; the night makes of these rows those of a full rescoring."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from charter import changes, jobs
from charter.models import AuditEvent, Job, User
from charter.periods import Period
from measures.actions import scores, series_rows
from measures.actions.rescoring import ask_for_rescoring, work_on
from measures.actions.verifying import verify_scores
from measures.models import Break, Measure, Result, Segment, SeriesScore, Target
from measures.standing.series import COLUMNS, NOT_YET, Judging
from tests.measures.test_incremental import approve, measures, people

__all__ = ["measures", "people"]

pytestmark = pytest.mark.django_db

People = tuple[User, User]
MONTHS = [Period.parse(f"{year}-{month:02d}") for year in (2023, 2024, 2025) for month in range(1, 13)]
AT_ONCE = ("period", "period_end", "figures", "value", "status", "met", "near", "missed")
Row = tuple[object, ...]


@pytest.fixture(autouse=True)
def by_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even one figure goes the way of many."""
    monkeypatch.setattr(scores, "FEW", 0)


@pytest.fixture
def areas() -> list[Segment | None]:
    names = ("north", "south", "west")
    return [None, *(Segment.objects.create(slug=one, dimension="area", name=one) for one in names)]


def rescored() -> None:
    work_on(ask_for_rescoring(by=User.objects.system()))


def rows(*columns: str) -> dict[tuple[int, int | None], Row]:
    wanted = SeriesScore.objects.values_list("measure_id", "segment_id", *columns)
    return {found[:2]: found[2:] for found in wanted}


def as_if_all_were_scored(*columns: str) -> dict[tuple[int, int | None], Row]:
    """What a rescoring makes of nothing."""
    SeriesScore.objects.all().delete()
    rescored()
    return rows(*columns)


def announced(ids: list[int], by: User) -> None:
    """Announce figures as an approval does, and do what it asks for, in any order."""
    changes.announce("result", ids, by=by)
    for job in Job.objects.filter(state="queued", kind="score_late").order_by("?"):
        assert jobs.run(job.pk)


def figure(chance: random.Random, measure: Measure, month: Period, area: Segment | None, by: People) -> int:
    over = chance.choice((0, 40, 90, 120))
    numbers = {"numerator": over - chance.randint(0, over // 4), "denominator": over}
    if chance.random() < 0.1:
        numbers = {"value": chance.randint(60, 100)}
    return approve(measure, month, by, segment=area, **numbers).pk


@pytest.mark.parametrize("seed", range(6))
def test_the_night_makes_of_carried_rows_those_of_a_full_rescoring(
    measures: dict[str, Measure], people: People, areas: list[Segment | None], seed: int
) -> None:
    """Months in and out of order, corrections, gaps, nothing to measure, a break, a change of target."""
    chance = random.Random(seed)
    one = measures["repairs"]
    for month in MONTHS[: 12 + seed]:
        for area in areas:
            figure(chance, one, month, area, people)
    Break.objects.create(measure=one, starts=date(2024, 9, 1), reason="Merger")
    rescored()
    later = MONTHS[12 + seed : 20 + seed]
    for month in later:
        late = [figure(chance, one, month, area, people) for area in areas if chance.random() < 0.8]
        if chance.random() < 0.5:
            late.append(figure(chance, one, chance.choice(MONTHS[:30]), chance.choice(areas), people))
        if month is later[4]:
            Target.objects.filter(measure=one).update(ends=month.end)
            Target.objects.create(measure=one, starts=month.next().start, target=88, tolerance=2)
        chance.shuffle(late)
        announced(late, people[1])
    assert SeriesScore.objects.filter(inputs=NOT_YET).exists(), "some were carried on"
    at_once = rows(*AT_ONCE)
    rescored()
    after = rows(*COLUMNS)
    assert after == as_if_all_were_scored(*COLUMNS)
    assert at_once == rows(*AT_ONCE), "the last figure and the tallies were right before the night"


def test_limits_say_up_to_where_they_look(
    measures: dict[str, Measure], people: People, areas: list[Segment | None]
) -> None:
    for number, month in enumerate(MONTHS[:20]):
        approve(measures["repairs"], month, people, numerator=80 + number % 7, denominator=100)
    rescored()
    before = SeriesScore.objects.get()
    late = approve(measures["repairs"], MONTHS[20], people, numerator=20, denominator=100)
    announced([late.pk], people[1])
    row = SeriesScore.objects.get()
    assert (row.period, row.figures, row.value, row.status) == ("2024-09", 21, 20, "missed")
    assert (row.limits_to, row.mean, row.lower, row.variation) == (
        "2024-08",
        before.mean,
        before.lower,
        before.variation,
    )
    rescored()
    row = SeriesScore.objects.get()
    assert row.limits_to == row.period == "2024-09"
    assert row.mean != before.mean


def test_a_correction_is_never_counted_twice(measures: dict[str, Measure], people: People) -> None:
    for month in MONTHS[16:28]:
        approve(measures["repairs"], month, people, numerator=99, denominator=100)
    rescored()
    corrected = approve(measures["repairs"], MONTHS[27], people, numerator=1, denominator=100)
    announced([corrected.pk], people[1])
    announced([corrected.pk], people[1])
    row = SeriesScore.objects.get()
    assert (row.figures, row.met, row.missed, row.limits_to) == (12, 11, 1, "2025-04")


def test_carrying_on_whatever_comes_would_be_wrong(
    measures: dict[str, Measure], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without the question whether a figure is later, a correction counts twice."""
    for month in MONTHS[:12]:
        approve(measures["repairs"], month, people, numerator=99, denominator=100)
    rescored()
    asked = Judging.carried_on

    def unasked(self, row, figures):  # type: ignore[no-untyped-def]
        return asked(self, row._replace(period_end=date.min), figures)

    monkeypatch.setattr(series_rows.Judging, "carried_on", unasked)
    corrected = approve(measures["repairs"], MONTHS[11], people, numerator=1, denominator=100)
    announced([corrected.pk], people[1])
    assert SeriesScore.objects.get().figures == 13


def test_a_row_of_older_rules_is_worked_out_anew(measures: dict[str, Measure], people: People) -> None:
    approve(measures["repairs"], MONTHS[0], people, numerator=99, denominator=100)
    rescored()
    SeriesScore.objects.update(rule_version="0")
    announced([approve(measures["repairs"], MONTHS[1], people, numerator=9, denominator=10).pk], people[1])
    assert SeriesScore.objects.get().inputs != NOT_YET


def test_a_first_figure_makes_its_row(measures: dict[str, Measure], people: People) -> None:
    announced([approve(measures["repairs"], MONTHS[0], people, numerator=9, denominator=10).pk], people[1])
    assert SeriesScore.objects.get().limits_to == "2023-01"


def test_the_proof_lets_a_carried_row_wait_for_one_night(
    measures: dict[str, Measure], people: People
) -> None:
    for month in MONTHS[:3]:
        approve(measures["repairs"], month, people, numerator=99, denominator=100)
    rescored()
    announced([approve(measures["repairs"], MONTHS[3], people, numerator=9, denominator=10).pk], people[1])
    found = verify_scores(by=people[0])
    assert not [one for one in found.differences if "limits" in one]
    assert found.waiting
    Result.objects.update(decided_at=timezone.now() - timedelta(days=2))
    rescored()
    SeriesScore.objects.update(inputs=NOT_YET, computed_at=timezone.now() - timedelta(days=1))
    found = verify_scores(by=people[0])
    assert any("left behind" in one for one in found.differences), "the night should have done it"
    assert AuditEvent.objects.filter(verb="score_differs").exists()
