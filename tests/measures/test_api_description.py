"""Schemathesis asks the API whatever its description allows, and what it does not: every answer is described.

Requests are made up from the description at `/api/v1/openapi.json`. A status, type or shape that it does not
name is a fault, and so is any answer of the kind 5xx. The same requests each time: nothing here is chance.
"""

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup

from charter.models import User
from measures import presenters
from measures.actions.releases import withdraw_release
from measures.api import routes
from measures.models import Release
from tests.demonstration import loaded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EACH = 20  # requests of a kind to an address
WITHDRAWN = "2025-26-q3"
ADDRESSES = {
    "charter", "promises", "promises/{slug}", "measures", "measures/{slug}", "results", "releases",
    "benchmarks",
}  # fmt: skip
ASKED_NOTHING = {"releases", "benchmarks"}  # they take no question, so none can be wrong
quietly = settings(
    max_examples=EACH, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        person = User.objects.get(email="tom.hale@alderbrook.example")
        withdraw_release(release=Release.objects.get(slug=WITHDRAWN), by=person, reason="A wrong file.")
        yield


@pytest.fixture
def api(demonstration: None) -> Iterator[Any]:
    """The description, read from the application itself, which may not close the test's connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        read = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    # A question may be well put and its release withdrawn: the description says so with 410.
    read.config.checks.positive_data_acceptance.expected_statuses = ["200", "404", "410"]
    yield read
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operation(api: Any, address: str) -> Any:
    return next(
        found
        for found in (result.ok() for result in api.get_all_operations())
        if found.path == f"/api/v1/{address}"
    )


def asked(made_up: st.SearchStrategy[Any], change: Callable[[Any, Any], None] | None = None) -> set[int]:
    """The statuses of the answers to made-up requests; FailureGroup for one that is not as described."""
    statuses: set[int] = set()

    @quietly
    @given(case=made_up, data=st.data())
    def ask(case: Any, data: Any) -> None:
        if change is not None:
            change(case, data)
        statuses.add(case.call_and_validate().status_code)

    ask()
    return statuses


@pytest.mark.parametrize("address", sorted(ADDRESSES))
def test_what_the_description_allows_is_answered_as_described(api: Any, address: str) -> None:
    made_up = operation(api, address).as_strategy(generation_mode=GenerationMode.POSITIVE)
    assert asked(made_up) <= {200, 404}


@pytest.mark.parametrize("address", sorted(ADDRESSES - ASKED_NOTHING))
def test_what_it_does_not_allow_is_answered_as_described(api: Any, address: str) -> None:
    made_up = operation(api, address).as_strategy(generation_mode=GenerationMode.NEGATIVE)
    assert asked(made_up) <= {200, 404, 422}


@pytest.mark.parametrize("address", sorted(ADDRESSES - ASKED_NOTHING))
def test_things_that_are_there_are_answered_as_described(api: Any, address: str) -> None:
    """Made-up names are never found: here they are those of the demonstration, and of all its releases."""
    live = presenters.live_release()
    assert live is not None
    slugs = sorted(presenters.documents(live, address.partition("/")[0])) if "{slug}" in address else []
    releases = [found.slug for found in presenters.releases()]

    def named(case: Any, data: Any) -> None:
        if slugs:
            case.path_parameters = {"slug": data.draw(st.sampled_from(slugs))}
        case.query = {"release": data.draw(st.sampled_from(releases))}
        if address == "results":
            case.query["format"] = data.draw(st.sampled_from(["json", "csv"]))

    made_up = operation(api, address).as_strategy(generation_mode=GenerationMode.POSITIVE)
    statuses = asked(made_up, named)
    assert {200, 410} <= statuses <= {200, 404, 410}


def test_all_addresses_are_asked(api: Any) -> None:
    assert {f"/api/v1/{one}" for one in ADDRESSES} == {
        result.ok().path for result in api.get_all_operations()
    }


@pytest.mark.parametrize(
    ("without", "said"), [("status", "response violates schema"), ("code", "undocumented")]
)
def test_an_answer_that_is_not_described_is_found(
    api: Any, monkeypatch: pytest.MonkeyPatch, without: str, said: str
) -> None:
    """Negative control: a field that is missing, and a status that is not in the description."""
    whole = routes.frozen

    def wrong(document: dict[str, Any]) -> Any:
        rows = [{k: v for k, v in row.items() if k != without} for row in document["promises"]]
        answer = whole(document | {"promises": rows})
        answer.status_code = 200 if without == "status" else 418
        return answer

    monkeypatch.setattr(routes, "frozen", wrong)
    made_up = operation(api, "promises").as_strategy(generation_mode=GenerationMode.POSITIVE)

    def live(case: Any, data: Any) -> None:
        case.query = {}

    with pytest.raises(FailureGroup, match=f"(?i){said}"):
        asked(made_up, live)
