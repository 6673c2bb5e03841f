"""A browser for the pages of an installation."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from launcher.system import find_chromium
from tests.pages.front import Missing


@contextmanager
def browser() -> Iterator[Browser]:
    """The machine's own Chromium. Raises Missing."""
    path = find_chromium()
    if path is None:
        raise Missing("Chromium is not here. Name one: PORTAL_CHROMIUM=/path/to/chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()
