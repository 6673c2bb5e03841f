"""Ctrl-C, SIGTERM and a closed terminal all mean the same: leave, stopping everything."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from launcher.talk import Stopped

LEAVING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def listen() -> None:
    """Turn each of the signals into Stopped, once; while the portal stops, further ones change nothing."""

    def leave(number: int, frame: FrameType | None) -> None:
        for one in LEAVING:
            signal.signal(one, signal.SIG_IGN)
        raise Stopped

    for one in LEAVING:
        signal.signal(one, leave)


@contextmanager
def deaf() -> Iterator[None]:
    """Finish the block whatever is pressed: it stops processes, and half way out would leave strays."""
    before = {one: signal.signal(one, signal.SIG_IGN) for one in LEAVING}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
