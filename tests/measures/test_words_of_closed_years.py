"""Words about a closed year: unlocked first as a figure is; on the checklist before the year is closed."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from charter.faults import Refused
from charter.models import User
from measures.actions.commentary import Told, approve_commentary, return_commentary, write_commentary
from measures.actions.periods import ask_for_unlock, unlock_period
from measures.actions.years import close_year
from measures.models import Measure, MeasureCommentary, Result, Score, YearClosing
from measures.querysets.year_end import checklist_of
from tests.measures.years import MONTHS, YEAR, answers_from
from tests.people import signed_in

pytestmark = pytest.mark.django_db
MARCH = MONTHS[11]
TOLD = Told("Two teams were short of people.", "We hire three.")


@pytest.fixture
def composite(landlord, post) -> Measure:
    """A composite that missed in March; the portal answers for the year."""
    answers_from(landlord)
    made = Measure.objects.create(
        slug="met", title="Measures met", kind="composite", direction="higher", frequency="monthly",
        unit="%", owner=post,
    )  # fmt: skip
    Score.objects.create(
        subject="measure", subject_id=made.pk, period=MARCH.key, period_end=MARCH.end, status="missed",
        state="judged", inputs="x", rule_version="1",
    )  # fmt: skip
    return made


def closed(by: User) -> YearClosing:
    return YearClosing.objects.create(
        year=YEAR.key, starts=YEAR.start, ends=YEAR.end, closed_by=by, closed_at=timezone.now()
    )


def standing() -> dict[str, list[str]]:
    return {line.name: [item.says for item in line.items] for line in checklist_of(YEAR).standing}


def write(composite: Measure, by: User) -> MeasureCommentary:
    return write_commentary(measure=composite, period=MARCH, told=TOLD, by=by)


def test_words_of_a_closed_year_wait_for_an_unlock(composite, data_owner, approver) -> None:
    closed(approver)
    with pytest.raises(Refused, match="is closed"):
        write(composite, data_owner)
    page = reverse("staff_commentary", args=["met", MARCH.slug])
    assert "This period is closed." in signed_in(data_owner).get(page).content.decode()
    asked = ask_for_unlock(measure=composite, period=MARCH, by=data_owner, reason="Nobody said why.")
    unlock_period(asked=asked, by=approver, until=timezone.localdate())
    approve_commentary(commentary=write(composite, data_owner), by=approver)
    assert MeasureCommentary.objects.get().workflow == "approved"


def test_words_are_not_approved_once_the_year_is_closed(composite, data_owner, approver) -> None:
    found = write(composite, data_owner)
    closing = closed(approver)
    with pytest.raises(Refused, match="is closed"):
        approve_commentary(commentary=found, by=approver)
    found.refresh_from_db()
    assert found.workflow == "submitted"
    closing.delete()
    approve_commentary(commentary=found, by=approver)


def test_words_that_wait_stand_in_the_way(composite, data_owner, approver) -> None:
    found = write(composite, data_owner)
    assert standing()["open"] == ["March 2025, explanation: submitted"]
    before = checklist_of(YEAR).fingerprint
    return_commentary(commentary=found, by=approver, reason="Which teams?")
    assert standing()["open"] == ["March 2025, explanation: returned"]
    assert checklist_of(YEAR).fingerprint != before
    with pytest.raises(Refused, match="Figures on their way"):
        close_year(year=YEAR, by=approver, exceptions={"unexplained": "It is late.", "open": "Never mind."})


def test_a_miss_that_the_portal_worked_out_is_unexplained_until_words_are_approved(
    composite, data_owner, approver
) -> None:
    assert standing()["unexplained"] == ["March 2025"]
    found = write(composite, data_owner)
    assert standing()["unexplained"] == ["March 2025"]
    approve_commentary(commentary=found, by=approver)
    assert standing() == {}


def test_an_automatic_figure_that_misses_is_unexplained_once(
    landlord, measure, post, data_owner, approver
) -> None:
    """It may be judged before its score is there; with both it is one thing to mend."""
    answers_from(landlord)
    measure.kind, measure.counter = "counted", "feedback_answered_in_time"
    measure.save()
    portal = User.objects.get(email="system@portal.invalid")
    Result.objects.create(
        measure=measure, period=MARCH.key, period_kind=MARCH.kind, period_start=MARCH.start,
        period_end=MARCH.end, numerator=Decimal(50), denominator=Decimal(100), origin="automatic",
        workflow="approved", approval="provisional", entered_by=portal, submitted_by=portal,
        submitted_at=timezone.now(), decided_by=portal, decided_at=timezone.now(),
    )  # fmt: skip
    assert standing()["unexplained"] == ["March 2025"]
    Score.objects.create(
        subject="measure", subject_id=measure.pk, period=MARCH.key, period_end=MARCH.end, status="missed",
        state="judged", inputs="x", rule_version="1",
    )  # fmt: skip
    assert standing()["unexplained"] == ["March 2025"]
    approve_commentary(commentary=write(measure, data_owner), by=approver)
    assert "unexplained" not in standing()
