"""What reliability.md section 6 asks of an installation beyond the headers of each answer, line by line."""

import json
import re
from typing import Any

import pytest
from django.test import Client, RequestFactory, override_settings

from charter.views import errors
from launcher.commands import REDIS_SETTINGS, WORKER
from tests.bars import ROOT
from tests.charter.test_settings import start

DJANGO = {
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    "SECURE_SSL_REDIRECT": True,
    "X_FRAME_OPTIONS": "DENY",
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_PATH": "/",
    "SESSION_SAVE_EVERY_REQUEST": False,
    "SESSION_COOKIE_AGE": 43_200,
    "PASSWORD_RESET_TIMEOUT": 3_600,
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 1_048_576,
    "FILE_UPLOAD_PERMISSIONS": 0o640,
    "SIGNED_COOKIE_LEGACY_SALT_FALLBACK": False,
    "USE_TZ": True,
    "TIME_ZONE": "Europe/London",
}
WORK = {
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "task_time_limit": 180,
    "task_soft_time_limit": 120,
    "visibility_timeout": 600,
    "worker_max_tasks_per_child": 100,
    "worker_max_memory_per_child": 300_000,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "worker_soft_shutdown_timeout": 30,
    "task_ignore_result": True,
    "accept_content": ["json"],
    "broker_connection_retry_on_startup": True,
    "timezone": "Europe/London",
}
HTMX = {
    "allowEval": False,
    "allowScriptTags": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "historyRestoreAsHxRequest": False,
}


@pytest.fixture(scope="module")
def installed() -> dict[str, Any]:
    """The settings as production has them."""
    names = [*DJANGO, "CELERY", "DATABASES"]  # as JSON
    code = (
        "import json; from django.conf import settings;"
        f"print(json.dumps({{n: getattr(settings, n) for n in {names}}}, default=str))"
    )
    done = start("production", code)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_web_is_set_as_agreed(installed: dict[str, Any]) -> None:
    assert {name: installed[name] for name in DJANGO} == DJANGO


def test_the_worker_is_set_as_agreed(installed: dict[str, Any]) -> None:
    assert {name: installed["CELERY"].get(name) for name in WORK} == WORK
    assert installed["CELERY"]["broker_transport_options"]["visibility_timeout"] == 600
    assert "--pool=prefork" in WORKER
    assert REDIS_SETTINGS == {
        "appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction",
    }  # fmt: skip


def test_connections_are_bounded(installed: dict[str, Any]) -> None:
    """Longer than the 5, 2 and 30 seconds of the section: 10,000 figures are taken in one request."""
    database = installed["DATABASES"]["default"]
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (60, True)
    assert database["OPTIONS"]["connect_timeout"] == 5
    limits = dict(re.findall(r"-c (\w+)=(\d+)", database["OPTIONS"]["options"]))
    assert {name: 0 < int(value) <= 60_000 for name, value in limits.items()} == {
        "statement_timeout": True, "lock_timeout": True, "idle_in_transaction_session_timeout": True,
    }  # fmt: skip


def test_the_script_library_is_set_as_agreed() -> None:
    text = (ROOT / "templates" / "components" / "htmx.html").read_text(encoding="utf-8")
    told = re.search(r"""name="htmx-config" content='([^']+)'""", text)
    assert told is not None
    assert json.loads(told[1]) == HTMX


@pytest.mark.django_db
def test_too_many_tries_are_told_when_to_come_again() -> None:
    from allauth.core.internal.ratelimit import respond_429

    answer = respond_429(RequestFactory().get("/account/login/"))
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    assert answer["Retry-After"] == str(errors.SECONDS_TO_WAIT)
    assert not errors.page(RequestFactory().get("/"), 404).has_header("Retry-After")


@pytest.mark.django_db
def test_an_address_over_plain_http_leads_to_the_same_host() -> None:
    with override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["charter.example.org"]):
        answer = Client().get("/promises/?a=b", headers={"Host": "charter.example.org"})
    assert (answer.status_code, answer["Location"]) == (301, "https://charter.example.org/promises/?a=b")
