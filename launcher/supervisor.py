"""Web, worker and timetable: started together, watched, started again when one dies, stopped together."""

import http.client
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launcher import processes
from launcher.commands import APPLICATIONS, Application
from launcher.config import LOOPBACK, Config
from launcher.processes import Order, Process
from launcher.services import Services
from launcher.talk import Trouble, say

READY_WITHIN = 120.0
LONGEST_PAUSE = 30.0
# One that has run this long had no trouble starting; the next death begins a new count.
SETTLED = 60.0
TOO_OFTEN = 4


@dataclass
class Child:
    """One process under watch: when it began, how often in a row it died, when to try again."""

    application: Application
    process: Process
    began: float
    deaths: int = 0
    again_at: float | None = None


@dataclass
class Supervisor:
    """Keeps the portal's processes running until told to stop."""

    config: Config
    services: Services
    environment: Mapping[str, str]
    children: list[Child] = field(default_factory=list)

    def start_all(self) -> None:
        """Start every process of the portal."""
        for application in APPLICATIONS:
            self.children.append(Child(application, self.start(application), time.monotonic()))

    def start(self, application: Application) -> Process:
        """Start one; its output goes to a log file of its own."""
        order = Order(
            application.name,
            application.command,
            self.environment,
            self.config.root,
            log_of(self.config, application.name),
        )
        return processes.start(order, self.config.data / "run")

    def watch_once(self) -> None:
        """Look after everyone once."""
        for name in self.services.revive():
            say(f"    {name} had stopped and was started again; see {self.config.logs / name}.log")
        for child in self.children:
            self.look_after(child)

    def look_after(self, child: Child) -> None:
        """Start a dead process again, waiting longer each time."""
        now = time.monotonic()
        if child.again_at is not None:
            if now >= child.again_at:
                child.process, child.began, child.again_at = self.start(child.application), now, None
        elif not child.process.alive():
            child.deaths = 1 if now - child.began > SETTLED else child.deaths + 1
            pause = min(2.0 ** (child.deaths - 1), LONGEST_PAUSE)
            child.again_at = now + pause
            name = child.application.name
            say(f"    {name} stopped ({how_it_ended(child.process)}); starting it again in {pause:.0f} s.")
            say(f"    Its log: {log_of(self.config, name)}")
            processes.end_application(name, self.config.data, 0.0, child.process)

    def wait_until_ready(self) -> None:
        """Watch until /readyz is green. Raises Trouble when a process keeps dying or the time is over."""
        limit = time.monotonic() + READY_WITHIN
        status, told = 0, ""
        while status != http.client.OK:
            self.watch_once()
            failing = next((child for child in self.children if child.deaths >= TOO_OFTEN), None)
            if failing or time.monotonic() > limit:
                raise self.not_ready(failing, told)
            time.sleep(0.1)
            status, told = ask(self.config.port, "/readyz")

    def not_ready(self, failing: Child | None, told: str) -> Trouble:
        """Why the portal did not come up, with the words of the process at fault."""
        name = failing.application.name if failing else "web"
        log = log_of(self.config, name)
        for line in last_lines(log, 15):
            say(f"    {name}: {line}")
        what = (
            f"{name} keeps stopping."
            if failing
            else f"The portal was not ready within {READY_WITHIN:.0f} s. It says: {told or 'nothing'}"
        )
        return Trouble(what, f"Read the lines above and {log}; ./portal doctor checks the machine.")

    def watch(self) -> None:
        """Watch for ever; ended by Stopped."""
        while True:
            self.watch_once()
            time.sleep(0.5)

    def stop_all(self) -> None:
        """Ask all at once, then wait for each: what it does now is finished or put back."""
        living = [child for child in self.children if child.process.alive()]
        for child in living:
            processes.send(child.process.pid, signal.SIGTERM)
        for child in self.children:
            application = child.application
            processes.end_application(application.name, self.config.data, application.patience, child.process)


def log_of(config: Config, name: str) -> Path:
    """Where a process writes."""
    return config.logs / f"{name}.log"


def how_it_ended(process: Process) -> str:
    """The end of a process in words."""
    status = process.popen.returncode if process.popen else None
    if status is None:
        return "no reason known"
    return f"signal {-status}" if status < 0 else f"exit status {status}"


def last_lines(path: Path, count: int) -> list[str]:
    """The end of a text file; empty when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    except OSError:
        return []


def ask(port: int, path: str) -> tuple[int, str]:
    """Status and first words of the portal's answer; status 0 when it does not answer."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, " ".join(answer.read(500).decode("utf-8", "replace").split())
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def end_strays(config: Config) -> None:
    """End what a launcher that was killed has left running on this data folder."""
    for application in APPLICATIONS:
        if processes.end_application(application.name, config.data, application.patience):
            say(f"    {application.name} still ran from before and was stopped")
