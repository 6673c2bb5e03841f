"""What is said about change: control, the test that speaks, intervals, progress (scoring.md 6 to 8)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from charter.periods import Period
from measures.models import Measure
from measures.scoring.spc import Control

# Why a series is not controlled at all (scoring.md 6.7); the words are in `sentences.NO_CONTROL`.
NoControl = Literal["", "annual", "rolling", "cumulative", "small_bases", "uneven_bases", "seasonal"]
Verdict = Literal["improved", "declined", "moved", "no_clear_change", "not_tested", "not_comparable"]
Test = Literal["survey", "control", "none"]


@dataclass(frozen=True)
class SegmentStart:
    """Where limits begin anew: `index` into the periods, `day` and reason of the break or recalculation."""

    index: int
    day: date
    reason: str
    is_break: bool


@dataclass(frozen=True)
class ControlStanding:
    """A series under control (XmR), up to the release's last day.

    `measure` is the one whose figures they are. `periods` run without a gap from the first figure to the last
    one; `values` has None where one is missing. `control` is None where the method has no sense, and `reason`
    says why. `starts` are the breaks and recalculations inside the series. Limits are drawn no further than
    from `natural_low` to `natural_high`.
    `has_target` says whether a target was in force at the end.
    """

    measure: Measure
    periods: tuple[Period, ...]
    values: tuple[Fraction | None, ...]
    control: Control | None
    reason: NoControl = ""
    starts: tuple[SegmentStart, ...] = ()
    screen: bool = True
    fixed_points: int | None = None
    natural_low: Fraction | None = None
    natural_high: Fraction | None = None
    has_target: bool = False

    @property
    def last(self) -> Period:
        """The last period with a figure: what the icons speak of."""
        known = [index for index, value in enumerate(self.values) if value is not None]
        return self.periods[known[-1]]


@dataclass(frozen=True)
class Compared:
    """One side of a comparison: the period, its exact value and the value in words."""

    period: Period
    value: Fraction
    shown: str


@dataclass(frozen=True)
class Change:
    """Which way a measure is going, by the test that speaks for it (scoring.md 7).

    `test` is survey (Newcombe), control (XmR) or none (a plain comparison). `moved` is up, down or same,
    `good` better, worse or neither. `low` and `high` are the 95% interval of the difference, for a survey.
    `reason` says why something was not tested or cannot be compared. A control has no `since`.
    """

    test: Test
    verdict: Verdict
    moved: str
    good: str
    now: Compared
    since: Compared | None = None
    a_year_ago: bool = False
    difference: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    reason: str = ""
    icon: str | None = None


@dataclass(frozen=True)
class Interval:
    """How far a figure may be off by chance, 95%: of a survey (Wilson) or of a rate of events (Byar).

    `margin` is the margin of error of a survey at its own share, in points.
    """

    method: Literal["wilson", "byar"]
    low: Fraction
    high: Fraction
    margin: Fraction | None = None
    population: Fraction | None = None
    design_effect: Fraction | None = None


@dataclass(frozen=True)
class Progress:
    """The way to a target that begins later (scoring.md 7): from where, to what, by when, and the verdict.

    `expected` is where a straight line by days from the start to the target would be now.
    """

    verdict: str
    start: Compared
    now: Compared
    target: Fraction
    by: date
    expected: Fraction
