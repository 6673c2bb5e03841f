"""Which table a file is, and its cells by place."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from charter.faults import FileRefused
from charter.translated import lazily as _lazy
from measures.csv_import.columns import CellError, to_number
from measures.csv_import.contracts import RowFault, shown
from measures.csv_import.decoding import encoding_of
from measures.csv_import.filetypes import refuse_other_kinds
from measures.csv_import.layouts import name_of
from measures.csv_import.rows import open_text, records, separator_of

# The regulator's signs for "no value" (domain, section 1.3).
MARKERS: Mapping[str, str] = {
    "E": _lazy("left out by the regulator"),
    "U": _lazy("no cases, so no value"),
    "X": _lazy("left blank by the landlord"),
    "Z": _lazy("not required"),
    "S": _lazy("hidden: too few responses by one method"),
}
_MARKER = re.compile(r"\[([EUXZS])\]", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A table of the regulator's: its name for people and its columns by place."""

    name: str
    columns: tuple[str, ...]


PERCEPTION = Table(
    _lazy("perception figures"),
    (
        "year",
        "landlord_code",
        "stock",
        "measure",
        "very_satisfied",
        "fairly_satisfied",
        "neither",
        "fairly_dissatisfied",
        "very_dissatisfied",
        "na_dont_know",
        "filter_yes",
        "filter_no",
        "denominator",
        "percent_1dp",
        "rsh_value_1dp",
    ),
)
MANAGEMENT = Table(
    _lazy("management figures"),
    (
        "year",
        "landlord_code",
        "stock",
        "measure",
        "part",
        "numerator",
        "denominator",
        "multiplier",
        "value_1dp",
    ),
)
LANDLORDS = Table(
    "landlords", ("landlord_code", "name", "type", "size_band", "region", "lcra_above_30pct_supported")
)
QUARTILES = Table(
    "quartiles",
    (
        "year",
        "stock",
        "measure",
        "part",
        "landlords",
        "minimum",
        "lower_quartile_25th",
        "median",
        "upper_quartile_75th",
        "maximum",
    ),
)
TABLES = (PERCEPTION, MANAGEMENT, LANDLORDS, QUARTILES)


@dataclass
class Line:
    """One row of a table: its cells by place, and the faults found in it."""

    row: int
    cells: dict[str, str]
    faults: list[RowFault] = field(default_factory=list)

    def fault(self, column: str, what: str, remedy: str) -> None:
        """Note that a cell is wrong."""
        self.faults.append(
            RowFault(self.row, column, shown(self.cells.get(column, "").strip()), what, remedy)
        )

    def text(self, column: str) -> str:
        """The cell without the spaces around it."""
        return self.cells[column].strip()

    def marker(self, column: str) -> str:
        """The letter of a marker such as [E] in the cell, else ""."""
        found = _MARKER.fullmatch(self.text(column))
        return found[1].upper() if found else ""

    def number(self, column: str) -> Decimal | None:
        """The number of at least 0 in the cell; None for a blank, a marker, or a fault that is then noted."""
        if not self.text(column) or self.marker(column):
            return None
        try:
            return to_number(self.text(column), least=Decimal(0))
        except CellError as error:
            self.fault(column, error.what, error.remedy)
            return None


@dataclass(frozen=True)
class Sheet:
    """A file understood as a table. With `faults` its lines were not read."""

    table: Table
    lines: tuple[Line, ...]
    faults: tuple[RowFault, ...] = ()


def read_sheet(data: bytes) -> Sheet:
    """The table in `data`; FileRefused if it is no table, or none of the regulator's."""
    source = io.BytesIO(data)
    refuse_other_kinds(source)
    encoding = encoding_of(source)
    first = data.splitlines()[0].decode(encoding, "replace") if encoding != "utf-16" else ""
    known = frozenset(name for table in TABLES for name in table.columns)
    text = open_text(source, encoding)
    found = [
        record
        for record in records(text, separator_of(first, known) if first else ",")
        if not record.is_blank
    ]
    if not found or found[0].trouble:
        raise FileRefused(_("We could not find a heading row in this file."))
    heading = tuple(name_of(cell) for cell in found[0].cells)
    table = _table_of(heading)
    if fault := _heading_fault(table, heading):
        return Sheet(table, (), (fault,))
    lines, faults = [], []
    for record in found[1:]:
        if record.trouble or len(record.cells) != len(table.columns):
            faults.append(_ragged(record.row, len(record.cells), len(table.columns)))
        else:
            lines.append(Line(record.row, dict(zip(table.columns, record.cells, strict=True))))
    return Sheet(table, tuple(lines), tuple(faults))


def _table_of(heading: tuple[str, ...]) -> Table:
    shared = {table.name: len(set(heading) & set(table.columns)) for table in TABLES}
    table = max(TABLES, key=lambda one: (shared[one.name], len(one.columns) == len(heading)))
    if shared[table.name] * 2 < len(table.columns):
        names = ", ".join(str(one.name) for one in TABLES)
        raise FileRefused(
            _("This is none of the regulator's tables that we know ({names}).").format(names=names)
        )
    return table


def _heading_fault(table: Table, heading: tuple[str, ...]) -> RowFault | None:
    """Wrong words over the right number of columns pass; too few, too many or moved columns do not."""
    missing = [name for name in table.columns if name not in heading]
    if len(heading) < len(table.columns):
        named = ", ".join(f"“{name}”" for name in missing) or _("A column")
        what = _("{named} is missing: the table of {name} has {columns} columns.").format(
            named=named, name=table.name, columns=len(table.columns)
        )
        return RowFault(1, "", "", what, _("Download the file again and change nothing in it."))
    if len(heading) > len(table.columns):
        what = _("There are {heading} columns, but the table of {name} has {columns}.").format(
            heading=len(heading), name=table.name, columns=len(table.columns)
        )
        return RowFault(1, "", "", what, _("Remove the columns that are not the regulator's."))
    if not missing and heading != table.columns:
        pairs = zip(heading, table.columns, strict=True)
        moved = next(name for name, ours in pairs if name != ours)
        what = _("stands in another place than in the regulator's table.")
        return RowFault(1, moved, moved, what, _("Put it back."))
    return None


def _ragged(row: int, found: int, expected: int) -> RowFault:
    what = _("Row {row} has {found} cells, the heading has {expected}.").format(
        row=row, found=found, expected=expected
    )
    return RowFault(row, "", "", what, _("Look for a comma too many or too few."))
