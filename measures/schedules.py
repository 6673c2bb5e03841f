"""When publications are due, and whether they came in time (design, section 6; scoring.md, section 4.1).

Written: `every January`, `every 3 months`, `yearly by 30 September`, `once by 2026-03-31`,
`on change` or `on change, reviewed every 12 months`.
"""

import re
from calendar import month_name, monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.sentences import long_date

from .scoring import MET, MISSED, NEAR, STALE, EditionDue, Outcome, judge_editions

MONTHS = {name.lower(): number for number, name in enumerate(month_name) if number}
DAYS_TO_FOLLOW_A_CHANGE = timedelta(days=28)
REVIEW_MONTHS = 12


class ScheduleError(ValueError):
    """A schedule that cannot be read; the message says what to write."""


@dataclass(frozen=True)
class EveryMonths:
    """Due n months after the day it begins, and n months after each due day, to that day's end."""

    months: int


@dataclass(frozen=True)
class Yearly:
    """Due by a day of every year. `day` None: by the last day of the month."""

    month: int
    day: int | None = None


@dataclass(frozen=True)
class Once:
    """Due by one day."""

    by: date


@dataclass(frozen=True)
class OnChange:
    """Due within 28 days of every recorded change; reviewed at least every `review_months`."""

    review_months: int = REVIEW_MONTHS


Schedule = EveryMonths | Yearly | Once | OnChange


@dataclass(frozen=True)
class Edition:
    """An approved edition: the day it was published, the due day that it was made for, its review date."""

    published: date
    due: date | None = None
    review_by: date | None = None


def parse_schedule(text: str) -> Schedule:
    """The schedule written in `text`; ScheduleError with a sentence if it cannot be read."""
    words = " ".join(text.lower().replace(",", " , ").split())
    if words.removeprefix("every ") in MONTHS and words.startswith("every "):
        return Yearly(MONTHS[words.removeprefix("every ")])
    if found := re.fullmatch(r"every (?P<n>[0-9]{1,3}) months?", words):
        return EveryMonths(_months(found["n"], text))
    if words == "every month":
        return EveryMonths(1)
    if found := re.fullmatch(r"yearly by (?P<day>[0-9]{1,2}) (?P<month>[a-z]+)", words):
        return _yearly(found["day"], found["month"], text)
    if found := re.fullmatch(r"once by (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})", words):
        return Once(_day(found["day"], text))
    if found := re.fullmatch(r"on change(?: , reviewed every (?P<n>[0-9]{1,3}) months?)?", words):
        return OnChange(_months(found["n"], text) if found["n"] else REVIEW_MONTHS)
    raise _unreadable(text)


def _unreadable(text: str) -> ScheduleError:
    words = _(
        "“{text}” is not a schedule. Write “every January”, “every 3 months”, “yearly by 30 September”, "
        "“once by 2026-03-31” or “on change, reviewed every 12 months”."
    )
    return ScheduleError(words.format(text=text))


def in_words(schedule: Schedule) -> str:
    """How often, as people read it: “Every 3 months”, “Every year by 30 September”."""
    match schedule:
        case Once(by):
            return _("Once, by {date}").format(date=long_date(by))
        case Yearly(month, None):
            return _("Every {month}").format(month=_month(month))
        case Yearly(month, day):
            return _("Every year by {day} {month}").format(day=day, month=_month(month))
        case EveryMonths(months):
            return ngettext("Every month", "Every {count} months", months).format(count=months)
        case OnChange(months):
            words = ngettext(
                "When something changes, and looked at again every {count} month",
                "When something changes, and looked at again every {count} months",
                months,
            )
            return words.format(count=months)


def _month(month: int) -> str:
    return month_name[month]


def _months(number: str, text: str) -> int:
    if int(number) < 1:
        raise _unreadable(text)
    return int(number)


def _yearly(day: str, month: str, text: str) -> Yearly:
    longest = monthrange(2024, MONTHS[month])[1] if month in MONTHS else 0
    if not 1 <= int(day) <= longest:
        raise _unreadable(text)
    return Yearly(MONTHS[month], int(day))


