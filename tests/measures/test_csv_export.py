"""CSV goes out so that a spreadsheet runs nothing and numbers stay numbers."""

import csv
import io

import pytest
from openpyxl import Workbook, load_workbook

from measures.csv_export import harmless, written

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]
BODIES = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "SUM(A1:A9)", "2-1 homes"]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("start", STARTS)
def test_text_that_begins_like_a_formula_is_made_harmless(start: str, body: str) -> None:
    cell = next(
        csv.reader(io.StringIO(written(["note"], [[start + body]]).decode("utf-8-sig").partition("\r\n")[2]))
    )[0]
    assert cell.startswith("'")


@pytest.mark.parametrize("number", ["-1", "-0.5", "95", "12.108262", "0"])
def test_numbers_stay_numbers(number: str) -> None:
    assert harmless(number) == number


@pytest.mark.parametrize("text", ["Repairs on time", "O'Brien", "", "9 of 10", "a=b"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_negative_number_with_words_is_text() -> None:
    assert harmless("-5 points") == "'-5 points"


def test_the_file_reads_back() -> None:
    text = written(["a", "b"], [["x, y", 'say "z"'], [None, 3]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["a", "b"], ["x, y", 'say "z"'], ["", "3"]]


def test_a_spreadsheet_finds_no_formula_in_it(tmp_path) -> None:
    cells = [start + body for start in STARTS for body in BODIES]
    assert len(cells) == 60
    text = written([f"field {number}" for number in range(8)], [[cell] * 8 for cell in cells])
    sheet = Workbook().active
    for row in csv.reader(io.StringIO(text.decode("utf-8-sig"))):
        sheet.append(row)
    sheet.parent.save(tmp_path / "out.xlsx")
    found = load_workbook(tmp_path / "out.xlsx").active
    assert [cell.coordinate for row in found.iter_rows() for cell in row if cell.data_type == "f"] == []
    assert found.max_row == 61


def test_without_the_writer_the_same_cells_are_formulas() -> None:
    sheet = Workbook().active
    sheet.append(["=1+1"])
    assert sheet["A1"].data_type == "f"
