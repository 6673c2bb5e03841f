"""A member of a panel prepares a meeting: an agenda from the figures, an own point, the group's own words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.helpers import context_of, page_faults, sign_in
from tests.journeys.stack import Stack, running, serve
from tests.people import SECRET

pytestmark = pytest.mark.journey
PASSWORD = "a-long-password-1"
WORDS = "It is still too hard to get help at night."
WORLD = """
from datetime import date
from charter.models import Body, RoleGrant
from measures.models import Meeting, Minute
from tests.measures.frozen import charter, measure, published, quarters
from tests.people import LONG_AGO, make_person
group = Body.objects.create(slug="group", name="Customer Voice Group", kind="tenant")
for name in ("Maya Osei", "Brian Tully"):
    person = make_person(name)
    RoleGrant.objects.create(person=person, role="panel_member", body=group, starts=LONG_AGO, given_by=person)
watched = [{"slug": "group", "name": "Customer Voice Group", "kind": "tenant"}]
bad = quarters(8, status="missed", word="Below target", gap="5 points short")
published(
    measure("repairs", bad, title="Repairs on time", monitored_by=watched, promises=[]),
    measure("lifts", bad, title="Lifts that work", monitored_by=watched, promises=[]),
    charter=charter(),
)
held = Meeting.objects.create(body=group, held_on=date(2026, 1, 8), state="held")
Minute.objects.create(meeting=held, kind="asked", text="Why do lifts break?", owner="Head of Lifts")
Meeting.objects.create(body=group, held_on=date(2099, 12, 10), place="Town Hall")
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal in which a group meets soon and two figures are below target."""
    with running(Path(tmp_path_factory.mktemp("panel")), shelf=14) as stack:
        stack.run_code(WORLD)
        serve(stack)
        yield stack


def signed_in(browser: Browser, world: Stack, name: str, **options: object) -> Page:
    page = context_of(browser, world, **options).new_page()
    page.set_default_timeout(20_000)
    sign_in(page, f"{name}@example.org", PASSWORD, SECRET)
    return page


def test_a_panel_member_prepares_a_meeting(browser: Browser, world: Stack) -> None:
    """Maya without a script on a phone, as some members are; Brian at a desk publishes what she wrote."""
    expect.set_options(timeout=20_000)
    phone = {"java_script_enabled": False, "viewport": {"width": 320, "height": 700}}
    maya = signed_in(browser, world, "maya.osei", **phone)
    maya.goto("/account/")
    maya.get_by_role("link", name="Dashboards").click()
    maya.get_by_role("link", name="Words and questions").click()
    expect(maya.get_by_text("No answer yet.")).to_be_visible()
    maya.get_by_role("link", name="Prepare the agenda").click()
    prepares(maya)
    writes(maya)
    brian = signed_in(browser, world, "brian.tully")
    publishes(brian)
    brian.goto("/panel/group/")
    brian.get_by_role("link", name="Prepare the agenda").click()
    assert page_faults(brian) == []
    expect(brian.locator("ol.rows > li b")).to_have_text(
        ["Bins", "Repairs on time", "What we asked last time"]
    )


def prepares(page: Page) -> None:
    """Ticks a figure and the open question, adds a point and moves it to the top."""
    for words in ("Repairs on time", "Why do lifts break?"):
        page.get_by_label(words).check()
    page.get_by_role("button", name="Add what I ticked").click()
    expect(page.get_by_text("2 points added.")).to_be_visible()
    page.get_by_label("What do you want to talk about?").fill("Bins")
    page.get_by_role("button", name="Add my point").click()
    for _ in range(2):
        page.get_by_role("button", name="Up Bins").click()
        expect(page.get_by_text("Moved: Bins.")).to_be_visible()
    expect(page.get_by_role("button", name="Up Bins")).to_have_count(0)


def writes(page: Page) -> None:
    """Writes what the group says, and may not publish it."""
    page.goto("/panel/group/")
    page.get_by_role("link", name="Everything together").click()
    page.get_by_label("What you want to say").fill(WORDS)
    page.get_by_role("button", name="Keep our words").click()
    expect(page.get_by_text("Not published yet.")).to_be_visible()
    page.get_by_role("link", name="Everything together").click()
    expect(page.get_by_text("another member must publish it")).to_be_visible()
    expect(page.get_by_role("button", name="Publish these words")).to_have_count(0)


def publishes(page: Page) -> None:
    """The second member reads the words and publishes them."""
    page.goto("/panel/group/comments/all/")
    expect(page.locator("main")).to_contain_text(WORDS)
    assert page_faults(page) == []
    page.get_by_role("button", name="Publish these words").click()
    expect(page.get_by_text("Published on")).to_be_visible()
    assert page_faults(page) == []
