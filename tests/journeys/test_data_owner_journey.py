"""The data owner's month in the real browser: twelve figures by keyboard alone, and one that comes back."""

import time
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from charter.periods import Period
from tests.journeys.helpers import axe, context_of, sign_in
from tests.journeys.stack import Stack
from tests.people import SECRET

pytestmark = pytest.mark.journey
PASSWORD = "a-long-password-1"
FIGURES, LONGEST = 12, 180.0
MOST_KEYS = 60
WORLD = """
from datetime import date
from charter.models import Landlord, Post
from measures.models import Measure, Target
from tests.people import make_person, put_into
Landlord.objects.create(name="Journey Homes", first_period="{period}")
post = Post.objects.create(title="Head of Repairs")
put_into(post, make_person("Priya Nair", "data_owner"))
make_person("Tom Hale", "approver")
for number in range(1, 13):
    made = Measure.objects.create(
        slug=f"measure-{{number:02}}", title=f"Measure {{number:02}}", kind="percentage", direction="higher",
        frequency="monthly", unit="%", decimals=1, owner=post, numerator_label="In time",
        denominator_label="All",
    )
    Target.objects.create(measure=made, starts=date(2020, 4, 1), target=90)
"""


@pytest.fixture(scope="module")
def month(portal: Stack) -> Period:
    found = Period.containing(date.today(), "month").previous()
    portal.run_code(WORLD.format(period=found.key))
    return found


def signed_in_page(browser: Browser, portal: Stack, email: str) -> Page:
    page = context_of(browser, portal).new_page()
    sign_in(page, email, PASSWORD, SECRET)
    return page


@pytest.fixture(scope="module")
def owner(browser: Browser, portal: Stack, month: Period) -> Page:
    """Signed in once for the file: a one-time code works only once."""
    return signed_in_page(browser, portal, "priya.nair@example.org")


def focused(page: Page) -> str:
    """The name, else the text, of what has the focus."""
    return str(
        page.evaluate(
            "document.activeElement.getAttribute('name') || document.activeElement.textContent.trim()"
        )
    )


def tab_to(page: Page, wanted: str) -> None:
    for _ in range(MOST_KEYS):
        if focused(page).startswith(wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {wanted}: the focus is on {focused(page)}")


def sent(portal: Stack) -> int:
    ((count,),) = portal.rows("SELECT count(*) FROM measures_result WHERE workflow = 'submitted'")
    return int(count)


def test_twelve_figures_by_keyboard_alone(owner: Page, portal: Stack, month: Period) -> None:
    page = owner
    page.goto("/staff/figures/")
    began = time.monotonic()
    tab_to(page, "Enter")
    for number in range(1, FIGURES + 1):
        page.keyboard.press("Enter")
        page.wait_for_selector("#entry input[name=numerator]:focus")
        page.keyboard.type(str(900 + number))
        page.keyboard.press("Tab")
        page.keyboard.type("1000")
        page.keyboard.press("Enter")
        expect(page.locator("#entry")).to_have_count(0)
        said = f"Measure {number:02}, {month.label}: sent for approval"
        expect(page.locator("#list > .notice")).to_contain_text(said)
        if number < FIGURES:
            # The focus moves a moment after the list has changed.
            expect(page.locator(":focus")).to_have_text(f"Enter Measure {number + 1:02}, {month.label}")
    took = time.monotonic() - began
    print(f"{FIGURES} figures entered and sent by keyboard in {took:.1f} s")
    assert sent(portal) == FIGURES
    assert took < LONGEST
    expect(page.get_by_text("Nothing else waits in this list")).to_be_visible()
    assert axe(page) == []


def test_a_figure_comes_back_is_mended_and_sent_again(
    owner: Page, browser: Browser, portal: Stack, month: Period
) -> None:
    approver = signed_in_page(browser, portal, "tom.hale@example.org")
    approver.goto("/staff/approvals/")
    approver.get_by_role("link", name="Measure 05").first.click()
    approver.get_by_label("Why do you send it back?").fill("Is May in it?")
    approver.get_by_role("button", name="Send back").click()
    owner.goto("/staff/figures/")
    first = owner.locator("table.figures tbody tr").first
    expect(first).to_contain_text("Sent back")
    expect(first).to_contain_text("Is May in it?")
    tab_to(owner, "Fix")
    owner.keyboard.press("Enter")
    owner.wait_for_selector("#entry input[name=numerator]:focus")
    expect(owner.get_by_label("In time")).to_have_value("905")
    owner.get_by_label("In time").fill("91x")
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("heading", name="There is 1 problem")).to_be_visible()
    expect(owner.get_by_label("In time")).to_have_value("91x")
    assert axe(owner) == []
    owner.get_by_label("In time").fill("915")
    owner.keyboard.press("Enter")
    said = f"Measure 05, {month.label}: sent for approval"
    expect(owner.locator("#list > .notice")).to_contain_text(said)
    assert sent(portal) == FIGURES
