"""nginx as it is configured: what it keeps, what it refuses, what it says when the portal does not answer.

The README's set-up does not bring nginx, so these are asked for by name: ./portal test tests/pages -m nginx
"""

import contextlib
import gzip
import http.client
import io
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from charter import middleware
from tests.pages.front import CONF, NAME, Answer, Front, configuration, front

pytestmark = pytest.mark.nginx
PUBLIC = {"Cache-Control": "public, max-age=60", "Vary": "Accept-Encoding"}
PRIVATE = {"Cache-Control": "no-store, private"}
LONGER = 2.1  # seconds; nginx counts whole ones
# What the portal sends with every page and nginx must send with its own.
AGREED = {
    **middleware.HEADERS,
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass
class Portal:
    """A stand-in for the portal: what it answers by path, and what it was asked."""

    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    received: int = 0
    fails: bool = False

    def says(self, path: str, status: int, body: str, **headers: str) -> None:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, told, body.encode())

    def times(self, path: str) -> int:
        return sum(where == path for _, where, _ in self.asked)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    portal: Portal

    def do_GET(self) -> None:
        portal = self.portal
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        portal.received += len(body)
        portal.asked.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
        if portal.fails:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, headers, content = portal.answers.get(self.path, (200, PRIVATE, b"a page"))
        if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
            status, content = 304, b""
        elif "Vary" in headers and "gzip" in self.headers.get("Accept-Encoding", ""):
            headers, content = headers | {"Content-Encoding": "gzip"}, gzip.compress(content)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *words: Any) -> None:
        """Nothing."""


@dataclass
class Both:
    portal: Portal
    front: Front


@pytest.fixture
def both(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Both]:
    """nginx before a stand-in; a test may name another configuration."""
    portal = Portal()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("H", (Handler,), {"portal": portal}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    tmp_path.chmod(0o755)
    with front(tmp_path, f"127.0.0.1:{server.server_port}", text=getattr(request, "param", "")) as before:
        yield Both(portal, before)
    server.shutdown()
    server.server_close()


def without(line: str, put: str = "") -> str:
    """The configuration with a protection taken out."""
    text = CONF.read_text(encoding="utf-8")
    assert line in text
    return text.replace(line, put)


# What is kept


def test_a_public_page_is_kept_for_a_second(both: Both) -> None:
    both.portal.says("/", 200, "one", **PUBLIC)
    assert [both.front.get("/").text for _ in range(5)] == ["one"] * 5
    assert both.portal.times("/") == 1
    both.portal.says("/", 200, "two", **PUBLIC)
    time.sleep(LONGER)
    assert both.front.get("/").text == "two"


def test_each_language_and_question_is_kept_by_itself(both: Both) -> None:
    for path in ("/promises/", "/cy/promises/", "/promises/?sort=name"):
        both.portal.says(path, 200, path, **PUBLIC)
    for _ in range(2):
        for path in ("/promises/", "/cy/promises/", "/promises/?sort=name"):
            assert both.front.get(path).text == path


def test_packed_and_plain_are_kept_apart_and_304_is_passed_on(both: Both) -> None:
    both.portal.says("/", 200, "one", ETag='"1"', **PUBLIC)
    plain, packed = both.front.get("/"), both.front.get("/", Accept_Encoding="gzip")
    assert (plain.text, gzip.decompress(packed.body)) == ("one", b"one")
    assert both.front.get("/").text == "one"
    unchanged = both.front.get("/", If_None_Match='"1"')
    assert (unchanged.status, unchanged.body) == (304, b"")
    assert unchanged.headers["cache-control"] == PUBLIC["Cache-Control"]


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        (PRIVATE, {}),
        ({}, {}),
        (PUBLIC | {"Set-Cookie": "a=b"}, {}),
        (PUBLIC, {"Cookie": "__Host-sessionid=x"}),
        (PUBLIC, {"Cookie": "__Host-csrftoken=x"}),
    ],
)
def test_nothing_personal_is_kept(both: Both, told: dict[str, str], asked: dict[str, str]) -> None:
    both.portal.says("/", 200, "mine", **told)
    assert both.front.get("/", **asked).text == "mine"
    both.portal.says("/", 200, "another's", **told)
    assert both.front.get("/", **asked).text == "another's"
    both.portal.says("/", 200, "a stranger's", **PUBLIC)
    assert both.front.get("/").text == "a stranger's"


