"""The whole way of a figure in the real browser: from a file with faults to page, paper and data."""

import csv
import io
import json
import re
import time
import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from charter.periods import Period
from tests.journeys.helpers import context_of, sign_in
from tests.journeys.stack import Stack
from tests.people import SECRET

pytestmark = pytest.mark.journey
DATA = Path(__file__).resolve().parent / "data"
PASSWORD = "a-long-password-1"
HEADING = "measure,period,numerator,denominator,value,why,action,by_when"
SLUG = "emergency-repairs"
LONG = 60_000  # milliseconds that the worker may need


@dataclass(frozen=True)
class World:
    """The portal with its people, and the quarter that is published."""

    stack: Stack
    quarter: Period

    @property
    def months(self) -> list[str]:
        """The keys of the quarter's months."""
        return [month.key for month in self.quarter.parts("month")]

    def file(self, name: str, rows: list[str]) -> dict[str, object]:
        """A file as the browser uploads it."""
        text = "\n".join([HEADING, *rows, ""])
        return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


PEOPLE = """
from datetime import date
from charter.models import Post, User
from tests.people import make_person, put_into
post = Post.objects.get(title="Head of Repairs")
both = make_person("Priya Nair", "data_owner", "approver")
put_into(post, both)
make_person("Tom Hale", "approver")
"""


@pytest.fixture(scope="module")
def world(portal: Stack) -> World:
    quarter = Period.containing(date.today(), "quarter").previous()
    portal.run_code('from tests.people import make_person; make_person("Ann Marsh", "administrator")')
    first = quarter.parts("month")[0].key
    by = ("--by", "ann.marsh@example.org")
    portal.manage("set_landlord", "--name", "Journey Homes", "--first-period", first, *by)
    portal.manage("load_charter", str(DATA / "charter.toml"), *by, "--yes")
    portal.run_code(PEOPLE)
    return World(portal, quarter)


def page_of(browser: Browser, world: World, email: str = "") -> Page:
    page = context_of(browser, world.stack).new_page()
    if email:
        sign_in(page, email, PASSWORD, SECRET)
    return page


def test_the_whole_way_of_a_figure(browser: Browser, world: World, tmp_path: Path) -> None:
    author = page_of(browser, world, "priya.nair@example.org")
    three_faults_are_seen(author, world)
    accepted_and_submitted(author, world)
    own_approval_is_refused(author, world)
    approver = page_of(browser, world, "tom.hale@example.org")
    approved_by_another(approver, world)
    scored_by_the_worker(world)
    published(approver, world)
    shown = read_by_the_public(page_of(browser, world), world)
    assert shown == "96.1"
    read_as_data(world, shown)
    read_on_paper(approver, world, shown, tmp_path)


def three_faults_are_seen(page: Page, world: World) -> None:
    first, second, third = world.months
    rows = [
        f"{SLUG},{first},480,500,,,,",
        f"{SLUG},{second},1426,1240,,,,",
        f"{SLUG},last month,491,500,,,,",
        f"emergency-repair,{third},491,500,,,,",
    ]
    page.goto("/staff/")
    page.get_by_role("link", name="Imports").click()
    page.get_by_label("File").set_input_files(world.file("figures.csv", rows))
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", name="3 things are wrong")).to_be_visible(timeout=LONG)
    table = page.get_by_role("table").inner_text().lower()
    assert "numerator 1426 is larger than denominator 1240" in table
    assert "“last month” is not a period" in table
    assert "you are not the owner of emergency-repair" in table
    assert world.stack.rows("SELECT count(*) FROM measures_result") == [(0,)]


