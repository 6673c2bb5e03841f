"""Figures from a file: what is read, and every fault with its row, column and remedy."""

import io
import re
import time
import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from charter.numbers import plain
from measures import csv_import
from measures.csv_import import COMMAND_LINE, Catalogue, FileRefused, MeasureEntry, Reader, SegmentEntry, read

TODAY = date(2026, 11, 22)
HOSTILE = Path(__file__).parents[1] / "data" / "hostile"
ZERO, HUNDRED = Decimal(0), Decimal(100)

CATALOGUE = Catalogue.of(
    [
        MeasureEntry("calls", "Calls", "percentage", "monthly", "%", 1, ZERO, HUNDRED, is_proportion=True),
        MeasureEntry("rent", "Rent collected", "percentage", "quarterly", "%", 1, ZERO),
        MeasureEntry("complaints", "Complaints", "rate", "annual", "per 1,000", 1, ZERO),
        MeasureEntry("relet", "Re-let days", "duration", "monthly", "days", 1, ZERO),
        MeasureEntry("jobs", "Jobs", "count", "monthly", "", 0, ZERO),
        MeasureEntry("cost", "Cost", "money", "annual", "£", 2),
        MeasureEntry(
            "tp01", "Satisfied", "satisfaction", "annual", "%", 1, ZERO, HUNDRED, is_proportion=True
        ),
        MeasureEntry("grading", "Grade", "grade", "annual", grades=("C1", "C2", "C3", "C4")),
        MeasureEntry("capped", "Capped", "percentage", "monthly", "%", 1, None, Decimal(110)),
        MeasureEntry("loose", "Loose", "count", "monthly"),
        MeasureEntry("plan", "Plan", "milestone", "annual"),
    ],
    [SegmentEntry("north"), SegmentEntry("old-town", ends=date(2024, 3, 31))],
    closed=["2023-24"],
)
HEADING = "measure,period,segment,numerator,denominator,value,note,why,action,by_when,date,review_by"


def results(*rows: str) -> bytes:
    return padded(HEADING, rows)


def padded(heading: str, rows) -> bytes:
    """The rows under the heading, each filled up with blank cells; an open quote is left alone."""
    wanted = heading.count(",")
    filled = (row + "," * (wanted - re.sub(r'"[^"]*"', "", row).count(",")) for row in rows)
    return "\n".join([heading, *filled]).encode()


def survey(*rows: str) -> bytes:
    heading = "measure,period,very_satisfied,fairly_satisfied,neither,fairly_dissatisfied,very_dissatisfied"
    extras = ",dont_know,filter_yes,responses,population,design_effect,from,to"
    return padded(heading + extras, rows)


def faults(data: bytes) -> list[str]:
    return [str(one.fault) for one in read(data, CATALOGUE, today=TODAY).faults]


def refusal(data: bytes) -> tuple[int, str]:
    with pytest.raises(FileRefused) as caught:
        read(data, CATALOGUE, today=TODAY)
    return caught.value.status, str(caught.value)


# ---- What is read


def test_each_kind_of_figure_is_read_exactly():
    reading = read(
        results(
            "calls,2025-04,,421,593,71.0,a note",
            "CALLS,2025-26-Q1,north,1,3",
            "rent,2025-26-Q1,,102.44,100",
            'complaints,2025/26,,829,"15,234"',
            "relet,2025-05,,,,26.5",
            'jobs,2025-05,,,,"3,896"',
            "cost,2025-26,,,,£1250.5",
            "grading,2026-27,,,,c2,,,,,30/06/2026,2028-06-30",
        ),
        CATALOGUE,
        today=TODAY,
    )
    assert reading.faults == ()
    assert [(row.measure, row.period.key, row.segment) for row in reading.rows] == [
        ("calls", "2025-04", None),
        ("calls", "2025-26-Q1", "north"),
        ("rent", "2025-26-Q1", None),
        ("complaints", "2025-26", None),
        ("relet", "2025-05", None),
        ("jobs", "2025-05", None),
        ("cost", "2025-26", None),
        ("grading", "2026-27", None),
    ]
    calls, _, rent, complaints, relet, jobs, cost, grade = reading.rows
    assert (calls.numerator, calls.denominator, calls.value, calls.note) == (421, 593, None, "a note")
    assert rent.numerator == Decimal("102.44")
    assert complaints.denominator == 15234
    assert (relet.value, jobs.value, cost.value) == (Decimal("26.5"), 3896, Decimal("1250.5"))
    assert (grade.grade, grade.given_on, grade.review_by) == ("C2", date(2026, 6, 30), date(2028, 6, 30))


