"""The page of a body in the real browser: by keyboard and heard, without script, on paper, at 320 pixels."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conditions import by_keyboard
from tests.journeys.helpers import context_of, page_faults, sign_in
from tests.journeys.stack import Stack, running, serve
from tests.people import SECRET

pytestmark = pytest.mark.journey
PASSWORD = "a-long-password-1"
PHONE = {"width": 320, "height": 700}
WORLD = """
from datetime import date
from charter.models import Body, RoleGrant
from measures.models import Meeting
from tests.measures.frozen import measure, published, quarters
from tests.people import LONG_AGO, make_person
board = Body.objects.create(slug="board", name="Board", kind="board")
judith = make_person("Judith Vance")
RoleGrant.objects.create(person=judith, role="body_reader", body=board, starts=LONG_AGO, given_by=judith)
watched = [{"slug": "board", "name": "Board", "kind": "board"}]
bad = quarters(8, status="missed", word="Below target", gap="5 points short")
published(
    measure("repairs", bad, title="Repairs on time", monitored_by=watched),
    measure("gas", quarters(8, status="met"), title="Gas checks", monitored_by=watched, state="overdue"),
)
Meeting.objects.create(body=board, held_on=date(2099, 12, 17), place="Town Hall")
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal in which the Board watches one figure below target and one that is late."""
    with running(Path(tmp_path_factory.mktemp("dashboards")), shelf=13) as stack:
        stack.run_code(WORLD)
        serve(stack)
        yield stack


def signed_in(browser: Browser, world: Stack, **options: object) -> Page:
    page = context_of(browser, world, **options).new_page()
    page.set_default_timeout(20_000)
    sign_in(page, "judith.vance@example.org", PASSWORD, SECRET)
    return page


def test_a_choice_by_keyboard_shows_and_says_its_rows_at_once(browser: Browser, world: Stack) -> None:
    expect.set_options(timeout=20_000)
    page = signed_in(browser, world, reduced_motion="reduce")
    page.goto("/account/")
    page.get_by_role("link", name="Dashboards").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 figures to watch")
    expect(page.locator(".exceptions > li")).to_have_count(2)
    assert by_keyboard(page) == []
    page.evaluate("window.same = true")
    page.get_by_label("Why it needs an eye").focus()
    page.keyboard.press("F")  # Figure is late
    expect(page.locator(".exceptions > li")).to_have_count(1)
    expect(page.locator("#live")).to_have_text("1 needs your eye")
    expect(page.get_by_label("Why it needs an eye")).to_be_focused()
    assert page.url.endswith("/dashboards/board/?kind=overdue")
    assert page.evaluate("window.same") is True, "the page was not loaded again"
    assert page_faults(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".desk-filters")).to_be_hidden()
    expect(page.get_by_role("heading", name="Start here")).to_be_visible()


def test_the_same_without_script_on_a_phone(browser: Browser, world: Stack) -> None:
    page = signed_in(browser, world, java_script_enabled=False, viewport=PHONE)
    page.goto("/dashboards/board/")
    page.get_by_label("Why it needs an eye").select_option(label="Below target (1)")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".exceptions > li")).to_have_count(1)
    assert page.url.endswith("/dashboards/board/?kind=missed")
    link = page.get_by_role("link", name="Repairs on time").first
    assert link.get_attribute("href") == "/measures/repairs/"
