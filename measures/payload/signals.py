"""Change, control, intervals and progress as documents carry them: exact numbers, and words beside them."""

from fractions import Fraction

from django.utils.translation import gettext as _

from charter.languages import formats
from charter.languages.own import own
from charter.numbers import fixed, plain, round_half_up
from measures import sentences
from measures.models import Measure
from measures.payload.accuracy import accuracy_of
from measures.payload.canonical import Document
from measures.payload.wording import day, shown_with_unit
from measures.scoring import shown
from measures.scoring.spc import Control, Limits, drawn
from measures.scoring.spc_signals import Flag
from measures.standing import MeasureStanding
from measures.standing.signals import Change, Compared, ControlStanding, Interval

CHANCE = "common_cause"
LIMIT_PLACES = 6
MORE_PLACES = 3  # a figure beyond a limit is shown beyond it, as with targets (scoring.md 2)


def control_document(standing: ControlStanding | None) -> Document | None:
    """The control of a series as the API carries it (design section 7), with words; None without figures."""
    if standing is None:
        return None
    control, limits = standing.control, _last_limits(standing.control)
    return _limits_part(standing, limits) | {
        "measure": standing.measure.slug,
        "lower_is_better": standing.measure.direction == "lower",
        "assessable": limits is not None,
        "reason": standing.reason or (control.reason if control else "") or None,
        "why_not": "" if limits else _why_not(standing),
        "screened": standing.screen,
        "fixed_points": standing.fixed_points,
        "variation_icon": control.variation if control else None,
        "variation": sentences.variation_word(control.variation) if control and control.variation else "",
        "variation_detail": _variation_detail(standing),
        "assurance": control.assurance if control else None,
        "assurance_word": _assurance(standing),
        "last": standing.last.key,
        "last_label": standing.last.label,
        "periods_met": control.periods_met if control else None,
        "periods": control.periods if control else None,
        "met": _met(standing),
        "point_periods": [period.key for period in standing.periods],
        "point_rules": [_rule(flag) for flag in _flags(standing)],
        "point_types": [flag.type if flag else CHANCE for flag in _flags(standing)],
        "segments": [_segment(standing, one) for one in control.segments] if control else [],
        "starts": [
            {
                "period": standing.periods[start.index].key,
                "from": day(start.day),
                "reason": own(start.reason),
                "break": start.is_break,
            }
            for start in standing.starts
        ],
    }


def _limits_part(standing: ControlStanding, limits: Limits | None) -> Document:
    """The limits that the icons speak of."""
    if limits is None:
        empty = dict.fromkeys(("mean", "lower_limit", "upper_limit"))
        return empty | {"usual": "", "trial": False, "points": _points(standing)}
    return {
        "mean": plain(limits.mean, LIMIT_PLACES),
        "lower_limit": plain(limits.lower, LIMIT_PLACES),
        "upper_limit": plain(limits.upper, LIMIT_PLACES),
        "usual": _usual(standing, limits),
        "trial": limits.trial,
        "points": limits.points,
    }


def _assurance(standing: ControlStanding) -> str:
    """The icon in words; where it seems to contradict how often the target was met, both facts."""
    control = standing.control
    if control is None or not control.assurance:
        return ""
    both = sentences.assurance_beside_met(
        control.assurance,
        met=control.periods_met,
        periods=control.periods,
        kind=_kind(standing),
        limit=standing.measure.direction == "lower",
    )
    return both or sentences.assurance_word(control.assurance, control.variation or "")


def _last_limits(control: Control | None) -> Limits | None:
    """The limits that the icons speak of; None where the series cannot be assessed."""
    return control.segments[-1] if control is not None and control.assessable else None


def _flags(standing: ControlStanding) -> tuple[Flag | None, ...]:
    return standing.control.flags if standing.control else (None,) * len(standing.periods)


def _rule(flag: Flag | None) -> str:
    return flag.word if flag else CHANCE


def _kind(standing: ControlStanding) -> str:
    return standing.periods[0].kind


def _points(standing: ControlStanding) -> int:
    """How many figures there are since the series began, or began anew."""
    first = standing.starts[-1].index if standing.starts else 0
    return sum(value is not None for value in standing.values[first:])


def _why_not(standing: ControlStanding) -> str:
    reason = standing.reason or (standing.control.reason if standing.control else "")
    return sentences.no_control_sentence(
        reason, kind=_kind(standing), points=_points(standing), again=bool(standing.starts)
    )


def _met(standing: ControlStanding) -> str:
    """How often the target was met, where limits cannot speak (scoring.md 6.6)."""
    control = standing.control
    if control is None or control.reason != "too_little_variation":
        return ""
    return sentences.times_met(control.periods_met, control.periods, _kind(standing))


def _usual(standing: ControlStanding, limits: Limits) -> str:
    low, high = _drawn(standing, limits)
    unit, places = standing.measure.unit, _places(standing)
    words = [round_half_up(number, places) for number in (low, high, limits.mean)]
    if unit in ("%", "£"):
        amounts = [sentences.with_unit(number, unit) for number in words]
    else:
        least, most, usual = words
        amounts = [formats.grouped(least), sentences.with_unit(most, unit), formats.grouped(usual)]
    return _("Usually between {low} and {high}, around {usual}.").format(
        low=amounts[0], high=amounts[1], usual=amounts[2]
    )


