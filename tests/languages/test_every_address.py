"""Each page in each language: its address, its links to itself in the others, and where its links lead."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client, override_settings

from charter.languages import ENGLISH, PSEUDO, PSEUDO_RIGHT_TO_LEFT, language, with_names
from charter.languages.addresses import ONLY_ENGLISH, code_of, without_language
from charter.models import User
from tests.crawling import route_of
from tests.languages.pseudo_site import BOTH, Site, in_language, localised

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TAGS = {code: language(code).tag for code in (ENGLISH, *BOTH)}
NO_PAGES = (
    "/staff/", "/account/login/", "/admin/", "/styleguide/", "/api/v1/charter", "/data/latest.zip",
    "/measures/electrical-checks.csv", "/feeds/releases.atom", "/sitemap.xml", "/robots.txt", "/healthz",
)  # fmt: skip


class _Links(HTMLParser):
    """The links of a page, each as its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("a", "link", "form"):
            self.found.append((tag, {name: value or "" for name, value in attrs}))


def alternates(page: str) -> dict[str, str]:
    """Where the head says that the page is in each language, by the tag of the language."""
    return {
        said["hreflang"]: said["href"]
        for tag, said in _Links(page).found
        if tag == "link" and said.get("rel") == "alternate" and "hreflang" in said
    }


def offered_in_header(page: str) -> dict[str, str]:
    """The links to the page in the other languages, by the tag that each says twice."""
    return {
        said["hreflang"]: said["href"]
        for tag, said in _Links(page).found
        if tag == "a" and said.get("lang") and said.get("lang") == said.get("hreflang")
    }


def faults_of_links(where: str, path: str, page: str) -> Iterator[str]:
    """What a page says wrongly about itself in other languages. `path` is its address in English."""
    wanted = {tag: localised(code, path) for code, tag in TAGS.items()}
    if alternates(page) != {tag: settings.SITE + in_usual_size(at) for tag, at in wanted.items()}:
        yield f"{where}: alternates are {alternates(page)}"
    if offered_in_header(page) != {tag: at for tag, at in wanted.items() if at != where}:
        yield f"{where}: the header offers {offered_in_header(page)}"


def in_usual_size(address: str) -> str:
    """Large print is not told to search engines, so the head names the page in its usual size."""
    return address.removeprefix("/large")


def strays(where: str, page: str) -> list[str]:
    """The links of a page that lead to a page in another language without saying so."""
    code = code_of(in_usual_size(where))
    found = []
    for tag, said in _Links(page).found:
        to = urljoin(settings.SITE + where, said.get("href", said.get("action", "")))
        path = in_usual_size(urlsplit(to).path)
        led = to.startswith(settings.SITE + "/") and tag != "link" and "hreflang" not in said
        if led and is_page_of_every_language(path) and code_of(path) != code:
            found.append(f"{where}: {path} is not in {code}")
    return found


def is_page_of_every_language(path: str) -> bool:
    """Whether a path is that of a page, and no file nor a page of English alone."""
    plain = without_language(path)
    return plain.endswith("/") and not plain.startswith(ONLY_ENGLISH) and bool(route_of(plain))


def pages_with_header(site: Site, code: str) -> Iterator[tuple[str, str, str]]:
    """Address, address in English, and page; a measure in the window of another site has no header."""
    for path in site.addresses:
        if not path.endswith("/embed/"):
            where = localised(code, path)
            yield where, path, site.in_language(code)[where]


@pytest.mark.parametrize("code", BOTH)
def test_each_page_links_to_itself_in_every_language(site: Site, code: str) -> None:
    pages = list(pages_with_header(site, code))
    assert len(pages) > 80
    assert [fault for where, path, page in pages for fault in faults_of_links(where, path, page)] == []


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("path", ["/", "/performance/?status=missed&area=castle-hill", "/large/follow/"])
def test_an_english_page_links_to_itself_in_the_other_languages(path: str) -> None:
    page = Client().get(path).content.decode()
    assert list(faults_of_links(path, path, page)) == []
    assert strays(path, page) == []


