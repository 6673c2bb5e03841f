"""Figures and targets as documents carry them: strings for exact numbers, words for people beside them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.languages import formats
from charter.languages.own import own
from charter.numbers import plain
from measures import sentences
from measures.models import Measure, Target
from measures.payload.canonical import Document
from measures.payload.signals import change_document, interval_document
from measures.payload.wording import day as day  # documents write both so
from measures.payload.wording import shown_with_unit as shown_with_unit
from measures.scoring import Rule, judge, score_shown
from measures.standing import MeasureStanding, PeriodFigure
from measures.standing.change import good, is_year_before, way
from measures.standing.intervals import interval_of
from measures.standing.segments import ADDED_UP
from measures.standing.types import Member

STATE_WORDS = {
    "overdue": N_("Figure overdue"),
    "not_due": N_("Not due yet"),
    "stale": N_("Out of date"),
    "not_applicable": N_("Nothing to measure"),
    "no_target": N_("No target"),
    "suppressed": N_("Not shown"),
}
VALUE_PLACES = 6  # design section 7: `value` rounded half up to 6 decimals


def target_document(measure: Measure, target: Target | None) -> Document | None:
    """The target in force, in the words of the API; a range and a grade travel under their own names."""
    if target is None:
        return None
    found: Document = {
        "from": day(target.starts),
        "until": day(target.ends),
        "tolerance": plain(target.tolerance),
        "tolerance_kind": target.tolerance_kind,
        "floor": plain(target.floor),
        "shown": target_words(measure, target),
        "reason": own(target.reason),
    }
    if target.grade:
        return found | {"grade": own(target.grade)}
    if target.target is None:
        return found | {"target_low": plain(target.low), "target_high": plain(target.high)}
    return found | {"value": plain(target.target)}


def target_words(measure: Measure, target: Target | None, rule: Rule | None = None) -> str:
    """The target as people read it, such as “95%” or “18 to 22 days”.

    `rule` is what a figure was held against, where it is known: a total's is the sum of its parts' targets.
    """
    if target is not None and target.grade:
        return _("{grade} or better").format(grade=own(target.grade))
    if rule is not None and rule.judges:
        return _bounds_words(measure, rule.bounds)
    if target is None:
        return ""
    bounds = (target.low, target.high) if target.target is None else (target.target,)
    return _bounds_words(measure, [Fraction(bound) for bound in bounds if bound is not None])


def _bounds_words(measure: Measure, bounds: Sequence[Fraction]) -> str:
    """One number with its unit, or two with the unit once."""
    if len(bounds) == 1:
        return sentences.amount(bounds[0], measure.unit, 10)
    low, high = (plain(bound) or "" for bound in bounds)
    return _("{low} to {high}").format(low=low, high=sentences.with_unit(high, measure.unit))


def word_of(measure: Measure, status: str, state: str = "judged") -> str:
    """The status in words for residents; where nothing is judged, the state in words."""
    if measure.kind == "trend" and state in sentences.TREND_STATES:
        return _(sentences.TREND_STATES[state])
    if state == "not_due" and measure.kind == "milestone":
        return sentences.measure_word("not_judged", kind="milestone")
    if state in STATE_WORDS:
        return _(STATE_WORDS[state])
    return sentences.measure_word(status, direction=measure.direction, kind=measure.kind)


def _figure_word(measure: Measure, figure: PeriodFigure) -> str:
    """The status of one period's figure in words; where it has none, why."""
    if figure.hidden:
        return word_of(measure, figure.status, "suppressed")
    if not figure.complete:
        return _("Not complete")
    nothing = figure.figure is not None and figure.value is None
    return word_of(measure, figure.status, "not_applicable" if nothing else "judged")


def standing_word(one: MeasureStanding | Member) -> str:
    """Where a measure stands in words; a milestone still to do is behind, one done later is late."""
    if one.measure.kind == "milestone" and one.status == "near" and one.inputs.get("done") is None:
        return sentences.measure_word("near", kind="milestone", slipping=True)
    return word_of(one.measure, one.status, one.state)


