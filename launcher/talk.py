"""What the launcher says: phases with their times, and failures with a remedy."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Trouble(Exception):
    """Something a person must mend. `remedy` says what to do next."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal: leave, stopping whatever was started."""


def say(line: str = "") -> None:
    """One line for the person in front of the screen."""
    print(line, flush=True)


def complain(trouble: Trouble) -> None:
    """What went wrong and what to do, on standard error."""
    print(f"\nStopped: {trouble.what}\nWhat to do: {trouble.remedy}", file=sys.stderr, flush=True)


class Clock:
    """Times of the phases in seconds, in the order in which they ended."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.phases: list[tuple[str, float]] = []

    def elapsed(self) -> float:
        """Seconds since the command began."""
        return time.monotonic() - self.began

    def add(self, name: str, seconds: float) -> None:
        """Note a phase that was timed elsewhere."""
        self.phases.append((name, seconds))

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time the block and say its name as it begins."""
        say(f"[{self.elapsed():6.1f} s] {name} …")
        start = time.monotonic()
        yield
        self.add(name, time.monotonic() - start)

    def seconds(self, name: str) -> float:
        """Time of a phase, 0 when it did not happen."""
        return sum(seconds for phase, seconds in self.phases if phase == name)

    def table(self) -> str:
        """Every phase and its seconds, one a line."""
        return "\n".join(f"  {name:<44} {seconds:6.1f} s" for name, seconds in self.phases if seconds >= 0.05)
