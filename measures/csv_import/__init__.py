"""Figures and cases from a CSV file: bytes in, typed rows and the complete list of faults out. No database.

`read(source, catalogue, today=...)` reads a whole file; `Reader` streams one of any length.
"""

from charter.faults import FileRefused
from measures.csv_import.cases import CASES, CaseNeeds, CaseReader, CaseRow
from measures.csv_import.catalogue import (
    Catalogue,
    MeasureEntry,
    SegmentEntry,
)
from measures.csv_import.contracts import (
    BROWSER,
    COMMAND_LINE,
    Answers,
    FigureRow,
    Limits,
    Reading,
    RowFault,
)
from measures.csv_import.layouts import RESULTS, SATISFACTION, Layout
from measures.csv_import.reading import Reader, look_at_heading, read
from measures.csv_import.templates import FAULT_HEADS, Wanted, fault_rows, template

__all__ = [
    "BROWSER",
    "CASES",
    "COMMAND_LINE",
    "FAULT_HEADS",
    "RESULTS",
    "SATISFACTION",
    "Answers",
    "CaseNeeds",
    "CaseReader",
    "CaseRow",
    "Catalogue",
    "FigureRow",
    "FileRefused",
    "Layout",
    "Limits",
    "MeasureEntry",
    "Reader",
    "Reading",
    "RowFault",
    "SegmentEntry",
    "Wanted",
    "fault_rows",
    "look_at_heading",
    "read",
    "template",
]
