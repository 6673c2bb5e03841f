"""Runs cases of the vector files on our functions.

A list's name decides how and, where two files share a name, the shape of its cases.

The words of the vectors are ours but for `green_from`, `amber_from` and `min_coverage`, renamed here.
"""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from charter.numbers import fixed, round_half_up
from charter.working_time import Calendar, in_time, is_open_overdue, local_date
from measures.data_status import data_status, revision
from measures.scoring import (
    Item,
    Lines,
    Rule,
    ScoringError,
    ThemeItem,
    WeightedGroup,
    check_rule,
    check_value,
    judge,
    promise,
    satisfaction,
    score_shown,
    shown,
    theme,
    value_of,
    weighted_share,
)
from tests.measures import vector_adapters_control as control
from tests.measures import vector_adapters_hiding as hiding
from tests.measures import vector_adapters_survey as survey
from tests.measures.vector_tools import (
    Adapter,
    Case,
    Mismatch,
    compare,
    day,
    exactly,
    number,
    rejected,
    rule_of,
    tolerance_of,
    value_from,
)
from tests.reference import composite_indicators, spider_impact

LINE_WORDS = {"green_from": "met_from", "amber_from": "near_from", "min_coverage": "coverage"}


def status_and_score(case: Case, calendar: Calendar) -> None:
    judgement = judge(value_from(case["input"]), rule_of(case["input"]))
    found = {
        "status": judgement.status,
        "favourable_variance": judgement.favourable_variance,
        "score": judgement.score,
        "score_shown": score_shown(judgement.score),
    }
    compare(case["expected"], found, tolerance_of(case))


def invalid(case: Case, calendar: Calendar) -> None:
    given, expected = case["input"], case["expected"]
    proportion = str(given.get("unit", "")).startswith("percent")
    try:
        value = value_from(given) if "numerator" in given or "value" in given else None
        check_value(value, number(given.get("natural_min")), number(given.get("natural_max")))
        if "direction" in given:
            check_rule(rule_of(given), proportion=proportion)
    except ScoringError:
        compare({"expected": expected[:6]}, {"expected": "reject"})
        return
    compare({"expected": expected[:8]}, {"expected": "no value" if value is None else str(value)})


def peer_scale(case: Case, calendar: Calendar) -> None:
    value, goal, red_flag = (Fraction(case["input"][name]) for name in ("value", "goal", "red_flag"))
    judgement = judge(
        value, Rule("higher" if goal > red_flag else "lower", goal, tolerance=abs(goal - red_flag))
    )
    compare(case["expected"], {"status": judgement.status, "score": judgement.score})
    if "peer_score_0_to_10" in case:
        found = spider_impact.score(value, goal, red_flag)
        compare({"peer": case["peer_score_0_to_10"]}, {"peer": found}, Fraction(1, 100))


def satisfaction_percentage(case: Case, calendar: Calendar) -> None:
    satisfied, base = satisfaction({answer: Fraction(n) for answer, n in case["input"]["responses"].items()})
    value = value_of(satisfied, base, proportion=True)
    written = {f"percent_{places}dp": None if value is None else fixed(value, places) for places in (0, 1, 2)}
    compare(case["expected"], {"base": base, "satisfied": satisfied, **written})


def weighted(case: Case, calendar: Calendar) -> None:
    groups = case["input"]["satisfied_and_weight_groups"]
    share = weighted_share(WeightedGroup(g["satisfied"], Fraction(g["weight"]), g["count"]) for g in groups)
    found = {
        "percent_1dp": None if share.percent is None else fixed(share.percent, 1),
        "effective_n": share.effective_n,
        "design_effect": share.design_effect,
    }
    compare(case["expected"], found, tolerance_of(case))


