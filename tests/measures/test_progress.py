"""Progress to a target in a later year (scoring.md 7)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from measures.scoring import ScoringError
from measures.scoring.progress import expected_at, progress, time_gone

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("start", "now", "verdict"),
    [
        ("70", "80", "reached"),
        ("70", "74.75", "on_course"),
        ("70", "74.74", "too_slow"),
        ("70", "73", "too_slow"),
        ("70", "72.99", "far_too_slow"),
        ("70", "70", "far_too_slow"),
        ("70", "69.99", "moving_away"),
        ("85", "79.99", "moving_away"),
        ("80", "79", "moving_away"),
        ("85", "81", "reached"),
    ],
)
def test_lines_belong_to_the_better_side(start: str, now: str, verdict: str) -> None:
    higher = progress(Decimal(start), Decimal(now), 80, direction="higher", time=HALF)
    lower = progress(-Decimal(start), -Decimal(now), -80, direction="lower", time=HALF)
    assert higher == lower
    assert higher.verdict == verdict


def test_the_share_of_the_way_and_its_ratio_to_the_time() -> None:
    made = progress(40, 37, 30, direction="lower", time=HALF)
    assert (made.share, made.ratio) == (Fraction(3, 10), Fraction(3, 5))


def test_time_goes_by_days() -> None:
    assert time_gone(date(2025, 4, 1), date(2026, 4, 1), date(2028, 4, 1)) == Fraction(365, 1096)


def test_a_milestone_line_is_flat_outside_its_time() -> None:
    line = (date(2025, 4, 1), 70, date(2028, 4, 1), 79)
    assert expected_at(*line, date(2025, 3, 1)) == 70
    assert expected_at(*line, date(2029, 1, 1)) == 79


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"time": Fraction(0)}, "No time has passed"),
        ({"direction": "range"}, "“range” has no way to a target"),
        ({"now": 72.5}, "“72.5” is not an exact number"),
        ({"target": Decimal("NaN")}, "“NaN” is not a number"),
    ],
)
def test_bad_input_is_refused_in_plain_words(changed: dict[str, Any], sentence: str) -> None:
    given = {"start": 70, "now": 72, "target": 80, "direction": "higher", "time": HALF, **changed}
    with pytest.raises(ScoringError, match=sentence):
        progress(given.pop("start"), given.pop("now"), given.pop("target"), **given)


def test_a_target_before_its_start_is_refused() -> None:
    with pytest.raises(ScoringError, match="must lie after the start"):
        time_gone(date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 1))
