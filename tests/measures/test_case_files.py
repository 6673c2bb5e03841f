"""Files of cases as they are read: every fault with its row, nothing personal repeated."""

from datetime import date, time
from fractions import Fraction
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.cases import Case, Clock, Moment, Rule
from measures.csv_import import (
    BROWSER,
    CASES,
    CaseNeeds,
    CaseReader,
    Catalogue,
    FileRefused,
    Reader,
    RowFault,
    SegmentEntry,
)
from measures.csv_import.pseudonyms import looks_personal
from tests.charter.test_working_time import CALENDAR

TODAY = date(2026, 11, 22)
HEADING = ",".join(column.key for column in CASES.columns)
CATALOGUE = Catalogue.of(
    [], [SegmentEntry("north"), SegmentEntry("old-town", date(2020, 1, 1), date(2025, 12, 31))]
)
TEN_DAYS = Rule(Clock(Fraction(10), "working days"))
A_DAY = Rule(Clock(Fraction(24), "hours", stops=True))


def reader_of(data: str | bytes, rule: Rule = TEN_DAYS) -> CaseReader:
    source = BytesIO(data.encode() if isinstance(data, str) else data)
    return CaseReader(source, CaseNeeds(rule, CALENDAR, CATALOGUE, TODAY))


def read(data: str | bytes, rule: Rule = TEN_DAYS) -> tuple[list[Case], list[RowFault]]:
    reader = reader_of(data, rule)
    return [row.case for row in reader.rows()], reader.faults


def of_rows(*rows: str) -> str:
    wanted = HEADING.count(",")
    return "\n".join([HEADING, *(row + "," * (wanted - row.count(",")) for row in rows)])


def said(fault: RowFault) -> str:
    return f"{fault.where}: {fault.what} {fault.remedy}"


