"""Charts: what is drawn follows from the numbers, and says no more than they do."""

import re
from fractions import Fraction
from typing import Any

import pytest

from measures.charts import chart_of, spark_of


def document(values: list[str | None], **more: Any) -> dict[str, Any]:
    """A measure document with one figure a month from January 2025 on."""
    targets = more.pop("targets", ["95"] * len(values))
    results = [
        {
            "kind": "month", "label": f"Month {number}", "value": value,
            "shown_unit": f"{value}%" if value is not None else "", "target": f"{target}%" if target else "",
            "target_value": target,
        }
        for number, (value, target) in enumerate(zip(values, targets, strict=True), start=1)
    ]  # fmt: skip
    return {"title": "Repairs on time", "unit": "%", "frequency": "monthly", "results": results} | more


def heights(path: str) -> list[Fraction]:
    return [Fraction(text) for text in re.findall(r"[ML][\d.]+ ([\d.]+)", path)]


def test_higher_figures_are_drawn_higher() -> None:
    drawn = chart_of(document(["90", "92", "94", "96"]))
    assert drawn is not None
    found = heights(drawn.wide.line)
    assert found == sorted(found, reverse=True)


def test_a_missing_month_is_a_gap() -> None:
    drawn = chart_of(document(["90", None, "94", "96"]))
    assert drawn is not None
    assert drawn.wide.line.count("M") == 2
    assert len(drawn.wide.points) == 3


def test_one_figure_draws_no_line() -> None:
    assert chart_of(document(["90", None])) is None
    assert spark_of(["90", None], "95", percentage=True) is None


def test_noise_does_not_look_like_news() -> None:
    drawn = chart_of(document(["95.0", "95.1", "94.9", "95.0"]))
    assert drawn is not None
    found = heights(drawn.wide.line)
    # A fifth of a point in at least eight points of scale: a small part of the height.
    assert max(found) - min(found) < Fraction(drawn.wide.height, 20)


def test_a_percentage_never_has_more_than_100_on_its_scale() -> None:
    drawn = chart_of(document(["99.9", "100", "99.8", "100"], targets=["100"] * 4))
    assert drawn is not None
    assert drawn.wide.ticks[-1].text == "100%"


def test_the_target_moves_when_it_was_changed() -> None:
    drawn = chart_of(document(["90", "92", "94", "96"], targets=["90", "90", "95", "95"]))
    assert drawn is not None
    assert drawn.wide.target.count("M") == 2
    first, second = heights(drawn.wide.target)
    assert second < first


def test_a_measure_without_target_has_no_target_line() -> None:
    drawn = chart_of(document(["90", "92"], targets=[None, None]))
    assert drawn is not None
    assert (drawn.wide.target, drawn.wide.target_label) == ("", "")
    assert "target" not in drawn.title


def test_the_sentence_holds_first_last_lowest_highest_and_target() -> None:
    drawn = chart_of(document(["94", "90", "97", "96"]))
    assert drawn is not None
    for word in ("94%", "90%", "97%", "96%", "The target is 95%."):
        assert word in drawn.title


@pytest.mark.parametrize("values", [["95", "95.2"], ["94.9", "95"], ["10", "95"]])
def test_labels_at_the_end_do_not_lie_on_each_other(values: list[str | None]) -> None:
    drawn = chart_of(document(values))
    assert drawn is not None
    apart = abs(Fraction(drawn.wide.last_label_at) - Fraction(drawn.wide.target_label_at))
    assert apart >= 18


def test_a_small_chart_ends_at_its_last_figure() -> None:
    drawn = spark_of(["1", "2", "3"], None, percentage=False)
    assert drawn is not None
    assert drawn.line.endswith(f"L{drawn.last[0]} {drawn.last[1]}")
    assert drawn.target == ""
