"""Pages at 400 %, with wide letters, no motion, forced colours, on paper, by keyboard, without script."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conditions import SPACED, by_keyboard, differ, greys, lost, moving, range_of
from tests.journeys.helpers import context_of
from tests.journeys.stack import Stack

pytestmark = pytest.mark.journey
PAGES = (
    "/",
    "/promises/keep-your-home-safe/",
    "/measures/electrical-checks/",
    "/performance/",
    "/search/?q=repair",
    "/follow/",
)
# 1280 by 1024 at 400 %: WCAG 2.2, success criterion 1.4.10.
ZOOMED = {"width": 320, "height": 256}
DESK = {"width": 1280, "height": 900}
SEEN = 100  # of 255: what can be made out on white paper


@pytest.fixture
def page(browser: Browser, demonstration: Stack) -> Iterator[Page]:
    """A page into which a reader's own style may be put."""
    context = context_of(browser, demonstration, bypass_csp=True)
    yield context.new_page()
    context.close()


def test_nothing_is_lost_at_400_per_cent(page: Page) -> None:
    page.set_viewport_size(ZOOMED)
    for address in PAGES:
        page.goto(address)
        assert lost(page) == [], address


@pytest.mark.parametrize("window", [DESK, ZOOMED], ids=["desk", "400 %"])
def test_nothing_is_lost_with_wider_spacing(page: Page, window: dict[str, int]) -> None:
    page.set_viewport_size(window)  # type: ignore[arg-type]
    for address in PAGES:
        page.goto(address)
        page.add_style_tag(content=SPACED)
        assert lost(page) == [], address


def test_lost_words_are_found(page: Page) -> None:
    """Negative controls: a heading cut off, words on words, a line that does not break, a bar that stays."""
    page.set_viewport_size(ZOOMED)
    for style, fault in (
        ("h1 { height: 1em; overflow: hidden }", "is cut off by h1"),
        ("h1 { height: .4em }", "overlap"),
        ("h1 { white-space: nowrap }", "px wider than the window"),
        (".mast { position: sticky; top: 0; background: white }", "stays in the way"),
    ):
        page.goto("/follow/")
        assert lost(page) == []
        page.add_style_tag(content=style)
        assert fault in " ".join(lost(page)), style


def test_nothing_moves_for_who_wants_no_motion(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    for address in PAGES:
        page.goto(address)
        assert moving(page) == [], address
    page.emulate_media(reduced_motion="no-preference")
    assert "html scrolls smoothly" in moving(page)
    page.add_style_tag(content="a { transition: color .3s }")
    assert "a changes over 0.3s" in moving(page)


def test_a_status_is_told_in_forced_colours(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
        for address in PAGES[:4]:
            page.goto(address)
            assert unseen_statuses(page) == [], f"{scheme} {address}"
            page.keyboard.press("Tab")
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.add_style_tag(content=".st span { visibility: hidden } .st .mark { visibility: hidden }")
    assert "no word" in " ".join(unseen_statuses(page))
    assert "no shape" in " ".join(unseen_statuses(page))


def test_a_status_is_told_on_black_and_white_paper(page: Page) -> None:
    shapes = {}
    page.emulate_media(media="print", color_scheme="light")
    for address in PAGES[:4]:
        page.goto(address)
        assert unseen_statuses(page) == [], address
        assert not page.locator("nav, .skip, form.find").filter(visible=True).count(), address
        for kind in ("met", "near", "missed", "none"):
            found = page.locator(f".st.{kind} .mark").filter(visible=True)
            if found.count():
                shapes[kind] = greys(found.first)
    assert set(shapes) == {"met", "near", "missed", "none"}
    alike = [pair for pair in combinations(shapes, 2) if differ(shapes[pair[0]], shapes[pair[1]]) < 8]
    assert alike == []
    assert differ(shapes["met"], shapes["met"]) == 0  # the control: the same shape is found alike


def unseen_statuses(page: Page) -> list[str]:
    """Statuses without a word or without a shape that stands out, of the first eight on the page."""
    found = []
    statuses = page.locator(".st").filter(visible=True)
    assert statuses.count(), "no status at all"
    for one in statuses.all()[:8]:
        if not one.inner_text().strip():
            found.append("no word")
        mark = one.locator(".mark")
        if not mark.count() or not mark.first.is_visible() or range_of(greys(mark.first)) < SEEN:
            found.append(f"no shape beside “{one.inner_text().strip()}”")
    return found


def test_the_keyboard_reaches_everything_in_order(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")  # where the page is still on its way, nothing can be seen
    for address in PAGES:
        page.goto(address)
        assert by_keyboard(page) == [], address


def test_the_skip_link_comes_first_and_skips(page: Page) -> None:
    for address in PAGES:
        page.goto(address)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("Boolean(document.activeElement.closest('main, footer'))"), address


def test_what_keyboards_cannot_use_is_found(page: Page) -> None:
    """Negative controls: no ring, a trap, a place that jumps the queue, a cover over everything."""
    for script, fault in (
        ("document.head.append(Object.assign(document.createElement('style'), "
         "{textContent: '*:focus, *:focus-visible { outline: 0 !important }'}))", "no ring"),
        ("document.querySelector('.brand').addEventListener('keydown', (event) => event.preventDefault())",
         "are reached"),
        ("document.querySelector('footer a').tabIndex = 2", "jumps the queue"),
        ("document.body.append(Object.assign(document.createElement('div'), {id: 'cover'}));"
         "document.getElementById('cover').style = 'position: fixed; inset: 0'", "something lies on it"),
    ):  # fmt: skip
        page.emulate_media(reduced_motion="reduce")
        page.goto("/follow/")
        page.evaluate(script)
        assert fault in " ".join(by_keyboard(page)), fault


def test_search_filter_and_follow_without_script(browser: Browser, demonstration: Stack) -> None:
    page = context_of(browser, demonstration, java_script_enabled=False).new_page()
    page.goto("/performance/")
    every = page.locator("main").inner_text()
    page.goto("/performance/?status=missed")
    assert page.locator("main").inner_text() != every
    page.goto("/")
    page.get_by_label("Search this site").fill("electrcal")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("main")).to_contain_text("electrical check in date")
    page.goto("/follow/")
    page.get_by_label("E-mail address").fill("no address")
    page.locator("main").get_by_role("button").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Enter an e-mail address, like name@example.org.")
    page.context.close()
