"""What a screen reader says of two pages is what docs/accessibility.md prints."""

from difflib import SequenceMatcher

import pytest
from playwright.sync_api import Browser

from tests.journeys.helpers import context_of
from tests.journeys.stack import Stack
from tests.pages.transcript import DOCUMENT, PAGES, part_of, transcript, with_part

pytestmark = pytest.mark.journey
OPENING = 12  # lines
ALIKE = 0.9  # dates move on with the day
REMEDY = "Write it anew: ./portal pages transcript"


@pytest.mark.parametrize("title", PAGES)
def test_the_document_says_what_the_page_says(browser: Browser, demonstration: Stack, title: str) -> None:
    page = context_of(browser, demonstration).new_page()
    page.goto(PAGES[title])
    said = transcript(page)
    printed = part_of(DOCUMENT.read_text(encoding="utf-8"), title)
    assert said[:OPENING] == printed[:OPENING], REMEDY
    assert SequenceMatcher(None, said, printed).ratio() > ALIKE, REMEDY
    headings = [line for line in said if line.strip().startswith("heading")]
    assert sum("level 1" in line for line in headings) == 1
    page.evaluate("document.querySelector('h1').textContent = 'Other words'")
    assert transcript(page)[:40] != printed[:40]
    page.context.close()


def test_a_state_is_told(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<main><h1>One</h1><details><summary>More</summary>inside</details>"
        "<label>Name <input required></label><p>Plain <b>bold</b> words</p><img alt='A mark'></main>"
    )
    said = transcript(page)
    assert "  main" in said
    assert "    heading, “One”, level 1" in said
    assert "    to open, “More”, closed" in said
    assert "    text box, “Name”, required" in said
    assert "    picture, “A mark”" in said
    assert not any("inside" in line for line in said)
    page.close()


def test_a_document_without_a_place_is_found() -> None:
    with pytest.raises(ValueError, match="no place"):
        with_part("### Another\n", "The home page", [])
