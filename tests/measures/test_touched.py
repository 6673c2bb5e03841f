"""Which periods and series a change asks to be scored anew."""

from datetime import date
from itertools import count

import pytest
from django.db import transaction

from charter import changes, jobs
from charter.models import Job, User
from charter.periods import Period
from measures.actions.milestones import close_milestone
from measures.actions.rescoring import ask_for_rescoring, work_on
from measures.actions.results import Decision, approve_result
from measures.models import Measure, Result, Score, SeriesScore
from measures.scoring import RULE_VERSION
from tests.measures.by_hand import Hand

pytestmark = pytest.mark.django_db

MONTHS = [Period.parse(f"2025-{month:02d}") for month in range(4, 13)]


@pytest.fixture
def hand() -> Hand:
    return Hand.made(first_period="2025-04")


def announced(hand: Hand, kind: str, *ids: int) -> None:
    """Announce a change and do the jobs that it asks for."""
    with transaction.atomic():
        changes.announce(kind, ids, by=hand.author)
    for _ in count():
        waiting = Job.objects.filter(state="queued", kind__startswith="score").order_by("pk").first()
        if waiting is None:
            return
        assert jobs.run(waiting.pk)
        waiting.refresh_from_db()
        assert waiting.state == "done"


def rescored() -> None:
    work_on(ask_for_rescoring(by=User.objects.system()))


def outcomes(measure: Measure) -> dict[str, tuple[str, str]]:
    rows = Score.objects.filter(subject="measure", subject_id=measure.pk)
    return {key: (state, status) for key, state, status in rows.values_list("period", "state", "status")}


def as_if_all_were_scored(measure: Measure) -> dict[str, tuple[str, str]]:
    """What a rescoring makes of it."""
    Score.objects.all().delete()
    rescored()
    return outcomes(measure)


def people(hand: Hand, **more: object) -> Measure:
    made = hand.measure("people", "count", unit="people", decimals=0, **more)
    hand.target(made, "2024-04-01", 10)
    hand.promise("p", made)
    return made


def corrected(hand: Hand, measure: Measure, period: str, numbers: object) -> dict[str, tuple[str, str]]:
    """The outcomes after a figure was corrected long after everything was scored."""
    rescored()
    figure = hand.figure(measure, period, numbers, on="2026-11-20")
    announced(hand, "result", figure.pk)
    return outcomes(measure)


def test_a_corrected_month_hides_a_later_step_of_a_running_count(hand: Hand) -> None:
    made = people(hand, cumulative=True)
    for month, number in zip(MONTHS, (20, 26, 30, 32, 40), strict=False):
        hand.figure(made, month.key, number)
    found = corrected(hand, made, "2025-04", 23)
    assert found["2025-07"] == ("suppressed", "not_judged")
    assert found == as_if_all_were_scored(made)


def test_a_corrected_month_hides_a_later_value_of_a_count_over_the_last_months(hand: Hand) -> None:
    made = people(hand, rolling_months=12)
    for month, number in zip(MONTHS, (20, 40, 60, 80, 100, 120, 140, 160), strict=False):
        hand.figure(made, month.key, number)
    for month in ("2026-04", "2026-05", "2026-06"):
        hand.figure(made, month, 162 if month == "2026-06" else 150 + int(month[-1]))
    found = corrected(hand, made, "2025-11", 151)
    assert found == as_if_all_were_scored(made)


@pytest.mark.parametrize("month", ["2025-04", "2025-06", "2025-09"])
def test_a_small_duration_takes_others_of_its_year_with_it(hand: Hand, month: str) -> None:
    made = hand.measure("wait", "duration", direction="lower", unit="days")
    hand.target(made, "2024-04-01", 10)
    for one in MONTHS:
        hand.figure(made, one.key, (400, 40))
    assert corrected(hand, made, month, (20, 2)) == as_if_all_were_scored(made)
    assert "suppressed" in {state for state, _ in outcomes(made).values()}


def test_what_was_small_before_and_is_not_now_is_shown_again(hand: Hand) -> None:
    made = hand.measure("share")
    hand.target(made, "2024-04-01", 10)
    for one in MONTHS:
        hand.figure(made, one.key, (3, 4) if one.key == "2025-05" else (38, 40))
    found = corrected(hand, made, "2025-05", (38, 40))
    assert found == as_if_all_were_scored(made)
    assert "suppressed" not in {state for state, _ in found.values()}


def closed(hand: Hand, measure: Measure, day: date, why: str = "") -> Result:
    sent = close_milestone(
        measure=measure, done_on=day, evidence="Minutes", by=hand.author, correction_reason=why
    )
    return approve_result(result=sent, by=hand.checker, decision=Decision("final"))


def test_a_milestone_that_a_person_closed_is_scored_at_once(hand: Hand) -> None:
    made = hand.measure("done", "milestone", "annual", expected_by=date(2026, 9, 15))
    hand.promise("p", made)
    hand.figure(hand.measure("other"), "2026-04", (9, 10))
    rescored()
    assert outcomes(made)["2026-27-Q2"] == ("judged", "missed")
    announced(hand, "result", closed(hand, made, date(2026, 9, 10)).pk)
    assert outcomes(made)["2026-27-Q2"] == outcomes(made)["2026-09"] == ("judged", "met")
    announced(hand, "result", closed(hand, made, date(2026, 7, 5), "The wrong minutes").pk)
    assert outcomes(made) == as_if_all_were_scored(made)
    announced(hand, "result", closed(hand, made, date(2026, 10, 20), "The wrong minutes again").pk)
    found = outcomes(made)
    assert found["2026-09"] != ("judged", "met")
    assert found == as_if_all_were_scored(made)


def test_a_changed_measure_asks_for_its_series(hand: Hand) -> None:
    made = hand.measure("share")
    hand.target(made, "2024-04-01", 90)
    hand.figure(made, "2025-04", (80, 100))
    rescored()
    assert SeriesScore.objects.get().status == "missed"
    Measure.objects.update(direction="lower")
    announced(hand, "measure", made.pk)
    assert (SeriesScore.objects.get().status, SeriesScore.objects.get().rule_version) == ("met", RULE_VERSION)
