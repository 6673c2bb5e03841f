"""Moments and delays of cases in words."""

from datetime import date, datetime, timedelta

from charter.working_time import LONDON
from measures.cases.counting import Due, Late, Moment


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
