"""The short way of reading a file's common rows: the figures and faults of the long way, to the letter."""

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.csv_import import BROWSER, COMMAND_LINE, FigureRow, Limits, Reader, RowFault
from measures.csv_import.plain import PlainRows
from measures.csv_import.rows import Record
from tests.measures.test_csv_import import CATALOGUE

TODAY = date(2026, 11, 22)
COLUMNS = ("measure", "title", "period", "segment", "numerator", "denominator", "value", "note")
MEASURES = [
    "calls",
    " Calls",
    "CALLS",
    "capped",
    "relet",
    "rent",
    "jobs",
    "tp01",
    "grading",
    "plan",
    "none",
    "",
]
PERIODS = ["2024-04", " 2024-04 ", "2025-26-Q1", "2025-26", "2027-01", "2023-24", "2024-13", "April", ""]
SEGMENTS = ["", "north", "NORTH", " north", "old-town", "nowhere", " "]
NUMBERS = [
    "0", "1", "94", "94.0", "100", "100.5", "007", "-0", "-1", "+1", "1e3", "1,000", "1 000", "٣", "½",
    "9" * 18, "9" * 19, "1." + "1" * 10, "1." + "1" * 11, ".5", "5.", "94%", "", " 94", "=1+1", "x" * 1_001,
]  # fmt: skip
OTHERS = ["", " ", "94", "94.00", "We counted twice.", "\x07"]

figures = st.decimals(0, 200, places=1).map(str)
plain = st.tuples(
    st.sampled_from(MEASURES[:3]), st.just(""), st.sampled_from(PERIODS[:2]), st.sampled_from(SEGMENTS[:4]),
    figures, figures, st.just(""), st.just(""),
)  # fmt: skip
tricky = st.tuples(
    st.sampled_from(MEASURES), st.sampled_from(OTHERS), st.sampled_from(PERIODS), st.sampled_from(SEGMENTS),
    st.one_of(figures, st.sampled_from(NUMBERS)), st.one_of(figures, st.sampled_from(NUMBERS)),
    st.sampled_from(OTHERS), st.sampled_from(OTHERS),
)  # fmt: skip
rows = st.lists(st.one_of(plain, tricky), max_size=30)
shapes = st.permutations(COLUMNS).flatmap(
    lambda found: st.integers(0, 2).map(lambda cut: (tuple(found), cut))
)


class LongWay(Reader):
    """Reads every row by the long way."""

    def _plain(self, record: Record) -> FigureRow | None:
        return None


def read_by(
    kind: type[Reader], source: bytes, limits: Limits
) -> tuple[list[FigureRow], list[RowFault], int, list[int]]:
    reader = kind(io.BytesIO(source), CATALOGUE, today=TODAY, limits=limits)
    found = list(reader.rows())
    return found, reader.faults, reader.count, reader.unfilled


def written(order: tuple[str, ...], listed: list[tuple[str, ...]], cut: int) -> bytes:
    lines = [";".join(order)]
    for row in listed:
        cells = dict(zip(COLUMNS, row, strict=True))
        kept = [cells[name] for name in order]
        lines.append(";".join(kept[: len(kept) - cut] if not any(kept[len(kept) - cut :]) else kept))
    lines.append(
        ";".join({"measure": "calls", "period": "2025-05", "value": "9"}.get(one, "") for one in order)
    )
    return "\n".join(lines).encode()


@settings(max_examples=300, deadline=None)
@given(shapes, rows, st.sampled_from([BROWSER, COMMAND_LINE, Limits(size=None, rows=None, cell=9)]))
def test_the_short_way_reads_what_the_long_way_reads(
    shape: tuple[tuple[str, ...], int], listed: list[tuple[str, ...]], limits: Limits
) -> None:
    source = written(shape[0], listed, shape[1])
    short, long = read_by(Reader, source, limits), read_by(LongWay, source, limits)
    assert short == long
    # Equal numbers may be written in two ways; what is stored is the same in either.
    assert [repr(one) for one in short[0]] == [repr(one) for one in long[0]]


def long_ways(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[int]:
    """The rows of a file of these lines that went the long way."""
    went: list[int] = []
    check = Reader._check

    def counted(self: Reader, record: Record, cells: dict[str, str]) -> FigureRow | None:
        went.append(record.row)
        return check(self, record, cells)

    with monkeypatch.context() as patch:
        patch.setattr(Reader, "_check", counted)
        source = "\n".join(["measure,period,segment,numerator,denominator", *lines]).encode()
        found, faults, _, _ = read_by(Reader, source, COMMAND_LINE)
    assert (len(found), faults) == (len(lines), [])
    return went


def test_the_first_row_of_its_words_goes_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    months = [f"calls,2025-0{month},,9{month},100" for month in range(4, 10)]
    assert long_ways(monkeypatch, *months) == [2, 3, 4, 5, 6, 7]
    areas = [f"calls,2025-04,{part},9,10" for part in ("", "north")]
    rest = [f"relet,2025-04,{part},9,10" for part in ("", "north")]
    assert long_ways(monkeypatch, *areas, *rest) == [2, 3, 4]
    # A bound that a common figure may pass is asked about in every row.
    bound = [f"capped,2025-04,{part},9,10" for part in ("", "north")]
    assert long_ways(monkeypatch, *areas, *bound) == [2, 3, 4, 5]


def test_what_was_never_found_good_is_never_read_the_short_way() -> None:
    reader = Reader(
        io.BytesIO(b"measure,period,segment,numerator,denominator\nnone,2025-04,,1,2\nnone,2025-04,,3,4\n"),
        CATALOGUE, today=TODAY,
    )  # fmt: skip
    short = PlainRows(reader.heading, CATALOGUE)
    assert short.read(Record(2, ("calls", "2025-04", "", "1", "2"))) is None
    short.learn(
        {"measure": "calls", "period": "2025-04", "segment": ""},
        next(iter(read_by(Reader, GOOD, BROWSER)[0])),
    )
    known = short.read(Record(7, ("calls", "2025-04", "", "1", "2")))
    assert known is not None
    assert (known.row, known.numerator, known.denominator) == (7, Decimal(1), Decimal(2))
    for cells in (
        ("calls", "2025-04", "", "3", "2"),
        ("calls", "2025-04", "", "0", "0"),
        ("calls", "2025-04"),
    ):
        assert short.read(Record(8, cells)) is None


GOOD = b"measure,period,segment,numerator,denominator\ncalls,2025-04,,94,100\n"