def display_guard(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    value, rule = value_from(given), rule_of(given)
    found = {
        "shown": shown(value, given["decimals"], rule, given.get("percentage", False)),
        "status": judge(value, rule).status,
    }
    compare(case["expected"], found)


def rounding(case: Case, calendar: Calendar) -> None:
    found = round_half_up(Fraction(case["value"]), case["decimals"])
    compare({"expected": case["expected"]}, {"expected": str(found)})


def renamed_lines(given: Case) -> Lines:
    return Lines(**{ours: Fraction(given[theirs]) for theirs, ours in LINE_WORDS.items() if theirs in given})


def promise_score(case: Case, calendar: Calendar) -> None:
    items = [
        Item(
            given["state"],
            number(given.get("score")),
            given.get("status", "not_judged"),
            Fraction(given.get("weight", 1)),
            given.get("critical", False),
        )
        for given in case["input"]["items"]
    ]
    if str(case["expected"]).startswith(("reject", "refuse")):
        rejected(lambda: promise(items, renamed_lines(case["input"])))
        return
    found = promise(items, renamed_lines(case["input"]))
    computed = {
        "judged": found.judged,
        "expected": found.due,
        "left_out": found.left_out,
        "score": found.score,
        "score_shown": score_shown(found.score),
        "coverage": found.coverage,
        "score_if_missing_are_0": found.low,
        "score_if_missing_are_100": found.high,
        "status": found.status,
        "reasons": list(found.reasons),
    }
    compare(case["expected"], computed, tolerance_of(case))


def theme_score(case: Case, calendar: Calendar) -> None:
    items = [
        ThemeItem(
            given["status"],
            number(given.get("score")),
            number(given.get("coverage")),
            Fraction(given.get("weight", 1)),
        )
        for given in case["input"]["promises"]
    ]
    found = theme(items, renamed_lines(case["input"]))
    computed = {
        "score": found.score,
        "score_shown": score_shown(found.score),
        "coverage": found.coverage,
        "status": found.status,
        "reasons": list(found.reasons),
        "promises_kept": found.promises_kept,
        "promises_assessed": found.promises_assessed,
    }
    compare(case["expected"], computed, tolerance_of(case))


def peer_method(case: Case, calendar: Calendar) -> None:
    """Methods that we rejected, on reference implementations and never on product code."""
    method = getattr(composite_indicators, case["function"])
    given = {name: exactly(value) for name, value in case["input"].items()}
    if case["expected"] == "error":
        rejected(lambda: method(**given))
        return
    try:
        found = method(**given)
    except ValueError as error:
        raise Mismatch(f"expected {case['expected']!r}, refused: {error}") from error
    compare({"expected": case["expected"]}, {"expected": found}, tolerance_of(case))


def due(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    found = data_status(
        period_end=date.fromisoformat(given["period_end"]),
        due_rule=given["rule"],
        today=date.fromisoformat(given["today"]),
        calendar=calendar,
        submitted=day(given["submitted"]),
        final=given["final"],
        changed_after_final=given["changed_after_final"],
    )
    compare(case["expected"], {**vars(found), "due": found.due.isoformat()})


def revision_kind(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    was_final = given["old_state"] != "provisional"
    found = revision(number(given["old"]), number(given["new"]), was_final=was_final, rule=rule_of(given))
    compare(case["expected"], vars(found))


def bank_holiday(case: Case, calendar: Calendar) -> None:
    compare({"working": False}, {"working": calendar.is_working_day(date.fromisoformat(case["date"]))})


def is_working_day(case: Case, calendar: Calendar) -> None:
    compare(
        {"expected": case["expected"]},
        {"expected": calendar.is_working_day(date.fromisoformat(case["date"]))},
    )


def add_working_days(case: Case, calendar: Calendar) -> None:
    found = calendar.add_working_days(date.fromisoformat(case["start"]), case["days"])
    compare({"expected": case["expected"]}, {"expected": found.isoformat()})


def working_days_taken(case: Case, calendar: Calendar) -> None:
    found = calendar.working_days_taken(date.fromisoformat(case["start"]), date.fromisoformat(case["end"]))
    compare({"expected": case["expected"]}, {"expected": found})


def within_target(case: Case, calendar: Calendar) -> None:
    last = calendar.due_after_receipt(date.fromisoformat(case["received"]), case["target_days"])
    completed = day(case["completed"])
    found: dict[str, Any] = {"due": last.isoformat(), "within": in_time(last, completed)}
    if "as_at" in case:
        found["open_overdue"] = is_open_overdue(last, completed, date.fromisoformat(case["as_at"]))
    compare(case["expected"], found)


def receipt_rule(case: Case, calendar: Calendar) -> None:
    moved = case["rule"] == "next_working_day"
    found = calendar.due_after_receipt(
        date.fromisoformat(case["received"]), case["target_days"], next_working_day=moved
    )
    compare({"expected": case["expected"]}, {"expected": found.isoformat()})


def local_day(case: Case, calendar: Calendar) -> None:
    found = local_date(datetime.fromisoformat(case["instant"]))
    compare({"expected": case["expected"]}, {"expected": found.isoformat()})


def calendar_error(case: Case, calendar: Calendar) -> None:
    ends = date.fromisoformat(case["holiday_table_to"]).year
    shorter = Calendar(calendar.holidays, calendar.first_year, ends)
    call = getattr(shorter, case["call"])
    rejected(lambda: call(date.fromisoformat(case["start"]), case["days"]))


BY_LIST: dict[str, Adapter] = {
    "invalid": invalid,
    "peer_scale": peer_scale,
    "weighted": weighted,
    "display_guard": display_guard,
    "round_half_up": rounding,
    "promise_cases": promise_score,
    "theme_cases": theme_score,
    "peer_normalisation": peer_method,
    "peer_aggregation": peer_method,
    "due": due,
    "revision": revision_kind,
    "bank_holidays": bank_holiday,
    "is_working_day": is_working_day,
    "add_working_days": add_working_days,
    "working_days_taken": working_days_taken,
    "within_target": within_target,
    "receipt_rule": receipt_rule,
    "local_date": local_day,
    "errors": calendar_error,
    **control.BY_LIST,
    **hiding.BY_LIST,
    **survey.BY_LIST,
}
# Several files call a list `cases`: what stands in its cases tells them apart.
CASES_BY_WORD: dict[str, Adapter] = {
    "responses": satisfaction_percentage,
    "direction": status_and_score,
    **control.CASES_BY_WORD,
}


def adapter_for(name: str, cases: list[Case]) -> Adapter | None:
    """How to run a list of cases, or None if nothing here can."""
    if name != "cases":
        return BY_LIST.get(name)
    for word, adapter in CASES_BY_WORD.items():
        if any(word in case or word in case.get("input", {}) for case in cases):
            return adapter
    return None
