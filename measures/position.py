"""Where a measure stands at the last day of a release's period (scoring.md, section 5.0).

The day D fixes which periods are looked at; what is known and what is due are taken at the cut-off.
A value is never copied into another period: the position only refers to the one that it uses.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from charter.periods import KIND_OF_FREQUENCY, MONTHS_IN, Kind, Period
from charter.working_time import Calendar, CalendarError

PositionState = Literal["judged", "overdue", "not_due"]
How = Literal["own", "stated", "rolled_up"]

# The next shorter kind, for stated figures that stand in for their parts.
_SHORTER: dict[Kind, Kind] = {"year": "half_year", "half_year": "quarter", "quarter": "month"}


@dataclass(frozen=True)
class Held:
    """An approved figure: its period, and the day it was submitted, from which it counts."""

    period: Period
    submitted: date


@dataclass(frozen=True)
class Reporting:
    """How a measure reports. `answers_from`: what ended before this day is history and never overdue."""

    frequency: str
    due_rule: Mapping[str, Any]
    calendar: Calendar
    answers_from: date | None = None

    @property
    def kind(self) -> Kind:
        """The kind of its own periods."""
        return KIND_OF_FREQUENCY[self.frequency]

    def is_history(self, period: Period) -> bool:
        """Whether the period ended before the landlord answers for it."""
        return self.answers_from is not None and period.end < self.answers_from

    def due(self, period: Period) -> date | None:
        """The last day in time for the figure of a period.

        None for history from before the working calendar; CalendarError beyond its end.
        """
        try:
            return self.calendar.due_date(period.end, self.due_rule)
        except CalendarError:
            if self.is_history(period):
                return None
            raise

    def is_overdue(self, period: Period, cutoff: date) -> bool:
        """Whether the figure should have been there by the day before the cut-off; history never is."""
        due = self.due(period)
        return due is not None and due < cutoff and not self.is_history(period)


@dataclass(frozen=True)
class Position:
    """Where a measure stands.

    `period` is the one that is judged (None: none is), `asked` the one that was looked for first.
    `parts` are the periods whose figures make up `period`. `have` of `needed` parts of the asked
    period are there, shown and never judged while some are missing. `due` is the first due date
    that is still open or was passed, where something is missing.
    """

    state: PositionState
    asked: Period
    period: Period | None = None
    how: How | None = None
    parts: tuple[Period, ...] = ()
    have: int = 0
    needed: int = 1
    due: date | None = None

    @property
    def is_earlier(self) -> bool:
        """Whether an earlier period than the one asked for is used."""
        return self.period is not None and self.period != self.asked


def position_at(reporting: Reporting, held: Collection[Held], release: Period, cutoff: date) -> Position:
    """The position at `release.end`, as known on the day of the cut-off."""
    known = frozenset(figure.period for figure in held if figure.submitted <= cutoff)
    if MONTHS_IN[reporting.kind] < release.months:
        return _rolled_up(reporting, known, release, cutoff)
    return _own(reporting, known, _last_ended(reporting.kind, release), cutoff)


def _last_ended(kind: Kind, release: Period) -> Period:
    found = Period.containing(release.end, kind, release.year_starts)
    return found if found.end <= release.end else found.previous()


def _own(reporting: Reporting, known: frozenset[Period], period: Period, cutoff: date) -> Position:
    if period in known:
        return Position("judged", period, period, "own", (period,), have=1)
    due = reporting.due(period)
    if reporting.is_overdue(period, cutoff):
        return Position("overdue", period, due=due)
    before = period.previous()
    if before in known:
        return Position("judged", period, before, "own", (before,), due=due)
    return Position("not_due", period, due=due)


def _rolled_up(reporting: Reporting, known: frozenset[Period], release: Period, cutoff: date) -> Position:
    needed = release.parts(reporting.kind)
    whole = _whole(release, reporting.kind, known)
    if whole is not None:
        how, parts = whole
        return Position("judged", release, release, how, parts, len(needed), len(needed))
    missing = missing_parts(release, reporting.kind, known)
    have = len(needed) - len(missing)
    late = [part for part in missing if reporting.is_overdue(part, cutoff)]
    due = reporting.due((late or missing)[0])
    if late:
        return Position("overdue", release, have=have, needed=len(needed), due=due)
    before = release.previous()
    earlier = _whole(before, reporting.kind, known)
    if earlier is None:
        return Position("not_due", release, have=have, needed=len(needed), due=due)
    return Position("judged", release, before, *earlier, have=have, needed=len(needed), due=due)


def _whole(period: Period, kind: Kind, known: frozenset[Period]) -> tuple[How, tuple[Period, ...]] | None:
    """The figure of a longer period, stated or from parts that are all there."""
    if period in known:
        return "stated", (period,)
    return None if missing_parts(period, kind, known) else ("rolled_up", parts_of(period, kind, known))


def parts_of(period: Period, kind: Kind, known: Collection[Period]) -> tuple[Period, ...]:
    """The known periods that make up `period`, in order: its own parts, or a longer stated one for them.

    A stated quarter, for instance, stands in for its three months in a year, unless all three are there.
    """
    own = period.parts(kind)
    if all(part in known for part in own):
        return own
    found: list[Period] = []
    for shorter in period.parts(_next_kind(period.kind, kind)):
        whole = shorter.kind == kind or not all(part in known for part in shorter.parts(kind))
        if shorter in known and whole:
            found.append(shorter)
        elif shorter.kind != kind:
            found += parts_of(shorter, kind, known)
    return tuple(found)


def missing_parts(period: Period, kind: Kind, known: Collection[Period]) -> tuple[Period, ...]:
    """The parts of a longer period that no known figure covers, in order."""
    lacking = [part for part in period.parts(kind) if part not in known]
    used = parts_of(period, kind, known) if lacking else ()
    return tuple(part for part in lacking if not any(other.contains(part) for other in used))


def _next_kind(longer: Kind, shortest: Kind) -> Kind:
    kind = _SHORTER[longer]
    return kind if MONTHS_IN[kind] >= MONTHS_IN[shortest] else shortest


@dataclass(frozen=True)
class GradeGiven:
    """A grade, the day it was given, the day its approved figure was submitted, and when it becomes stale."""

    grade: str
    given: date
    submitted: date
    review_by: date | None = None

    def is_stale(self, day: date) -> bool:
        """Whether its review is overdue on the day; the review date itself is the first stale day."""
        return self.review_by is not None and self.review_by <= day


def grade_at(grades: Collection[GradeGiven], day: date, cutoff: date) -> GradeGiven | None:
    """The grade that stands on the day: the last one given, as known at the cut-off."""
    standing = [grade for grade in grades if grade.given <= day and grade.submitted <= cutoff]
    return max(standing, key=lambda grade: (grade.given, grade.submitted), default=None)
