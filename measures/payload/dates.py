"""When the figures of the next period are due."""

from datetime import date

from charter.periods import MONTHS_IN, Period
from charter.working_time import CalendarError
from measures.standing.facts import Facts, MeasureFacts


def figures_due(facts: Facts, period: Period) -> date | None:
    """The last day in time for the figures that end with the period after this one.

    Only of measures that the charter's promises name. None where nothing is due, or beyond the calendar.
    """
    named = {line.measure_id for lines in facts.lines.values() for line in lines}
    following = period.next()
    days = [_due(one, following) for one in facts.measures if one.measure.pk in named]
    return max((day for day in days if day is not None), default=None)


def _due(one: MeasureFacts, following: Period) -> date | None:
    kind = one.reporting.kind
    longer = MONTHS_IN[kind] > following.months
    last = Period.containing(following.end, kind, following.year_starts)
    if longer and last.end != following.end:
        return None
    try:
        return one.reporting.due(last)
    except CalendarError:
        return None
