"""One row against the catalogue: whose measure, which period, which segment."""

from django.utils.translation import gettext as _

from charter.periods import KIND_OF_FREQUENCY, Period, PeriodError
from charter.translated import lazily as _lazy
from measures.csv_import.catalogue import MeasureEntry
from measures.csv_import.columns import FIRST_YEAR
from measures.csv_import.contracts import FigureRow, shown
from measures.csv_import.kinds import figure_of
from measures.csv_import.row import Row

OR_LONGER = {
    "month": _lazy("Give a figure for a month or longer."),
    "quarter": _lazy("Give a figure for a quarter or longer."),
    "half_year": _lazy("Give a figure for a half-year or longer."),
    "year": _lazy("Give a figure for a year."),
}


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
        what = (
            _("There is no measure {typed}.").format(typed=shown(name))
            if whole
            else _("you are not the owner of {typed}.").format(typed=shown(name))
        )
        row.fault("measure", what, _("Check the name against the template."))
    return found


def _period(row: Row, measure: MeasureEntry | None) -> Period | None:
    written = row.text("period")
    if not written:
        return None
    try:
        period = Period.parse(written, row.catalogue.year_starts)
    except PeriodError:
        row.fault(
            "period",
            _("“{typed}” is not a period.").format(typed=shown(written)),
            _period_remedy(row.catalogue.year_starts),
        )
        return None
    trouble = _period_trouble(row, period, measure)
    if trouble:
        row.fault("period", *trouble)
        return None
    return period


def _period_remedy(year_starts: int) -> str:
    year = "2025" if year_starts == 1 else "2025-26"
    return _(
        "Write a month as 2025-04, a quarter as {year}-Q1, a half-year as {year}-H1, a year as "
        "{year}. If the sheet changes it into a date, format the column as text."
    ).format(year=year)


def _period_trouble(row: Row, period: Period, measure: MeasureEntry | None) -> tuple[str, str] | None:
    if period.start.year < FIRST_YEAR:
        return _("{period} is too long ago.").format(period=period.label), _(
            "Give figures from {first_year} on."
        ).format(first_year=FIRST_YEAR)
    if measure is not None and not measure.allows(period):
        return (
            _("{period} is shorter than this measure's period.").format(period=period.label),
            OR_LONGER[KIND_OF_FREQUENCY[measure.frequency]],
        )
    begun_is_enough = measure is not None and measure.kind == "grade"
    if (period.start if begun_is_enough else period.end) >= row.today:
        return _("The period {period} has not ended yet.").format(period=period.label), _(
            "Give the figure when it has."
        )
    if period.financial_year.key in row.catalogue.closed:
        ended = f"{period.end.day} {period.end:%B %Y}"
        return _("The period ended {ended} and is closed.").format(ended=ended), _("Ask for a correction.")
    return None


def _segment(row: Row, period: Period | None) -> str | None:
    name = row.text("segment")
    if not name:
        return None
    found = row.catalogue.segment(name)
    if found is None:
        row.fault(
            "segment",
            _("We do not know the segment {typed}.").format(typed=shown(name)),
            _("Check the name, or leave it blank."),
        )
        return None
    if period is not None and not found.exists_in(period):
        row.fault(
            "segment",
            _("{segment} did not exist in {period}.").format(segment=found.slug, period=period.label),
            _("Use the segment of that time."),
        )
    return found.slug
