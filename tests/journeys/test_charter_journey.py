"""A text in the real browser: drafted, compared, approved by another, live; a date that slipped."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from charter.periods import Period
from tests.journeys.helpers import context_of, page_faults, sign_in
from tests.journeys.stack import Stack, running, serve
from tests.people import SECRET

pytestmark = pytest.mark.journey
DATA = Path(__file__).resolve().parent / "data"
PASSWORD = "a-long-password-1"
LONG = 60_000
QUARTER = Period.containing(date.today(), "quarter").previous()
OLD, NEW = "We repair your home on time", "We repair your home on the day we said"
PEOPLE = f"""
from charter.periods import Period
from measures.actions.releases import publish_release
from tests.people import make_person
make_person("Eve Osei", "engagement_officer")
approver = make_person("Ken Lund", "approver")
publish_release(period=Period.parse("{QUARTER.previous().key}", 4), by=approver)
"""


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal whose charter is published, with a release of the quarter before the last."""
    with running(Path(tmp_path_factory.mktemp("charter")), shelf=11) as stack:
        stack.run_code('from tests.people import make_person; make_person("Ann Marsh", "administrator")')
        by = ("--by", "ann.marsh@example.org")
        first = Period.containing(date.today(), "month").key
        stack.manage("set_landlord", "--name", "Journey Homes", "--first-period", first, *by)
        stack.manage("load_charter", str(DATA / "charter.toml"), *by, "--yes")
        stack.run_code(PEOPLE)
        serve(stack)
        yield stack


def page_of(browser: Browser, stack: Stack, email: str = "", **options: object) -> Page:
    page = context_of(browser, stack, **options).new_page()
    if email:
        sign_in(page, email, PASSWORD, SECRET)
    return page


def test_a_text_and_a_date_from_draft_to_the_public(browser: Browser, people: Stack) -> None:
    officer = page_of(browser, people, "eve.osei@example.org")
    approver = page_of(browser, people, "ken.lund@example.org")
    text = drafted(officer, f"Change {OLD}", {"Title": NEW, "Why": "Tenants asked for an answer."})
    compared_and_approved(approver, text)
    history_names_offices(officer, text)
    promised(officer, approver)
    reader = page_of(browser, people, java_script_enabled=False)
    reader.goto("/charter/")
    expect(reader.get_by_text(OLD).first).to_be_visible()  # approved, and not yet released
    assert reader.get_by_text(NEW).count() == 0
    published(approver)
    reader = page_of(browser, people, java_script_enabled=False)  # the first keeps its pages for a minute
    reader.goto("/charter/")
    expect(reader.get_by_text(NEW).first).to_be_visible()
    reader.goto("/charter/history/")
    expect(reader.get_by_text("Expected 30 September 2026, now 14 November 2026")).to_be_visible()
    expect(reader.get_by_text("More tenants wanted a say.")).to_be_visible()


def promised(officer: Page, approver: Page) -> None:
    """A stage gets its date, and then the date moves."""
    first = {"Expected on": "2026-09-30", "What we say about it": "As planned.", "Why": "The Board's plan."}
    draft = drafted(officer, "Add the date of a stage", first, stage="Signed off")
    compared_and_approved(approver, draft)
    moved = {
        "Expected on": "2026-11-14",
        "What we say about it": "More tenants wanted a say.",
        "Why": "Two more meetings were asked for.",
    }
    compared_and_approved(approver, drafted(officer, "Change Signed off", moved))


def drafted(page: Page, button: str, typed: dict[str, str], stage: str = "") -> str:
    """Write a draft from the page of the charter and submit it; its address."""
    page.goto("/staff/charter/")
    page.get_by_role("link", name="Our promise to you").click()
    page.get_by_role("button", name=button, exact=True).click()
    if stage:
        page.get_by_label("Stage", exact=True).select_option(label=stage)
    for label, words in typed.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Nothing has changed for the public yet.")).to_be_visible()
    assert page.locator(".diff ins").count() > 0
    assert page_faults(page) == []
    page.get_by_role("button", name="Save and submit").click()
    expect(page.get_by_text("You wrote this draft, so someone else must decide on it.")).to_be_visible()
    return page.url


def compared_and_approved(page: Page, draft: str) -> None:
    page.goto("/staff/drafts/")
    page.locator("ul.rows a").first.click()
    expect(page).to_have_url(draft)
    assert page.locator(".diff ins").count() > 0
    assert page_faults(page) == []
    page.get_by_role("button", name="Approve this draft").click()
    expect(page.get_by_text("Approved. The next release shows it.")).to_be_visible()


def history_names_offices(page: Page, draft: str) -> None:
    page.goto(draft)
    page.get_by_role("link", name="History of this text").click()
    expect(page.get_by_text("Engagement officer; approved by Approver")).to_be_visible()
    assert page.get_by_role("main").get_by_text("Ken Lund").count() == 0
    assert page_faults(page) == []


def published(page: Page) -> None:
    page.goto("/staff/releases/")
    page.get_by_label("Period").select_option(QUARTER.key)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{QUARTER.label}: preview")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text(f"{QUARTER.label} is published.")).to_be_visible(timeout=LONG)
