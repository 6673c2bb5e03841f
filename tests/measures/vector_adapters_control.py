"""Runs the cases about charts, surveys and progress (scoring.md, sections 6 to 8) on our functions."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from charter.working_time import Calendar
from measures.scoring import spc, spc_signals
from tests.measures.vector_tools import Adapter, Case, compare, exactly, number, tolerance_of

SIDE_WORDS = {"up": "upper", "down": "lower"}
CHANCE = "common_cause"


def series_of(given: Case) -> list[Fraction | None]:
    if "numerators" in given:
        pairs = zip(given["numerators"], given["denominators"], strict=True)
        return [Fraction(over) / Fraction(under) for over, under in pairs]
    return [number(value) for value in given["values"]]


def limits(case: Case, calendar: Calendar) -> None:
    points = [spc.whole(value) for value in series_of(case["input"])]
    lines = spc.lines_of(points, case["input"].get("screen_outliers", True))
    found = {
        "mean": lines.at(0),
        "lower_limit": lines.at(-lines.wide),
        "upper_limit": lines.at(lines.wide),
        "near_lower": lines.at(-lines.near),
        "near_upper": lines.at(lines.near),
        "average_moving_range": (lines.at(lines.wide) - lines.at(0)) / Fraction("2.66"),
    }
    compare(case["expected"], found, tolerance_of(case))


def side_words(marks: Sequence[int]) -> list[str]:
    return [{1: "upper", -1: "lower", 0: "none"}[mark] for mark in marks]


def shift_points(given: Case) -> list[str]:
    signs = spc_signals.sides(exactly(given["values"]), *[Fraction(given["centre"])] * 2)
    return side_words(spc_signals.shift(signs, given["points"]))


def precedence(given: Case) -> list[str]:
    signs = given["signs"]
    outside, near, shifted = (
        [mark * sign for mark, sign in zip(given[name], signs, strict=True)]
        for name in ("outside", "two_of_three", "shift")
    )
    found = spc_signals.first_signals(outside, given["trend"], near, shifted)
    return [spc_signals.SIGNAL_WORDS[signal] if signal else CHANCE for signal in found]


def rebase_flags(given: Case) -> list[int]:
    days = [date.fromisoformat(text) for text in given["dates"]]
    wanted = map(date.fromisoformat, given["rebase_dates"])
    starts = {spc.first_from(day, days, days) for day in wanted}
    return [int(place in starts) for place in range(len(days))]


RULE_FUNCTIONS: dict[str, Callable[[Case], Any]] = {
    "shift_completed_at": lambda given: spc_signals.completed(given["signs"], given["points"]),
    "mark_points_of_completed_pattern": lambda given: [
        abs(mark) for mark in spc_signals.marked_back(given["completed"], given["points"])
    ],
    "trend_completed_at": lambda given: spc_signals.completed(
        spc_signals.steps(given["values"]), given["points"] - 1
    ),
    "two_of_three_points": lambda given: [
        abs(mark) for mark in spc_signals.two_of_three(given["near_limit"], given["signs"])
    ],
    "shift_points": shift_points,
    "trend_points": lambda given: side_words(spc_signals.trend(given["values"], given["points"])),
    "beyond_limit_points": lambda given: side_words(
        spc_signals.sides(given["values"], given["lower_limit"], given["upper_limit"])
    ),
    "point_rule_precedence": precedence,
    "trial_limits": lambda given: spc.is_trial(given["points"], given["threshold"]),
    "rebase_flags": rebase_flags,
}


def rule(case: Case, calendar: Calendar) -> None:
    compare({"expected": case["expected"]}, {"expected": RULE_FUNCTIONS[case["function"]](case["input"])})


def judged(given: Case) -> spc.Control:
    return spc.control(
        series_of(given),
        improvement_direction=given["improvement_direction"],
        target=number(given.get("target")),
        low=number(given.get("target_low")),
        high=number(given.get("target_high")),
        starts=given.get("rebase_at_index") or (),
        screen=given.get("screen_outliers", True),
        fixed_points=given.get("fix_after_n_points"),
    )


def series(case: Case, calendar: Calendar) -> None:
    given, expected = case["input"], dict(case["expected"])
    found = judged(given)
    charted = {place for part in found.segments for place in range(part.start, part.end + 1)}
    signals = [
        None if value is None else flag.word if flag else CHANCE
        for value, flag in zip(given["values"], found.flags, strict=True)
    ]
    # A point without limits is neither chance nor signal; a case may write either word for it.
    for name in ("point_rules", "point_types"):
        if expected.get(name):
            expected[name] = [
                CHANCE if word is None and place not in charted and value is not None else word
                for place, (word, value) in enumerate(zip_longest(expected[name], given["values"]))
            ]
    computed = {
        **vars(found),
        "reason": found.reason or None,
        "variation_icon": found.variation,
        "segments": [limits_found(part) for part in found.segments],
        "point_rules": signals,
        "point_types": [
            None if signal is None else flag.type if flag else CHANCE
            for signal, flag in zip(signals, found.flags, strict=True)
        ],
    }
    compare(expected, computed, tolerance_of(case))


def limits_found(part: spc.Limits) -> dict[str, Any]:
    return {
        **vars(part),
        "trial": part.trial,
        "lower_limit": part.lower,
        "upper_limit": part.upper,
    }


def assurance(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    ends = (number(given.get(name)) for name in ("target", "target_low", "target_high"))
    goal = spc.goal_of(given["improvement_direction"], *ends)
    lower, upper = Fraction(given["lower_limit"]), Fraction(given["upper_limit"])
    compare({"expected": case["expected"]}, {"expected": spc.assurance_of(goal, lower, upper)})


def variation_icon(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    found = spc_signals.icon_of(given["improvement_direction"], given["last_point_type"])
    compare({"expected": case["expected"]}, {"expected": found})


def flag_type(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    side = {"upper": "up", "lower": "down", "none": None}[given["flag"]]
    found = spc_signals.type_of(given["improvement_direction"], side)
    compare({"expected": case["expected"]}, {"expected": found})


def drawn_limits(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    lower, upper = spc.drawn(*(number(given.get(name)) for name in CLIP_WORDS))
    compare(case["expected"], {"lower_drawn": lower, "upper_drawn": upper})


CLIP_WORDS = ("lower_limit", "upper_limit", "natural_min", "natural_max")
BY_LIST: dict[str, Adapter] = {
    "assurance": assurance,
    "variation_icon": variation_icon,
    "flag_type": flag_type,
    "drawn_limits": drawn_limits,
}
CASES_BY_WORD: dict[str, Adapter] = {
    "function": rule,
    "improvement_direction": series,
    "screen_outliers": limits,
}
