"""A figure as it comes in, before it is a row."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Figures:
    """What is recorded of one measure, period and segment.

    Either `numerator` and `denominator`, or `value`, or `grade`; `answers` holds the counts of a survey
    question as canonical decimal strings, from which numerator and denominator follow, or what was counted
    beside a figure of cases. `marker` keeps a source's own sign for “no value”. `why`, `action`, `by_when`
    explain a figure.
    """

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    grade: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    marker: str = ""
    given_on: date | None = None
    review_by: date | None = None
    note: str = ""
    differs_because: str = ""
    why: str = ""
    action: str = ""
    by_when: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no figure is given at all, not even a marker for “no value”."""
        numbers = (self.numerator, self.denominator, self.value)
        return all(number is None for number in numbers) and not self.grade and not self.marker

    @property
    def explained(self) -> bool:
        """Whether why and what next are both told."""
        return bool(self.why.strip() and self.action.strip())
