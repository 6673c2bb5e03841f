"""Boxes that were emptied: the explanation is gone, and asked for again; a file without words leaves it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from charter.faults import Refused
from charter.models import AuditEvent
from charter.periods import Period
from measures.actions import record_result, submit_result
from measures.actions.results import needs_explanation
from measures.figures import Figures
from measures.models import Commentary, Result
from measures.querysets.figure_history import figure_history
from tests.people import fields_of, signed_in

pytestmark = pytest.mark.django_db
AUGUST = Period.parse("2026-08")
PAGE = reverse("staff_figure", args=["repairs", "2026-08"])


@pytest.fixture
def explained(measure, data_owner) -> Result:
    figures = Figures(Decimal(50), Decimal(100), why="Roof failed.", action="Mend it.")
    return record_result(measure=measure, period=AUGUST, figures=figures, by=data_owner)


def test_emptied_boxes_take_the_words_away(explained, measure, data_owner) -> None:
    client = signed_in(data_owner)
    sent = fields_of(client.get(PAGE)) | {"numerator": "99", "why": "", "action": "", "do": "save"}
    assert client.post(PAGE, sent).status_code == 302
    assert not Commentary.objects.exists()
    event = AuditEvent.objects.get(verb="clear_commentary")
    assert (event.actor_id, event.subject_id) == (data_owner.pk, str(explained.pk))
    told = [one.did for one in figure_history(measure, AUGUST, None)]
    assert "took the explanation from the figure" in told


def test_a_miss_without_its_words_is_asked_again(explained, measure, data_owner) -> None:
    """The figure still misses: what was said before does not stand for what was taken away."""
    figures = Figures(Decimal(51), Decimal(100))
    found = record_result(
        measure=measure, period=AUGUST, figures=figures, by=data_owner, version=explained.version
    )
    assert needs_explanation(Result.objects.get(pk=found.pk))
    with pytest.raises(Refused, match="needs an explanation"):
        submit_result(result=found, by=data_owner)


def test_a_file_without_words_leaves_them(explained, measure, data_owner) -> None:
    record_result(
        measure=measure, period=AUGUST, figures=Figures(Decimal(52), Decimal(100)), by=data_owner,
        origin="file",
    )  # fmt: skip
    assert Commentary.objects.get().why == "Roof failed."
    assert not AuditEvent.objects.filter(verb="clear_commentary").exists()
