"""docs/results-file.md and its templates say what the reader does."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from measures.csv_import import RESULTS, SATISFACTION, Catalogue, Layout, MeasureEntry, read

DOCS = Path(__file__).parents[2] / "docs"
CATALOGUE = Catalogue.of(
    [
        MeasureEntry("emergency-repairs", "Emergency repairs", "percentage", "monthly", "%", 1, Decimal(0)),
        MeasureEntry("days-to-let", "Days to let", "duration", "quarterly", "days", 1),
        MeasureEntry("external-audit", "Audit", "grade", "annual", grades=("Substantial assurance",)),
        MeasureEntry("tp01", "Satisfied", "satisfaction", "annual"),
        MeasureEntry("tp09", "Complaints", "satisfaction", "annual"),
    ]
)


@pytest.mark.parametrize("layout", [RESULTS, SATISFACTION], ids=lambda layout: layout.name)
def test_the_documented_headings_are_those_that_are_read(layout: Layout):
    heading = ",".join(column.key for column in layout.columns)
    assert f"\n`{heading}`\n" in (DOCS / "results-file.md").read_text()
    assert (DOCS / "templates" / f"{layout.name}.csv").read_text().splitlines()[0] == heading


@pytest.mark.parametrize(("name", "rows"), [("results", 4), ("satisfaction", 2)])
def test_the_templates_read_without_a_fault(name: str, rows: int):
    data = (DOCS / "templates" / f"{name}.csv").read_bytes()
    reading = read(data, CATALOGUE, today=date(2026, 11, 22))
    assert reading.faults == ()
    assert len(reading.rows) == rows
