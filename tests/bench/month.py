"""The last month of every series was approved: all that hangs on it is scored, by two processes and more."""

import os
import sys
from multiprocessing import get_context

import django


def main() -> None:
    """Announce the figures as an approval does, then do what was asked for until nothing waits."""
    from django.db import connections, transaction
    from django.db.models import Max

    from charter import changes
    from charter.models import User
    from measures.models import Result

    last = Result.objects.aggregate(day=Max("period_end"))["day"]
    ids = list(Result.objects.filter(period_end=last).values_list("pk", flat=True))
    with transaction.atomic():
        changes.announce("result", ids, by=User.objects.system())
    connections.close_all()
    helpers = [get_context("fork").Process(target=work) for _ in range(os.cpu_count() or 1)]
    for helper in helpers:
        helper.start()
    for helper in helpers:
        helper.join()
    sys.exit(any(helper.exitcode for helper in helpers))


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
    main()
