"""A score row's hash names every fact that its outcome depends on: equal inputs, equal outcome."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from charter.models import BankHoliday, Landlord, Theme
from charter.periods import Period
from measures.actions.score_rows import OUTCOME
from measures.actions.scores import score_period
from measures.models import Break, Measure, MeasureLine, Score, Target
from measures.standing import standing_at
from measures.standing.rows import rows_of
from promises.models import Promise, Publication
from tests.measures.by_hand import Hand, noon

pytestmark = pytest.mark.django_db

Q2 = Period.parse("2026-27-Q2")
ASKED = [
    Period.parse(key) for key in ("2025-06", "2025-09", "2025-26-Q1", "2025-26-Q2", "2025-26-H1", "2024-25")
]


def test_a_quarter_of_bare_values_becomes_overdue() -> None:
    hand = Hand.made(first_period="2026-04")
    waits = hand.measure("waits", "percentage", "monthly", due_working_days=20)
    hand.promise("p", waits)
    for month in ("2026-07", "2026-08", "2026-09"):
        hand.figure(waits, month, 91)

    def scored(on: str) -> tuple[tuple[str, ...], str]:
        done = score_period(period=Q2, by=hand.author, cutoff=noon(on))
        return done.differing, Score.objects.get(subject="measure").state

    assert scored("2026-10-10") == ((), "not_due")
    assert scored("2026-10-28") == ((), "not_due")
    assert scored("2026-10-29") == ((), "overdue")


def test_an_overdue_trend_says_the_day_that_holds_now() -> None:
    hand = Hand.made(first_period="2025-04")
    calls = hand.measure("calls", due_working_days=20)
    trend = hand.measure("trend", "trend", of=calls)
    hand.promise("p", calls, trend)
    hand.figure(calls, "2025-04", (95, 100))
    june = Period.parse("2025-06")
    score_period(period=june, by=hand.author, cutoff=noon("2025-09-10"))
    Measure.objects.filter(pk=calls.pk).update(due_working_days=10)
    assert score_period(period=june, by=hand.author, cutoff=noon("2025-09-10")).differing == ()
    assert Score.objects.get(subject="measure", subject_id=trend.pk).detail["due"] == "2025-07-14"


def test_a_charter_counts_the_measures_that_its_lines_name() -> None:
    hand = Hand.made()
    made = [hand.measure(slug) for slug in ("calls", "repairs")]
    for one in made:
        hand.target(one, "2024-04-01", 90)
        hand.figure(one, "2025-04", (95, 100))
    hand.promise("p", *made)
    april = Period.parse("2025-04")
    score_period(period=april, by=hand.author, cutoff=noon("2025-05-10"))
    MeasureLine.objects.get(measure=made[1]).delete()
    assert score_period(period=april, by=hand.author, cutoff=noon("2025-05-10")).differing == ()
    assert Score.objects.get(subject="charter").detail["measures_judged"] == 1


class Changing:
    """A landlord with a measure of every kind, and the changes that can be made to it by chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.hand = Hand.made(first_period="2024-04")
        self.other = Theme.objects.create(charter=self.hand.charter, slug="other", title="Other")
        self.made = _measures(self.hand)
        self.today = date(2025, 10, 3)
        months = [f"2025-{month:02d}" for month in range(1, 10)]
        for month in months:
            self.hand.figure(self.made["share"], month, (chance.randint(10, 40), 40))
            for slug in ("bare", "people", "wait"):
                self.hand.figure(self.made[slug], month, chance.randint(1, 30))
        self.hand.figure(self.made["survey"], "2024-25", (30, 100))
        self.hand.figure(self.made["spent"], "2024-25-Q4", 20)
        self.hand.figure(self.made["grade"], "2024-25", "G2", given_on=date(2024, 12, 1))
        self.months = months

    def changes(self) -> dict[str, Callable[[], object]]:
        """Every kind of change by its name."""
        pick, made = self.chance.choice, self.made
        return {
            "time": lambda: None,
            "due days": lambda: self._set(pick([*made]), due_working_days=pick([5, 10, 15, 40])),
            "unit": lambda: self._set("people", unit=pick(["people", "jobs"])),
            "sensitive": lambda: self._set(pick([*made]), sensitive=pick([True, False])),
            "natural": lambda: self._set("share", natural_max=pick([None, 100, 200])),
            "critical": lambda: self._set(pick([*made]), critical=pick([True, False])),
            "retired": lambda: self._set(pick([*made]), retired=pick([None, None, date(2025, 7, 1)])),
            "decimals": lambda: self._set(pick([*made]), decimals=pick([0, 1, 2])),
            "limits": lambda: self._set("share", spc=pick([{}, {"screen": False}, {"seasonal": True}])),
            "milestone": lambda: self._set(
                "done", expected_by=pick([date(2025, 5, 1), date(2025, 8, 1), None]),
                done=pick([None, date(2025, 7, 1)]),
            ),
            "counter": lambda: self._set("counted", counter=pick(["service_changes", "events_held"])),
            "line gone": lambda: self._line().delete(),
            "line": lambda: self.hand.promise(pick(["p1", "p2", "p3"]), made[pick([*made])]),
            "weight": lambda: MeasureLine.objects.filter(pk=self._line().pk).update(weight=pick([0, 1, 3])),
            "promise": lambda: Promise.objects.filter(slug="p1").update(
                weight=pick([1, 2]), theme=pick([self.hand.theme, self.other])
            ),
            "holiday": lambda: BankHoliday.objects.get_or_create(
                day=date(2025, 10, self.chance.randint(6, 30)), defaults={"title": "Proclaimed"}
            ),
            "target": lambda: Target.objects.filter(measure=made["share"]).update(
                target=pick([20, 70]), floor=pick([None, 5, 10])
            ),
            "break": lambda: Break.objects.create(
                measure=made["share"], starts=date(2025, self.chance.randint(2, 9), 1), reason="Other homes"
            ),
            "members": lambda: made["both"].members.set(
                self.chance.sample([made[slug] for slug in ("share", "survey", "wait", "people")], 3)
            ),
            "schedule": lambda: Publication.objects.update(
                schedule=pick(["every 3 months", "on change", "every July", "once by 2025-07-10"])
            ),
            "first period": lambda: Landlord.objects.update(first_period=pick(["2024-04", "2025-07"])),
            "figure": lambda: self.hand.figure(
                made["share"], pick(self.months), (self.chance.randint(0, 40), 40), on="2025-10-01"
            ),
        }  # fmt: skip

    def change(self) -> str:
        """Make one of them; some days may pass. Returns its name."""
        changes = self.changes()
        name = self.chance.choice([*changes])
        try:
            with transaction.atomic():
                changes[name]()
        except IntegrityError:  # such a line, or such a break, is there already
            name = f"{name}, refused"
        if self.chance.random() < 0.4:
            self.today += timedelta(days=self.chance.choice([1, 3, 9]))
        return name

    def _set(self, slug: str, **values: object) -> None:
        Measure.objects.filter(pk=self.made[slug].pk).update(**values)

    def _line(self) -> MeasureLine:
        return self.chance.choice(list(MeasureLine.objects.order_by("pk")))


