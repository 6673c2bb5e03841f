"""Not due, overdue, provisional, final or revised: the state of a figure's data (scoring.md, section 10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from charter.numbers import Number
from charter.working_time import Calendar

from .scoring import Rule, Status, judge

DataStatusWord = Literal["period_open", "not_due", "overdue", "provisional", "final", "revised"]
CountsAs = Literal["not_due", "overdue", "judged"]

_FLAGS: dict[DataStatusWord, str] = {"overdue": "x", "provisional": "p", "revised": "r"}


@dataclass(frozen=True)
class DataStatus:
    """What is known of a figure on a day.

    `days_overdue` are calendar days; `late`: it came after its due date.
    """

    due: date
    status: DataStatusWord
    days_overdue: int
    late: bool
    flag: str | None
    counts_as: CountsAs


def data_status(
    *,
    period_end: date,
    due_rule: Mapping[str, Any],
    today: date,
    calendar: Calendar,
    submitted: date | None = None,
    final: bool = False,
    changed_after_final: bool = False,
) -> DataStatus:
    """The status of a period's figure as seen on `today`.

    A figure counts from its submission date only; an unapproved one is no figure, so its submission
    is not given here. CalendarError where the working calendar does not reach.
    """
    due = calendar.due_date(period_end, due_rule)
    if submitted is None or submitted > today:
        return _without_value(period_end, due, today)
    status: DataStatusWord = "provisional"
    if final:
        status = "revised" if changed_after_final else "final"
    return DataStatus(due, status, 0, submitted > due, _FLAGS.get(status), "judged")


def _without_value(period_end: date, due: date, today: date) -> DataStatus:
    if today > due:
        return DataStatus(due, "overdue", (today - due).days, False, _FLAGS["overdue"], "overdue")
    return DataStatus(due, "period_open" if today <= period_end else "not_due", 0, False, None, "not_due")


RevisionKind = Literal["scheduled_revision", "correction_material", "correction_minor"]


@dataclass(frozen=True)
class RevisionVerdict:
    """What a change of a figure means: whether a reason and a public notice are needed."""

    kind: RevisionKind
    old_status: Status
    new_status: Status
    reason_required: bool
    public_notice: bool
    flag: str


def revision(
    old: Number | None,
    new: Number | None,
    *,
    was_final: bool,
    rule: Rule | None,
    new_rule: Rule | None = None,
    else_changed: bool = False,
) -> RevisionVerdict:
    """A provisional figure may move; a final one is corrected, materially if a status changes.

    `else_changed`: a promise's status or a survey verdict changes with it.
    """
    before, after = judge(old, rule).status, judge(new, new_rule or rule).status
    if not was_final:
        return RevisionVerdict("scheduled_revision", before, after, False, False, "p")
    material = before != after or else_changed
    kind: RevisionKind = "correction_material" if material else "correction_minor"
    return RevisionVerdict(kind, before, after, True, material, "r")
