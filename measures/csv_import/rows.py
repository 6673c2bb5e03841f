"""Text to records: the separator, quotes, and row numbers as a spreadsheet counts them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, TextIO

from django.utils.translation import gettext as _

from charter.faults import FileRefused
from charter.translated import lazily as _lazy
from measures.csv_import.layouts import name_of

SEPARATORS = ",;\t"
LONGEST_RECORD = 131_072  # where Python's reader stops; no honest row comes near it
LONGEST_LINE = 1_000_000

NOT_SEPARATED = _lazy("We expected commas between columns.")


@dataclass(frozen=True)
class CellTrouble:
    """A cell of a workbook that cannot be taken as it stands, by its place in the row from 0."""

    at: int
    what: str
    remedy: str


class Record(NamedTuple):
    """One row of the sheet. `trouble` says why its cells could not be told apart, else it is empty.

    `spoilt` are cells that hold no figure but, say, a formula.
    """

    row: int
    cells: tuple[str, ...]
    trouble: str = ""
    column: int | None = None
    spoilt: tuple[CellTrouble, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.trouble and not any(cell.strip() for cell in self.cells)


class _Lines:
    """Feeds the reader and remembers what went into the record being read."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.start()

    def start(self) -> None:
        self.count = 0
        self.characters = 0
        self.last = ""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == LONGEST_LINE:
            raise FileRefused(
                _("This file has a row of more than a million characters. Save it again as CSV.")
            )
        self.count += 1
        self.characters += len(line)
        self.last = line
        if self.count > 1 and self.characters > LONGEST_RECORD:
            raise csv.Error("a quote is open for longer than any cell may be")
        return line


def open_text(source: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """The source as text with every kind of line end read as one; `detach` it to keep the source open."""
    source.seek(0)
    return io.TextIOWrapper(source, encoding=encoding, newline=None)


def separator_of(heading: str, known: frozenset[str]) -> str:
    """The separator that parts this heading line into the most known names.

    FileRefused if none parts it, or if two do so equally well.
    """
    found = {mark: _cells(heading, mark) for mark in SEPARATORS}
    score = {mark: (sum(cell in known for cell in cells), len(cells)) for mark, cells in found.items()}
    best = max(score.values())
    winners = [mark for mark in SEPARATORS if score[mark] == best]
    if best[1] < 2 or len(winners) > 1:
        raise FileRefused(NOT_SEPARATED)
    return winners[0]


def _cells(heading: str, separator: str) -> list[str]:
    try:
        return [name_of(cell) for cell in next(csv.reader([heading], delimiter=separator))]
    except csv.Error:
        return []


def records(text: TextIO, separator: str) -> Iterator[Record]:
    """Every row, blank ones included, until the end or until a quote that never closes.

    Row numbers count records, as a spreadsheet does: a cell with line breaks is still one row.
    """
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    row = 0
    while True:
        row += 1
        lines.start()
        try:
            yield Record(row, tuple(next(reader)))
        except StopIteration:
            return
        except csv.Error:
            yield _broken(row, lines, separator)
            if not _continues(lines):
                return


def _continues(lines: _Lines) -> bool:
    # After one whole line the next record starts in a known place; inside a quote it does not.
    return lines.count == 1 and lines.last.endswith("\n") and lines.last.count('"') % 2 == 0


def _broken(row: int, lines: _Lines, separator: str) -> Record:
    if lines.count == 1 and len(lines.last) > LONGEST_RECORD:
        return Record(row, (), "long", _long_column(lines.last, separator))
    if _continues(lines):
        return Record(row, (), "quote")
    return Record(row, (), "unclosed")


def _long_column(line: str, separator: str) -> int:
    """The position of the first cell that is too long to read."""
    position, length, quoted = 0, 0, False
    for character in line:
        if character == '"':
            quoted = not quoted
        if character == separator and not quoted:
            position, length = position + 1, 0
            continue
        length += 1
        if length > LONGEST_RECORD:
            break
    return position
