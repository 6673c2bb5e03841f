"""Surveys: intervals, the sizes that the regulator asks for, and whether a change is more than chance."""

import csv
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.scoring import ScoringError
from measures.scoring.accuracy_bands import ACCURACY_BANDS
from measures.scoring.intervals import (
    Z95,
    Sample,
    accuracy_band,
    byar,
    effective_base,
    margin_of_error,
    newcombe,
    required_responses,
    sample_size,
    wilson,
    z_of,
)

SIZES = Path(__file__).resolve().parents[1] / "data" / "tsm_required_sample_sizes.csv"


SAMPLES = st.integers(1, 2000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))


def sizes() -> list[tuple[int, int, int]]:
    with SIZES.open(encoding="utf-8") as file:
        homes, margin, needed = zip(*list(csv.reader(file))[1:], strict=True)
    return list(zip(map(int, homes), map(int, margin), map(int, needed), strict=True))


class TestTheRegulatorsSizes:
    @pytest.mark.parametrize(("homes", "margin", "needed"), sizes())
    def test_bands_and_required_answers_are_the_published_ones(
        self, homes: int, margin: int, needed: int
    ) -> None:
        assert (accuracy_band(homes).margin, required_responses(homes)) == (margin, needed)

    def test_bands_leave_no_gap(self) -> None:
        starts = [band.homes_from for band in ACCURACY_BANDS]
        assert starts == sorted(starts, reverse=True)
        assert starts[-1] == 1

    def test_the_textbook_formula_asks_for_one_more_at_some_sizes(self) -> None:
        assert (sample_size(2499, 5), required_responses(2499)) == (334, 333)

    def test_an_achieved_margin(self) -> None:
        found = margin_of_error(514, population=3060)
        assert found is not None
        assert round(found, 1) == Fraction("3.9")

    def test_without_a_population(self) -> None:
        assert sample_size(None, 5) == 385


class TestZ:
    def test_is_exact_to_40_digits(self) -> None:
        assert Fraction("1.9599639845400542355245944305205515279556") == Z95

    @pytest.mark.parametrize("confidence", ["0.5", "0.8", "0.9", "0.99", "0.998", "0.9999"])
    def test_agrees_with_another_program(self, confidence: str) -> None:
        other = NormalDist().inv_cdf((1 + float(confidence)) / 2)
        assert abs(float(z_of(Decimal(confidence))) - other) < 1e-12


class TestWilson:
    def test_nobody_answered(self) -> None:
        assert wilson(0, 0) is None
        assert margin_of_error(0) is None

    def test_everybody_answered_leaves_nothing_to_chance(self) -> None:
        assert wilson(300, 400, population=400) is None
        assert margin_of_error(400, population=400) == 0
        assert effective_base(1, population=1) is None

    @pytest.mark.parametrize("satisfied", [0, 20])
    def test_has_width_at_the_ends_and_stays_inside(self, satisfied: int) -> None:
        found = wilson(satisfied, 20)
        assert found is not None
        low, high = found
        assert 0 <= low < high <= 100
        assert (low == 0) == (satisfied == 0)
        assert (high == 100) == (satisfied == 20)

    def test_weights_widen_and_a_known_population_narrows(self) -> None:
        def width(**given: int) -> Fraction:
            found = wilson(300, 400, **given)  # type: ignore[arg-type]
            assert found is not None
            return found[1] - found[0]

        assert width(effective=200) > width() > width(population=1000)

    def test_rates_of_events(self) -> None:
        assert byar(0, 1000, 1000) == (0, byar(0)[1])  # type: ignore[index]
        assert byar(5, 0, 1000) is None
        assert byar(1, z=z_of(Fraction(998, 1000)))[0] == 0  # type: ignore[index]


