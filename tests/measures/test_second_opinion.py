"""The product against a second, independent computation, on 2,000 random series.

`tests/reference/second_opinion.py` is written by another method and imports nothing of the product. Every
series is judged month by month, pooled by quarter, charted, made into a promise and tested as a survey.
"""

import ast
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from measures.scoring import (
    Figure,
    Item,
    Part,
    RollUp,
    Rule,
    intervals,
    judge,
    promise,
    roll_up,
    spc,
    spc_signals,
)
from measures.scoring.intervals import newcombe, wilson
from tests.reference import second_opinion

HERE = sys.modules[__name__]
SERIES = 2000
IMPROVES = {"higher": "increase", "lower": "decrease", "range": "range"}
STATES = ("judged", "judged", "judged", "overdue", "stale", "suppressed", "not_due", "no_target")


@dataclass(frozen=True)
class Drawn:
    """One random series: months of numerator and denominator, and all that it is judged by."""

    months: tuple[tuple[int, int] | None, ...]
    rule: Rule
    starts: tuple[int, ...]
    screen: bool
    fixed: int | None
    states: tuple[str, ...]

    @property
    def values(self) -> list[Fraction | None]:
        return [None if month is None else Fraction(100 * month[0], month[1]) for month in self.months]

    @property
    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """Where good begins and ends."""
        rule = self.rule
        return {
            "higher": (rule.target, None),
            "lower": (None, rule.target),
            "range": (rule.low, rule.high),
        }[rule.direction]


@st.composite
def series(draw: st.DrawFn) -> Drawn:
    """Noise, steps, walks and flat stretches, with gaps, breaks and fixed limits."""
    length = draw(st.sampled_from([0, 3, 5, 6, 7, 9, 11, 12, 13, 16, 18, 20, 24, 26, 30, 33, 36]))
    moves = draw(st.lists(st.integers(-9, 9), min_size=length, max_size=length))
    shape = draw(st.sampled_from(["noise", "walk", "step", "climb", "fall", "flat"]))
    base = draw(st.sampled_from([7, 20, 60, 97]))
    gaps = draw(st.sets(st.integers(0, 40), max_size=2))
    months = tuple(
        None if place in gaps else (level, base) for place, level in enumerate(levels(moves, shape, base))
    )
    starts = draw(st.sets(st.integers(0, len(months) - 1), max_size=2)) if months else ()
    fixed = draw(st.sampled_from([None, None, 12, 14]))
    states = draw(st.lists(st.sampled_from(STATES), min_size=8, max_size=8))
    return Drawn(months, draw(rules()), tuple(starts), draw(st.booleans()), fixed, tuple(states))


