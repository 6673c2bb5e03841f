"""A whole file: its heading, its rows one by one, and every fault in it."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import BinaryIO

from measures.csv_import.catalogue import Catalogue
from measures.csv_import.contracts import BROWSER, FigureRow, FileRefused, Limits, Reading, RowFault
from measures.csv_import.decoding import EMPTY, encoding_of
from measures.csv_import.figures import check_row
from measures.csv_import.filetypes import refuse_other_kinds
from measures.csv_import.layouts import KNOWN, Heading, read_heading
from measures.csv_import.row import Row
from measures.csv_import.rows import Record, open_text, records, separator_of

HEADINGS_ONLY = "There are headings but no figures in this file."


class Reader:
    """Reads one file as a stream: iterate over `rows()`, then look at `faults` and `count`.

    Memory does not grow with the file, save for one key a row (to find doubles) and the faults.
    The constructor raises FileRefused if the file is no table at all.
    """

    def __init__(
        self, source: BinaryIO, catalogue: Catalogue, *, today: date, limits: Limits = BROWSER
    ) -> None:
        self.faults: list[RowFault] = []
        self.count = 0
        self._source, self._catalogue, self._today, self._limits = source, catalogue, today, limits
        self._seen: dict[tuple[str, str, str], int] = {}
        self.encoding = refuse_unreadable(source, limits)
        self.separator = self._find_separator()
        self.heading = self._read_heading()
        self.faults.extend(self.heading.faults)

    def _find_separator(self) -> str:
        text = open_text(self._source, self.encoding)
        try:
            while line := text.readline(1_000_000):
                if line.strip(" ,;\t\n\ufeff"):
                    return separator_of(line, KNOWN)
        finally:
            text.detach()
        raise FileRefused(EMPTY)

    def _records(self) -> Iterator[Record]:
        text = open_text(self._source, self.encoding)
        try:
            yield from records(text, self.separator)
        finally:
            text.detach()

    def _read_heading(self) -> Heading:
        for record in self._records():
            if record.trouble:
                raise FileRefused(f"Row {record.row} has an opening quote with no closing quote.")
            if not record.is_blank:
                return read_heading(record.row, record.cells, self._limits)
        raise FileRefused(EMPTY)

    def rows(self) -> Iterator[FigureRow]:
        """Every good row; the faults of the others gather in `faults`.

        With a fault in the heading no row is read, for each would only repeat it. FileRefused when
        the file has no figures, or more rows than the limit.
        """
        if self.heading.faults:
            return
        for record in self._records():
            if record.row <= self.heading.row or record.is_blank:
                continue
            self.count += 1
            if self._limits.rows is not None and self.count > self._limits.rows:
                continue
            found = self._read(record)
            if found is not None:
                yield found
        self._check_count()

    def _check_count(self) -> None:
        if not self.count:
            raise FileRefused(HEADINGS_ONLY)
        if self._limits.rows is not None and self.count > self._limits.rows:
            most = f"{self._limits.rows:,}"
            raise FileRefused(f"The file has {self.count:,} rows. Upload up to {most} rows at a time.")

    def _read(self, record: Record) -> FigureRow | None:
        if trouble := self._trouble(record):
            self.faults.append(trouble)
            return None
        keys = self.heading.keys
        cells = {key: cell for key, cell in zip(keys, record.cells, strict=False) if key}
        row = Row(record.row, cells, self.heading.layout, self._catalogue, self._today, self._limits)
        found = check_row(row)
        self.faults.extend(row.faults)
        if row.key is not None and (earlier := self._seen.setdefault(row.key, record.row)) != record.row:
            what = f"has the same measure, period and segment as row {earlier}."
            self.faults.append(RowFault(record.row, "", "", what, "Which is right? Remove the other row."))
            return None
        return found

    def _trouble(self, record: Record) -> RowFault | None:
        if record.trouble == "unclosed":
            what = f"Row {record.row} has an opening quote with no closing quote."
            return RowFault(
                record.row, "", "", what, "Close the quote, or remove it. Rows after it were not read."
            )
        if record.trouble == "quote":
            return RowFault(record.row, "", "", "has a quote inside a cell.", "Write it twice, or remove it.")
        if record.trouble == "long":
            return RowFault(record.row, self._label(record.column), "", "is too long.", self._shorten())
        return self._ragged(record)

    def _ragged(self, record: Record) -> RowFault | None:
        expected = len(self.heading.keys)
        beyond = record.cells[expected:]
        found = (
            len(record.cells) if any(cell.strip() for cell in beyond) else min(len(record.cells), expected)
        )
        if found != expected:
            what = f"Row {record.row} has {found} cells, the heading has {expected}."
            return RowFault(record.row, "", "", what, "Look for a comma too many or too few.")
        for key, cell in zip(self.heading.keys, record.cells, strict=False):
            if not key and cell.strip():
                return RowFault(
                    record.row, "", "", "has a cell without a heading.", "Add a heading or clear it."
                )
        return None

    def _label(self, position: int | None) -> str:
        keys = self.heading.keys
        if position is None or position >= len(keys) or not keys[position]:
            return ""
        return self.heading.layout.by_key[keys[position]].label

    def _shorten(self) -> str:
        return f"Shorten to {self._limits.cell:,} characters."


def refuse_unreadable(source: BinaryIO, limits: Limits) -> str:
    """The encoding of a file of a fitting size that is text; FileRefused otherwise."""
    _refuse_large(source, limits)
    refuse_other_kinds(source)
    return encoding_of(source)


def _refuse_large(source: BinaryIO, limits: Limits) -> None:
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    if limits.size is not None and size > limits.size:
        # Rounded up, so that a file just over the limit does not read as one just at it.
        tenths = -(-size // 100_000)
        most = limits.size // 1_000_000
        raise FileRefused(
            f"The file is {tenths // 10}.{tenths % 10} MB. Files must be smaller than {most} MB.", status=413
        )


def read(source: BinaryIO | bytes, catalogue: Catalogue, *, today: date, limits: Limits = BROWSER) -> Reading:
    """The whole file at once. With any fault `rows` is empty, for nothing of it may be stored.

    `today` is the day by which a period has ended (Europe/London). FileRefused when it is no table.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    reader = Reader(stream, catalogue, today=today, limits=limits)
    reading = Reading(reader.heading.layout.name, reader.encoding, 0, tuple(reader.rows()))
    faults = tuple(reader.faults)
    return replace(reading, rows=() if faults else reading.rows, faults=faults, count=reader.count)
