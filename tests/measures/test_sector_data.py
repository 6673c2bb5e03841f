"""The regulator's tables: our reading and arithmetic against every value that the regulator printed."""

import csv
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from charter.numbers import round_half_up
from measures.sector_data import benchmark_lines, definitions, read_files, sector_measure
from measures.sector_data.benchmarks import five_numbers

DATA = Path(__file__).parents[1] / "data"
PERCEPTION = DATA / "rsh_tsm_2024_25_perception.csv"
MANAGEMENT = DATA / "rsh_tsm_2024_25_management.csv"
LANDLORDS = DATA / "rsh_landlords.csv"
QUARTILES = DATA / "rsh_tsm_sector_quartiles.csv"


def files(*paths: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in paths]


@pytest.fixture(scope="module")
def sector():
    return read_files(files(PERCEPTION, MANAGEMENT, LANDLORDS))


def raw(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.reader(source))[1:]


def test_every_landlord_and_cell_gives_the_regulators_own_value(sector):
    """All 10,007 cells; the expected values are read here by a second, independent way."""
    assert sector.faults == []
    printed = {(row[1], row[2], row[3], ""): row[14] for row in raw(PERCEPTION)}
    printed |= {(row[1], row[2], row[3], row[4]): row[8] for row in raw(MANAGEMENT)}
    assert len(printed) == 4791 + 5216
    ours = {
        (one.landlord, one.stock, one.code, one.part): f"[{one.marker}]" if one.marker else str(one.value)
        for one in sector.figures
    }
    assert ours == printed
    assert len({one.landlord for one in sector.figures}) == 360
    assert Counter(one.marker for one in sector.figures) == {"": 10_005, "E": 2}


def test_a_marker_gives_no_value(sector):
    marked = [one for one in sector.figures if one.marker]
    assert [(one.landlord, one.code, one.exact, one.published) for one in marked] == [
        ("L4203", "TP10", None, None),
        ("LH0279", "TP09", None, None),
    ]


def test_ties_round_halves_up():
    for row in raw(DATA / "tsm_rounding_ties.csv"):
        exact = Fraction(100 * int(row[5]), int(row[6]))
        assert str(round_half_up(exact, 1)) == row[8]
        assert row[0] == "2023/24" or row[8] == row[10]


def test_weighted_counts_stay_decimals(sector):
    weighted = [one for one in sector.figures if one.answers and one.answers.satisfied % 1]
    assert len(weighted) > 300


def test_every_landlord_of_the_list_is_read(sector):
    assert len(sector.landlords) == 366
    assert sector.landlords["45UB"].name == "Adur District Council"


# ---- The set of measures


def test_the_set_has_26_figures_and_each_becomes_a_measure():
    assert len(definitions()) == 26
    made = [sector_measure(code, part, "LCRA") for code, part in definitions()]
    assert len({one.slug for one in made}) == 26
    assert Counter(one.kind for one in made) == {"satisfaction": 12, "rate": 4, "percentage": 10}
    assert {one.regulator_code for one in made if one.kind == "rate"} == {
        "CH01.1",
        "CH01.2",
        "NM01.1",
        "NM01.2",
    }
    assert [one.regulator_code for one in made if one.direction == "lower"] == ["RP01"]


def test_the_usual_stock_keeps_slug_and_title_plain():
    assert sector_measure("TP01", "", "LCRA").slug == "tp01"
    assert sector_measure("TP01", "", "LCHO").slug == "tp01-lcho"
    assert sector_measure("TP01", "", "LCHO").title == "Overall satisfaction (shared owners)"
    assert sector_measure("CH02", "2", "LCRA").slug == "ch02-2"
    assert sector_measure("BS01", "", "LCRA+LCHO").slug == "bs01"
    assert sector_measure("TP08", "", "Combined").answer_scale == "agree"


# ---- Faults

HEADING = PERCEPTION.read_text().splitlines()[0]
GOOD = "2024/25,L4240,LCRA,TP01,369,425,164,128,221,,,,1307,60.7,60.7"
M_HEADING = MANAGEMENT.read_text().splitlines()[0]
M_GOOD = "2024/25,L4240,LCRA+LCHO,BS01,,18743,19339,100,96.9"


def faults(heading: str, *rows: str) -> list[str]:
    found = read_files([("file.csv", "\n".join([heading, *rows]).encode())])
    return [str(one.fault) for one in found.faults]


@pytest.mark.parametrize(
    ("changed", "to", "says"),
    [
        ("369", "36x", "file.csv, Row 2, very_satisfied: “36x” is not a number."),
        ("369", "", "file.csv, Row 2, very_satisfied: is blank. Give the count, or a marker such as [X]."),
        ("369", "[X]", "file.csv, Row 2, very_satisfied: is a marker, but counts are filled in."),
        ("369", "-1", "file.csv, Row 2, very_satisfied: -1 is outside what is possible."),
        ("369", "370", "file.csv, Row 2, denominator: is not the sum of the five answers (1308)."),
        (
            "60.7,60.7",
            "60.7,60.8",
            "file.csv, Row 2, rsh_value_1dp: does not follow from the counts: they give 60.7.",
        ),
        ("2024/25", "2024", "file.csv, Row 2, year: is not a year."),
        ("2024/25", "2024-05", "file.csv, Row 2, year: is not a year."),
        ("L4240", "", "file.csv, Row 2, landlord_code: is not a code of the regulator's."),
        ("LCRA", "LCRB", "file.csv, Row 2, stock: is not a stock that we know."),
        ("TP01", "TP13", "file.csv, Row 2, measure: is not a measure of this table."),
        ("TP01", "BS01", "file.csv, Row 2, measure: is not a measure of this table."),
        (",221,", ",", "file.csv, Row 2: Row 2 has 14 cells, the heading has 15."),
    ],
)
def test_each_bad_cell_of_the_survey_table_is_one_clear_fault(changed, to, says):
    found = faults(HEADING, GOOD.replace(changed, to, 1))
    assert len(found) == 1
    assert found[0].startswith(says)


