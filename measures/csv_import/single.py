"""One figure typed into a form, held to the very rules of a file's row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from measures.csv_import.catalogue import Catalogue
from measures.csv_import.contracts import BROWSER, FigureRow, RowFault
from measures.csv_import.figures import check_row
from measures.csv_import.layouts import RESULTS, SATISFACTION
from measures.csv_import.row import Row


@dataclass(frozen=True)
class SingleReading:
    """What was typed, read: the figure, or every fault by the key of its column."""

    figure: FigureRow | None
    faults: Mapping[str, tuple[RowFault, ...]]


def read_one(cells: Mapping[str, str], catalogue: Catalogue, *, today: date) -> SingleReading:
    """Check one row of cells by column key, as `read` checks a file; `measure` and `period` are among them.

    Answers to a survey question are read by the columns of the satisfaction file.
    """
    layout = SATISFACTION if "very_satisfied" in cells else RESULTS
    row = Row(1, dict(cells), layout, catalogue, today, BROWSER)
    figure = check_row(row)
    keys = {column.label: column.key for column in layout.columns}
    faults: dict[str, list[RowFault]] = {}
    for fault in row.faults:
        faults.setdefault(keys[fault.column], []).append(fault)
    return SingleReading(figure, {key: tuple(found) for key, found in faults.items()})
