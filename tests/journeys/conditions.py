"""What is looked for on a page that is read in a special way: lost words, focus not seen, motion."""

import io
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page

# WCAG 2.2, success criterion 1.4.12: what readers may set, and nothing may be lost by it.
SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""
AT_PAGE = (Path(__file__).parent / "conditions.js").read_text(encoding="utf-8").strip()
MOST_PRESSES = 400


def lost(page: Page) -> list[str]:
    """Words that are cut off or lie on each other, a page wider than its window, bars that cover a third."""
    found: list[str] = page.evaluate(f"{AT_PAGE}.lost()")
    return found


def moving(page: Page) -> list[str]:
    """Everything that changes by and by instead of at once."""
    found: list[str] = page.evaluate(f"{AT_PAGE}.moving()")
    return found


def from_the_left(page: Page) -> list[str]:
    """On a page from right to left: texts that do not begin at the right."""
    found: list[str] = page.evaluate(f"{AT_PAGE}.fromTheLeft()")
    return found


def points_of_chart(page: Page) -> list[int]:
    """Where the points of the first chart stand, in pixels from its left, in the order of their time."""
    found: list[int] = page.evaluate(f"{AT_PAGE}.points()")
    return found


def by_keyboard(page: Page) -> list[str]:
    """Faults of a walk through the whole page by the Tab key: order, sight, what is never reached."""
    wanted = page.evaluate(f"{AT_PAGE}.focusable()")
    faults: list[str] = []
    seen: list[int] = []
    for _ in range(MOST_PRESSES):
        page.keyboard.press("Tab")
        there: dict[str, Any] | None = page.evaluate(f"{AT_PAGE}.focused()")
        if there is None or there["place"] in seen:
            break
        seen.append(there["place"])
        faults += [f"{there['name']}: {fault}" for fault in _faults_of_focus(there)]
    if len(seen) != wanted:
        faults.append(f"{len(seen)} of {wanted} places are reached")
    if seen != sorted(seen):
        faults.append("the order is not that of the page")
    return faults


def _faults_of_focus(there: dict[str, Any]) -> list[str]:
    told = {
        "no ring round it": there["drawn"],
        "something lies on it": there["free"],
        "nothing of it can be seen": there["size"] > 0,
        "jumps the queue": there["index"] <= 0,
    }
    return [fault for fault, is_right in told.items() if not is_right]


def greys(mark: Locator, size: tuple[int, int] = (24, 24)) -> bytes:
    """A mark as a black and white printer sees it, at one size."""
    mark.scroll_into_view_if_needed()
    with Image.open(io.BytesIO(mark.screenshot())) as picture:
        return picture.convert("L").resize(size).tobytes()


def range_of(grey: bytes) -> int:
    """From the darkest to the lightest, 0 to 255: little means that nothing can be made out."""
    return max(grey) - min(grey)


def differ(one: bytes, other: bytes) -> float:
    """The middle difference of two pictures, 0 to 255."""
    return sum(abs(left - right) for left, right in zip(one, other, strict=True)) / len(one)