@pytest.mark.parametrize(
    "both", [without("proxy_no_cache $personal $not_public $upstream_http_set_cookie;")], indirect=True
)
def test_without_the_rule_personal_pages_would_be_kept(both: Both) -> None:
    both.portal.says("/", 200, "mine", **PRIVATE)
    both.front.get("/")
    both.portal.says("/", 200, "another's", **PRIVATE)
    assert both.front.get("/").text == "mine"


def test_a_failing_portal_is_not_noticed_on_kept_pages(both: Both) -> None:
    both.portal.says("/", 200, "one", **PUBLIC)
    both.portal.says("/static/a.css", 200, "a {}", **PUBLIC)
    both.front.get("/")
    both.front.get("/static/a.css")
    both.portal.fails = True
    time.sleep(LONGER)
    assert (both.front.get("/").status, both.front.get("/").text) == (200, "one")
    assert both.front.get("/static/a.css").text == "a {}"


def withdrawn(both: Both) -> int:
    """Status of a page that was kept, was withdrawn, was asked for, and then the portal fails."""
    both.portal.says("/releases/one/", 200, "figures", **PUBLIC)
    assert both.front.get("/releases/one/").text == "figures"
    both.portal.says("/releases/one/", 410, "withdrawn", **PRIVATE)
    time.sleep(LONGER)
    assert both.front.get("/releases/one/").status == 410
    both.portal.fails = True
    time.sleep(LONGER)
    return both.front.get("/releases/one/").status


def test_a_withdrawn_page_does_not_come_back(both: Both) -> None:
    assert withdrawn(both) == 410


@pytest.mark.parametrize("both", [without('    "~^(404|410) " 0;\n')], indirect=True, ids=["off"])
def test_without_the_rule_a_withdrawn_page_would_come_back(both: Both) -> None:
    assert withdrawn(both) == 200


# What is refused


def plain_page(answer: Any, status: int) -> None:
    """A page in plain words with the headers of every page."""
    assert answer.status == status
    assert "<h1>" in answer.text
    assert "nginx" not in answer.text.lower()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert {name: answer.headers.get(name.lower()) for name in AGREED} == AGREED
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert ("retry-after" in answer.headers) == (status in (429, 503))
    assert answer.headers["server"] == "nginx"  # and no number


class Said:
    """Bytes that came, as a socket from which an answer is read."""

    def __init__(self, said: bytes) -> None:
        self.said = said

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self.said)


def stream(both: Both, most: int) -> tuple[Answer, int]:
    """Send a body without saying how long it is, until an answer comes; the answer, the bytes sent."""
    with contextlib.closing(both.front.connect()) as connection:
        connection.putrequest("POST", "/staff/imports/")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        part, sent, said = b"x" * 65_536, 0, b""
        while sent < most and not said:
            connection.send(b"10000\r\n" + part + b"\r\n")
            sent += len(part)
            connection.sock.setblocking(False)
            with contextlib.suppress(ssl.SSLWantReadError):
                said = connection.sock.recv(65_536)
            connection.sock.settimeout(5)
        while b"</html>" not in said and (more := connection.sock.recv(65_536)):
            said += more
    answer = http.client.HTTPResponse(Said(said))  # type: ignore[arg-type]
    answer.begin()
    return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()), sent


def test_a_stream_of_two_gigabytes_is_cut(both: Both) -> None:
    before = both.front.bytes_of_memory()
    began = time.monotonic()
    answer, sent = stream(both, 2 * 1024**3)
    plain_page(answer, 413)
    assert sent < 64 * 1024**2
    assert time.monotonic() - began < 5
    assert both.front.bytes_of_memory() - before < 16 * 1024**2
    assert (both.portal.asked, both.portal.received) == ([], 0)


@pytest.mark.parametrize(
    "both", [without("client_max_body_size 12m;", "client_max_body_size 0;")], indirect=True, ids=["off"]
)
def test_without_the_limit_the_stream_would_go_on(both: Both) -> None:
    assert stream_all(both, 20 * 1024**2) == 20 * 1024**2


def stream_all(both: Both, size: int) -> int:
    with contextlib.closing(both.front.connect()) as connection:
        connection.request("POST", "/staff/imports/", body=b"x" * size)
        connection.getresponse().read()
    return both.portal.received


OVERSIZE = [
    ("POST", "/staff/imports/", {"Content-Length": str(13 * 1024**2)}, 413),
    ("GET", "/?" + "q" * 9_000, {}, 414),
    ("GET", "/", {"Cookie": "a=" + "b" * 9_000}, 431),
    ("GET", "/", {"X-Long": "b" * 9_000}, 431),
    ("GET", "/", {f"X-{n}": "b" * 900 for n in range(60)}, 431),
]


