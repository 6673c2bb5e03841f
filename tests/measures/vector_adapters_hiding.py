"""Runs the cases of `suppression.json` on our functions."""

from fractions import Fraction

from charter.working_time import Calendar
from measures.scoring.differencing import steps
from measures.scoring.suppression import Thresholds, hide_counts, hide_table, show_percentage
from tests.measures.vector_adapters_survey import small_number
from tests.measures.vector_tools import Adapter, Case, compare


def counts(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    found = hide_counts(given["cells"], given["threshold"], total_published=given["total_published"])
    shown = ["c" if place in found.all else cell for place, cell in enumerate(given["cells"])]
    computed = {
        "shown": shown,
        "total": "c" if found.total else sum(given["cells"]),
        "primary": list(found.primary),
        "secondary": list(found.secondary),
    }
    compare(case["expected"], computed)


def tables(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    found = hide_table(given["table"], given["threshold"])
    shown = [
        ["c" if (row, column) in found.cells else cell for column, cell in enumerate(line)]
        for row, line in enumerate(given["table"])
    ]
    compare({"expected": case["expected"]}, {"expected": shown})


def percentages(case: Case, calendar: Calendar) -> None:
    given = case["input"]
    thresholds = Thresholds(given["threshold"], given["min_base"], given["low_base"])
    found = show_percentage(
        given["numerator"], given["denominator"], subgroup=given["subgroup"], thresholds=thresholds
    )
    compare({"expected": case["expected"]}, {"expected": found})


def differencing(case: Case, calendar: Calendar) -> None:
    found = steps([Fraction(value) for value in case["input"]["cumulative"]], case["input"]["threshold"])
    computed = {
        "increments": list(found.increments),
        "publish_each_period": found.publish_each_period,
    }
    compare(case["expected"], computed)


BY_LIST: dict[str, Adapter] = {
    "counts": counts,
    "tables": tables,
    "percentages": percentages,
    "differencing": differencing,
    "rounding": small_number,
}
