"""Five questions of a tenant, each answered from the home page in at most two presses, on a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.helpers import context_of, page_faults
from tests.journeys.stack import Stack

pytestmark = pytest.mark.journey
PHONE = {"viewport": {"width": 320, "height": 700}}
MOST = 2


class Visit:
    """A visit that begins on the home page and counts its presses."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0
        page.goto("/")

    def press(self, name: str) -> None:
        """Follow the first link of the main part with this name."""
        self.page.locator("main").get_by_role("link", name=name).first.click()
        self.presses += 1
        assert self.presses <= MOST, f"{self.presses} presses"

    def reads(self, *told: str) -> None:
        """The main part says all of this."""
        for text in told:
            expect(self.page.locator("main")).to_contain_text(text)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def visit(request: pytest.FixtureRequest, browser: Browser, demonstration: Stack) -> Visit:
    opened = context_of(browser, demonstration, java_script_enabled=request.param, **PHONE)
    return Visit(opened.new_page())


def test_is_my_landlord_keeping_its_promises(visit: Visit) -> None:
    visit.reads("4 of 7 promises kept, 1 nearly, 1 not, 1 cannot be judged yet", "Last time")
    assert visit.presses == 0


def test_which_not_why_and_what_next(visit: Visit) -> None:
    visit.reads("We did not keep “Keep your home safe”", "46 homes had no check in date")
    visit.press("Keep your home safe")
    visit.reads("Not kept", "Why", "What we are doing", "By when", "18 December 2026")


def test_how_safe_are_homes(visit: Visit) -> None:
    visit.press("Keep your home safe")
    visit.reads("Homes with a gas check in date", "100.0%", "Homes with an electrical check in date", "98.9%")
    visit.press("Homes with an electrical check in date")
    visit.reads("4,166 homes with an electrical check in date, of 4,212 homes", "Our target is 100%")


def test_what_changed_because_of_tenants(visit: Visit) -> None:
    visit.reads("You said, we did", "My neighbours stay away because of the language.", "You can ask for an")
    assert visit.presses == 0


def test_how_do_i_have_a_say(visit: Visit) -> None:
    visit.reads(
        "Have your say", "Online", "By telephone", "0800 000 0000", "By letter", "Talk about the night"
    )
    assert visit.presses == 0


def test_a_question_that_needs_three_presses_fails(visit: Visit) -> None:
    visit.press("Keep your home safe")
    visit.press("Homes with a gas check in date")
    with pytest.raises(AssertionError, match="3 presses"):
        visit.press("Keep your home safe")


def test_the_pages_of_the_answers_keep_the_bars(browser: Browser, demonstration: Stack) -> None:
    for scheme in ("light", "dark"):
        page = context_of(browser, demonstration, color_scheme=scheme, bypass_csp=True, **PHONE).new_page()
        for address in ("/", "/promises/keep-your-home-safe/", "/measures/electrical-checks/"):
            page.goto(address)
            assert page_faults(page) == [], address