@pytest.mark.parametrize(("method", "path", "headers", "status"), OVERSIZE)
def test_what_is_too_long_gets_a_page_in_plain_words_at_once(
    both: Both, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    before = both.front.bytes_of_memory()
    for _ in range(5):
        began = time.monotonic()
        connection = both.front.connect()
        connection.request(method, path, headers=headers)
        plain_page(Answer.read(connection), status)
        connection.close()
        assert time.monotonic() - began < 1
    assert both.portal.asked == []
    assert both.front.bytes_of_memory() - before < 16 * 1024**2


def test_what_cannot_be_read_gets_a_page_in_plain_words(both: Both) -> None:
    with contextlib.closing(both.front.connect()) as connection:
        connection.connect()
        connection.sock.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\nBad Header\x00: x\r\n\r\n".encode())
        with contextlib.closing(http.client.HTTPResponse(connection.sock)) as answer:
            answer.begin()
            assert answer.status == 400
            assert b"<h1>We could not read that</h1>" in answer.read()


def test_who_asks_too_often_is_told_when_to_come_again(both: Both) -> None:
    many = [both.front.get("/account/login/", Cookie=f"a={n}") for n in range(16)]
    refused = [answer for answer in many if answer.status == 429]
    assert refused
    plain_page(refused[0], 429)
    assert both.front.get("/").status == 200  # reading goes on
    in_welsh = [both.front.get("/cy/account/login/").status for _ in range(4)]
    assert 429 in in_welsh


def test_a_portal_that_is_away_is_told_in_plain_words(both: Both) -> None:
    both.portal.fails = True
    plain_page(both.front.get("/staff/"), 503)
    assert both.front.get("/plain/plain.css").headers["content-type"].startswith("text/css")
    assert both.front.get("/plain/503.html").status == 404  # the portal's own: nothing is asked for by name


def test_errors_of_the_portal_pass_as_they_are(both: Both) -> None:
    for status in (404, 409, 413, 422, 500, 503):
        both.portal.says(f"/{status}/", status, f"the portal's {status}", **PRIVATE)
        answer = both.front.get(f"/{status}/")
        assert (answer.status, answer.text) == (status, f"the portal's {status}")


# Who is let in, and what the portal is told


def test_plain_http_leads_to_https_except_for_data(both: Both) -> None:
    for path, status in (("/promises/?a=b", 301), ("/api/v1/measures", 403)):
        with contextlib.closing(both.front.connect(secure=False)) as connection:
            connection.request("GET", path, headers={"Host": NAME})
            answer = Answer.read(connection)
        assert answer.status == status
        assert answer.headers.get("location") in (None, f"https://{NAME}{path}")
    assert both.portal.asked == []


def test_a_strange_name_gets_no_answer(both: Both) -> None:
    connection = both.front.connect(secure=False)
    connection.request("GET", "/", headers={"Host": "another.example"})
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()


def test_health_is_not_told_outside(both: Both) -> None:
    assert [both.front.get(path).status for path in ("/healthz", "/readyz")] == [404, 404]
    assert both.portal.asked == []


def test_what_a_visitor_claims_to_be_is_dropped(both: Both) -> None:
    both.front.get("/staff/", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http", X_Request_ID="mine")
    told = both.portal.asked[0][2]
    assert (told["x-forwarded-for"], told["x-forwarded-proto"], told["host"]) == ("127.0.0.1", "https", NAME)
    assert told["x-request-id"] != "mine"


def test_the_log_holds_no_question_and_no_key(both: Both) -> None:
    for path in (
        "/search/?q=Mrs+Smith", "/follow/stop/secret-key/", "/cy/follow/confirm/secret-key/",
        "/account/invitation/secret-key/", "/account/password/reset/key/secret-key/",
    ):  # fmt: skip
        both.front.get(path, Referer="https://localhost/from-here")
    log = ""
    while len(log.splitlines()) < 5:  # written a moment after the answer
        time.sleep(0.05)
        log = (both.front.folder / "access.log").read_text()
    assert not re.search("Smith|secret-key|from-here", log)
    assert "/follow/stop/-" in log


def test_a_configuration_that_no_longer_fits_is_found(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="web:8000"):
        configuration(
            CONF.read_text(encoding="utf-8").replace("web:8000", "other:8000"),
            folder=tmp_path, upstream="127.0.0.1:1", plain=1, secure=2, older=False,
        )  # fmt: skip
