"""A row being checked: its raw cells, what was read of them, and the faults so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from measures.csv_import.catalogue import Catalogue
from measures.csv_import.columns import CellError, check_storable
from measures.csv_import.contracts import Limits, RowFault, shown
from measures.csv_import.layouts import POINTS, Layout


@dataclass
class Row:
    """One row on its way from cells to a figure; `today` is the day by which a period has ended."""

    number: int
    cells: Mapping[str, str]
    layout: Layout
    catalogue: Catalogue
    today: date
    limits: Limits
    read: dict[str, object] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    spoilt: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # column: what is wrong, remedy
    key: tuple[str, str, str] | None = None  # measure, period, segment, once all three are understood

    def fault(self, key: str, what: str, remedy: str) -> None:
        """Note that the cell under `key` is wrong; a hushed layout keeps what stands there to the file.

        Of a spoilt cell nothing more is said: all else would only follow from it.
        """
        if key in self.spoilt:
            what, remedy = self.spoilt[key]
            if any(one.column == self.layout.by_key[key].label for one in self.faults):
                return
        value = "" if self.layout.hushed else shown(self.cells.get(key, "").strip())
        label = self.layout.by_key[key].label
        self.faults.append(RowFault(self.number, label, value, str(what), str(remedy)))

    def read_cells(self) -> None:
        """Read every cell by its column's rule, and note those that cannot be read or must not be blank."""
        for key, cell in self.cells.items():
            if key in self.spoilt:
                self.fault(key, *self.spoilt[key])
                continue
            try:
                check_storable(cell, self.limits.cell)
                self.read[key] = self.layout.by_key[key].clean(cell, self.today)
            except CellError as error:
                self.fault(key, error.hushed if self.layout.hushed else error.what, error.remedy)
        for key in self.layout.required:
            if not self.has(key):
                remedy = _("Enter 0 if nobody gave this answer.") if key in POINTS else _("Fill it in.")
                self.fault(key, _("is blank."), remedy)

    def text(self, key: str) -> str:
        """The text read under `key`, "" if there is none."""
        found = self.read.get(key)
        return found if isinstance(found, str) else ""

    def number_of(self, key: str) -> Decimal | None:
        """The number read under `key`."""
        found = self.read.get(key)
        return found if isinstance(found, Decimal) else None

    def day(self, key: str) -> date | None:
        """The day read under `key`."""
        found = self.read.get(key)
        return found if isinstance(found, date) else None

    def has(self, key: str) -> bool:
        """Whether anything stands in the cell."""
        return bool(self.cells.get(key, "").strip())
