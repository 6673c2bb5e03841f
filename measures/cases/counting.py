"""Cases against their limit: when each is due, which are late, and the figure of every period and segment.

Sources: scoring.md section 11, domain.md section 8. Cases whose limit has not passed at the cut-off are left
out; open ones past it count as late from then on.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from charter.periods import Period
from charter.working_time import DAY, LONDON, Calendar, later_by_the_clock, local_date
from measures.cases.rule import Clock, Rule

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Moment:
    """A day in Europe/London, with the time of day where it is known."""

    day: date
    at: time | None = None

    @property
    def local(self) -> datetime:
        """The local time; the day's first moment where no time is known."""
        return datetime.combine(self.day, self.at or time(), LONDON)

    @property
    def instant(self) -> datetime:
        """The moment itself, in UTC: local times cannot be compared in the night the clocks go back."""
        return self.local.astimezone(UTC)

    def is_before(self, other: "Moment") -> bool:
        """Whether it surely lies before: by the time where both have one, else by the day."""
        if self.at is None or other.at is None:
            return self.day < other.day
        return self.instant < other.instant

    def is_known_at(self, cutoff: datetime) -> bool:
        """Whether it had come by the cut-off; a day without a time has come when it has begun."""
        return self.instant <= cutoff


@dataclass(frozen=True)
class Case:
    """One case under its pseudonym. Days of extension and pause are those of the clock's own kind."""

    reference: str
    received: Moment
    stage: str = ""
    segment: str = ""
    acknowledged: Moment | None = None
    closed: Moment | None = None
    outcome: str = ""
    first_contact: bool | None = None
    extension_days: int = 0
    paused_days: int = 0


@dataclass(frozen=True)
class Due:
    """The last day in time, and for a limit in hours the last moment (itself still in time)."""

    day: date
    moment: datetime | None = None

    def allows(self, done: Moment) -> bool:
        """Whether something done then was in time: moments or dates decide, never day counts."""
        return done.day <= self.day if self.moment is None else done.instant <= self.moment

    def has_passed(self, cutoff: datetime) -> bool:
        """Whether the limit lies behind at the cut-off: from the day, or moment, after it."""
        return local_date(cutoff) > self.day if self.moment is None else cutoff > self.moment


@dataclass(frozen=True)
class Late:
    """A case that was not done in time; `done` None: still open at the cut-off."""

    case: Case
    due: Due
    done: Moment | None
    late_by: timedelta


@dataclass(frozen=True)
class CaseFigure:
    """The count of a period and segment. `not_due` cases are left out of both numbers."""

    numerator: int
    denominator: int
    not_due: int
    late: tuple[Late, ...]

    @property
    def still_open(self) -> int:
        """How many of the late ones were not done at the cut-off."""
        return sum(one.done is None for one in self.late)


@dataclass(frozen=True)
class Setting:
    """By what all cases of a measure are counted: `kind` and `year_starts` say how periods are cut."""

    rule: Rule
    calendar: Calendar
    kind: str
    year_starts: int
    cutoff: datetime


@dataclass(frozen=True)
class _Counted:
    day: date  # the one that puts the case into its period
    counts: bool | None  # True numerator, False only denominator, None not due yet
    late: Late | None = None


def due_of(case: Case, clock: Clock, calendar: Calendar) -> Due:
    """When the case is due. A case that was never acknowledged is timed from its receipt.

    Raises CalendarError where the limit lies beyond the working calendar.
    """
    start = case.acknowledged if clock.start == "acknowledged" and case.acknowledged else case.received
    extension = case.extension_days
    if clock.most_extension is not None:
        extension = min(extension, clock.most_extension)
    more = extension + (case.paused_days if clock.can_pause else 0)
    if clock.unit == "working days":
        return Due(calendar.add_working_days(start.day, int(clock.limit) + more))
    if clock.unit == "calendar days":
        return Due(start.day + DAY * (int(clock.limit) + more))
    allowed = HOUR * clock.limit.numerator / clock.limit.denominator + DAY * more
    add = calendar.add_working_time if clock.stops else later_by_the_clock
    moment = add(start.local, allowed)
    return Due(moment.date(), moment)


