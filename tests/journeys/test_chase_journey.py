"""A manager chases an overdue figure: finds who owes it, reminds them, and sees that it came."""

import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from charter.periods import Period
from tests.journeys.helpers import context_of, page_faults, sign_in
from tests.journeys.stack import Stack, running, serve
from tests.people import SECRET

pytestmark = pytest.mark.journey
DATA = Path(__file__).resolve().parent / "data"
PASSWORD = "a-long-password-1"
# Three months back: its due day is over whatever the bank holidays.
MONTH = Period.containing(date.today(), "month").previous().previous().previous()
TITLE = "Emergency repairs made safe within 24 hours"
PEOPLE = """
from charter.models import Post
from tests.people import make_person, put_into
put_into(Post.objects.get(title="Head of Repairs"), make_person("Priya Nair", "data_owner"))
make_person("Tom Hale", "approver")
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal in which a figure is overdue."""
    with running(Path(tmp_path_factory.mktemp("chase")), shelf=12) as stack:
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


def test_a_manager_chases_an_overdue_figure(browser: Browser, world: Stack) -> None:
    expect.set_options(timeout=20_000)
    manager = page_of(browser, world, "tom.hale")
    reminds(manager)
    address = mailed(world.folder / "data" / "mail")
    assert address == f"{world.site}/staff/figures/emergency-repairs/{MONTH.slug}/"
    hands_in(page_of(browser, world, "priya.nair"), address)
    manager.goto("/staff/timeliness/")
    expect(late(manager)).to_contain_text("With an approver")
    expect(late(manager).get_by_role("link", name="Remind")).to_have_count(0)
    assert page_faults(manager) == []
    assert world.rows("SELECT count(*) FROM measures_chase") == [(1,)]


def late(page: Page) -> Locator:
    """The line of the figure under “Late today”."""
    return page.get_by_role("row").filter(has_text=TITLE).filter(has_text=MONTH.label).first


def reminds(page: Page) -> None:
    """From the start page to the late figure; the second time of a day is refused."""
    page.goto("/staff/")
    page.get_by_role("link", name="Figures in time").click()
    expect(late(page)).to_contain_text("Priya Nair")
    expect(late(page)).to_contain_text("Overdue")
    assert page_faults(page) == []
    for said in ("Reminded: who owes", "They were reminded of this figure today already."):
        late(page).get_by_role("link", name="Remind").click()
        expect(page.get_by_text("Priya Nair (Head of Repairs) will get a mail at once")).to_be_visible()
        assert page_faults(page) == []
        page.get_by_role("button", name="Send the reminder").click()
        expect(page.get_by_text(said).first).to_be_visible()
    page.goto("/staff/timeliness/")
    expect(late(page)).to_contain_text("Reminded on")


def mailed(folder: Path) -> str:
    """The address in the one mail that the worker sent; it holds no figure."""
    until = time.monotonic() + 30
    while not (found := list(folder.glob("*.log"))) and time.monotonic() < until:
        time.sleep(0.2)
    text = "".join(path.read_text(encoding="utf-8") for path in found).replace("=\n", "")
    assert text.count("Subject: Overdue:") == 1
    assert "To: priya.nair@example.org" in text
    (address,) = set(re.findall(r"http://[\w.:]+/staff/figures/[\w/-]+", text))
    return str(address)


def hands_in(page: Page, address: str) -> None:
    """The owner follows the mail and sends the figure."""
    page.goto(address)
    page.locator("[name=numerator]").first.fill("500")
    page.locator("[name=denominator]").first.fill("500")
    page.get_by_role("button", name="Send for approval").first.click()
    expect(page.get_by_text("Sent for approval").first).to_be_visible()
