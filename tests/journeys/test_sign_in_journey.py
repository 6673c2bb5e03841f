"""Signing in, in the real browser: invited, passkey, code by mail; every page judged by axe."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.journeys.helpers import axe, context_of, one_time_code, page_faults
from tests.journeys.stack import Stack

pytestmark = pytest.mark.journey
PHRASE = "otter candle bridge"
WAIT = 20.0
INVITE = """
from charter.actions.invitations import Offer, invite
from charter.models import Body, User
from tests.people import make_person
by = User.objects.filter(email="inviting.admin@example.org").first()
by = by or make_person("Inviting Admin", "administrator")
body = Body.objects.get_or_create(slug="guests", name="Guests", kind="tenant")[0]
invite(email={email!r}, offer=Offer({roles!r}, body), by=by)
"""
LINK = re.compile(r"https?://[^/\s]+(/account/invitation/\S+)")
CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.M)


def invited(portal: Stack, email: str, *roles: str) -> str:
    """Invite somebody; the path of the link that the worker mailed."""
    portal.run_code(INVITE.format(email=email, roles=roles))
    return mailed(portal, email, LINK)


def mailed(portal: Stack, email: str, wanted: re.Pattern[str]) -> str:
    """What the newest mail to somebody holds, as soon as the worker has sent it."""
    folder = Path(portal.environment["PORTAL_DATA"]) / "mail"
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        for file in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True):
            text = file.read_text()
            found = wanted.search(text)
            if f"To: {email}" in text and found:
                return found[1] if wanted.groups else found[0]
        time.sleep(0.2)
    raise AssertionError(f"No mail to {email}.")


def window(browser: Browser, portal: Stack) -> tuple[BrowserContext, Page, list[str]]:
    """A window, and what the browser complains of in it."""
    # Passkeys need a name: a number is no address to them.
    context = context_of(browser, portal, base_url=portal.site.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if _is_fault(said) else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    return context, page, complaints


def _is_fault(said: ConsoleMessage) -> bool:
    # Browsers ask every site for this picture by themselves.
    return said.type == "error" and not said.location["url"].endswith("/favicon.ico")


def accept(page: Page, where: str, name: str) -> None:
    """Set up an invited account with a password."""
    page.goto(where)
    assert page_faults(page) == []
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Choose a password").fill(PHRASE)
    page.get_by_label("The same password again").fill(PHRASE)
    page.get_by_role("button", name="Set up my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose your second factor")
    assert page_faults(page) == []


def test_invited_password_app_home(browser: Browser, portal: Stack) -> None:
    context, page, complaints = window(browser, portal)
    accept(page, invited(portal, "nina.new@example.org", "data_owner"), "Nina New")
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("code.break").inner_text()
    page.get_by_label("Code").fill(one_time_code(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    assert page_faults(page) == []
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Nina New")
    page.get_by_role("link", name="Where you are signed in").click()
    expect(page.get_by_role("rowheader").first).to_contain_text("This one.")
    assert page_faults(page) == []
    assert complaints == []
    context.close()


def test_a_passkey_from_setting_up_to_signing_in(browser: Browser, portal: Stack) -> None:
    context, page, complaints = window(browser, portal)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})["authenticatorId"]
    accept(page, invited(portal, "otto.pass@example.org", "approver"), "Otto Pass")
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a passkey")
    assert page_faults(page) == []
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Otto Pass")
    _sign_out(page)
    # As the whole sign-in.
    page.goto("/account/login/")
    assert axe(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for you")
    _sign_out(page)
    # As the second factor after the password.
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill("otto.pass@example.org")
    page.get_by_label("Password", exact=True).fill(PHRASE)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Use your passkey")
    assert page_faults(page) == []
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for you")
    _sign_out(page)
    # Without the finger nothing happens, and the page says so.
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto("/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("[data-passkey-says]")).to_contain_text("Nothing happened")
    assert complaints == []
    context.close()


def _sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(r"/$"))


def test_a_member_of_the_panel_by_a_mailed_code(browser: Browser, portal: Stack) -> None:
    context, page, complaints = window(browser, portal)
    page.goto(invited(portal, "joan.field@example.org", "panel_member"))
    page.get_by_label("Your name").fill("Joan Field")
    page.get_by_role("button", name="Set up my account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Joan Field")
    _sign_out(page)
    page.goto("/account/login/")
    page.get_by_role("link", name="Send me a code").click()
    page.get_by_label("E-mail address").fill("joan.field@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(mailed(portal, "joan.field@example.org", CODE))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Joan Field")
    assert complaints == []
    context.close()
