"""A browser, and portals to drive: an empty one for each file, one with the demonstration data."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.languages import offering
from tests.journeys.stack import Stack, running, serve

CHROMIUM = os.environ.get("PORTAL_CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's own Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An empty portal with web and worker, of this file alone: each makes a world of its own."""
    with running(Path(tmp_path_factory.mktemp("portal")), shelf=8) as stack:
        serve(stack)
        yield stack


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A portal with the demonstration data."""
    with running(Path(tmp_path_factory.mktemp("demonstration")), shelf=9) as stack:
        offering(stack).manage("load_demonstration")  # its releases are frozen in the languages too
        serve(stack)
        yield stack
