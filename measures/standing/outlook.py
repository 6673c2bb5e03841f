"""How a measure is going: its control, its change, and the way to a later target (scoring.md 7)."""

from dataclasses import replace
from fractions import Fraction
from typing import Literal

from charter.periods import Period
from measures.models import Target
from measures.scoring.progress import expected_at, progress, time_gone
from measures.standing.change import change_of, side_of
from measures.standing.control import control_of
from measures.standing.facts import MeasureFacts
from measures.standing.figures import figure_for
from measures.standing.signals import Progress
from measures.standing.types import MeasureStanding, PeriodFigure

YEARS_BACK = 10


def with_outlook(placed: MeasureStanding, facts: MeasureFacts, release: Period) -> MeasureStanding:
    """The standing with its control, change and progress; a trend brings its control with it."""
    control = placed.control or control_of(facts, release)
    derived = placed.all_figures if facts.measure.kind == "composite" else ()
    return replace(
        placed,
        control=control,
        change=change_of(facts, placed.current, control, derived),
        progress=progress_of(facts, placed.current, release),
    )


def progress_of(facts: MeasureFacts, current: PeriodFigure | None, release: Period) -> Progress | None:
    """The way from where the present target began to the next dated one; None where there is no such way.

    It starts at the last figure before the target in force began, or at the first one after the last break.
    """
    ahead = _next_target(facts, release)
    if ahead is None or ahead.target is None or current is None or current.value is None:
        return None
    if facts.measure.direction not in ("higher", "lower") or not current.complete:
        return None
    start = _start(facts, current, release)
    if start is None or start.value is None:
        return None
    direction: Literal["higher", "lower"] = "lower" if facts.measure.direction == "lower" else "higher"
    target, first, now = Fraction(ahead.target), start.period.end, current.period.end
    gone = time_gone(first, now, ahead.starts)
    found = progress(start.value, current.value, target, direction=direction, time=gone)
    expected = expected_at(first, start.value, ahead.starts, target, now)
    return Progress(found.verdict, side_of(start), side_of(current), target, ahead.starts, expected)


def _next_target(facts: MeasureFacts, release: Period) -> Target | None:
    later = [target for target in facts.targets if target.starts > release.end and target.target is not None]
    return min(later, key=lambda target: target.starts, default=None)


def _start(facts: MeasureFacts, current: PeriodFigure, release: Period) -> PeriodFigure | None:
    """The figure from which the way is measured: of the same length of period as the current one."""
    in_force = facts.target_on(release.end)
    found, period = None, current.period
    for _ in range(YEARS_BACK * 12 // period.months):
        period = period.previous()
        if any(period.start < day <= current.period.end for day in facts.breaks):
            break
        figure = figure_for(facts, period)
        if figure is not None and figure.value is not None and figure.complete:
            found = figure
        if found is not None and (in_force is None or period.end < in_force.starts):
            break
    return found
