"""A correction knows what it corrects, has a reason of its own, and is approved with its words in sight."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from charter.models import User
from charter.periods import Period
from measures.actions import Decision, approve_result, record_result, submit_result
from measures.figures import Figures
from measures.models import Confirmation, Evidence, Measure, Result
from tests.people import fields_of, signed_in

pytestmark = pytest.mark.django_db
AUGUST = Period.parse("2026-08")
PAGE = reverse("staff_figure", args=["repairs", "2026-08"])
SEVERAL = reverse("staff_approve_several")


def sent(measure: Measure, by: User, share: int, reason: str = "", period: Period = AUGUST) -> Result:
    figures = Figures(Decimal(share), Decimal(100), why="Roof failed.", action="Mend it.")
    draft = record_result(measure=measure, period=period, figures=figures, by=by, correction_reason=reason)
    return submit_result(result=draft, by=by)


@pytest.fixture
def approved(measure, data_owner, approver) -> Result:
    return approve_result(result=sent(measure, data_owner, 96), by=approver)


def typed(page, **more: str) -> dict[str, str]:
    return (
        fields_of(page)
        | {"numerator": "97", "denominator": "100", "correction_reason": "Mine.", "do": "save"}
        | more
    )


def test_a_correction_of_what_was_corrected_meanwhile_is_a_conflict(
    approved, measure, data_owner, approver
) -> None:
    client = signed_in(data_owner)
    opened = client.get(PAGE)
    approve_result(result=sent(measure, data_owner, 98, "Late jobs."), by=approver)
    answer = client.post(PAGE, typed(opened))
    text = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Both values side by side", ">96<", ">98<", ">97<"):
        assert words in text
    assert not Result.objects.filter(workflow="draft").exists()
    again = client.post(PAGE, typed(answer))
    assert again.status_code == 302
    assert Result.objects.get(workflow="draft").supersedes.numerator == 98


def test_a_form_of_a_first_figure_does_not_become_a_correction_unseen(measure, data_owner, approver) -> None:
    client = signed_in(data_owner)
    opened = client.get(PAGE)
    approve_result(result=sent(measure, data_owner, 98), by=approver)
    assert client.post(PAGE, typed(opened)).status_code == 409


def test_nobody_else_saved_so_it_is_taken(approved, data_owner) -> None:
    client = signed_in(data_owner)
    assert client.post(PAGE, typed(client.get(PAGE))).status_code == 302
    assert Result.objects.get(workflow="draft").correction_reason == "Mine."


def test_a_new_correction_starts_without_a_reason(approved, measure, data_owner, approver) -> None:
    approve_result(result=sent(measure, data_owner, 98, "Late jobs."), by=approver)
    client = signed_in(data_owner)
    opened = client.get(PAGE)
    assert fields_of(opened)["correction_reason"] == ""
    answer = client.post(PAGE, fields_of(opened) | {"numerator": "97", "do": "save"})
    assert answer.status_code == 422
    assert "Say why the approved figure is to be corrected" in answer.content.decode()


def test_several_are_approved_each_as_what_it_replaces(measure, data_owner, approver) -> None:
    approve_result(result=sent(measure, data_owner, 96), by=approver, decision=Decision("final"))
    correction = sent(measure, data_owner, 97, "One more.")
    first = sent(measure, data_owner, 95, period=Period.parse("2026-07"))
    client = signed_in(approver)
    where = f"{SEVERAL}?figure={correction.pk}&figure={first.pk}"
    page = client.get(where)
    ticks = [f"{one.pk}:{one.version}" for one in (correction, first)]
    assert fields_of(page)["approval"] == "as_replaced"
    assert client.post(where, fields_of(page) | {"figures": ticks}).status_code == 302
    approvals = Result.objects.filter(workflow="approved").values_list("pk", "approval")
    assert dict(approvals) == {correction.pk: "final", first.pk: "provisional"}


def test_the_page_of_several_shows_every_word_that_goes_out(approved, measure, data_owner, approver) -> None:
    day = timezone.localdate() + timedelta(days=30)
    figures = Figures(
        Decimal(50), Decimal(100), why="WHY", action="ACTION", by_when=day, note="NOTE",
        differs_because="DIFFERS",
    )  # fmt: skip
    draft = record_result(
        measure=measure, period=AUGUST, figures=figures, by=data_owner, correction_reason="REASON"
    )
    Confirmation.objects.create(result=draft, warnings=["WARNING"], because="BECAUSE", by=data_owner)
    file = Evidence.objects.create(
        result=draft, name="count.pdf", kind="pdf", size=1, digest="x", added_by=data_owner, file="evidence/x"
    )
    result = submit_result(result=draft, by=data_owner)
    text = signed_in(approver).get(f"{SEVERAL}?figure={result.pk}").content.decode()
    for words in (
        "WHY",
        "ACTION",
        f"{day.day} {day:%B %Y}",
        "NOTE",
        "DIFFERS",
        "REASON",
        "WARNING",
        "BECAUSE",
    ):
        assert words in text
    assert reverse("staff_evidence", args=[file.pk]) in text
    assert reverse("staff_approval", args=[result.pk]) in text
