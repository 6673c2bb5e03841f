"""The regulator's figures the whole way by the commands: imported, scored, published, read from the API."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from charter import jobs
from charter.models import Job, User
from charter.numbers import round_half_up
from charter.periods import Period
from measures.models import Score
from tests.measures.test_import_commands import BOTH, TABLES, printed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# A council with rented homes alone, a provider with shared owners too, one for shared owners only.
KINDS = {"00FF": 26, "L4521": 39, "4636": 19}
YEAR = Period.parse("2024-25")


@pytest.mark.parametrize("code", KINDS)
def test_every_figure_is_read_from_the_api_at_the_regulators_value(client: Client, code: str) -> None:
    _publish(code)
    assert Score.objects.filter(subject="measure", period=YEAR.key).count() == KINDS[code]
    listed = client.get("/api/v1/measures").json()["measures"]
    assert len(listed) == KINDS[code]
    found = {}
    for one in listed:
        document = client.get(f"/api/v1/measures/{one['slug']}").json()
        found[document["regulator"], document["stock"]] = _one_decimal(document)
    assert found == printed(code)


def _publish(code: str) -> None:
    User.objects.create_user("author@example.org", "Author")
    User.objects.create_user("checker@example.org", "Checker")
    call_command("import_tsm", "--landlord", code, *BOTH, *map(str, TABLES))
    _work()
    call_command("publish_release", "--period", YEAR.key, "--by", "checker@example.org")


def _one_decimal(document: dict[str, Any]) -> str:
    """The figure of the year at one decimal, from its exact parts; the value sent must follow from them."""
    (figure,) = [one for one in document["results"] if one["period"] == YEAR.key]
    factor = 100 if document["unit"] == "%" else 1000
    exact = factor * Fraction(figure["numerator"]) / Fraction(figure["denominator"])
    assert round_half_up(exact, 6) == Decimal(figure["value"])
    return str(round_half_up(exact, 1))


def _work() -> None:
    """What the worker does: every queued job, until there is none."""
    while queued := list(Job.objects.filter(state="queued").order_by("pk")):
        for job in queued:
            assert jobs.run(job.pk)
            job.refresh_from_db()
            assert job.state == "done", job.message


def test_a_marker_is_published_as_no_value(client: Client) -> None:
    _publish("L4203")
    document = client.get("/api/v1/measures/tp10").json()
    figure = next(one for one in document["results"] if one["period"] == YEAR.key)
    assert (figure["numerator"], figure["value"], figure["marker"]) == (None, None, "E")
    assert figure["status"] == "not_judged"
    assert "[landlord]" not in document["texts"]["definition"]
