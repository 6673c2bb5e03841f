"""A missing or weak setting stops the start with its name and a hint; the defaults are the safe ones."""

import os
import subprocess
import sys

import pytest

COMPLETE = {
    "PORTAL_SECRET_KEY": "k" * 60,
    "PORTAL_HOSTS": "charter.example.org",
    "PORTAL_SITE": "https://charter.example.org",
    "DATABASE_URL": "postgres://app:x@127.0.0.1/portal",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "PORTAL_MAIL_HOST": "mail.example.org",
}


SHOWS_DEBUG = "from django.conf import settings; print(settings.DEBUG)"


def start(settings: str, code: str = SHOWS_DEBUG, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Start the portal in a process of its own, with these variables and no others; then run the code."""
    given = {**COMPLETE, **changes}
    variables = {name: value for name, value in given.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}"],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": f"charter.settings.{settings}",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_complete_production_starts_without_debug() -> None:
    done = start("production")
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


def test_no_start_loads_the_tools_of_tests() -> None:
    """They take 0.1 seconds, which each command would spend."""
    done = start("production", "import sys; print('django.test' in sys.modules)")
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_a_missing_setting_is_named_with_a_hint(name: str) -> None:
    done = start("production", **{name: None})
    assert done.returncode != 0
    assert f"{name} is not set." in done.stderr
    assert ".env.example" in done.stderr


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"PORTAL_SECRET_KEY": "short"}, "too weak"),
        ({"PORTAL_SITE": "http://charter.example.org"}, "https://"),
        ({"PORTAL_LOCAL": "1"}, "PORTAL_LOCAL"),
        ({"PORTAL_MAIL_PORT": "post"}, "PORTAL_MAIL_PORT must be a whole number"),
        ({"PORTAL_LANGUAGES": "cy,welsh"}, "“welsh” is not a code of a language"),
    ],
)
def test_a_weak_setting_is_refused(changes: dict[str, str], says: str) -> None:
    done = start("production", **changes)
    assert done.returncode != 0
    assert says in done.stderr


def test_the_local_settings_hold_only_on_ones_own_machine() -> None:
    assert "PORTAL_LOCAL=1" in start("local").stderr
    assert "production secret" in start("local", PORTAL_LOCAL="1").stderr
    assert start("local", PORTAL_LOCAL="1", PORTAL_SECRET_KEY="local-x").returncode == 0
