"""Every page of the portal, found by following links as each person: axe, one h1, dark, 320 px, no script."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.access.walking import routes
from tests.journeys.helpers import context_of, page_faults, sign_in
from tests.journeys.stack import Stack

pytestmark = pytest.mark.journey
PASSWORD = "alderbrook-trial-only"
A_ROUTE = 2  # pages of one route that are looked at
PHONE = {"width": 320, "height": 700}
DESK = {"width": 1280, "height": 900}
LOOKS = (("light", DESK), ("dark", DESK), ("light", PHONE))

# Addresses that are no page: what machines ask, and what a person meets only on the way.
NO_PAGE = {
    "healthz", "readyz", "edition_file", "staff_edition_file", "staff_report_file", "staff_import_file",
    "staff_evidence", "mfa_download_recovery_codes", "account_email", "account_email_verification_sent",
    "report_csv", "report_zip", "follow_confirm", "follow_stop",  # only their mails lead to the last two
}  # fmt: skip
# Come by a form, a letter or another site, or need what the demonstration has not: an earlier charter, a
# request to unlock. Journeys and tests of their own look at them.
ASKED = "what-should-we-promise-about-damp-and-mould"
NOT_BY_LINK = {
    "account_kept", "event_reply", "feedback_status", "former_charter", "former_promise", "former_theme",
    "invitation", "organisation_callback",
    "survey", "survey_check", "survey_done", "survey_link", "survey_question", "surveys",
    "get_involved_asked", "get_involved_confirm", "get_involved_mine",
    "organisation_sign_in", "socialaccount_connections", "socialaccount_login_cancelled",
    "socialaccount_login_error", "socialaccount_signup", "staff_approve_several", "staff_commentary_decide",
    "staff_draft", "staff_figure_check", "staff_invitation", "staff_release_site", "staff_start_draft",
    "staff_unlock", "staff_unlock_ask", "staff_unlock_new",
}  # fmt: skip
LETTERS = {"staff_digest_html", "staff_letter_html"}  # looked at; their links are for whom the letter is
FILE = re.compile(r"\.(?!html$)[a-z]+$")  # files, data and feeds say so at their end
# Pages that no link leads to: one comes there by a form, or from elsewhere.
ALSO = {
    "tom.hale@alderbrook.example": ["/staff/releases/preview/?period=2026-10"],
    "anita.crowe@alderbrook.example": ["/styleguide/"],
}
OWN = ("account", "mfa_")  # pages that say something else to each who comes
VISITOR = ""
TENANT = "maya.osei@alderbrook.example"
READER = "judith.vance@alderbrook.example"  # of the Board
PEOPLE = (
    VISITOR,
    "priya.nair@alderbrook.example",
    "omar.farah@alderbrook.example",
    "tom.hale@alderbrook.example",
    "leah.morgan@alderbrook.example",
    "anita.crowe@alderbrook.example",
    TENANT,
    READER,
)


@dataclass
class Crawl:
    """Follows links of one site; remembers which routes were seen by anybody."""

    seen: dict[str, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    shown: frozenset[str] = frozenset()  # routes that somebody else saw: once is enough

    def walk(self, page: Page, starts: list[str]) -> None:
        """Visit every page that links lead to, a few of each route."""
        waiting = list(starts)
        for where in waiting:
            name = route_of(where)
            known = self.seen.setdefault(name, [])
            if (
                name in NO_PAGE
                or is_file(where)
                or where in known
                or len(known) >= (1 if name in self.shown else A_ROUTE)
            ):
                continue
            known.append(where)
            answer = page.goto(where)
            if answer is None or answer.status != 200:
                self.faults.append(f"{where}: status {answer.status if answer else 'none'}")
                continue
            if name not in LETTERS:
                waiting += [link for link in links_of(page) if link not in waiting]
            is_first = len(known) == 1 and name not in self.shown
            looks = LOOKS if is_first else LOOKS[-1:]
            self.faults += [f"{where}: {fault}" for fault in look_at(page, looks)]


def route_of(where: str) -> str:
    """The name of the route, or its pattern; empty for what is no route of ours."""
    try:
        found = resolve(urlsplit(where).path)
    except Resolver404:
        return "nowhere"
    if found.route.startswith(("admin/", "api/")):
        return "healthz"  # no page of ours
    return found.url_name or found.route


def is_file(where: str) -> bool:
    """Whether an address, or the pattern of one, is that of a file."""
    return bool(FILE.search(urlsplit(where).path))


def links_of(page: Page) -> list[str]:
    """Every address of this site that the page links to."""
    found: list[str] = page.eval_on_selector_all(
        "a[href]",
        "(all) => all.filter((a) => a.origin === location.origin).map((a) => a.pathname + a.search)",
    )
    return list(dict.fromkeys(found))


def look_at(page: Page, looks: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    """The page at a desk by day and by night, and on a small phone; of one seen before, the phone."""
    for scheme, window in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(window)
        yield from (f"{scheme} {window['width']}: {fault}" for fault in page_faults(page))
    page.set_viewport_size(DESK)


@pytest.fixture(scope="module")
def secrets(demonstration: Stack) -> dict[str, str]:
    code = (
        "import json; from allauth.mfa.adapter import get_adapter;"
        "from allauth.mfa.models import Authenticator;"
        "print(json.dumps({one.user.email: get_adapter().decrypt(one.data['secret'])"
        " for one in Authenticator.objects.filter(type='totp').select_related('user')}))"
    )
    found: dict[str, str] = json.loads(demonstration.run_code(code))
    return found


def signed_in_page(
    browser: Browser, stack: Stack, who: str, secrets: dict[str, str], **options: object
) -> Page:
    page = context_of(browser, stack, **options).new_page()
    if who:
        sign_in(page, who, PASSWORD, secrets.get(who, ""))
    return page


ORDER = """
from charter.models import User
from measures.actions.reports import order_report
from measures.models import Release
approver = User.objects.get(email="tom.hale@alderbrook.example")
order_report(release=Release.objects.get(state="live"), by=approver)
"""


def test_every_page_for_every_person(browser: Browser, demonstration: Stack, secrets: dict[str, str]) -> None:
    demonstration.run_code(ORDER)
    crawl = Crawl()
    public: dict[str, list[str]] = {}
    for who in PEOPLE:
        page = signed_in_page(browser, demonstration, who, secrets)
        own = Crawl(seen={one: list(known) for one, known in public.items()}, shown=frozenset(crawl.seen))
        own.walk(page, starts_of(who))
        crawl.faults += [f"{who or 'visitor'} {fault}" for fault in own.faults]
        for name, known in own.seen.items():
            crawl.seen[name] = list(dict.fromkeys([*crawl.seen.get(name, []), *known]))
        if who == VISITOR:
            public = {one: known for one, known in own.seen.items() if not one.startswith(OWN)}
        page.context.close()
    assert crawl.faults == [], "\n".join(crawl.faults)
    listed = [route for route in routes() if not route.where.startswith("api/")]
    pages = {route.pattern.name for route in listed if route.pattern.name and not is_file(route.where)}
    missed = pages - set(crawl.seen) - NO_PAGE - NOT_BY_LINK
    assert sorted(missed) == []


def starts_of(who: str) -> list[str]:
    """Where a person comes in."""
    if who == VISITOR:
        sent = ["/follow/asked/", "/your-data/asked/", f"/consultations/{ASKED}/thanks/"]
        return ["/", "/account/login/", *sent]
    return ["/account/", *([] if who in (TENANT, READER) else ["/staff/"]), *ALSO.get(who, [])]


def test_the_check_of_pages_can_fail(browser: Browser, demonstration: Stack) -> None:
    page = context_of(browser, demonstration).new_page()
    page.goto("/")
    page.evaluate(
        "document.querySelector('main').innerHTML = '<h1>a</h1><h1>b</h1><img src=x><div>' + 'x'.repeat(900)"
    )
    found = " ".join(page_faults(page))
    assert "image-alt" in found
    assert "2 h1" in found
    page.set_viewport_size(PHONE)
    page.evaluate("document.querySelector('main').firstChild.style.width = '900px'")
    assert "wider than the window" in " ".join(page_faults(page))


def test_without_script_everything_works(
    browser: Browser, demonstration: Stack, secrets: dict[str, str]
) -> None:
    """The public pages, signing in, and a figure saved, without a line of JavaScript."""
    plain = {"java_script_enabled": False, "viewport": PHONE}
    page = context_of(browser, demonstration, **plain).new_page()
    for where in ("/", "/charter/", "/performance/", "/releases/", "/documents/"):
        page.goto(where)
        assert page.locator("h1").count() == 1
        assert page.locator("main").inner_text().strip()
    sign_in(page, "priya.nair@alderbrook.example", PASSWORD, secrets["priya.nair@alderbrook.example"])
    page.goto("/staff/figures/?step=enter")
    page.get_by_role("link", name="Enter Days you wait for a repair").first.click()
    page.locator("#id_value").fill("seven")
    page.get_by_role("button", name="Save and finish later").click()
    assert page.get_by_role("alert").count() == 1
    assert page.locator("#id_value").input_value() == "seven"
    page.locator("#id_value").fill("14")
    page.get_by_role("button", name="Save and finish later").click()
    assert "Saved as a draft" in page.locator("main").inner_text()
