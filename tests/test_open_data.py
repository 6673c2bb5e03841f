"""A release as files: tables as they are described, one package, feeds, and what machines read first."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import frictionless
import pytest
import time_machine
from defusedxml import ElementTree
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.dateparse import parse_datetime
from pytest_django.plugin import DjangoDbBlocker

from charter.models import Landlord, User
from measures import csv_export, presenters
from measures.actions import packages
from measures.actions.releases import withdraw_release
from measures.models import Release
from measures.open_data import package
from measures.open_data.shapes import Column, Table
from measures.open_data.tables import TABLES
from tests.demonstration import loaded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ["/feeds/releases.atom", "/feeds/documents.atom", "/feeds/changes.atom", "/feeds/challenges.atom"]
FORMULA = '=HYPERLINK("https://example.org","x")'


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.fixture
def site(demonstration: None, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    return Client()


def live() -> presenters.ReleaseView:
    found = presenters.live_release()
    assert found is not None
    return found


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def judged(content: bytes, folder: Path) -> frictionless.Report:
    """What the Frictionless tool says of a package."""
    place = folder / "package.zip"
    place.write_bytes(content)
    return frictionless.validate(str(place))


def faults(report: frictionless.Report) -> list[str]:
    return sorted({row[0] for row in report.flatten(["type"])})


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


# The package


def test_every_release_is_a_package_that_the_tool_finds_valid(site: Client, tmp_path: Path) -> None:
    for release in presenters.releases():
        answer = site.get(f"/releases/{release.slug}.zip")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
        assert answer["Content-Disposition"] == f'attachment; filename="customer-charter-{release.slug}.zip"'
        assert answer["Access-Control-Allow-Origin"] == "*"
        report = judged(answer.content, tmp_path)
        assert (report.valid, faults(report)) == (True, [])
        assert len(report.tasks) == len(TABLES)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda files: {**files, "data/results.csv": files["data/results.csv"][:-40]}, "hash-count"),
        (lambda files: {**files, "data/measures.csv": files["data/measures.csv"] + b"\r\n"}, "byte-count"),
    ],
)
def test_the_tool_finds_a_package_that_was_tampered_with(
    site: Client, tmp_path: Path, spoil: Any, fault: str
) -> None:
    files = spoil(opened(site.get("/data/latest.zip").content))
    assert fault in faults(judged(zipped(files), tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [(b",met,", b",good,", "constraint-error"), (b",2026-09-30,", b",30 September,", "type-error")],
)
def test_the_tool_finds_a_cell_that_is_not_as_described(
    site: Client, tmp_path: Path, old: bytes, new: bytes, fault: str
) -> None:
    files = opened(site.get("/data/latest.zip").content)
    files["data/results.csv"] = files["data/results.csv"].replace(old, new, 1)
    described = json.loads(files["datapackage.json"])
    for one in described["resources"]:
        del one["bytes"], one["hash"]
    files["datapackage.json"] = json.dumps(described).encode()
    assert fault in faults(judged(zipped(files), tmp_path))


def test_the_package_names_its_release_and_its_licence(site: Client) -> None:
    release, files = live(), opened(site.get("/data/latest.zip").content)
    said = json.loads(files["datapackage.json"])
    assert (said["id"], said["version"]) == (release.hash, release.slug)
    assert [one["name"] for one in said["licenses"]] == ["OGL-UK-3.0"]
    assert said["contributors"] == [{"title": "Alderbrook Homes", "role": "publisher"}]
    assert "Open Government Licence" in files["README.txt"].decode()


def test_its_documents_prove_the_hash_of_the_release(site: Client) -> None:
    release, files = live(), opened(site.get("/data/latest.zip").content)
    manifest = files["documents/manifest.txt"]
    assert hashlib.sha256(manifest).hexdigest() == release.hash
    said = dict(line.split(" ") for line in manifest.decode().splitlines())
    found = {name: hashlib.sha256(files[f"documents/{name}.json"]).hexdigest() for name in said}
    assert found == said
    assert len([name for name in files if name.startswith("documents/")]) == len(said) + 1


def test_the_same_release_gives_the_same_bytes(site: Client) -> None:
    first = site.get("/data/latest.zip").content
    kept = default_storage.listdir(packages.FOLDER)[1]
    assert len(kept) == 1
    default_storage.delete(f"{packages.FOLDER}/{kept[0]}")
    with time_machine.travel("2027-08-01"):
        assert site.get(f"/releases/{live().slug}.zip").content == first
    assert default_storage.listdir(packages.FOLDER)[1] == kept


def test_what_is_kept_is_not_made_again(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = site.get("/data/latest.zip").content
    monkeypatch.setattr(packages, "packaged", lambda *_: pytest.fail("made again"))
    assert site.get("/data/latest.zip").content == first
    again = site.get("/data/latest.zip", headers={"If-None-Match": site.get("/data/latest.zip")["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_disk_that_is_full_keeps_nobody_from_the_data(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **kwargs: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(packages.tempfile, "mkstemp", full)
    assert site.get("/data/latest.zip").status_code == 200


@pytest.mark.parametrize("step", ["chmod", "replace"])
def test_what_could_not_be_kept_leaves_nothing_behind(
    site: Client, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def refused(*args: Any, **kwargs: Any) -> Any:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(packages.Path, step, refused)
        first = site.get("/data/latest.zip")
    assert first.status_code == 200
    assert default_storage.listdir(packages.FOLDER) == ([], [])
    # Negative control: a disk that takes it keeps the same file.
    assert site.get("/data/latest.zip").content == first.content
    assert len(default_storage.listdir(packages.FOLDER)[1]) == 1


def test_another_name_of_the_landlord_changes_no_package(site: Client) -> None:
    first = site.get("/data/latest.zip").content
    Landlord.objects.update(name="Another Name")
    assert site.get("/data/latest.zip").content == first


def test_a_withdrawn_release_gives_no_file_even_if_one_is_kept(site: Client) -> None:
    assert site.get("/releases/2025-26-q4.zip").status_code == 200
    person = User.objects.get(email="tom.hale@alderbrook.example")
    withdraw_release(release=Release.objects.get(slug="2025-26-q4"), by=person, reason="A wrong file.")
    for where in ("/releases/2025-26-q4.zip", "/data/results.csv?release=2025-26-q4"):
        answer = site.get(where)
        assert (answer.status_code, answer.json()["code"]) == (410, "withdrawn")
        assert "A wrong file." in answer.json()["message"]


def test_a_planned_release_gives_no_file_before_its_moment(site: Client) -> None:
    slug = live().slug
    Release.objects.filter(slug=slug).update(
        state="scheduled", scheduled_for=datetime.fromisoformat("2999-01-01T00:00:00Z"), public_since=None
    )
    for where in (f"/releases/{slug}.zip", f"/data/results.csv?release={slug}"):
        assert site.get(where).status_code == 404
    assert slug not in site.get("/sitemap.xml").content.decode()
    assert slug not in site.get("/data/dataset.jsonld").content.decode()


# The tables


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_alone_is_that_of_the_package(site: Client, name: str) -> None:
    answer = site.get(f"/data/{name}.csv")
    assert answer.content == opened(site.get("/data/latest.zip").content)[f"data/{name}.csv"]
    assert answer["Content-Disposition"] == f'attachment; filename="{name}-{live().slug}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows
    assert list(rows[0]) == TABLES[name].heads
    assert {row["release"] for row in rows} == {live().slug}


def test_a_table_that_is_not_there(site: Client) -> None:
    answer = site.get("/data/people.csv")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_hidden_figures_are_in_no_table(site: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(site.get("/data/results.csv").content.decode("utf-8-sig"))))
    hidden = [row for row in rows if "c" in row["flags"].split()]
    assert hidden
    numbers = ("numerator", "denominator", "value", "shown", "score", "lower", "upper")
    assert {row[name] for row in hidden for name in numbers} == {""}


def test_text_in_a_package_runs_in_no_spreadsheet(monkeypatch: pytest.MonkeyPatch) -> None:
    column = Column("text", "string", "Text.")
    table = Table("t", "T", "T.", (column,), lambda documents: [{"text": FORMULA}])
    text = package.table_csv(table, table.rows({}), "r").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1] == [f"'{FORMULA}"]
    # Negative control: the writer alone would let it through.
    monkeypatch.setattr(csv_export, "harmless", str)
    text = package.table_csv(table, table.rows({}), "r").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1] == [FORMULA]


# The page


def test_the_page_explains_every_file_and_column(site: Client) -> None:
    text = site.get("/data/").content.decode()
    for table in TABLES.values():
        assert f'href="/data/{table.name}.csv"' in text
        assert all(f"<code>{column.name}</code>" in text for column in table.columns)
    for address in [*FEEDS, "/data/dataset.jsonld", "/api/v1/openapi.json", f"/releases/{live().slug}.zip"]:
        assert f'href="{address}"' in text
    for path in json.loads(site.get("/api/v1/openapi.json").content)["paths"]:
        if "{" not in path:
            assert f'href="{path}"' in text


def test_before_the_first_release_the_page_says_so(site: Client) -> None:
    Release.objects.update(state="withdrawn", withdrawn_at=live().published_at, withdrawn_because="x",
                           withdrawn_by=User.objects.system())  # fmt: skip
    text = site.get("/data/").content.decode()
    assert "Nothing is published yet." in text
    assert "/data/results.csv" not in text
    for where in ("/data/latest.zip", "/data/dataset.jsonld", "/data/results.csv"):
        assert site.get(where).json()["code"] == "no_release"


# Feeds


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_valid_atom(site: Client, address: str) -> None:
    answer = site.get(address)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed_faults(answer.content, settings.SITE + address) == []
    assert len(ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")) > 3


def feed_faults(content: bytes, itself: str) -> list[str]:
    """What RFC 4287 asks for (4.1.1, 4.1.2, 3.3) and is not there."""
    feed = ElementTree.fromstring(content)
    entries = feed.findall(f"{ATOM}entry")
    found = [] if feed.tag == f"{ATOM}feed" else ["no feed"]
    for one in [feed, *entries]:
        found += [
            f"{name} {len(one.findall(ATOM + name))} times"
            for name in ("id", "title", "updated")
            if len(one.findall(ATOM + name)) != 1
        ]
        found += [
            f"no address: {key.text}" for key in one.findall(f"{ATOM}id") if "://" not in (key.text or "")
        ]
        moments = [*one.findall(f"{ATOM}updated"), *one.findall(f"{ATOM}published")]
        found += [f"no moment: {at.text}" for at in moments if not is_moment(at.text or "")]
    if not feed.findall(f"{ATOM}author/{ATOM}name"):
        found += ["no author"]
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    found += [] if links.get("self") == itself else ["does not link to itself"]
    keys = [entry.findtext(f"{ATOM}id") for entry in entries]
    found += [f"twice: {key}" for key in {*keys} if keys.count(key) > 1]
    found += [
        f"no link: {entry.findtext(f'{ATOM}id')}" for entry in entries if entry.find(f"{ATOM}link") is None
    ]
    return found


def is_moment(text: str) -> bool:
    moment = parse_datetime(text)
    return moment is not None and moment.tzinfo is not None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (rb"<id>[^<]*</id>", b"", "id 0 times"),
        (rb"<updated>[^<]*</updated>", b"<updated>today</updated>", "no moment: today"),
        (rb"<author>.*?</author>", b"", "no author"),
        (rb'rel="self"', b'rel="via"', "does not link to itself"),
    ],
)
def test_a_feed_that_is_not_valid_is_found(site: Client, old: bytes, new: bytes, fault: str) -> None:
    content = site.get(FEEDS[0]).content
    assert fault in feed_faults(re.sub(old, new, content, count=1), settings.SITE + FEEDS[0])


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_changes_only_when_something_in_it_does(site: Client, address: str) -> None:
    first = site.get(address)
    with time_machine.travel("2026-11-23T09:00:00Z"):
        again = site.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("address", FEEDS)
def test_an_empty_feed_is_valid_and_stays_the_same(db: None, address: str) -> None:
    first = Client().get(address)
    assert feed_faults(first.content, settings.SITE + address) == []
    with time_machine.travel("2030-01-01"):
        assert Client().get(address).content == first.content


def test_changes_that_are_not_approved_are_in_no_feed(site: Client) -> None:
    from engagement.models import ServiceChange

    one = ServiceChange.objects.filter(published_at__isnull=False)[0]
    assert one.title in site.get("/feeds/changes.atom").content.decode()
    ServiceChange.objects.filter(pk=one.pk).update(published_at=None)
    assert f"/{one.slug}/" not in site.get("/feeds/changes.atom").content.decode()


# What machines read first


def test_the_sitemap_lists_every_page_of_the_release_and_each_answers(site: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = site.get("/sitemap.xml")
    assert len(queries) <= 5
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = [one.text or "" for one in ElementTree.fromstring(answer.content).iter(f"{space}loc")]
    paths = [address.removeprefix(settings.SITE) for address in listed]
    assert len({*paths}) == len(paths)
    assert {path: site.get(path).status_code for path in paths if site.get(path).status_code != 200} == {}
    for folder in ("measures", "promises", "themes"):
        assert {f"/{folder}/{slug}/" for slug in presenters.documents(live(), folder)} <= {*paths}
    assert {f"/releases/{one.slug}/" for one in presenters.releases()} <= {*paths}


def test_robots_are_shown_the_sitemap_and_kept_from_the_staff(site: Client) -> None:
    lines = site.get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {settings.SITE}/sitemap.xml" in lines
    assert {"Disallow: /staff/", "Disallow: /account/", "Disallow: /admin/"} <= {*lines}


@pytest.mark.parametrize("day", ["2026-01-31", "2026-06-30", "2026-07-01", "2026-12-31"])
def test_whom_to_tell_of_a_weak_spot(site: Client, day: str) -> None:
    """RFC 9116: a contact, one end that is to come and at most a year away, and its own address."""
    with time_machine.travel(f"{day}T12:00:00Z"):
        answer = site.get("/.well-known/security.txt")
    said = [line.partition(": ")[::2] for line in answer.content.decode().splitlines()]
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert ("Canonical", f"{settings.SITE}/.well-known/security.txt") in said
    assert [name for name, _ in said].count("Expires") == 1
    ends = datetime.fromisoformat(dict(said)["Expires"])
    assert 140 < (ends - datetime.fromisoformat(f"{day}T12:00:00+00:00")).days < 200
    assert {value.partition(":")[0] for name, value in said if name == "Contact"} >= {"mailto"}


def test_catalogues_read_what_the_data_is(site: Client) -> None:
    answer = site.get("/data/dataset.jsonld")
    assert answer["Content-Type"] == "application/ld+json; charset=utf-8"
    said = json.loads(answer.content)
    assert (said["@context"], said["@type"], said["identifier"]) == (
        "https://schema.org", "Dataset", live().hash,
    )  # fmt: skip
    assert 50 <= len(said["description"]) <= 5000  # what search engines of data ask for
    assert said["license"].startswith("https://www.nationalarchives.gov.uk/")
    files = [one["contentUrl"].removeprefix(settings.SITE) for one in said["distribution"]]
    assert len(files) == len(TABLES) + 2
    for one, where in zip(said["distribution"], files, strict=True):
        answer = site.get(where)
        assert answer.status_code == 200, where
        if "json" not in one["encodingFormat"]:
            assert answer["Content-Type"].startswith(one["encodingFormat"])
    text = site.get("/data/").content.decode()
    assert 'itemtype="https://schema.org/Dataset"' in text
    assert text.count('itemprop="distribution"') == len(TABLES) + 1


def test_every_page_has_a_title_and_a_description_for_others_to_show(site: Client) -> None:
    seen: dict[str, str] = {}
    for address in ("/", "/charter/", "/performance/", "/documents/", "/releases/", "/data/",
                    "/how-we-score/", "/contact/", "/promises/keep-your-home-safe/",
                    "/measures/emergency-repairs/", "/themes/safe-homes/"):  # fmt: skip
        text = site.get(address).content.decode()
        told = dict(re.findall(r'<meta property="(og:[a-z_]+)" content="([^"]*)">', text))
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
        assert title is not None
        assert told["og:title"] == " ".join(title[1].split())
        assert told["og:url"] == settings.SITE + address
        description = re.search(r'<meta name="description" content="([^"]*)">', text)
        assert description is not None
        assert told["og:description"] == " ".join(description[1].split())
        assert 40 <= len(told["og:description"]) <= 300, address
        assert told["og:description"] not in seen.values(), address
        seen[address] = told["og:description"]
