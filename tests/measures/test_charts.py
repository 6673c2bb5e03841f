"""Charts: what is drawn follows from the numbers, and says no more than they do."""

import re
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from measures.charts import Chart, chart_of, spark_of
from measures.charts.scale import apart, span, ticks

LINE = Fraction(122, 100)


def document(values: list[str | None], **more: Any) -> dict[str, Any]:
    """A measure document with one figure a month from January 2025 on, against a target of 95."""
    aims = more.pop("aims", ["95"] * len(values))
    results = [
        {
            "kind": "month",
            "label": f"Month {number}",
            "start": f"{2025 + (number - 1) // 12}-{(number - 1) % 12 + 1:02}-01",
            "end": f"{2025 + (number - 1) // 12}-{(number - 1) % 12 + 1:02}-28",
            "value": value,
            "shown_unit": f"{value}%" if value is not None else "",
            "status": _status(value, aim),
            "target_value": aim,
        }
        for number, (value, aim) in enumerate(zip(values, aims, strict=True), start=1)
    ]
    plain = {
        "title": "Repairs on time",
        "unit": "%",
        "direction": "higher",
        "frequency": "monthly",
        "targets": [],
    }
    return plain | {"results": results} | more


def _status(value: str | None, aim: str | None) -> str:
    if value is None or aim is None:
        return "not_judged"
    return "met" if Fraction(value) >= Fraction(aim) else "missed"


def drawn(*args: Any, **more: Any) -> Chart:
    found = chart_of(document(*args, **more))
    assert found is not None
    return found


def heights(path: str) -> list[Fraction]:
    return [Fraction(text) for text in re.findall(r"[ML][\d.]+ ([\d.]+)", path)]


def test_higher_figures_are_drawn_higher() -> None:
    found = heights(drawn(["90", "92", "94", "96"]).wide.line)
    assert found == sorted(found, reverse=True)


def test_a_missing_month_is_a_gap() -> None:
    found = drawn(["90", None, "94", "96"])
    assert found.wide.line.count("M") == 2
    assert len(found.wide.points) == 3
    assert "There is no figure for 1 month." in found.title


def test_a_hidden_month_is_a_gap_that_has_a_figure() -> None:
    whole = document(["90", None, None, "94", None, "96"])
    for place in (1, 2):
        whole["results"][place]["marker"] = "c"
    found = chart_of(whole)
    assert found is not None
    assert "There is no figure for 1 month. No figure is shown for 2 months." in found.title


def test_a_month_that_is_not_in_the_file_at_all_is_a_gap() -> None:
    whole = document(["90", "91", "94", "96"])
    del whole["results"][1]
    found = chart_of(whole)
    assert found is not None
    assert found.wide.line.count("M") == 2


def test_one_figure_draws_no_line() -> None:
    assert chart_of(document(["90", None])) is None
    assert chart_of(document([])) is None
    assert spark_of(["90", None], "95", percentage=True) is None


def test_noise_does_not_look_like_news() -> None:
    found = drawn(["95.0", "95.1", "94.9", "95.0"])
    high = heights(found.wide.line)
    # A fifth of a point in at least eight points of scale: a small part of the height.
    assert max(high) - min(high) < Fraction(found.wide.height, 20)


@pytest.mark.parametrize("values", [["95", "95"], ["0", "0.1"], ["99.9", "100"], ["40", "47"]])
def test_a_percentage_has_8_points_of_scale_within_0_and_100(values: list[str]) -> None:
    low, high = span([Fraction(value) for value in values], percentage=True)
    assert high - low >= 8
    assert 0 <= low < high <= 100


def test_a_share_never_has_more_than_100_on_its_scale() -> None:
    assert drawn(["99.9", "100", "99.8", "100"], aims=["100"] * 4).wide.ticks[-1].text == "100%"


@pytest.mark.parametrize(
    "values", [["0", "0"], ["3", "3"], ["-4", "9"], ["1431", "1472"], ["0.001", "0.002"]]
)
def test_ticks_hold_the_span_and_are_few(values: list[str]) -> None:
    numbers = [Fraction(value) for value in values]
    found = ticks(*span(numbers, percentage=False))
    assert found[0] <= min(numbers) <= max(numbers) <= found[-1]
    assert 2 <= len(found) <= 8


def test_only_the_top_number_of_an_axis_has_the_unit() -> None:
    assert [tick.text for tick in drawn(["90", "96"]).wide.ticks][-1].endswith("%")
    assert not any("%" in tick.text for tick in drawn(["90", "96"]).wide.ticks[:-1])


def test_the_target_steps_where_it_was_changed() -> None:
    found = drawn(["90", "92", "94", "96"], aims=["90", "90", "95", "95"])
    (path,) = found.wide.targets
    assert path.count("M") == 1
    before, after = heights(path)[0], Fraction(re.findall(r"V([\d.]+)", path)[0])
    assert after < before
    assert "The target is 95%. Before, it was 90%." in found.title


