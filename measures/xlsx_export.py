"""The one writer of workbooks (.xlsx): text is always text, however it begins; numbers are numbers.

The same cells as `measures/csv_export.py` takes. A text that a spreadsheet would run is stored as a string
and marked as typed with an apostrophe, so that editing the cell does not make it a formula
(reliability.md, P22).
"""

import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from measures.csv_export import FORMULA_STARTS, NUMBER, Cell

MOST_DIGITS = 15  # a spreadsheet keeps no more of a number; what has more is written as text
LONGEST = 32_767
WIDEST, NARROWEST = 60, 8
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LEADING_ZERO = re.compile(r"-?0[0-9]")


def as_number(cell: Cell) -> int | Decimal | None:
    """The cell as a number that a spreadsheet keeps exactly; None for text and for what it would change."""
    text = str(cell)
    if cell is None or not NUMBER.fullmatch(text) or _LEADING_ZERO.match(text):
        return None
    if len(text.lstrip("-").replace(".", "").lstrip("0")) > MOST_DIGITS:
        return None
    return int(text) if "." not in text else Decimal(text)


def as_text(cell: Cell) -> str:
    """The cell as text that a workbook can hold: nothing that XML forbids, no longer than a cell may be."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", str(cell)))[:LONGEST]


def put(target: "openpyxl.cell.cell.Cell", cell: Cell) -> None:
    """Set a cell of a sheet: a number as a number, everything else as text and never as a formula."""
    number = as_number(cell)
    if number is not None:
        target.value = number
        return
    text = as_text(cell)
    target.value = text
    if text:
        target.data_type = "s"
    # What stood at the start before it was cleaned counts too: NUL and its like are gone from `text`.
    if str(cell).lstrip(" ").startswith(FORMULA_STARTS):
        target.quotePrefix = True


def written(heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "Figures") -> bytes:
    """A whole workbook of one sheet: the headings, bold and frozen, then the rows."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    listed = [list(row) for row in rows]
    for column, head in enumerate(heads):
        longest = max(
            [len(head), *(len(str(row[column] or "")) for row in listed[:200] if column < len(row))]
        )
        width = min(WIDEST, max(NARROWEST, longest + 2))
        sheet.column_dimensions[get_column_letter(column + 1)].width = width
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in listed:
        sheet.append([_cell(sheet, cell) if cell is not None and cell != "" else None for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(sheet: object, cell: Cell, *, bold: bool = False) -> WriteOnlyCell:
    made = WriteOnlyCell(sheet)
    put(made, cell)
    if bold:
        made.font = Font(bold=True)
    return made
