"""A whole portal of its own for the journeys: database, a shelf of the broker, web and worker.

The commands are the launcher's, so what is driven here is what runs in production.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
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
OF_THE_TESTS = ("PORTAL_AS_OWNER", "PORTAL_TEST_DATABASE", "PYTEST_CURRENT_TEST")


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
    name = f"portal_journey_{uuid.uuid4().hex[:8]}"
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    stack = Stack(f"http://127.0.0.1:{_free_port()}", {}, folder)
    try:
        stack.environment = _environment(stack, name, shelf)
        _empty_shelf(stack.environment["REDIS_URL"])
        stack.manage(*PREPARE[2:])
        stack.manage(*COLLECT[2:])
        yield stack
    finally:
        stack.stop()
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


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
        "REDIS_URL": _renamed(os.environ["REDIS_URL"], str(shelf)),
        "PORTAL_LOCAL": "1",
        "PORTAL_SECRET_KEY": "local-journey",
        "PORTAL_HOSTS": "127.0.0.1,localhost",
        "PORTAL_SITE": stack.site,
        "PORTAL_DATA": str(stack.folder / "data"),
        "GUNICORN_CMD_ARGS": f"--bind={urlsplit(stack.site).netloc}",
        "PYTHONUNBUFFERED": "1",
    }


def _renamed(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def _empty_shelf(address: str) -> None:
    import redis

    redis.Redis.from_url(address).flushdb()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
