"""Files that people download: one to fill in, and the list of faults."""

import csv
import io
from collections.abc import Iterable

from measures.csv_import.catalogue import MeasureEntry
from measures.csv_import.contracts import RowFault
from measures.csv_import.layouts import Layout

# What a spreadsheet would take for a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


def template(layout: Layout, wanted: Iterable[tuple[MeasureEntry, str]]) -> str:
    """A CSV with this layout's headings and a row for every measure and period key.

    Slugs and period keys are plain letters, digits and hyphens, so no cell can run as a formula.
    """
    blank = [""] * (len(layout.columns) - 2)
    heading = [column.key for column in layout.columns]
    return _written([heading, *([measure.slug, period, *blank] for measure, period in wanted)])


def headings(layout: Layout) -> str:
    """A CSV with this layout's headings alone."""
    return _written([[column.key for column in layout.columns]])


def faults_csv(faults: Iterable[RowFault]) -> str:
    """Every fault as a row: row, column, value, what is wrong, what to do. No cell can run as a formula."""
    rows = [[str(fault.row or ""), fault.column, fault.value, fault.what, fault.remedy] for fault in faults]
    return _written([["row", "column", "value", "what is wrong", "what to do"], *map(_inert, rows)])


def _inert(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in cells]


def _written(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
