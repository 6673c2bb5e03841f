"""The workbook that a person fills in: their measures and periods, headings that stay, boxes that help.

What it gives is read back by the same reader as every upload; rows without a figure are left out there.
"""

import io
from collections.abc import Sequence

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from measures import xlsx_export
from measures.csv_import.columns import DateColumn, NumberColumn
from measures.csv_import.layouts import Layout
from measures.csv_import.sheets import HELP_SHEET
from measures.csv_import.templates import Wanted, columns_of, rows_of

SPARE_ROWS = 200  # below the prefilled ones, for areas and other periods
LONGEST_LIST = 250  # characters of a list of choices; Excel takes 255
WIDTHS = {"measure": 30, "title": 44, "period": 13, "last_value": 16, "note": 30, "why": 36, "action": 36}
USUAL_WIDTH = 14
GIVEN, HEAD = PatternFill("solid", fgColor="F0F0EC"), PatternFill("solid", fgColor="E2E2DC")

HELP = (
    "Fill in the white cells. The grey ones say which figure a row is for.",
    "Give numerator and denominator where you have both; a quarter and a year can then be worked out.",
    "A value alone is fine for counts, money and grades. Write 0 only if it was counted and there were none.",
    "Leave a row blank that you have no figure for yet. It is left out, and you can send it later.",
    "If a figure misses its target, say why, what happens next (action) and by when.",
    "For an area, copy the row below and write its short name under segment.",
    "Type figures, not formulas. If you copy from another sheet, paste values only.",
    "Save the file and upload it under Imports. This sheet is not read.",
)


def workbook(layout: Layout, wanted: Sequence[Wanted]) -> bytes:
    """The template as a workbook: a protected heading, a row a figure, and a sheet that says how."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Cases" if not layout.beside else "Figures"
    heads = columns_of(layout)
    for column, head in enumerate(heads, start=1):
        _head(sheet, column, head)
    rows = rows_of(layout, wanted)
    for number, row in enumerate(rows, start=2):
        for column, cell in enumerate(row, start=1):
            if cell:
                xlsx_export.put(sheet.cell(number, column), cell)
                sheet.cell(number, column).fill = GIVEN
    _open_cells(sheet, layout, heads, len(rows))
    _checks(sheet, layout, heads, wanted, 1 + len(rows) + SPARE_ROWS)
    _protect(sheet)
    _help(book.create_sheet(HELP_SHEET))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _head(sheet: Worksheet, column: int, head: str) -> None:
    cell = sheet.cell(1, column, head)
    cell.font, cell.fill = Font(bold=True), HEAD
    sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(head, USUAL_WIDTH)
    sheet.freeze_panes = "A2"


def _open_cells(sheet: Worksheet, layout: Layout, heads: list[str], given: int) -> None:
    """Let people write where a figure goes, and keep a period from turning into a date."""
    dates = {column.key for column in layout.columns if isinstance(column, DateColumn)}
    for number in range(2, 2 + given + SPARE_ROWS):
        for column, head in enumerate(heads, start=1):
            cell = sheet.cell(number, column)
            is_given = number < 2 + given and head in {"measure", "title", "period", "last_value"}
            cell.protection = Protection(locked=is_given)
            if head in {"period", "measure", "segment", "reference"}:
                cell.number_format = "@"
            elif head in dates:
                cell.number_format = "yyyy-mm-dd"


def _checks(sheet: Worksheet, layout: Layout, heads: list[str], wanted: Sequence[Wanted], last: int) -> None:
    """Tell at the cell what the portal would say later; the portal decides all the same."""
    for column in layout.columns:
        if isinstance(column, NumberColumn):
            check = DataValidation(
                type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True
            )
            check.errorTitle, check.error = column.label, "Enter a number of 0 or more."
            letter = get_column_letter(heads.index(column.key) + 1)
            check.add(f"{letter}2:{letter}{last}")
            sheet.add_data_validation(check)
    for number, one in enumerate(wanted, start=2):
        choices = ",".join(one.measure.grades)
        if choices and len(choices) < LONGEST_LIST and "value" in heads and '"' not in choices:
            check = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
            check.errorTitle, check.error = "Value", "Choose one of the grades."
            check.add(f"{get_column_letter(heads.index('value') + 1)}{number}")
            sheet.add_data_validation(check)


def _protect(sheet: Worksheet) -> None:
    """Keep headings from being changed by mistake; there is no password, and widths and filters stay free."""
    sheet.protection.sheet = True
    for freedom in ("formatColumns", "formatRows", "formatCells", "sort", "autoFilter", "insertRows"):
        setattr(sheet.protection, freedom, False)


def _help(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 100
    for number, line in enumerate(HELP, start=1):
        cell = sheet.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True)
