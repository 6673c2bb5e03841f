"""Moments and delays of cases in words."""

from datetime import date, datetime, timedelta

from charter.numbers import plain
from charter.working_time import LONDON
from measures.cases.counting import Due, Late, Moment
from measures.cases.rule import Clock, Rule


def when(moment: Moment | None) -> str:
    """A day as people write it, with its time where one is known; empty for none."""
    if moment is None:
        return ""
    return _day(moment.day) + (f", {moment.at:%H:%M}" if moment.at is not None else "")


def due_words(due: Due) -> str:
    """The last day in time, or the last moment."""
    if due.moment is None:
        return _day(due.day)
    return f"{_day(due.day)}, {_local(due.moment):%H:%M}"


def how_late(late: Late) -> str:
    """By how much a case missed its limit; for an open one, so far."""
    days, rest = divmod(late.late_by, timedelta(days=1))
    hours, rest = divmod(rest, timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    parts = [_count(days, "day"), _count(hours, "hour"), _count(minutes, "minute")]
    # A delay of days needs no minutes, and one of seconds is still late.
    shown = [part for part in (parts[:2] if days else parts) if part] or ["less than a minute"]
    return " ".join(shown) + (" so far" if late.done is None else "")


PERIOD_WORDS = {
    "received": "A case belongs to the period in which it came in.",
    "due": "A case belongs to the period in which it was due.",
    "closed": "A case belongs to the period in which it was done, and counts only then.",
}


def rule_words(rule: Rule) -> list[str]:
    """How the cases of a measure are counted, a sentence each, for people who are not used to rules."""
    said = []
    clock = rule.clock
    if clock is not None and rule.count == "in_time":
        counted = f"{_START[clock.start]}{_UNTIL[clock.until]}"
        said = [f"The limit is {_limit(clock)} from the {_moment(clock)} {counted}."]
        said += _stops(clock)
        if clock.most_extension != 0:
            most = f", up to {clock.most_extension} days" if clock.most_extension else ""
            said.append(f"A recorded extension adds to the limit{most}.")
        if clock.can_pause:
            said.append("Days on which the clock was paused add to it too.")
    if rule.stage:
        said.append(f"Only stage {rule.stage} counts.")
    if rule.exclude == "first_contact":
        said.append("What was settled at first contact is left out.")
    return [*said, PERIOD_WORDS[rule.period_by]]


_START = {"received": "it came in", "acknowledged": "we said that we have it"}
_UNTIL = {"closed": "", "acknowledged": " until we say that we have it"}


def _moment(clock: Clock) -> str:
    return "moment" if clock.is_in_hours else "day"


def _limit(clock: Clock) -> str:
    number = plain(clock.limit)
    unit = clock.unit.removeprefix("clock ")
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}"


def _stops(clock: Clock) -> list[str]:
    if clock.unit == "working days" or clock.stops:
        return ["Weekends and bank holidays do not count."]
    return ["Weekends and bank holidays count like other days."]


def as_written(moment: Moment | None) -> str:
    """A moment as a case file holds it."""
    if moment is None:
        return ""
    return moment.day.isoformat() + (f" {moment.at:%H:%M}" if moment.at is not None else "")


def due_as_written(due: Due) -> str:
    """A limit as a file holds it."""
    return due.day.isoformat() if due.moment is None else f"{_local(due.moment):%Y-%m-%d %H:%M}"


def _local(moment: datetime) -> datetime:
    return moment.astimezone(LONDON)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}" if number else ""
