"""One figure is approved, again and again: milliseconds of work in the database, queries, all of it."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def main(rounds: int) -> None:
    """Each round corrects the last month of another measure and does the job that its approval asks for."""
    from django.db import connection, transaction

    from charter import changes, jobs
    from charter.models import Job, User
    from measures.models import Result

    system, queries = User.objects.system(), 0

    def counted(execute: Callable[..., Any], *rest: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*rest)

    newest = Result.objects.filter(segment__isnull=True).order_by("-period_end", "measure_id")
    server = server_process()
    for number, result in enumerate(newest[: rounds + 1]):
        Result.objects.filter(pk=result.pk).update(numerator=result.numerator - 7)
        with transaction.atomic():
            changes.announce("result", [result.pk], by=system)
        job = Job.objects.get(kind="score_results", state="queued")
        queries, before, start = 0, worked(server), time.perf_counter()
        with connection.execute_wrapper(counted):
            assert jobs.run(job.pk)
        seconds, inside = time.perf_counter() - start, worked(server) - before
        if number:  # the first one opens connections and fills caches
            print(inside * 1000, queries, seconds * 1000)


def server_process() -> int:
    """The process of the database that serves this connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found: int = cursor.fetchone()[0]
    return found


def worked(process: int) -> float:
    """Seconds of processor time of a process on this machine: other work does not count."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
