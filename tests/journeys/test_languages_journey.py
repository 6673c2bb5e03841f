"""The public pages in a language from the right, and in one a third longer than English."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from charter.languages import PSEUDO, PSEUDO_RIGHT_TO_LEFT
from tests.journeys.conditions import from_the_left, lost, points_of_chart
from tests.journeys.helpers import context_of, page_faults
from tests.journeys.languages import served_in_languages
from tests.journeys.stack import Stack

pytestmark = pytest.mark.journey
MEASURE = "/measures/emergency-repairs/"
PAGES = (
    "/",
    "/promises/keep-your-home-safe/",
    MEASURE,
    "/performance/?status=missed",
    "/charter/",
    "/compare/",
    "/search/?q=damp",
    "/follow/",
)
PHONE = {"width": 320, "height": 700}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def site(demonstration: Stack) -> Iterator[Stack]:
    with served_in_languages(demonstration) as stack:
        yield stack


@pytest.fixture
def page(browser: Browser, site: Stack) -> Iterator[Page]:
    """A page into which a reader's own style may be put."""
    context = context_of(browser, site, bypass_csp=True)
    yield context.new_page()
    context.close()


def faults_from_the_right(page: Page) -> list[str]:
    """What a page from right to left has wrong in its present window."""
    found = [*page_faults(page), *lost(page), *from_the_left(page)]
    if page.evaluate("getComputedStyle(document.body).direction") != "rtl":
        found.append("the page runs from the left")
    if begins(page, ".brand") < begins(page, ".mast-top") - 4:
        found.append("the landlord's name does not stand on the right")
    return found


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_a_language_from_the_right(page: Page, window: dict[str, int]) -> None:
    page.set_viewport_size(window)  # type: ignore[arg-type]
    for address in PAGES:
        page.goto(f"/{PSEUDO_RIGHT_TO_LEFT}{address}")
        assert faults_from_the_right(page) == [], address


def begins(page: Page, place: str) -> float:
    """Where something begins for who reads from the right: its right edge in pixels."""
    box = page.locator(place).bounding_box()
    assert box is not None
    return box["x"] + box["width"]


def test_time_runs_from_the_left_in_charts_of_every_language(page: Page) -> None:
    page.goto(MEASURE)
    english = points_of_chart(page)
    assert len(english) > 10
    for code in (PSEUDO, PSEUDO_RIGHT_TO_LEFT):
        page.goto(f"/{code}{MEASURE}")
        points = points_of_chart(page)
        assert (len(points), sorted(points)) == (len(english), points), code


def test_words_a_third_longer_are_not_cut(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for address in PAGES:
        page.goto(f"/{PSEUDO}{address}")
        assert lost(page) == [], address


def test_faults_from_the_right_are_found(page: Page) -> None:
    """Negative controls: text at the left, a chart turned round, a word that pushes the page aside."""
    for style, fault in (
        ("html { direction: ltr }", "the page runs from the left"),
        ("main p { text-align: left !important }", "px from the right"),
        ("main p { white-space: nowrap }", "px wider than the window"),
    ):
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        page.goto(f"/{PSEUDO_RIGHT_TO_LEFT}/promises/keep-your-home-safe/")
        page.add_style_tag(content=style)
        assert fault in " ".join(faults_from_the_right(page)), style
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    page.goto(f"/{PSEUDO_RIGHT_TO_LEFT}{MEASURE}")
    page.add_style_tag(content="main svg { transform: scaleX(-1) }")
    assert points_of_chart(page) == sorted(points_of_chart(page), reverse=True)
