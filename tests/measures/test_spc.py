"""Series under control: the guards, gaps, segments and faults that the vector files do not hold."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.scoring import ScoringError
from measures.scoring.spc import Control, control, drawn, first_from

STABLE = [50, 52, 49, 51, 53, 50, 48, 51, 52, 49, 50, 51]


def judged(values: list[Any], **given: Any) -> Control:
    exact = [None if value is None else Fraction(str(value)) for value in values]
    return control(exact, **{"improvement_direction": "increase", **given})


def rules(found: Control) -> list[str | None]:
    return [flag.rule if flag else None for flag in found.flags]


class TestTooLittleVariation:
    def test_fourteen_months_just_below_target_fail(self) -> None:
        found = judged(["94.3"] * 14, target=Fraction(95))
        assert (found.assessable, found.reason) == (False, "too_little_variation")
        assert (found.variation, found.assurance) == (None, "consistent_fail")
        assert (found.segments, set(found.flags)) == ((), {None})

    def test_thirteen_hundreds_then_a_99_are_met_in_13_of_14(self) -> None:
        found = judged([100] * 13 + [99], target=Fraction(100))
        assert (found.periods_met, found.periods) == (13, 14)
        assert (found.assurance, found.variation) == ("inconsistent", None)

    def test_each_period_is_held_against_the_target_of_its_own_time(self) -> None:
        found = judged(["94.3"] * 8, target=Fraction(95), met=[True] * 3 + [None] + [False] * 4)
        assert (found.periods_met, found.periods, found.assurance) == (3, 7, "inconsistent")

    def test_a_value_is_met_unrounded(self) -> None:
        almost = Fraction(95) - Fraction(1, 10**12)
        assert (
            control([almost] * 8, improvement_direction="increase", target=95).assurance == "consistent_fail"
        )
        assert (
            control([almost] * 8, improvement_direction="decrease", target=95).assurance == "consistent_pass"
        )

    def test_without_a_target_there_is_no_assurance(self) -> None:
        assert judged([7] * 8).assurance is None
        assert judged([7] * 8, improvement_direction="neutral", target=7).assurance is None

    def test_a_range_is_met_inside_it(self) -> None:
        found = judged([7] * 8, improvement_direction="range", low=7, high=9)
        assert (found.assurance, found.periods_met) == ("consistent_pass", 8)

    def test_exactly_half_is_enough(self) -> None:
        assert judged([5, 5, 6, 6, 7, 7, 6, 6, 5]).assessable
        assert not judged([5, 5, 6, 6, 7, 7, 6, 6, 6]).assessable


class TestFewPoints:
    @pytest.mark.parametrize(
        ("points", "assessable", "trial"), [(5, 0, 0), (6, 1, 1), (11, 1, 1), (12, 1, 0)]
    )
    def test_six_are_a_trial_and_twelve_are_enough(self, points: int, assessable: int, trial: int) -> None:
        found = judged(STABLE[:points])
        assert (found.assessable, found.trial) == (bool(assessable), bool(trial))

    @pytest.mark.parametrize("values", [[], [None], [None] * 20, [1, None] * 9])
    def test_nothing_to_go_by(self, values: list[Any]) -> None:
        found = judged(values)
        assert (found.reason, found.segments, found.variation) == ("too_few_points", (), None)
        assert len(found.flags) == len(values)

    def test_the_last_segment_speaks_and_earlier_limits_stay(self) -> None:
        found = judged([*STABLE, 70, 71, 69], starts=[12], target=Fraction(40))
        assert (found.assessable, found.reason, found.assurance) == (False, "too_few_points", None)
        assert [(part.start, part.end, part.points) for part in found.segments] == [(0, 11, 12)]

    def test_what_came_before_a_break_does_not_count_as_met(self) -> None:
        found = judged([*STABLE, *[70] * 8], starts=[12], target=Fraction(60))
        assert (found.reason, found.assurance) == ("too_little_variation", "consistent_pass")
        assert (found.periods_met, found.periods) == (8, 8)


class TestGaps:
    def test_a_gap_breaks_a_run(self) -> None:
        run = [50, 80, 30, 70, 40, 60, 20, 45, 50, 55, 60, 65, 70, 75, 30, 60]
        assert rules(judged(run))[6:14] == ["trend"] * 8
        broken = [*run[:10], None, *run[10:]]
        assert set(rules(judged(broken))) == {None}

    def test_a_gap_gives_no_moving_range(self) -> None:
        whole = judged([1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8])
        gap = judged([1, 2, 1, 2, 1, 2, None, 9, 8, 9, 8, 9, 8], screen=False)
        assert gap.segments[0].upper - gap.segments[0].mean == Fraction("2.66")
        assert whole.segments[0].mean == gap.segments[0].mean == 5

    def test_the_icon_is_of_the_last_observed_period(self) -> None:
        found = judged([*STABLE, 90, None, None])
        assert (found.last, found.variation) == (12, "improvement_high")
        assert found.flags[13:] == (None, None)

    def test_a_segment_begins_at_the_first_figure_after_its_date(self) -> None:
        found = judged([*STABLE, None, None, 70, 71, 69, 72, 70, 71], starts=[12])
        assert [(part.start, part.end) for part in found.segments] == [(0, 11), (14, 19)]

    def test_a_segment_without_figures_has_not_begun(self) -> None:
        assert judged([*STABLE, None], starts=[12]).assessable

    def test_missing_first_periods_have_no_flags(self) -> None:
        found = judged([None, None, *STABLE])
        assert (found.segments[0].start, found.flags[:2], len(found.flags)) == (2, (None, None), 14)


class TestSegments:
    def test_runs_do_not_cross(self) -> None:
        rising = [50, 80, 30, 70, 40, 60, 45, 50, 55, 60, 65, 70, 75, 30, 60, 20, 80, 45]
        assert rules(judged(rising))[6:13] == ["trend"] * 7
        assert set(rules(judged(rising, starts=[9]))) == {None}

    def test_fixed_limits_come_from_the_first_figures(self) -> None:
        found = judged([None, *STABLE, 90, 91, 92], fixed_points=12)
        assert found.segments[0].mean == Fraction(sum(STABLE), 12)
        assert rules(found)[-3:] == ["beyond_limit"] * 3
        assert (found.segments[0].points, found.segments[0].end) == (15, 15)

    def test_a_period_holds_its_date(self) -> None:
        ends = [date(2025, 4, 30), date(2025, 5, 31), date(2025, 6, 30)]
        assert first_from(date(2025, 5, 1), ends, [1, 2, 3]) == 1
        assert first_from(date(2025, 5, 1), ends, [1, None, 3]) == 2
        assert first_from(date(2025, 7, 1), ends, [1, 2, 3]) is None

    def test_lines_are_drawn_inside_the_natural_range_and_judged_outside(self) -> None:
        found = judged([99, 97, 98, 96, 99, 97, 98, 96], target=Fraction(100))
        limits = found.segments[0]
        assert limits.upper > 100
        assert drawn(limits.lower, limits.upper, 0, 100) == (limits.lower, 100)
        assert drawn(Fraction(-3), Fraction(40), 0, None) == (0, 40)
        assert found.assurance == "inconsistent"


class TestExactness:
    def test_a_third_is_quantised_once(self) -> None:
        found = control([Fraction(1, 3), Fraction(2, 3)] * 3 + [1, 2], improvement_direction="neutral")
        assert found.segments[0].mean == Fraction(3 * 33333333 + 3 * 66666667 + 300000000, 8 * 10**8)

    def test_halves_go_away_from_zero(self) -> None:
        tiny = Fraction(5, 10**9)
        up, down = (
            control([sign * tiny, 1, 0, 1, 0, 1], improvement_direction="neutral").segments[0].mean
            for sign in (1, -1)
        )
        assert (up * 6 - 3) * 10**8 == 1
        assert (down * 6 - 3) * 10**8 == -1

    def test_fourteen_equal_values_have_an_exact_mean(self) -> None:
        values = [Fraction("94.3")] * 14 + [Fraction("94.4"), Fraction("94.2")] * 8
        found = control(values, improvement_direction="increase")
        assert found.segments[0].mean == Fraction("94.3")
        assert rules(found) == [None] * 30

    def test_a_target_on_a_limit_is_hit_and_miss(self) -> None:
        limits = judged(STABLE).segments[0]
        assert judged(STABLE, target=limits.lower).assurance == "inconsistent"
        assert judged(STABLE, target=limits.lower - Fraction(1, 10**30)).assurance == "consistent_pass"


NOISE = st.lists(st.none() | st.integers(-20, 20), min_size=6, max_size=30)
MIRRORED = {"up": "down", "down": "up", None: None}


@given(NOISE, st.integers(-50, 50), st.integers(1, 7))
def test_moving_or_stretching_a_series_changes_no_flag(
    values: list[int | None], move: int, times: int
) -> None:
    moved = [None if value is None else value * times + move for value in values]
    one, other = judged(values, target=3), judged(moved, target=3 * times + move)
    assert (one.flags, one.variation, one.assurance) == (other.flags, other.variation, other.assurance)
    assert [part.upper * times + move for part in one.segments] == [part.upper for part in other.segments]


@given(NOISE)
def test_lower_is_better_is_higher_is_better_in_a_mirror(values: list[int | None]) -> None:
    mirrored = [None if value is None else -value for value in values]
    one = judged(values, target=3)
    other = judged(mirrored, target=-3, improvement_direction="decrease")
    assert [(flag.rule, MIRRORED[flag.side], flag.type) if flag else None for flag in one.flags] == [
        (flag.rule, flag.side, flag.type) if flag else None for flag in other.flags
    ]
    assert (one.assurance, one.periods_met, one.reason) == (other.assurance, other.periods_met, other.reason)


@given(NOISE, st.integers(0, 30))
def test_a_new_start_leaves_what_was_before(values: list[int | None], cut: int) -> None:
    """What comes after a new start changes nothing before it."""
    place = min(cut, len(values) - 1)
    whole, first = judged(values, starts=[place]), judged(values[:place])
    before = [part for part in whole.segments if part.end < place]
    assert tuple(before) == first.segments
    assert whole.flags[:place] == first.flags


FAULTS: dict[str, Callable[[], object]] = {
    "is not an exact number": lambda: control([1.5] * 8, improvement_direction="increase"),  # type: ignore[list-item]
    "“True” is not an exact number": lambda: control([True] * 8, improvement_direction="increase"),
    "“NaN” is not a number": lambda: control([Decimal("NaN")] * 8, improvement_direction="increase"),
    "“-Infinity” is not a number": lambda: control([Decimal("-inf")], improvement_direction="increase"),
    "“nan” is not an exact number": lambda: control(
        [1] * 8, improvement_direction="increase", target=float("nan")
    ),  # type: ignore[arg-type]
    "“up” is not a direction": lambda: control([1] * 8, improvement_direction="up"),  # type: ignore[arg-type]
    "need 12 points or more, not 11": lambda: judged(STABLE, fixed_points=11),
    "begin again at period 13, but there are 12": lambda: judged(STABLE, starts=[12]),
    "begin again at period 0, but there are 12": lambda: judged(STABLE, starts=[-1]),
    "begin again at period 1, but there are 0": lambda: judged([], starts=[0]),
    "12 periods, but 2 answers": lambda: judged(STABLE, met=[True, False]),
    "low end of the range is above": lambda: judged(STABLE, improvement_direction="range", low=9, high=7),
}


@pytest.mark.parametrize("sentence", FAULTS)
def test_bad_input_is_refused_in_plain_words(sentence: str) -> None:
    with pytest.raises(ScoringError, match=sentence):
        FAULTS[sentence]()
