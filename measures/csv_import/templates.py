"""Files that people download: what is to be filled in, row by row, and the list of faults."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from measures import csv_export
from measures.csv_export import Cell
from measures.csv_import.catalogue import MeasureEntry
from measures.csv_import.contracts import RowFault
from measures.csv_import.layouts import Layout

FAULT_HEADS = ("row", "column", "value", "what is wrong", "what to do")


@dataclass(frozen=True)
class Wanted:
    """One figure that is owed: its measure, the period's key, and the last figure in words."""

    measure: MeasureEntry
    period: str
    last_value: str = ""


def columns_of(layout: Layout) -> list[str]:
    """The template's headings in its order: what is given first, then what is to be filled in."""
    keys = [column.key for column in layout.columns]
    if not layout.beside:
        return keys
    return ["measure", "title", "period", "last_value", *keys[keys.index("segment") :]]


def rows_of(layout: Layout, wanted: Sequence[Wanted]) -> list[list[Cell]]:
    """The prefilled rows, cell by cell."""
    heads = columns_of(layout)
    found = []
    for one in wanted:
        given: dict[str, Cell] = {
            "measure": one.measure.slug,
            "title": one.measure.title,
            "period": one.period,
            "last_value": one.last_value,
        }
        found.append([given.get(head, "") for head in heads])
    return found


def template(layout: Layout, wanted: Sequence[Wanted]) -> bytes:
    """A CSV with this layout's headings and a row for every figure that is owed."""
    return csv_export.written(columns_of(layout), rows_of(layout, wanted))


def fault_rows(faults: Iterable[RowFault]) -> Iterable[Sequence[Cell]]:
    """Every fault as a row under FAULT_HEADS: row, column, value, what is wrong, what to do."""
    for fault in faults:
        yield [fault.row, fault.column, fault.value, fault.what, fault.remedy]
