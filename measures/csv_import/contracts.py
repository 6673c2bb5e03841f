"""The plain values that go into and come out of reading a file."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from charter.faults import Fault
from charter.files import LARGEST_FILE
from charter.periods import Period

SHOWN = 40  # characters of a person's own value that a message may repeat


@dataclass(frozen=True)
class Limits:
    """What one file may hold; None means no limit. `size` is in bytes, `cell` in characters."""

    size: int | None
    rows: int | None
    columns: int = 60
    cell: int = 1_000


BROWSER = Limits(size=LARGEST_FILE, rows=10_000)
COMMAND_LINE = Limits(size=None, rows=None)


@dataclass(frozen=True)
class RowFault:
    """One thing wrong in the file: `row` is counted as a spreadsheet counts it, the heading is row 1.

    `row` is None when the heading or the whole file is at fault. `value` is what stood there, shortened.
    """

    row: int | None
    column: str
    value: str
    what: str
    remedy: str

    @property
    def where(self) -> str:
        """The place in the person's own terms, such as "Row 4, Value"."""
        row = "" if self.row is None else _("Row {row}").format(row=self.row)
        return ", ".join(part for part in (row, self.column) if part)

    @property
    def fault(self) -> Fault:
        """The same in the shape that all faults share."""
        return Fault(self.where, self.what, self.remedy)


@dataclass(frozen=True)
class Answers:
    """The answers to one survey question; weighted counts have decimals.

    Blank optional counts are None: not asked is not the same as nobody.
    """

    very_satisfied: Decimal
    fairly_satisfied: Decimal
    neither: Decimal
    fairly_dissatisfied: Decimal
    very_dissatisfied: Decimal
    dont_know: Decimal | None = None
    filter_yes: Decimal | None = None
    filter_no: Decimal | None = None
    responses: Decimal | None = None
    design_effect: Decimal | None = None
    population: Decimal | None = None
    method: str = ""
    asked_from: date | None = None
    asked_until: date | None = None

    @property
    def satisfied(self) -> Decimal:
        """Very and fairly satisfied together."""
        return self.very_satisfied + self.fairly_satisfied

    @property
    def base(self) -> Decimal:
        """Everyone who gave one of the five answers; "don't know" is left out (domain, section 1.2)."""
        return self.satisfied + self.neither + self.fairly_dissatisfied + self.very_dissatisfied


class FigureRow(NamedTuple):
    """One row of a file, read and found good. `segment` None is the whole landlord."""

    row: int
    measure: str
    period: Period
    segment: str | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    grade: str = ""
    marker: str = ""  # "z" no cases, "na" not available: nothing to report, with the note as its reason
    answers: Answers | None = None
    note: str = ""
    why: str = ""
    action: str = ""
    by_when: date | None = None
    given_on: date | None = None
    review_by: date | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it says nothing but a numerator and a denominator."""
        return self.numerator is not None and self[VALUE:] == BLANK


VALUE = FigureRow._fields.index("value")
BLANK = tuple(FigureRow._field_defaults[name] for name in FigureRow._fields[VALUE:])


@dataclass(frozen=True)
class Reading:
    """A whole file as read. With any fault nothing of it may be stored."""

    layout: str
    encoding: str
    count: int
    rows: tuple[FigureRow, ...] = ()
    faults: tuple[RowFault, ...] = field(default=())


def shown(value: str) -> str:
    """A person's value as a message may repeat it: at most 40 characters, nothing invisible."""
    visible = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in value[: SHOWN + 1])
    return visible if len(value) <= SHOWN else visible[: SHOWN - 1] + "…"