def _day(written: str, text: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise _unreadable(text) from None


def due_days(schedule: Schedule, starts: date, until: date) -> tuple[date, ...]:
    """Every due day from the day the schedule begins up to and including `until`, in order.

    An "on change" schedule has none of its own: its changes do.
    """
    match schedule:
        case Once(by):
            return (by,) if starts <= by <= until else ()
        case Yearly(month, day):
            days = (_in_year(year, month, day) for year in range(starts.year, until.year + 1))
            return tuple(due for due in days if starts <= due <= until)
        case EveryMonths(months):
            return _every(months, starts, until)
        case OnChange():
            return ()


def _in_year(year: int, month: int, day: int | None) -> date:
    longest = monthrange(year, month)[1]
    return date(year, month, min(day or longest, longest))


def _every(months: int, starts: date, until: date) -> tuple[date, ...]:
    # Counted from the beginning each time, so that a short month does not shift all that follow.
    found: list[date] = []
    due = months_later(starts, months)
    while due <= until:
        found.append(due)
        due = months_later(starts, months * (len(found) + 1))
    return tuple(found)


def months_later(day: date, months: int) -> date:
    """The same day of the month some months later (negative: earlier), or that month's last day."""
    count = day.year * 12 + day.month - 1 + months
    return _in_year(count // 12, count % 12 + 1, day.day)


def editions_due(
    schedule: Schedule, editions: Iterable[Edition], starts: date, until: date
) -> list[EditionDue]:
    """What the schedule asked for up to `until`, each with the edition that answers it.

    An edition made for a due day answers that. Any other belongs to the due day that it came nearest to (half
    way: the earlier one): so one that was forgotten does not make the next ones late. Of several that belong
    to one day the first answers it; but where the day before is still open, the first answers that one, if
    another is left that came in time. No edition answers twice. What came before the schedule began answers
    none of its days, and one made for a day that the schedule no longer has is like any other.
    """
    days = due_days(schedule, starts, until)
    listed = sorted(editions, key=lambda edition: edition.published)
    made_for = {one.due: one.published for one in reversed(listed) if one.due and one.due in days}
    free = [one.published for one in listed if one.due is None or (one.due <= until and one.due not in days)]
    opens = _before_first(schedule, starts, days)
    # The day after the last one draws editions as well.
    drawing = (*days, *due_days(schedule, starts, _soon(schedule, until))[len(days) :][:1])
    nearest: dict[date, list[date]] = {due: [] for due in drawing}
    for published in free:
        if published > opens and drawing:
            nearest[min(drawing, key=lambda due: (abs(due - published), due))].append(published)
    answers = _answers(drawing, made_for, nearest)
    return [EditionDue(due, answers.get(due)) for due in days]


def _answers(
    days: Sequence[date], made_for: Mapping[date, date], nearest: Mapping[date, Sequence[date]]
) -> dict[date, date]:
    """By due day, in order, the day of the edition that answers it."""
    found: dict[date, date] = {}
    before: date | None = None
    for due in days:
        came = list(nearest[due])
        has_own = due in made_for
        in_time = sum(day <= due for day in came)
        if before is not None and before not in found and came and (has_own or in_time > 1):
            found[before] = came.pop(0)
        if has_own or came:
            found[due] = made_for[due] if has_own else came[0]
        before = due
    return found


def _soon(schedule: Schedule, day: date) -> date:
    """By when the next due day has come."""
    return months_later(day, schedule.months if isinstance(schedule, EveryMonths) else 12)


def _before_first(schedule: Schedule, starts: date, days: Sequence[date]) -> date:
    """The last day on which an edition came too early for the first due day."""
    if isinstance(schedule, Yearly) and days:
        return months_later(days[0], -12)
    return starts - timedelta(days=1) if isinstance(schedule, EveryMonths) else date.min


def judge_publication(
    schedule: Schedule,
    editions: Sequence[Edition],
    changes: Collection[date],
    *,
    starts: date,
    months: int,
    at: date,
    cutoff: date,
) -> Outcome:
    """A publication over what was due in the `months` up to the day `at`, as known at the cut-off.

    `months` is the length of its measure's frequency.
    """
    known = [edition for edition in editions if edition.published <= cutoff]
    since = months_after_end(at, -months)
    if isinstance(schedule, OnChange):
        return _judge_on_change(schedule, known, changes, since=since, at=at, cutoff=cutoff)
    asked = editions_due(schedule, known, starts, at)
    return judge_editions([edition for edition in asked if edition.due > since], cutoff=cutoff)


def months_after_end(day: date, months: int) -> date:
    """Whole months from the end of a month stay at the end of a month: 30 September less 3 is 30 June."""
    is_last = day.day == monthrange(day.year, day.month)[1]
    moved = months_later(day, months)
    return _in_year(moved.year, moved.month, None) if is_last else moved


def _judge_on_change(
    schedule: OnChange,
    editions: Sequence[Edition],
    changes: Collection[date],
    *,
    since: date,
    at: date,
    cutoff: date,
) -> Outcome:
    if not editions:
        return MISSED
    answers = [answer for answer in changes_followed(changes, editions, at) if answer.due <= at]
    if any(answer.published is None and answer.due < cutoff for answer in answers):
        return MISSED
    if any(answer.published and answer.published > answer.due > since for answer in answers):
        return NEAR
    there = [edition for edition in editions if edition.published <= at]
    current = max(there, key=lambda edition: edition.published, default=None)
    if current is not None and at <= next_review(schedule, current):
        return MET
    # What came after the day is known at the cut-off, and late.
    return STALE if len(there) == len(editions) else NEAR


def next_review(schedule: OnChange, edition: Edition) -> date:
    """The last day on which an edition need not have been looked at again: its own, else by the schedule."""
    return edition.review_by or months_later(edition.published, schedule.review_months)


def changes_followed(changes: Iterable[date], editions: Sequence[Edition], until: date) -> list[EditionDue]:
    """What every change up to and including `until` asked for, each with the edition that followed it."""
    return [_followed(change, editions) for change in sorted(changes) if change <= until]


def _followed(change: date, editions: Sequence[Edition]) -> EditionDue:
    after = [edition.published for edition in editions if edition.published >= change]
    return EditionDue(change + DAYS_TO_FOLLOW_A_CHANGE, min(after, default=None))
