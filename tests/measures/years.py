"""A financial year for the tests of its close: months entered, sent and approved by two people."""

from collections.abc import Iterable
from decimal import Decimal

from charter.models import Landlord, User
from charter.periods import Period
from measures.actions import Decision, approve_result, record_result, submit_result
from measures.figures import Figures
from measures.models import Measure, Result

YEAR = Period.parse("2024-25")
MONTHS = YEAR.parts("month")


def answers_from(landlord: Landlord, period: str = "2024-04") -> None:
    """Let the portal answer for the year."""
    landlord.first_period = period
    landlord.save()


def given(
    measure: Measure, period: Period, *, owner: User, approver: User | None, share: int = 96, **more: str
) -> Result:
    """A figure sent by its owner, and approved if an approver is given."""
    figures = Figures(Decimal(share), Decimal(100), **more)
    draft = record_result(measure=measure, period=period, figures=figures, by=owner)
    sent = submit_result(result=draft, by=owner)
    return approve_result(result=sent, by=approver, decision=Decision()) if approver else sent


def whole_year(
    measure: Measure, *, owner: User, approver: User, months: Iterable[Period] = MONTHS
) -> list[Result]:
    """Twelve approved months, provisional as approved."""
    return [given(measure, month, owner=owner, approver=approver) for month in months]