def judged_target_document(measure: Measure, figure: PeriodFigure | None) -> Document | None:
    """The target that the figure was held against; dates and reason are those of the row in force."""
    found = target_document(measure, figure.target if figure else None)
    if found is None or figure is None or figure.rule is None or not figure.rule.judges:
        return found
    rule = figure.rule
    numbers = {
        "tolerance": plain(rule.tolerance),
        "tolerance_kind": rule.tolerance_kind,
        "floor": plain(rule.floor),
    }
    if rule.direction == "range":
        numbers |= {"target_low": plain(rule.low), "target_high": plain(rule.high)}
    else:
        numbers |= {"value": plain(rule.target)}
    return found | numbers | {"shown": target_words(measure, figure.target, rule)}


def figure_document(measure: Measure, figure: PeriodFigure) -> Document:
    """One period's figure in the shape of the API (design section 7), with its words."""
    numbers = figure.figure
    return {
        "period": figure.period.key,
        "label": figure.period.label,
        "kind": figure.period.kind,
        "start": day(figure.period.start),
        "end": day(figure.period.end),
        "segment": None,
        "numerator": plain(numbers.numerator) if numbers else None,
        "denominator": plain(numbers.denominator) if numbers else None,
        "value": plain(figure.value, VALUE_PLACES),
        "grade": own(figure.grade) or None,
        "shown": figure.shown,
        "shown_unit": shown_with_unit(measure, figure.shown),
        "base": base_words(measure, figure),
        "status": figure.status,
        "word": _figure_word(measure, figure),
        "score": _score(figure.score),
        "data_status": figure.data_status,
        "flags": list(figure.flags),
        "late": figure.late,
        "interval": interval_document(measure, interval_of(measure, figure)),
        "revised": None,
        "target": target_words(measure, figure.target, figure.rule),
        "target_value": plain(figure.rule.target) if figure.rule else None,
        "gap": _gap_brief(measure, figure),
        "stated": figure.stated,
        "differs_because": _differs_because(figure),
        "have": figure.have,
        "needed": figure.needed,
        "note": _note(figure),
        "marker": "c"
        if figure.hidden
        else next((result.marker for result in figure.results if result.marker), ""),
    }


def _note(figure: PeriodFigure) -> str:
    """What was noted beside the figure; the portal's own note in the language that is being written."""
    found = next((result.note for result in figure.results if result.note), "")
    return _(ADDED_UP) if found == ADDED_UP else own(found)


def base_words(measure: Measure, figure: PeriodFigure) -> str:
    """What the number is a share of (“1,163 of 1,312”), or over how many it was taken."""
    numbers = figure.figure
    if numbers is None or numbers.numerator is None or numbers.denominator is None:
        return ""
    if numbers.denominator == 0:
        return _("Nothing to measure in this period")
    if measure.kind in ("average", "duration"):
        # "72,361 of 5,245" would read as a share; what counts is over how many.
        counted = own(measure.denominator_label) or _("cases")
        return _("over {count} {counted}").format(count=count_words(numbers.denominator), counted=counted)
    return _("{part} of {whole}").format(
        part=count_words(numbers.numerator), whole=count_words(numbers.denominator)
    )


def count_words(number: Fraction) -> str:
    """A count with thousands commas; weighted counts keep their decimals."""
    return formats.grouped(plain(number) or "0")


def gap_words(measure: Measure, figure: PeriodFigure | None) -> str:
    """How far from the target, in a sentence; nothing where nothing is judged."""
    if figure is None or figure.rule is None or figure.variance is None or figure.shown is None:
        return ""
    rule, variance = figure.rule, _variance_as_shown(figure)
    places = len(figure.shown.partition(".")[2])
    if rule.direction == "range" and rule.low is not None and rule.high is not None:
        return sentences.range_sentence(rule.low, rule.high, variance, unit=measure.unit, decimals=places)
    if rule.target is None:
        return ""
    return sentences.gap_sentence(rule.direction, rule.target, variance, unit=measure.unit, decimals=places)


