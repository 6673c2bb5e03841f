"""Control, change, intervals and progress in a standing, by series made by hand (scoring.md 6 to 8)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from charter.periods import Period
from measures.models import Break, Measure
from measures.standing import MeasureStanding
from measures.standing.intervals import interval_of
from measures.standing.rows import rows_of
from tests.measures.by_hand import Hand

pytestmark = pytest.mark.django_db

ON = "2027-06-01"
LEVEL = (95, 94, 96, 95, 94, 95, 96, 94, 95, 96, 94, 95)  # ups and downs around 95


@pytest.fixture
def hand() -> Hand:
    return Hand.made("2023-04")


def months(first: str, count: int) -> list[Period]:
    found = [Period.parse(first)]
    while len(found) < count:
        found.append(found[-1].next())
    return found


def filled(hand: Hand, measure: Measure, first: str, numbers: Sequence[object], base: int = 100) -> None:
    """A figure a period from the first on; None leaves one out, a bare number is one of so many `base`."""
    period = Period.parse(first)
    for number in numbers:
        if number is not None:
            hand.figure(measure, period.key, (number, base) if isinstance(number, int) else number)
        period = period.next()


def monthly(hand: Hand, numbers: Sequence[object], *, first: str = "2024-04", **more: Any) -> Measure:
    measure = hand.measure("m", **more)
    hand.target(measure, "2023-04-01", 95)
    filled(hand, measure, first, numbers)
    return measure


def stands(hand: Hand, period: str = "2025-03") -> MeasureStanding:
    return hand.one("m", period, ON)


class TestControl:
    def test_ups_and_downs_are_chance(self, hand: Hand) -> None:
        monthly(hand, LEVEL)
        one = stands(hand)
        assert one.control.control.assessable
        assert (one.control.control.variation, one.control.control.assurance) == (
            "common_cause",
            "inconsistent",
        )
        assert (one.change.test, one.change.verdict, one.change.moved) == (
            "control",
            "no_clear_change",
            "same",
        )
        mean = one.control.control.segments[-1].mean
        assert mean == Fraction(sum(LEVEL), len(LEVEL))

    @pytest.mark.parametrize(
        ("numbers", "rule"),
        [
            ((*LEVEL, 80), "beyond_limit"),
            ((*LEVEL, 96, 95, 94, 93, 92, 91, 90), "trend"),
            ((*(96, 95, 97) * 6, 94, 94, 95, 94, 94, 95, 94), "shift"),
        ],
    )
    def test_each_rule_speaks(self, hand: Hand, numbers: tuple[int, ...], rule: str) -> None:
        monthly(hand, numbers)
        one = stands(hand, months("2024-04", len(numbers))[-1].key)
        assert one.control.control.flags[one.control.control.last].rule in (rule, "beyond_limit")
        assert (one.change.verdict, one.change.good, one.change.moved) == ("declined", "worse", "down")

    def test_lower_is_better_turns_it_round(self, hand: Hand) -> None:
        monthly(hand, (*LEVEL, 80), direction="lower")
        one = stands(hand, "2025-04")
        assert (one.change.verdict, one.change.icon, one.change.moved) == (
            "improved",
            "improvement_low",
            "down",
        )

    def test_without_direction_it_only_moved(self, hand: Hand) -> None:
        monthly(hand, (*LEVEL, 80), direction="none")
        assert (stands(hand, "2025-04").change.verdict, stands(hand, "2025-04").change.good) == (
            "moved",
            "neither",
        )

    def test_only_figures_up_to_the_period_are_looked_at(self, hand: Hand) -> None:
        monthly(hand, (*LEVEL, 40, 40, 40))
        then = stands(hand)
        assert then.control.last == Period.parse("2025-03")
        assert then.change.verdict == "no_clear_change"
        assert stands(hand, "2025-06").change.verdict == "declined"

    def test_five_points_are_too_few_and_six_a_trial(self, hand: Hand) -> None:
        monthly(hand, LEVEL[:6])
        few = stands(hand, "2024-08")
        assert (few.control.control.assessable, few.control.control.reason) == (False, "too_few_points")
        assert few.change.test == "none"
        six = stands(hand, "2024-09")
        assert (six.control.control.assessable, six.control.control.trial) == (True, True)

    def test_a_missing_month_is_a_gap_and_no_zero(self, hand: Hand) -> None:
        monthly(hand, (95, 94, None, 96, 95, 94, 95, 96, None))
        one = stands(hand, "2024-12")
        assert one.control.values[2] is None
        assert one.control.last == Period.parse("2024-11")
        assert one.control.control.segments[-1].points == 7

    def test_nothing_to_measure_is_a_gap_too(self, hand: Hand) -> None:
        measure = monthly(hand, LEVEL[:6])
        hand.figure(measure, "2024-10", (0, 0))
        hand.figure(measure, "2024-11", (95, 100))
        assert stands(hand, "2024-11").control.values[6] is None

    def test_too_little_variation_tells_how_often_the_target_was_met(self, hand: Hand) -> None:
        monthly(hand, (100,) * 9 + (90,))
        one = stands(hand, "2025-01")
        control = one.control.control
        assert (control.reason, control.periods_met, control.periods) == ("too_little_variation", 9, 10)
        assert control.assurance == "inconsistent"
        assert one.change.test == "none"

    def test_each_month_is_held_to_the_target_of_its_time(self, hand: Hand) -> None:
        measure = hand.measure("m")
        hand.target(measure, "2024-04-01", 90, ends=date(2024, 6, 30))
        hand.target(measure, "2024-07-01", 96)
        filled(hand, measure, "2024-04", (95,) * 8)
        control = stands(hand, "2024-11").control.control
        assert (control.periods_met, control.periods, control.assurance) == (3, 8, "inconsistent")

    def test_a_break_begins_a_new_segment(self, hand: Hand) -> None:
        measure = monthly(hand, (*LEVEL, *(number - 30 for number in LEVEL)))
        Break.objects.create(measure=measure, starts=date(2025, 4, 1), reason="We now ask by text.")
        one = stands(hand, "2026-03")
        assert [(start.index, start.is_break) for start in one.control.starts] == [(12, True)]
        assert [limits.start for limits in one.control.control.segments] == [0, 12]
        assert one.change.verdict == "no_clear_change"

    def test_without_the_break_the_same_figures_are_a_fall(self, hand: Hand) -> None:
        monthly(hand, (*LEVEL, *(number - 30 for number in LEVEL)))
        assert stands(hand, "2026-03").change.verdict == "declined"

    def test_a_break_inside_a_month_begins_with_that_month(self, hand: Hand) -> None:
        measure = monthly(hand, (*LEVEL, *LEVEL))
        Break.objects.create(measure=measure, starts=date(2025, 4, 15), reason="x")
        one = stands(hand, "2026-03")
        assert one.control.starts[0].index == 12
        assert "b" in next(figure for figure in one.series if figure.period.key == "2025-04").flags

    def test_a_break_that_is_still_to_come_changes_nothing(self, hand: Hand) -> None:
        measure = monthly(hand, LEVEL)
        Break.objects.create(measure=measure, starts=date(2026, 4, 1), reason="x")
        assert stands(hand).control.starts == ()

    def test_limits_are_worked_out_anew_where_a_person_said_so(self, hand: Hand) -> None:
        again = {"recalculate": [{"from": "2025-04-01", "reason": "A new firm."}]}
        monthly(hand, (*LEVEL, *(number - 30 for number in LEVEL)), spc=again)
        (start,) = stands(hand, "2026-03").control.starts
        assert (start.index, start.is_break, start.reason) == (12, False, "A new firm.")

    def test_a_break_on_the_day_of_a_recalculation_wins(self, hand: Hand) -> None:
        again = {"recalculate": [{"from": "2025-04-01", "reason": "x"}]}
        measure = monthly(hand, (*LEVEL, *LEVEL), spc=again)
        Break.objects.create(measure=measure, starts=date(2025, 4, 1), reason="Merger.")
        (start,) = stands(hand, "2026-03").control.starts
        assert (start.is_break, start.reason) == (True, "Merger.")

    def test_fixed_limits_come_from_the_first_points(self, hand: Hand) -> None:
        monthly(hand, (*LEVEL, *(80,) * 12), spc={"fixed_points": 12})
        limits = stands(hand, "2026-03").control.control.segments[-1]
        assert limits.mean == Fraction(sum(LEVEL), 12)

    def test_a_baseline_too_short_to_fix_is_not_fixed(self, hand: Hand) -> None:
        monthly(hand, LEVEL, spc={"fixed_points": 3})
        assert stands(hand).control.fixed_points is None

    @pytest.mark.parametrize(
        ("more", "reason"),
        [
            ({"cumulative": True}, "cumulative"),
            ({"rolling_months": 12}, "rolling"),
            ({"spc": {"seasonal": True}}, "seasonal"),
        ],
    )
    def test_where_the_method_has_no_sense(self, hand: Hand, more: dict[str, Any], reason: str) -> None:
        monthly(hand, LEVEL, **more)
        one = stands(hand)
        assert (one.control.control, one.control.reason) == (None, reason)
        assert one.change is None or one.change.test == "none"

    def test_two_years_of_a_season_are_enough(self, hand: Hand) -> None:
        monthly(hand, (*LEVEL, *LEVEL), spc={"seasonal": True})
        assert stands(hand, "2026-03").control.control.assessable

    def test_yearly_figures_are_not_controlled(self, hand: Hand) -> None:
        measure = hand.measure("m", frequency="annual")
        for year in ("2023-24", "2024-25"):
            hand.figure(measure, year, (95, 100))
        assert stands(hand, "2024-25").control.reason == "annual"

    @pytest.mark.parametrize(("small", "reason"), [(29, "small_bases"), (30, "uneven_bases")])
    def test_bases_that_are_small_or_far_apart(self, hand: Hand, small: int, reason: str) -> None:
        measure = monthly(hand, LEVEL)
        hand.figure(measure, "2024-05", (small - 1, small))
        hand.figure(measure, "2024-06", (110, 121))
        assert stands(hand).control.reason == reason

    def test_an_early_segment_of_small_bases_has_no_limits_and_spoils_nothing(self, hand: Hand) -> None:
        measure = hand.measure("m")
        filled(hand, measure, "2024-04", (19, 18, 20, 19, 18, 20, 19), base=20)
        filled(hand, measure, "2024-11", LEVEL)
        Break.objects.create(measure=measure, starts=date(2024, 11, 1), reason="x")
        control = stands(hand, "2025-10").control.control
        assert [limits.start for limits in control.segments] == [7]
        assert control.assessable

    @pytest.mark.parametrize("kind", ["publication", "milestone", "grade", "composite"])
    def test_kinds_without_a_series_have_none(self, hand: Hand, kind: str) -> None:
        hand.measure("m", kind, direction="none")
        one = stands(hand)
        assert (one.control, one.change) == (None, None)

    def test_limits_of_a_share_are_drawn_within_0_and_100(self, hand: Hand) -> None:
        monthly(hand, (99, 100, 97, 100, 98, 100, 96, 100))
        one = stands(hand, "2024-11")
        assert one.control.control.segments[-1].upper > 100
        assert (one.control.natural_low, one.control.natural_high) == (0, 100)


class TestPlainComparison:
    def test_it_is_called_not_tested(self, hand: Hand) -> None:
        monthly(hand, LEVEL[:3])
        one = stands(hand, "2024-06")
        assert (one.change.test, one.change.verdict, one.change.good) == ("none", "not_tested", "better")
        assert one.change.since.period.key == "2024-05"

    def test_the_same_at_the_shown_decimals_is_the_same(self, hand: Hand) -> None:
        measure = hand.measure("m")
        hand.figure(measure, "2024-04", (9500, 10000))
        hand.figure(measure, "2024-05", (9501, 10000))
        assert stands(hand, "2024-05").change.moved == "same"

    def test_the_first_figure_has_nothing_before(self, hand: Hand) -> None:
        monthly(hand, (95,))
        assert stands(hand, "2024-04").change is None

    @pytest.mark.parametrize("more", [{"cumulative": True}, {"spc": {"seasonal": True}}])
    def test_a_running_total_and_a_season_compare_with_a_year_ago(
        self, hand: Hand, more: dict[str, Any]
    ) -> None:
        monthly(hand, (90, *LEVEL[:11], 92), first="2023-04", **more)
        one = stands(hand, "2024-04")
        assert (one.change.since.period.key, one.change.a_year_ago) == ("2023-04", True)

    def test_across_a_break_nothing_is_compared(self, hand: Hand) -> None:
        measure = monthly(hand, LEVEL[:3])
        Break.objects.create(measure=measure, starts=date(2024, 6, 1), reason="Merger.")
        one = stands(hand, "2024-06")
        assert (one.change.verdict, one.change.reason) == ("not_comparable", "Merger.")


class TestSurveys:
    def survey(self, hand: Hand, *answers: tuple[int, int], **more: Any) -> Measure:
        measure = hand.measure("m", "satisfaction", "annual", **more)
        for year, pair in zip(("2023-24", "2024-25", "2025-26"), answers, strict=False):
            hand.figure(measure, year, pair)
        return measure

    @pytest.mark.parametrize(
        ("answers", "verdict"),
        [
            (((750, 1000), (800, 1000)), "improved"),
            (((300, 400), (320, 400)), "no_clear_change"),
            (((452, 601), (400, 593)), "declined"),
            (((20, 25), (10, 50)), "not_tested"),
        ],
    )
    def test_the_test_speaks(self, hand: Hand, answers: tuple[tuple[int, int], ...], verdict: str) -> None:
        self.survey(hand, *answers)
        assert stands(hand, "2024-25").change.verdict == verdict

    def test_it_is_told_why_nothing_was_tested(self, hand: Hand) -> None:
        self.survey(hand, (20, 25), (10, 50))
        change = stands(hand, "2024-25").change
        assert change.reason == "Fewer than 30 people answered, which is too few to test."
        assert change.test == "none"

    def test_a_share_without_its_answers_cannot_be_tested(self, hand: Hand) -> None:
        measure = hand.measure("m", "satisfaction", "annual")
        hand.figure(measure, "2023-24", 70)
        hand.figure(measure, "2024-25", 80)
        assert stands(hand, "2024-25").change.reason.startswith("We do not know how many")

    def test_a_new_way_of_asking_is_not_compared(self, hand: Hand) -> None:
        measure = self.survey(hand, (400, 593), (452, 601))
        Break.objects.create(measure=measure, starts=date(2024, 4, 1), reason="We now ask by text.")
        change = stands(hand, "2024-25").change
        assert (change.verdict, change.reason) == ("not_comparable", "We now ask by text.")

    def test_a_design_effect_makes_answers_worth_less(self, hand: Hand) -> None:
        measure = self.survey(hand, (750, 1000), (800, 1000))
        assert stands(hand, "2024-25").change.verdict == "improved"
        for row in measure.results.all():
            row.answers = {"design_effect": "3", "responses": "1000"}
            row.save()
        assert stands(hand, "2024-25").change.verdict == "no_clear_change"

    def test_weights_that_count_up_to_all_homes_do_not_make_more_answers(self, hand: Hand) -> None:
        measure = self.survey(hand, (3000, 4000), (3200, 4000))
        assert stands(hand, "2024-25").change.verdict == "improved"
        for row in measure.results.all():
            row.answers = {"responses": "400"}
            row.save()
        assert stands(hand, "2024-25").change.verdict == "no_clear_change"

    def test_a_survey_left_out_is_passed_over(self, hand: Hand) -> None:
        measure = self.survey(hand, (750, 1000))
        hand.figure(measure, "2025-26", (800, 1000))
        assert stands(hand, "2025-26").change.since.period.key == "2023-24"

    def test_fewer_who_are_unhappy_is_better(self, hand: Hand) -> None:
        self.survey(hand, (250, 1000), (200, 1000), direction="lower")
        change = stands(hand, "2024-25").change
        assert (change.verdict, change.moved, change.good) == ("improved", "down", "better")


class TestIntervals:
    def test_of_a_survey_with_its_population(self, hand: Hand) -> None:
        measure = TestSurveys().survey(hand, (423, 593))
        without = interval_of(measure, stands(hand, "2023-24").current)
        row = measure.results.get()
        row.answers = {"population": "7271", "responses": "593"}
        row.save()
        found = interval_of(measure, stands(hand, "2023-24").current)
        assert found.method == "wilson"
        assert (round(found.margin, 2), found.population) == (Fraction("3.86"), 7271)
        assert without.low < found.low < found.high < without.high

    def test_of_everybody_there_is_none(self, hand: Hand) -> None:
        measure = TestSurveys().survey(hand, (423, 593))
        row = measure.results.get()
        row.answers = {"population": "593"}
        row.save()
        assert interval_of(measure, stands(hand, "2023-24").current) is None

    def test_a_question_for_some_has_no_population(self, hand: Hand) -> None:
        measure = TestSurveys().survey(hand, (50, 150))
        row = measure.results.get()
        row.answers = {"population": "3948", "filter_yes": "152", "filter_no": "443"}
        row.save()
        assert interval_of(measure, stands(hand, "2023-24").current).population is None

    def test_of_a_rate(self, hand: Hand) -> None:
        measure = hand.measure("m", "rate", direction="lower", unit="for each 1,000 homes")
        hand.figure(measure, "2024-04", (36, 4210))
        found = interval_of(measure, stands(hand, "2024-04").current)
        assert (found.method, round(found.low, 4), round(found.high, 4)) == (
            "byar",
            Fraction("5.9882"),
            Fraction("11.8386"),
        )

    def test_counted_work_is_no_sample(self, hand: Hand) -> None:
        measure = monthly(hand, LEVEL[:1])
        assert interval_of(measure, stands(hand, "2024-04").current) is None


class TestProgress:
    @pytest.mark.parametrize(
        ("now", "verdict"),
        [(80, "on_course"), (77, "too_slow"), (72, "far_too_slow"), (65, "moving_away"), (90, "reached")],
    )
    def test_the_way_to_a_later_target(self, hand: Hand, now: int, verdict: str) -> None:
        measure = hand.measure("m", frequency="annual")
        hand.target(measure, "2024-04-01", 75, ends=date(2026, 3, 31))
        hand.target(measure, "2026-04-01", 90)
        hand.figure(measure, "2023-24", (70, 100))
        hand.figure(measure, "2024-25", (now, 100))
        found = stands(hand, "2024-25").progress
        assert (found.verdict, found.start.period.key, found.by) == (verdict, "2023-24", date(2026, 4, 1))

    def test_without_a_later_target_there_is_no_way(self, hand: Hand) -> None:
        monthly(hand, LEVEL)
        assert stands(hand).progress is None

    def test_it_does_not_reach_back_over_a_break(self, hand: Hand) -> None:
        measure = hand.measure("m", frequency="annual")
        hand.target(measure, "2026-04-01", 90)
        hand.figure(measure, "2023-24", (70, 100))
        hand.figure(measure, "2024-25", (80, 100))
        Break.objects.create(measure=measure, starts=date(2024, 4, 1), reason="x")
        assert stands(hand, "2024-25").progress is None


class TestTrends:
    def trend(self, hand: Hand, numbers: Sequence[object], **more: Any) -> MeasureStanding:
        source = monthly(hand, numbers)
        hand.measure("t", "trend", **({"unit": "", "of": source} | more))
        last = months("2024-04", len(numbers))[-1]
        return hand.one("t", last.key, (last.end + timedelta(days=10)).isoformat())

    @pytest.mark.parametrize(
        ("more", "status", "score"),
        [((80,), "missed", 0), ((), "near", 50), ((100, 100, 100, 100, 100, 100, 100), "met", 100)],
    )
    def test_it_is_judged_by_the_icon(
        self, hand: Hand, more: tuple[int, ...], status: str, score: int
    ) -> None:
        one = self.trend(hand, (*LEVEL, *more))
        assert (one.state, one.status, one.score) == ("judged", status, score)

    def test_too_few_points_are_not_due(self, hand: Hand) -> None:
        one = self.trend(hand, LEVEL[:5])
        assert (one.state, one.reason) == ("not_due", "Too few points to tell.")

    def test_a_late_source_makes_it_overdue(self, hand: Hand) -> None:
        source = monthly(hand, LEVEL)
        hand.measure("t", "trend", unit="", of=source)
        assert hand.one("t", "2025-04", ON).state == "overdue"

    def test_its_own_direction_counts(self, hand: Hand) -> None:
        assert self.trend(hand, (*LEVEL, 80), direction="lower").status == "met"

    def test_without_a_direction_nothing_is_judged(self, hand: Hand) -> None:
        assert self.trend(hand, (*LEVEL, 80), direction="none").state == "no_target"

    def test_it_may_have_a_series_of_its_own(self, hand: Hand) -> None:
        own = hand.measure("t", "trend", unit="")
        filled(hand, own, "2024-04", [Decimal(number) for number in (*LEVEL, 80)])
        assert hand.one("t", "2025-04", "2025-05-10").status == "missed"

    def test_a_source_that_is_no_longer_kept(self, hand: Hand) -> None:
        source = monthly(hand, LEVEL)
        Measure.objects.filter(pk=source.pk).update(retired=date(2025, 1, 1))
        hand.measure("t", "trend", unit="", of=source)
        assert hand.one("t", "2025-03", ON).state == "not_due"

    def test_its_score_names_the_whole_series(self, hand: Hand) -> None:
        def digest() -> str:
            rows = rows_of(hand.at("2025-03", "2025-05-01"))
            return next(row.inputs for row in rows if (row.subject, row.subject_id) == ("measure", trend.pk))

        source = monthly(hand, LEVEL)
        trend = hand.measure("t", "trend", unit="", of=source)
        before = digest()
        assert digest() == before
        hand.figure(source, "2024-06", (97, 100))
        assert digest() != before

    def test_it_weighs_in_a_promise(self, hand: Hand) -> None:
        source = monthly(hand, (*LEVEL, 80))
        hand.promise("p", hand.measure("t", "trend", unit="", of=source))
        assert hand.at("2025-04", ON).promises["p"][1].status == "missed"