def test_a_target_that_began_later_is_drawn_from_then_on() -> None:
    found = drawn(["90", "92", "94", "96"], aims=[None, None, "95", "95"])
    (path,) = found.wide.targets
    assert Fraction(re.findall(r"M([\d.]+)", path)[0]) > Fraction(found.wide.left) + 100


def test_a_range_has_two_lines() -> None:
    limits = [{"from": "2024-04-01", "until": None, "target_low": "8", "target_high": "18"}]
    found = drawn(["13", "12"], aims=[None, None], targets=limits, direction="range")
    assert len(found.wide.targets) == 2
    assert found.wide.target_label is not None
    assert found.wide.target_label.text == "Target 8% to 18%"


def test_a_measure_without_target_has_no_target_line() -> None:
    found = drawn(["90", "92"], aims=[None, None])
    assert (found.wide.targets, found.wide.target_label) == ((), None)
    assert "target" not in found.title
    assert found.finding == "90% in Month 1, 92% in Month 2"


def test_the_text_alternative_holds_first_last_lowest_highest_and_target() -> None:
    found = drawn(["94", "90", "97", "96"])
    for word in ("94%", "90% in Month 2", "97% in Month 3", "96%", "The target is 95%."):
        assert word in found.title


@pytest.mark.parametrize(
    "values", [["95", "95.2"], ["94.9", "95"], ["95", "95"], ["10", "95"], ["100", "100"]]
)
def test_labels_at_the_end_do_not_lie_on_each_other(values: list[str | None]) -> None:
    for size in (drawn(values).wide, drawn(values).phone):
        assert size.target_label is not None
        gap = abs(Fraction(size.value_label.at) - Fraction(size.target_label.at))
        assert gap >= size.size * LINE - Fraction(1, 5)


def test_labels_pushed_apart_stay_on_the_drawing_and_in_order() -> None:
    found = apart([Fraction(2), Fraction(1), Fraction(3)], Fraction(10), Fraction(0), Fraction(30))
    assert found[1] < found[0] < found[2]
    assert min(found) >= 0
    assert max(found) <= 30
    assert all(
        later - earlier >= 10 for earlier, later in zip(sorted(found), sorted(found)[1:], strict=False)
    )


def test_a_label_of_an_older_figure_says_when() -> None:
    assert drawn(["90", "92", None]).wide.value_label.text == "92% in Mon 2"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["96", "96", "96"], "On target in all 3 months"),
        (["90", "90"], "Not on target in any of 2 months"),
        (["96", "90", "90"], "Not on target for the last 2 months"),
        (["90", "96", "96"], "On target for the last 2 months"),
        (["96", "96", "90"], "Not on target in Month 3; on target in 2 of 3 months"),
        (["96", "90", "96"], "On target again in Month 3, after a month that was not"),
        (["96", "90", "91", "96"], "On target again in Month 4, after 2 months that were not"),
        (["96", None], None),
    ],
)
def test_the_title_is_a_finding_that_only_counts(values: list[str | None], words: str | None) -> None:
    found = chart_of(document(values))
    assert (found.finding if found else None) == words


def test_names_under_the_axis_are_few_and_hold_both_ends() -> None:
    found = drawn(["95"] * 36)
    for size, most in ((found.wide, 5), (found.phone, 4)):
        assert 2 <= len(size.names) <= most
        assert size.names[0].text == "Mon 1"
        assert size.names[-1].text == "Mon 36"


def test_a_long_unit_stands_in_the_subtitle_not_on_the_drawing() -> None:
    whole = document(["20", "22"], unit="for each 1,000 homes", direction="lower")
    for row in whole["results"]:
        row["shown_unit"] = f"{row['value']} for each 1,000 homes"
    found = chart_of(whole)
    assert found is not None
    assert found.wide.value_label.text == "22"
    assert found.wide.target_label is not None
    assert found.wide.target_label.text == "Limit 95"
    assert found.subtitle.startswith("For each 1,000 homes. Each month")


def test_a_small_chart_ends_at_its_last_figure() -> None:
    found = spark_of(["1", "2", "3"], None, percentage=False)
    assert found is not None
    assert found.line.endswith(f"L{found.last[0]} {found.last[1]}")
    assert found.target == ""


def test_a_small_chart_holds_its_target() -> None:
    found = spark_of(["90", "91"], "95", percentage=True)
    assert found is not None
    assert 4 <= Fraction(found.target) < Fraction(found.last[1]) <= 24


def controlled(values: list[str | None], **more: Any) -> dict[str, Any]:
    """A document whose figures are under control: limits 90 to 98 around 94, all points chance."""
    found = document(values, **more)
    keys = [f"P{number}" for number in range(1, len(values) + 1)]
    for row, key in zip(found["results"], keys, strict=True):
        row["period"] = key
    segment = {
        "from": keys[0], "until": keys[-1], "trial": False,
        "mean": "94", "lower_drawn": "90", "upper_drawn": "98",
    }  # fmt: skip
    spc = {
        "assessable": True, "usual": "Usually between 90% and 98%, around 94%.", "point_periods": keys,
        "point_types": ["common_cause"] * len(values), "segments": [segment], "starts": [],
    }  # fmt: skip
    return found | {"spc": spc}


