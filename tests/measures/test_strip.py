"""Strips of quartiles: every label inside its drawing and clear of the others, all of it also in words."""

from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import pytest

from measures.charts.strip import StripDrawing, strip_of
from measures.sector_data import comparison_sentences
from measures.sector_data.comparing import UNSURE, Comparison, Place

NAMES = ("minimum", "lower_quartile", "median", "upper_quartile", "maximum")
GROUP = {"year": "2024-25", "size_band": "<5,000", "landlord_type": "PRP"}


def document(cuts: tuple[str, ...], ours: str, unit: str = "%") -> dict[str, Any]:
    shown = dict(zip(NAMES, cuts, strict=True))
    row = GROUP | {"label": "2024", "landlords": 31, "group": "housing associations", "shown": shown}
    mine = f"{ours}%" if unit == "%" else f"{ours} {unit}"
    compared = GROUP | {"figure": {"value": ours, "shown_unit": mine}}
    other = row | {"size_band": ""}
    return {"title": "Gas", "unit": unit, "benchmark": compared, "benchmarks": [other, row]}


def spans(drawing: StripDrawing) -> list[tuple[Fraction, Fraction, str]]:
    """Where each label begins and ends, and its line; a letter is about half as wide as it is high."""
    found = []
    for tick, line in [(drawing.ours, "0"), *drawing.labels]:
        long, at = Fraction(len(tick.text) * drawing.size, 2), Fraction(tick.at)
        begin = {"start": at, "middle": at - long / 2, "end": at - long}[tick.anchor]
        found.append((begin, begin + long, line))
    return found


def touching(drawing: StripDrawing) -> list[tuple[str, str]]:
    rows = spans(drawing)
    return [
        (str(one), str(two))
        for place, one in enumerate(rows)
        for two in rows[place + 1 :]
        if one[2] == two[2] and one[0] < two[1] and two[0] < one[1]
    ]


@pytest.mark.parametrize(
    "cuts", list(combinations_with_replacement(("0.0", "1.0", "50.0", "99.0", "100.0"), 5))
)
def test_labels_stay_inside_and_clear_of_each_other(cuts: tuple[str, ...]) -> None:
    for ours in ("0", "51.3", "100"):
        drawn = strip_of(document(cuts, ours))
        if drawn is None:
            assert {*cuts, ours} == {cuts[0], ours}
            assert Fraction(cuts[0]) == Fraction(ours)
            continue
        for one in (drawn.wide, drawn.phone):
            assert touching(one) == []
            assert all(begin > -1 and end < one.width + 1 for begin, end, _ in spans(one)), "but for rounding"


def test_the_check_of_labels_sees_two_that_touch() -> None:
    drawn = strip_of(document(("1.0", "2.0", "3.0", "4.0", "5.0"), "3"))
    assert drawn is not None
    first = drawn.phone.labels[0]
    assert touching(StripDrawing(**{**vars(drawn.phone), "labels": (first, first)}))


def test_the_title_is_all_of_it_in_words() -> None:
    drawn = strip_of(document(("40.0", "54.2", "62.7", "68.3", "80.0"), "59.5"))
    assert drawn is not None
    assert drawn.title == (
        "Gas: 31 housing associations, 2024. The lowest was 40.0%. 1 in 4 were below 54.2%, half were below "
        "62.7%, and 1 in 4 were above 68.3%. The highest was 80.0%. We were at 59.5%."
    )


def test_a_figure_beyond_all_others_is_still_on_the_strip() -> None:
    drawn = strip_of(document(("40.0", "54.2", "62.7", "68.3", "80.0"), "95"))
    assert drawn is not None
    left, long, _ = drawn.wide.segments[-1]
    assert Fraction(left) + Fraction(long) < Fraction(drawn.wide.diamond[1:].split()[0])
    lengths = [Fraction(long) for _, long, _ in drawn.wide.segments]
    assert sum(lengths) < drawn.wide.width - 100


def test_a_long_unit_stays_out_of_the_drawing() -> None:
    drawn = strip_of(document(("1.0", "2.0", "3.0", "4.0", "5.0"), "3.5", unit="for each 1,000 homes"))
    assert drawn is not None
    assert drawn.wide.ours.text == "We were at 3.5"


def test_without_a_comparison_there_is_no_strip() -> None:
    assert strip_of(document(("1.0", "2.0", "3.0", "4.0", "5.0"), "3") | {"benchmark": None}) is None


def test_what_chance_may_have_done_is_said() -> None:
    place = Place(5, 10, level=False)
    compared = Comparison("2024", 31, "<5,000", "PRP", True, "62.7%", "59.5%", "2024", place)
    assert UNSURE in comparison_sentences(compared, unsure=True)
    assert UNSURE not in comparison_sentences(compared)