def _measures(hand: Hand) -> dict[str, Measure]:
    made = {
        "share": hand.measure("share"),
        "bare": hand.measure("bare"),
        "people": hand.measure("people", "count", unit="people", decimals=0),
        "survey": hand.measure("survey", "satisfaction", "annual"),
        "spent": hand.measure("spent", "money", "quarterly", direction="lower"),
        "wait": hand.measure("wait", "duration", direction="lower"),
        "grade": hand.measure("grade", "grade", "annual", grades=["G1", "G2", "G3"]),
        "done": hand.measure("done", "milestone", "annual", expected_by=date(2025, 8, 1)),
        "papers": hand.measure("papers", "publication", "quarterly"),
        "both": hand.measure("both", "composite", "quarterly"),
        "counted": hand.measure("counted", "counted", counter="service_changes"),
    }
    for slug in ("share", "bare", "people", "survey", "spent", "wait", "both", "counted"):
        hand.target(made[slug], "2024-01-01", 50 if slug == "both" else 20, tolerance=5)
    hand.target(made["grade"], "2024-01-01", grade="G2")
    made["trend"] = hand.measure("trend", "trend", of=made["share"])
    made["both"].members.set([made["share"], made["survey"], made["wait"]])
    paper = Publication.objects.create(slug="paper", title="Paper", schedule="every 3 months")
    made["papers"].publications.add(paper)
    held = {
        "p1": "share bare people papers",
        "p2": "survey spent wait both trend",
        "p3": "grade done counted share",
    }
    for slug, slugs in held.items():
        hand.promise(slug, *(made[one] for one in slugs.split()))
    return made


@pytest.mark.parametrize("seed", range(3))
def test_equal_inputs_mean_an_equal_outcome(seed: int) -> None:
    changing = Changing(random.Random(seed))
    seen: dict[tuple[object, str], dict[str, object]] = {}
    changed = ["nothing"]
    for _ in range(30):
        for period in ASKED:
            standing = standing_at(period, noon(changing.today.isoformat()), with_series=False)
            for row in rows_of(standing):
                outcome = {name: getattr(row, name) for name in OUTCOME}
                assert seen.setdefault((row.key, row.inputs), outcome) == outcome, changed
        changed.append(changing.change())
