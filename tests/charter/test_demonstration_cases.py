"""The damp reports of the demonstration: a case file like any other, with the figures of its plan."""

from datetime import UTC, date, datetime
from io import BytesIO

from charter.demonstration import cases
from measures.cases import Case, CaseFigure, Setting, figures_of, rule_of
from measures.csv_import import CaseNeeds, CaseReader, Catalogue, SegmentEntry
from tests.charter.test_working_time import CALENDAR

TODAY = date(2026, 10, 1)
RULE = rule_of(
    {
        "clock": {"limit": "10", "unit": "working days", "from": "received"},
        "count": "in_time",
        "period_by": "due",
    }
)


def read() -> list[Case]:
    catalogue = Catalogue.of([], [SegmentEntry(area) for area in set(cases.AREAS)])
    reader = CaseReader(BytesIO(cases.written().encode()), CaseNeeds(RULE, CALENDAR, catalogue, TODAY))
    found = [row.case for row in reader.rows()]
    assert reader.faults == []
    return found


def figures() -> dict[str, CaseFigure]:
    setting = Setting(RULE, CALENDAR, "quarter", 4, datetime(2026, 10, 1, tzinfo=UTC))
    return {key[0].key: figure for key, figure in figures_of(read(), setting).items() if not key[1]}


def test_each_quarter_comes_out_as_planned() -> None:
    found = figures()
    for key, (visits, late) in cases.QUARTERS.items():
        assert (found[key].denominator, len(found[key].late)) == (visits, late), key


def test_some_are_open_some_wait_and_some_were_paused_or_extended() -> None:
    found, rows = figures(), read()
    assert found[cases.STILL_OPEN].still_open == 1
    assert found["2026-27-Q3"].not_due == len(cases.NOT_DUE)
    assert sum(case.paused_days > 0 for case in rows) > 20
    assert sum(case.extension_days > 0 for case in rows) > 10
    assert len(rows) == sum(visits for visits, _ in cases.QUARTERS.values()) + len(cases.NOT_DUE)


def test_the_file_is_always_the_same() -> None:
    first = cases.written()
    cases._calendar.cache_clear()
    assert cases.written() == first