@pytest.mark.parametrize(
    ("changed", "to", "says"),
    [
        ("18743", "19340", "file.csv, Row 2, numerator: is larger than the denominator 19339."),
        ("18743", "18000", "file.csv, Row 2, value_1dp: does not follow from the counts: they give 93.1."),
        (",100,", ",1000,", "file.csv, Row 2, multiplier: should be 100 for BS01."),
        ("18743", "", "file.csv, Row 2, numerator: is blank."),
    ],
)
def test_each_bad_cell_of_the_management_table_is_a_clear_fault(changed, to, says):
    assert faults(M_HEADING, M_GOOD.replace(changed, to, 1))[0].startswith(says)


@pytest.mark.parametrize("letter", ["E", "U", "X", "Z", "S"])
def test_every_marker_is_kept(letter):
    row = f"2024/25,L4240,LCRA,TP01,,,,,,,,,,,[{letter}]"
    figure = read_files([("f", f"{HEADING}\n{row}".encode())]).figures[0]
    assert (figure.marker, figure.value, figure.answers) == (letter, None, None)
    row = f"2024/25,L4240,LCRA+LCHO,BS01,,[{letter}],[{letter}],100,[{letter}]"
    figure = read_files([("f", f"{M_HEADING}\n{row}".encode())]).figures[0]
    assert (figure.marker, figure.value, figure.numerator) == (letter, None, None)


def test_a_landlord_without_name_and_a_quartile_without_year_are_faults():
    heading = LANDLORDS.read_text().splitlines()[0]
    assert faults(heading, "L1,,PRP,x,y,z")[0].startswith("file.csv, Row 2, name: is blank.")
    heading = QUARTILES.read_text().splitlines()[0]
    assert "is not a year" in faults(heading, "x,LCRA,TP01,,353,1,2,3,4,5")[0]
    assert "is not a stock" in faults(heading, "2024/25,XX,TP01,,353,1,2,3,4,5")[0]


def test_nothing_to_measure_is_no_value():
    row = "2024/25,L4240,LCRA+LCHO,BS05,,0,0,100,[U]"
    figure = read_files([("f", f"{M_HEADING}\n{row}".encode())]).figures[0]
    assert (figure.marker, figure.value) == ("U", None)
    row = "2024/25,L4240,LCRA+LCHO,BS05,,0,0,100,"
    assert faults(M_HEADING, row) == []


def test_a_missing_column_is_named():
    heading = HEADING.replace("neither,", "")
    assert faults(heading, GOOD.replace(",164", "")) == [
        "file.csv, Row 1: “neither” is missing: the table of perception figures has 15 columns. "
        "Download the file again and change nothing in it."
    ]


def test_the_heading_may_carry_wrong_words_but_columns_may_not_move():
    wrong = HEADING.replace("fairly_satisfied", "TP06 very satisfied")
    assert faults(wrong, GOOD) == []
    moved = HEADING.replace("neither,fairly_dissatisfied", "fairly_dissatisfied,neither")
    assert "stands in another place" in faults(moved, GOOD)[0]


def test_one_column_too_many_is_a_fault():
    assert "There are 16 columns" in faults(HEADING + ",comment", GOOD + ",x")[0]


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"a,b,c\n1,2,3\n"])
def test_what_is_no_table_of_the_regulators_is_a_fault(data):
    found = read_files([("file.csv", data)])
    assert len(found.faults) == 1


def test_the_same_figure_in_two_files_is_a_fault():
    data = f"{HEADING}\n{GOOD}".encode()
    found = read_files([("one.csv", data), ("two.csv", data)])
    assert "has the same figure as row 2 (TP01 LCRA 2024-25)" in str(found.faults[0].fault)


# ---- Quartiles


def test_the_quartiles_of_2024_25_follow_from_all_landlords(sector):
    ours = {line.key: line for line in benchmark_lines(sector.figures)}
    theirs = [line for line in read_files(files(QUARTILES)).benchmarks if line.year == "2024-25"]
    assert len(theirs) == 39
    for line in theirs:
        made = ours[line.key]
        assert made.landlords == line.landlords
        assert [round_half_up(one, 1) for one in made.five] == [Decimal(str(float(one))) for one in line.five]


def test_with_the_list_of_landlords_there_are_quartiles_by_size_and_type(sector):
    lines = benchmark_lines(sector.figures, sector.landlords)
    groups = {(line.size_band, line.kind) for line in lines if line.regulator_code == "TP01"}
    assert {("", ""), ("", "PRP"), ("", "LA"), ("5,000-40,000", "PRP"), (">40,000", "")} <= groups
    assert all(line.landlords >= 10 for line in lines)


def test_quartiles_interpolate_between_the_ordered_values():
    assert five_numbers([Fraction(n) for n in (4, 1, 3, 2)]) == (
        1,
        Fraction(7, 4),
        Fraction(5, 2),
        Fraction(13, 4),
        4,
    )


def test_a_table_of_quartiles_out_of_order_is_a_fault():
    heading = QUARTILES.read_text().splitlines()[0]
    assert "not in order" in faults(heading, "2024/25,LCRA,TP01,,353,50,40,60,70,80")[0]
    assert "is not a measure" in faults(heading, "2024/25,LCRA,TP99,,353,1,2,3,4,5")[0]
    assert "blank" in faults(heading, "2024/25,LCRA,TP01,,353,1,2,,4,5")[0]
