"""Runs the cases about surveys and progress (scoring.md, sections 7 and 8) on our functions."""

from datetime import date
from fractions import Fraction

from charter.working_time import Calendar
from measures.scoring import intervals
from measures.scoring.progress import expected_at, progress
from tests.measures.vector_tools import Adapter, Case, compare, number, tolerance_of
from tests.reference import open_sdg, small_numbers

PROGRESS_WORDS = {"reached": "target_reached"}


def z_of(given: Case) -> Fraction:
    return intervals.z_of(Fraction(given.get("confidence", "0.95")))


def ends(found: tuple[Fraction, Fraction] | None, scale: int) -> dict[str, Fraction | None]:
    low, high = found or (None, None)
    return {
        "lower": None if low is None else low / scale,
        "upper": None if high is None else high / scale,
    }


def effective_of(given: Case, base: str = "n") -> Fraction:
    return Fraction(given[base]) / Fraction(given.get("design_effect", 1))


def wilson(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    satisfied, base = Fraction(given["x"]), Fraction(given["n"])
    found = intervals.wilson(
        satisfied,
        base,
        z=z_of(given),
        population=number(given.get("population")),
        effective=effective_of(given),
    )
    share = satisfied / base if base else None
    compare(case["expected"], {"p": share, **ends(found, 100)}, tolerance_of(case))


def effective_n(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    base, share = Fraction(given["n"]), Fraction(given["p"])
    worth = {"effective": effective_of(given), "population": number(given.get("population"))}
    found = intervals.wilson(share * base, base, z=z_of(given), **worth)
    computed = {"effective_n": intervals.effective_base(base, **worth), "p": share, **ends(found, 100)}
    compare(case["expected"], computed, tolerance_of(case))


def byar(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    count, homes, per = (Fraction(given.get(name, default)) for name, default in BYAR_DEFAULTS.items())
    found = intervals.byar(count, homes, per, z=z_of(given))
    compare(case["expected"], {"rate": per * count / homes, **ends(found, 1)}, tolerance_of(case))


BYAR_DEFAULTS = {"count": 0, "homes": 1, "per": 1}


def margin_of_error(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    found = intervals.margin_of_error(
        Fraction(given["n"]),
        share=Fraction(given["p"]),
        population=number(given.get("population")),
        effective=effective_of(given),
        z=z_of(given),
    )
    compare(case["expected"], {"margin_points": found}, tolerance_of(case))


def sample_size(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    found = intervals.sample_size(
        number(given.get("population")),
        Fraction(given["margin_points"]),
        share=Fraction(given.get("p", "0.5")),
        z=z_of(given),
    )
    compare(case["expected"], {"required": found})


def change(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    found = intervals.newcombe(
        (Fraction(given["x1"]), Fraction(given["n1"])),
        (Fraction(given["x2"]), Fraction(given["n2"])),
        direction=given.get("direction", "higher"),
        comparable=not given.get("break_in_series", False),
        z=z_of(given),
    )
    computed = {
        "verdict": found.verdict,
        "difference_points": found.difference,
        "lower_points": found.low,
        "upper_points": found.high,
    }
    compare(case["expected"], computed, tolerance_of(case))


def with_target(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    values = {int(year): Fraction(value) for year, value in given["values"].items()}
    first, last = min(values), max(values)
    made = progress(
        values[first],
        values[last],
        Fraction(given["target"]),
        direction=given["direction"],
        time=Fraction(last - first, given["target_year"] - first),
    )
    observed, required, growth_status = open_sdg.towards_target(
        {year: float(value) for year, value in values.items()},
        float(given["target"]),
        given["target_year"],
        given["direction"],
    )
    computed = {
        "recommended_status": PROGRESS_WORDS.get(made.verdict, made.verdict),
        "growth_method": {"observed_growth": observed, "required_growth": required},
        "growth_method_status": growth_status,
    }
    compare(case["expected"], computed, tolerance_of(case))


def without_target(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    start, end = float(given["start"]), float(given["end"])
    rate, status = open_sdg.without_target(start, end, given["years"], given["direction"])
    compare(case["expected"], {"growth": rate, "status": status}, tolerance_of(case))


def milestone(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    start, end, day = (date.fromisoformat(given[name]) for name in ("start", "end", "date"))
    found = expected_at(start, Fraction(given["start_value"]), end, Fraction(given["target"]), day)
    compare({"expected": case["expected"]}, {"expected": found})


def small_number(case: Case, calendar: Calendar) -> None:
    compare({"expected": case["expected"]}, {"expected": small_numbers.rounded(case["input"])})


BY_LIST: dict[str, Adapter] = {
    "wilson": wilson,
    "byar": byar,
    "margin_of_error": margin_of_error,
    "sample_size": sample_size,
    "effective_n": effective_n,
    "change": change,
    "with_target": with_target,
    "without_target": without_target,
    "milestones": milestone,
}
