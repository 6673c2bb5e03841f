"""Locks between launchers of one data folder; the system drops them when a process dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.talk import say


def open_lock(path: Path) -> int:
    """A handle on a lock file; children do not inherit it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def try_lock(handle: int, kind: int) -> bool:
    """Take or change a lock without waiting; False when somebody else stands in the way."""
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def exclusive(path: Path, while_waiting: str = "") -> Iterator[None]:
    """Hold a lock alone during the block, saying so when it has to wait."""
    handle = open_lock(path)
    try:
        if not try_lock(handle, fcntl.LOCK_EX):
            if while_waiting:
                say(f"    {while_waiting} …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