def levels(moves: Sequence[int], shape: str, base: int) -> list[int]:
    level, found = base // 2, []
    for place, move in enumerate(moves):
        if shape == "walk":
            level = min(max(level + move // 2, 0), base)
            found.append(level)
            continue
        middle = base // 2 + (base // 4 if shape == "step" and place >= 10 else 0)
        if shape in ("climb", "fall"):
            middle += 2 * (place % 13) * (1 if shape == "climb" else -1)
        size = {"flat": 6, "climb": 4, "fall": 4}.get(shape, 1)
        found.append(min(max(middle + move // size, 0), base))
    return found


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    direction = draw(st.sampled_from(["higher", "lower", "range"]))
    tolerance = Fraction(draw(st.integers(0, 40)), 4)
    kind = draw(st.sampled_from(["absolute", "relative"]))
    low, high = sorted(Fraction(draw(st.integers(40, 170)), 2) for _ in range(2))
    if direction == "range":
        return Rule("range", None, low, high, tolerance, kind)
    rule = Rule(direction, low, tolerance=tolerance, tolerance_kind=kind)
    away = draw(st.sampled_from([None, 1, 30]))
    if away is None:
        return rule
    beyond = rule.width(low) + away
    return replace(rule, floor=low - beyond if direction == "higher" else low + beyond)


def compare_statuses(drawn: Drawn) -> list[tuple[str, Fraction]]:
    rule, both = drawn.rule, []
    for value in drawn.values:
        if value is None:
            continue
        found = judge(value, rule)
        relative = rule.tolerance_kind == "relative"
        second = second_opinion.status_and_score(
            value, rule.direction, rule.bounds, rule.tolerance, relative, rule.floor
        )
        assert (found.status, found.score) == second
        both.append(second)
    return both


def compare_quarters(drawn: Drawn) -> None:
    for first in range(0, len(drawn.months) - 2, 3):
        quarter = drawn.months[first : first + 3]
        parts = [Part(None if month is None else Figure(*map(Fraction, month))) for month in quarter]
        known = [(Fraction(one), Fraction(other)) for one, other in filter(None, quarter)]
        for part_order in (parts, parts[::-1]):
            found = rolled_up(part_order, drawn, "percentage", "total")
            assert found.value == second_opinion.pooled(known, Fraction(100))
            assert found.complete == (None not in quarter)
        compare_counts(drawn, [None if month is None else Fraction(month[0]) for month in quarter])


def compare_counts(drawn: Drawn, counts: Sequence[Fraction | None]) -> None:
    rule = drawn.rule
    parts = [Part(None if count is None else Figure(value=count), rule) for count in counts]
    for way in ("total", "latest", "mean"):
        found = rolled_up(parts, drawn, "count", way)
        value = second_opinion.counted(counts, way)
        assert found.value == value
        if value is None:
            continue
        times = len(parts) if way == "total" else 1
        bounds = [times * bound for bound in rule.bounds]
        relative = rule.tolerance_kind == "relative"
        tolerance = rule.tolerance if relative else times * rule.tolerance
        floor = None if rule.floor is None else times * rule.floor
        judged = judge(value, found.rule)
        assert (judged.status, judged.score) == second_opinion.status_and_score(
            value, rule.direction, bounds, tolerance, relative, floor
        )


def rolled_up(parts: Sequence[Part], drawn: Drawn, kind: str, way: str) -> RollUp:
    return roll_up(parts, kind=kind, accumulation=way, per=Fraction(100), rule_at_end=drawn.rule)


def compare_charts(drawn: Drawn) -> Mapping[str, Any]:
    rule, (low, high) = drawn.rule, drawn.ends
    direction: Any = IMPROVES[rule.direction]
    found = spc.control(
        drawn.values,
        improvement_direction=direction,
        target=rule.target,
        low=rule.low,
        high=rule.high,
        starts=drawn.starts,
        screen=drawn.screen,
        fixed_points=drawn.fixed,
    )
    second = second_opinion.xmr(
        drawn.values, direction, low, high, starts=drawn.starts, screen=drawn.screen, fixed=drawn.fixed
    )
    assert [flag and (flag.rule, flag.side) for flag in found.flags] == second["flags"]
    assert [(part.start, part.mean, part.upper - part.mean) for part in found.segments] == second["limits"]
    assert all(
        part.mean - part.lower == part.upper - part.mean
        and 3 * (part.near_upper - part.mean) == 2 * (part.upper - part.mean)
        and part.mean - part.near_lower == part.near_upper - part.mean
        for part in found.segments
    )
    icons = (found.variation, found.assurance, found.reason, found.assessable)
    assert icons == (second["variation"], second["assurance"], second["reason"], not second["reason"])
    return second


def compare_promises(drawn: Drawn, judged: Sequence[tuple[str, Fraction]]) -> None:
    listed = [
        {
            "state": state,
            "status": status if state == "judged" else "not_judged",
            "score": score if state == "judged" else None,
            "weight": Fraction(place % 4, 2),
            "critical": place % 3 == 2,
        }
        for place, (state, (status, score)) in enumerate(zip(drawn.states, judged, strict=False))
    ]
    found = promise([Item(**measure) for measure in listed])  # type: ignore[arg-type]
    assert (found.score, found.status) == second_opinion.promise(listed)


def compare_surveys(drawn: Drawn) -> None:
    known = [month for month in drawn.months if month is not None]
    halves = [known[: len(known) // 2], known[len(known) // 2 :]]
    first, second = ((sum(one for one, _ in half), sum(other for _, other in half)) for half in halves)
    if first[1] == 0 or second[1] == 0:
        return
    assert newcombe(first, second).verdict == second_opinion.survey_change(first, second)
    found = wilson(*first)
    assert found is not None
    for one, other in zip(found, second_opinion.wilson(*first), strict=True):
        assert abs(one / 100 - other) < Fraction(1, 10**12)


def compare(drawn: Drawn) -> set[object]:
    """Everything about one series, twice; returns what it put to the test."""
    judged = compare_statuses(drawn)
    compare_quarters(drawn)
    charted = compare_charts(drawn)
    compare_promises(drawn, judged)
    compare_surveys(drawn)
    icons = (charted["variation"], charted["assurance"], charted["reason"])
    return {*icons, *charted["flags"], *(status for status, _ in judged)}


def on_random_series(check: Callable[[Drawn], object], *, examples: int, shrink: bool) -> None:
    """The same series each time: a difference found once is found again."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    quiet = settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )

    def run(drawn: Drawn) -> None:
        check(drawn)

    quiet(given(series())(run))()


REACHED = {
    *((rule, side) for rule in second_opinion.PATTERNS for side in ("up", "down")),
    *("met", "near", "missed"),
    *("common_cause", "improvement_high", "improvement_low", "concern_high", "concern_low"),
    *("neutral_high", "neutral_low", "consistent_pass", "consistent_fail", "inconsistent"),
    *("", "too_few_points", "too_little_variation"),
}


def test_two_programs_say_the_same() -> None:
    met: Counter[object] = Counter()

    def check(drawn: Drawn) -> None:
        met.update({"series", *compare(drawn)})

    on_random_series(check, examples=SERIES, shrink=True)
    assert met["series"] >= SERIES
    assert set(met) >= REACHED


MISTAKES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "a run of eight": lambda patch: patch.setattr(spc, "shift", lambda signs: spc_signals.shift(signs, 8)),
    "another order of rules": lambda patch: patch.setattr(
        spc, "first_signals", lambda *marks: spc_signals.first_signals(*marks[::-1])
    ),
    "trial from 5 points": lambda patch: patch.setattr(spc, "FEWEST_POINTS", 5),
    "six decimals": lambda patch: patch.setattr(spc, "SCALE", 10**6),
    "small samples tested": lambda patch: patch.setattr(intervals, "FEWEST_ANSWERS", 20),
    "half the interval": lambda patch: patch.setattr(
        intervals, "_wilson", lambda share, base, z, real=intervals._wilson: real(share, 4 * base, z)
    ),
    "a target missed by nothing": lambda patch: patch.setattr(
        HERE, "judge", lambda value, rule, real=judge: real(value - Fraction(1, 10**9), rule)
    ),
    "a promise without its caps": lambda patch: patch.setattr(
        HERE, "promise", lambda items, real=promise: real([replace(one, critical=False) for one in items])
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_product_is_noticed(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    MISTAKES[mistake](monkeypatch)
    with pytest.raises(AssertionError):
        on_random_series(compare, examples=SERIES, shrink=False)


def test_the_second_program_shares_nothing_with_the_product() -> None:
    tree = ast.parse(Path(second_opinion.__file__).read_text(encoding="utf-8"))
    roots = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert roots == {"collections", "fractions"}
