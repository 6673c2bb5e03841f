"""Figures in the real browser: by keyboard and heard, without script, by area, framed by another site."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.helpers import context_of, page_faults
from tests.journeys.stack import Stack

pytestmark = pytest.mark.journey
PHONE = {"width": 320, "height": 700}
PAGES = (
    "/performance/?status=near&order=status",
    "/performance/?area=castle-hill&period=2026-27-Q1",
    "/performance/?status=perhaps",
    "/compare/",
    "/my-area/?area=alder-vale",
    "/measures/happy-with-repair/?segment=castle-hill",
    "/measures/emergency-repairs/embed/",
)


def choose(page: Page, label: str, letter: str) -> None:
    """Move in a list of choices by the keyboard alone, by a first letter that only one choice has.

    A second letter that comes late, on a busy machine, would begin another word.
    """
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press(letter)


def test_a_choice_shows_and_says_its_figures_at_once(browser: Browser, demonstration: Stack) -> None:
    page = context_of(browser, demonstration).new_page()
    page.goto("/performance/")
    page.evaluate("window.same = true")
    choose(page, "Status", "C")
    expect(page.locator("#live")).to_have_text("5 of 35 figures, by promise.")
    expect(page.locator("#measures tbody tr:not(.group)")).to_have_count(5)
    expect(page.get_by_label("Status", exact=True)).to_be_focused()
    assert page.url.endswith("/performance/?status=near")
    for name in ("Large print", "This page in large print"):
        expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute(
            "href", "/large/performance/?status=near"
        )
    page.locator("#order-name").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#live")).to_have_text("5 of 35 figures, by name.")
    expect(page.locator("#order-name")).to_be_focused()
    assert page.evaluate("window.same") is True, "the page was not loaded again"
    address = page.url
    page.go_back()
    expect(page.locator("#measures")).to_contain_text("by promise")
    page.goto(address)
    expect(page.locator("#measures")).to_contain_text("5 of 35 figures, by name")
    page.go_back()
    expect(page.locator("#measures")).to_contain_text("5 of 35 figures, by promise")
    page.go_back()  # to a list that the library of another visit had left
    expect(page.locator("#measures")).to_contain_text("35 figures, by promise")
    expect(page.locator("#measures")).not_to_contain_text("5 of 35")


def test_a_choice_made_while_the_scripts_arrive_is_one_step(browser: Browser, demonstration: Stack) -> None:
    """The library is there and hears the choice; the last script comes before the answer."""
    page = context_of(browser, demonstration).new_page()
    held: list[Route] = []
    page.route(re.compile(r"/portal[.\w]*\.js$"), lambda route: held.append(route))
    page.goto("/performance/")
    page.get_by_label("Status", exact=True).focus()
    while not (held and page.evaluate("!!window.htmx")):
        page.wait_for_timeout(20)
    page.route(re.compile(r"/performance/\?"), lambda route: held.append(route))
    choose(page, "Status", "C")
    last = "document.querySelector('script[src*=\"/portal\"]')"
    page.evaluate(f"{last}.addEventListener('load', () => (document.body.id = 'whole'))")
    held[0].continue_()
    expect(page.locator("#whole")).to_have_count(1)
    for answer in held[1:]:
        answer.continue_()
    page.unroute_all()
    expect(page.locator("#measures")).to_contain_text("5 of 35 figures")
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.go_back()
    expect(page.locator("#measures")).not_to_contain_text("5 of 35")


def test_the_same_without_script_on_a_phone(browser: Browser, demonstration: Stack) -> None:
    page = context_of(browser, demonstration, java_script_enabled=False, viewport=PHONE).new_page()
    page.goto("/performance/")
    page.get_by_text("Choose which figures to see").click()
    page.get_by_label("Area").select_option(label="Castle Hill (3)")
    page.get_by_role("button", name="Show figures").click()
    expect(page.locator("#measures")).to_contain_text("3 of 35 figures")
    assert page.url.endswith("/performance/?area=castle-hill")
    page.get_by_role("link", name="Tenants happy with their last repair").click()
    expect(page.get_by_role("heading", name="In Castle Hill")).to_be_visible()
    page.get_by_role("link", name="All figures of Castle Hill").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Castle Hill")
    page.get_by_role("link", name="Alder Vale").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alder Vale")
    assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_figures_have_no_fault(browser: Browser, demonstration: Stack, scheme: str) -> None:
    found = []
    for window in (PHONE, {"width": 1280, "height": 900}):
        context = context_of(browser, demonstration, viewport=window, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        for address in PAGES:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status in (200, 422), address
            found += [f"{address}: {fault}" for fault in page_faults(page)]
        context.close()
    assert found == []


@contextmanager
def other_site(page: str) -> Iterator[str]:
    """A site of somebody else with one page, at another name of this machine."""

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *said: object) -> None:
            """Nothing is told."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_another_site_frames_the_page_made_for_it_and_no_other(
    browser: Browser, demonstration: Stack
) -> None:
    """The control is the measure's own page: the same frame around it stays empty."""
    page = context_of(browser, demonstration).new_page()
    measure = f"{demonstration.site}/measures/emergency-repairs/"
    frames = "".join(f'<iframe src="{measure}{part}"></iframe>' for part in ("embed/", ""))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with other_site(f"<!doctype html><title>Host</title>{frames}") as address:
        page.goto(address)
        allowed, refused = page.frames[1:]
        expect(allowed.get_by_role("heading", level=1)).to_have_text(re.compile("Emergency repairs"))
        assert refused.get_by_role("heading", level=1).count() == 0
    assert any("frame-ancestors 'none'" in line for line in said)