def with_signals(*signals: str) -> Chart:
    whole = controlled(["94"] * len(signals))
    whole["spc"]["point_types"] = list(signals)
    found = chart_of(whole)
    assert found is not None
    return found


def test_limits_are_a_band_with_edges_and_a_middle() -> None:
    found = chart_of(controlled(["94", "95", "93", "94"]))
    assert found is not None
    for size in (found.wide, found.phone):
        top, bottom = (Fraction(text) for text in re.findall(r"M[\d.]+ ([\d.]+)", size.normal.limits))
        (middle,) = heights(size.normal.means)
        assert top < middle < bottom
        assert abs((top + bottom) / 2 - middle) <= Fraction(1, 10)
        assert size.mean_label is not None
    assert "Usually between 90% and 98%" in found.title
    assert found.key == "The grey band is where the figures usually lie."


def test_without_limits_none_are_drawn() -> None:
    found = drawn(["94", "95", "93", "94"])
    assert (found.wide.normal.bands, found.wide.normal.limits, found.wide.mean_label) == ("", "", None)
    assert found.key == ""


def test_limits_lie_on_the_scale() -> None:
    found = chart_of(controlled(["94", "94"]))
    assert found is not None
    assert Fraction(found.wide.ticks[0].text) <= 90
    assert Fraction(found.wide.ticks[-1].text.removesuffix("%")) >= 98


@pytest.mark.parametrize(
    ("signal", "shape", "words"),
    [
        ("concern", "worse", "Not by chance worse: Month 3."),
        ("improvement", "better", "Not by chance better: Month 3."),
        ("neutral_high", "unusual", "Not by chance higher than usual: Month 3."),
        ("neutral_low", "unusual", "Not by chance lower than usual: Month 3."),
    ],
)
def test_what_is_not_chance_has_a_shape_and_words(signal: str, shape: str, words: str) -> None:
    found = with_signals("common_cause", "common_cause", signal)
    shapes = {name: getattr(found.wide.marks, name) for name in ("worse", "better", "unusual")}
    assert [name for name, path in shapes.items() if path] == [shape]
    assert len(found.wide.marks.dots) == 2
    assert not found.wide.marks.last_is_dot
    assert words in found.title
    assert "not by chance" in found.key


def test_many_signals_are_counted_not_listed() -> None:
    assert "5 months between Month 1 and Month 5" in with_signals(*["concern"] * 5).title


def test_at_a_break_the_line_stops_and_is_named() -> None:
    whole = controlled(["90", "91", "94", "96"])
    whole["spc"]["starts"] = [{"period": "P3", "break": True}]
    found = chart_of(whole)
    assert found is not None
    assert found.wide.line.count("M") == 2
    assert found.wide.normal.breaks.count("M") == 1
    assert [note.text for note in found.wide.notes] == ["A new series begins"]
    assert "Figures before Month 3 cannot be compared with those after." in found.title


def test_a_recalculation_does_not_stop_the_line() -> None:
    whole = controlled(["90", "91", "94", "96"])
    whole["spc"]["starts"] = [{"period": "P3", "break": False}]
    found = chart_of(whole)
    assert found is not None
    assert (found.wide.line.count("M"), found.wide.normal.breaks) == (1, "")


def test_limits_older_than_the_drawing_are_cut_at_its_edge() -> None:
    found = chart_of(controlled(["94"] * 40))
    assert found is not None
    left = re.findall(r"M([\d.]+) ", found.wide.normal.means)
    assert left == [found.wide.left]


def test_limits_of_a_segment_that_ended_before_the_drawing_are_left_out() -> None:
    whole = controlled(["94"] * 40)
    old = whole["spc"]["segments"][0] | {"until": "P3", "mean": "10", "lower_drawn": "5", "upper_drawn": "15"}
    whole["spc"]["segments"] = [old, whole["spc"]["segments"][0] | {"from": "P4"}]
    found = chart_of(whole)
    assert found is not None
    assert found.wide.normal.means.count("M") == 1
    assert Fraction(found.wide.ticks[0].text) > 50


def test_a_trial_range_says_so() -> None:
    whole = controlled(["94"] * 8)
    whole["spc"]["segments"][0]["trial"] = True
    found = chart_of(whole)
    assert found is not None
    assert "This range is for trial." in found.title


def test_three_labels_at_the_end_do_not_lie_on_each_other() -> None:
    found = chart_of(controlled(["94", "94.1"], aims=["94", "94"]))
    assert found is not None
    for size in (found.wide, found.phone):
        assert size.target_label is not None
        assert size.mean_label is not None
        places = sorted(Fraction(tick.at) for tick in (size.value_label, size.target_label, size.mean_label))
        assert all(two - one >= size.size * LINE - Fraction(1, 5) for one, two in pairwise(places))


def test_a_document_of_an_earlier_release_without_control_is_drawn_as_before() -> None:
    assert chart_of(document(["94", "95"]) | {"spc": None}) == drawn(["94", "95"])
