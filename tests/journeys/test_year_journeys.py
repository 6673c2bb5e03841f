"""Two journeys of approvers: from the queue to an approval at once, and the close of 2024-25."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.journeys.helpers import context_of, page_faults, sign_in
from tests.journeys.stack import Stack, running, serve
from tests.people import SECRET

pytestmark = pytest.mark.journey
CLOSED = "repairs/2025-03"
PASSWORD = "a-long-password-1"
WORLD = """
from datetime import date
from decimal import Decimal
from charter.models import Landlord, Post, User
from charter.periods import Period
from measures.models import Measure, Target
from tests.measures.years import MONTHS, given
from tests.people import make_person, put_into
post = Post.objects.create(title="Head of Repairs")
owner = make_person("Priya Nair", "data_owner")
put_into(post, owner)
tom, sara = make_person("Tom Hale", "approver"), make_person("Sara Quill", "approver")
Landlord.objects.create(name="Journey Homes", first_period="2024-04")
def measure(slug, title, **more):
    made = Measure.objects.create(
        slug=slug, title=title, kind="percentage", direction="higher", unit="%", owner=post, **more
    )
    Target.objects.create(measure=made, starts=date(2024, 4, 1), ends=date(2025, 3, 31), target=95)
    return made
monthly = measure("repairs", "Repairs on time", frequency="monthly")
for number, month in enumerate(MONTHS[:11]):
    given(monthly, month, owner=owner, approver=tom, share=95 + number % 3)
