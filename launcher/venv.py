"""The virtual environment: made once, filled from the hash-locked files, renewed when a lock changes."""

import hashlib
import json
import os
import sys
import time
from pathlib import Path

from launcher import steps
from launcher.config import Config
from launcher.keys import write_private
from launcher.locks import exclusive
from launcher.system import install_debian, is_root_on_debian
from launcher.talk import Clock, Trouble, say

# Each lock file holds all that the ones it covers hold.
COVERS = {"runtime": ("runtime",), "local": ("local", "runtime"), "dev": ("dev", "local", "runtime")}


def ensure(config: Config, wanted: str, clock: Clock) -> None:
    """Make the environment hold what `requirements/<wanted>.txt` locks; costs nothing if it already does."""
    config.venv.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(
        config.venv.with_name("venv.lock"), "Another portal command is installing packages; waiting for it"
    ):
        if not usable(config.python):
            with clock.phase("making the virtual environment"):
                make(config.venv)
        if read_installed(config.venv).get(wanted) != lock_hash(config.root, wanted):
            fill(config, wanted, clock)


def usable(python: Path) -> bool:
    """Whether the environment's interpreter starts and is the version that runs this launcher."""
    if not python.exists():
        return False
    status, told = steps.quick([str(python), "-c", "import sys, pip; print(*sys.version_info[:2])"])
    return status == 0 and told.split() == [str(part) for part in sys.version_info[:2]]


def make(venv: Path) -> None:
    """Make an empty environment in place of a broken one. Raises Trouble when Python lacks the means."""
    if steps.quick([sys.executable, "-c", "import ensurepip, venv"])[0]:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not is_root_on_debian():
            raise Trouble(
                "This Python cannot make virtual environments.",
                f"On Debian or Ubuntu: sudo apt-get install {package}",
            )
        install_debian([package], "so that Python can make virtual environments")
    status, told = steps.quick([sys.executable, "-m", "venv", "--clear", str(venv)])
    if status:
        say(told)
        raise Trouble(
            "The virtual environment could not be made.",
            f"Read the lines above; then delete {venv} and try again.",
        )


def lock_hash(root: Path, name: str) -> str:
    """Fingerprint of a lock file."""
    return hashlib.sha256((root / "requirements" / f"{name}.txt").read_bytes()).hexdigest()


def read_installed(venv: Path) -> dict[str, str]:
    """Which lock files the environment holds, by fingerprint; empty when unknown."""
    try:
        kept = json.loads((venv / "installed.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def fill(config: Config, wanted: str, clock: Clock) -> None:
    """Install a lock file, counting packages aloud. Raises Trouble with pip's own last words."""
    lock = config.root / "requirements" / f"{wanted}.txt"
    progress = Progress(clock, total=lock.read_text(encoding="utf-8").count("=="))
    say(f"[{clock.elapsed():6.1f} s] installing {progress.total} packages, each checked by its hash …")
    command = [str(config.python), "-m", "pip", "install", "--no-deps", "--require-hashes", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar=off", "-r", str(lock)]
    status, lines = steps.watched(command, os.environ, config.root, progress.line)
    progress.end()
    if status:
        for line in lines[-15:]:
            say(f"    {line}")
        raise Trouble("pip could not install the packages.", explain(lines))
    installed = read_installed(config.venv) | {name: lock_hash(config.root, name) for name in COVERS[wanted]}
    write_private(config.venv / "installed.json", json.dumps(installed))


def explain(lines: list[str]) -> str:
    """The likely remedy for pip's last words."""
    text = "\n".join(lines[-40:])
    if "No space left" in text:
        return "The disk is full. Free about 1 GB and run the same command again."
    if "DO NOT MATCH THE HASHES" in text:
        return (
            "A package differs from the locked one. Do not use it: check your package mirror, then try again."
        )
    if "No matching distribution" in text or "from versions: none" in text:
        return (
            "Your package index has no such file for this system. Use Linux or macOS on x86 or ARM, or WSL."
        )
    return "Check the network and any proxy or PIP_INDEX_URL setting, then run the same command again."


class Progress:
    """Counts pip's lines; parts the time of fetching from the time of installing."""

    def __init__(self, clock: Clock, total: int) -> None:
        self.clock = clock
        self.total = total
        self.began = time.monotonic()
        self.fetched_at: float | None = None
        self.seen = self.downloads = 0

    def line(self, line: str) -> None:
        """Take one line of pip's output."""
        word = line.strip().partition(" ")[0]
        if word == "Downloading":
            self.downloads += 1
        elif word == "Installing":
            self.fetched_at = time.monotonic()
            say(f"    unpacking {self.seen} packages")
        elif word in {"Collecting", "Processing"}:
            self.seen += 1
            if self.seen % 10 == 0:
                say(f"    {self.seen} of about {self.total} found")

    def end(self) -> None:
        """Note the times: a first download is named apart from reading pip's cache."""
        now = time.monotonic()
        fetched = self.fetched_at or now
        name = (
            f"downloading packages ({self.downloads} new)"
            if self.downloads
            else "reading packages from pip's cache"
        )
        self.clock.add(name, fetched - self.began)
        self.clock.add("installing packages", now - fetched)
