"""A tenant tells us something on a phone, and sees what becomes of it; a complaint is handed over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.helpers import context_of, page_faults, sign_in
from tests.journeys.stack import Stack, running, serve
from tests.people import SECRET

pytestmark = pytest.mark.journey
PASSWORD = "a-long-password-1"
PHONE = {"width": 320, "height": 700}
PEOPLE = """
from charter.models import Landlord
from tests.people import make_person
Landlord.objects.update(complaints_email="complaints@journey.example", phone="0800 000 0000")
make_person("Eve Osei", "engagement_officer")
make_person("Tom Hale", "approver")
"""
LONG_ENOUGH = 3_200  # milliseconds; who is quicker is taken for a robot


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal before its first results: people can speak from the first day."""
    with running(Path(tmp_path_factory.mktemp("feedback")), shelf=13) as stack:
        stack.run_code('from tests.people import make_person; make_person("Ann Marsh", "administrator")')
        by = ("--by", "ann.marsh@example.org")
        stack.manage("set_landlord", "--name", "Journey Homes", "--first-period", "2026-07", *by)
        stack.run_code(PEOPLE)
        serve(stack)
        yield stack


def tells(page: Page, kind: str, text: str, **boxes: str) -> str:
    """Fills the form in and sends it; the reference that the person gets."""
    page.goto("/")
    page.get_by_role("link", name="Tell us something").first.click()
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("What do you want to tell us?").fill(text)
    for label, words in boxes.items():
        page.get_by_label(label.replace("_", " ")).fill(words)
    page.wait_for_timeout(LONG_ENOUGH)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have what you told us")
    return page.locator("p.lead").inner_text().partition("number is ")[2].partition(".")[0]


def test_from_a_phone_to_the_public_and_a_complaint_to_its_team(browser: Browser, world: Stack) -> None:
    expect.set_options(timeout=20_000)
    tenant = context_of(browser, world, java_script_enabled=False, viewport=PHONE).new_page()
    complaint = tells(tenant, "Complaint", "Nobody came on Monday.", Your_name="Ana Silva")
    own_page = tenant.url
    compliment = tells(tenant, "Compliment", "Jo the plumber was kind to my mother.")
    assert len({complaint, compliment}) == 2

    def handed_over() -> bool:
        tenant.goto(own_page)
        return tenant.get_by_text("Our complaints team has had it since").count() == 1

    for _ in range(40):
        if handed_over():
            break
        tenant.wait_for_timeout(500)
    else:
        raise AssertionError("nobody handed the complaint over")
    mails = [one.read_text(errors="replace") for one in (world.folder / "data" / "mail").iterdir()]
    assert sum("complaints@journey.example" in one and complaint in one for one in mails) == 1

    scripted = context_of(browser, world, viewport=PHONE).new_page()
    for address in ("/feedback/", own_page):
        scripted.goto(address)
        assert page_faults(scripted) == []

    officer = signed_in(browser, world, "eve.osei")
    officer.goto("/staff/feedback/")
    assert page_faults(officer) == []
    expect(officer.get_by_role("link", name=complaint)).to_have_count(0)
    officer.get_by_role("link", name=compliment).click()
    officer.get_by_label("Your answer").fill("Thank you. We told Jo.")
    officer.get_by_role("button", name="Send the answer").click()
    expect(officer.get_by_text("Your answer is on the person's own page.")).to_be_visible()
    officer.get_by_label("What everybody may read").fill("A plumber was kind.")
    officer.get_by_role("button", name="Keep the words").click()
    expect(officer.get_by_text("You wrote these words")).to_be_visible()
    assert page_faults(officer) == []

    approver = signed_in(browser, world, "tom.hale")
    approver.goto("/staff/feedback/")
    approver.get_by_role("link", name=compliment).click()
    expect(approver.get_by_text("kind to my mother")).to_have_count(0)
    approver.get_by_role("button", name="Let everybody read them").click()
    expect(approver.get_by_text("Everybody can read it now.")).to_be_visible()
    rows = world.rows("SELECT kind, published_at IS NOT NULL FROM engagement_feedback ORDER BY id")
    assert rows == [("complaint", False), ("compliment", True)]


def signed_in(browser: Browser, world: Stack, name: str) -> Page:
    page = context_of(browser, world).new_page()
    page.set_default_timeout(20_000)
    sign_in(page, f"{name}@example.org", PASSWORD, SECRET)
    return page
