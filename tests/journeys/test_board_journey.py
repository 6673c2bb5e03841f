"""A reader of the Board in the real browser: the paper that was released to the Board, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.a_year import START, YEAR, a_year, until_the_worker_rests
from tests.journeys.helpers import context_of, page_faults, sign_in
from tests.journeys.stack import Stack
from tests.people import SECRET

pytestmark = pytest.mark.journey
PASSWORD = "a-long-password-1"
LONG = 90_000
LATE = YEAR.parts("month")[-1].next()
WORLD = f"""
from datetime import date
from charter.models import Body, Landlord, Post, RoleGrant
from charter.periods import Period
from measures.models import Measure, Target
from tests.measures.years import given
from tests.people import LONG_AGO, make_person, put_into
Landlord.objects.create(name="Journey Homes", first_period="{START}-04")
post = Post.objects.create(title="Head of Repairs")
owner, tom = make_person("Priya Nair", "data_owner"), make_person("Tom Hale", "approver")
put_into(post, owner)
judith = make_person("Judith Vance")
board = Body.objects.create(slug="board", name="Board", kind="board")
RoleGrant.objects.create(person=judith, role="body_reader", body=board, starts=LONG_AGO, given_by=tom)
made = Measure.objects.create(slug="repairs", title="Repairs on time", kind="percentage", direction="higher",
    unit="%", frequency="monthly", owner=post)
Target.objects.create(measure=made, starts=date({START}, 4, 1), target=90)
for month in [*Period.parse("{YEAR.key}").parts("month"), Period.parse("{LATE.key}")]:
    given(made, month, owner=owner, approver=tom, share=92)
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal with a year of figures, two quarters of it published, and one figure that is not public."""
    with a_year(Path(tmp_path_factory.mktemp("board")), WORLD) as stack:
        yield stack


def signed_in(browser: Browser, world: Stack, name: str) -> Page:
    page = context_of(browser, world, accept_downloads=True).new_page()
    sign_in(page, f"{name}@example.org", PASSWORD, SECRET)
    return page


def test_a_reader_of_the_board(browser: Browser, world: Stack, tmp_path: Path) -> None:
    tom, judith = signed_in(browser, world, "tom.hale"), signed_in(browser, world, "judith.vance")
    judith.goto("/reports/")
    expect(judith.get_by_text("No paper has been released to the Board yet.")).to_be_visible()
    assert page_faults(judith) == []
    kept, given = (ordered(tom, world, number) for number in (2, 1))  # the first choice is none
    tom.goto(f"/staff/reports/{given}/board/")
    tom.get_by_role("button", name="Release it").click()
    expect(tom.get_by_text("The Board can read it now.")).to_be_visible()
    judith.reload()
    assert judith.get_by_role("link", name=re.compile("^Charter report")).count() == 1
    assert page_faults(judith) == []
    with judith.expect_download() as waiting:
        judith.get_by_role("link", name=re.compile("^Charter report")).click()
    waiting.value.save_as(tmp_path / "paper.pdf")
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF-")
    nothing_else_opens(judith, kept, given)


def nothing_else_opens(page: Page, kept: int, given: int) -> None:
    """Neither the paper that was kept back, nor any desk, nor the figure that is not public."""
    unpublished = f"/staff/figures/repairs/{LATE.slug}/history/"
    closed = [
        f"/staff/reports/{kept}/file/", f"/staff/reports/{given}/", f"/staff/reports/{given}/board/",
        "/staff/reports/", "/staff/", "/staff/figures/", "/staff/approvals/", "/staff/releases/",
        "/staff/measures/", "/staff/people/", "/staff/audit/", "/admin/", unpublished,
    ]  # fmt: skip
    answers = {where: page.request.get(where).status for where in closed}
    assert {where: status for where, status in answers.items() if status not in (403, 404)} == {}
    assert (answers[f"/staff/reports/{kept}/file/"], answers[unpublished]) == (404, 404)


def ordered(page: Page, world: Stack, number: int) -> int:
    """The id of the report that the approver orders from a release, once the worker has made it."""
    page.goto("/staff/reports/")
    page.get_by_label("Release").select_option(index=number)
    page.get_by_role("button", name="Order").click()
    page.wait_for_url(re.compile(r"/staff/reports/\d+/$"))
    until_the_worker_rests(world)
    page.reload()
    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible()
    return int(page.url.rstrip("/").rpartition("/")[2])
