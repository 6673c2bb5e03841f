"""CSV goes out so that a spreadsheet runs nothing and numbers stay numbers."""

import csv
import io

import pytest

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
