"""Starting and stopping processes, and knowing them again after a crash.

A process number alone proves nothing: the system gives it to another program later. Every process is
therefore kept with its start time, and is touched only while both agree.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.talk import Trouble

LINUX = sys.platform.startswith("linux")
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
LIBC = ctypes.CDLL(None, use_errno=True) if LINUX else None
# Set for every child: what carries it with our folder is ours, whatever its number.
FOLDER_VARIABLE = "PORTAL_DATA"


@dataclass(frozen=True)
class Account:
    """The user under whom servers run when root starts the portal: PostgreSQL refuses root."""

    name: str
    uid: int
    gid: int


@dataclass
class Process:
    """A process of ours: started by this launcher (`popen`), or known again from its file."""

    name: str
    pid: int
    identity: str
    popen: "subprocess.Popen[bytes] | None" = None

    def alive(self) -> bool:
        """Whether this very process still runs, not merely another one with its number."""
        if self.popen is not None:
            return self.popen.poll() is None
        return identity_of(self.pid) == self.identity


@dataclass(frozen=True)
class Order:
    """What to start: a name, a command, where its output goes, and under whom."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    account: Account | None = None
    # The portal's own processes end with their launcher; servers live on and are adopted by the next start.
    ends_with_launcher: bool = True


def identity_of(pid: int) -> str | None:
    """Boot and start time of a live process, or None when there is none (a zombie is none)."""
    if not LINUX:
        return _identity_from_ps(pid)
    fields = _stat_fields(pid)
    if not fields or fields[0] in "ZX":
        return None
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{boot}:{fields[19]}"


def _stat_fields(pid: int) -> list[str]:
    # The name in brackets may hold spaces; what follows the last bracket does not: state, parent, group, …
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _identity_from_ps(pid: int) -> str | None:
    told = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or None


def start(order: Order, run_folder: Path) -> Process:
    """Start a process in a session of its own; the child itself writes its file before the program runs."""
    order.log.parent.mkdir(parents=True, exist_ok=True)
    run_folder.mkdir(parents=True, exist_ok=True)
    file = os.open(run_folder / f"{order.name}.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with order.log.open("ab") as log:
            popen = subprocess.Popen(
                list(order.command),
                cwd=order.folder,
                env=dict(order.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_before_program(file, order),  # the launcher has one thread
                user=order.account.uid if order.account else None,
                group=order.account.gid if order.account else None,
                extra_groups=[] if order.account else None,
            )
    except (OSError, subprocess.SubprocessError) as error:
        raise Trouble(f"{order.name} could not be started ({error}).", "Run ./portal doctor.") from error
    finally:
        os.close(file)
    return Process(order.name, popen.pid, identity_of(popen.pid) or "", popen)


def _before_program(file: int, order: Order) -> Callable[[], None]:
    def prepare() -> None:
        if order.ends_with_launcher and LIBC is not None:
            LIBC.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
        pid = os.getpid()
        os.write(file, json.dumps({"pid": pid, "identity": identity_of(pid)}).encode())

    return prepare


def recall(name: str, run_folder: Path) -> Process | None:
    """The process that an earlier launcher noted under this name, dead or alive; None when none is noted."""
    try:
        noted = json.loads((run_folder / f"{name}.json").read_text(encoding="ascii"))
        return Process(name, int(noted["pid"]), str(noted["identity"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(name: str, run_folder: Path) -> None:
    """Remove the note of a process that has ended."""
    (run_folder / f"{name}.json").unlink(missing_ok=True)


def stop(process: Process, first: signal.Signals | None, patience: float) -> bool:
    """Ask a process to end (`first` None: it was asked already), wait, insist. True if it ended politely."""
    if first is not None and process.alive():
        send(process.pid, first)
    if wait_until(lambda: not process.alive(), patience):
        return True
    send(process.pid, signal.SIGKILL)
    wait_until(lambda: not process.alive(), 10)
    return False


def send(pid: int, what: signal.Signals) -> None:
    """Signal a process; one that has just ended is no fault."""
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def orphans(group: int, folder: Path) -> list[int]:
    """Live members of a process group whose leader is gone, if their environment proves them ours."""
    if not LINUX or identity_of(group) is not None:
        return []
    mark = f"{FOLDER_VARIABLE}={folder}".encode()
    return [pid for pid in _group_members(group) if mark in _environment(pid)]


def _group_members(group: int) -> list[int]:
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [
        pid
        for pid in numbers
        if (fields := _stat_fields(pid)) and fields[0] not in "ZX" and int(fields[2]) == group
    ]


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def command_line(pid: int) -> list[str]:
    """The words with which a process was started; empty when it is gone or may not be read."""
    try:
        if LINUX:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
        told = subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return told.stdout.split()
    except OSError:
        return []


def end_application(name: str, folder: Path, patience: float, process: Process | None = None) -> bool:
    """End one of the portal's own processes and whatever it left behind. True when something had to be ended.

    `process` is one that was asked to end already; without it the one noted in `folder` by an earlier
    launcher is meant.
    """
    run_folder = folder / "run"
    first = None if process else signal.SIGTERM
    process = process or recall(name, run_folder)
    if process is None:
        forget(name, run_folder)
        return False
    found = process.alive()
    stop(process, first, patience)
    left = orphans(process.pid, folder)
    for pid in left:
        send(pid, signal.SIGKILL)
    wait_until(lambda: not orphans(process.pid, folder), 5)
    forget(name, run_folder)
    return found or bool(left)


def wait_until(done: Callable[[], bool], seconds: float, pause: float = 0.05) -> bool:
    """Ask again and again until `done` says yes or the time is over; the last answer."""
    limit = time.monotonic() + seconds
    while not done():
        if time.monotonic() > limit:
            return False
        time.sleep(pause)
    return True
