"""What a file is checked against, from the rows of the installation."""

from collections.abc import Iterable
from decimal import Decimal

from charter.models import User
from charter.querysets import year_starts
from measures.csv_import import Catalogue, MeasureEntry, SegmentEntry
from measures.models import Measure, Segment
from measures.querysets.entered import entered_by


def catalogue_for(person: User) -> Catalogue:
    """The measures that a person may enter figures for: those whose post they hold, or all if so allowed."""
    return _catalogue(entered_by(person))


def whole_catalogue() -> Catalogue:
    """Every measure, for the command line: who may run commands may enter every figure."""
    return _catalogue(Measure.objects.all(), whole=True)


def catalogue_of_segments() -> Catalogue:
    """The segments alone, for files whose measure is known."""
    return _catalogue([])


def _catalogue(measures: Iterable[Measure], *, whole: bool = False) -> Catalogue:
    segments = [SegmentEntry(one.slug, one.starts, one.ends) for one in Segment.objects.all()]
    return Catalogue.of([entry_of(one) for one in measures], segments, year_starts=year_starts(), whole=whole)


def entry_of(measure: Measure) -> MeasureEntry:
    """A measure as the reader of files knows it, with the bounds that follow from its kind."""
    low, high = measure.natural_min, measure.natural_max
    if low is None and (measure.is_proportion or measure.kind in {"count", "duration", "rate"}):
        low = Decimal(0)
    if high is None and measure.is_proportion:
        high = Decimal(100)
    return MeasureEntry(
        slug=measure.slug,
        title=measure.title,
        kind=measure.kind,
        frequency=measure.frequency,
        unit=measure.unit,
        decimals=measure.decimals,
        natural_min=low,
        natural_max=high,
        per=measure.per,
        grades=tuple(measure.grades),
        is_proportion=measure.is_proportion,
    )