class TestChange:
    def test_75_to_80_is_clear_on_a_thousand_and_not_on_400(self) -> None:
        assert newcombe((750, 1000), (800, 1000)).verdict == "improved"
        assert newcombe((300, 400), (320, 400)).verdict == "no_clear_change"

    def test_fewer_dissatisfied_is_an_improvement(self) -> None:
        assert newcombe((250, 1000), (200, 1000), direction="lower").verdict == "improved"
        assert newcombe((200, 1000), (250, 1000), direction="lower").verdict == "declined"

    def test_equal_shares_never_differ(self) -> None:
        for base in (30, 1000, 10**9):
            assert newcombe((0, base), (0, base)).verdict == "no_clear_change"
            assert newcombe((base, base), (base, base)).verdict == "no_clear_change"

    @given(SAMPLES, SAMPLES)
    def test_the_other_way_round_says_the_opposite(self, one: tuple[int, int], two: tuple[int, int]) -> None:
        there, back = newcombe(one, two), newcombe(two, one)
        assert there.difference is not None
        assert (there.difference, there.low, there.high) == (
            -(back.difference or 0),
            -(back.high or 0),
            -(back.low or 0),
        )
        opposite = {"improved": "declined", "declined": "improved"}
        assert there.verdict == opposite.get(back.verdict, back.verdict)

    @given(SAMPLES)
    def test_an_interval_holds_its_share_and_narrows_with_answers(self, sample: tuple[int, int]) -> None:
        satisfied, base = sample
        one, more = wilson(satisfied, base), wilson(4 * satisfied, 4 * base)
        assert one is not None
        assert more is not None
        assert one[0] <= more[0] <= Fraction(100 * satisfied, base) <= more[1] <= one[1]

    def test_29_answers_are_not_tested_and_30_are(self) -> None:
        assert newcombe((0, 29), (30, 30)).verdict == "not_tested"
        assert newcombe((0, 30), (30, 30)).verdict == "improved"

    def test_no_answers_and_a_break_give_no_numbers(self) -> None:
        assert newcombe((0, 0), (30, 30)).difference is None
        found = newcombe((400, 593), (452, 601), comparable=False)
        assert (found.verdict, found.difference, found.low, found.high) == (
            "not_comparable",
            None,
            None,
            None,
        )

    def test_weights_make_a_change_less_certain(self) -> None:
        first, second = Sample(750, 1000), Sample(800, 1000)
        assert newcombe(first, second).verdict == "improved"
        worth = Fraction(1000, 4)
        weighted = newcombe(Sample(750, 1000, worth), Sample(800, 1000, worth))
        assert weighted.verdict == "no_clear_change"


FAULTS: dict[str, Callable[[], object]] = {
    "number of answers is below 0": lambda: wilson(1, -1),
    "answers is below 0. Give": lambda: wilson(-1, 10),
    "More people are satisfied than answered": lambda: wilson(11, 10),
    "More people answered than there are": lambda: wilson(5, 10, population=9),
    "More people answered than there": lambda: margin_of_error(10, population=9),
    "effective number of answers must be above 0": lambda: wilson(5, 10, effective=0),
    "“0.5” is not an exact number": lambda: wilson(0.5, 10),  # type: ignore[arg-type]
    "“NaN” is not a number": lambda: wilson(5, Decimal("NaN")),
    "“Infinity” is not a number": lambda: margin_of_error(10, population=Decimal("inf")),
    "More people are satisfied": lambda: newcombe((40, 30), (1, 30)),
    "is not a direction of a survey": lambda: newcombe((1, 30), (1, 30), direction="none"),  # type: ignore[arg-type]
    "count or what it is divided by is below 0": lambda: byar(-1),
    "what it is divided by is below 0": lambda: byar(1, -5, 1000),
    "share lies between 0 and 1": lambda: margin_of_error(10, share=71),
    "margin must be above 0": lambda: sample_size(100, 0),
    "population must be 1 or more": lambda: sample_size(0, 5),
    "number of homes must be 1 or more": lambda: accuracy_band(0),
    "confidence lies between 0 and 1": lambda: z_of(95),
}


@pytest.mark.parametrize("sentence", FAULTS)
def test_bad_input_is_refused_in_plain_words(sentence: str) -> None:
    with pytest.raises(ScoringError, match=sentence):
        FAULTS[sentence]()
