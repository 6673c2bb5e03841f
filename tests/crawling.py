"""Follows every link of the portal with a test client: what leads nowhere, and what each page holds."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from charter.large_print import LARGE

Fetch = Callable[[str], Any]
LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "use": "href"}
OUTSIDE = {"https", "mailto", "tel"}
QUERIES = 3  # of one address: filters can be put together without end
# A way out would end the crawl.
LEFT_ALONE = ("/account/logout/",)
TO_SIGN_IN = ("/account/login/", "/account/2fa/", "/account/reauthenticate/")


class _Reader(HTMLParser):
    """The ids of a page and where it points to."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if "id" in said:
            self.ids.add(said["id"])
        if LINKS.get(tag) in said:
            self.links.append(said[LINKS[tag]])
        if said.get("data-hx-get"):
            self.links.append(said["data-hx-get"])


@dataclass
class Crawl:
    """What was fetched (by address without fragment), by which page each was named, and what is wrong."""

    fetch: Fetch
    a_route: int = 10_000  # pages of one route that are opened
    below: tuple[str, ...] = ("/",)  # what the addresses that are opened begin with
    answers: dict[str, HttpResponse] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)  # page, link as it stands there
    faults: list[str] = field(default_factory=list)

    def walk(self, starts: Iterable[str]) -> "Crawl":
        """Open the starts and whatever they lead to, then hold every link against what was found."""
        waiting, opened = list(starts), Counter[str]()
        for where in waiting:
            if where in self.answers or not self._wanted(where, opened):
                continue
            for link in self._open(where):
                self.links.append((where, link))
                inside = within(where, link)
                if inside and not inside.startswith((settings.STATIC_URL, *LEFT_ALONE)):
                    waiting.append(urldefrag(inside).url)
        self.faults += [fault for page, link in self.links for fault in self._fault(page, link)]
        return self

    def _wanted(self, where: str, opened: Counter[str]) -> bool:
        path = urlsplit(where).path
        if not path.startswith(self.below):
            return False
        route = route_of(path)
        opened[path] += 1
        opened[f"route {route}"] += opened[path] == 1
        return opened[path] <= QUERIES and (opened[f"route {route}"] <= self.a_route or opened[path] > 1)

    def _open(self, where: str) -> list[str]:
        answer = self.answers[where] = self.fetch(where)
        if answer.status_code != 200 or answer.streaming:
            return []
        kind = answer["Content-Type"].partition(";")[0]
        if kind == "text/html":
            page = _Reader()
            page.feed(answer.content.decode())
            self.ids[where] = page.ids
            return page.links
        if kind in ("application/atom+xml", "application/xml"):
            found = re.findall(r'href="([^"]*)"|<loc>([^<]*)</loc>', answer.content.decode())
            return [unescape(one or other) for one, other in found]
        if kind == "text/css":
            return re.findall(r"url\(([^)\"']+)\)", answer.content.decode())
        return []

    def _fault(self, page: str, link: str) -> list[str]:
        inside = within(page, link)
        if inside is None:
            wrong = urlsplit(link).scheme not in OUTSIDE
            return [f"{page}: {link} leads out by a strange way"] if wrong else []
        if inside.startswith(settings.STATIC_URL):
            name = unquote(urlsplit(inside).path.removeprefix(settings.STATIC_URL))
            return [] if finders.find(name) else [f"{page}: no file {link}"]
        where, fragment = urldefrag(inside)
        answer = self.answers.get(where)
        if answer is None:  # one of many pages of a route: that it is an address at all must do
            return [] if route_of(urlsplit(where).path) else [f"{page}: no address {link}"]
        if answer.status_code == 302:
            return [] if answer["Location"].startswith(("/", *TO_SIGN_IN)) else [f"{page}: {link} leaves us"]
        if answer.status_code != 200:
            return [f"{page}: {link} answers {answer.status_code}"]
        if fragment and where in self.ids and unquote(fragment) not in self.ids[where]:
            return [f"{page}: nothing on the page is called {link}"]
        return []


def within(page: str, link: str) -> str | None:
    """Where a link of a page leads below our own address; None where it leads out."""
    whole = urljoin(settings.SITE + page, link)
    if whole == settings.SITE or whole.startswith((f"{settings.SITE}/", f"{settings.SITE}?")):
        inside = whole.removeprefix(settings.SITE) or "/"
        # In large print it is the same page once more (tests/charter/test_large_print.py).
        return f"/{inside.removeprefix(LARGE)}" if inside.startswith(LARGE) else inside
    return None


def route_of(path: str) -> str:
    """The name of the route, or its pattern; empty for what is no route of ours."""
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return found.view_name or found.route or path
