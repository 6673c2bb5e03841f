"""docs/results-file.md and its templates say what the reader does."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from measures.cases import RULES, rule_of
from measures.csv_import import (
    CASES,
    RESULTS,
    SATISFACTION,
    CaseNeeds,
    CaseReader,
    Catalogue,
    Layout,
    MeasureEntry,
    read,
)
from measures.csv_import.case_columns import OUTCOMES
from tests.charter.test_working_time import CALENDAR

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


@pytest.mark.parametrize("layout", [RESULTS, SATISFACTION, CASES], ids=lambda layout: layout.name)
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


def test_the_template_of_cases_reads_without_a_fault():
    made = RULES["complaint-stage-1-response"]
    rule = rule_of(
        {
            "clock": {"rule": made.name, "limit": "10", "unit": made.unit, "from": made.start},
            "period_by": "due",
        }
    )
    with (DOCS / "templates" / "cases.csv").open("rb") as source:
        reader = CaseReader(source, CaseNeeds(rule, CALENDAR, CATALOGUE, date(2026, 11, 22)))
        assert len(list(reader.rows())) == 3
    assert reader.faults == []


def test_every_outcome_and_every_ready_made_rule_is_told():
    told = (DOCS / "results-file.md").read_text()
    assert [outcome for outcome in OUTCOMES if f"`{outcome}`" not in told] == []
    rules = (DOCS / "charter-file.md").read_text()
    for rule in RULES.values():
        limit = "the landlord's own" if rule.is_own_limit else f"{rule.limit} {rule.unit}"
        assert f"| `{rule.name}` | {limit} from" in rules