def _places(standing: ControlStanding) -> int:
    """The measure's decimals, or as many more as show the last figure outside a limit that it lies beyond."""
    control, places = standing.control, standing.measure.decimals
    if control is None or not control.assessable or control.last is None:
        return places
    value, limits = standing.values[control.last] or Fraction(0), control.segments[-1]
    passed = limits.lower if value < limits.lower else limits.upper if value > limits.upper else value
    most = places + MORE_PLACES
    while passed != value and places < most and fixed(value, places) == fixed(passed, places):
        places += 1
    return places


def _drawn(standing: ControlStanding, limits: Limits) -> tuple[Fraction, Fraction]:
    low, high = drawn(limits.lower, limits.upper, standing.natural_low, standing.natural_high)
    return Fraction(low), Fraction(high)


def _amount(measure: Measure, number: Fraction) -> str:
    """A number at the measure's decimals with its unit."""
    return shown_with_unit(measure, shown(number, measure.decimals, None, measure.is_proportion))


def _segment(standing: ControlStanding, limits: Limits) -> Document:
    low, high = _drawn(standing, limits)
    return {
        "from": standing.periods[limits.start].key,
        "until": standing.periods[limits.end].key,
        "points": limits.points,
        "trial": limits.trial,
        "mean": plain(limits.mean, LIMIT_PLACES),
        "lower_limit": plain(limits.lower, LIMIT_PLACES),
        "upper_limit": plain(limits.upper, LIMIT_PLACES),
        "lower_drawn": plain(low, LIMIT_PLACES),
        "upper_drawn": plain(high, LIMIT_PLACES),
    }


def change_document(one: MeasureStanding) -> Document | None:
    """Which way the measure is going, by the test that speaks; None where there is nothing to compare."""
    change = one.change
    if change is None:
        return None
    since = _since(change)
    facts = {"moved": change.moved, "since": since}
    return {
        "test": change.test,
        "verdict": change.verdict,
        "icon": change.icon,
        "moved": change.moved,
        "good": change.good,
        "word": sentences.change_word(change.verdict, **facts),
        "sentence": sentences.change_sentence(change.verdict, **facts),
        "detail": _detail(one, change),
        "period": change.now.period.key,
        "label": change.now.period.label,
        "since": _side(one.measure, change.since, change.a_year_ago) if change.since else None,
        "difference": plain(change.difference, LIMIT_PLACES),
        "lower": plain(change.low, LIMIT_PLACES),
        "upper": plain(change.high, LIMIT_PLACES),
        "reason": own(change.reason),
    }


def _since(change: Change) -> str:
    if change.since is None:
        return ""
    return _("a year ago") if change.a_year_ago else change.since.period.label


def _side(measure: Measure, side: Compared, a_year_ago: bool) -> Document:
    return {
        "period": side.period.key,
        "label": side.period.label,
        "a_year_ago": a_year_ago,
        "value": plain(side.value, LIMIT_PLACES),
        "shown_unit": shown_with_unit(measure, side.shown),
    }


def _detail(one: MeasureStanding, change: Change) -> str:
    """What the verdict rests on, in a sentence or two."""
    if change.reason:
        return own(change.reason)
    if change.test == "control":
        return _variation_detail(one.control) if one.control else ""
    if change.since is None:
        return ""
    then = shown_with_unit(one.measure, change.since.shown)
    label = change.since.period.label
    if change.test == "survey":
        return sentences.survey_detail(change.verdict, moved=change.moved, since=label, shown=then)
    words = _("It was {figure} in {period}. A small change can come by chance.")
    return words.format(figure=then, period=label)


def _variation_detail(standing: ControlStanding) -> str:
    """Which rule marks the last figure, or that none does; empty where the series cannot be assessed."""
    control = standing.control
    if control is None or control.variation is None or control.last is None:
        return ""
    flag, label = control.flags[control.last], standing.last.label
    if flag is None:
        return sentences.usual_detail(label)
    value = fixed(standing.values[control.last] or Fraction(0), _places(standing))
    shown = shown_with_unit(standing.measure, value)
    return sentences.signal_detail(flag.rule, flag.side, _kind(standing), label, shown)


def interval_document(measure: Measure, interval: Interval | None) -> Document | None:
    """The 95% interval of a figure; None where a figure has none."""
    if interval is None:
        return None
    low, high = (plain(bound, LIMIT_PLACES) or "0" for bound in (interval.low, interval.high))
    words = [_amount(measure, bound) for bound in (interval.low, interval.high)]
    found: Document = {
        "lower": low,
        "upper": high,
        "method": interval.method,
        "confidence": "95",
        "sentence": sentences.interval_sentence(interval.method, *words, unit=measure.unit),
    }
    found |= accuracy_of(measure, interval)
    if interval.margin is not None:
        found["margin"] = plain(interval.margin, LIMIT_PLACES)
        found["margin_shown"] = plain(interval.margin, 1)
    return found


def progress_document(one: MeasureStanding) -> Document | None:
    """The way to a target that begins later; None without one."""
    found = one.progress
    if found is None:
        return None
    measure = one.measure
    return {
        "verdict": found.verdict,
        "target": plain(found.target),
        "by": day(found.by),
        "start": _side(measure, found.start, a_year_ago=False),
        "expected": plain(found.expected, LIMIT_PLACES),
        "expected_shown": _amount(measure, found.expected),
        "sentence": sentences.progress_sentence(
            found.verdict,
            target=sentences.amount(found.target, measure.unit, 10),
            by=found.by,
            limit=measure.direction == "lower",
        ),
    }
