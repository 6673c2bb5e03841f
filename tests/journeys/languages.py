"""The demonstration's portal in two languages made by a rule: one longer than English, one from the right."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from launcher.commands import WEB
from tests.journeys.stack import Stack, free_port
from tests.languages.pseudo_site import BOTH, catalogues_in


def offering(stack: Stack) -> Stack:
    """The same portal for commands that are to know the languages; it runs nothing."""
    folder = stack.folder / "locale"
    if not folder.exists():
        catalogues_in(folder, BOTH)
    wanted = {"PORTAL_LANGUAGES": ",".join(BOTH), "PORTAL_LOCALE": str(folder)}
    return dataclasses.replace(stack, environment=stack.environment | wanted, processes=[])


@contextmanager
def served_in_languages(stack: Stack) -> Iterator[Stack]:
    """A second web server of a portal that runs already, at an address of its own."""
    other = offering(stack)
    other.site = f"http://127.0.0.1:{free_port()}"
    other.environment |= {
        "PORTAL_SITE": other.site,
        "GUNICORN_CMD_ARGS": f"--bind={urlsplit(other.site).netloc}",
    }
    try:
        other.start("web_in_languages", WEB)
        other.wait_until_ready()
        yield other
    finally:
        other.stop()
