"""Public pages kept whole: the same bytes, thrown away by any write, never for somebody with a cookie."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from charter import kept_pages
from charter.models import Landlord
from tests.people import make_person

GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def quiet(monkeypatch: Any) -> None:
    """Nobody writes. (A snapshot moves with every write of the whole server, other databases' too.)"""
    monkeypatch.setattr(kept_pages, "version_of_data", lambda: "quiet")


@pytest.fixture(autouse=True)
def shelf(settings: Any) -> Iterator[kept_pages.Shelf]:
    settings.KEEP_PAGES = True
    kept_pages.shelf.clear()
    yield kept_pages.shelf
    kept_pages.shelf.clear()


def queries(client: Client, address: str, **headers: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address, **headers).status_code in (200, 304)
    return len(asked)


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
def test_the_second_reader_costs_no_question(landlord: Landlord) -> None:
    first = Client().get("/performance/")
    second = Client().get("/performance/")
    assert second.content == first.content
    told = [{name: value for name, value in one.items() if name != "X-Request-ID"} for one in (first, second)]
    assert told[0] == told[1]
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert queries(Client(), "/performance/") == 0


@pytest.mark.django_db
def test_a_page_is_packed_once_and_unpacks_to_the_same(landlord: Landlord) -> None:
    plain = Client().get("/how-we-score/")
    packed = Client().get("/how-we-score/", headers=GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
    assert packed["ETag"] == f"W/{plain['ETag']}"
    assert "Accept-Encoding" in packed["Vary"]


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
def test_who_has_the_page_reads_that_it_has_not_changed(landlord: Landlord) -> None:
    for headers in ({}, GZIP):
        page = Client().get("/performance/", headers=headers)
        again = Client().get("/performance/", headers=headers | {"If-None-Match": page["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert not again.has_header("Content-Length")
        assert again["ETag"] == page["ETag"]


@pytest.mark.django_db(transaction=True)
def test_any_write_throws_the_pages_away() -> None:
    Landlord.objects.create(name="Before Homes", first_period="2026-07")
    assert b"Before Homes" in Client().get("/performance/").content
    Landlord.objects.update(name="After Homes")
    kept_pages.shelf.looked = 0
    assert b"After Homes" in Client().get("/performance/").content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [{"HTTP_COOKIE": "sessionid=x"}, {"HTTP_HX_REQUEST": "true"}, {"REQUEST_METHOD": "HEAD"}],
)
def test_a_cookie_passes_by_the_shelf(
    landlord: Landlord, asked: dict[str, Any], shelf: kept_pages.Shelf
) -> None:
    Client().generic(asked.pop("REQUEST_METHOD", "GET"), "/performance/", **asked)
    assert shelf.pages == {}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/nothing/", "/account/login/", "/healthz", "/staff/"])
def test_only_public_pages_are_kept(landlord: Landlord, address: str, shelf: kept_pages.Shelf) -> None:
    Client().get(address)
    assert shelf.pages == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
def test_each_query_string_is_a_page_of_its_own(landlord: Landlord, shelf: kept_pages.Shelf) -> None:
    for address in ("/releases/", "/releases/?a=1", "/releases/"):
        Client().get(address)
    assert len(shelf.pages) == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
def test_old_pages_make_room(landlord: Landlord, shelf: kept_pages.Shelf, monkeypatch: Any) -> None:
    size = len(Client().get("/performance/?a=0").content)
    monkeypatch.setattr(kept_pages, "MOST_BYTES", size * 3)
    for number in range(9):
        Client().get(f"/performance/?a={number}")
    assert len(shelf.pages) == 3
    assert shelf.size == sum(len(page.body) for page in shelf.pages.values())
    assert queries(Client(), "/performance/?a=8") == 0


@pytest.mark.django_db
def test_a_minute_ends_a_page_since_planned_releases_begin_with_one(landlord: Landlord) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('minute', clock_timestamp())::text")
        (minute,) = cursor.fetchone()
    assert kept_pages.version_of_data().endswith(minute)


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
def test_a_large_file_throws_no_page_out(
    landlord: Landlord, shelf: kept_pages.Shelf, monkeypatch: Any
) -> None:
    Client().get("/releases/")
    monkeypatch.setattr(kept_pages, "LARGEST", 10)
    assert Client().get("/performance/").status_code == 200
    assert [key[2] for key in shelf.pages] == ["/releases/"]


@pytest.mark.parametrize(
    ("asked", "takes"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0, br", False), ("", False)],
)
def test_packed_only_for_those_who_can_unpack(asked: str, takes: bool) -> None:
    assert bool(kept_pages.TAKES_GZIP.search(asked)) is takes


@pytest.mark.django_db
def test_without_the_database_the_last_pages_still_answer(landlord: Landlord, monkeypatch: Any) -> None:
    page = Client().get("/performance/").content

    def away() -> str:
        raise DatabaseError

    monkeypatch.setattr(kept_pages, "version_of_data", away)
    kept_pages.shelf.looked = 0
    assert Client().get("/performance/").content == page
    assert kept_pages.shelf.is_away


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
def test_what_people_with_a_session_see_is_never_given_to_others(
    landlord: Landlord, client: Client, shelf: kept_pages.Shelf
) -> None:
    """The page of somebody who signed in names that person; the shelf neither gives nor takes it."""
    Client().get("/performance/")
    person = make_person("Priya Nair", "data_owner")
    client.force_login(person)
    client.get("/performance/")
    assert len(shelf.pages) == 1
    assert person.name.encode() not in Client().get("/performance/").content


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
def test_a_broken_shelf_would_be_seen(landlord: Landlord, monkeypatch: Any) -> None:
    """The control: without looking at cookies, a signed-in reader gets the stranger's page from the shelf."""
    monkeypatch.setattr(kept_pages, "_is_strangers_question", lambda request: request.method == "GET")
    Client().get("/performance/")
    assert queries(Client(), "/performance/", HTTP_COOKIE="sessionid=x") == 0
