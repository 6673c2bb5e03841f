"""Asks an application in this process for pages, again and again, and tells the time of one as JSON."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults

CALLS = 60
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


@dataclass(frozen=True)
class Answer:
    """What one request gave: status, number of bytes as sent, entity tag."""

    status: int
    size: int
    tag: str


def ask(application: Application, path: str, **headers: str) -> Answer:
    """One request, its whole answer read."""
    environ: dict[str, Any] = {"HTTP_HOST": "localhost", "PATH_INFO": path, "HTTP_ACCEPT_ENCODING": "gzip"}
    setup_testing_defaults(environ)
    environ |= headers
    told: dict[str, Any] = {}

    def start_response(status: str, fields: list[tuple[str, str]], *rest: object) -> None:
        told.update(status=int(status.split()[0]), fields={name.lower(): value for name, value in fields})

    body = application(environ, start_response)
    size = sum(len(part) for part in body)
    if hasattr(body, "close"):
        body.close()
    return Answer(told["status"], size, told["fields"].get("etag", ""))


def questions(application: Application, path: str) -> int:
    """How many questions to the database a page takes to be made."""
    from django.db import connection

    count = 0

    def one_more(execute: Callable[..., Any], *rest: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*rest)

    with connection.execute_wrapper(one_more):
        ask(application, path)
    return count


def seconds(application: Application, path: str, **headers: str) -> float:
    """Time of one request, after a warm-up."""
    for _ in range(CALLS // 10):
        ask(application, path, **headers)
    began = time.perf_counter()
    for _ in range(CALLS):
        ask(application, path, **headers)
    return (time.perf_counter() - began) / CALLS


def probe_portal(paths: list[str]) -> dict[str, Any]:
    """Every page: the first answer; the time of a kept page, of "not changed", and of one made anew."""
    from django.conf import settings

    from charter.wsgi import application

    told: dict[str, Any] = {}
    for path in paths:
        first = ask(application, path)
        told[path] = {"first": asdict(first), "seconds": seconds(application, path)}
        if first.tag:
            told[path]["unchanged"] = seconds(application, path, HTTP_IF_NONE_MATCH=first.tag)
        settings.KEEP_PAGES = False
        told[path]["anew"] = seconds(application, path)
        told[path]["first"]["queries"] = questions(application, path)
        settings.KEEP_PAGES = True
    return told


def probe_hello() -> dict[str, Any]:
    """The smallest answer: bare, and with the middleware of every Django project."""
    from tests.bench.hello import applications

    return {name: seconds(application, "/") for name, application in applications().items()}


if __name__ == "__main__":
    which, *paths = sys.argv[1:]
    json.dump(probe_hello() if which == "hello" else probe_portal(paths), sys.stdout)
