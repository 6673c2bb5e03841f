"""Pages of figures as everybody sees them: the list of all, areas, and the one page that may be framed."""

import gzip
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from measures import presenters
from measures.templatetags.measures_ui import frame
from tests.demonstration import loaded

pytestmark = pytest.mark.django_db
SLUG = "emergency-repairs"
EMBED = f"/measures/{SLUG}/embed/"


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.fixture
def shown(demonstration: None, client: Client) -> Client:
    return client


def frames(answer: Any) -> list[str]:
    """Who may frame the answer, by its policy; a page with X-Frame-Options may be framed by nobody."""
    allowed = re.findall(r"frame-ancestors ([^;]+)", answer["Content-Security-Policy"])
    return [] if answer.has_header("X-Frame-Options") else allowed


def test_the_page_for_embedding_may_be_framed_by_anyone_and_carries_nothing_else(shown: Client) -> None:
    answer: Any = shown.get(EMBED)
    page = answer.content.decode()
    assert frames(answer) == ["*"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    assert not re.search(r"<form|<script|<input|style=", page)
    assert all(found in page for found in ("93.5", "repairs made safe", "<svg", "<table"))


@pytest.mark.parametrize(
    "address", ["/", f"/measures/{SLUG}/", "/performance/", "/measures/no-such-measure/embed/"]
)
def test_no_other_page_may_be_framed(shown: Client, address: str) -> None:
    """The control: the same test is red for every page without those headers."""
    answer: Any = shown.get(address)
    assert frames(answer) == []
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_page_for_embedding_asks_little_of_the_database(
    shown: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        shown.get(EMBED)


def test_links_out_of_a_frame_open_beside_it_and_say_so(shown: Client) -> None:
    links = re.findall(r"<a [^>]+>[^<]+</a>", shown.get(EMBED).content.decode())
    assert links
    assert all('target="_blank"' in link and "opens a new tab" in link for link in links)


def test_the_page_says_how_to_cite_and_to_frame_it(shown: Client) -> None:
    page = shown.get(f"/measures/{SLUG}/").content.decode()
    cited = re.sub(r"<[^>]+>", "", page.partition('id="cite">')[2].partition("</dd>")[0])
    assert "Emergency repairs made safe within 24 hours" in cited
    assert all(found in cited for found in ("93.5%", "July to September 2026", "2026-27-q2"))
    assert cited.endswith(f"{settings.SITE}/measures/{SLUG}/")
    assert f"&lt;iframe src=&quot;{settings.SITE}{EMBED}&quot;" in page


def test_a_title_cannot_break_out_of_the_frame_to_copy() -> None:
    written = frame({"slug": "x", "title": '"><script>alert(1)</script>'})
    assert "<script" not in written
    assert written.count('"') == len(("src", "title", "width", "height", "loading")) * 2


def told(page: str) -> str:
    """The sentence that a screen reader hears when a choice changes the list."""
    return str(re.findall(r'data-announce="([^"]*)"', page)[0])


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "35 of 35 figures, by promise."),
        ("status=near&order=name", "5 of 35 figures, by name."),
        ("area=castle-hill", "3 of 35 figures, Castle Hill, by promise."),
        ("period=2024-25&status=missed", "1 of 35 figures, April 2024 to March 2025, by promise."),
        ("area=alder-vale&period=2026-27-Q1", "3 of 35 figures, Alder Vale, April to June 2026, by promise."),
        ("area=alder-vale&status=missed&theme=safe-homes&body=board", "0 of 35 figures"),
    ],
)
def test_the_list_is_filtered_by_its_address(
    shown: Client, query: str, said: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        answer: Any = shown.get(f"/performance/?{query}")
    page = answer.content.decode()
    if "theme=" not in query:
        assert (answer.status_code, told(page)) == (200, said)
    assert not answer.cookies


def test_what_cannot_be_chosen_is_named_and_the_rest_is_shown(shown: Client) -> None:
    answer: Any = shown.get("/performance/", {"status": "near", "area": "<b>Atlantis</b>", "order": "rank"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told(page).startswith("5 of 35 figures")
    assert "we do not know “&lt;b&gt;Atlantis" in page
    assert "<b>Atlantis" not in page
    assert answer["Cache-Control"] == "no-store, private"


def test_an_address_without_the_choices_left_open_is_shorter(shown: Client) -> None:
    answer: Any = shown.get("/performance/?promise=&theme=&status=near&order=")
    assert (answer.status_code, answer["Location"]) == (302, "/performance/?status=near")
    assert shown.get("/performance/?promise=")["Location"] == "/performance/"


def test_every_choice_leads_to_as_many_figures_as_it_says(shown: Client) -> None:
    page = shown.get("/performance/").content.decode()
    for name, inside in re.findall(r'<select id="f-\w+" name="(\w+)">(.*?)</select>', page):
        for value, count in re.findall(r'<option value="([^"]+)">[^<]*\((\d+)\)</option>', inside):
            found = shown.get("/performance/", {name: value}).content.decode()
            assert told(found).startswith(f"{count} of 35"), (name, value)


def test_a_heading_says_the_order_and_leads_back(shown: Client) -> None:
    page = shown.get("/performance/?status=near&order=status").content.decode()
    assert page.count('aria-sort="ascending"') == 1
    assert 'href="/performance/?status=near&amp;order=name"' in page
    assert 'id="order-status" href="/performance/?status=near"' in page


def test_script_stands_on_this_public_page_alone_and_is_ours(shown: Client) -> None:
    found = re.findall(r"<script[^>]*>", text(shown, "/performance/"))
    assert len(found) == 1, "the library itself comes when it is used"
    assert re.fullmatch(
        r'<script src="/static/js/late[^"/]*\.js" data-scripts="(/static/\S+\.js ?){2}" defer>', found[0]
    )
    for address in ("/", f"/measures/{SLUG}/", EMBED, "/charter/"):
        assert "<script" not in text(shown, address), address


def text(client: Client, address: str) -> str:
    page: str = client.get(address).content.decode()
    return page


def test_the_first_visit_stays_under_its_weight(shown: Client) -> None:
    """60 kB on first visit, compressed: page, style, fonts and script (issue 5, item 11)."""
    parts = [text(shown, "/performance/").encode()]
    for where in ("css/portal.css", "vendor/htmx-2.0.11.min.js", "js/portal.js", "js/late.js"):
        parts.append((settings.ROOT / "static" / where).read_bytes())
    fonts = (settings.ROOT / "static" / "fonts").glob("*-latin-?00-*.woff2")
    assert sum(len(gzip.compress(part)) for part in parts) + sum(f.stat().st_size for f in fonts) < 60_000


def test_areas_show_nothing_that_the_measures_do_not(shown: Client) -> None:
    """Against differencing: an area's figures are those of the measures' pages, and hidden if they are."""
    release = presenters.live_release()
    assert release is not None
    measures, seen = presenters.documents(release, "measures"), 0
    for slug, area in presenters.documents(release, "areas").items():
        for name, now in area["figures"].items():
            rows = {(row["segment"], row["period"]): row for row in measures[name]["areas"]["results"]}
            for key, cell in {now["period"]: now, **now["periods"]}.items():
                row = rows[slug, key]
                assert cell["shown_unit"] == row["shown_unit"]
                assert cell["hidden"] == row["hidden"]
                assert not (cell["hidden"] and (cell["shown_unit"] or cell["base"]))
                seen += 1
    assert seen > 20


def test_our_figures_stand_among_landlords_like_us_without_ranks(
    shown: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        answer: Any = shown.get("/compare/")
    page = answer.content.decode()
    assert not answer.cookies
    assert page.count('role="img"') == 2 * page.count("The same as a table") == 8
    assert "housing associations with fewer than 5,000 homes" in page
    assert "We cannot be sure" in page or "we cannot be sure" in page
    assert not re.search(r"\brank|league|best|worst|[0-9](?:st|nd|rd|th)\b", page)


def test_an_area_stands_beside_the_whole_and_is_kept_in_the_address(
    shown: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert 'href="/my-area/?area=alder-vale"' in text(shown, "/my-area/")
    with django_assert_max_num_queries(5):
        answer: Any = shown.get("/my-area/?area=alder-vale")
    page = answer.content.decode()
    assert not answer.cookies
    assert all(figure in page for figure in ("73.4%", "102 of 139", "72.7%", "[c]"))
    assert 'href="/measures/happy-with-repair/?segment=alder-vale#here"' in page
    there = text(shown, "/measures/happy-with-repair/?segment=alder-vale")
    assert "In Alder Vale" in there
    assert 'href="/my-area/?area=alder-vale"' in there


def test_hidden_figures_of_an_area_are_only_marks(shown: Client) -> None:
    page = text(shown, "/my-area/?area=castle-hill").partition("<tbody>")[2].partition("</tbody>")[0]
    here = re.findall(r'data-label="Here"><b>([^<]*)</b>(.*?)</td>', page)
    assert here == [("[c]", "")] * 3


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/my-area/?area=<i>atlantis", "We do not know the area “&lt;i&gt;atlantis”"),
        (f"/measures/{SLUG}/?segment=atlantis", "We have no figures of this for “atlantis”"),
        ("/my-area/?area=" + "x" * 900, "x" * 40 + "”"),
    ],
)
def test_an_area_that_is_not_there_is_said_so(shown: Client, address: str, said: str) -> None:
    answer: Any = shown.get(address)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "x" * 41 not in answer.content.decode()


def test_no_choice_of_an_area_is_the_list_of_areas(shown: Client) -> None:
    assert shown.get("/my-area/?area=")["Location"] == "/my-area/"


def test_a_measure_says_what_is_better_who_answers_for_it_and_each_gap(shown: Client) -> None:
    page = text(shown, f"/measures/{SLUG}/")
    assert "Higher is better." in page
    assert "Lower is better." in text(shown, "/measures/days-to-repair/")
    assert "best is inside what we aim for" in text(shown, "/measures/complaints-for-each-1000-homes/")
    for word in ("Who checks it", "Who owns it", "Who approves it", "Where it comes from"):
        assert f"<dt>{word}</dt>" in page
    first = page.partition("Target and gap")[2].partition("</tr>")[2].partition("</tr>")[0]
    assert "1.5 points short" in first
