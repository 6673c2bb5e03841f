"""The rows of one sheet: every cell as text, its own row numbers, and what is hidden, merged or far away."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from charter.faults import FileRefused
from measures.csv_import.workbook import cells
from measures.csv_import.workbook.cells import Cell
from measures.csv_import.workbook.markup import Part, Stop, TooStrange
from measures.csv_import.workbook.parts import LONGEST_TEXT, Text, Workbook

NEAR_COLUMNS, NEAR_ROWS = 60, 1_000  # further from the table than this is an accident
LAST_COLUMN = 16_384
MOST_FAULTS = 1_000
COUNTED = 10_000  # rows beyond the limit that are still counted, so that the message can say how many

Emit = Callable[[int, list[str], list[tuple[int, str, str]]], None]
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class _Open:
    """The cell being read."""

    column: int
    kind: str
    style: int
    value: list[str] = field(default_factory=list)
    formula: list[str] | None = None
    inline: Text = field(default_factory=Text)
    length: int = 0


def letters_of(column: int) -> str:
    """A column as a spreadsheet names it: 1 is A, 16384 is XFD."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def place_of(reference: str) -> tuple[int, int]:
    """Column and row of a reference such as XFD1048576; TooStrange when it is none."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise TooStrange("a cell without a place")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return column, int(found[2])


def is_true(written: str | None) -> bool:
    """A yes as XML writes it."""
    return written in {"1", "true", "on"}


class SheetPart(Part):
    """Reads one sheet and hands on every row that holds something, padded to the width of the first one.

    `faults` are of the sheet as a whole: row or None, what, what to do. Raises FileRefused for what lies far
    outside the table or for far too many rows.
    """

    def __init__(self, book: Workbook, emit: Emit, most_rows: int | None) -> None:
        super().__init__()
        self._book, self._emit, self._most = book, emit, most_rows
        self.faults: list[tuple[int | None, str, str]] = []
        self.count = -1  # rows below the heading
        self._row = self._last = self._heading = self._width = 0
        self._hidden_row = False
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._used: set[int] = set()
        self._cells: dict[int, Cell] = {}
        self._column = 0
        self._open: _Open | None = None
        self._within = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._open is not None:
            self._within = name
            self._open.inline.start(name)
            if name == "f":
                self._open.formula = []
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self._begin_row(attributes)
        elif name == "col" and (is_true(attributes.get("hidden")) or attributes.get("width") == "0"):
            self._hidden_columns.append((int(attributes.get("min", "1")), int(attributes.get("max", "1"))))
        elif name == "mergeCell":
            self._merged(attributes.get("ref", ""))

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        number = int(attributes.get("r", self._row + 1))
        if number <= self._row:
            raise TooStrange("rows out of order")
        self._row, self._column, self._cells = number, 0, {}
        self._hidden_row = is_true(attributes.get("hidden")) or attributes.get("ht") == "0"

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        column = self._column + 1
        if "r" in attributes:
            column, _ = place_of(attributes["r"])
        if not self._column < column <= LAST_COLUMN:
            raise TooStrange("cells out of order")
        self._column = column
        self._open = _Open(column, attributes.get("t", "n"), int(attributes.get("s", "0") or 0))

    def text(self, content: str) -> None:
        opened = self._open
        if opened is None or opened.length > LONGEST_TEXT:
            return
        opened.length += len(content)
        if self._within == "v":
            opened.value.append(content)
        elif self._within == "f" and opened.formula is not None:
            opened.formula.append(content)
        else:
            opened.inline.add(content)

    def end(self, name: str) -> None:
        if name == "c" and self._open is not None:
            found = self._read(self._open)
            if found.text.strip() or found.trouble:
                self._refuse_far(self._open.column)
                self._cells[self._open.column] = found
            self._open, self._within = None, ""
        elif self._open is not None:
            self._open.inline.end(name)
            self._within = ""
        elif name == "row" and self._cells:
            self._end_row()

    def _read(self, opened: _Open) -> Cell:
        written = "".join(opened.value)
        if opened.formula is not None:
            return cells.formula("".join(opened.formula))
        if opened.kind == "inlineStr":
            return Cell(opened.inline.joined)
        if not written.strip():
            return Cell("")
        if opened.kind == "s":
            return self._shared(written)
        return self._plain(opened, written)

    def _plain(self, opened: _Open, written: str) -> Cell:
        if opened.kind == "e":
            return cells.error(written)
        if opened.kind == "b":
            return cells.truth(written)
        if opened.kind == "d":
            return cells.iso_day(written)
        if opened.kind == "str":
            return Cell(written)
        formats = self._book.formats
        shown_as = formats[opened.style] if opened.style < len(formats) else ""
        return cells.number(written, shown_as, from_1904=self._book.from_1904)

    def _shared(self, written: str) -> Cell:
        texts = self._book.texts
        at = int(written) if written.strip().isdigit() else len(texts)
        return Cell(texts[at]) if at < len(texts) else Cell("?", cells.DAMAGED_TEXT)

    def _refuse_far(self, column: int) -> None:
        is_far_right = self._heading and column > max(NEAR_COLUMNS, self._width)
        if is_far_right or self._row > self._last + NEAR_ROWS:
            place = f"column {letters_of(column)}, row {self._row}"
            raise FileRefused(f"There is something far outside the table ({place}). Clear it and save.")

    def _end_row(self) -> None:
        self._last = self._row
        self.count += 1
        if not self._heading:
            self._heading, self._width = self._row, max(self._cells)
        if self._most is not None and self.count > self._most:
            if self.count > self._most + COUNTED:
                raise Stop
            return
        if self._hidden_row:
            self._hidden_rows.append(self._row)
        self._used |= self._cells.keys()
        width = max(self._width, max(self._cells))
        texts = [self._cells[at].text if at in self._cells else "" for at in range(1, width + 1)]
        troubles = [
            (at - 1, cell.trouble[0], cell.trouble[1]) for at, cell in self._cells.items() if cell.trouble
        ]
        self._emit(self._row, texts, troubles)

    def _merged(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        (left, top), (_right, bottom) = place_of(first), place_of(last or first)
        touches = bottom >= self._heading and top <= self._last and left <= self._width
        if touches and len(self.faults) < MOST_FAULTS:
            self.faults.append((top, _("cells are merged."), _("Unmerge them.")))

    def conclude(self) -> None:
        """Add what is hidden to the faults, and refuse too many rows."""
        if self._most is not None and self.count > self._most:
            more = "more than " if self.count > self._most + COUNTED else ""
            rows = f"{min(self.count, self._most + COUNTED):,}"
            words = f"The file has {more}{rows} rows. Upload up to {self._most:,} rows at a time."
            raise FileRefused(words)
        for first, last in _runs(self._hidden_rows):
            self.faults.append((first, *_hidden("Row", str(first), str(last))))
        spans = self._hidden_columns
        hidden = [at for at in sorted(self._used) if any(low <= at <= high for low, high in spans)]
        for first, last in _runs(hidden):
            self.faults.append((None, *_hidden("Column", letters_of(first), letters_of(last))))


def _hidden(name: str, first: str, last: str) -> tuple[str, str]:
    if first == last:
        return f"{name} {first} is hidden.", _("Unhide or delete it.")
    return f"{name}s {first} to {last} are hidden.", _("Unhide or delete them.")


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Numbers in order as runs from first to last."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


class AnythingThere(Part):
    """Whether a sheet holds anything at all: stops at the first cell that does."""

    def __init__(self) -> None:
        super().__init__()
        self.found = False
        self._within = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._within = name in {"v", "f", "t"}

    def text(self, content: str) -> None:
        if self._within and content.strip():
            self.found = True
            raise Stop
