"""A whole file of figures: its heading, its rows one by one, and every fault in it."""

import io
from dataclasses import replace
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from measures.csv_import.catalogue import Catalogue
from measures.csv_import.contracts import BROWSER, FigureRow, Limits, Reading, RowFault
from measures.csv_import.figures import check_row
from measures.csv_import.layouts import KNOWN, Heading, read_heading
from measures.csv_import.plain import PlainRows
from measures.csv_import.row import Row
from measures.csv_import.rows import Record
from measures.csv_import.tables import TableReader


class Reader(TableReader[FigureRow]):
    """Reads one file of figures as a stream."""

    def __init__(
        self, source: BinaryIO, catalogue: Catalogue, *, today: date, limits: Limits = BROWSER
    ) -> None:
        self._catalogue, self._today = catalogue, today
        self._seen: dict[tuple[str, str, str], int] = {}
        super().__init__(source, limits=limits, known=KNOWN, holds="figures")
        self._plain_rows = PlainRows(self.heading, catalogue)

    def _plain(self, record: Record) -> FigureRow | None:
        return self._plain_rows.read(record)

    def _keep(self, found: FigureRow) -> FigureRow | None:
        return (
            found
            if self._is_first(found.row, (found.measure, found.period.key, found.segment or ""))
            else None
        )

    def _understand(self, row: int, cells: tuple[str, ...]) -> Heading:
        return read_heading(row, cells, self._limits)

    def _check(self, record: Record, cells: dict[str, str]) -> FigureRow | None:
        row = Row(record.row, cells, self.heading.layout, self._catalogue, self._today, self._limits)
        row.spoilt = self._spoilt(record)
        found = check_row(row)
        self.faults.extend(row.faults)
        if row.key is not None and not self._is_first(record.row, row.key):
            return None
        if found is not None:
            self._plain_rows.learn(cells, found)
        return found

    def _is_first(self, row: int, key: tuple[str, str, str]) -> bool:
        """Whether no earlier row is for the same measure, period and segment; else it is noted as a fault."""
        earlier = self._seen.setdefault(key, row)
        if earlier == row:
            return True
        what = _("has the same measure, period and segment as row {earlier}.").format(earlier=earlier)
        self.faults.append(RowFault(row, "", "", what, _("Which is right? Remove the other row.")))
        return False


def look_at_heading(source: BinaryIO, *, today: date, limits: Limits = BROWSER) -> None:
    """Read no further than the heading of a file of figures. FileRefused when it is none of ours."""
    Reader(source, Catalogue.of([], []), today=today, limits=limits)


def read(source: BinaryIO | bytes, catalogue: Catalogue, *, today: date, limits: Limits = BROWSER) -> Reading:
    """The whole file at once. With any fault `rows` is empty, for nothing of it may be stored.

    `today` is the day by which a period has ended (Europe/London). FileRefused when it is no table.
    """
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    reader = Reader(stream, catalogue, today=today, limits=limits)
    reading = Reading(reader.heading.layout.name, reader.encoding, 0, tuple(reader.rows()))
    faults = tuple(reader.faults)
    return replace(reading, rows=() if faults else reading.rows, faults=faults, count=reader.count)
