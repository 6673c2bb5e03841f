"""Workbooks (.xlsx) as rows of text: what is read exactly, what is refused and how (X05 to X33)."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.faults import FileRefused
from measures.csv_import import BROWSER, RESULTS, Reader, Wanted
from measures.csv_import.workbook import cells, read_workbook
from measures.csv_import.workbook.parts import format_kind, unescaped
from measures.csv_import.workbook.template import workbook
from tests.measures.test_csv_import import CATALOGUE, TODAY
from tests.measures.workbook_tools import HEADING, HEADS, of_rows, raw, row, saved


def reader(content: bytes) -> Reader:
    return Reader(read_workbook(io.BytesIO(content)), CATALOGUE, today=TODAY, limits=BROWSER)


def faults(content: bytes) -> list[str]:
    found = reader(content)
    assert list(found.rows()) is not None
    return [str(one.fault) for one in found.faults]


def refusal(content: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        list(reader(content).rows())
    return str(caught.value)


# ---- What is read


def test_each_kind_of_cell_gives_what_a_person_would_have_typed() -> None:
    book = of_rows(
        ["calls", "2025-04", None, 421, 593, None, "a note"],
        ["calls", "2025-05", "", None, None, 0.945, "shown as per cent"],
        ["relet", "2025-05", None, None, None, 26.5],
        ["jobs", "2025-05", None, None, None, "3,896"],
        ["cost", "2025-26", None, "", None, 1250.1],
    )
    book.active["F3"].number_format = "0.0%"
    found = reader(saved(book))
    rows = list(found.rows())
    assert found.faults == []
    assert (found.encoding, found.count) == ("xlsx", 5)
    assert [(one.row, one.value, one.numerator) for one in rows] == [
        (2, None, 421),
        (3, Decimal("94.5"), None),
        (4, Decimal("26.5"), None),
        (5, 3896, None),
        (6, Decimal("1250.1"), None),
    ]


@pytest.mark.parametrize(
    ("written", "shown_as", "text"),
    [
        ("0.94499999999999995", "", "0.945"),
        ("0.94499999999999995", "percent", "94.5%"),
        ("0.07", "percent", "7%"),
        ("0.28999999999999998", "percent", "29%"),
        ("1E-3", "", "0.001"),
        ("1e2", "", "100"),
        ("-0.5", "", "-0.5"),
        ("100", "", "100"),
        ("142", "00000", "00142"),
        ("46203", "date", "2026-06-30"),
        ("46203.604166666664", "date", "2026-06-30 14:30"),
        ("0.604166666666", "date", "14:30"),
        ("61", "date", "1900-03-01"),
        ("59", "date", "1900-02-28"),
        ("1", "date", "1900-01-01"),
    ],
)
def test_numbers_are_written_exactly_and_days_as_days(written: str, shown_as: str, text: str) -> None:
    assert cells.number(written, shown_as, from_1904=False) == cells.Cell(text)


def test_a_file_of_the_1904_system_is_read_by_its_own() -> None:
    assert cells.number("44741", "date", from_1904=True).text == "2026-06-30"
    assert cells.number("60", "date", from_1904=True).text == "1904-03-01"
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    sheet = HEADING + '<row r="2"><c r="A2" s="1"><v>44741</v></c></row>'
    content = raw(sheet, styles=styles, front='<workbookPr date1904="1"/>')
    assert list(read_workbook(io.BytesIO(content)).records())[1].cells[0] == "2026-06-30"


@pytest.mark.parametrize(
    ("written", "shown_as", "what"),
    [
        ("60", "date", "is 29 February 1900, which is not a date."),
        ("60.5", "date", "is 29 February 1900, which is not a date."),
        ("-1", "date", "is not a date."),
        ("99999999", "date", "is not a date."),
        ("1e999", "", "is not a number."),
        ("NaN", "", "is not a number."),
        ("12a", "", "is not a number."),
        ("1234567890123456", "", "is a number of more than 15 digits"),
    ],
)
def test_what_is_no_number_or_no_day_is_a_fault(written: str, shown_as: str, what: str) -> None:
    assert cells.number(written, shown_as, from_1904=False).trouble[0].startswith(what)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", ""), ("0.00", ""), ("#,##0", ""), ("0.0%", "percent"), ("dd/mm/yyyy", "date"),
        ("[$-809]d mmmm yyyy", "date"), ("h:mm", "date"), ("[h]:mm", "date"), ("00000", "00000"),
        ('0.0"d"', ""), ("0.00E+00", ""), ("[Red]0.0", ""), ("0.0\\h", ""), ("@", ""), ("£#,##0.00", ""),
    ],
)  # fmt: skip
def test_number_formats_are_understood(code: str, kind: str) -> None:
    assert format_kind(code) == kind


def test_signs_that_xml_cannot_hold_come_back() -> None:
    assert unescaped("a_x000D_b_x005F_x") == "a\rb_x"
    found = faults(raw(HEADING + row(2, "calls", "2025-04", "", "1", "2", "", "a_x0000_b")))
    assert found == ["Row 2, Note: contains characters that cannot be stored. Type it again as plain text."]


def test_runs_and_reading_aids_give_one_text() -> None:
    strings = "<si><r><t>cal</t></r><r><t>ls</t></r><rPh sb='0' eb='1'><t>kana</t></rPh></si>"
    strings += "<si><t>2025-04</t></si>"
    sheet = HEADING + (
        '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>'
        '<c r="D2"><v>1</v></c><c r="E2"><v>2</v></c></row>'
    )
    assert [(one.measure, one.period.key) for one in reader(raw(sheet, strings=strings)).rows()] == [
        ("calls", "2025-04")
    ]


def test_prefixes_missing_places_and_other_programs_are_read() -> None:
    sheet = (
        "<x:row>"
        + "".join(f'<x:c t="inlineStr"><x:is><x:t>{head}</x:t></x:is></x:c>' for head in HEADS)
        + "</x:row>"
        '<x:row><x:c t="str"><x:v>calls</x:v></x:c><x:c t="d"><x:v>2025-04-01T00:00:00</x:v></x:c></x:row>'
    )
    for content in (raw(sheet), raw(sheet.replace("x:", ""))):
        rows = list(read_workbook(io.BytesIO(content)).records())
        assert [one.row for one in rows] == [1, 2]
        assert rows[1].cells[:2] == ("calls", "2025-04-01")


# A workbook is XML, which cannot hold the last two.
SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
TEXTS = st.text(SIGNS, max_size=30)
VALUES = st.one_of(
    st.none(),
    TEXTS.filter(lambda text: not text.startswith("=") and "_x" not in text and not text.startswith("#")),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 4)),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2099, 1, 1)),
)


def as_typed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int | float):
        text = f"{Decimal(repr(value)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=5, max_size=5), min_size=1, max_size=40))
def test_a_second_reader_agrees(rows: list[list[object]]) -> None:
    """openpyxl reads the same texts, numbers and days from the same file."""
    content = saved(of_rows(*rows, heads=["a", "b", "c", "d", "e"]))
    ours = {one.row: one.cells for one in read_workbook(io.BytesIO(content)).records()}
    for number, theirs in enumerate(openpyxl.load_workbook(io.BytesIO(content)).active.values, start=1):
        expected = tuple(as_typed(value) for value in theirs)
        mine = ours.get(number, ("",) * 5)
        if any(text.strip() for text in expected):
            said = [text if text.strip() else "" for text in expected]
            assert list(mine[:5]) == said


# ---- What is refused, in which words


def test_formulas_are_named_with_or_without_a_stored_value() -> None:
    sheet = (
        HEADING
        + '<row r="2"><c r="A2" t="inlineStr"><is><t>calls</t></is></c><c r="B2" t="inlineStr"><is><t>2025-04'
        '</t></is></c><c r="F2"><f>1+1</f></c></row>'
        + '<row r="4"><c r="A4" t="inlineStr"><is><t>calls</t></is></c><c r="B4" t="inlineStr"><is><t>2025-05'
        '</t></is></c><c r="F4"><f>HYPERLINK("http://x")</f><v>50</v></c></row>'
        + '<row r="5"><c r="A5" t="str"><f>WEBSERVICE("http://x")</f><v>calls</v></c><c r="B5" t="inlineStr">'
        '<is><t>2025-06</t></is></c><c r="D5"><v>1</v></c><c r="E5"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    assert faults(raw(sheet)) == [
        "Row 2, Value: contains a formula. Paste values only.",
        "Row 4, Value: contains a formula. Paste values only.",
        "Row 5, Measure: contains a formula. Paste values only.",
        "Row 5, Denominator: contains a formula. Paste values only.",
    ]


@pytest.mark.parametrize("shown", ["#REF!", "#DIV/0!", "#N/A"])
def test_errors_of_the_sheet_are_named(shown: str) -> None:
    cell = f'<c r="F7" t="e"><v>{shown}</v></c></row>'
    sheet = HEADING + row(7, "calls", "2025-04").replace("</row>", cell)
    assert faults(raw(sheet)) == [f"Row 7, Value: Excel shows {shown}. Fix it in the sheet."]


def test_hidden_rows_columns_and_sheets_are_named() -> None:
    book = of_rows(*(["calls", f"2025-{n:02d}", None, 1, 2] for n in range(1, 12)))
    for number in range(5, 10):
        book.active.row_dimensions[number].hidden = True
    book.active.row_dimensions[30].hidden = True  # nothing stands there
    book.active.column_dimensions["D"].hidden = True
    assert faults(saved(book)) == [
        "Row 5: Rows 5 to 9 are hidden. Unhide or delete them.",
        "Column D is hidden. Unhide or delete it.",
    ]
    book = of_rows(["calls", "2025-04", None, 1, 2])
    other = book.create_sheet("Old figures")
    assert faults(saved(book)) == []
    other["A1"] = "something"
    says = "2 sheets hold something, such as “Sheet” and “Old figures”. Keep one and delete the others."
    assert refusal(saved(book)) == says
    other.sheet_state = "hidden"
    assert refusal(saved(book)) == "The sheet “Old figures” is hidden. Unhide or delete it."


def test_merged_cells_in_the_table_are_named() -> None:
    book = of_rows(["calls", "2025-04", None, 1, 2, None, "x"], ["calls", "2025-05", None, 1, 2])
    book.active.merge_cells("F3:G3")
    book.active.merge_cells("A40:B41")
    assert faults(saved(book)) == ["Row 3: cells are merged. Unmerge them."]


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "CZ3"])
def test_a_cell_far_outside_the_table_is_named(place: str) -> None:
    book = of_rows(["calls", "2025-04", None, 1, 2])
    book.active[place] = "x"
    column = place.rstrip("0123456789")
    says = f"(column {column}, row {place.removeprefix(column)}). Clear it and save."
    assert refusal(saved(book)) == f"There is something far outside the table {says}"


def test_sixty_one_columns_and_all_columns() -> None:
    for width in (61, 16_384):
        book = of_rows(heads=[f"c{n}" for n in range(width)])
        assert refusal(saved(book)) == f"We expected 13 columns and found {width:,}. Use the template."


def test_ten_thousand_rows_are_taken_and_one_more_is_not() -> None:
    def sheet(rows: int) -> bytes:
        listed = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, rows + 2))
        return raw(HEADING + listed)

    assert len(list(read_workbook(io.BytesIO(sheet(10_000))).records())) == 10_001
    assert refusal(sheet(10_001)) == "The file has 10,001 rows. Upload up to 10,000 rows at a time."
    assert refusal(sheet(50_000)) == "The file has more than 20,000 rows. Upload up to 10,000 rows at a time."


def test_long_cells_and_an_empty_workbook() -> None:
    book = of_rows(["calls", "2025-04", None, 1, 2, None, "x" * 1_001])
    assert faults(saved(book)) == ["Row 2, Note: has 1,001 characters. Shorten to 1,000 characters."]
    says = "The file is empty. Choose a file with a heading row and at least one figure."
    assert refusal(saved(openpyxl.Workbook())) == says
    assert refusal(saved(of_rows())) == "There are headings but no figures in this file."


def test_a_period_that_the_sheet_made_a_date_is_not_guessed() -> None:
    found = faults(saved(of_rows(["calls", datetime(2025, 4, 1), None, 1, 2])))
    assert len(found) == 1
    assert found[0].startswith("Row 2, Period: “2025-04-01” is not a period.")
    assert found[0].endswith("If the sheet changes it into a date, format the column as text.")


# ---- The template


def test_the_template_comes_back_unchanged_in_form() -> None:
    wanted = [
        Wanted(CATALOGUE.measures["calls"], "2025-04", "71.0%"),
        Wanted(CATALOGUE.measures["grading"], "2025-26", "C2"),
        Wanted(CATALOGUE.measures["jobs"], "2025-05"),
    ]
    content = workbook(RESULTS, wanted)
    assert refusal(content) == "No figure is filled in yet in this file: 3 rows, all without one."
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Figures"]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    assert sheet.protection.sheet
    assert sheet["A1"].protection.locked
    assert sheet["B2"].protection.locked
    assert not sheet.cell(2, heads["value"]).protection.locked
    assert [sheet["A2"].value, sheet["B2"].value, sheet["C2"].value, sheet["D2"].value] == [
        "calls", "Calls", "2025-04", "71.0%",
    ]  # fmt: skip
    assert any("C1,C2,C3,C4" in str(one.formula1) for one in sheet.data_validations.dataValidation)
    sheet.cell(2, heads["numerator"]).value = 421
    sheet.cell(2, heads["denominator"]).value = 593
    sheet.cell(3, heads["value"]).value = "C1"
    found = reader(saved(book))
    assert [(one.measure, one.numerator, one.grade) for one in found.rows()] == [
        ("calls", 421, ""),
        ("grading", None, "C1"),
    ]
    assert (found.unfilled, found.faults) == ([4], [])


def test_the_writer_of_workbooks_reads_xml_safely_too() -> None:
    assert openpyxl.DEFUSEDXML is True
