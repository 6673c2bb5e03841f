"""Every link of the portal leads somewhere, and every answer of it carries the headers that were agreed.

reliability.md section 6 says which headers each kind of answer has. The pages are found by following links,
as a visitor and as each person; routes that no link leads to are asked with samples.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import resolve
from pytest_django.plugin import DjangoDbBlocker

from charter import middleware
from charter.models import User
from tests.access.walking import routes
from tests.crawling import Crawl, route_of
from tests.demonstration import loaded
from tests.test_open_data import FEEDS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PEOPLE = ["priya.nair@alderbrook.example"]
STARTS = ["/", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt", *FEEDS, "/nothing-here/"]
PERSONAL = ("/account/", "/staff/", "/reports/", "/admin/")

PAGE_POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'",
    "frame-ancestors 'none'", "object-src 'none'",
}  # fmt: skip
FILE_POLICY = {"default-src 'none'", "frame-ancestors 'none'"}
EVERYWHERE = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
        "fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
        "payment=(), publickey-credentials-get=(self), usb=(), xr-spatial-tracking=()"
    ),
    "X-Permitted-Cross-Domain-Policies": "none",
}
OPEN = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.fixture(scope="module", autouse=True)
def safe(demonstration: None) -> Iterator[None]:
    """The headers and addresses of an installation behind https."""
    with override_settings(
        SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SITE="https://testserver"
    ):
        yield


@pytest.fixture(scope="module")
def public_site(safe: None, django_db_blocker: DjangoDbBlocker) -> Crawl:
    """Everything that a visitor comes to."""
    with django_db_blocker.unblock():
        return crawled(visitor(), STARTS)


@pytest.fixture(scope="module", params=PEOPLE)
def rooms(request: Any, safe: None, django_db_blocker: DjangoDbBlocker) -> Crawl:
    """The pages for people, one of each route, as one of them comes to them."""
    with django_db_blocker.unblock():
        return crawled(signed_in(request.param), ["/account/"], a_route=1, below=PERSONAL)


def visitor() -> Client:
    return Client(raise_request_exception=False)


def signed_in(email: str) -> Client:
    client = visitor()
    client.force_login(User.objects.get(email=email))
    return client


def crawled(client: Client, starts: list[str], **limits: Any) -> Crawl:
    return Crawl(lambda where: client.get(where, secure=True), **limits).walk(starts)


# Links


def test_no_link_of_the_public_site_leads_nowhere(public_site: Crawl) -> None:
    assert len(public_site.answers) > 120
    assert len(public_site.ids) > 60
    assert public_site.faults == []


def test_no_link_of_the_pages_for_people_leads_nowhere(rooms: Crawl) -> None:
    assert rooms.faults == []


@pytest.mark.parametrize(
    ("put", "fault"),
    [
        ('<a href="/gone/">x</a>', "/contact/: /gone/ answers 404"),
        ('<a href="/data/#gone">x</a>', "/contact/: nothing on the page is called /data/#gone"),
        ('<img src="/static/gone.svg" alt="">', "/contact/: no file /static/gone.svg"),
        ('<a href="http://example.org/">x</a>', "/contact/: http://example.org/ leads out by a strange way"),
        ('<a href="javascript:x">x</a>', "/contact/: javascript:x leads out by a strange way"),
    ],
)
def test_a_link_that_leads_nowhere_is_found(put: str, fault: str) -> None:
    client = visitor()

    def spoilt(where: str) -> HttpResponse:
        answer = client.get(where, secure=True)
        if where == "/contact/":
            answer.content = answer.content.replace(b"</main>", f"{put}</main>".encode())
        return answer

    crawl = Crawl(spoilt, below=("/contact/", "/data/", "/gone/")).walk(["/contact/", "/data/"])
    assert [one for one in crawl.faults if one.startswith("/contact/")] == [fault]


# Headers


def header_faults(where: str, answer: HttpResponse, *, signed: bool = False) -> list[str]:
    """What an answer says otherwise than agreed for its kind."""
    wanted: dict[str, str | None] = {**EVERYWHERE, **of_its_kind(where, answer)}
    found = [
        f"{where}: {name} is {answer.get(name)!r}" for name in wanted if answer.get(name) != wanted[name]
    ]
    policy = {part.strip() for part in answer.get("Content-Security-Policy", "").split(";")}
    if policy != policy_for(where, answer):
        found.append(f"{where}: Content-Security-Policy is {sorted(policy)}")
    if "unsafe" in answer.get("Content-Security-Policy", ""):
        found.append(f"{where}: unsafe")
    if answer.get("Access-Control-Allow-Credentials"):
        found.append(f"{where}: credentials")
    return found + kept_wrongly(where, answer, signed)


def is_open_data(where: str) -> bool:
    return getattr(resolve(where.partition("?")[0]).func, "access", "") == "public: open data"


def is_embed(where: str) -> bool:
    return route_of(where.partition("?")[0]) == "measure_embed"


def of_its_kind(where: str, answer: HttpResponse) -> dict[str, str | None]:
    if not route_of(where.partition("?")[0]):
        return {}
    if is_open_data(where) and not (answer.status_code == 404 and is_page(answer)):
        return OPEN
    if is_embed(where) and answer.status_code == 200:
        return {"X-Frame-Options": None, "Cross-Origin-Resource-Policy": "cross-origin"}
    return {"Access-Control-Allow-Origin": None}


def is_page(answer: HttpResponse) -> bool:
    return answer.get("Content-Type", "").startswith("text/html")


def policy_for(where: str, answer: HttpResponse) -> set[str]:
    kind = of_its_kind(where, answer)
    if kind is OPEN:
        return FILE_POLICY
    if "X-Frame-Options" in kind:
        return PAGE_POLICY - {"frame-ancestors 'none'"} | {"frame-ancestors *"}
    is_file = answer.get("Content-Disposition", "").startswith("attachment")
    if is_file and not answer["Content-Type"].startswith("application/pdf") and "/site/" not in where:
        return {"sandbox"}  # a viewer of PDF may not run in a sandbox
    return PAGE_POLICY


def kept_wrongly(where: str, answer: HttpResponse, signed: bool) -> list[str]:
    """Answers for everyone are kept a minute and set no cookie; all others are never stored."""
    control = answer.get("Cache-Control", "")
    if "public" in control:
        fits = control == "public, max-age=60" and not answer.cookies and answer.status_code in (200, 204)
        fits = fits and "Cookie" not in answer.get("Vary", "") and bool(answer.get("ETag"))
        return [] if fits and not signed else [f"{where}: kept by everyone ({control}, {answer.get('Vary')})"]
    return [] if "no-store" in control else [f"{where}: Cache-Control is {control!r}"]


def test_every_public_answer_has_its_headers(public_site: Crawl) -> None:
    answers = public_site.answers
    assert [fault for where in answers for fault in header_faults(where, answers[where])] == []
    shown = {route_of(where.partition("?")[0]) for where in answers}
    assert {"home", "measure", "measure_csv", "releases_feed", "release_package", "api:charter"} <= shown


def test_every_answer_to_a_person_has_its_headers(rooms: Crawl) -> None:
    answers = rooms.answers
    found = [fault for where in answers for fault in header_faults(where, answers[where], signed=True)]
    assert found == []


def test_every_route_asked_by_a_stranger_has_its_headers() -> None:
    """Whatever comes of it: 200, 302, 403, 404, 405."""
    found: list[str] = []
    asked = [f"/{route.where}" for route in routes()] + ["/account/login/", "/admin/", "/admin/charter/user/"]
    for where in asked:
        found += header_faults(where, visitor().get(where, secure=True))
    assert len(asked) > 100
    assert found == []


def test_an_answer_without_a_header_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: each header in turn, and what must not be there."""
    for name in middleware.HEADERS:
        with monkeypatch.context() as without:
            without.setattr(middleware, "HEADERS", {k: v for k, v in middleware.HEADERS.items() if k != name})
            answer = visitor().get("/contact/", secure=True)
            assert header_faults("/contact/", answer) == [f"/contact/: {name} is None"]
    answer = visitor().get("/contact/", secure=True)
    for name in EVERYWHERE:
        answer.headers.pop(name, None)
    assert len(header_faults("/contact/", answer)) == len(EVERYWHERE)
    answer = visitor().get("/contact/", secure=True)
    answer["Content-Security-Policy"] = re.sub(
        "script-src 'self'", "script-src 'self' 'unsafe-inline'", answer["Content-Security-Policy"]
    )
    assert "/contact/: unsafe" in header_faults("/contact/", answer)
    answer = visitor().get("/account/login/", secure=True)
    answer["Cache-Control"] = "public, max-age=60"
    assert "kept by everyone" in header_faults("/account/login/", answer)[0]
