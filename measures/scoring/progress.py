"""Is a measure on its way to a target in a later year? (scoring.md, section 7)

The share of the way that is covered, held against the share of the time that is gone. Growth rates,
which others use, are not: they fail at 0 and call a measure that fell below its target "on track".
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _

from charter.numbers import Number

from .exactness import check_exact
from .values import ScoringError

ProgressVerdict = Literal["reached", "on_course", "too_slow", "far_too_slow", "moving_away"]

ON_COURSE_FROM = Fraction(95, 100)
TOO_SLOW_FROM = Fraction(60, 100)


@dataclass(frozen=True)
class ProgressMade:
    """The verdict, and where the way counts: the share of it that is covered and covered / time gone."""

    verdict: ProgressVerdict
    share: Fraction | None = None
    ratio: Fraction | None = None


def progress(
    start: Number, now: Number, target: Number, *, direction: Literal["higher", "lower"], time: Fraction
) -> ProgressMade:
    """How a value moved from `start` to `now` on the way to `target`, after this share of the `time`.

    Met now: reached. Worse than at the start, or met then and not now: moving away. Else by the ratio
    of way to time: 0.95 or more on course, 0.60 or more too slow, less far too slow.
    """
    check_exact(start, now, target, time)
    if direction not in ("higher", "lower"):
        raise ScoringError(
            _("“{direction}” has no way to a target. The direction is higher or lower.").format(
                direction=direction
            )
        )
    if time <= 0:
        raise ScoringError(_("No time has passed since the start, so there is no progress to judge."))
    sign = 1 if direction == "higher" else -1
    to_go, gained = sign * (Fraction(target) - Fraction(start)), sign * (Fraction(now) - Fraction(start))
    if gained >= to_go:
        return ProgressMade("reached")
    if gained < 0 or to_go <= 0:
        return ProgressMade("moving_away")
    share = gained / to_go
    ratio = share / time
    return ProgressMade(_by_ratio(ratio), share, ratio)


def _by_ratio(ratio: Fraction) -> ProgressVerdict:
    if ratio >= ON_COURSE_FROM:
        return "on_course"
    return "too_slow" if ratio >= TOO_SLOW_FROM else "far_too_slow"


def time_gone(start: date, now: date, end: date) -> Fraction:
    """The share of the days from start to end that is gone; above 1 after the end."""
    if end <= start:
        raise ScoringError(_("The target's date must lie after the start."))
    return Fraction((now - start).days, (end - start).days)


def expected_at(start: date, start_value: Number, end: date, target: Number, day: date) -> Fraction:
    """The in-year milestone: where a straight line by days from the start value to the target is on a day.

    Before the start it is the start value, after the end the target.
    """
    check_exact(start_value, target)
    gone = min(max(time_gone(start, day, end), Fraction(0)), Fraction(1))
    return Fraction(start_value) + gone * (Fraction(target) - Fraction(start_value))
