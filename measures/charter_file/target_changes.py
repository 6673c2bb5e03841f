"""Which days a change of targets touches, and whether it may (design section 5, “Changing a target”)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from charter.periods import Period
from measures.charter_file.definition import Target

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """From which day targets may change today, and before which day everything is history."""

    opens: date
    history_before: date


def window(today: date, kind: str, first: Period, year_starts: int = 4) -> Window:
    """Targets may change from the current period on, in the last quarter of a year only from the next year.

    `kind` is the measure's own kind of period, `first` the first period that the portal answers for.
    """
    opens = Period.containing(today, kind, year_starts).start
    year = Period.containing(today, "year", year_starts)
    if year.parts("quarter")[-1].contains(today):
        opens = year.next().start
    return Window(opens, first.start)


def first_refused_day(old: Iterable[Target], new: Iterable[Target], allowed: Window) -> date | None:
    """The first day, neither history nor open to change, whose target would be another; None if none.

    The first target of a measure may start at any date.
    """
    before, after = tuple(old), tuple(new)
    if not before:
        return None
    for start in _steps((*before, *after)):
        day = max(start, allowed.history_before)
        if day < allowed.opens and _on(before, day) != _on(after, day):
            return day
    return None


@dataclass(frozen=True)
class Step:
    """From a day on something else is aimed at: the targets that were and are in force, None for none."""

    starts: date
    old: Target | None
    new: Target | None


def steps_between(old: Iterable[Target], new: Iterable[Target]) -> list[Step]:
    """What changes from which day when a measure's targets become `new`, by day.

    The target that a measure has first is no change. A day on which the old targets aim at the same as the
    new ones is none either.
    """
    before, after = tuple(old), tuple(new)
    found = []
    for day in _steps((*before, *after)):
        aimed, was, now = _on(before, day), _on(after, day - _DAY), _on(after, day)
        if before and aimed != now:
            # A target that follows on one that ended replaces that one; it does not come from nothing.
            found.append(Step(day, aimed or (was if was != now else None), now))
        elif not before and was is not None and was != now:
            found.append(Step(day, was, now))
    return found


def _steps(targets: tuple[Target, ...]) -> list[date]:
    """The days on which the target in force may become another."""
    starts = {target.starts for target in targets}
    return sorted(starts | {target.ends + _DAY for target in targets if target.ends is not None})


def _on(targets: tuple[Target, ...], day: date) -> Target | None:
    """What is aimed at on a day: the target that began last and has not ended, without its dates."""
    in_force = [
        target for target in targets if target.starts <= day and (target.ends is None or day <= target.ends)
    ]
    found = max(in_force, key=lambda target: target.starts, default=None)
    return None if found is None else replace(found, starts=date.min, ends=None)
