"""What the adapters of the vector files share: comparing, reading numbers, days and rules."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from charter.working_time import Calendar, CalendarError
from measures.scoring import Rule, ScoringError, value_of

Case = Mapping[str, Any]
Adapter = Callable[[Case, Calendar], None]

# Expectations that do not end are given to 6 decimals.
ROUNDED = Fraction(6, 10**7)
RULE_WORDS = {"target_low": "low", "target_high": "high"}


class Mismatch(AssertionError):
    """What was computed is not what the case expects."""


def compare(expected: Mapping[str, Any], actual: Mapping[str, Any], tolerance: Fraction = ROUNDED) -> None:
    """Every expected key, and none left out. Numbers agree within the tolerance, all else exactly."""
    wrong = [
        f"{key}: expected {wanted!r}, computed {actual.get(key, 'nothing')!r}"
        for key, wanted in expected.items()
        if key not in actual or not same(wanted, actual[key], tolerance)
    ]
    if wrong:
        raise Mismatch("; ".join(wrong))


def same(wanted: Any, found: Any, tolerance: Fraction = ROUNDED) -> bool:
    """Whether two values agree; true and false are no numbers and None is no 0."""
    if isinstance(wanted, bool) or wanted is None or isinstance(found, bool) or found is None:
        return wanted is found
    if isinstance(wanted, int | Decimal) and not isinstance(found, str):
        return abs(Fraction(wanted) - Fraction(found)) <= tolerance
    if isinstance(wanted, list):
        pairs = zip(wanted, found, strict=False)
        return len(wanted) == len(found) and all(same(one, other, tolerance) for one, other in pairs)
    if isinstance(wanted, Mapping):
        return all(key in found and same(value, found[key], tolerance) for key, value in wanted.items())
    return bool(wanted == found)


def tolerance_of(case: Case) -> Fraction:
    return Fraction(case["tolerance"]) if "tolerance" in case else ROUNDED


def number(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def rule_of(given: Case) -> Rule:
    names = ("target", "target_low", "target_high", "tolerance", "tolerance_kind", "floor")
    return Rule.of(given["direction"], **{RULE_WORDS.get(name, name): given.get(name) for name in names})


def value_from(given: Case) -> Fraction | None:
    if "numerator" not in given:
        return number(given["value"])
    proportion = str(given.get("unit", "")).startswith("percent")
    return value_of(number(given["numerator"]), number(given["denominator"]), proportion=proportion)


def rejected(call: Callable[[], object]) -> None:
    try:
        call()
    except (ScoringError, CalendarError, ValueError):
        return
    raise Mismatch("expected to be refused, and was not")


def exactly(value: Any) -> Any:
    if isinstance(value, list):
        return [exactly(one) for one in value]
    return value if value is None or isinstance(value, bool | str) else Fraction(value)
