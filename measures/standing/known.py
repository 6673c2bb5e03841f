"""An approved figure as a standing knows it: light rows, the last of each chain of corrections."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, F, Value, When

from charter.periods import Kind, Period
from charter.working_time import local_date


class ResultRow(NamedTuple):
    """The columns of an approved figure that a standing and its documents are made of."""

    pk: int
    measure_id: int
    period: str
    period_kind: Kind
    period_start: date
    period_end: date
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    answers: dict[str, str] | None
    grade: str
    given_on: date | None
    review_by: date | None
    marker: str
    note: str
    differs_because: str
    approval: str
    origin: str
    entered_at: datetime
    submitted_at: datetime | None
    decided_at: datetime


# A figure's columns as they are read; what was said of it at the time stands for `approval`.
COLUMNS = tuple("approval_then" if name == "approval" else name for name in ResultRow._fields)


def approval_at(cutoff: datetime) -> Case:
    """What was said of a figure at a moment: what the close of a year made final was provisional before."""
    return Case(When(finalised_at__gt=cutoff, then=Value("provisional")), default=F("approval"))


class Known(NamedTuple):
    """An approved whole-landlord figure, as known at the cut-off.

    `submitted` is the day on which the first figure of its period was submitted; `corrected` whether it
    replaced one that was final; `before` are the ones that it replaced, the oldest first.
    """

    result: ResultRow
    period: Period
    submitted: date
    corrected: bool
    before: tuple[ResultRow, ...] = ()

    @property
    def since(self) -> date:
        """From which day a grade counts: from the day it was given, by default its period's last."""
        return self.result.given_on or self.period.end

    def at(self, moment: datetime) -> "Known | None":
        """What was known of the period at an earlier moment; None if it had no figure yet."""
        if self.result.decided_at <= moment:
            return self
        chain = [row for row in self.before if row.decided_at <= moment]
        return last_of(chain, self.period) if chain else None


def last_of(chain: Sequence[ResultRow], period: Period) -> Known:
    """What stands of a period's figures, each of which replaced the one before it."""
    submitted = min((row.submitted_at or row.entered_at) for row in chain)
    corrected = any(row.approval == "final" for row in chain[:-1])
    return Known(chain[-1], period, local_date(submitted), corrected, tuple(chain[:-1]))