@pytest.mark.parametrize("code", BOTH)
def test_every_link_of_a_page_keeps_its_language(site: Site, code: str) -> None:
    pages = {where: page for where, page in site.in_language(code).items() if where.startswith("/")}
    assert [fault for where, page in pages.items() for fault in strays(where, page)] == []


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('hreflang="ar-XB" href="http', 'hreflang="ar" href="http', "alternates are"),
        ('href="/ar-xb/search/?q=damp" lang="ar-XB"', 'href="/ar-xb/search/?q=damp"', "the header offers"),
        ('href="/search/?q=damp" lang', 'href="/search/" lang', "the header offers"),
        ('href="/en-xa/contact/"', 'href="/contact/"', "/contact/ is not in en-xa"),
        ('action="/en-xa/search/"', 'action="/ar-xb/search/"', "/ar-xb/search/ is not in en-xa"),
    ],
)
def test_a_wrong_link_is_found(right: str, wrong: str, fault: str) -> None:
    where = "/en-xa/search/?q=damp"
    page = Client().get(where).content.decode()
    assert [*faults_of_links(where, "/search/?q=damp", page), *strays(where, page)] == []
    spoilt = page.replace(right, wrong)
    assert spoilt != page
    assert fault in " ".join([*faults_of_links(where, "/search/?q=damp", spoilt), *strays(where, spoilt)])


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "path", ["/cy/", "/fr/charter/", "/en-gb/", "/en/", "/EN-XA/", "/en-xa/en-xa/", "/ar-xb/en-xa/charter/"]
)
def test_an_unknown_language_is_no_page(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404
    assert f'<html lang="{language(code_of(path)).tag}"' in answer.content.decode()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("path", NO_PAGES)
def test_what_is_english_alone_has_no_address_in_another_language(path: str) -> None:
    assert [Client().get(in_language(code, path)).status_code for code in BOTH] == [404, 404]


@pytest.mark.usefixtures("site")
def test_pages_for_people_offer_no_language() -> None:
    client = Client()
    client.force_login(User.objects.get(email="tom.hale@alderbrook.example"))
    asked = ("/staff/", "/account/", "/staff/releases/", "/staff/measures/", "/reports/", "/styleguide/")
    for path in asked:
        page = client.get(path).content.decode()
        assert (alternates(page), offered_in_header(page)) == ({}, {}), path
        assert '<html lang="en-GB">' in page, path
    login = Client().get("/account/login/").content.decode()
    assert (alternates(login), offered_in_header(login)) == ({}, {})


@pytest.mark.usefixtures("site")
def test_nothing_but_the_address_chooses_the_language() -> None:
    client = Client(headers={"Accept-Language": "ar-XB, ar;q=0.9"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = PSEUDO_RIGHT_TO_LEFT
    for path, tag in (("/charter/", "en-GB"), ("/en-xa/charter/", "en-XA"), ("/ar-xb/charter/", "ar-XB")):
        answer = client.get(path)
        assert f'<html lang="{tag}"' in answer.content.decode()
        assert answer["Content-Language"] == tag
        assert "Accept-Language" not in answer.get("Vary", "")
        assert not answer.cookies


@pytest.mark.usefixtures("site")
def test_only_a_question_of_usual_length_is_said_again() -> None:
    page = Client().get("/en-xa/search/?q=" + "x" * 500).content.decode()
    assert offered_in_header(page)["en-GB"] == "/search/"


@pytest.mark.usefixtures("site")
def test_a_hostile_question_stays_a_question() -> None:
    page = Client().generic("GET", "/en-xa/search/", QUERY_STRING="q=\"><b>x</b>&a='é").content.decode()
    assert "<b>x</b>" not in page
    assert offered_in_header(page)["en-GB"].startswith("/search/?q=%22%3E%3Cb%3Ex%3C/b%3E&a='%C3%A9")


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "path", ["/en-xa//evil.example/", "/en-xa/%EE%80%80/evil.example/", "/en-xa///evil.example"]
)
def test_a_link_to_another_language_never_leads_to_another_site(path: str) -> None:
    page = Client().get(path).content.decode()
    assert re.findall(r'(?:href|action)="//', page) == []


def test_without_another_language_nothing_is_offered(db: None) -> None:
    with override_settings(LANGUAGES=with_names([])):
        page = Client().get("/contact/").content.decode()
        assert (alternates(page), offered_in_header(page)) == ({}, {})
        assert Client().get(in_language(PSEUDO, "/contact/")).status_code == 404
