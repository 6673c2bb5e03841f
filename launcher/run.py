"""./portal run: from nothing to a portal that answers, and back to nothing when it is stopped."""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from launcher import steps, system, venv
from launcher.commands import COLLECT, PREPARE
from launcher.config import Config
from launcher.keys import write_private
from launcher.locks import open_lock, try_lock
from launcher.places import is_free
from launcher.services import Services, lock_file_for, running
from launcher.signals import deaf
from launcher.supervisor import Supervisor, end_strays
from launcher.talk import Clock, Stopped, Trouble, say


def run(config: Config, *, empty: bool) -> int:
    """Everything up, until told to stop. `empty`: without demonstration data."""
    clock = Clock()
    with alone(config):
        system.ensure_pango(needed=False)
        venv.ensure(config, lock_file_for(config), clock)
        end_strays(config)
        check_port(config.port)
        with started(config, clock) as services:
            environment = services.environment()
            prepare(config, environment, clock)
            if not empty:
                load_demonstration(config, environment, clock)
            serve(config, services, environment, clock, empty=empty)
    say("Stopped. Your data is kept.")
    return 0


@contextmanager
def alone(config: Config) -> Iterator[None]:
    """Only one portal per data folder. Raises Trouble when one runs already."""
    handle = open_lock(config.data / "run.lock")
    try:
        if not try_lock(handle, fcntl.LOCK_EX):
            where = (config.data / "run.lock").read_text(
                encoding="ascii"
            ) or "a port that it has not told yet"
            remedy = "Use or stop that. For another: PORTAL_DATA=/some/folder PORTAL_PORT=8001 ./portal run"
            raise Trouble(f"A portal already runs on the data folder {config.data}, at {where}.", remedy)
        os.truncate(handle, 0)
        os.pwrite(handle, config.site.encode("ascii"), 0)
        yield
    finally:
        os.close(handle)


def check_port(port: int) -> None:
    """Raises Trouble when another program listens on the web port."""
    if not is_free(port):
        raise Trouble(
            f"Port {port} is taken by another program.",
            f"Choose another: PORTAL_PORT={port + 1} ./portal run",
        )


@contextmanager
def started(config: Config, clock: Clock) -> Iterator[Services]:
    """The servers, with the time of their start noted."""
    say(f"[{clock.elapsed():6.1f} s] starting PostgreSQL and Redis …")
    before = clock.elapsed()
    with running(config) as services:
        clock.add("starting PostgreSQL and Redis", clock.elapsed() - before)
        yield services


def prepare(config: Config, environment: Mapping[str, str], clock: Clock) -> None:
    """Bring tables, rights and static files up to date."""
    with clock.phase("preparing the database"):
        environment = {**environment, "PORTAL_AS_OWNER": "1"}
        remedy = "Read the lines above. If you changed models, run ./portal manage makemigrations."
        steps.must(PREPARE, environment, config.root, "The database could not be prepared.", remedy)
    collect_static(config, environment, clock)


def collect_static(config: Config, environment: Mapping[str, str], clock: Clock) -> None:
    """Collect and compress static files, only when one of them has changed."""
    mark = config.data / "static.sha256"
    wanted = static_hash(config.root)
    if (config.data / "static").is_dir() and mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return
    with clock.phase("collecting static files"):
        remedy = "Read the lines above: often a style sheet names a file that is not in static/."
        steps.must(COLLECT, environment, config.root, "The static files could not be collected.", remedy)
    write_private(mark, wanted)


def static_hash(root: Path) -> str:
    """Fingerprint of all that static files are made of: our own, those of the packages, and the settings."""
    files = [
        path
        for folder in ("static", "charter/settings")
        for path in (root / folder).rglob("*")
        if path.is_file()
    ]
    sums = hashlib.sha256()
    for path in sorted([*files, root / "requirements" / "runtime.txt"]):
        if path.suffix != ".pyc":
            sums.update(
                str(path.relative_to(root)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest()
            )
    return sums.hexdigest()


def load_demonstration(config: Config, environment: Mapping[str, str], clock: Clock) -> None:
    """Load the invented landlord; the command itself knows whether the database already has it."""
    with clock.phase("loading the demonstration data"):
        command = ("python", "manage.py", "load_demonstration")
        status, lines = steps.watched(command, environment, config.root, lambda line: say(f"    {line}"))
    if status:
        remedy = "Read the lines above. ./portal run --empty starts without demonstration data."
        raise Trouble(
            "The demonstration data could not be loaded." if lines else "load_demonstration failed.", remedy
        )


def serve(
    config: Config, services: Services, environment: Mapping[str, str], clock: Clock, *, empty: bool
) -> None:
    """Start web, worker and timetable, say where they are, and watch them until told to stop."""
    supervisor = Supervisor(config, services, environment)
    try:
        before = clock.elapsed()
        say(f"[{before:6.1f} s] starting web, worker and timetable …")
        supervisor.start_all()
        people = [] if empty else sign_ins(config, environment)
        supervisor.wait_until_ready()
        clock.add("starting web, worker and timetable", clock.elapsed() - before)
        welcome(config, clock, people)
        supervisor.watch()
    except Stopped:
        say("\nStopping: work in hand is finished or put back first …")
    finally:
        with deaf():
            supervisor.stop_all()


def sign_ins(config: Config, environment: Mapping[str, str]) -> list[str]:
    """One line per demonstration person; empty when the command fails, which does not stop the portal."""
    status, lines = steps.watched(("python", "manage.py", "demonstration_accounts"), environment, config.root)
    return [] if status else [line for line in lines if "@" in line]


def welcome(config: Config, clock: Clock, people: list[str]) -> None:
    """Where the portal is, who can sign in, and how long it took."""
    say(f"\nThe portal is ready:  {config.site}/\n")
    if people:
        say("Sign in as:")
        for line in people:
            say(f"  {line}")
    else:
        say("Make the first person:  ./portal manage create_administrator EMAIL")
    say(f"\nTimes:\n{clock.table()}")
    fetching = sum(seconds for name, seconds in clock.phases if name.startswith("downloading"))
    apart = f" and {fetching:.1f} s of first download" if fetching else ""
    say(f"  {'ready after':<44} {clock.elapsed() - fetching:6.1f} s{apart}")
    say(f"\nData: {config.data}   Logs: {config.logs}   Stop: Ctrl-C")
