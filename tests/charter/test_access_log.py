"""Logs hold no key of a link that lets its holder in, and nothing that somebody searched for."""

import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from charter.access_log import QuietLogger
from charter.request_identity import RequestIdFilter, without_keys
from launcher import commands
from launcher.config import ROOT

KEY = "c2VjcmV0LWtleQ:abc_DEF-123"


def line(path: str, query: str = "") -> str:
    """What the web server writes of a request."""
    config = Config()
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "RAW_URI": f"{path}?{query}",
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://charter.example.org{path}",
    }
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    request = SimpleNamespace(headers=[])
    atoms = QuietLogger(config).atoms(answer, request, environ, timedelta(seconds=1))
    return config.access_log_format % atoms


@pytest.mark.parametrize(
    "path",
    [
        f"/account/invitation/{KEY}/",
        f"/account/invitation/{KEY}",
        f"/account/password/reset/key/1-{KEY}/",
        f"/ACCOUNT/Invitation/{KEY}/",
    ],
)
def test_no_key_of_a_link(path) -> None:
    assert KEY not in line(path)
    assert KEY[:10] not in line(path)
    assert "GET /" in line(path)
    record = logging.LogRecord("django.request", 30, "x", 1, "%s: %s", ("Not Found", path), None)
    RequestIdFilter().filter(record)
    assert KEY not in record.getMessage()


def test_no_question_and_not_where_one_came_from() -> None:
    told = line("/staff/audit/", "words=Marjorie+Bloggs")
    assert '"GET /staff/audit/ HTTP/1.1" 200 1 "-"' in told
    assert "Bloggs" not in told


def test_a_path_stays_one_line() -> None:
    assert "\n" not in line("/x\ny")


def test_without_the_mask_it_would_be_there(monkeypatch) -> None:
    """The negative control."""
    monkeypatch.setattr("charter.access_log.without_keys", lambda text: text)
    assert KEY.rpartition("_")[2] in line(f"/account/invitation/{KEY}/")


def test_other_paths_are_as_they_were() -> None:
    assert without_keys("/account/sessions/") == "/account/sessions/"


def test_the_web_server_uses_it_and_the_proxy_does_likewise() -> None:
    assert f"--logger-class={QuietLogger.__module__}.{QuietLogger.__name__}" in commands.WEB
    proxy = (ROOT / "nginx" / "portal.conf").read_text(encoding="utf-8")
    (form,) = [part for part in proxy.split(";") if "log_format" in part]
    assert not {"$request ", "$request_uri", "$args", "$http_referer", "$uri"} & set(form.split())
    assert "access_log /var/log/nginx/access.log quiet;" in proxy