def test_survey_answers_are_read_with_their_decimals():
    reading = read(
        survey("tp01,2025-26,119.6,80,10,5,2.4,7,,230,1000,1.25,2025-06-01,2025-07-31"),
        CATALOGUE,
        today=TODAY,
    )
    assert reading.faults == ()
    assert reading.layout == "satisfaction"
    answers = reading.rows[0].answers
    assert answers is not None
    assert (answers.satisfied, answers.base, answers.dont_know) == (Decimal("199.6"), Decimal("217.0"), 7)
    assert answers.filter_yes is None
    assert (answers.asked_from, answers.asked_until) == (date(2025, 6, 1), date(2025, 7, 31))


def test_commentary_travels_with_its_row():
    row = read(
        results("calls,2025-04,,1,2,,,Too few people,Hire two,2026-01-31"), CATALOGUE, today=TODAY
    ).rows[0]
    assert (row.why, row.action, row.by_when) == ("Too few people", "Hire two", date(2026, 1, 31))


def test_nothing_to_measure_is_zero_of_zero_and_no_value():
    row = read(results("calls,2025-04,,0,0"), CATALOGUE, today=TODAY).rows[0]
    assert (row.numerator, row.denominator, row.value) == (0, 0, None)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("measure,period,value,note\ncalls,2025-04,50,£ and ’\n".encode(), id="utf-8"),
        pytest.param("measure,period,value,note\ncalls,2025-04,50,£ and ’\n".encode("utf-8-sig"), id="mark"),
        pytest.param("measure,period,value,note\ncalls,2025-04,50,£ and ’\n".encode("utf-16"), id="utf-16"),
        pytest.param("measure,period,value,note\ncalls,2025-04,50,£ and ’\n".encode("cp1252"), id="cp1252"),
        pytest.param("measure;period;value;note\ncalls;2025-04;50;£ and ’\n".encode(), id="semicolon"),
        pytest.param("measure\tperiod\tvalue\tnote\ncalls\t2025-04\t50\t£ and ’".encode(), id="tab"),
        pytest.param("measure,period,value,note\rcalls,2025-04,50,£ and ’\r".encode(), id="old Mac"),
        pytest.param("measure,period,value,note\r\ncalls,2025-04,50,£ and ’\n".encode(), id="mixed"),
        pytest.param("NOTE, Value ,period,\u200bMeasure\n£ and ’,50,2025-04,calls".encode(), id="order"),
        pytest.param(
            "measure,period,value,note,,\ncalls,2025-04,50,£ and ’,,\n".encode(), id="empty columns"
        ),
    ],
)
def test_every_encoding_separator_and_line_end_gives_the_same_row(data):
    reading = read(data, CATALOGUE, today=TODAY)
    assert reading.faults == ()
    row = reading.rows[0]
    assert (row.measure, row.period.key, row.value, row.note) == ("calls", "2025-04", 50, "£ and ’")


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "-1+2", "\ttab", "＝1+1", "{{7*7}}", "<script>"]
)
def test_text_is_kept_as_typed(text):
    data = f"measure,period,value,note\ncalls,2025-04,50,{text}\n".encode()
    assert read(data, CATALOGUE, today=TODAY).rows[0].note == text


def test_row_numbers_are_those_of_the_spreadsheet():
    data = b'measure,period,value,note\n\ncalls,2025-04,50,"two\nlines"\n\ncalls,2025-05,x,\n'
    assert [one.row for one in read(data, CATALOGUE, today=TODAY).faults] == [5]


# ---- Files that are no table


