"""A target changed in mid-year: drafted, refused, corrected, approved by a second person, published."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.a_year import START, YEAR, a_year, until_the_worker_rests
from tests.journeys.helpers import context_of, page_faults, sign_in
from tests.journeys.stack import Stack
from tests.people import SECRET

pytestmark = pytest.mark.journey
PASSWORD = "a-long-password-1"
AUTUMN = date(START, 10, 1)
# Twelve months at 92 of 100 under a target of 90: every month and the year are met.
WORLD = f"""
from datetime import date
from charter.models import Landlord, Post
from charter.periods import Period
from measures.models import Measure, Target
from tests.measures.years import given
from tests.people import make_person, put_into
Landlord.objects.create(name="Journey Homes", first_period="{START}-04")
post = Post.objects.create(title="Head of Repairs")
owner, tom = make_person("Priya Nair", "data_owner"), make_person("Tom Hale", "approver")
put_into(post, owner)
made = Measure.objects.create(slug="repairs", title="Repairs on time", kind="percentage", direction="higher",
    unit="%", frequency="monthly", owner=post)
Target.objects.create(measure=made, starts=date({START}, 4, 1), target=90)
for month in Period.parse("{YEAR.key}").parts("month"):
    given(made, month, owner=owner, approver=tom, share=92)
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal with a whole year of figures, its last quarter published."""
    with a_year(Path(tmp_path_factory.mktemp("target")), WORLD) as stack:
        yield stack


@pytest.fixture(scope="module")
def pages(browser: Browser, world: Stack) -> dict[str, Page]:
    """A window for each; nobody can use a one-time code twice, so each signs in once."""
    expect.set_options(timeout=20_000)
    found = {}
    for name in ("priya.nair", "tom.hale"):
        found[name.partition(".")[0]] = context_of(browser, world).new_page()
        sign_in(found[name.partition(".")[0]], f"{name}@example.org", PASSWORD, SECRET)
    return found


def judged(page: Page) -> dict[str, str]:
    """The status of each month and of the year on the public page of the measure, by period."""
    page.goto("/measures/repairs.json")
    body = page.request.get("/measures/repairs.json").json()
    return {one["period"]: one["status"] for one in body["results"]}


def test_a_target_changed_in_mid_year(browser: Browser, world: Stack, pages: dict[str, Page]) -> None:
    public = context_of(browser, world).new_page()
    assert set(judged(public).values()) == {"met"}
    it_is_drafted(pages["priya"])
    it_is_approved(world, pages["tom"])
    assert set(judged(public).values()) == {"met"}  # nothing is public before it is published
    it_is_published(pages["tom"])
    public.goto("/measures/repairs/")
    changes = public.get_by_role("region", name="Changes to this target")
    expect(changes).to_contain_text(f"From 1 October {START}: 90% became 95%.")
    expect(changes).to_contain_text("The Board asked for more.")
    expect(changes).to_contain_text("as a correction")
    assert page_faults(public) == []
    now = judged(public)
    months = [month.key for month in YEAR.parts("month")]
    assert [now[month] for month in months] == ["met"] * 6 + ["missed"] * 6
    assert now[YEAR.key] == "missed"  # 92 of 100 against 95, the target in force at its end (design 5)
    public.goto(f"/releases/{YEAR.key}-q3/")
    expect(public.get_by_role("heading", level=1)).to_be_visible()
    assert world.rows("SELECT count(*) FROM measures_release") == [(3,)]


def it_is_drafted(page: Page) -> None:
    """The owner proposes it; without saying that it corrects the past it is refused at its box."""
    page.goto("/staff/measures/repairs/")
    page.get_by_role("button", name="Add one Target").click()
    page.get_by_label("From which day").fill(AUTUMN.isoformat())
    page.get_by_label("Target", exact=True).fill("95")
    page.get_by_label("Why", exact=True).fill("The Board asked for more.")
    page.get_by_role("button", name="Save and submit").click()
    expect(page.get_by_role("alert")).to_contain_text("after figures were judged by it")
    expect(page.get_by_label("Target", exact=True)).to_have_value("95")
    assert page_faults(page) == []
    page.get_by_label("This corrects what figures were judged by already").select_option(label="Yes")
    page.get_by_role("button", name="Save and submit").click()
    expect(page.get_by_text("You wrote this draft, so someone else must decide on it.")).to_be_visible()


def it_is_approved(world: Stack, page: Page) -> None:
    page.goto("/staff/drafts/")
    page.get_by_role("link", name="Repairs on time: New target").click()
    expect(page.get_by_role("heading", name="What holds today")).to_be_visible()
    assert page_faults(page) == []
    page.get_by_role("button", name="Approve this draft").click()
    expect(page.get_by_text("Approved. The next release shows it.")).to_be_visible()
    until_the_worker_rests(world)


def it_is_published(page: Page) -> None:
    page.goto(f"/staff/releases/preview/?period={YEAR.key}-Q4")
    page.get_by_label("Why is it published again?").fill("A target was written down wrong.")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("is published.")).to_be_visible()