given(monthly, MONTHS[11], owner=owner, approver=None)
yearly = measure("gas", "Gas checks in time", frequency="annual")
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal with one owner, two approvers and a year that is all but complete."""
    with running(Path(tmp_path_factory.mktemp("years")), shelf=10) as stack:
        stack.run_code(WORLD)
        serve(stack)
        yield stack


@pytest.fixture(scope="module")
def pages(browser: Browser, world: Stack) -> dict[str, Page]:
    """A window for each of the three; a busy machine may take its time."""
    expect.set_options(timeout=20_000)
    found = {}
    for name in ("priya.nair", "tom.hale", "sara.quill"):
        found[name.partition(".")[0]] = context_of(browser, world).new_page()
        sign_in(found[name.partition(".")[0]], f"{name}@example.org", PASSWORD, SECRET)
    return found


def enter(page: Page, where: str, numerator: str, denominator: str, **more: str) -> None:
    """Type a figure and press “Send for approval”; done when the page has answered."""
    page.goto(f"/staff/figures/{where}/")
    type_and_send(page, where, numerator, denominator, **more)


def type_and_send(page: Page, where: str, numerator: str, denominator: str, **more: str) -> None:
    """The same on a page that is open already."""
    page.locator("[name=numerator]").fill(numerator)
    page.locator("[name=denominator]").fill(denominator)
    for name, text in more.items():
        page.locator(f"[name={name}]").fill(text)
    send(page, where)
    if page.locator("[name=checked]").is_visible():  # the portal asks whether an unlikely figure is right
        page.locator("[name=checked]").check()
        send(page, where)


def send(page: Page, where: str) -> None:
    """Press “Send for approval” and wait for the answer."""

    def is_it(answer: Response) -> bool:
        return answer.request.method == "POST" and answer.url.endswith(f"{where}/")

    with page.expect_response(is_it):
        page.get_by_role("button", name="Send for approval").click()
    page.wait_for_load_state()


def test_from_the_queue_to_an_approval_at_once(world: Stack, pages: dict[str, Page]) -> None:
    owner, approver = pages["priya"], pages["tom"]
    approver.goto("/staff/approvals/")
    assert page_faults(approver) == []
    approver.get_by_role("link", name="Decide on Repairs on time, March 2025").click()
    expect(approver.get_by_role("heading", name="What it moves")).to_be_visible()
    assert page_faults(approver) == []
    approver.get_by_label("Why do you send it back?").fill("Which flats are these?")
    approver.get_by_role("button", name="Send back").click()
    expect(approver.get_by_text("Nothing waits for approval.")).to_be_visible()
    owner.goto("/staff/figures/")
    expect(owner.get_by_role("row").nth(1)).to_contain_text("Which flats are these?")
    enter(owner, "repairs/2025-03", "97", "100")
    enter(owner, "gas/2024-25", "960", "1000")
    approver.goto("/staff/approvals/")
    for box in approver.get_by_role("checkbox").all():
        box.check()
    approver.get_by_role("button", name="Look at the ticked figures together").click()
    expect(approver.get_by_role("row", name="Repairs on time March 2025")).to_contain_text("97%")
    assert page_faults(approver) == []
    approver.get_by_role("button", name="Approve the ticked figures").click()
    expect(approver.get_by_text("Approved 2 figures.")).to_be_visible()
    states = "SELECT workflow, count(*) FROM measures_result GROUP BY workflow"
    assert world.rows(states) == [("approved", 13)]


def test_the_close_of_2024_25(world: Stack, pages: dict[str, Page]) -> None:
    first, second = pages["tom"], pages["sara"]
    the_checklist_becomes_empty(world, first)
    pages["priya"].goto(f"/staff/figures/{CLOSED}/")
    closed(world, first)
    a_change_is_refused(world, pages["priya"])
    opened_again_by_two(world, first, second)


def the_checklist_becomes_empty(world: Stack, page: Page) -> None:
    page.goto("/staff/years/2024-25/")
    expect(page.get_by_text("1 of 5 lines stand in the way.")).to_be_visible()
    expect(page.get_by_text("Targets for next year: 2")).to_be_visible()
    assert page_faults(page) == []
    page.get_by_role("button", name="Close 2024-25").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why the year is closed in spite of this")
    assert world.rows("SELECT count(*) FROM measures_yearclosing") == [(0,)]
    world.run_code("from measures.models import Target; Target.objects.update(ends=None)")
    page.goto("/staff/years/2024-25/")
    expect(page.get_by_text("Nothing stands in the way.")).to_be_visible()


def closed(world: Stack, page: Page) -> None:
    page.get_by_role("button", name="Close 2024-25").click()
    expect(page.get_by_text("2024-25 is closed. 13 figures became final.")).to_be_visible()
    assert page_faults(page) == []
    assert world.rows("SELECT DISTINCT approval FROM measures_result") == [("final",)]


def a_change_is_refused(world: Stack, page: Page) -> None:
    """Typed on a page that was open before the close; a page opened now has no boxes."""
    type_and_send(page, CLOSED, "96", "101", correction_reason="Counted twice.")
    expect(page.get_by_role("alert")).to_contain_text("The period ended on 31 March 2025 and is closed.")
    assert page.locator("[name=numerator]").input_value() == "96"
    page.goto(f"/staff/figures/{CLOSED}/")
    expect(page.get_by_text("This period is closed.")).to_be_visible()
    assert page.locator("[name=numerator]").count() == 0
    assert world.rows("SELECT count(*) FROM measures_result") == [(13,)]


def opened_again_by_two(world: Stack, first: Page, second: Page) -> None:
    first.goto("/staff/years/2024-25/")
    first.get_by_label("Why does the year have to be opened again?").fill("March was counted twice.")
    first.get_by_role("button", name="Ask to open it again").click()
    expect(first.get_by_text("so another approver must confirm it")).to_be_visible()
    assert first.get_by_role("button", name=re.compile("^Open 2024-25")).count() == 0
    second.goto("/staff/years/2024-25/")
    expect(second.get_by_text("“March was counted twice.”")).to_be_visible()
    second.get_by_role("button", name="Open 2024-25 again").click()
    expect(second.get_by_text("2024-25 is open again.")).to_be_visible()
    expect(second.get_by_text("Tom Hale asked, Sara Quill confirmed.")).to_be_visible()
    people = "SELECT asked_by_id <> reopened_by_id, asked_because FROM measures_yearclosing"
    assert world.rows(people) == [(True, "March was counted twice.")]
