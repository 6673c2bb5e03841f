"""A table in a file, whatever its rows hold: heading, separator, limits, and rows that are no rows."""

import io
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import BinaryIO, Generic, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charter.faults import FileRefused
from charter.files import refuse_large
from charter.translated import lazily as _lazy
from measures.csv_import.contracts import Limits, RowFault
from measures.csv_import.decoding import EMPTY, encoding_of
from measures.csv_import.filetypes import refuse_other_kinds
from measures.csv_import.layouts import Heading
from measures.csv_import.rows import Record, open_text, records, separator_of
from measures.csv_import.sheets import SheetRows

Found = TypeVar("Found")
HEADINGS = _lazy("Type the headings as the template has them.")


class TableReader(ABC, Generic[Found]):
    """Reads one file as a stream: iterate over `rows()`, then look at `faults` and `count`.

    A form of file says how its heading is understood and how a row is checked; `known` are its headings,
    `holds` names what a row is. Memory does not grow with the file, save for one key a row (to find doubles)
    and the faults. The constructor raises FileRefused if the file is no table at all.
    """

    def __init__(self, source: BinaryIO, *, limits: Limits, known: frozenset[str], holds: str) -> None:
        self.faults: list[RowFault] = []
        self.count = 0
        self.unfilled: list[int] = []  # rows that only repeat what the template gave, with no figure yet
        self._source, self._limits, self._known, self._holds = source, limits, known, holds
        is_sheet = isinstance(source, SheetRows)
        self.encoding = "xlsx" if is_sheet else refuse_unreadable(source, limits)
        self.separator = "" if is_sheet else self._find_separator()
        self.heading = self._read_heading()
        self.faults.extend(self.heading.faults)

    @abstractmethod
    def _understand(self, row: int, cells: tuple[str, ...]) -> Heading:
        """The heading row of this form of file."""

    @abstractmethod
    def _check(self, record: Record, cells: dict[str, str]) -> Found | None:
        """What the row holds; None with its faults noted."""

    def _find_separator(self) -> str:
        text = open_text(self._source, self.encoding)
        try:
            while line := text.readline(1_000_000):
                if line.strip(" ,;\t\n\ufeff"):
                    return separator_of(line, self._known)
        finally:
            text.detach()
        raise FileRefused(EMPTY)

    def _records(self) -> Iterator[Record]:
        if isinstance(self._source, SheetRows):
            yield from self._source.records()
            return
        text = open_text(self._source, self.encoding)
        try:
            yield from records(text, self.separator)
        finally:
            text.detach()

    def _read_heading(self) -> Heading:
        for record in self._records():
            if record.trouble:
                raise FileRefused(
                    _("Row {row} has an opening quote with no closing quote.").format(row=record.row)
                )
            if record.spoilt:
                raise FileRefused(
                    _("Row {row}: a heading {what} {headings}").format(
                        row=record.row, what=record.spoilt[0].what, headings=HEADINGS
                    )
                )
            if not record.is_blank:
                return self._understand(record.row, record.cells)
        raise FileRefused(EMPTY)

    def rows(self) -> Iterator[Found]:
        """Every good row; the faults of the others gather in `faults`.

        With a fault in the heading no row is read, for each would only repeat it. FileRefused when
        the file has no rows, or more of them than the limit.
        """
        if self.heading.faults:
            return
        for record in self._records():
            if record.row <= self.heading.row:
                continue
            plain = self._plain(record)
            if plain is None and self._is_passed_over(record):
                continue
            self.count += 1
            if self._limits.rows is not None and self.count > self._limits.rows:
                continue
            found = self._read(record) if plain is None else self._keep(plain)
            if found is not None:
                yield found
        if isinstance(self._source, SheetRows):
            self.faults.extend(self._source.faults())
        self._check_count()

    def _plain(self, record: Record) -> Found | None:
        """What a common row holds, by a short way that a form of file may have; None for every other row."""
        return None

    def _keep(self, found: Found) -> Found | None:
        """What was read by the short way, if the file may hold it."""
        return found

    def _is_passed_over(self, record: Record) -> bool:
        """Whether nothing stands in the row, or nothing yet."""
        if record.is_blank:
            return True
        if self._is_unfilled(record):
            self.unfilled.append(record.row)
            return True
        return False

    def _is_unfilled(self, record: Record) -> bool:
        """Whether the row names a measure and a period, and nothing but what a template fills in."""
        given = self.heading.layout.given
        if not given or self._trouble(record):
            return False
        keys = self.heading.keys
        filled = {keys[at] if at < len(keys) else "" for at, cell in enumerate(record.cells) if cell.strip()}
        return {"measure", "period"} <= filled <= given

    def _check_count(self) -> None:
        if not self.count and self.unfilled:
            rows = len(self.unfilled)
            words = ngettext(
                "No figure is filled in yet in this file: {count} row, all without one.",
                "No figure is filled in yet in this file: {count} rows, all without one.",
                rows,
            )
            raise FileRefused(words.format(count=f"{rows:,}"))
        if not self.count:
            raise FileRefused(
                _("There are headings but no cases in this file.")
                if self._holds == "cases"
                else _("There are headings but no figures in this file.")
            )
        if self._limits.rows is not None and self.count > self._limits.rows:
            most = f"{self._limits.rows:,}"
            raise FileRefused(
                _("The file has {count} rows. Upload up to {most} rows at a time.").format(
                    count=f"{self.count:,}", most=most
                )
            )

    def _read(self, record: Record) -> Found | None:
        if trouble := self._trouble(record):
            self.faults.append(trouble)
            return None
        known = self.heading.layout.by_key
        pairs = zip(self.heading.keys, record.cells, strict=False)
        return self._check(record, {key: cell for key, cell in pairs if key in known})

    def _trouble(self, record: Record) -> RowFault | None:
        if record.trouble == "unclosed":
            what = _("Row {row} has an opening quote with no closing quote.").format(row=record.row)
            return RowFault(
                record.row, "", "", what, _("Close the quote, or remove it. Rows after it were not read.")
            )
        if record.trouble == "quote":
            return RowFault(
                record.row, "", "", _("has a quote inside a cell."), _("Write it twice, or remove it.")
            )
        if record.trouble == "long":
            return RowFault(record.row, self._label(record.column), "", _("is too long."), self._shorten())
        return self._ragged(record)

    def _ragged(self, record: Record) -> RowFault | None:
        expected = len(self.heading.keys)
        beyond = record.cells[expected:]
        found = (
            len(record.cells) if any(cell.strip() for cell in beyond) else min(len(record.cells), expected)
        )
        if found != expected:
            what = _("Row {row} has {found} cells, the heading has {expected}.").format(
                row=record.row, found=found, expected=expected
            )
            return RowFault(record.row, "", "", what, _("Look for a comma too many or too few."))
        for key, cell in zip(self.heading.keys, record.cells, strict=False):
            if not key and cell.strip():
                return RowFault(
                    record.row, "", "", _("has a cell without a heading."), _("Add a heading or clear it.")
                )
        return None

    def _spoilt(self, record: Record) -> dict[str, tuple[str, str]]:
        """What is wrong with cells that a workbook cannot give as text, by their column."""
        keys = self.heading.keys
        return {keys[one.at]: (one.what, one.remedy) for one in record.spoilt if one.at < len(keys)}

    def _label(self, position: int | None) -> str:
        keys = self.heading.keys
        column = (
            None
            if position is None or position >= len(keys)
            else self.heading.layout.by_key.get(keys[position])
        )
        return column.label if column else ""

    def _shorten(self) -> str:
        return _("Shorten to {count} characters.").format(count=f"{self._limits.cell:,}")


def refuse_unreadable(source: BinaryIO, limits: Limits) -> str:
    """The encoding of a file of a fitting size that is text; FileRefused otherwise."""
    _refuse_large(source, limits)
    refuse_other_kinds(source)
    return encoding_of(source)


def _refuse_large(source: BinaryIO, limits: Limits) -> None:
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    if limits.size is not None:
        refuse_large(size, limits.size)
