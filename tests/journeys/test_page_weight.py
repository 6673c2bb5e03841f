"""What a page weighs on its way to a browser: the packed bodies of all that it fetches."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.journeys.helpers import context_of
from tests.journeys.stack import Stack

pytestmark = pytest.mark.journey
FIRST_VISIT, LATER_VISIT = 60_000, 15_000  # bytes
MOST_REQUESTS = 8
# What browsers say over https; over plain http they leave out the better of the two.
PACKED = {"extra_http_headers": {"Accept-Encoding": "gzip, deflate, br"}}
PAGES = ("/", "/promises/keep-your-home-safe/", "/measures/electrical-checks/", "/performance/")


@dataclass
class Traffic:
    """Bytes that came over the line, by address; what the browser had kept counts nothing."""

    bytes_of: dict[str, int] = field(default_factory=dict)

    def add(self, address: str, size: int) -> None:
        if size > 0:
            self.bytes_of[address] = self.bytes_of.get(address, 0) + size

    @property
    def whole(self) -> int:
        return sum(self.bytes_of.values())

    def faults(self, most: int) -> list[str]:
        """What is too much, with the parts, the heaviest first."""
        parts = sorted(self.bytes_of.items(), key=lambda part: -part[1])
        told = ", ".join(f"{address} {size}" for address, size in parts)
        found = [f"{self.whole} bytes, at most {most}: {told}"] if self.whole > most else []
        return found + ([f"{len(parts)} requests: {told}"] if len(parts) > MOST_REQUESTS else [])


@contextmanager
def counted(page: Page) -> Iterator[Traffic]:
    """Counts what the browser's own network tells, until everything has come."""
    traffic, address_of, heads = Traffic(), {}, {}
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.on(
        "Network.requestWillBeSent",
        lambda told: address_of.update({told["requestId"]: told["request"]["url"]}),
    )
    # Of what came over the line the head of the answer is no part of the page.
    line.on(
        "Network.responseReceived",
        lambda told: heads.update({told["requestId"]: told["response"]["encodedDataLength"]}),
    )
    line.on(
        "Network.loadingFinished",
        lambda told: traffic.add(
            address_of[told["requestId"]], int(told["encodedDataLength"] - heads.get(told["requestId"], 0))
        ),
    )
    yield traffic
    page.wait_for_load_state("networkidle")
    line.detach()


def visit(context: BrowserContext, address: str) -> Traffic:
    page = context.new_page()
    with counted(page) as traffic:
        page.goto(address)
        page.evaluate("document.fonts.ready")
    page.close()
    return traffic


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_light_when_one_comes_and_lighter_later(
    browser: Browser, demonstration: Stack, address: str
) -> None:
    newcomer = context_of(browser, demonstration, **PACKED)
    first = visit(newcomer, address)
    print(address, first)
    assert first.faults(FIRST_VISIT) == []
    assert any(".woff2" in part for part in first.bytes_of), "the faces are counted"
    assert any(part.endswith(address) for part in first.bytes_of), "the page itself is counted"
    assert any(".css" in part for part in first.bytes_of), "the style is counted"
    newcomer.close()
    reader = context_of(browser, demonstration, **PACKED)
    visit(reader, "/how-we-score/")
    later = visit(reader, address)
    assert later.faults(LATER_VISIT) == []
    assert not any("/static/css" in part or ".woff2" in part for part in later.bytes_of)
    reader.close()


def test_the_script_library_comes_with_its_first_use(browser: Browser, demonstration: Stack) -> None:
    """Who only reads does not fetch it; who chooses does, and the first choice is not lost meanwhile."""
    context = context_of(browser, demonstration, **PACKED)
    assert not any("htmx" in part for part in visit(context, "/performance/").bytes_of)
    context.close()
    context = context_of(browser, demonstration, **PACKED)
    page = context.new_page()
    with counted(page) as traffic:
        page.goto("/performance/")
        page.get_by_label("Status", exact=True).select_option("missed")
        expect(page.locator("#live")).to_have_text(re.compile("figures, by promise"))
    assert [size for part, size in traffic.bytes_of.items() if "htmx" in part] != []
    context.close()


def test_a_heavy_page_is_found(browser: Browser, demonstration: Stack) -> None:
    """Negative controls: a script of 60 kB; and a page that comes unpacked, after a first visit."""

    def heavier(route: Route) -> None:
        route.fulfill(body=" " * 60_000, content_type="text/css")

    context = context_of(browser, demonstration)
    context.route("**/brand.css", heavier)
    assert "at most 60000" in visit(context, "/").faults(FIRST_VISIT)[0]
    context.close()
    plain = context_of(browser, demonstration, extra_http_headers={"Accept-Encoding": "identity"})
    visit(plain, "/performance/?status=missed")
    assert "at most 15000" in visit(plain, "/performance/").faults(LATER_VISIT)[0]
    plain.close()
