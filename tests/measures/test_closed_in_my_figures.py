"""My figures and closed periods: nothing is asked for, and no form is shown, where nothing may be written."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from charter.models import User
from charter.periods import Period
from measures.models import Measure, PeriodUnlock, Score, YearClosing
from measures.querysets.unexplained import to_explain
from tests.measures.years import answers_from
from tests.people import signed_in

pytestmark = pytest.mark.django_db
OCTOBER = Period.parse("2026-10")
OPEN = "/staff/figures/?open=repairs.2026-10"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 11, 22), tick=False):
        yield


def owned(slug: str, kind: str, post) -> Measure:
    return Measure.objects.create(
        slug=slug, title=slug, kind=kind, direction="higher", frequency="monthly", unit="%", owner=post
    )


@pytest.fixture
def composite(landlord, post) -> Measure:
    """A composite of the person's post that missed in October."""
    answers_from(landlord, "2026-04")
    made = owned("met-share", "composite", post)
    Score.objects.create(
        subject="measure", subject_id=made.pk, period="2026-10", period_end=OCTOBER.end, status="missed",
        state="judged", inputs="x", rule_version="1",
    )  # fmt: skip
    return made


def close(by: User) -> None:
    YearClosing.objects.create(
        year="2026-27",
        starts=date(2026, 4, 1),
        ends=date(2027, 3, 31),
        closed_by=by,
        closed_at=timezone.now(),
    )


def unlock(measure: Measure, by: User) -> None:
    PeriodUnlock.objects.create(
        measure=measure, period="2026-10", reason="Counted twice.", given_by=by, given_at=timezone.now(),
        until=date(2026, 12, 1),
    )  # fmt: skip


def test_nothing_of_a_closed_period_is_asked_for(composite, data_owner, approver) -> None:
    """Open: asked for; closed: not; unlocked again: asked for."""
    assert [one.measure for one in to_explain(data_owner)] == [composite]
    close(approver)
    assert to_explain(data_owner) == []
    unlock(composite, approver)
    assert [one.measure for one in to_explain(data_owner)] == [composite]


def test_a_closed_figure_that_is_opened_in_the_list_has_no_form(landlord, post, data_owner, approver) -> None:
    answers_from(landlord, "2026-04")
    repairs = owned("repairs", "percentage", post)
    owner = signed_in(data_owner)
    assert 'name="numerator"' in owner.get(OPEN).content.decode()
    close(approver)
    page = owner.get(OPEN).content.decode()
    assert 'name="numerator"' not in page
    assert "/staff/unlocks/repairs/2026-10/ask/" in page
    unlock(repairs, approver)
    assert 'name="numerator"' in owner.get(OPEN).content.decode()
