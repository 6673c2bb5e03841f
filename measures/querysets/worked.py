"""What a figure that is being typed comes to, in the words it will have; nothing is written."""

from dataclasses import dataclass, replace

from measures import rules
from measures.figures import Figures
from measures.models import Result
from measures.querysets.figure_place import FigurePlace
from measures.querysets.written import Judged, judged
from measures.scoring import ScoringError, satisfaction


@dataclass(frozen=True)
class Worked:
    """The figure in words. `asks_words`: it misses, so it needs why and what next; near invites them."""

    judged: Judged
    asks_words: bool
    invites_words: bool


def worked_out(place: FigurePlace, figures: Figures | None = None) -> Worked | None:
    """The typed figure by the portal's own arithmetic; without one, the draft that is stored."""
    row = _row(place, figures) if figures else place.open_result
    if row is None:
        return None
    row.measure = place.measure
    try:
        found = judged(row, list(place.measure.targets.all()), place.period)
    except ScoringError:
        return None
    whole = place.segment is None
    return Worked(found, whole and found.status == "missed", whole and found.status == "near")


def _row(place: FigurePlace, figures: Figures) -> Result:
    if figures.answers and figures.numerator is None:
        counts = {
            key: rules.exact_count(text) for key, text in figures.answers.items() if key in rules.POINTS
        }
        satisfied, base = satisfaction(counts)
        figures = replace(figures, numerator=rules.as_decimal(satisfied), denominator=rules.as_decimal(base))
    return Result(
        measure=place.measure,
        segment=place.segment,
        period=place.period.key,
        period_kind=place.period.kind,
        period_start=place.period.start,
        period_end=place.period.end,
        numerator=figures.numerator,
        denominator=figures.denominator,
        value=figures.value,
        grade=figures.grade,
        given_on=figures.given_on,
        marker=figures.marker,
    )
