"""What pages make of a document: large numbers, tables by length of period, explanations told once."""

from decimal import Decimal
from typing import Any

import pytest

from charter.templatetags.charter_ui import names, paragraphs, quoted, tally, worst_first
from measures.sentences import amount
from measures.templatetags.measures_ui import (
    base_sentence,
    earlier_grade,
    explained,
    headline,
    may_compare,
    once,
    schedule_words,
    tables,
    without,
)


@pytest.mark.parametrize(
    ("shown", "unit", "parts"),
    [
        ("93.5%", "%", ("93.5", "%", "")),
        ("£1,431", "£", ("£1,431", "", "")),
        ("13.3 for each 1,000 homes", "for each 1,000 homes", ("13.3", "", "for each 1,000 homes")),
        ("A", "", ("A", "", "")),
    ],
)
def test_a_large_number_is_parted_from_its_unit(shown: str, unit: str, parts: tuple[str, str, str]) -> None:
    found = headline({"unit": unit, "figure": {"shown_unit": shown}})
    assert found is not None
    assert (found.number, found.sign, found.unit) == parts


@pytest.mark.parametrize("figure", [None, {"shown_unit": ""}])
def test_without_a_figure_there_is_no_large_number(figure: Any) -> None:
    assert headline({"unit": "%", "figure": figure}) is None


def measure(numerator: str, denominator: str, kind: str = "percentage") -> dict[str, Any]:
    return {
        "kind": kind,
        "figure": {"numerator": "1170", "denominator": "1252", "base": "1,170 of 1,252"},
        "texts": {"numerator": numerator, "denominator": denominator},
    }


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (measure("repairs in time", "repairs"), "1,170 repairs in time, of 1,252 repairs"),
        (measure("days in all", "repairs", "duration"), "1,170 days in all, over 1,252 repairs"),
        (measure("Strongly agree + agree", "All who chose"), "1,170 of 1,252"),
        (measure("", ""), "1,170 of 1,252"),
        ({"kind": "count", "figure": None, "texts": {"numerator": "", "denominator": ""}}, ""),
    ],
)
def test_the_base_reads_as_a_sentence_where_the_labels_do(document: dict[str, Any], words: str) -> None:
    assert base_sentence(document) == words


def test_tables_begin_with_the_period_of_the_figure_and_the_newest_row() -> None:
    rows = [
        {"kind": kind, "label": f"{kind} {number}"}
        for number in (1, 2)
        for kind in ("month", "quarter", "year")
    ]
    found = tables({"figure": {"kind": "quarter"}, "results": rows})
    assert [table.kind for table in found] == ["quarter", "month", "year"]
    assert [row["label"] for row in found[0].rows] == ["quarter 2", "quarter 1"]


def test_a_measure_of_two_promises_is_explained_once() -> None:
    item = {"measure": {"slug": "emergency", "title": "Emergencies"}, "commentary": None}
    found = once([{"promise": {}, "measures": [item]}, {"promise": {}, "measures": [item]}])
    assert [(len(one["measures"]), [row["slug"] for row in one["again"]]) for one in found] == [
        (1, []),
        (0, ["emergency"]),
    ]


def test_a_grade_is_told_with_the_one_before_it() -> None:
    """C, then B, then A from 2025-26 on: the page says that it was B."""
    rows = [
        {"grade": grade, "end": f"{year}-03-31", "label": f"{year - 1} to {year}"}
        for grade, year in (("C", 2024), ("B", 2025), ("A", 2026))
    ]
    document = {"kind": "grade", "figure": rows[-1], "results": rows}
    assert earlier_grade(document) == rows[1]
    assert earlier_grade(document | {"figure": rows[0], "results": rows[:1]}) is None
    assert earlier_grade(document | {"kind": "percentage"}) is None


@pytest.mark.parametrize(
    ("kind", "figure", "asked"),
    [
        ("percentage", {"shown": "1"}, True),
        ("percentage", None, False),
        ("percentage", {"shown": None}, False),  # second answers, where none was due
        ("milestone", None, False),
        ("publication", None, False),
        ("grade", {"grade": "A"}, False),
    ],
)
def test_where_there_never_is_anything_to_compare_nothing_is_said(
    kind: str, figure: Any, asked: bool
) -> None:
    assert may_compare({"kind": kind, "figure": figure}) is asked


def test_what_is_explained_begins_with_what_was_missed() -> None:
    lines = [
        {"measure": {"status": status}, "commentary": words}
        for status, words in (
            ("near", {"why": "a"}),
            ("met", {"why": "b"}),
            ("missed", {"why": "c"}),
            ("missed", None),
        )
    ]
    assert [line["commentary"]["why"] for line in explained(lines)] == ["c", "a"]


@pytest.mark.parametrize(
    ("text", "unit", "short"),
    [
        ("8 to 18 for each 1,000 homes", "for each 1,000 homes", "8 to 18"),
        ("95%", "%", "95%"),
        ("B or better", "", "B or better"),
    ],
)
def test_a_long_unit_is_said_once(text: str, unit: str, short: str) -> None:
    assert without(text, unit) == short


def test_bad_news_comes_first_and_is_named() -> None:
    promises = [
        {"title": title, "status": status}
        for title, status in (("A", "met"), ("B", "missed"), ("C", "missed"))
    ]
    groups = worst_first(tally({"promises": promises}))
    assert [state for state, _, _ in groups] == ["missed", "met"]
    assert quoted(groups[0][2]) == "“B” and “C”"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("once by 2025-10-27", "Once, by 27 October 2025"),
        (
            "on change, reviewed every 36 months",
            "When something changes, and looked at again every 36 months",
        ),
    ],
)
def test_a_schedule_is_told_in_words(written: str, words: str) -> None:
    assert schedule_words(written) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [("1493.5", "£1,493.50"), ("1493", "£1,493"), ("-2.25", "-£2.25"), ("0.125", "£0.125")],
)
def test_money_has_two_decimals_or_none(number: str, words: str) -> None:
    assert amount(Decimal(number), "£", 3) == words


def test_names_and_paragraphs() -> None:
    assert names([{"name": "Board"}]) == "Board"
    assert names([{"name": "Board"}, {"name": "Panel"}, {"name": "Managers"}]) == "Board, Panel and Managers"
    assert paragraphs("One.\n\n Two. \n") == ["One.", "Two."]
