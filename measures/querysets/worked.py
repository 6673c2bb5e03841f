"""What a figure that is being typed comes to, in the words it will have; nothing is written."""

from dataclasses import dataclass, replace

from charter.periods import Period
from measures import rules
from measures.actions.results import needs_explanation
from measures.figures import Figures
from measures.models import Measure, Result, Segment
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
    given = place.measure, place.period, place.segment
    row = _row(*given, figures) if figures else place.open_result
    if row is None:
        return None
    row.measure = place.measure
    try:
        found = judged(row, list(place.measure.targets.all()), place.period)
    except ScoringError:
        return None
    whole = place.segment is None
    return Worked(found, whole and found.status == "missed", whole and found.status == "near")


def asks_for_words(measure: Measure, period: Period, segment: Segment | None, figures: Figures) -> bool:
    """Whether a typed figure cannot be sent without an explanation."""
    return needs_explanation(_row(measure, period, segment, figures))


def _row(measure: Measure, period: Period, segment: Segment | None, figures: Figures) -> Result:
    if figures.answers and figures.numerator is None:
        counts = {
            key: rules.exact_count(text) for key, text in figures.answers.items() if key in rules.POINTS
        }
        satisfied, base = satisfaction(counts)
        figures = replace(figures, numerator=rules.as_decimal(satisfied), denominator=rules.as_decimal(base))
    return Result(
        measure=measure,
        segment=segment,
        period=period.key,
        period_kind=period.kind,
        period_start=period.start,
        period_end=period.end,
        numerator=figures.numerator,
        denominator=figures.denominator,
        value=figures.value,
        grade=figures.grade,
        given_on=figures.given_on,
        marker=figures.marker,
    )
