"""A print has an end to its time and memory; what goes wrong in the child is told in the parent."""

import os
import subprocess
import time

import pytest

from charter.faults import Refused
from measures.pdf.bounded import Limits, in_child


def endless() -> tuple[bytes, int]:
    while True:
        pass


def greedy() -> tuple[bytes, int]:
    return bytes(512 * 1024 * 1024), 1


def asleep() -> tuple[bytes, int]:
    time.sleep(60)
    return b"", 1


def dying() -> tuple[bytes, int]:
    os._exit(9)


def forbidden() -> tuple[bytes, int]:
    raise PermissionError("A paper may not read that.")


def refusing() -> tuple[bytes, int]:
    raise Refused("Not today.")


def breaking() -> tuple[bytes, int]:
    raise ValueError("A margin is not a number.")


def no_child_left() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return True


def children() -> set[str]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(os.getpid())], capture_output=True, text=True)
    return set(listed.stdout.split())


def test_work_comes_back_whole() -> None:
    content = os.urandom(3_000_000) + b"\n{}"
    assert in_child(lambda: (content, 7), Limits()) == (content, 7)
    assert no_child_left()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("work", "limits", "kind", "words"),
    [
        (endless, Limits(work=1), Refused, "more time"),
        (greedy, Limits(memory=64 * 1024**2), Refused, "more memory"),
        (asleep, Limits(clock=0.3), Refused, "more time"),
        (dying, Limits(), RuntimeError, "code 9"),
        (forbidden, Limits(), PermissionError, "may not read that"),
        (refusing, Limits(), Refused, "Not today"),
        (breaking, Limits(), RuntimeError, "ValueError: A margin"),
    ],
)
def test_what_goes_wrong_is_told_and_the_next_work_is_done(work, limits, kind, words) -> None:
    began = time.monotonic()
    with pytest.raises(kind, match=words):
        in_child(work, limits)
    assert time.monotonic() - began < 15
    assert no_child_left()
    assert in_child(lambda: (b"next", 1), Limits()) == (b"next", 1)


def test_who_stops_waiting_stops_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    def impatient(seconds: float) -> None:
        raise KeyboardInterrupt

    before = children()
    monkeypatch.setattr("measures.pdf.bounded.time.sleep", impatient)
    with pytest.raises(KeyboardInterrupt):
        in_child(endless, Limits())
    assert no_child_left()
    monkeypatch.undo()
    assert len(children() - before) <= 1  # ps itself
