"""Whole portals from a fresh clone, stopped and killed in every way: ./portal test tests/launcher -m drill"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from launcher.config import ROOT
from launcher.processes import wait_until

pytestmark = pytest.mark.drill

FIRST_START, SECOND_START = 120.0, 12.0
PORT = 8190


@dataclass
class Portal:
    """A portal in a clone of its own, run by one user."""

    clone: Path
    user: str
    port: int
    data: Path
    said: list[str] = field(default_factory=list)
    launcher: "subprocess.Popen[str] | None" = None

    def command(self, *words: str) -> list[str]:
        root = os.geteuid() == 0
        as_user = (
            ["setpriv", f"--reuid={self.user}", "--clear-groups"] if root and self.user != "root" else []
        )
        as_user += ["--regid", str(pwd.getpwnam(self.user).pw_gid)] if as_user else []
        return [*as_user, "./portal", *words]

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        home = os.environ.get("HOME", "/") if self.user == "root" else str(self.clone.parent)
        path = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
        return kept | {
            "HOME": home,
            "PATH": path,
            "PORTAL_DATA": str(self.data),
            "PORTAL_PORT": str(self.port),
        }

    def start(self, *words: str) -> None:
        self.said = []
        self.launcher = subprocess.Popen(
            self.command("run", *words),
            cwd=self.clone,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.launcher.stdout is not None
        for line in self.launcher.stdout:
            self.said.append(line.rstrip())
            if "Stop: Ctrl-C" in line:
                return
        pytest.fail("the portal did not start:\n" + "\n".join(self.said))

    def ready_after(self) -> float:
        told = re.search(r"ready after\s+([\d.]+) s", "\n".join(self.said))
        assert told is not None
        return float(told[1])

    def end(self, what: signal.Signals) -> int:
        assert self.launcher is not None
        assert self.launcher.stdout is not None
        self.launcher.send_signal(what)
        status = self.launcher.wait(60)
        if what is not signal.SIGKILL:
            self.said += self.launcher.stdout.read().splitlines()
        self.launcher.stdout.close()
        return status

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            self.command("manage", *words),
            cwd=self.clone,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def page(self, path: str = "/") -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            status: int = answer.status
            return status

    def processes(self) -> list[str]:
        """Command lines of all live processes of this data folder."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                words, mine = read(entry / "cmdline"), read(entry / "environ")
                if f"PORTAL_DATA={self.data}\0" in mine or f"{self.data}/" in words:
                    found.append(words.replace("\0", " "))
        return found


def read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def people() -> list[str]:
    return ["root", "nobody"] if os.geteuid() == 0 else [pwd.getpwuid(os.geteuid()).pw_name]


@pytest.fixture(scope="module", params=people())
def portal(request: pytest.FixtureRequest) -> Iterator[Portal]:
    folder = Path(tempfile.mkdtemp(prefix="portal-drill-"))
    folder.chmod(0o755)
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "portal")], check=True)
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", f"{request.param}:", str(folder)], check=True)
    made = Portal(folder / "portal", request.param, PORT, folder / "portal" / ".portal")
    yield made
    if made.launcher is not None and made.launcher.poll() is None:
        made.end(signal.SIGTERM)
    shutil.rmtree(folder)


@pytest.fixture
def running(portal: Portal) -> Portal:
    if portal.launcher is None or portal.launcher.poll() is not None:
        portal.start()
    return portal


def test_first_start(portal: Portal) -> None:
    portal.start()
    print("\n".join(portal.said))
    assert portal.page() == 200
    assert portal.ready_after() < FIRST_START
    assert any("@" in line for line in portal.said), "no sign-in was printed"


@pytest.mark.parametrize("what", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stopped_cleanly_and_started_again(running: Portal, what: signal.Signals) -> None:
    assert running.end(what) == 0
    assert running.processes() == []
    assert running.said[-1].startswith("Stopped.")
    running.start()
    assert running.ready_after() < SECOND_START
    assert running.page() == 200


def test_second_start_on_the_same_folder_is_refused(running: Portal) -> None:
    done = subprocess.run(
        running.command("run"),
        cwd=running.clone,
        env=running.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert (
        f"already runs on the data folder {running.data}, at http://127.0.0.1:{running.port}" in done.stderr
    )
    assert running.page() == 200


def test_killed_outright_nothing_is_lost(running: Portal) -> None:
    for number in range(3):
        running.manage("create_administrator", f"drill{number}-{running.user}@example.org")
        running.end(signal.SIGKILL)
        time.sleep(number)
        running.start()
        assert running.ready_after() < SECOND_START
        assert (
            len([line for line in running.processes() if "postgres -D" in line or "/postgres " in line]) == 1
        )
        assert len([line for line in running.processes() if "celery" in line and " beat " in line]) == 1
    question = (
        "from charter.models import User as U; "
        "print(U.objects.filter(email__contains='drill').count(), 'kept')"
    )
    assert "3 kept" in running.manage("shell", "-c", question)
    running.end(signal.SIGTERM)
    assert running.processes() == []


def test_killed_and_never_started_again_only_servers_remain(running: Portal) -> None:
    running.end(signal.SIGKILL)
    assert wait_until(
        lambda: not [line for line in running.processes() if "gunicorn" in line or "celery" in line], 30
    )
    running.manage("check")
    assert running.processes() == [], "the next command did not clear the servers away"


def test_a_dead_process_is_started_again(running: Portal) -> None:
    file = running.data / "run" / "web.json"
    noted = file.read_text(encoding="ascii")
    os.kill(int(re.findall(r'"pid": (\d+)', noted)[0]), signal.SIGKILL)
    assert wait_until(lambda: file.exists() and file.read_text(encoding="ascii") not in {"", noted}, 30)
    assert wait_until(lambda: answers(running), 30)
    running.end(signal.SIGTERM)
    assert any(line.strip().startswith("web stopped (signal 9)") for line in running.said)
    assert running.processes() == []


def answers(portal: Portal) -> bool:
    try:
        return portal.page("/healthz") == 200
    except OSError:
        return False


def test_two_copies_side_by_side(running: Portal) -> None:
    other = Portal(running.clone, running.user, PORT + 1, running.clone / ".portal-two")
    other.start("--empty")
    assert (running.page(), other.page("/healthz")) == (200, 200)
    assert other.end(signal.SIGTERM) == 0
    assert other.processes() == []
    assert running.page() == 200
    running.end(signal.SIGTERM)
