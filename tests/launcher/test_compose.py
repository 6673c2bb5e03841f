"""docker-compose.yml, Dockerfile, nginx and .env.example say what the launcher runs and the settings read."""

import json
import re
from typing import Any

import pytest
import yaml

from launcher import commands
from launcher.config import ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
NGINX = (ROOT / "nginx" / "portal.conf").read_text(encoding="utf-8")
SAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE)


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    return compose["services"]


@pytest.mark.parametrize("application", commands.APPLICATIONS, ids=lambda application: application.name)
def test_same_commands_and_patience(services: dict[str, Any], application: commands.Application) -> None:
    service = services[application.name]
    assert tuple(service["command"]) == application.command
    assert service["stop_grace_period"] == f"{application.patience:.0f}s"


def test_prepare_runs_the_launchers_steps(services: dict[str, Any]) -> None:
    steps = [" ".join(command) for command in (commands.PREPARE, commands.COLLECT)]
    assert services["prepare"]["command"] == ["sh", "-c", " && ".join(steps)]
    assert services["prepare"]["environment"]["PORTAL_AS_OWNER"] == "1"


def test_image_starts_the_web_server() -> None:
    told = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert told is not None
    assert tuple(json.loads(told[1])) == commands.WEB


def test_redis_keeps_every_job(services: dict[str, Any]) -> None:
    command = services["redis"]["command"]
    given = {name.removeprefix("--"): value for name, value in zip(command[1::2], command[2::2], strict=True)}
    assert given.pop("requirepass").startswith("${PORTAL_REDIS_PASSWORD")
    assert given == commands.REDIS_SETTINGS


def test_all_parts_are_there(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "redis", "prepare", "web", "worker", "timetable", "nginx"}
    assert {name for name, service in services.items() if "ports" in service} == {"nginx"}


def test_only_the_preparation_owns_the_tables(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "DATABASE_OWNER_URL" in service["environment"]] == [
        "prepare"
    ]
    for name in ("web", "worker", "timetable"):
        assert "portal_app:" in services[name]["environment"]["DATABASE_URL"]


def test_servers_are_not_reached_from_outside(compose: dict[str, Any], services: dict[str, Any]) -> None:
    assert compose["networks"]["inside"]["internal"] is True
    assert services["postgres"]["networks"] == services["redis"]["networks"] == ["inside"]


def test_no_secret_has_a_default_and_all_settings_are_in_the_sample() -> None:
    asked = re.findall(r"(?<!\$)\$\{([A-Z_]+)(:[-?][^}]*)?\}", COMPOSE)
    known = set(re.findall(r"^#?([A-Z_]+)=", SAMPLE, re.MULTILINE))
    assert {name for name, _ in asked} - known == set()
    secret = [
        (name, rest)
        for name, rest in asked
        if re.search(r"PASSWORD|KEY", name) and name != "PORTAL_MAIL_PASSWORD"
    ]
    assert secret
    assert [name for name, rest in secret if not rest.startswith(":?")] == []


def test_every_setting_that_the_code_reads_is_in_the_sample() -> None:
    known = set(re.findall(r"^#?([A-Z_]+)=", SAMPLE, re.MULTILINE))
    read: set[str] = set()
    for path in (ROOT / "charter").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        read |= set(re.findall(r"env\.(?:text|flag|whole|words)\(\s*\"([A-Z_]+)\"", text))
    # Set by the launcher alone, never by a person.
    assert read - known - {"PORTAL_LOCAL"} == set()


def test_sample_has_no_secret_in_it() -> None:
    assert re.findall(r"^[A-Z_]*(?:PASSWORD|SECRET_KEY|TOKEN)=\S", SAMPLE, re.MULTILINE) == []


@pytest.mark.parametrize(
    "line",
    [
        "client_max_body_size 12m;", "client_header_timeout 10s;", "client_body_timeout 10s;",
        "limit_conn addresses 20;",
        "rate=20r/s;", "rate=5r/s;", "server_tokens off;", "return 444;", "proxy_request_buffering on;",
        "proxy_set_header X-Forwarded-For $remote_addr;", "ssl_protocols TLSv1.2 TLSv1.3;",
        "proxy_cache_use_stale error timeout", "return 301 https://$host$request_uri;",
    ],
)  # fmt: skip
def test_nginx_holds_the_limits(line: str) -> None:
    assert line in NGINX


def test_nginx_never_keeps_what_is_personal() -> None:
    assert "proxy_no_cache $personal $not_public $upstream_http_set_cookie;" in NGINX
    assert "proxy_cache_bypass $personal;" in NGINX


def test_nginx_has_its_own_pages(services: dict[str, Any]) -> None:
    """Every page that the configuration names lies in the folder that is put into the container."""
    assert "./nginx/pages:/usr/share/nginx/portal:ro" in services["nginx"]["volumes"]
    named = set(re.findall(r"/plain/(\d+\.html);", NGINX))
    assert named == {path.name for path in (ROOT / "nginx" / "pages").glob("*.html")}
    assert len(named) == 6
