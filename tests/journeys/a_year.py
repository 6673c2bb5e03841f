"""A portal with a year of figures and its two last quarters published, for journeys that look at a year."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from charter.periods import Period
from tests.journeys.stack import Stack, running, serve

YEAR = Period.containing(date.today(), "year").previous()
START = int(YEAR.key[:4])
LONG = 90  # seconds
PUBLISH = """
from charter.models import User
from charter.periods import Period
from measures.actions.releases import publish_release
publish_release(period=Period.parse("{period}"), by=User.objects.get(name="Tom Hale"))
"""


@contextmanager
def a_year(folder: Path, world: str) -> Iterator[Stack]:
    """A stack that serves the world which the code makes; it needs an approver named Tom Hale."""
    with running(folder, shelf=10) as stack:
        stack.run_code(world)
        serve(stack)
        until_the_worker_rests(stack)
        for quarter in (f"{YEAR.key}-Q3", f"{YEAR.key}-Q4"):
            stack.run_code(PUBLISH.format(period=quarter))
        yield stack


def until_the_worker_rests(world: Stack) -> None:
    """Until nothing waits to be done."""
    ends = time.monotonic() + LONG
    while world.rows("SELECT count(*) FROM charter_job WHERE state IN ('queued', 'running')") != [(0,)]:
        assert time.monotonic() < ends, world.rows("SELECT kind, state, message FROM charter_job")
        time.sleep(0.3)
