"""Which way a measure is going, by the one test that speaks for it (scoring.md 7)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.periods import Period
from measures.models import Measure
from measures.scoring.intervals import FEWEST_ANSWERS, newcombe
from measures.standing.facts import MeasureFacts
from measures.standing.figures import figure_for
from measures.standing.intervals import sample_of
from measures.standing.signals import Change, Compared, ControlStanding, Verdict
from measures.standing.types import PeriodFigure

FEW_ANSWERED = N_("Fewer than {count} people answered, which is too few to test.")
NO_BASE = N_("We do not know how many people answered, so we cannot test it.")
GOOD = {"improvement": "better", "concern": "worse"}
VERDICTS: dict[str, Verdict] = {
    "improvement": "improved",
    "concern": "declined",
    "neutral": "moved",
    "common": "no_clear_change",
}


def change_of(
    facts: MeasureFacts,
    current: PeriodFigure | None,
    control: ControlStanding | None,
    derived: Sequence[PeriodFigure] = (),
) -> Change | None:
    """How the measure changed up to its current figure; None where there is nothing to compare with.

    A survey is tested against the last comparable period (Newcombe); else the control speaks where there
    are enough figures; else it is a plain comparison, which tests nothing. `derived` are the figures of a
    measure of which none is recorded (a composite).
    """
    if facts.measure.kind != "satisfaction" and control is not None:
        spoken = by_control(control)
        if spoken is not None:
            return spoken
    if current is None or current.value is None or not current.complete:
        return None
    before = _before(facts, current.period, {figure.period: figure for figure in derived})
    if before is None:
        return None
    reason = _break_between(facts.measure, before.period, current.period)
    if reason:
        return _compared(facts.measure, current, before, verdict="not_comparable", reason=reason)
    if facts.measure.kind == "satisfaction":
        return _survey(facts.measure, current, before)
    return _compared(facts.measure, current, before, verdict="not_tested")


def by_control(standing: ControlStanding) -> Change | None:
    """What the variation icon says; None where the series cannot be assessed."""
    control = standing.control
    if control is None or not control.assessable or control.variation is None or control.last is None:
        return None
    what, _, side = control.variation.partition("_")
    value = standing.values[control.last] or Fraction(0)
    return Change(
        test="control",
        verdict=VERDICTS[what],
        moved={"high": "up", "low": "down"}.get(side, "same"),
        good=GOOD.get(what, "neither"),
        now=Compared(standing.periods[control.last], value, ""),
        icon=control.variation,
    )


def _before(facts: MeasureFacts, now: Period, derived: Mapping[Period, PeriodFigure]) -> PeriodFigure | None:
    """What to compare with: the last figure before, or that of a year ago for a season or running total."""
    for period in _candidates(facts.measure, now):
        found = derived.get(period) if derived else figure_for(facts, period)
        if found is not None and found.value is not None and found.complete:
            return found
    return None


def _candidates(measure: Measure, now: Period) -> Iterator[Period]:
    """Earlier periods of the same length, the nearest first, up to two years back."""
    yearly = measure.cumulative or bool(measure.spc.get("seasonal"))
    step = 12 // now.months if yearly else 1
    period = now
    for back in range(1, 24 // now.months + 1):
        period = period.previous()
        if back % step == 0:
            yield period


def _break_between(measure: Measure, before: Period, now: Period) -> str:
    """Why two periods cannot be compared: the last break since the earlier one began; empty without one."""
    found = [one for one in measure.breaks.all() if before.start < one.starts <= now.end]
    return max(found, key=lambda one: one.starts).reason if found else ""


def _survey(measure: Measure, now: PeriodFigure, before: PeriodFigure) -> Change:
    """Newcombe's test of two surveys (scoring.md 8.4)."""
    plain = _compared(measure, now, before, verdict="not_tested")
    samples = sample_of(before), sample_of(now)
    if samples[0] is None or samples[1] is None:
        return replace(plain, reason=_(NO_BASE))
    direction: Literal["higher", "lower"] = "lower" if measure.direction == "lower" else "higher"
    found = newcombe(samples[0], samples[1], direction=direction)
    if found.verdict == "not_tested":
        return replace(plain, reason=_(FEW_ANSWERED).format(count=FEWEST_ANSWERS))
    verdict: Verdict = found.verdict
    if verdict in ("improved", "declined") and measure.direction not in ("higher", "lower"):
        verdict = "moved"
    return replace(
        plain,
        test="survey",
        verdict=verdict,
        moved="same" if now.value == before.value else "up" if (found.difference or 0) > 0 else "down",
        difference=found.difference,
        low=found.low,
        high=found.high,
    )


def _compared(
    measure: Measure, now: PeriodFigure, before: PeriodFigure, *, verdict: Verdict, reason: str = ""
) -> Change:
    moved = way(now, before)
    return Change(
        test="none",
        verdict=verdict,
        moved=moved,
        good=good(measure.direction, moved),
        now=side_of(now),
        since=side_of(before),
        a_year_ago=is_year_before(before.period, now.period),
        difference=(now.value or Fraction(0)) - (before.value or Fraction(0)),
        reason=reason,
    )


def side_of(figure: PeriodFigure) -> Compared:
    """A figure as one side of a comparison."""
    return Compared(figure.period, figure.value or Fraction(0), figure.shown or "")


def way(now: PeriodFigure, before: PeriodFigure) -> str:
    """up, down or same; same means equal at the shown decimals (scoring.md 7.3)."""
    if now.shown == before.shown:
        return "same"
    return "up" if (now.value or 0) > (before.value or 0) else "down"


def good(direction: str, moved: str) -> str:
    """better, worse or neither, by the measure's direction."""
    if moved == "same" or direction not in ("higher", "lower"):
        return "neither"
    return "better" if (moved == "up") == (direction == "higher") else "worse"


def is_year_before(period: Period, now: Period) -> bool:
    """Whether it is the same part of the year before."""
    same_part = period.kind == now.kind and period.start.month == now.start.month
    return same_part and period.start.year == now.start.year - 1
