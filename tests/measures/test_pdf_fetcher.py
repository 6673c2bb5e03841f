"""A paper reads our own assets and nothing else: no file, no address, no redirect; 0 connections, 0 bytes."""

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pikepdf
import pytest

from measures.pdf.printing import asset, drawn

MARKER = b"MARKER-OF-THE-SECRET"
PIXEL = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>MARKER-OF-THE-SECRET</text></svg>'
)


class Trap(BaseHTTPRequestHandler):
    """Answers everything with a marker and remembers who asked; `/away` sends elsewhere."""

    asked: list[str] = []

    def do_GET(self) -> None:
        """One request."""
        self.asked.append(self.path)
        if self.path.startswith("/away"):
            self.send_response(302)
            self.send_header("Location", "/secret.svg")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/css" if self.path.endswith("css") else "image/svg+xml")
        self.end_headers()
        self.wfile.write(b"h1 { color: red }" if self.path.endswith("css") else PIXEL)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing for the console."""


@pytest.fixture(scope="module")
def trap() -> Iterator[str]:
    """The address of a server that must never be asked."""
    server = HTTPServer(("127.0.0.1", 0), Trap)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """A file that must never be read."""
    found = tmp_path / "secret.svg"
    found.write_bytes(PIXEL)
    return str(found)


TRICKS = {
    "picture from a file": '<img src="file://{secret}" alt="x">',
    "file in capitals": '<img src="FILE://{secret}" alt="x">',
    "file with a host": '<img src="file://localhost{secret}" alt="x">',
    "picture from the network": '<img src="http://{trap}/a.svg" alt="x">',
    "redirect": '<img src="http://{trap}/away" alt="x">',
    "address without a scheme": '<img src="//{trap}/b.svg" alt="x">',
    "host in full width": '<img src="http://１２７.0.0.1:{port}/c.svg" alt="x">',
    "name and password": '<img src="http://asset:@{trap}/d.svg" alt="x">',
    "ftp": '<img src="ftp://{trap}/e.svg" alt="x">',
    "data": '<img src="data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22/%3E" alt="x">',
    "out of the assets": '<img src="asset:../pyproject.toml" alt="x">',
    "out and in again": '<img src="asset:css/../../manage.py" alt="x">',
    "encoded way out": '<img src="asset:%2e%2e/pyproject.toml" alt="x">',
    "absolute asset": '<img src="asset:/etc/hostname" alt="x">',
    "asset with a host": '<img src="asset://{trap}/f.svg" alt="x">',
    "a script of ours": '<img src="asset:js/portal.js" alt="x">',
    "attachment of the page": '<link rel="attachment" href="file://{secret}">',
    "attachment of a link": '<a rel="attachment" href="http://{trap}/g">x</a>',
    "style sheet": '<link rel="stylesheet" href="http://{trap}/h.css">',
    "import": '<style>@import url("http://{trap}/i.css");</style>',
    "font": '<style>@font-face{{font-family:x;src:url("http://{trap}/j")}}p{{font-family:x}}</style>',
    "background": '<p style="background:url(http://{trap}/k.svg)">x</p>',
    "generated content": '<style>p::before{{content:url("file://{secret}")}}</style>',
    "list mark": '<ul style="list-style-image:url(http://{trap}/l.svg)"><li>x</li></ul>',
    "border": '<p style="border-image-source:url(http://{trap}/m.svg);border:3px solid">x</p>',
    "object": '<object data="file://{secret}"></object>',
    "embed": '<embed src="http://{trap}/n.svg">',
    "picture in a drawing": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        '<image href="http://{trap}/o.svg" width="9" height="9"/></svg>'
    ),
    "old picture in a drawing": (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<image xlink:href="file://{secret}" width="9" height="9"/></svg>'
    ),
    "use in a drawing": (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><use href="http://{trap}/p.svg#a"/></svg>'
    ),
}


def page_with(trick: str, trap: str, secret: str) -> str:
    body = trick.format(trap=trap, secret=secret, port=trap.partition(":")[2])
    return f"<html lang=en><title>t</title><body><h1>x</h1><p>x</p>{body}</body></html>"


@pytest.mark.parametrize("name", TRICKS)
def test_a_trick_reads_nothing(name: str, trap: str, secret: str) -> None:
    Trap.asked.clear()
    try:
        content, _ = drawn(page_with(TRICKS[name], trap, secret))
    except PermissionError:
        pass  # the print ended; the next test says which tricks may go on
    else:
        assert MARKER not in opened(content)
    assert Trap.asked == []


def test_tricks_end_the_print_unless_the_printer_does_not_know_them(trap: str, secret: str) -> None:
    harmless = set()
    for name, trick in TRICKS.items():
        try:
            drawn(page_with(trick, trap, secret))
        except PermissionError:
            continue
        harmless.add(name)
    assert harmless <= {"use in a drawing", "border"}


def opened(content: bytes) -> bytes:
    """All bytes of a PDF with every stream unpacked."""
    with pikepdf.open(io.BytesIO(content)) as document:
        streams = [one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream)]
    return b"".join(streams)


def test_without_our_fetcher_the_same_tricks_work(trap: str, secret: str) -> None:
    from weasyprint import HTML

    Trap.asked.clear()
    for name in ("picture from the network", "redirect", "style sheet"):
        HTML(string=page_with(TRICKS[name], trap, secret)).write_pdf()
    assert Trap.asked == ["/a.svg", "/away", "/secret.svg", "/h.css"]
    attached = HTML(string=page_with(TRICKS["attachment of the page"], trap, secret)).write_pdf()
    assert MARKER in opened(attached)


def test_our_own_assets_are_found() -> None:
    path, kind = asset("asset:css/print.css")
    assert (path.name, kind) == ("print.css", "text/css")


@pytest.mark.parametrize(
    "address", ["asset:", "asset:css", "asset:js/portal.js", "asset:css/none.css", "css/print.css"]
)
def test_nothing_else_is(address: str) -> None:
    with pytest.raises(PermissionError):
        asset(address)