def done_of(case: Case, clock: Clock) -> Moment | None:
    """What ends the clock: closing, or the acknowledgement; an answer without one is both."""
    return (case.acknowledged or case.closed) if clock.until == "acknowledged" else case.closed


def figures_of(cases: Iterable[Case], setting: Setting) -> dict[tuple[Period, str], CaseFigure]:
    """The figure of every period and segment that has a case; segment "" is the whole landlord.

    Raises CalendarError where a limit lies beyond the working calendar.
    """
    gathered: dict[tuple[Period, str], list[_Counted]] = defaultdict(list)
    periods: dict[date, Period] = {}
    for case in cases:
        counted = _count(case, setting)
        if counted is None:
            continue
        day = counted.day
        if day not in periods:
            periods[day] = Period.containing(day, setting.kind, setting.year_starts)
        for segment in {"", case.segment}:
            gathered[periods[day], segment].append(counted)
    return {key: _sum(found) for key, found in gathered.items()}


def _sum(found: list[_Counted]) -> CaseFigure:
    late = sorted(
        (one.late for one in found if one.late is not None),
        key=lambda one: (one.due.day, one.case.reference, one.case.stage),
    )
    return CaseFigure(
        numerator=sum(one.counts is True for one in found),
        denominator=sum(one.counts is not None for one in found),
        not_due=sum(one.counts is None for one in found),
        late=tuple(late),
    )


def _count(case: Case, setting: Setting) -> _Counted | None:
    """How the case counts; None where it does not belong to the measure, or to no period yet."""
    rule = setting.rule
    if rule.stage and case.stage != rule.stage:
        return None
    if rule.exclude == "first_contact" and case.first_contact:
        return None
    if not case.received.is_known_at(setting.cutoff):
        return None
    if rule.count == "in_time":
        return _in_time(case, setting)
    closed = _known(case.closed, setting)
    if closed is None and (rule.count == "outcome:upheld" or rule.period_by == "closed"):
        return None
    counts = case.outcome == "upheld" if rule.count == "outcome:upheld" else case.first_contact is True
    return _Counted(_day(case, setting, closed), counts)


def _known(moment: Moment | None, setting: Setting) -> Moment | None:
    return moment if moment is not None and moment.is_known_at(setting.cutoff) else None


def _day(case: Case, setting: Setting, closed: Moment | None) -> date:
    rule = setting.rule
    if rule.period_by == "closed" and closed is not None:
        return closed.day
    if rule.period_by == "due" and rule.clock is not None:
        return due_of(case, rule.clock, setting.calendar).day
    return case.received.day


def _in_time(case: Case, setting: Setting) -> _Counted | None:
    rule, clock = setting.rule, setting.rule.clock
    if clock is None:
        return None
    due, done = due_of(case, clock, setting.calendar), _known(done_of(case, clock), setting)
    if rule.period_by == "closed":
        if done is None:
            return None
        return _judged(case, due, done, done.day, setting)
    day = due.day if rule.period_by == "due" else case.received.day
    # A case that was done early waits for its limit too: else only the quick ones would count at first.
    return _judged(case, due, done, day, setting) if due.has_passed(setting.cutoff) else _Counted(day, None)


def _judged(case: Case, due: Due, done: Moment | None, day: date, setting: Setting) -> _Counted:
    if done is not None and due.allows(done):
        return _Counted(day, counts=True)
    return _Counted(day, counts=False, late=Late(case, due, done, _late_by(due, done, setting.cutoff)))


def _late_by(due: Due, done: Moment | None, cutoff: datetime) -> timedelta:
    """Whole days for a limit in days; by the clock for one in hours."""
    if due.moment is None:
        return (done.day if done else local_date(cutoff)) - due.day
    return (done.instant if done else cutoff) - due.moment.astimezone(UTC)
