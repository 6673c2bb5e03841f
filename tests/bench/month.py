"""A month comes: a file of it is written, imported and approved, and all that hangs on it is scored.

It is brought in by a process that has started, as the portal's worker has; its clock runs from the first byte
of the file to the last score.
"""

import os
import random
import resource
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import django

ENTERS, APPROVES = "enters@bench.invalid", "approves@bench.invalid"


def write_file(path: str) -> None:
    """The file of the month after the last one: every measure, every segment, the whole landlord."""
    from django.db.models import Max

    from charter.periods import Period
    from charter.querysets import year_starts
    from measures.models import Measure, Result, Segment

    last = Result.objects.aggregate(day=Max("period_end"))["day"]
    month = Period.containing(last, "month", year_starts()).next()
    chance = random.Random(7)
    segments = [("", 5000), *((slug, 80) for slug in Segment.objects.values_list("slug", flat=True))]
    with Path(path).open("w", encoding="utf-8") as file:
        file.write("measure,period,segment,numerator,denominator\n")
        for measure in Measure.objects.order_by("pk").values_list("slug", flat=True):
            for segment, size in segments:
                base = chance.randint(size, size + size // 2)
                part = base - chance.randint(0, base * 12 // 100)
                file.write(f"{measure},{month.key},{segment},{part},{base}\n")


def bring_in(path: str) -> None:
    """Import and approve the file as an operator does, then do all that this asks for.

    Prints the megabytes of the process after the import and by how many it grew, the seconds of the import
    and those of the rest.
    """
    from django.core.management import call_command

    before, start = memory(), time.perf_counter()
    call_command("import_results", path, by=ENTERS, approve_by=APPROVES, yes=True, stdout=sys.stderr)
    imported, most = time.perf_counter(), memory()
    score()
    print(most, most - before, imported - start, time.perf_counter() - imported)


def start() -> None:
    """Only start: what an operator waits for before the first byte is read."""


def memory() -> int:
    """The most megabytes that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def score() -> None:
    """Do what was asked for until nothing waits, by as many processes as there are processors."""
    from django.db import connections

    connections.close_all()
    helpers = [get_context("fork").Process(target=work) for _ in range(os.cpu_count() or 1)]
    for helper in helpers:
        helper.start()
    for helper in helpers:
        helper.join()
    if any(helper.exitcode for helper in helpers):
        sys.exit(1)


def work() -> None:
    """Do what waits, as a worker does."""
    from django.utils import timezone

    from charter import jobs
    from charter.models import Job

    due = Job.objects.filter(state="queued", due__lte=timezone.now()).order_by("pk")
    while (job := due.values_list("pk", flat=True).first()) is not None:
        jobs.run(job)


if __name__ == "__main__":
    django.setup()
    what, *path = sys.argv[1:]
    {"file": write_file, "bring": bring_in, "start": start}[what](*path)
