"""Somebody leaves: the administrator sees what is theirs, chooses who follows, and the successor goes on."""

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
MONTH = Period.containing(date.today(), "month").previous()
TITLE = "Emergency repairs made safe within 24 hours"
PEOPLE = f"""
from decimal import Decimal
from charter.models import Post
from charter.periods import Period
from measures.actions import record_result
from measures.figures import Figures
from measures.models import Measure
from tests.people import make_person, put_into
owner = make_person("Priya Nair", "data_owner")
put_into(Post.objects.get(title="Head of Repairs"), owner)
make_person("Sam Reed")
record_result(
    measure=Measure.objects.get(slug="emergency-repairs"), period=Period.parse("{MONTH.key}"),
    figures=Figures(Decimal(490), Decimal(500)), by=owner,
)
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal in which one person holds the post and has begun a figure."""
    with running(Path(tmp_path_factory.mktemp("leaver")), shelf=12) as stack:
        stack.run_code('from tests.people import make_person; make_person("Ann Marsh", "administrator")')
        by = ("--by", "ann.marsh@example.org")
        stack.manage("set_landlord", "--name", "Journey Homes", "--first-period", MONTH.key, *by)
        stack.manage("load_charter", str(DATA / "charter.toml"), *by, "--yes")
        stack.run_code(PEOPLE)
        serve(stack)
        yield stack


def page_of(browser: Browser, world: Stack, name: str) -> Page:
    page = context_of(browser, world).new_page()
    page.set_default_timeout(20_000)
    sign_in(page, f"{name}@example.org", PASSWORD, SECRET)
    return page


def test_a_leaver_whose_measures_reach_a_successor(browser: Browser, world: Stack) -> None:
    expect.set_options(timeout=20_000)
    handed_over(page_of(browser, world, "ann.marsh"))
    goes_on(page_of(browser, world, "sam.reed"), world)
    told = "SELECT count(*) FROM charter_auditevent WHERE verb = 'hand_over'"
    assert world.rows(told) == [(1,)]
    ((active,),) = world.rows("SELECT is_active FROM charter_user WHERE email = 'priya.nair@example.org'")
    assert active is False


def handed_over(page: Page) -> None:
    """First what is theirs; without a successor nothing happens; then the post and the role pass on."""
    page.goto("/staff/people/")
    page.get_by_role("link", name="Priya Nair").click()
    assert page_faults(page) == []
    page.get_by_role("link", name="Switch this account off").click()
    expect(page.get_by_text(f"{TITLE}, {MONTH.label}: a draft")).to_be_visible()
    expect(page.get_by_text(f"Owns {TITLE} (measure)")).to_be_visible()
    page.get_by_role("button", name="Hand over and switch off").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose who follows, or say why nobody does.")
    assert page_faults(page) == []
    page.get_by_label("Who follows as Head of Repairs?").select_option(label="Sam Reed")
    page.get_by_label("Give the roles that the posts need to those who follow").check()
    page.get_by_role("button", name="Hand over and switch off").click()
    expect(page.get_by_text("The account of Priya Nair is switched off.")).to_be_visible()
    page.goto("/staff/posts/")
    page.get_by_role("link", name="Head of Repairs").click()
    expect(page.get_by_role("row", name="Sam Reed")).to_contain_text("Holds it")
    expect(page.get_by_role("row", name="Priya Nair")).to_contain_text("Over")
    assert page_faults(page) == []
    page.goto("/staff/restricted/")
    assert page_faults(page) == []


def goes_on(page: Page, world: Stack) -> None:
    """The successor finds the begun figure in My figures and sends it."""
    page.goto("/staff/figures/")
    expect(page.get_by_role("table").get_by_text(TITLE).first).to_be_visible()
    page.goto(f"/staff/figures/emergency-repairs/{MONTH.slug}/")
    assert page.locator("[name=numerator]").first.input_value() == "490"
    page.get_by_role("button", name="Send for approval").first.click()
    expect(page.get_by_text("Sent for approval").first).to_be_visible()
    sent = (
        "SELECT e.name, s.name FROM measures_result r JOIN charter_user e ON e.id = r.entered_by_id"
        " JOIN charter_user s ON s.id = r.submitted_by_id WHERE r.workflow = 'submitted'"
    )
    ((_, sender),) = world.rows(sent)
    assert sender == "Sam Reed"
