"""After a change only what depends on it is scored, and the rows are those of a full scoring."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from charter import changes, jobs
from charter.models import BankHoliday, Charter, Job, Landlord, Theme, User
from charter.periods import Period
from measures.actions.scores import score_measures, score_period
from measures.models import Measure, MeasureLine, Result, Score, Target
from promises.models import Promise

pytestmark = pytest.mark.django_db

MONTHS = [Period.parse(f"2025-{month:02d}") for month in range(1, 13)]
QUARTERS = [Period.parse(text) for text in ("2024-25-Q4", "2025-26-Q1", "2025-26-Q2", "2025-26-Q3")]
WHAT = ("period_end", "state", "status", "score", "value", "coverage", "detail", "inputs", "rule_version")


@pytest.fixture
def people() -> tuple[User, User]:
    return User.objects.create_user("a@example.org", "A"), User.objects.create_user("b@example.org", "B")


@pytest.fixture
def measures(people: tuple[User, User]) -> dict[str, Measure]:
    """Every way in which one measure hangs on another, in three promises of two themes."""
    landlord = Landlord.objects.create(name="Alderbrook Homes", first_period="2025-01")
    charter = Charter.objects.create(
        slug="charter", title="Charter", landlord=landlord, stage="published", is_current=True
    )
    promises = [
        Promise.objects.create(
            charter=charter,
            theme=Theme.objects.get_or_create(charter=charter, slug=theme, title=theme)[0],
            slug=slug,
            title=slug,
        )
        for slug, theme in (("first", "one"), ("second", "one"), ("third", "two"))
    ]
    monthly = {"frequency": "monthly", "kind": "percentage", "direction": "higher", "unit": "%"}
    made = {
        "repairs": measure("repairs", **monthly),
        "calls": measure("calls", **monthly),
        "visits": measure("visits", frequency="quarterly", kind="count", direction="higher"),
        "grade": measure(
            "grade", frequency="annual", kind="grade", direction="none", grades=["C1", "C2", "C3"]
        ),
        "trend": measure("trend", frequency="monthly", kind="trend", direction="higher"),
        "both": measure("both", frequency="quarterly", kind="composite", direction="higher", unit="%"),
    }
    Measure.objects.filter(slug="trend").update(of=made["calls"])
    made["both"].members.set([made["repairs"], made["visits"]])
    held = (("first", "repairs calls"), ("second", "visits both trend"), ("third", "grade repairs"))
    for promise, (_, slugs) in zip(promises, held, strict=True):
        for weight, slug in enumerate(slugs.split(), start=1):
            MeasureLine.objects.create(promise=promise, measure=made[slug], text=slug, weight=weight)
    for slug, target in (("repairs", 95), ("calls", 80), ("visits", 40), ("both", 50)):
        Target.objects.create(measure=made[slug], starts=date(2024, 4, 1), target=target, tolerance=3)
    Target.objects.create(measure=made["grade"], starts=date(2024, 4, 1), grade="C2")
    return made


def measure(slug: str, **more: object) -> Measure:
    return Measure.objects.create(slug=slug, title=slug.title(), decimals=1, **more)


def approve(one: Measure, period: Period, people: tuple[User, User], **numbers: object) -> Result:
    """A figure, or the correction of the one that stands."""
    standing = Result.objects.filter(measure=one, period=period.key, segment=numbers.get("segment"))
    standing.filter(workflow="approved").update(workflow="superseded")
    now = timezone.now() - timedelta(days=1)
    return Result.objects.create(
        measure=one,
        period=period.key,
        period_kind=period.kind,
        period_start=period.start,
        period_end=period.end,
        workflow="approved",
        approval="final",
        entered_by=people[0],
        submitted_by=people[0],
        submitted_at=now,
        decided_by=people[1],
        decided_at=now,
        **numbers,
    )


def any_figure(chance: random.Random, measures: dict[str, Measure], people: tuple[User, User]) -> Result:
    match chance.choice(("repairs", "calls", "visits", "grade")):
        case "visits":
            return approve(measures["visits"], chance.choice(QUARTERS), people, value=chance.randint(30, 50))
        case "grade":
            year = Period.parse(chance.choice(("2024-25", "2025-26")))
            given = year.start + timedelta(days=chance.randint(0, 200))
            return approve(
                measures["grade"], year, people, grade=chance.choice(("C1", "C2", "C3")), given_on=given
            )
        case slug:
            over = chance.randint(30, 200)
            return approve(
                measures[slug],
                chance.choice(MONTHS),
                people,
                numerator=over - chance.randint(0, over // 3),
                denominator=over,
            )


@pytest.fixture
def more(measures: dict[str, Measure]) -> dict[str, Measure]:
    """The same, and measures of few people, of a running count, of the last months, and one to be done."""
    of_people = {"frequency": "monthly", "kind": "count", "direction": "higher", "unit": "people"}
    made = {
        "people": measure("people", **of_people),
        "running": measure("running", cumulative=True, **of_people),
        "rolling": measure("rolling", rolling_months=12, **of_people),
        "wait": measure("wait", frequency="monthly", kind="duration", direction="lower", unit="days"),
        "done": measure(
            "done", frequency="annual", kind="milestone", direction="none", expected_by=date(2025, 8, 20)
        ),
    }
    for weight, slug in enumerate(made, start=1):
        MeasureLine.objects.create(
            promise=Promise.objects.get(slug="third"), measure=made[slug], text=slug, weight=weight
        )
    for slug in ("people", "running", "rolling", "wait"):
        Target.objects.create(measure=made[slug], starts=date(2024, 4, 1), target=20, tolerance=3)
    measures["both"].members.add(made["people"])
    return {**measures, **made}


def any_change(chance: random.Random, more: dict[str, Measure], people: tuple[User, User]) -> tuple[str, int]:
    """What is announced after a change by chance: of a figure, a target, a measure or the calendar."""
    match chance.choice(("figure", "people", "stated", "wait", "done", "target", "retired", "calendar")):
        case "people":
            one = more[chance.choice(("people", "running", "rolling"))]
            return "result", approve(one, chance.choice(MONTHS), people, value=chance.randint(0, 40)).pk
        case "stated":
            one = more[chance.choice(("people", "running"))]
            return "result", approve(one, chance.choice(QUARTERS), people, value=chance.randint(0, 90)).pk
        case "wait":
            numbers = {"numerator": chance.randint(10, 90), "denominator": chance.randint(2, 40)}
            return "result", approve(more["wait"], chance.choice(MONTHS), people, **numbers).pk
        case "done":
            given = date(2025, chance.randint(4, 12), 10)
            Result.objects.filter(measure=more["done"]).update(workflow="superseded")
            month = Period.containing(given, "month")
            return "result", approve(more["done"], month, people, given_on=given).pk
        case "target":
            target = Target.objects.get(measure=more[chance.choice(("people", "repairs", "both"))])
            Target.objects.filter(pk=target.pk).update(target=chance.randint(10, 90))
            return "target", target.pk
        case "retired":  # in the time that a changed measure is scored anew for
            one = more[chance.choice(("calls", "wait", "visits"))]
            Measure.objects.filter(pk=one.pk).update(retired=chance.choice((None, date(2025, 10, 15))))
            return "measure", one.pk
        case "calendar":
            day = date(2025, 10, chance.randint(6, 28))
            return "calendar", BankHoliday.objects.get_or_create(day=day, defaults={"title": "Fair"})[0].pk
    return "result", any_figure(chance, more, people).pk


def table() -> dict[tuple[str, int, str], tuple[object, ...]]:
    rows = Score.objects.values_list("subject", "subject_id", "period", *WHAT)
    return {row[:3]: row[3:] for row in rows}


def _changed_and_compared(
    chance: random.Random, people: tuple[User, User], change: Callable[[random.Random], tuple[str, int]]
) -> None:
    """Everything is scored, then changed some times; the rows are those of scoring everything at the end."""
    every = sorted(
        {Period.containing(month.end, kind) for month in MONTHS for kind in ("month", "quarter", "year")}
    )
    for period in every:
        score_period(period=period, by=people[0])
    for _ in range(8):
        kind, changed = change(chance)
        changes.announce(kind, [changed], by=people[1])
        while waiting := Job.objects.filter(kind__startswith="score", state="queued").order_by("pk").first():
            assert jobs.run(waiting.pk)
    here = table()
    Score.objects.all().delete()
    for period in sorted({Period.parse(key) for _, _, key in here}):
        score_period(period=period, by=people[0])
    assert here == table()


def _a_figure(
    chance: random.Random, measures: dict[str, Measure], people: tuple[User, User]
) -> tuple[str, int]:
    return "result", any_figure(chance, measures, people).pk


@pytest.mark.parametrize("seed", range(5))
def test_rows_are_those_of_a_full_scoring(
    measures: dict[str, Measure], people: tuple[User, User], seed: int
) -> None:
    chance = random.Random(seed)
    for month in MONTHS[: chance.randint(0, 11)]:
        approve(measures["calls"], month, people, numerator=chance.randint(60, 90), denominator=100)
    _changed_and_compared(chance, people, lambda chance: _a_figure(chance, measures, people))


@pytest.mark.parametrize("seed", range(2))
def test_rows_are_those_of_a_full_scoring_whatever_was_changed(
    more: dict[str, Measure], people: tuple[User, User], seed: int
) -> None:
    chance = random.Random(seed)
    for month in MONTHS:
        for slug in ("people", "running", "rolling"):
            approve(more[slug], month, people, value=chance.randint(8, 30) + 9 * month.end.month)
        approve(more["wait"], month, people, numerator=chance.randint(90, 400), denominator=40)
    _changed_and_compared(chance, people, lambda chance: any_change(chance, more, people))


def test_only_what_depends_on_it_is_written(measures: dict[str, Measure], people: tuple[User, User]) -> None:
    june = Period.parse("2025-06")
    for one in ("repairs", "calls"):
        approve(measures[one], june, people, numerator=90, denominator=100)
    score_period(period=june, by=people[0])
    before = dict(Score.objects.values_list("pk", "inputs"))
    approve(measures["calls"], june, people, numerator=10, denominator=100)
    done = score_measures(measures=[measures["calls"].pk], periods=[june], by=people[0])
    written = Score.objects.exclude(pk__in=before)
    names = sorted((row.subject, row.subject_id) for row in written)
    first = Promise.objects.get(slug="first")
    assert ("measure", measures["calls"].pk) in names
    assert ("measure", measures["repairs"].pk) not in names
    assert ("promise", first.pk) in names
    assert ("theme", first.theme_id) in names
    assert ("promise", Promise.objects.get(slug="third").pk) not in names
    assert done.written == len(names)


def test_the_number_of_queries_does_not_grow(measures: dict[str, Measure], people: tuple[User, User]) -> None:
    def asked(periods: list[Period]) -> int:
        approve(measures["repairs"], MONTHS[2], people, numerator=len(periods), denominator=100)
        with CaptureQueriesContext(connection) as seen:
            score_measures(measures=[measures["repairs"].pk], periods=periods, by=people[0])
        return len(seen)

    for period in MONTHS:
        score_period(period=period, by=people[0])
    few, many = asked(MONTHS[2:4]), asked(MONTHS[2:10])
    assert many <= few <= 36


def test_a_row_of_older_rules_is_not_built_upon(
    measures: dict[str, Measure], people: tuple[User, User]
) -> None:
    june = Period.parse("2025-06")
    score_period(period=june, by=people[0])
    Score.objects.update(rule_version="0")
    done = score_measures(measures=[measures["calls"].pk], periods=[june], by=people[0])
    assert done.written == Score.objects.count(), "every measure lacked a row of today's rules"


def test_nothing_is_asked_for_without_closed_periods(
    measures: dict[str, Measure], people: tuple[User, User]
) -> None:
    assert score_measures(measures=[measures["calls"].pk], periods=[], by=people[0]).written == 0
