"""Work in a child process with an end to its time and memory (reliability.md P25).

How long a print takes cannot be told in advance, so the machine stops it. The child is forked from the
warm worker, which has the libraries loaded; it talks to nobody and ends without touching what it inherited.
"""

import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.faults import Refused

Work = Callable[[], tuple[bytes, int]]
TOO_LONG = N_("This paper needs more time than one paper may use. Nothing was lost; ask for a smaller one.")
TOO_BIG = N_("This paper needs more memory than one paper may use. Nothing was lost; ask for a smaller one.")
IMPOSSIBLE = N_(
    "This paper holds something that cannot be laid out on a page: parts within parts without end, or a size "
    "beyond all bounds. Nothing was lost; the text has to be changed."
)
PAUSE = 0.02  # seconds between two looks at the child
OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)
OUT_OF_MEMORY = (2, -signal.SIGABRT, -signal.SIGTRAP)  # libraries in C end themselves when they get none
OUT_OF_STACK = -signal.SIGSEGV
# What the printer stumbles over when a document has no end or no measure.
NO_LAYOUT = frozenset({"RecursionError", "OverflowError", "ZeroDivisionError", "FloatingPointError"})


@dataclass(frozen=True)
class Limits:
    """Seconds of work, bytes on top of what the worker has already, seconds on the clock."""

    work: int = 60
    memory: int = 1024**3
    clock: float = 90


def in_child(work: Work, limits: Limits) -> tuple[bytes, int]:
    """What the work gives, done in a child of its own; where there is no fork it is done here.

    Raises Refused when it takes too much time or memory, PermissionError when the work raised it, and
    RuntimeError when the child broke.
    """
    if sys.platform != "linux":
        return work()
    with tempfile.TemporaryFile() as answer:
        child = os.fork()
        if child == 0:
            _do(work, limits, answer)
        with _ended(child):
            status = _waited(child, limits.clock)
        return _read(answer, status)


def _do(work: Work, limits: Limits, answer: IO[bytes]) -> None:
    """The child's whole life: limits, work, an answer in the file, and an end that cleans up nothing."""
    code = 1
    try:
        _limit(limits)
        content, pages = work()
        answer.write(json.dumps({"pages": pages}).encode() + b"\n" + content)
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY[0]
    except Exception as error:
        answer.write(json.dumps({"error": type(error).__name__, "message": str(error)[:500]}).encode())
    finally:
        try:
            answer.flush()
        finally:
            os._exit(code)


def _limit(limits: Limits) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.work, limits.work + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


@contextmanager
def _ended(child: int) -> Iterator[None]:
    """Whatever stops the waiting (a time limit of the worker, for one) stops the child too."""
    try:
        yield
    except BaseException:
        _kill(child)
        raise


def _waited(child: int, seconds: float) -> int:
    """How the child ended. Raises Refused when it did not in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(PAUSE)
    raise Refused(_(TOO_LONG))


def _kill(child: int) -> None:
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ProcessLookupError, ChildProcessError):
        return


def _read(answer: IO[bytes], status: int) -> tuple[bytes, int]:
    answer.seek(0)
    head, _end, content = answer.read().partition(b"\n")
    if status in OUT_OF_TIME:
        raise Refused(_(TOO_LONG))
    told = json.loads(head or b"{}")
    if status in OUT_OF_MEMORY or told.get("error") == "MemoryError":
        raise Refused(_(TOO_BIG))
    if status == OUT_OF_STACK or told.get("error") in NO_LAYOUT:
        raise Refused(_(IMPOSSIBLE))
    if status != 0:
        _raise(told, status)
    return content, int(told["pages"])


def _raise(told: dict[str, str], status: int) -> None:
    message = told.get("message") or f"The print ended with code {status}."
    if told.get("error") == "PermissionError":
        raise PermissionError(message)
    if told.get("error") == "Refused":
        raise Refused(message)
    raise RuntimeError(f"{told.get('error', 'The child ended')}: {message}")
