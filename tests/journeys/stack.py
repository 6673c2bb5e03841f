"""A whole portal of its own for the journeys: database, a shelf of the broker, web and worker.

The commands are the launcher's, so what is driven here is what runs in production.
"""

import atexit
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from launcher.commands import COLLECT, PREPARE, WEB, WORKER

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN = 60.0
SHELVES_OF_A_PROCESS = 7  # of the broker's sixteen: journeys run in two processes side by side
OF_THE_TESTS = ("PORTAL_AS_OWNER", "PORTAL_TEST_DATABASE", "PYTEST_CURRENT_TEST")


@dataclass(frozen=True)
class Prepared:
    """What a new portal begins with: a database with all tables that nobody uses, and the collected files."""

    database: str
    static: Path


_prepared: list[Prepared] = []  # at most one, made by the first portal of this process


@dataclass
class Stack:
    """A running portal: its address, its environment, the logs of its processes."""

    site: str
    environment: dict[str, str]
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def manage(self, *words: str) -> str:
        """Run a management command; its output. Fails the test with all that it said."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def run_code(self, code: str) -> str:
        """Run Python inside the portal, for what tests set up."""
        return self.manage("shell", "--no-imports", "-c", code)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database, as the application's own role."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def start(self, name: str, command: tuple[str, ...]) -> None:
        """Start one process with a log file of its own."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)

    def wait_until_ready(self) -> None:
        """Until /readyz says so: database, broker and a worker that answers."""
        deadline, said = time.monotonic() + READY_WITHIN, ""
        while time.monotonic() < deadline:
            said = self._readiness()
            if said == "ready":
                return
            time.sleep(0.3)
        logs = "\n".join(path.read_text()[-2000:] for path in sorted(self.folder.glob("*.log")))
        raise AssertionError(f"The portal is not ready: {said}\n{logs}")

    def _readiness(self) -> str:
        address = urlsplit(self.site)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            said = answer.read().decode()
            return "ready" if answer.status == 200 else said
        except OSError as error:
            return str(error)
        finally:
            connection.close()

    def stop(self) -> None:
        """End what was started, children included."""
        for process in reversed(self.processes):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in reversed(self.processes):
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def running(folder: Path, *, shelf: int) -> Iterator[Stack]:
    """A portal with an empty database; `shelf` is the broker's database: no two portals share jobs."""
    name = _fresh_name()
    _on_the_server(_copy_of(_prepared[0].database if _prepared else "template1", name))
    stack = Stack(f"http://127.0.0.1:{free_port()}", {}, folder)
    try:
        stack.environment = _environment(stack, name, shelf)
        _empty_shelf(stack.environment["REDIS_URL"])
        if not _prepared:
            stack.manage(*PREPARE[2:])
            stack.manage(*COLLECT[2:])
            _keep_prepared(stack, name)
        (stack.folder / "data" / "static").symlink_to(_prepared[0].static)
        yield stack
    finally:
        stack.stop()
        _drop(name)


def _keep_prepared(stack: Stack, name: str) -> None:
    """Keep a copy of a prepared database and the files: making them takes longer than most journeys."""
    kept, folder = _fresh_name(), Path(tempfile.mkdtemp(prefix="portal-static-"))
    _on_the_server(_copy_of(name, kept))
    atexit.register(_drop, kept)
    atexit.register(shutil.rmtree, folder)
    static = shutil.move(stack.folder / "data" / "static", folder)
    _prepared.append(Prepared(kept, Path(static)))


def _fresh_name() -> str:
    return f"portal_journey_{uuid.uuid4().hex[:8]}"


def _copy_of(source: str, name: str) -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))


def _drop(name: str) -> None:
    _on_the_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on_the_server(statement: sql.Composed) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute(statement)


def serve(stack: Stack) -> None:
    """Start web and worker and wait until they answer."""
    stack.start("web", WEB)
    stack.start("worker", WORKER)
    stack.wait_until_ready()


def _environment(stack: Stack, database: str, shelf: int) -> dict[str, str]:
    found = {key: value for key, value in os.environ.items() if key not in OF_THE_TESTS}
    (stack.folder / "data").mkdir(exist_ok=True)
    return found | {
        "DJANGO_SETTINGS_MODULE": "charter.settings.local",
        "DATABASE_URL": _renamed(os.environ["DATABASE_URL"], database),
        "DATABASE_OWNER_URL": _renamed(os.environ["DATABASE_OWNER_URL"], database),
        "REDIS_URL": _renamed(os.environ["REDIS_URL"], str(_own(shelf))),
        "PORTAL_LOCAL": "1",
        "PORTAL_SECRET_KEY": "local-journey",
        "PORTAL_HOSTS": "127.0.0.1,localhost",
        "PORTAL_SITE": stack.site,
        "PORTAL_DATA": str(stack.folder / "data"),
        "GUNICORN_CMD_ARGS": f"--bind={urlsplit(stack.site).netloc}",
        "PYTHONUNBUFFERED": "1",
    }


def _own(shelf: int) -> int:
    """The shelf in this process of the tests: what the second one puts down the first must not take."""
    second = os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0"
    return shelf - SHELVES_OF_A_PROCESS if second else shelf


def _renamed(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def _empty_shelf(address: str) -> None:
    import redis

    redis.Redis.from_url(address).flushdb()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
