"""Twelve figures by workbook in under a minute, and uploads that never become pages, in the real browser."""

import io
import time
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.helpers import context_of, page_faults, sign_in
from tests.journeys.stack import Stack
from tests.people import SECRET

pytestmark = pytest.mark.journey
PASSWORD = "a-long-password-1"
LONG = 60_000  # milliseconds that the worker may need
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TWELVE = """
from charter.models import Landlord, Post
from measures.models import Measure
from tests.people import make_person, put_into
Landlord.objects.exists() or Landlord.objects.create(name="Journey Homes", first_period="2026-04")
post = Post.objects.create(title="Head of Twelve")
put_into(post, make_person("Nadia Brook", "data_owner"))
for number in range(12):
    Measure.objects.create(slug=f"twelve-{number}", title=f"Twelve {number}", kind="count", direction="none",
                           frequency="monthly", owner=post)
"""
# A page in the clothes of a table: what a browser would make of it if it were shown.
SCRIPT = b"<script>alert(document.domain)</script>"
TABLE = b"measure,period,value,note\n"
POLYGLOTS = {
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "page.csv": b"<!doctype html>" + SCRIPT,
    "comment.csv": b"<!-- measure,period,value -->" + SCRIPT,
    "picture.csv": b"\x89PNG\r\n\x1a\n" + SCRIPT,
    "paper.csv": b"%PDF-1.7\n" + SCRIPT,
    "gif.csv": b"GIF89a/*" + SCRIPT,
    "table.csv": TABLE + b"twelve-0,2026-01,5," + SCRIPT + b"\n",
    "heading.csv": b"measure,period,value,note," + SCRIPT + b"\ntwelve-0,2026-01,5,,\n",
    "value.csv": TABLE + b'twelve-0,2026-01,"""><img src=x onerror=alert(1)>",\n',
    '"><img src=x onerror=alert(1)>.csv': TABLE + b"twelve-0,2026-02,7,\n",
}


@dataclass(frozen=True)
class Owner:
    """A data owner with twelve figures due, signed in."""

    stack: Stack
    page: Page


@pytest.fixture(scope="module")
def owner(browser: Browser, portal: Stack) -> Owner:
    portal.run_code(TWELVE)
    page = context_of(browser, portal, accept_downloads=True).new_page()
    sign_in(page, "nadia.brook@example.org", PASSWORD, SECRET)
    return Owner(portal, page)


def filled(content: bytes) -> bytes:
    """The template as its owner sends it back: a figure in every row."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Figures"]
    column = next(cell.column for cell in sheet[1] if cell.value == "value")
    rows = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value]
    assert len(rows) == 12
    for number, row in enumerate(rows):
        sheet.cell(row, column).value = 100 + number
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_twelve_figures_by_workbook_in_under_a_minute(owner: Owner) -> None:
    page = owner.page
    page.goto("/staff/")
    began = time.monotonic()
    page.get_by_role("link", name="Imports").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="template for results (Excel)").click()
    content = Path(saved.value.path()).read_bytes()
    page.get_by_label("File").set_input_files(
        {"name": "figures.xlsx", "mimeType": TYPE, "buffer": filled(content)}
    )
    expect(page.get_by_text("Chosen: figures.xlsx")).to_be_visible()
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", name="No faults: 12 figures ready")).to_be_visible(timeout=LONG)
    assert page.get_by_role("row").count() == 13
    faults_of(page)
    page.get_by_role("button", name="Accept 12 figures").click()
    page.get_by_role("button", name="Submit 12 figures for approval").click()
    expect(page.get_by_text("12 figures sent for approval.")).to_be_visible(timeout=LONG)
    took = time.monotonic() - began
    print(f"twelve figures by workbook: {took:.1f} s")
    assert took < 60
    sent = "SELECT count(*) FROM measures_result r JOIN measures_measure m ON m.id = r.measure_id WHERE"
    assert owner.stack.rows(f"{sent} m.slug LIKE 'twelve-%%' AND r.workflow = 'submitted'") == [(12,)]


def test_a_file_may_be_dropped_and_left_and_thrown_away(owner: Owner) -> None:
    page = owner.page
    page.goto("/staff/imports/")
    faults_of(page)
    transfer = page.evaluate_handle(
        "(text) => { const t = new DataTransfer(); t.items.add(new File([text], 'dropped.csv')); return t; }",
        TABLE.decode() + "twelve-0,2026-03,x,\nnobody,2026-03,1,\n",
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": transfer})
    expect(page.get_by_text("Chosen: dropped.csv")).to_be_visible()
    page.get_by_role("button", name="Upload and check").click()
    where = page.url
    page.goto("/staff/imports/")  # away, and back by the list
    page.get_by_role("link", name="dropped.csv").click()
    assert page.url == where
    expect(page.get_by_role("heading", name="2 things are wrong")).to_be_visible(timeout=LONG)
    faults_of(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Excel", exact=True).click()
    content = Path(saved.value.path()).read_bytes()
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    assert [row[:2] for row in rows[1:]] == [(2, "Value"), (3, "Measure")]
    page.get_by_role("button", name="Throw this file away").click()
    expect(page.get_by_text("Thrown away: dropped.csv.")).to_be_visible()


def test_uploads_never_become_pages(owner: Owner) -> None:
    page, dialogs = owner.page, []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    kept = 0
    for name, content in POLYGLOTS.items():
        page.goto("/staff/imports/")
        page.get_by_label("File").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        page.get_by_role("button", name="Upload and check").click()
        link = page.get_by_role("link", name="Download the file as you uploaded it")
        if page.url.endswith("/staff/imports/"):
            expect(page.locator(".errors, .error-summary, [role=alert]").first).to_be_visible()
            continue
        kept += 1
        expect(link).to_be_visible(timeout=LONG)
        with page.expect_download() as saved:
            link.click()
        assert saved.value.suggested_filename.startswith("upload-")
        assert Path(saved.value.path()).read_bytes() == content
        headers = page.request.get(saved.value.url).headers
        assert headers["content-disposition"].startswith("attachment")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "sandbox"
    assert dialogs == []
    assert kept >= 3


def faults_of(page: Page) -> None:
    """Nothing is wrong with the page, wide or narrow."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page_faults(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
