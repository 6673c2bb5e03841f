"""Trends: judged by the variation icon of a series, not by its level (scoring.md 4.1)."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.periods import Period
from measures import sentences
from measures.position import Held, position_at
from measures.scoring import MET, MISSED, NEAR, Outcome
from measures.standing.control import control_of
from measures.standing.facts import MeasureFacts
from measures.standing.signals import ControlStanding
from measures.standing.types import MeasureStanding

OUTCOMES: dict[str, Outcome] = {"improvement": MET, "common": NEAR, "concern": MISSED}
NO_SERIES = N_("The figures that this is worked out from are no longer kept.")
NO_DIRECTION = N_("Neither way is better here, so there is nothing to judge.")
TOO_FEW = N_("Too few points to tell.")


def trend_standing(facts: MeasureFacts, source: MeasureFacts | None, release: Period) -> MeasureStanding:
    """A trend at the release's last day. `source` holds the series: its own, or that of another measure.

    A series whose figure is overdue says nothing any more: nothing older is used (scoring.md 5.0 d).
    """
    if source is None:
        return _standing(facts, Outcome("not_due"), _(NO_SERIES))
    held = [Held(one.period, one.submitted) for one in source.known.values()]
    position = position_at(source.reporting, held, release, source.today)
    control = control_of(source, release, direction=facts.measure.direction)
    if position.state == "overdue":
        outcome, reason = Outcome("overdue"), sentences.state_sentence("overdue", due=position.due)
    else:
        outcome, reason = _judged(control)
    due = position.due if outcome.state == "overdue" else None
    placed = _standing(facts, outcome, reason)
    return replace(placed, control=control, due=due, inputs=_inputs(source, control, position.state))


def _inputs(source: MeasureFacts, standing: ControlStanding | None, state: str) -> dict[str, Any]:
    """All that a trend is worked out from, so that its score can name it."""
    if standing is None:
        return {"of": source.measure.slug, "state": state}
    return {
        "of": source.measure.slug,
        "state": state,
        "series": [
            [period.key, value] for period, value in zip(standing.periods, standing.values, strict=True)
        ],
        "starts": [[start.index, start.is_break] for start in standing.starts],
        "limits": [standing.screen, standing.fixed_points, standing.reason],
    }


def _judged(standing: ControlStanding | None) -> tuple[Outcome, str]:
    control = standing.control if standing else None
    if standing is None or control is None or control.variation is None:
        return Outcome("not_due"), _(TOO_FEW)
    word = sentences.variation_word(control.variation)
    outcome = OUTCOMES.get(control.variation.partition("_")[0])
    if outcome is None:
        return Outcome("no_target"), _(NO_DIRECTION)
    return outcome, _("{change}, up to {period}.").format(change=word, period=standing.last.label)


def _standing(facts: MeasureFacts, outcome: Outcome, reason: str) -> MeasureStanding:
    return MeasureStanding(
        measure=facts.measure,
        position=None,
        state=outcome.state,
        status=outcome.status,
        score=outcome.score,
        current=None,
        due=None,
        reason=reason,
        inputs={},
    )
