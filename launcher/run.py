"""./portal run: from nothing to a portal that answers, and back to nothing when it is stopped."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from launcher import steps, system, venv
from launcher.commands import COLLECT, DEMONSTRATION, PREPARE
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
            is_new = prepare(services, environment, clock)
            collect_static(config, environment, clock)
            people = [] if empty or not is_new else load_demonstration(config, environment, clock)
            serve(services, environment, clock, people, load=not (empty or is_new))
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


def prepare(services: Services, environment: Mapping[str, str], clock: Clock) -> bool:
    """Bring tables and rights up to date; False when our own server's database is known to be so already."""
    mark, wanted = services.prepared_mark(), migrations_hash(services.config.root)
    if mark and mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return False
    with clock.phase("preparing the database"):
        owner = {**environment, "PORTAL_AS_OWNER": "1"}
        remedy = "Read the lines above. If you changed models, run ./portal manage makemigrations."
        steps.must(PREPARE, owner, services.config.root, "The database could not be prepared.", remedy)
    if mark:
        write_private(mark, wanted)
    return True


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
    return fingerprint(
        root, [path for folder in ("static", "charter/settings") for path in (root / folder).rglob("*")]
    )


def migrations_hash(root: Path) -> str:
    """Fingerprint of all that the tables and the rights on them are made of."""
    return fingerprint(root, [*root.glob("*/migrations/*.py"), *root.glob("charter/*.py")])


def fingerprint(root: Path, paths: Iterable[Path]) -> str:
    """One sum over the named files and the packages that bring their own."""
    sums = hashlib.sha256()
    for path in sorted([*paths, root / "requirements" / "runtime.txt"]):
        if path.is_file() and path.suffix != ".pyc":
            sums.update(
                str(path.relative_to(root)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest()
            )
    return sums.hexdigest()


def load_demonstration(config: Config, environment: Mapping[str, str], clock: Clock) -> list[str]:
    """Load the invented landlord, unless the database has it; the sign-ins. Raises Trouble when it fails."""

    def tell(line: str) -> None:
        if "@" not in line:
            say(f"    {line}")

    with clock.phase("loading the demonstration data"):
        status, lines = steps.watched(DEMONSTRATION, environment, config.root, tell)
    if status:
        remedy = "Read the lines above. ./portal run --empty starts without demonstration data."
        raise Trouble("The demonstration data could not be loaded.", remedy)
    return [line for line in lines if "@" in line]


def serve(
    services: Services, environment: Mapping[str, str], clock: Clock, people: list[str], *, load: bool
) -> None:
    """Start web, worker and timetable, say where they are, and watch them until told to stop.

    `load`: a database that is not new has its demonstration data already, so looking costs no waiting.
    """
    supervisor = Supervisor(services.config, services, environment)
    try:
        before = clock.elapsed()
        say(f"[{before:6.1f} s] starting web, worker and timetable …")
        supervisor.start_all()
        people = load_demonstration(services.config, environment, Clock()) if load else people
        supervisor.wait_until_ready()
        clock.add("starting web, worker and timetable", clock.elapsed() - before)
        welcome(services.config, clock, people)
        supervisor.watch()
    except Stopped:
        say("\nStopping: work in hand is finished or put back first …")
    finally:
        with deaf():
            supervisor.stop_all()


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
