"""What journeys share: signing in, the checks of a page, and the fields of a form."""

import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.stack import Stack

AXE = (Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """
async (rules) => {
  const only = { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] };
  const found = await axe.run(document, only);
  const places = (one) => one.nodes.map((node) => node.target.join(" ")).join(" | ");
  return found.violations.map((one) => `${one.id}: ${places(one)}`);
}
"""


_SHOWN: dict[tuple[str, str], int] = {}  # the newest code of each portal and person
HALF_A_MINUTE, SPARE = 30, 10  # seconds


def one_time_code(secret: str, where: str = "", whose: str = "") -> str:
    """The six digits that an authenticator app shows; where a portal had them of this person, the next.

    Never those of the last seconds of their half minute: on a busy machine they would come too late.
    """
    counter = _counter()
    while _SHOWN.get((where, whose)) == counter or time.time() % HALF_A_MINUTE > HALF_A_MINUTE - SPARE:
        time.sleep(0.5)
        counter = _counter()
    _SHOWN[where, whose] = counter
    return format_hotp_value(hotp_value(secret, counter))


def _counter() -> int:
    return int(next(iter(yield_hotp_counters_from_time())))


def context_of(browser: Browser, stack: Stack, **options: Any) -> BrowserContext:
    """A browser window of its own, 1280 wide unless told otherwise."""
    chosen: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "base_url": stack.site} | options
    return browser.new_context(**chosen)


def sign_in(page: Page, email: str, password: str, secret: str = "") -> None:
    """Sign in with password and, where the account asks for it, a one-time code."""
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    if secret:
        page.get_by_label("Code").fill(one_time_code(secret, urlsplit(page.url).netloc, email))
        page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/(account|staff|reports)/$"))


def axe(page: Page) -> list[str]:
    """Every violation that axe finds on the page, with the places."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


def page_faults(page: Page) -> list[str]:
    """What is wrong with a page in its present window: axe, headings, title, sideways scroll."""
    page.wait_for_function("document.readyState === 'complete'")  # a press may still be on its way here
    found = axe(page)
    headings = page.locator("h1").count()
    if headings != 1:
        found.append(f"{headings} h1")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.append(f"{wide} px wider than the window")
    if not page.title().strip():
        found.append("no title")
    return found
