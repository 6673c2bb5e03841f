"""The arithmetic: examples of scoring.md, refusals, and properties that must hold for every figure."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from measures.scoring import (
    MET,
    MISSED,
    NEAR,
    NO_TARGET,
    NOT_DUE,
    NOT_JUDGED,
    STALE,
    Counts,
    Figure,
    Item,
    Judgement,
    Lines,
    Outcome,
    Part,
    Rule,
    ScoringError,
    ThemeItem,
    WeightedGroup,
    charter,
    check_rule,
    check_value,
    judge,
    judge_grade,
    method_of,
    outcome_of,
    promise,
    roll_up,
    satisfaction,
    score_shown,
    shown,
    sum_rules,
    theme,
    value_of,
    weighted_share,
    worst_of,
)

NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=3, allow_nan=False, allow_infinity=False)
WIDTHS = st.decimals(min_value=0, max_value=50, places=3, allow_nan=False)
VALUES = st.fractions(min_value=-1200, max_value=1200, max_denominator=10**6)
ONE_SIDED = st.sampled_from(["higher", "lower"])


@st.composite
def good_rules(draw: st.DrawFn) -> Rule:
    """Rules that check_rule accepts."""
    direction = draw(st.sampled_from(["higher", "lower", "range"]))
    kind = draw(st.sampled_from(["absolute", "relative"]))
    tolerance = draw(WIDTHS)
    if direction == "range":
        low, high = sorted([draw(NUMBERS), draw(NUMBERS)])
        assume(kind == "absolute" or not tolerance or (low and high))
        return Rule.of("range", low=low, high=high, tolerance=tolerance, tolerance_kind=kind)
    target = draw(NUMBERS)
    assume(kind == "absolute" or not tolerance or target)
    rule = Rule.of(direction, target=target, tolerance=tolerance, tolerance_kind=kind)
    if draw(st.booleans()):
        away = rule.width(Fraction(target)) + Fraction(draw(st.decimals("0.001", 500, places=3)))
        floor = Fraction(target) - away if direction == "higher" else Fraction(target) + away
        rule = Rule(rule.direction, rule.target, tolerance=rule.tolerance, tolerance_kind=kind, floor=floor)
    return rule


@given(VALUES, good_rules())
def test_status_and_score_never_disagree(value: Fraction, rule: Rule) -> None:
    check_rule(rule)
    found = judge(value, rule)
    assert found.score is not None
    assert (found.status == "met") == (found.score == 100)
    assert (found.status == "near") == (50 <= found.score < 100)
    assert (found.status == "missed") == (found.score < 50)
    assert 0 <= found.score <= 100


@given(VALUES, VALUES, good_rules())
def test_a_better_value_never_scores_less(one: Fraction, other: Fraction, rule: Rule) -> None:
    assume(rule.direction in ("higher", "lower"))
    worse, better = sorted([one, other], reverse=rule.direction == "lower")
    assert judge(worse, rule).score <= judge(better, rule).score


@given(VALUES, good_rules(), st.integers(0, 3), st.booleans())
def test_what_is_shown_never_has_another_status(
    value: Fraction, rule: Rule, decimals: int, percentage: bool
) -> None:
    text = shown(value, decimals, rule, percentage)
    assert judge(Fraction(text), rule).status == judge(value, rule).status
    assert not text.startswith("-0") or Fraction(text) != 0
    if percentage and Fraction(text) in (0, 100):
        assert Fraction(text) == value


@given(VALUES, st.integers(0, 4))
def test_without_a_target_it_is_plain_rounding(value: Fraction, decimals: int) -> None:
    assert abs(Fraction(shown(value, decimals)) - value) <= Fraction(1, 2 * 10**decimals)


def test_a_band_narrower_than_three_more_decimals() -> None:
    rule = Rule.of("higher", target=95, tolerance="0.00005")
    value = Fraction("94.99996")
    assert judge(value, rule).status == "near"
    assert shown(value, 1, rule) == "94.99996"
    assert shown(Fraction("20.0000001"), 0, Rule.of("lower", target=20)) == "20.001"


def test_an_edge_that_no_decimal_reaches_is_shown_as_near_as_can_be() -> None:
    third = Rule("range", low=Fraction(1, 3), high=Fraction(1, 3))
    assert shown(Fraction(1, 3), 0, third).startswith("0.3333333333")


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (Rule.of("higher"), "There is no target"),
        (Rule.of("range", low=1), "needs a low and a high"),
        (Rule.of("range", low=2, high=1), "above its high end"),
        (Rule.of("higher", target=95, tolerance=-1), "below 0"),
        (Rule.of("lower", target=0, tolerance=10, tolerance_kind="relative"), "has no width"),
        (Rule.of("range", low=0, high=5, tolerance=1, tolerance_kind="relative"), "has no width"),
        (Rule.of("higher", target=95, tolerance=2, floor=93), "must be worse"),
        (Rule.of("lower", target=20, tolerance=2, floor=19), "must be worse"),
        (Rule.of("range", low=1, high=2, floor=0), "has no floor"),
        (Rule.of("sideways", target=1), "not a direction"),  # type: ignore[arg-type]
    ],
)
def test_rules_that_make_no_sense(rule: Rule, message: str) -> None:
    with pytest.raises(ScoringError, match=message):
        check_rule(rule)


def test_rules_that_make_sense() -> None:
    check_rule(Rule.of("none", target=500, tolerance=0), proportion=True)
    check_rule(Rule.of("lower", target=0, tolerance=0, tolerance_kind="relative"))
    check_rule(Rule.of("higher", target=100), proportion=True)


@pytest.mark.parametrize("target", [101, -1])
def test_a_proportion_has_its_target_between_0_and_100(target: int) -> None:
    check_rule(Rule.of("higher", target=target))
    with pytest.raises(ScoringError, match="between 0 and 100"):
        check_rule(Rule.of("higher", target=target), proportion=True)


def test_words_that_a_rule_does_not_know() -> None:
    with pytest.raises(ScoringError, match="not a kind of tolerance"):
        Rule.of("higher", target=1, tolerance_kind="about")
    with pytest.raises(TypeError, match="goal"):
        Rule.of("higher", goal=1)


@pytest.mark.parametrize("rule", [None, Rule.of("none"), Rule.of("none", target=95), Rule.of("higher")])
def test_without_a_target_nothing_is_judged(rule: Rule | None) -> None:
    assert judge(Fraction(5), rule) == NOT_JUDGED
    assert outcome_of(judge(Fraction(5), rule)) == NO_TARGET


def test_no_data_is_never_zero() -> None:
    assert value_of(0, 0) is None
    assert judge(None, Rule.of("lower", target=5)) == NOT_JUDGED
    assert outcome_of(Judgement("near", Fraction(70))) == Outcome("judged", "near", Fraction(70))
    assert score_shown(None) is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "message"),
    [
        (11, 10, "larger than the denominator"),
        (-1, 10, "numerator is below 0"),
        (1, -10, "denominator is below"),
    ],
)
def test_values_that_cannot_be(numerator: int, denominator: int, message: str) -> None:
    with pytest.raises(ScoringError, match=message):
        value_of(numerator, denominator, proportion=True)


def test_a_rate_is_no_proportion() -> None:
    assert value_of(30, 10, 1000) == 3000
    assert value_of(Decimal("1.5"), 3) == 50


def test_the_natural_range() -> None:
    check_value(None, 0, 100)
    check_value(Fraction(100), 0, 100)
    with pytest.raises(ScoringError, match="above the highest"):
        check_value(Fraction(101), 0, 100)
    with pytest.raises(ScoringError, match="below the lowest"):
        check_value(Fraction(-1), 0, None)


def test_satisfaction_counts() -> None:
    answers = {"very_satisfied": Decimal("1.5"), "neither": 2, "dont_know": 9, "filter_no": 3}
    assert satisfaction(answers) == (Fraction(3, 2), Fraction(7, 2))
    with pytest.raises(ScoringError, match="below 0"):
        satisfaction({"neither": -1})


def test_weights() -> None:
    nobody = weighted_share([WeightedGroup(True, 0, 5)])
    assert (nobody.percent, nobody.effective_n, nobody.design_effect) == (None, None, None)
    with pytest.raises(ScoringError, match="below 0"):
        weighted_share([WeightedGroup(True, -1, 5)])


GROUPS = st.lists(
    st.builds(WeightedGroup, st.booleans(), st.fractions(Fraction(1, 9), 9), st.integers(0, 50)), max_size=6
)


@given(GROUPS, st.fractions(Fraction(1, 7), 7))
def test_scaling_all_weights_changes_nothing(groups: list[WeightedGroup], factor: Fraction) -> None:
    scaled = [WeightedGroup(one.satisfied, one.weight * factor, one.count) for one in groups]
    assert weighted_share(groups) == weighted_share(scaled)


@pytest.mark.parametrize(
    ("grade", "outcome"), [("G1", MET), ("G2", MET), ("G3", NEAR), ("G4", MISSED), (None, NOT_DUE)]
)
def test_grades(grade: str | None, outcome: Outcome) -> None:
    assert judge_grade(["G1", "G2", "G3", "G4"], grade, "G2") == outcome


def test_grades_without_a_target_or_off_the_list() -> None:
    assert judge_grade(["G1"], "G1", None) == NO_TARGET
    with pytest.raises(ScoringError, match="not one of the grades"):
        judge_grade(["G1"], "V1", "G1")


def test_several_publications_together() -> None:
    assert worst_of([MET, STALE, NEAR, NOT_DUE]) == NEAR
    assert worst_of([MET, STALE]) == STALE
    assert worst_of([]) == NOT_DUE


# --- roll-up ---

COUNTS = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(sorted)


def pooled(*pairs: tuple[int, int]) -> list[Figure]:
    return [Figure(Fraction(over), Fraction(under)) for over, under in pairs]


def rolled(figures: list[Figure | None], **more: object):  # type: ignore[no-untyped-def]
    given = {"kind": "percentage", "accumulation": "total", "per": Fraction(100), "rule_at_end": None}
    rules = more.pop("rules", [None] * len(figures))
    parts = [Part(figure, rule) for figure, rule in zip(figures, rules, strict=True)]  # type: ignore[arg-type]
    return roll_up(parts, **given | more)  # type: ignore[arg-type]


@given(st.lists(COUNTS, min_size=1, max_size=12), st.randoms())
def test_the_order_of_pooling_does_not_matter(pairs: list[tuple[int, int]], random: object) -> None:
    mixed = list(pairs)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert rolled(list(pooled(*pairs))).value == rolled(list(pooled(*mixed))).value


@given(st.lists(COUNTS, min_size=2, max_size=12))
def test_pooling_quarters_is_pooling_months(pairs: list[tuple[int, int]]) -> None:
    half = len(pairs) // 2
    first, second = rolled(list(pooled(*pairs[:half]))), rolled(list(pooled(*pairs[half:])))
    assert rolled([first.figure, second.figure]).value == rolled(list(pooled(*pairs))).value


def test_percentages_are_never_averaged() -> None:
    made = rolled(list(pooled((1, 1), (0, 99))))
    assert (made.value, made.complete) == (1, True)


def test_nothing_to_measure_in_a_part_is_no_gap() -> None:
    assert rolled(list(pooled((0, 0), (1, 2)))).value == 50
    empty = rolled(list(pooled((0, 0), (0, 0))))
    assert (empty.value, empty.complete) == (None, False)


def test_a_missing_part_is_shown_and_not_judged() -> None:
    made = rolled([*pooled((1, 2), (3, 4)), None])
    assert (made.value, made.have, made.needed, made.complete) == (Fraction(200, 3), 2, 3, False)
    assert rolled([None, None]).value is None


def test_bare_values_of_a_percentage_do_not_add_up() -> None:
    made = rolled([Figure(value=Fraction(95)), *pooled((1, 2))])
    assert (made.figure, made.value) == (None, None)


@pytest.mark.parametrize(
    ("accumulation", "value"), [("total", 9), ("latest", 4), ("mean", 3), ("something", None)]
)
def test_counts(accumulation: str, value: int | None) -> None:
    figures = [Figure(value=Fraction(number)) for number in (2, 3, 4)]
    assert rolled(list(figures), kind="count", accumulation=accumulation).value == value


def test_a_count_without_a_value_does_not_add_up() -> None:
    assert rolled([Figure(value=Fraction(2)), Figure()], kind="count").value is None


def test_how_kinds_add_up() -> None:
    share, bare = Figure(Fraction(1), Fraction(2)), Figure(value=Fraction(3))
    assert method_of("counted", "total", [share]) == "pooled"
    assert method_of("counted", "total", [bare]) == "total"
    assert method_of("duration", "total", [share]) == "pooled"
    assert method_of("duration", "total", [bare]) == "none"
    assert method_of("grade", "latest", [bare]) == "none"


def test_a_stated_figure_is_used_and_says_when_it_differs() -> None:
    months = list(pooled((1, 2), (1, 1)))
    stated = Figure(value=Fraction("66.7"))
    assert rolled(months, stated=stated, decimals=1).differs is False
    assert rolled(months, stated=stated, decimals=2).differs is True
    exact = rolled(months, stated=Figure(Fraction(4), Fraction(6)))
    assert (exact.stated, exact.differs, exact.complete) == (True, False, True)
    assert rolled(months, stated=Figure(Fraction(5), Fraction(6))).differs is True
    assert rolled([None, months[0]], stated=stated).differs is False
    assert rolled(months, stated=Figure()).differs is True


def test_the_target_of_a_total_is_the_sum_of_its_parts_targets() -> None:
    rules = [Rule.of("lower", target=10, tolerance=10, tolerance_kind="relative") for _ in range(3)]
    figures = [Figure(value=Fraction(11)) for _ in range(3)]
    made = rolled(list(figures), kind="count", rules=rules)
    assert (made.rule.target, made.rule.tolerance, made.rule.tolerance_kind) == (30, 10, "relative")
    assert judge(made.value, made.rule).status == "near"
    assert rolled(list(figures), kind="count", rules=[rules[0], rules[1], None]).rule is None
    assert rolled(list(figures), kind="count", accumulation="latest", rules=rules).rule is None


def test_summed_tolerances_and_floors() -> None:
    absolute = Rule.of("higher", target=10, tolerance=2, floor=5)
    relative = Rule.of("higher", target=20, tolerance=10, tolerance_kind="relative")
    both = sum_rules([absolute, relative])
    assert both is not None
    assert (both.tolerance, both.tolerance_kind, both.floor) == (4, "absolute", 5 + 16)
    lower = sum_rules(
        [Rule.of("lower", target=10, tolerance=2, floor=20), Rule.of("lower", target=5, tolerance=1)]
    )
    assert lower is not None
    assert lower.floor == 20 + 7
    ends = [Rule.of("range", low=5, high=10, tolerance=t, tolerance_kind="relative") for t in (10, 20)]
    across = sum_rules(ends)
    assert across is not None
    assert (across.low, across.high, across.tolerance, across.floor) == (10, 20, Fraction(3, 2), None)
    assert sum_rules([]) is None
    assert sum_rules([Rule.of("none")]) is None


# --- promises, themes, charter ---


@st.composite
def items(draw: st.DrawFn) -> Item:
    state = draw(
        st.sampled_from(
            ["judged", "judged", "overdue", "stale", "suppressed", "not_due", "not_applicable", "no_target"]
        )
    )
    weight, critical = Fraction(draw(st.integers(0, 5))), draw(st.booleans())
    if state != "judged":
        return Item(state, weight=weight, critical=critical)
    score = draw(st.fractions(0, 100, max_denominator=100))
    status = "met" if score == 100 else "near" if score >= 50 else "missed"
    return Item("judged", score, status, weight, critical)


@given(st.lists(items(), max_size=8), st.randoms())
def test_promises(listed: list[Item], random: object) -> None:
    found = promise(listed)
    assert found.judged <= found.due
    assert found.due + found.left_out == len(listed)
    if found.score is not None:
        assert found.coverage is not None
        assert found.coverage >= Fraction(2, 3)
        assert found.low <= found.score <= found.high
    if any(item.critical and item.status == "missed" for item in listed):
        assert found.status == "missed"
    if found.status == "met":
        assert all(item.status != "missed" for item in listed)
    mixed = list(listed)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert promise(mixed) == found


@given(st.lists(items(), min_size=1, max_size=6), st.fractions(0, 100, max_denominator=50))
def test_a_better_measure_never_lowers_a_promise(listed: list[Item], score: Fraction) -> None:
    order = ["missed", "near", "met"]

    def with_first(value: Fraction) -> Item:
        status = "met" if value == 100 else "near" if value >= 50 else "missed"
        return Item("judged", value, status, Fraction(1))

    before, after = (promise([with_first(value), *listed]) for value in (score, Fraction(100)))
    if before.score is not None and after.score is not None:
        assert before.score <= after.score
        assert order.index(before.status) <= order.index(after.status)


@pytest.mark.parametrize("state", ["not_due", "no_target", "not_applicable"])
def test_a_critical_measure_that_is_not_due_does_not_hold_back(state: str) -> None:
    met = Item("judged", Fraction(100), "met")
    assert promise([met, Item(state, critical=True)]).status == "met"  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ["overdue", "stale", "suppressed"])
def test_a_critical_measure_without_data_does(state: str) -> None:
    met = [Item("judged", Fraction(100), "met")] * 3
    found = promise([*met, Item(state, critical=True)])  # type: ignore[arg-type]
    assert (found.status, found.reasons) == ("near", ("critical_without_data",))


def test_a_critical_measure_missed_decides_even_without_a_score() -> None:
    critical = Item("judged", Fraction(0), "missed", critical=True)
    found = promise([critical, Item("overdue"), Item("overdue")])
    assert (found.score, found.status, found.reasons) == (None, "missed", ("critical_missed",))


def test_nothing_due_is_not_assessed() -> None:
    found = promise([Item("not_due"), Item("no_target")])
    assert (found.status, found.coverage, found.low, found.high) == ("not_assessed", None, None, None)


def test_weight_nought_is_shown_and_not_averaged_and_still_caps() -> None:
    met, missed = Item("judged", Fraction(100), "met"), Item("judged", Fraction(0), "missed", Fraction(0))
    found = promise([met, missed])
    assert (found.score, found.status, found.reasons) == (100, "near", ("a_measure_missed",))


def test_items_that_cannot_be() -> None:
    with pytest.raises(ScoringError, match="weight is below 0"):
        promise([Item("judged", Fraction(1), "missed", Fraction(-1))])
    with pytest.raises(ScoringError, match="weight is below 0"):
        theme([ThemeItem("met", Fraction(95), Fraction(1), Fraction(-1))])
    with pytest.raises(ScoringError, match="no score"):
        promise([Item("judged")])


def test_a_charter_draws_its_own_lines() -> None:
    near = [Item("judged", Fraction(80), "near")]
    assert promise(near).status == "near"
    assert promise(near, Lines(met_from=Fraction(80))).status == "met"
    assert promise(near, Lines(near_from=Fraction(85))).status == "missed"


def test_themes() -> None:
    assert theme([]).status == "not_assessed"
    assert theme([ThemeItem("insufficient_data", coverage=Fraction(1, 2))]).status == "insufficient_data"
    kept = theme([ThemeItem("met", Fraction(100), Fraction(1)), ThemeItem("near", Fraction(40), Fraction(1))])
    assert (kept.status, kept.promises_kept, kept.promises_assessed) == ("near", 1, 2)


@given(st.lists(st.sampled_from(["met", "near", "missed", "not_assessed", "insufficient_data"]), max_size=20))
def test_the_four_counts_sum_to_all_promises(statuses: list[str]) -> None:
    counts = charter(statuses)  # type: ignore[arg-type]
    assert isinstance(counts, Counts)
    assert counts.total == len(statuses)


def test_scores_are_shown_rounded_down() -> None:
    shown_scores = [score_shown(Fraction(text)) for text in ("89.99", "90", "100", "0.9")]
    assert shown_scores == [89, 90, 100, 0]
