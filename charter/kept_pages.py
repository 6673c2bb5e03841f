"""Public pages kept whole in the process, so that the second reader costs next to nothing.

A page is kept as the bytes that were sent, plain and packed, with its headers. The database's own snapshot
and its minute are the version, asked for at most every tenth of a second: a page is thrown away when any
transaction of the server has written, and when a minute begins, as planned releases do. So nothing has to
remember to clear anything. While the database is away the pages of the last version go on answering.
"""

import gzip
import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]
LOOK_AGAIN = 0.1  # seconds for which a version is believed
PAUSE_WITHOUT_DATABASE = 5.0  # seconds until it is asked again
MOST_BYTES = 32 * 1024 * 1024
LARGEST = 1024 * 1024  # bytes; a file larger than that would throw out the pages
WORTH_PACKING = 400  # bytes; a smaller answer gains nothing
PACKED_TYPES = ("text/", "application/json", "image/svg+xml")
# Their answers need no database, or are somebody's own: the version is not even asked for.
TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
NEVER_KEPT = ("/static/", "/healthz", "/readyz", "/staff/", "/account/", "/admin/")
OF_A_BODY = frozenset({"Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition"})
OF_ONE_ANSWER = frozenset({"x-request-id", "content-length", "date"})


@dataclass(frozen=True)
class Kept:
    """An answer as it was sent, and the version of the data that it shows."""

    version: str
    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page, or that it has not changed."""
        known = request.META.get("HTTP_IF_NONE_MATCH", "")
        same = bool(self.etag) and self.etag.removeprefix("W/") in known
        response = HttpResponseNotModified() if same else HttpResponse(self.body)
        for name, value in self.headers:
            if not (same and name in OF_A_BODY):
                response[name] = value
        return response


class Shelf:
    """The pages of one process, the least used thrown out first; safe for threads."""

    def __init__(self) -> None:
        self.pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self.size = 0
        self.version = ""
        self.looked = 0.0
        self.is_away = False
        self.lock = threading.Lock()
        self.looking = threading.Lock()

    def now(self) -> str:
        """The version of the data; the last known one while another thread asks or the database is away."""
        if time.monotonic() - self.looked < LOOK_AGAIN or not self.looking.acquire(blocking=False):
            return self.version
        try:
            self.version, self.is_away = _asked_twice(), False
        except DatabaseError:
            log.warning("the database does not answer; kept pages go on")
            self.is_away = True
        finally:
            self.looked = time.monotonic() + (PAUSE_WITHOUT_DATABASE if self.is_away else 0.0)
            self.looking.release()
        return self.version

    def find(self, key: tuple[str, ...], version: str) -> Kept | None:
        """The page if it shows this version."""
        with self.lock:
            found = self.pages.get(key)
            if found is None or found.version != version:
                return None
            self.pages.move_to_end(key)
            return found

    def keep(self, key: tuple[str, ...], page: Kept) -> None:
        """Keep a page instead of the one before, unless it is a large file."""
        if len(page.body) > LARGEST:
            return
        with self.lock:
            before = self.pages.pop(key, None)
            self.size += len(page.body) - (len(before.body) if before else 0)
            self.pages[key] = page
            while self.size > MOST_BYTES:
                _, dropped = self.pages.popitem(last=False)
                self.size -= len(dropped.body)

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            self.pages.clear()
            self.size, self.looked, self.is_away = 0, 0.0, False


shelf = Shelf()


class KeptPages:
    """Answers strangers from the shelf before anything else is done; everybody with a cookie passes by."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.KEEP_PAGES or not _is_strangers_question(request):
            return self.get_response(request)
        key, version = _key(request), shelf.now()
        found = shelf.find(key, version)
        if found is not None:
            return found.answer(request)
        response = self.get_response(request)
        if not version or not _may_be_kept(response):
            return response
        page = _page(response, version, packed=key[-1] == "gzip")
        shelf.keep(key, page)
        return page.answer(request)


def version_of_data() -> str:
    """A text that changes with every transaction that writes, and with every minute. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text || date_trunc('minute', clock_timestamp())")
        (version,) = cursor.fetchone()
    return str(version)


def _asked_twice() -> str:
    """The version; a connection that broke since the last question is made anew once."""
    try:
        return version_of_data()
    except DatabaseError:
        connection.close()
        return version_of_data()


def _is_strangers_question(request: HttpRequest) -> bool:
    asked = request.META
    if request.path.startswith(NEVER_KEPT):
        return False
    return request.method == "GET" and not asked.get("HTTP_COOKIE") and "HTTP_HX_REQUEST" not in asked


def _key(request: HttpRequest) -> tuple[str, ...]:
    packed = "gzip" if TAKES_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) else ""
    host = request.META.get("HTTP_HOST", "")
    return (request.scheme or "", host, request.path, request.META.get("QUERY_STRING", ""), packed)


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and getattr(response, "same_for_everyone", False)
        and not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
    )


def _page(response: HttpResponse, version: str, *, packed: bool) -> Kept:
    """The answer as it is kept; packed once, not for every reader."""
    body, headers = response.content, dict(response.items())
    packed = (
        packed and len(body) >= WORTH_PACKING and headers.get("Content-Type", "").startswith(PACKED_TYPES)
    )
    if packed:
        body = gzip.compress(body, compresslevel=6, mtime=0)
        headers |= {"Content-Encoding": "gzip"}
        if "ETag" in headers:
            headers["ETag"] = f"W/{headers['ETag'].removeprefix('W/')}"
    kept = [(name, value) for name, value in headers.items() if name.lower() not in OF_ONE_ANSWER]
    return Kept(version, body, (*kept, ("Content-Length", str(len(body)))), headers.get("ETag", ""))
