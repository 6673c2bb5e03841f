"""Rows of a file between checking and writing."""

import pickle
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from tempfile import TemporaryFile

from charter.periods import Period
from measures.csv_import import FigureRow

Plain = tuple[int, str, Period, str | None, str, str]


class Kept:
    """Checked rows on their way to be written: in a file, so that memory does not grow with them."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115  closed with what holds it

    def __enter__(self) -> "Kept":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, rows: list[FigureRow]) -> None:
        """Keep some rows."""
        pickle.dump([_packed(row) for row in rows], self._file, pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[list[FigureRow]]:
        self._file.seek(0)
        with suppress(EOFError):
            while True:
                packed = pickle.load(self._file)  # noqa: S301  nobody else can write to it
                yield [one if isinstance(one, FigureRow) else _unpacked(*one) for one in packed]


def _packed(row: FigureRow) -> FigureRow | Plain:
    """A row of two numbers as text: whole rows and exact numbers take three times as long to keep."""
    if not row.is_plain or row.denominator is None:
        return row
    return row.row, row.measure, row.period, row.segment, str(row.numerator), str(row.denominator)


def _unpacked(
    row: int, measure: str, period: Period, segment: str | None, over: str, under: str
) -> FigureRow:
    return FigureRow(row, measure, period, segment, Decimal(over), Decimal(under))
