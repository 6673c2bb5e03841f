"""Every public page as it is sent, read by the Nu HTML checker."""

import contextlib
import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import tempfile
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from tests.pages.front import ROOT, Missing
from tests.pages.installation import Installation

STARTS = ("/", "/follow/asked/", "/account/login/", "/styleguide/", "/nothing-here/", "/search/?q=repair")
CLOSED = ("/staff/", "/admin/", "/reports/", "/static/")
A_PATH = 3  # questions of one address: filters can be put together without end
LINK = re.compile(r'<a\b[^>]*?\shref="([^"]+)"')


def needed() -> list[str]:
    """The command of the checker. Raises Missing with the way to get it."""
    named = os.environ.get("PORTAL_VNU") or shutil.which("vnu")
    if named and named.endswith(".jar"):
        java = shutil.which("java")
        if java is None:
            raise Missing("The HTML checker needs Java. Debian: sudo apt-get install default-jre-headless")
        return [java, "-jar", named]
    if named:
        return [named]
    raise Missing(
        "The Nu HTML checker is not here. Install the npm package vnu-jar, then name its file: "
        "PORTAL_VNU=/path/to/vnu.jar"
    )


def look(site: Installation) -> list[str]:
    """Errors and warnings of every page that links lead to, by address."""
    with tempfile.TemporaryDirectory() as folder:
        pages = write_pages(site.site, Path(folder))
        own = sorted((ROOT / "nginx" / "pages").glob("*.html"))
        names = pages | {path.name: f"nginx/pages/{path.name}" for path in own}
        told = checked([Path(folder, name) for name in pages] + own)
    print(f"html: {len(names)} pages read, {len(told)} errors and warnings")
    return [f"{names[name]}: {fault}" for name, fault in told]


def checked(files: list[Path]) -> list[tuple[str, str]]:
    """File name and message of everything that the checker does not like."""
    command = [*needed(), "--format", "json", "--stdout", "--exit-zero-always", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)["messages"]
    return [
        (Path(urlsplit(one["url"]).path).name, f"line {one.get('lastLine', '?')}: {one['message']}")
        for one in found
    ]


def write_pages(site: str, folder: Path) -> dict[str, str]:
    """Fetch every page that links lead to; file name to address."""
    waiting, times, found = list(STARTS), Counter[str](), {}
    for where in waiting:
        path = urlsplit(where).path
        times[path] += 1
        if times[path] > A_PATH or path.startswith(CLOSED):
            continue
        body = fetched(site + where)
        if body is None:
            continue
        name = f"{len(found)}.html"
        (folder / name).write_text(body, encoding="utf-8")
        found[name] = where
        for link in LINK.findall(body):
            inside = urldefrag(urljoin(site + where, unescape(link))).url
            if inside.startswith(f"{site}/") and inside.removeprefix(site) not in waiting:
                waiting.append(inside.removeprefix(site))
    return found


def fetched(address: str) -> str | None:
    """The page, with status 404 too; None for what is no page."""
    parts = urlsplit(address)
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE  # our own of a moment ago
        connection = http.client.HTTPSConnection(parts.netloc, context=trusting, timeout=30)
    else:
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", urlunsplit(("", "", parts.path, parts.query, "")))
        answer = connection.getresponse()
        is_page = (answer.getheader("Content-Type") or "").startswith("text/html")
        shown = is_page and answer.status in (200, 404)
        return answer.read().decode() if shown else None