def _gap_brief(measure: Measure, figure: PeriodFigure) -> str:
    """How far from the target in a few words, for tables; nothing where nothing is judged or it is hidden."""
    rule = figure.rule
    if figure.hidden or rule is None or figure.variance is None or figure.shown is None:
        return ""
    if rule.direction not in ("higher", "lower", "range"):
        return ""
    places = len(figure.shown.partition(".")[2])
    variance = _variance_as_shown(figure)
    return sentences.gap_words(rule.direction, variance, unit=measure.unit, decimals=places)


def _variance_as_shown(figure: PeriodFigure) -> Fraction:
    """The gap of the number that people see, so that readers who subtract find the same."""
    seen = judge(Fraction(figure.shown or "0"), figure.rule)
    return seen.favourable_variance if seen.favourable_variance is not None else Fraction(0)


def score_words(score: Fraction | None) -> dict[str, Any]:
    """A score exactly and as shown (rounded down)."""
    return {"score": _score(score), "score_shown": score_shown(score)}


def standing_document(one: MeasureStanding) -> Document:
    """What lists say of a measure: its figure now, its state, status, target and direction."""
    measure, figure = one.measure, one.current
    return {
        "slug": measure.slug,
        "title": own(measure.title),
        "kind": measure.kind,
        "unit": sentences.own_unit(measure.unit),
        "direction": measure.direction,
        "frequency": measure.frequency,
        "critical": measure.critical,
        "regulator": measure.regulator_code or None,
        "stock": measure.stock or None,
        "state": one.state,
        "status": one.status,
        "word": standing_word(one),
        "reason": one.reason,
        "due": day(one.due),
        "data_status": data_status_of(one),
        "asked": one.position.asked.key if one.position else None,
        "have": one.position.have if one.position else 1,
        "needed": one.position.needed if one.position else 1,
        "figure": figure_document(measure, figure) if figure else None,
        "target": judged_target_document(measure, figure),
        "gap": gap_words(measure, figure),
        "sparkline": [plain(entry.value, VALUE_PLACES) for entry in one.series[-8:]],
        "before": before_document(one),
        "change": change_document(one),
    } | score_words(one.score)


def data_status_of(one: MeasureStanding) -> str | None:
    """The state of the data that was asked for (scoring.md 10); None for kinds without figures of a period.

    Where an earlier figure is used, or none, it says what is missing.
    """
    if one.position is None:
        return None
    stands = one.measure.kind == "grade"  # until it is replaced, in every period
    if one.current is not None and (stands or not one.position.is_earlier):
        return one.current.data_status
    return "overdue" if one.state == "overdue" else "not_due"


def before_document(one: MeasureStanding) -> Document | None:
    """The same period a year ago if there is one, else the period before: for the direction in words."""
    if one.current is None:
        return None
    now = one.current.period
    pool = {figure.period: figure for figure in (*one.series, *one.longer) if figure.value is not None}
    year_ago = next((period for period in pool if is_year_before(period, now)), None)
    found = pool.get(year_ago) if year_ago else pool.get(now.previous())
    if found is None or one.current.value is None or found.value is None:
        return None
    return {
        "period": found.period.key,
        "label": found.period.label,
        "a_year_ago": year_ago is not None,
        "shown_unit": shown_with_unit(one.measure, found.shown),
        "moved": (moved := way(one.current, found)),
        "good": good(one.measure.direction, moved),
    }


def _score(score: Fraction | None) -> str | None:
    return plain(score, VALUE_PLACES)


def _differs_because(figure: PeriodFigure) -> str:
    return next((own(result.differs_because) for result in figure.results if result.differs_because), "")
