"""The regulator's figures the whole way: imported, scored by the worker's jobs, published, read back."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import call_command

from charter import jobs
from charter.models import Job, User
from charter.numbers import round_half_up
from charter.periods import Period
from measures import presenters
from measures.actions.releases import publish_release
from measures.models import Score
from tests.measures.test_import_commands import BOTH, TABLES, printed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# A council with rented homes alone, a provider with shared owners too, one for shared owners only.
KINDS = {"00FF": 26, "L4521": 39, "4636": 19}
YEAR = Period.parse("2024-25")


@pytest.mark.parametrize("code", KINDS)
def test_every_figure_is_read_back_at_the_regulators_value(code: str) -> None:
    User.objects.create_user("author@example.org", "Author")
    checker = User.objects.create_user("checker@example.org", "Checker")
    call_command("import_tsm", "--landlord", code, *BOTH, *map(str, TABLES))
    _work()
    assert Score.objects.filter(subject="measure", period=YEAR.key).count() == KINDS[code]
    publish_release(period=YEAR, by=checker)
    found = _read_back()
    assert found == printed(code)
    assert len(found) == KINDS[code]


def _work() -> None:
    """What the worker does: every queued job, until there is none."""
    while queued := list(Job.objects.filter(state="queued").order_by("pk")):
        for job in queued:
            assert jobs.run(job.pk)
            job.refresh_from_db()
            assert job.state == "done", job.message


def _read_back() -> dict[tuple[str, str], str]:
    """Every figure of the live release by the regulator's code and stock, at one decimal."""
    live = presenters.live_release()
    assert live is not None
    found = {}
    for document in presenters.documents(live, "measures").values():
        (figure,) = [one for one in document["results"] if one["period"] == YEAR.key]
        factor = 100 if document["unit"] == "%" else 1000
        exact = factor * Fraction(figure["numerator"]) / Fraction(figure["denominator"])
        assert round_half_up(exact, 6) == Decimal(figure["value"])
        found[document["regulator"], document["stock"]] = str(round_half_up(exact, 1))
    return found


def test_a_marker_is_published_as_no_value() -> None:
    User.objects.create_user("author@example.org", "Author")
    checker = User.objects.create_user("checker@example.org", "Checker")
    call_command("import_tsm", "--landlord", "L4203", *BOTH, *map(str, TABLES))
    _work()
    publish_release(period=YEAR, by=checker)
    live = presenters.live_release()
    assert live is not None
    document = presenters.document(live, "measures/tp10")
    assert document is not None
    figure = next(one for one in document["results"] if one["period"] == YEAR.key)
    assert (figure["numerator"], figure["value"], figure["marker"]) == (None, None, "E")
    assert figure["status"] == "not_judged"
    assert "[landlord]" not in document["texts"]["definition"]
