"""One row against the catalogue: whose measure, which period, which segment."""

from charter.periods import KIND_OF_FREQUENCY, Period, PeriodError
from measures.csv_import.catalogue import MeasureEntry
from measures.csv_import.columns import FIRST_YEAR
from measures.csv_import.contracts import FigureRow, shown
from measures.csv_import.kinds import figure_of
from measures.csv_import.row import Row

PERIOD_WORDS = {"month": "month", "quarter": "quarter", "half_year": "half-year", "year": "year"}


def check_row(row: Row) -> FigureRow | None:
    """The figure in this row, or None with every fault of the row in `row.faults`."""
    row.read_cells()
    measure = _measure(row)
    period = _period(row, measure)
    segment = _segment(row, period)
    if measure and period and (segment or not row.has("segment")):
        row.key = (measure.slug, period.key, segment or "")
    figure = figure_of(row, measure, period)
    if row.faults or measure is None or period is None or figure is None:
        return None
    return FigureRow(
        row=row.number,
        measure=measure.slug,
        period=period,
        segment=segment,
        note=row.text("note"),
        why=row.text("why"),
        action=row.text("action"),
        by_when=row.day("by_when"),
        **figure,
    )


def _measure(row: Row) -> MeasureEntry | None:
    name = row.text("measure")
    if not name:
        return None
    found = row.catalogue.measure(name)
    if found is None:
        # The same words for a measure of somebody else and one that does not exist.
        whole = row.catalogue.whole
        what = f"There is no measure {shown(name)}." if whole else f"you are not the owner of {shown(name)}."
        row.fault("measure", what, "Check the name against the template.")
    return found


def _period(row: Row, measure: MeasureEntry | None) -> Period | None:
    written = row.text("period")
    if not written:
        return None
    try:
        period = Period.parse(written, row.catalogue.year_starts)
    except PeriodError:
        row.fault("period", f"“{shown(written)}” is not a period.", _period_remedy(row.catalogue.year_starts))
        return None
    trouble = _period_trouble(row, period, measure)
    if trouble:
        row.fault("period", *trouble)
        return None
    return period


def _period_remedy(year_starts: int) -> str:
    year = "2025" if year_starts == 1 else "2025-26"
    return (
        f"Write a month as 2025-04, a quarter as {year}-Q1, a half-year as {year}-H1, a year as {year}. "
        "If the sheet changes it into a date, format the column as text."
    )


def _period_trouble(row: Row, period: Period, measure: MeasureEntry | None) -> tuple[str, str] | None:
    if period.start.year < FIRST_YEAR:
        return f"{period.label} is too long ago.", f"Give figures from {FIRST_YEAR} on."
    if measure is not None and not measure.allows(period):
        kind = PERIOD_WORDS[KIND_OF_FREQUENCY[measure.frequency]]
        return (
            f"{period.label} is shorter than this measure's period.",
            f"Give a figure for a {kind}{'' if kind == 'year' else ' or longer'}.",
        )
    begun_is_enough = measure is not None and measure.kind == "grade"
    if (period.start if begun_is_enough else period.end) >= row.today:
        return f"The period {period.label} has not ended yet.", "Give the figure when it has."
    if period.financial_year.key in row.catalogue.closed:
        ended = f"{period.end.day} {period.end:%B %Y}"
        return f"The period ended {ended} and is closed.", "Ask for a correction."
    return None


def _segment(row: Row, period: Period | None) -> str | None:
    name = row.text("segment")
    if not name:
        return None
    found = row.catalogue.segment(name)
    if found is None:
        row.fault(
            "segment", f"We do not know the segment {shown(name)}.", "Check the name, or leave it blank."
        )
        return None
    if period is not None and not found.exists_in(period):
        row.fault(
            "segment", f"{found.slug} did not exist in {period.label}.", "Use the segment of that time."
        )
    return found.slug
