"""The rows of `landlord_kpis_published.csv`, and what each landlord's own words mean in ours."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from charter.periods import Period

FILE = Path(__file__).parents[1] / "data" / "landlord_kpis_published.csv"
NO_CASES = "N/A"

# Their words, row by row, in ours. None: they published a figure, but no verdict on it.
WORDS: dict[str, str | None] = {
    "target exceeded": "met",
    "met": "met",
    "target met": "met",
    "on target": "met",
    "happy face": "met",
    "happy face (data below target: error on page)": "met",
    "out of target but within tolerance": "near",
    "target not met": "missed",
    "not met": "missed",
    "current performance": None,
    "": None,
}
KINDS = {"%": "percentage", "days": "duration", "working days": "duration", "count": "count"}
FREQUENCIES = {"month": "monthly", "quarter": "quarterly"}
YEAR_END = re.compile(r"year end \((?P<year>[0-9]{4}/[0-9]{2}) inferred\)")


@dataclass(frozen=True)
class Row:
    """One published figure. `number` is its row in the file, the heading is row 1."""

    number: int
    landlord: str
    period_text: str
    frequency: str
    title: str
    unit: str
    direction: str
    target: str
    tolerance: str
    actual: str
    said: str
    note: str
    source: str

    @property
    def period(self) -> Period:
        """The period; "year end" is the whole year, of which the year is inferred."""
        found = YEAR_END.fullmatch(self.period_text)
        return Period.parse(found["year"] if found else self.period_text.replace(" Q", "-Q"))

    @property
    def published(self) -> str | None:
        """Their verdict in our words."""
        return WORDS[self.said]

    @property
    def slug(self) -> str:
        """The measure's slug within its landlord."""
        return (
            re.sub(r"[^a-z0-9]+", "-", self.title.lower().replace("%", "per cent")).strip("-")[:60].strip("-")
        )

    @property
    def decimals(self) -> int:
        """How many decimals the figure was printed with."""
        return 0 if self.actual == NO_CASES else max(0, -int(Decimal(self.actual).as_tuple().exponent))


def rows() -> list[Row]:
    """Every row of the file."""
    with FILE.open(encoding="utf-8", newline="") as source:
        lines = list(csv.reader(source))[1:]
    return [Row(number, *line) for number, line in enumerate(lines, 2)]


def by_landlord() -> dict[str, list[Row]]:
    """The rows of each landlord, in the file's order."""
    found: dict[str, list[Row]] = {}
    for row in rows():
        found.setdefault(row.landlord, []).append(row)
    return found


def by_measure(landlord: Iterable[Row]) -> dict[str, list[Row]]:
    """A landlord's rows by measure."""
    found: dict[str, list[Row]] = {}
    for row in landlord:
        found.setdefault(row.slug, []).append(row)
    return found
