"""Several people who do something in the same moment, each on a connection of their own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from charter.faults import Refused

Came = TypeVar("Came")


def in_one_moment(
    works: Sequence[Callable[[], Came]], *, expected: type[Exception] | tuple[type[Exception], ...] = Refused
) -> list[Came | Exception]:
    """What came of each, in their order: its result, or an exception that was expected; others are raised."""
    start = threading.Barrier(len(works))

    def one(work: Callable[[], Came]) -> Came | Exception:
        try:
            start.wait(timeout=30)
            return work()
        except expected as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def done_or_refused(works: Sequence[Callable[[], object]]) -> list[str]:
    """How it ended for each, in their order: “done” or “refused”."""
    return ["refused" if isinstance(came, Refused) else "done" for came in in_one_moment(works)]
