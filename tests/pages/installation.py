"""A portal as a landlord runs it: production's settings, gunicorn, nginx, and the demonstration's data."""

import contextlib
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from launcher.commands import WEB
from tests.journeys.stack import READY_WITHIN, Stack, running
from tests.pages.front import NAME, Front, Missing, free_port, front, program

SHELF = 10  # of the broker; the journeys have others
SECRET = "only-for-looking-at-pages-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2


@dataclass
class Installation:
    """The portal and what stands before it; without nginx the web server answers itself."""

    stack: Stack
    site: str
    front: Front | None


@contextmanager
def installed(ports: tuple[int, int] | None = None) -> Iterator[Installation]:
    """The demonstration behind nginx on https; where nginx is missing on plain http, and it says so."""
    with tempfile.TemporaryDirectory(prefix="portal-pages-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with running(folder, shelf=SHELF) as stack:
            stack.manage("load_demonstration")
            if has_nginx():
                with behind_nginx(stack, folder, ports) as found:
                    yield found
            else:
                serve(stack)
                yield Installation(stack, stack.site, None)


def has_nginx() -> bool:
    """Whether nginx is here; if not, says what follows."""
    try:
        program()
    except Missing as missing:
        print(f"{missing}\nThe web server answers itself, on plain http.", flush=True)
        return False
    return True


@contextmanager
def behind_nginx(stack: Stack, folder: Path, ports: tuple[int, int] | None = None) -> Iterator[Installation]:
    """Production's settings and nginx before a portal that is prepared and does not run yet."""
    chosen = ports or (free_port(), free_port())
    with front(folder, urlsplit(stack.site).netloc, ports=chosen) as before:
        stack.environment |= production(before.site)
        stack.environment["GUNICORN_CMD_ARGS"] += " --forwarded-allow-ips=*"
        serve(stack)
        yield Installation(stack, before.site, before)


def serve(stack: Stack) -> None:
    """The web server alone: nobody asks for a job."""
    stack.start("web", WEB)
    address = urlsplit(stack.site)
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection((address.hostname, address.port), 5):
            return
        time.sleep(0.2)
    raise AssertionError(f"The web server does not answer:\n{(stack.folder / 'web.log').read_text()}")


def production(site: str) -> dict[str, str]:
    """What turns a trial into an installation."""
    return {
        "DJANGO_SETTINGS_MODULE": "charter.settings.production",
        "PORTAL_LOCAL": "",
        "PORTAL_SECRET_KEY": SECRET,
        "PORTAL_SITE": site,
        "PORTAL_HOSTS": f"{NAME},127.0.0.1",
        "PORTAL_MAIL_HOST": "mail.example.org",
        "PORTAL_MAIL_FROM": "Customer Charter <charter@example.org>",
    }