def accepted_and_submitted(page: Page, world: World) -> None:
    first, second, third = world.months
    miss = "Two of our crews were ill.,A third crew starts.,2027-01-31"
    rows = [
        f"{SLUG},{first},480,500,,,,",
        f"{SLUG},{second},470,500,,,,",
        f"{SLUG},{third},491,500,,,,",
        f"wait-for-a-repair,{first},1750,100,,{miss}",
        f"wait-for-a-repair,{second},1450,100,,,,",
        f"wait-for-a-repair,{third},1400,100,,,,",
    ]
    page.goto("/staff/imports/")
    page.get_by_label("File").set_input_files(world.file("figures-mended.csv", rows))
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", name="No faults")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Accept 6 figures").click()
    expect(page.get_by_role("heading", name="Accepted on")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Submit 6 figures").click()
    expect(page.get_by_text("6 with an approver")).to_be_visible(timeout=LONG)


def own_approval_is_refused(page: Page, world: World) -> None:
    """By the page, by a post past the page, and by the database itself."""
    page.goto("/staff/approvals/")
    assert page.get_by_text("Yours: somebody else decides").count() == 6
    ((pk, version),) = world.stack.rows(
        "SELECT id, version FROM measures_result WHERE workflow = 'submitted' ORDER BY id LIMIT 1"
    )
    page.goto(f"/staff/approvals/{pk}/")
    expect(page.get_by_text("You entered this figure, so someone else must approve it.")).to_be_visible()
    assert page.get_by_role("button", name="Approve").count() == 0
    headers = json.loads(page.locator("body").get_attribute("data-hx-headers") or "{}")
    sent = {"do": "approve", "approval": "final", "version": str(version), "form_token": str(uuid.uuid4())}
    answer = page.request.post(
        f"/staff/approvals/{pk}/", form=sent, headers=headers | {"Referer": world.stack.site}
    )
    assert answer.status == 422
    assert "someone else must approve it" in answer.text()
    with pytest.raises(psycopg.errors.CheckViolation, match="result_four_eyes"):
        world.stack.rows(
            "UPDATE measures_result SET workflow = 'approved', approval = 'final', decided_at = now(),"
            " decided_by_id = submitted_by_id WHERE id = %s",
            pk,
        )
    assert world.stack.rows("SELECT count(*) FROM measures_result WHERE workflow = 'approved'") == [(0,)]


def approved_by_another(page: Page, world: World) -> None:
    page.goto("/staff/approvals/")
    page.get_by_role("link", name="Approve the figures of figures-mended.csv together").click()
    page.get_by_role("button", name="Approve the ticked figures").click()
    expect(page.get_by_text("Approved 6 figures")).to_be_visible()
    assert world.stack.rows("SELECT DISTINCT workflow FROM measures_result") == [("approved",)]


def scored_by_the_worker(world: World) -> None:
    query = (
        "SELECT s.status FROM measures_score s JOIN measures_measure m ON m.id = s.subject_id"
        " WHERE s.subject = 'measure' AND m.slug = %s AND s.period = %s"
    )
    deadline = time.monotonic() + LONG / 1000
    while time.monotonic() < deadline:
        found = world.stack.rows(query, SLUG, world.quarter.key)
        if found == [("met",)]:
            return
        time.sleep(0.5)
    raise AssertionError(f"The worker did not score: {found}")


def published(page: Page, world: World) -> None:
    page.goto("/staff/releases/")
    page.get_by_label("Period").select_option(world.quarter.key)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{world.quarter.label}: preview")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text(f"{world.quarter.label} is published.")).to_be_visible(timeout=LONG)


def read_by_the_public(page: Page, world: World) -> str:
    """The figure as the measure's page prints it."""
    page.goto(f"/measures/{SLUG}/")
    shown = page.locator(".figure").first.inner_text()
    assert world.stack.rows("SELECT state FROM measures_release") == [("live",)]
    found = re.search(r"([0-9.]+)%", shown)
    assert found, shown
    return found[1]


def fetched(world: World, where: str) -> str:
    import urllib.request

    with urllib.request.urlopen(f"{world.stack.site}{where}") as answer:  # noqa: S310
        return answer.read().decode("utf-8-sig")


def read_as_data(world: World, shown: str) -> None:
    document = json.loads(fetched(world, f"/api/v1/measures/{SLUG}"))
    (ours,) = [one for one in document["results"] if one["period"] == world.quarter.key]
    assert (ours["shown"], ours["numerator"], ours["denominator"]) == (shown, "1441", "1500")
    rows = list(csv.DictReader(io.StringIO(fetched(world, f"/measures/{SLUG}.csv"))))
    (row,) = [one for one in rows if one["period"] == world.quarter.key]
    assert (row["shown"], row["numerator"], row["denominator"]) == (shown, "1441", "1500")


def read_on_paper(page: Page, world: World, shown: str, folder: Path) -> None:
    page.goto("/staff/reports/")
    page.get_by_role("button", name="Order").click()
    link = page.get_by_role("link", name="Download the PDF")
    expect(link).to_be_visible(timeout=LONG)
    with page.expect_download() as download:
        link.click()
    path = folder / "report.pdf"
    download.value.save_as(path)
    text = " ".join(leaf.extract_text() for leaf in PdfReader(path).pages)
    assert f"{shown}%" in text
    assert "Emergency repairs made safe within 24 hours" in " ".join(text.split())
