"""A release in the real browser: waived, looked at, planned, out, corrected, taken back, audited."""

import csv
import io
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from charter.periods import Period
from tests.journeys.helpers import axe, context_of, sign_in
from tests.journeys.stack import Stack
from tests.people import SECRET

pytestmark = pytest.mark.journey
PASSWORD = "a-long-password-1"
LONDON = ZoneInfo("Europe/London")
# Two measures: one with its figures, one whose figure is missing and waived.
WORLD = """
from datetime import date
from decimal import Decimal
from charter.models import Landlord, Post, User
from charter.periods import Period
from measures.actions import Decision, approve_result, record_result, submit_result
from measures.figures import Figures
from measures.models import Measure, Target
from tests.people import make_person, put_into
Landlord.objects.get_or_create(defaults={{"name": "Journey Homes", "first_period": "2025-04"}})
owner, checker = make_person("Olu Ade", "data_owner"), make_person("Rosa Diaz", "approver")
make_person("Ann Lowe", "administrator")
post = Post.objects.create(title="Head of Journeys")
put_into(post, owner)
for slug, title in (("gates", "Gates mended on time"), ("lamps", "Lamps mended on time")):
    made = Measure.objects.create(slug=slug, title=title, kind="percentage", direction="higher",
        frequency="quarterly", unit="%", owner=post)
    Target.objects.create(measure=made, starts=date(2020, 4, 1), target=95, tolerance=2)
gates = Measure.objects.get(slug="gates")
figures = Figures(Decimal({share}), Decimal(100), why="Vans.", action="More vans.")
draft = record_result(measure=gates, period=Period.parse("{period}"), figures=figures, by=owner)
approve_result(result=submit_result(result=draft, by=owner), by=checker, decision=Decision("final"))
Measure.objects.filter(slug="lamps").update(due_working_days=1)
"""
CORRECTION = """
from decimal import Decimal
from charter.models import User
from charter.periods import Period
from measures.actions import Decision, approve_result, record_result, submit_result
from measures.figures import Figures
from measures.models import Measure
owner, checker = User.objects.get(name="Olu Ade"), User.objects.get(name="Rosa Diaz")
figures = Figures(Decimal(80), Decimal(100), why="Vans.", action="More vans.")
draft = record_result(measure=Measure.objects.get(slug="gates"), period=Period.parse("{period}"),
    figures=figures, by=owner, correction_reason="Counted twice.")
approve_result(result=submit_result(result=draft, by=owner), by=checker, decision=Decision("final"))
"""


@pytest.fixture(scope="module")
def period(portal: Stack) -> Period:
    """The last quarter whose figures are all due: the one before the last."""
    quarter = Period.containing(date.today(), "quarter").previous().previous()
    portal.run_code(WORLD.format(period=quarter.key, share=96))
    return quarter


def signed_in(browser: Browser, portal: Stack, name: str) -> Page:
    page = context_of(browser, portal).new_page()
    sign_in(page, f"{name}@example.org", PASSWORD, SECRET)
    return page


def test_a_release_from_plan_to_withdrawal(browser: Browser, portal: Stack, period: Period) -> None:
    page = signed_in(browser, portal, "rosa.diaz")
    public = context_of(browser, portal).new_page()
    page.goto(f"/staff/releases/preview/?period={period.key}")
    for waive in page.get_by_role("link", name="Say why").all():
        address = waive.get_attribute("href")
        other = page.context.new_page()
        other.goto(str(address))
        other.get_by_label("Why is the period published without this figure?").fill("The system failed.")
        other.get_by_role("button", name="Publish without it").click()
        expect(other.get_by_text("may be published without")).to_be_visible()
        other.close()
    page.reload()
    page.get_by_role("link", name="See the public site as it would be").click()
    page.get_by_role("link", name="Performance", exact=True).first.click()
    expect(page.get_by_text("Preview: nobody else sees this.")).to_be_visible()
    expect(page.get_by_text("Gates mended on time")).to_be_visible()
    assert axe(page) == []
    plan(page, period)
    assert public.goto("/measures/gates/").status == 404
    wait_until_out(public, portal)
    correct(page, portal, period)
    public.goto(f"/releases/{period.slug}/")
    expect(public.get_by_text("This release was corrected")).to_be_visible()
    take_back(page, public, f"{period.slug}-r2")


def plan(page: Page, period: Period) -> None:
    """Plan it for the next minute but one, as the page takes whole minutes."""
    page.goto(f"/staff/releases/preview/?period={period.key}")
    moment = datetime.now(LONDON) + timedelta(minutes=2)
    if page.get_by_label("I have looked at").count():
        page.get_by_label("I have looked at").check()
    page.get_by_label("Publish at").fill(f"{moment:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Publish later").click()
    expect(page.get_by_text("is scheduled.")).to_be_visible()
    assert axe(page) == []


def wait_until_out(public: Page, portal: Stack) -> None:
    """Bring the moment near, so that the journey need not wait two minutes; nobody tells the worker."""
    portal.rows("UPDATE measures_release SET scheduled_for = clock_timestamp() + interval '2 seconds' "
                "WHERE state = 'scheduled'")  # fmt: skip
    assert public.goto("/measures/gates/").status == 404
    time.sleep(2.2)
    assert public.goto("/measures/gates/").status == 200
    assert "Results for" in public.request.get("/feeds/releases.atom").text()
    assert public.request.get("/measures/gates.csv").status == 200


def correct(page: Page, portal: Stack, period: Period) -> None:
    """A figure is corrected, and the period published again with a notice."""
    portal.run_code(CORRECTION.format(period=period.key))
    page.goto(f"/staff/releases/preview/?period={period.key}")
    expect(page.get_by_role("cell", name="80", exact=False).first).to_be_visible()
    page.get_by_label("Why is it published again?").fill("Gates were counted twice.")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("is published.")).to_be_visible()


def take_back(page: Page, public: Page, slug: str) -> None:
    """The correction is withdrawn: 410 with the notice."""
    page.goto(f"/staff/releases/{slug}/")
    page.get_by_label("Why is it withdrawn?").fill("A wrong file.")
    page.get_by_role("button", name="Withdraw this release").click()
    expect(page.get_by_text("is withdrawn.")).to_be_visible()
    assert public.goto(f"/releases/{slug}/").status == 410
    expect(public.get_by_text("A wrong file.")).to_be_visible()
    assert "Withdrawn: Results for" in public.request.get("/feeds/releases.atom").text()


def test_the_trail_of_it(browser: Browser, portal: Stack, period: Period, tmp_path: Path) -> None:
    page = signed_in(browser, portal, "ann.lowe")
    page.goto("/staff/audit/")
    page.get_by_label("Person").select_option(label="Rosa Diaz")
    page.get_by_label("Did").select_option(value="withdraw_release")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Rosa Diaz withdrew the release")).to_be_visible()
    expect(page.get_by_text("Network 127.0.0.0/24").first).to_be_visible()
    assert axe(page) == []
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    path = tmp_path / "audit.csv"
    waiting.value.save_as(path)
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert [row[6] for row in rows[1:]] == ["withdraw_release"]
    page.goto("/staff/audit/?verb=export_audit")
    expect(page.get_by_text("Ann Lowe exported the account")).to_be_visible()
