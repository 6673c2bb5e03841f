"""The open data: shapes, words and figures are those of the release; errors are sentences."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from ninja import Schema
from pytest_django.plugin import DjangoDbBlocker

from charter.models import User
from measures import presenters
from measures.actions.releases import withdraw_release
from measures.api import schemas
from measures.models import Benchmark, Release
from measures.open_data.rows import figures_of
from tests.demonstration import loaded

pytestmark = pytest.mark.django_db

SHAPES: dict[str, type[Schema]] = {
    "/api/v1/charter": schemas.Charter,
    "/api/v1/promises": schemas.Promises,
    "/api/v1/measures": schemas.Measures,
    "/api/v1/measures/emergency-repairs": schemas.Measure,
    "/api/v1/promises/keep-your-home-safe": schemas.Promise,
    "/api/v1/results": schemas.Results,
    "/api/v1/releases": schemas.Releases,
    "/api/v1/benchmarks": schemas.Benchmarks,
}


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.fixture
def api(demonstration: None) -> Client:
    return Client()


def live() -> presenters.ReleaseView:
    found = presenters.live_release()
    assert found is not None
    return found


@pytest.mark.slow
@pytest.mark.parametrize("address", sorted(SHAPES))
def test_every_answer_has_its_shape_and_the_headers_of_open_data(api: Client, address: str) -> None:
    answer = api.get(address)
    assert answer.status_code == 200
    SHAPES[address].model_validate(answer.json())
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    assert api.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.slow
def test_every_measure_is_the_frozen_document_untouched(api: Client) -> None:
    release = live()
    reference = {"slug": release.slug, "hash": release.hash}
    found = presenters.documents(release, "measures")
    assert len(found) == 35
    for slug, document in found.items():
        assert api.get(f"/api/v1/measures/{slug}").json() == document | {"release": reference}
        assert api.get(f"/measures/{slug}.json").json() == document | {"release": reference}


@pytest.mark.slow
def test_the_table_holds_every_figure_exactly(api: Client) -> None:
    text = api.get("/api/v1/results?format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    wanted = [
        (
            slug,
            one["period"],
            one["numerator"] or "",
            one["denominator"] or "",
            one["value"] or "",
            one["status"],
        )
        for slug, document in sorted(presenters.documents(live(), "measures").items())
        for one in figures_of(document)
    ]
    names = ("measure", "period", "numerator", "denominator", "value", "status")
    assert [tuple(row[name] for name in names) for row in rows] == wanted
    assert len(rows) > 400


@pytest.mark.slow
def test_figures_can_be_narrowed(api: Client) -> None:
    found = api.get("/api/v1/results?measure=gas-checks&period=2025-26-Q1").json()["results"]
    assert [(one["measure"], one["period"]) for one in found] == [("gas-checks", "2025-26-Q1")]
    assert api.get("/api/v1/results?measure=nothing").json()["results"] == []


@pytest.mark.slow
def test_an_earlier_release_is_read_by_its_name(api: Client) -> None:
    found = api.get("/api/v1/charter?release=2025-26-q3").json()
    assert (found["release"]["slug"], found["period"]) == ("2025-26-q3", "2025-26-Q3")


@pytest.mark.slow
def test_a_range_and_a_grade_travel_under_their_own_names(api: Client) -> None:
    between = api.get("/api/v1/measures/complaints-for-each-1000-homes").json()["target"]
    assert (between["target_low"], between["target_high"], "value" in between) == ("8", "18", False)
    grade = api.get("/api/v1/measures/tenants-grade").json()["target"]
    assert (grade["grade"], "value" in grade) == ("B", False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/api/v1/measures/nothing", "not_found"),
        ("/api/v1/promises/nothing", "not_found"),
        ("/api/v1/charter?release=nothing", "no_release"),
        ("/measures/nothing.csv", "not_found"),
        ("/measures/nothing.json", "not_found"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(api: Client, address: str, code: str) -> None:
    answer = api.get(address)
    assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert answer.json()["message"].endswith(".")


@pytest.mark.slow
def test_a_withdrawn_release_answers_410_with_its_notice(api: Client) -> None:
    person = User.objects.get(email="tom.hale@alderbrook.example")
    withdraw_release(release=Release.objects.get(slug="2025-26-q4"), by=person, reason="A wrong file.")
    answer = api.get("/api/v1/charter?release=2025-26-q4")
    assert (answer.status_code, answer.json()["code"]) == (410, "withdrawn")
    assert "A wrong file." in answer.json()["message"]


@pytest.mark.slow
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_here(api: Client, method: str) -> None:
    for address in ("/api/v1/charter", "/measures/gas-checks.json"):
        answer = getattr(api, method)(address)
        assert (answer.status_code, answer.json()["code"]) == (405, "read_only")


@pytest.mark.slow
def test_benchmarks_travel_as_exact_strings(api: Client) -> None:
    Benchmark.objects.create(
        year="2024-25", regulator_code="TP01", stock="LCRA", landlords=353, minimum="40.1",
        lower_quartile="64.7",
        median="71.8", upper_quartile="78.9", maximum="94", source="Regulator of Social Housing",
    )  # fmt: skip
    found = api.get("/api/v1/benchmarks").json()["benchmarks"]
    ours = [one for one in found if one["regulator"] == "TP01"]
    assert [(one["median"], one["maximum"], one["deciles"]) for one in ours] == [("71.8", "94", [])]
    assert all(len(one["deciles"]) == 11 for one in found if one not in ours)


@pytest.mark.slow
def test_the_description_names_every_address(api: Client) -> None:
    described: dict[str, Any] = api.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/v1/charter", "/api/v1/promises", "/api/v1/promises/{slug}", "/api/v1/measures",
        "/api/v1/measures/{slug}", "/api/v1/results", "/api/v1/releases", "/api/v1/benchmarks",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/v1/", "/api/v1/a/b"])
def test_an_address_that_is_not_there_is_answered_in_json(api: Client, address: str) -> None:
    answer = api.get(address)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "max-age" not in answer["Cache-Control"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["/api/v1/charter", "/measures/gas-checks.csv", "/measures/gas-checks.svg"]
)
def test_head_and_options_are_answered(api: Client, address: str) -> None:
    head, whole, asked = api.head(address), api.get(address), api.options(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert whole["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in whole


@pytest.mark.slow
def test_what_cannot_be_read_is_said_in_a_sentence(api: Client) -> None:
    answer = api.get("/api/v1/results?format=xml")
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable")


@pytest.mark.slow
def test_files_are_named_after_their_release(api: Client) -> None:
    found = {
        a: api.get(a)["Content-Disposition"]
        for a in ("/measures/gas-checks.csv", "/api/v1/results?format=csv")
    }
    slug = live().slug
    assert list(found.values()) == [
        f'attachment; filename="gas-checks-{slug}.csv"', f'attachment; filename="results-{slug}.csv"'
    ]  # fmt: skip


@pytest.mark.slow
def test_no_number_is_a_binary_float(api: Client) -> None:
    for address in SHAPES:
        floats: list[str] = []
        json.loads(api.get(address).content, parse_float=floats.append)
        assert floats == []


def test_the_documentation_names_every_field() -> None:
    """What a shape promises is explained in docs/api.md, in code letters."""
    text = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", text))
    explained = (
        schemas.Workings, schemas.Part, schemas.Weight, schemas.PromiseWorkings, schemas.PromiseRowWorkings,
        schemas.Comparison, schemas.ComparedFigure, schemas.BetterThan, schemas.Benchmark,
    )  # fmt: skip
    for shape in explained:
        assert set(shape.model_fields) - named == set(), shape.__name__
