"""A measure beside other landlords': the document of the comparison, and the table of quartiles."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from charter.languages.own import own
from charter.models import Landlord
from charter.numbers import fixed, plain, round_half_up
from charter.periods import Period
from measures import sentences
from measures.models import Benchmark, Measure
from measures.payload.canonical import Document
from measures.payload.figures import VALUE_PLACES, shown_with_unit
from measures.sector_data import (
    STORED_PLACES,
    Comparison,
    comparison_sentences,
    group_words,
    like_us,
    place_of,
)
from measures.standing import MeasureStanding, PeriodFigure
from measures.standing.intervals import interval_of

SECTOR_DECIMALS = 1  # the regulator prints one decimal (domain, section 1.2)
YEAR_BEGINS = 4  # the regulator's years run from 1 April
QUARTILES = ("minimum", "lower_quartile", "median", "upper_quartile", "maximum")


def comparison_document(
    landlord: Landlord, rows: Sequence[Benchmark], one: MeasureStanding
) -> Document | None:
    """Our figure of a year beside landlords like us; None without a figure of a year, or without a table.

    The figure is that of the table's own year, where we have it; else our newest, and the words say so.
    """
    figures = _of_years(one.all_figures)
    line = like_us(rows, max(figures, default=""), landlord.size_band, landlord.landlord_type)
    if line is None:
        return None
    figure = figures.get(line.year) or figures[max(figures)]
    found = _compared(landlord, line, one.measure, figure)
    return {
        "year": line.year,
        "label": found.label,
        "stock": line.stock,
        "size_band": line.size_band,
        "landlord_type": line.landlord_type,
        "like_us": found.is_like_us,
        "landlords": line.landlords,
        "figure": {
            "period": figure.period.key,
            "label": figure.period.label,
            "value": plain(figure.value, VALUE_PLACES),
            "shown_unit": found.ours,
        },
        "median": plain(line.median),
        "lower_quartile": plain(line.lower_quartile),
        "upper_quartile": plain(line.upper_quartile),
        "deciles": list(line.deciles),
        "better_than": {"passed": found.place.passed, "parts": found.place.parts} if found.place else None,
        "sentences": comparison_sentences(found, unsure=_unsure(one.measure, figure, line)),
        "source": own(line.source),
    }


def compare_document(measures: Mapping[str, Document]) -> Document:
    """Every measure that other landlords count too, with where we stand among those like us; by its code.

    Made from the documents of the measures: the page of all and the page of each say the same.
    """
    found = [
        {name: measure[name] for name in ("slug", "title", "unit", "direction", "regulator", "benchmark")}
        | {"benchmarks": [row for row in measure["benchmarks"] if _is_compared(row, measure["benchmark"])]}
        for measure in measures.values()
        if measure["benchmark"]
    ]
    return {"measures": sorted(found, key=lambda one: (one["regulator"], one["slug"]))}


def _is_compared(row: Document, compared: Document) -> bool:
    """Whether a row of the table is the group that we are compared with."""
    return all(row[name] == compared[name] for name in ("year", "size_band", "landlord_type"))


def _unsure(measure: Measure, figure: PeriodFigure, line: Benchmark) -> bool:
    """Whether the middle landlord lies within what chance alone may do to our figure."""
    interval = interval_of(measure, figure)
    return interval is not None and interval.low <= Fraction(line.median) <= interval.high


def benchmark_rows(rows: Iterable[Benchmark], compared: Document | None) -> list[Document]:
    """Quartiles of the sector, newest year first; `compared` marks all landlords and those like us."""
    group = (compared["size_band"], compared["landlord_type"]) if compared else ("", "")
    return [
        {
            "year": row.year,
            "label": Period.parse(row.year).label,
            "landlords": row.landlords,
            "size_band": row.size_band,
            "landlord_type": row.landlord_type,
            "group": group_words(row.size_band, row.landlord_type) if _is_part(row) else _("all landlords"),
            "compared": (row.size_band, row.landlord_type) in {("", ""), group},
            "shown": {name: fixed(getattr(row, name), SECTOR_DECIMALS) for name in QUARTILES},
        }
        | {name: plain(getattr(row, name)) for name in QUARTILES[1:4]}
        for row in sorted(rows, key=lambda row: (row.year, row.size_band, row.landlord_type), reverse=True)
    ]


def _is_part(row: Benchmark) -> bool:
    return bool(row.size_band or row.landlord_type)


def _of_years(figures: Iterable[PeriodFigure]) -> dict[str, PeriodFigure]:
    """Our whole figures of the regulator's years, by year."""
    return {
        figure.period.key: figure
        for figure in figures
        if figure.period.kind == "year"
        and figure.period.start.month == YEAR_BEGINS
        and figure.complete
        and figure.value is not None
        and figure.shown is not None
    }


def _compared(landlord: Landlord, line: Benchmark, measure: Measure, figure: PeriodFigure) -> Comparison:
    group = (line.size_band, line.landlord_type)
    # The table keeps so many places: rounded to the same, a landlord is level with its own figure.
    value = Fraction(round_half_up(figure.value or 0, STORED_PLACES))
    cuts = line.deciles or [getattr(line, name) for name in QUARTILES]
    return Comparison(
        label=Period.parse(line.year).label,
        landlords=line.landlords,
        size_band=line.size_band,
        landlord_type=line.landlord_type,
        is_like_us=all(group) and group == (landlord.size_band, landlord.landlord_type),
        median=sentences.with_unit(fixed(line.median, SECTOR_DECIMALS), measure.unit),
        ours=shown_with_unit(measure, figure.shown),
        ours_label=figure.period.label,
        place=place_of(value, [Fraction(cut) for cut in cuts], measure.direction),
    )