def zipped(*names: str) -> bytes:
    """Of a fixed day: cases are named by their bytes, and every process must find the same names."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name), "x")
    return target.getvalue()


NOT = "This is not a CSV or Excel (.xlsx) file, even though its name says so."


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (b"", 422, "The file is empty. Choose a file with a heading row and at least one figure."),
        (b"\n\n\n", 422, "The file is empty. Choose a file with a heading row and at least one figure."),
        (b"measure,period,value\n", 422, "There are headings but no figures in this file."),
        (b"measure,period,value\n,,\n", 422, "There are headings but no figures in this file."),
        (b"x" * 10_100_000, 413, "The file is 10.1 MB. Files must be smaller than 10 MB."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 415, f"{NOT} It looks like a picture (PNG)."),
        (b"\xff\xd8\xff\xe0JFIF", 415, f"{NOT} It looks like a picture (JPEG)."),
        (b"%PDF-1.7\n", 415, f"{NOT} It looks like a PDF."),
        (b"<!DOCTYPE html><p>x", 415, f"{NOT} It looks like a web page or drawing."),
        (b"<svg xmlns='x'>", 415, f"{NOT} It looks like a web page or drawing."),
        (b"MZ\x90\x00", 415, f"{NOT} It looks like a program."),
        (zipped("a.csv"), 415, f"{NOT} It looks like a ZIP file."),
        (zipped("word/document.xml"), 415, f"{NOT} It looks like a Word document."),
        (zipped("xl/workbook.xml"), 415, str(csv_import.filetypes.SAVE_AS_CSV)),
        (zipped("xl/workbook.xml", "xl/vbaProject.bin"), 415, str(csv_import.filetypes.MACROS)),
        (zipped("mimetype", "content.xml"), 415, "This looks like an OpenDocument file (.ods)."),
        (zipped("xl/workbook.xml")[:20], 415, str(csv_import.filetypes.DAMAGED)),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", 415, "This is an old Excel or Office file (.xls)."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            415,
            "This file is locked with a password. Remove it and try again.",
        ),
        ("measure,period,value\ncalls,2025-04,5".encode("utf-16-le"), 422, "Save as CSV UTF-8."),
        (b"measure,period,value\ncalls,\x81,5", 422, "Save as CSV UTF-8."),
        (b"measure period value\ncalls 2025-04 5", 422, "We expected commas between columns."),
        (b"one,two;three\n1,2;3", 422, "We expected commas between columns."),
        (
            ",".join(f"c{n}" for n in range(61)).encode(),
            422,
            "We expected 13 columns and found 61. Use the template.",
        ),
        (
            b'measure,"period,value\ncalls,2025-04,5\n',
            422,
            "Row 1 has an opening quote with no closing quote.",
        ),
    ],
)
def test_what_is_no_table_is_refused_in_words(data, status, says):
    got = refusal(data)
    assert got[0] == status
    assert says in got[1]


def test_ten_thousand_and_one_rows_are_too_many_in_the_browser_only():
    data = results(*(f"jobs,2025-{1 + n % 12:02d},,,,{n}" for n in range(10_001)))
    assert refusal(data) == (422, "The file has 10,001 rows. Upload up to 10,000 rows at a time.")
    assert read(data, CATALOGUE, today=TODAY, limits=COMMAND_LINE).count == 10_001


# ---- Headings


def test_every_missing_doubled_and_unknown_heading_is_named():
    assert faults(b"Measure,valeu,note,note\ncalls,5,,\n") == [
        "period: The heading “period” is missing. Add this column.",
        "value: The headings “value”, or “numerator” and “denominator”, are missing. Add one or the other.",
        "note: The heading “note” is there 2 times. Keep one of them.",
        "valeu: We do not know the heading “valeu”. Did you mean “value”?",
    ]


def test_a_cell_without_a_heading_is_a_fault():
    assert faults(b"measure,,period,value\ncalls,,2025-04,5\njobs,x,2025-04,5\n") == [
        "Row 3: has a cell without a heading. Add a heading or clear it."
    ]


def test_a_survey_file_must_have_all_five_points():
    found = faults(b"measure,period,very_satisfied,fairly_satisfied,neither\ntp01,2025-26,1,2,3\n")
    assert found == [
        "fairly_dissatisfied: The heading “fairly_dissatisfied” is missing. Add this column.",
        "very_dissatisfied: The heading “very_dissatisfied” is missing. Add this column.",
    ]


# ---- Cells


@pytest.mark.parametrize(
    "typed",
    ["NaN", "Infinity", "1e999999999", "1_0", "１２", "٣", "1E+1", "+5", "-0", "½", "12.3.4", "£5", "1 2"],
)
def test_what_is_not_a_plain_number_is_refused(typed):
    found = faults(results(f"calls,2025-04,,,,{typed}"))
    assert found == [
        f"Row 2, Value: “{typed}” is not a number. Enter a number, like 94.5. "
        "Use digits 0 to 9 and a full stop."
    ]


def test_a_decimal_comma_is_refused():
    assert "is not a number" in faults(results('calls,2025-04,,,,"1.234,5"'))[0]


def test_units_are_taken_where_the_measure_has_them():
    rows = read(results("calls,2025-04,,,,94%", 'cost,2025-26,,,,"£1,234"'), CATALOGUE, today=TODAY).rows
    assert [plain(row.value) for row in rows] == ["94", "1234"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("calls,2025-04,,,,100.01", "100.01 is outside what is possible. Enter a number between 0 and 100."),
        ("relet,2025-04,,,,-1", "-1 is outside what is possible. Enter a number of 0 or more"),
        ("jobs,2025-04,,,,0." + "1" * 11, "has too many digits"),
        ("jobs,2025-04,,,," + "9" * 400, "has too many digits"),
        ("calls,2025-04,,5", "Denominator: is blank, but numerator is filled in."),
        ("calls,2025-04,,,5", "Row 2, Numerator: is blank, but denominator is filled in."),
        ("calls,2025-04,,x,50", "Row 2, Numerator: “x” is not a number."),
        ("calls,2025-04,,5,50,x", "Row 2, Value: “x” is not a number."),
        ("calls,2025-04,,,,a\x00b", "Row 2, Value: contains characters that cannot be stored."),
        ("capped,2025-04,,60,50", "Row 2, Numerator: gives 120.00, which is outside what is possible."),
        ("capped,2025-04,,,,120", "120 is outside what is possible. Enter a number of 110 or less."),
        ("loose,2025-04,,,," + "9" * 30, "Enter at most 18 digits before the full stop and 10 after it."),
        ("calls,2025-04,,51,50", "Row 2, Numerator: numerator 51 is larger than denominator 50."),
        (
            "calls,2025-04,,5,0",
            "Row 2, Denominator: is 0, but the numerator is 5. Write 0 for both if no cases.",
        ),
        ("calls,2025-04,,0,0,5", "Row 2, Value: is filled in, but numerator and denominator are 0."),
        (
            "calls,2025-04,,5",
            "Row 2, Denominator: is blank, but numerator is filled in. Give both, or neither.",
        ),
        ("calls,2025-04,,13,80,16.2", "Row 2, Value: is 16.2, but 13 and 80 give 16.3."),
        (
            "calls,2025-04,,,,,a note",
            "Row 2, Value: is blank. Enter a value, or a numerator and a denominator.",
        ),
        ("jobs,2025-04,,,,,a note", "Row 2, Value: is blank. Enter a number."),
        ("jobs,2025-04,,1,,5", "Row 2, Numerator: jobs has no numerator. Clear this cell and fill in value."),
        (
            "grading,2025-26,,,,C9",
            "Row 2, Value: “C9” is not one of the grades. Write one of C1, C2, C3, C4.",
        ),
        ("grading,2025-26,,,,,a note", "Row 2, Value: is blank. Write one of C1, C2, C3, C4."),
        ("grading,2025-26,,,,C1,,,,,2027-01-01", "Row 2, Date: is in the future."),
        ("grading,2025-26,,,,C1,,,,,2025-03-31", "Row 2, Date: is before April 2025 to March 2026."),
        (
            "grading,2025-26,,,,C1,,,,,2025-06-01,2025-05-01",
            "Row 2, Review by: is before the day the grade was given.",
        ),
        ("calls,2025-04,,,,5,,,,,2025-06-01", "Row 2, Date: is for grades only. Clear this cell."),
        ("plan,2025-26,,,,5", "Row 2, Measure: plan is worked out by the portal. Remove this row."),
        ("REP-04,2025-04,,,,5", "Row 2, Measure: you are not the owner of REP-04."),
        (",2025-04,,,,5", "Row 2, Measure: is blank. Fill it in."),
        ("calls,,,,,5", "Row 2, Period: is blank. Fill it in."),
        ("calls,Apr-25,,,,5", "Row 2, Period: “Apr-25” is not a period. Write a month as 2025-04"),
        ("rent,2025-04,,,,5", "Row 2, Period: April 2025 is shorter than this measure's period."),
        ("calls,2026-11,,,,5", "Row 2, Period: The period November 2026 has not ended yet."),
        ("calls,2090-04,,,,5", "has not ended yet"),
        ("calls,1999-04,,,,5", "Row 2, Period: April 1999 is too long ago. Give figures from 2010 on."),
        (
            "calls,2023-06,,,,5",
            "Row 2, Period: The period ended 30 June 2023 and is closed. Ask for a correction.",
        ),
        ("calls,2025-04,nowhere,,,5", "Row 2, Segment: We do not know the segment nowhere."),
        ("calls,2025-04,old-town,,,5", "Row 2, Segment: old-town did not exist in April 2025."),
        ("calls,2025-04,,,,5,,,,31/02/2026", "Row 2, By when: 31 February is not a date."),
        ("calls,2025-04,,,,5,,,,29/02/2027", "Row 2, By when: 29 February is not a date in 2027."),
        ("calls,2025-04,,,,5,,,,01/13/2026", "Row 2, By when: There is no month 13."),
        ("calls,2025-04,,,,5,,,,1/2/26", "Row 2, By when: “1/2/26” has a year of two digits."),
        ("calls,2025-04,,,,5,,,,9999-01-01", "Row 2, By when: The year 9999 is out of range."),
        ("calls,2025-04,,,,5,,,,soon", "Row 2, By when: “soon” is not a date."),
        ("calls,2025-04,,,,5,a\x00b", "Row 2, Note: contains characters that cannot be stored."),
        ("calls,2025-04,,,,5,a\ufffdb", "Row 2, Note: contains characters that cannot be stored."),
        (
            "calls,2025-04,,,,5," + "x" * 1001,
            "Row 2, Note: has 1,001 characters. Shorten to 1,000 characters.",
        ),
        ("calls,2025-04,,,,5," + "x" * 200_000, "Row 2, Note: is too long. Shorten to 1,000 characters."),
        ("calls,2025-04,,,,5,a,b,c,,,,d", "Row 2 has 13 cells, the heading has 12."),
    ],
)
def test_each_fault_names_row_column_and_remedy(row, says):
    found = faults(results(row))
    assert len(found) == 1
    assert says in found[0]


def test_too_few_cells_are_a_fault():
    assert faults(f"{HEADING}\ncalls,2025-04,5\n".encode()) == [
        "Row 2: Row 2 has 3 cells, the heading has 12. Look for a comma too many or too few."
    ]


def test_a_row_shows_all_its_faults_and_so_does_the_file():
    found = faults(
        results("calls,2026-12,nowhere,51,50,,,,,31/02/2026", "jobs,2025-04,,,,x", "calls,2025-04,,1,2")
    )
    assert [one.split(":")[0] for one in found] == [
        "Row 2, By when",
        "Row 2, Period",
        "Row 2, Segment",
        "Row 2, Numerator",
        "Row 3, Value",
    ]


def test_the_same_figure_twice_names_both_rows():
    found = faults(
        results("calls,2025-04,,,,5", "jobs,2025-04,,,,5", "CALLS,2025-04,,,,6", "calls,2025-04,north,,,6")
    )
    assert found == [
        "Row 4: has the same measure, period and segment as row 2. Which is right? Remove the other row."
    ]


def test_a_cell_that_is_far_too_long_is_found_by_its_column():
    long = "x" * 200_000
    assert faults(results(f"calls,2025-04,,,,5,,{long}")) == [
        "Row 2, Why: is too long. Shorten to 1,000 characters."
    ]
    assert faults(results(f'calls,2025-04,,,,5,"a,b",{long}'))[0].startswith("Row 2, Why:")
    assert faults(f"measure,,period,value\ncalls,{long},2025-04,5\n".encode())[0].startswith("Row 2: is")
    data = f"measure,period,value\ncalls,2025-04,5,{long}\n".encode()
    assert faults(data)[0].startswith("Row 2: is too long")


def test_an_unclosed_quote_is_found_at_its_row_without_reading_to_the_end():
    rows = [f"calls,2025-04,,,,5,{'x' * 40}" for _ in range(50_000)]
    rows[0] = 'calls,2025-04,,,,5,"open'
    found = faults(results(*rows))
    assert found[0].startswith("Row 2: Row 2 has an opening quote with no closing quote.")
    assert len(found) == 1


def test_a_quote_inside_one_cell_does_not_hide_the_rows_after_it():
    found = faults(b'measure,period,value,note\ncalls,2025-04,5,"a" b "c"\ncalls,2025-05,x,\n')
    assert [one.split(":")[0] for one in found] == ["Row 2", "Row 3, Value"]


def test_a_fault_repeats_at_most_forty_characters_and_nothing_invisible():
    found = read(results("calls,2025-04,,,," + "y" * 60), CATALOGUE, today=TODAY).faults[0]
    assert found.value == "y" * 39 + "…"
    found = read(results("calls,2025-04,\u202eabc,,,5"), CATALOGUE, today=TODAY).faults[0]
    assert "\u202e" not in str(found.fault)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("tp01,2025-26,1,2,3,4,", "Row 2, Very dissatisfied: is blank. Enter 0 if nobody gave this answer."),
        ("tp01,2025-26,1,2,3,4,-5", "Row 2, Very dissatisfied: -5 is outside what is possible."),
        ("tp01,2025-26,1,2,3,4,5,0,14", "Row 2, Filter yes: is 14, but 15 people answered the question."),
        ("tp01,2025-26,1,2,3,4,5,,,20.5", "Row 2, Responses: “20.5” is not a whole number."),
        ("tp01,2025-26,1,2,3,4,5,,,20,10", "Row 2, Responses: is more than the population."),
        ("tp01,2025-26,1,2,3,4,5,,,,,0", "Row 2, Design effect: is 0."),
        ("tp01,2025-26,1,2,3,4,5,,,,,,2025-07-01,2025-06-01", "Row 2, To: is before the day in from."),
        ("calls,2025-26,1,2,3,4,5", "Row 2, Measure: calls is not a survey measure."),
    ],
)
def test_each_survey_fault_names_row_column_and_remedy(row, says):
    found = faults(survey(row))
    assert len(found) == 1
    assert says in found[0]


# ---- Scale


def test_five_hundred_faults_of_many_kinds_in_ten_thousand_rows_are_all_listed_in_time():
    bad = [
        "calls,2026-12,,,,5",
        "calls,x,,,,5",
        "calls,2025-04,,51,50",
        "nobody,2025-04,,,,5",
        "jobs,2025-04,,,,x",
    ]
    rows = [f"cost,{2013 + n % 10}-{14 + n % 10},seg{n},,,5" for n in range(10_000)]
    catalogue = Catalogue.of(CATALOGUE.measures.values(), [SegmentEntry(f"seg{n}") for n in range(10_000)])
    for n in range(500):
        rows[n * 20] = bad[n % len(bad)]
    started = time.monotonic()
    reading = read(results(*rows), catalogue, today=TODAY)
    assert len({one.row for one in reading.faults}) == 500
    assert reading.rows == ()
    assert time.monotonic() - started < 10


def test_memory_does_not_grow_with_the_file_on_the_command_line():
    rows = (f"jobs,2025-04,s{n % 50},,,{n}" for n in range(60_000))
    source = io.BytesIO(results(*rows))
    catalogue = Catalogue.of(CATALOGUE.measures.values(), [SegmentEntry(f"s{n}") for n in range(50)])
    reader = Reader(source, catalogue, today=TODAY, limits=COMMAND_LINE)
    reader.faults = _Counted()  # type: ignore[assignment]
    tracemalloc.start()
    kept = sum(1 for _ in reader.rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (kept, reader.count) == (50, 60_000)
    assert peak < 4_000_000


class _Counted(list):
    def extend(self, others):
        pass

    def append(self, other):
        pass


# ---- Hostile samples


@pytest.mark.parametrize("path", sorted(HOSTILE.glob("*")), ids=lambda path: path.name)
def test_no_hostile_sample_is_stored_or_breaks_the_reader(path):
    rows, said = (), ""
    try:
        reading = read(path.read_bytes(), CATALOGUE, today=TODAY)
        rows, said = reading.rows, " ".join(str(one.fault) for one in reading.faults)
    except FileRefused as refused:
        said = str(refused)
    assert rows == ()
    assert said


def test_the_template_reads_back_and_rows_without_a_figure_are_left_out():
    wanted = [
        csv_import.Wanted(CATALOGUE.measures["calls"], "2025-04", "71.0%"),
        csv_import.Wanted(CATALOGUE.measures["jobs"], "2025-05"),
    ]
    text = csv_import.template(csv_import.RESULTS, wanted).decode("utf-8-sig")
    heads = text.splitlines()[0].split(",")
    assert heads[:4] == ["measure", "title", "period", "last_value"]
    assert {*HEADING.split(","), "title", "last_value", "nothing"} == set(heads)
    says = "No figure is filled in yet in this file: 2 rows, all without one."
    assert refusal(text.encode()) == (422, says)
    filled = text.replace("jobs,Jobs,2025-05,,,,,", "jobs,Jobs,2025-05,,,,,7")
    reader = Reader(io.BytesIO(filled.encode()), CATALOGUE, today=TODAY)
    assert [(row.measure, row.value) for row in reader.rows()] == [("jobs", 7)]
    assert (reader.count, reader.unfilled, reader.faults) == (1, [2], [])


def test_columns_for_the_eye_are_passed_over():
    text = "measure,title,period,value,last_value\njobs,Jobs done,2025-05,7,=1+1\n"
    reading = read(text.encode(), CATALOGUE, today=TODAY)
    assert (reading.faults, reading.rows[0].value) == ((), 7)