class TestGood:
    def test_everything_filled_in(self) -> None:
        row = (
            "c-2026-0142,North,Stage 2,2026-06-01,02/06/2026 9:05,2026-06-12T14:30:15,Partially Upheld,Y,2,3"
        )
        cases, faults = read(of_rows(row))
        assert faults == []
        assert cases == [
            Case(
                reference="C-2026-0142",
                segment="north",
                stage="2",
                received=Moment(date(2026, 6, 1)),
                acknowledged=Moment(date(2026, 6, 2), time(9, 5)),
                closed=Moment(date(2026, 6, 12), time(14, 30, 15)),
                outcome="partly upheld",
                first_contact=True,
                extension_days=2,
                paused_days=3,
            )
        ]

    def test_two_columns_are_enough(self) -> None:
        cases, faults = read("Received,REFERENCE\n2026-06-01,A1\n")
        assert (faults, [case.reference for case in cases]) == ([], ["A1"])
        assert cases[0].closed is None

    @pytest.mark.parametrize("mark", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
    def test_separators_encodings_and_line_ends(self, mark: str, encoding: str, ends: str) -> None:
        text = of_rows("A1,,,2026-06-01", "A2,,,2026-06-02").replace(",", mark).replace("\n", ends)
        cases, faults = read(text.encode(encoding))
        assert (faults, [case.reference for case in cases]) == ([], ["A1", "A2"])

    def test_references_that_lost_their_zeros_are_named(self) -> None:
        rows = ("00142,,,2026-06-01", "143,,,2026-06-01", "C-7,,,2026-06-01", "00144,,,2026-06-01")
        found = [said(fault) for fault in read(of_rows(*rows))[1]]
        remedy = "Format the column as text and type the reference as your system has it."
        assert found == [f"Row 3, Reference: seems to have lost its leading zeros. {remedy}"]
        assert read(of_rows("142,,,2026-06-01", "43,,,2026-06-01"))[1] == []

    def test_one_reference_in_two_stages_is_no_double(self) -> None:
        cases, faults = read(of_rows("A1,,1,2026-06-01", "A1,,2,2026-07-01"))
        assert (faults, len(cases)) == ([], 2)


class TestFaults:
    @pytest.mark.parametrize(
        ("row", "where", "says"),
        [
            (",,,2026-06-01", "Row 2, Reference", "is blank"),
            ("A1,,,", "Row 2, Received", "is blank"),
            ("A1,,,31/02/2026", "Row 2, Received", "a day that its month does not have"),
            ("A1,,,01/13/2026", "Row 2, Received", "a month that does not exist"),
            ("A1,,,1/6/26", "Row 2, Received", "year of two digits"),
            ("A1,,,0001-06-01", "Row 2, Received", "a year out of range"),
            ("A1,,,2026-06-01 25:00", "Row 2, Received", "a time that no clock shows"),
            ("A1,,,2026-06-01 9.30", "Row 2, Received", "Write the time as 14:30"),
            ("A1,,,2026-06-01 2:30 pm", "Row 2, Received", "Write the time as 14:30"),
            ("A1,,,2026-06-01T09:15Z", "Row 2, Received", "Write the time as 14:30"),
            ("A1,,,2026-03-29 01:30", "Row 2, Received", "clocks went forward"),
            ("A1,,,2026-11-23", "Row 2, Received", "is in the future"),
            ("A1,,,46174", "Row 2, Received", "is not a date"),
            ("A1,,,2018-12-01", "Row 2, Received", "covers 2019 to 2028"),
            ("A1,,,2026-06-02,2026-06-01", "Row 2, Acknowledged", "before the case was received"),
            ("A1,,,2026-06-02,,2026-06-01", "Row 2, Closed", "before the case was received"),
            ("A1,,,2026-06-02 10:00,,2026-06-02 09:59", "Row 2, Closed", "before the case was received"),
            ("A1,,,2026-06-01,2026-06-05,2026-06-04", "Row 2, Closed", "before the case was acknowledged"),
            ("A1,south,,2026-06-01", "Row 2, Segment", "is no segment that we know"),
            ("A1,old-town,,2026-06-01", "Row 2, Segment", "did not exist"),
            ("A1,,ten,2026-06-01", "Row 2, Stage", "is not a stage"),
            ("A1,,,2026-06-01,,2026-06-02,sorted out by Ann", "Row 2, Outcome", "is not an outcome"),
            ("A1,,,2026-06-01,,,upheld", "Row 2, Outcome", "is not closed"),
            ("A1,,,2026-06-01,,,,maybe", "Row 2, First contact", "neither yes nor no"),
            ("A1,,,2026-06-01,,,,,1.5", "Row 2, Extension days", "not a whole number"),
            ("A1,,,2026-06-01,,,,,-1", "Row 2, Extension days", "0 or more"),
            ("A1,,,2026-06-01,,,,,,367", "Row 2, Paused days", "more than a year"),
            ("A1,,,2026-06-01,,,,,,1e2", "Row 2, Paused days", "is not a number"),
            ("A1,,,2026-06-01,,,,,,٣", "Row 2, Paused days", "is not a number"),
            ("A\x00 1,,,2026-06-01", "Row 2, Reference", "cannot be stored"),
            ("A1,,,2026-06-01,,,,,,,more", "Row 2", "has 11 cells, the heading has 10"),
        ],
    )
    def test_each_names_its_cell_and_what_to_do(self, row: str, where: str, says: str) -> None:
        cases, faults = read(of_rows(row))
        assert cases == []
        assert [fault for fault in faults if fault.where == where and says in said(fault)], [
            *map(said, faults)
        ]
        assert all(fault.remedy for fault in faults)

    def test_all_faults_of_all_rows_are_listed(self) -> None:
        _, faults = read(of_rows("A1,x,x,x", "A2,,,2026-06-01", "A2,,,2026-06-02,2026-06-01"))
        assert [fault.where for fault in faults] == [
            "Row 2, Stage",
            "Row 2, Received",
            "Row 2, Segment",
            "Row 4, Acknowledged",
            "Row 4, Reference",
        ]
        assert "row 3" in faults[-1].what

    @pytest.mark.parametrize("column", [column.key for column in CASES.columns])
    @pytest.mark.parametrize(
        "cell",
        ["Mrs Jane Smith 4 High Street LS1 4AP", "07700 900123", "31/02/1950", "01/01/1950", "1950-13-07"],
    )
    def test_no_fault_repeats_what_stands_in_a_cell(self, column: str, cell: str) -> None:
        cells = {"reference": "A1", "received": "2026-06-01", "closed": "2026-06-02", column: cell}
        _, faults = read(of_rows(",".join(cells.get(one.key, "") for one in CASES.columns)))
        assert faults
        told = " ".join(said(fault) + fault.value for fault in faults)
        for word in (cell, "Jane", "900123", "1950"):
            assert word not in told

    def test_no_fault_repeats_the_first_row_of_a_file_without_headings(self) -> None:
        _, faults = read("Mrs Jane Smith,4 High Street,LS1 4AP,LS1 4AP\nMr Bob Jones,5 High Street,,\n")
        told = " ".join(said(fault) + fault.value + fault.column for fault in faults)
        assert "Column 1: has a heading we do not know." in told
        for word in ("Jane", "High", "LS1", "jane", "high", "ls1"):
            assert word not in told

    @pytest.mark.parametrize(
        ("rule", "row", "where", "says"),
        [
            (A_DAY, "A1,,,2026-06-01,,2026-06-02 10:00", "Row 2, Received", "has no time of day"),
            (A_DAY, "A1,,,2026-06-01 10:00,,2026-06-02", "Row 2, Closed", "has no time of day"),
            (
                Rule(A_DAY.clock, exclude="first_contact"),
                "A1,,,2026-06-01 10:00",
                "Row 2, First contact",
                "blank",
            ),
            (Rule(count="outcome:upheld"), "A1,,,2026-06-01,,2026-06-02", "Row 2, Outcome", "is blank"),
            (Rule(TEN_DAYS.clock, stage="1"), "A1,,,2026-06-01", "Row 2, Stage", "counts stage 1 only"),
            (
                Rule(Clock(Fraction(24), "clock hours")),
                "A1,,,2026-06-01 10:00,,,,,,2",
                "Row 2, Paused days",
                "never stops",
            ),
            (
                Rule(Clock(Fraction(5), "working days", most_extension=0)),
                "A1,,,2026-06-01,,,,,2",
                "Row 2, Extension days",
                "no extension",
            ),
        ],
    )
    def test_what_the_rule_of_the_measure_needs(self, rule: Rule, row: str, where: str, says: str) -> None:
        _, faults = read(of_rows(row), rule)
        assert [fault for fault in faults if fault.where == where and says in said(fault)], [
            *map(said, faults)
        ]

    def test_beyond_the_calendar_is_a_fault_of_its_row(self) -> None:
        _, faults = read(of_rows("A1,,,2026-11-20,,,,,366,366"))
        assert faults[0].where == "Row 2, Received"
        assert "covers 2019 to 2028" in faults[0].what
        assert "administrator" in faults[0].remedy


class TestPseudonyms:
    @pytest.mark.parametrize(
        ("reference", "kind"),
        [
            ("ann.smith@example.org", "an e-mail address"),
            ("07700 900123", "a phone number"),
            ("+44 7700 900123", "a phone number"),
            ("(0161) 496-0123", "a phone number"),
            ("QQ 12 34 56 C", "a National Insurance number"),
            ("31/05/1970", "a date"),
            ("1970-05-31", "a date"),
            ("SW1A 1AA", "a postcode"),
            ("12 High Street M1 1AE", "a postcode"),
            ("12 High Street", "an address"),
            ("12-Alder-Row", "an address"),
            ("Flat 4", "an address"),
            ("Ann Smith", "a name"),
            ("O'Brien", "a name"),
            ("Ó Dálaigh", "a name"),
            ("山田太郎", "a name"),
            ("Mrs Smith 2", "a name"),
            ("31121990", "a date"),
            ("19901231", "a date"),
            ("943-476-5919", "an NHS number"),
            ("943 476 5919", "an NHS number"),
            ("07700900123X", "a phone number"),
            ("REP-07700900123", "a phone number"),
            ("01614960123A", "a phone number"),
        ],
    )
    def test_what_tells_whose_case_it_is_is_refused_and_never_repeated(
        self, reference: str, kind: str
    ) -> None:
        assert looks_personal(reference) == kind
        cases, faults = read(of_rows(f'"{reference}",,,2026-06-01'))
        assert cases == []
        assert f"looks like {kind}" in faults[0].what
        assert reference not in "".join(map(said, faults)) + "".join(fault.value for fault in faults)

    @pytest.mark.parametrize(
        "reference",
        [
            "C-2026-0142",
            "DM-2610-0001",
            "0000012345",
            "20260142",
            "9434765919",
            "32131990",
            "2026-DAMP-REP-0142",
            "CAS/26/17",
            "a1",
            "REP_7.2",
        ],
    )
    def test_ordinary_case_numbers_are_taken(self, reference: str) -> None:
        cases, faults = read(of_rows(f"{reference},,,2026-06-01"))
        assert faults == []
        assert cases[0].reference == reference.upper()

    @pytest.mark.parametrize("reference", ["C 12 A", "=cmd|1", "x" * 40 + "1", "<b>1", "-1", "١٢"])
    def test_signs_that_no_case_number_has_are_refused(self, reference: str) -> None:
        cases, faults = read(of_rows(f"{reference},,,2026-06-01"))
        assert (cases, faults[0].where) == ([], "Row 2, Reference")


class TestWholeFiles:
    @pytest.mark.parametrize(
        ("data", "status", "says"),
        [
            (b"", 422, "The file is empty"),
            (HEADING, 422, "no cases in this file"),
            (b"\x89PNG\r\n\x1a\n", 415, "not a CSV"),
            (b"%PDF-1.7", 415, "not a CSV"),
            (b"PK\x03\x04", 415, "damaged"),
            ("measure,period,value\nrepairs,2026-04,1\n", 422, "a file of figures"),
            ("\n".join([HEADING, *["A1,,,2026-06-01,,,,,,"] * 10_001]), 422, "has 10,001 rows"),
            (",".join(map(str, range(61))) + "\n", 422, "expected 10 columns and found 61"),
        ],
        ids=["empty", "headings", "png", "pdf", "zip", "figures", "long", "wide"],
    )
    def test_what_is_no_table_of_cases_is_refused_whole(
        self, data: str | bytes, status: int, says: str
    ) -> None:
        with pytest.raises(FileRefused, match=says) as caught:
            read(data)
        assert caught.value.status == status

    def test_too_large(self) -> None:
        with pytest.raises(FileRefused, match="Files must be smaller than 10 MB") as caught:
            read(HEADING + "\n" + " " * 10_000_001)
        assert (caught.value.status, BROWSER.size) == (413, 10_000_000)

    def test_missing_doubled_and_unknown_headings(self) -> None:
        _, faults = read("reference,recieved,closed,closed,tenant\nA1,2026-06-01,,,\n")
        told = " ".join(map(said, faults))
        for words in (
            "“received” is missing",
            "“closed” is there 2 times",
            "Did you mean “received”?",
            "Column 5: has a heading we do not know.",
        ):
            assert words in told
        assert "tenant" not in told

    def test_a_quote_that_never_closes(self) -> None:
        _, faults = read(of_rows('"A1,,,2026-06-01', "A2,,,2026-06-01"))
        assert "opening quote with no closing quote" in faults[0].what

    def test_a_file_of_cases_sent_as_figures_is_told_so(self) -> None:
        with pytest.raises(FileRefused, match="Choose its measure"):
            Reader(BytesIO(of_rows("A1,,,2026-06-01").encode()), CATALOGUE, today=TODAY)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=10, max_size=10), min_size=1, max_size=5))
def test_whatever_the_cells_hold_the_answer_is_a_case_or_a_fault(cells: list[list[str]]) -> None:
    rows = ['"' + '","'.join(cell.replace('"', '""') for cell in row) + '"' for row in cells]
    data = "\n".join([HEADING, *rows]).encode("utf-8", "surrogatepass")
    try:
        cases, faults = read(data)
    except FileRefused:
        return
    blank = sum(not any(cell.strip() for cell in row) for row in cells)
    assert len(cases) + blank <= len(cells)
    assert all(fault.what and fault.remedy for fault in faults)
    assert all(not looks_personal(case.reference) for case in cases)
