"""The common row of a file by a short way: the very figure of the long way (`check_row`), or none.

Nearly every row of a long file holds a measure, a period, a segment and two plain numbers. The words of the
first three come again and again: once the long way found them good, they are good in every row. A row of any
other form, or with any fault, is left to the long way, which says what is wrong.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from charter.periods import Period
from measures.csv_import.catalogue import RATIO_KINDS, Catalogue, MeasureEntry
from measures.csv_import.contracts import FigureRow
from measures.csv_import.layouts import RESULTS, Heading
from measures.csv_import.rows import Record

NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,10})?")
READ = ("measure", "period", "segment", "numerator", "denominator")


class Asked(NamedTuple):
    """A measure and a period that the long way found good. `share`: no numerator above its denominator."""

    measure: str
    period: Period
    share: bool


class PlainRows:
    """Reads the plain rows of one file, once it has learnt their words."""

    def __init__(self, heading: Heading, catalogue: Catalogue) -> None:
        places = [heading.keys.index(key) if key in heading.keys else -1 for key in READ]
        self._places = places
        self._catalogue = catalogue
        self._width = len(heading.keys)
        passed_over = {*READ, *heading.layout.beside}
        self._others = [at for at, key in enumerate(heading.keys) if key not in passed_over]
        self._is_plain = heading.layout is RESULTS and -1 not in places
        self._asked: dict[tuple[str, str], Asked] = {}
        self._segments: dict[tuple[str, str], str | None] = {}

    def learn(self, cells: Mapping[str, str], found: FigureRow) -> None:
        """Remember the words of a row that the long way found good."""
        measure = self._catalogue.measures.get(found.measure.casefold())
        if not (self._is_plain and found.is_plain and measure is not None and _any_is_possible(measure)):
            return
        words = cells["measure"], cells["period"]
        self._asked[words] = Asked(found.measure, found.period, measure.is_proportion)
        self._segments[cells["period"], cells["segment"]] = found.segment

    def read(self, record: Record) -> FigureRow | None:
        """The figure of a row of words that are known; None for every other row."""
        cells = record.cells
        if not self._is_plain or len(cells) != self._width or record.trouble or record.spoilt:
            return None
        measure, period, segment, over, under = [cells[at] for at in self._places]
        asked = self._asked.get((measure, period))
        if asked is None or (period, segment) not in self._segments:
            return None
        if not (NUMBER.fullmatch(over) and NUMBER.fullmatch(under)) or any(cells[at] for at in self._others):
            return None
        numerator, denominator = Decimal(over), Decimal(under)
        if not denominator or (asked.share and numerator > denominator):
            return None
        part = self._segments[period, segment]
        return FigureRow(record.row, asked.measure, asked.period, part, numerator, denominator)


def _any_is_possible(measure: MeasureEntry) -> bool:
    """Whether every numerator of 0 or more, of a share up to its denominator, is within the bounds."""
    low, high = measure.natural_min, measure.natural_max
    if measure.kind not in RATIO_KINDS or (low is not None and low > 0):
        return False
    return high is None or (measure.is_proportion and high >= measure.factor)
