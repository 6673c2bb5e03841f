"""Rescore everything, with every processor of this machine or by the workers alone."""

import gc
import os
import time
from argparse import ArgumentParser
from multiprocessing import get_context
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from charter import jobs
from charter.models import User
from measures.actions.rescoring import Run, ask_for_rescoring, how_far, work_on

PAUSE = 0.2  # seconds between two looks at the jobs
SWEEP_EVERY = 60.0
SELDOM = 50_000  # new objects between two looks of the collector: a step makes millions that are all in use


class Command(BaseCommand):
    """`rescore [--processes N]`: every series, every closed period. Killed, it goes on where it stopped."""

    requires_system_checks = []  # they look at every address and template, which takes longer than a step
    help = "Rescore everything: every series, and measures, promises, themes and the charter of every period."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many hands."""
        parser.add_argument(
            "--processes",
            type=int,
            default=os.cpu_count() or 1,
            help="processes that work here (default: all processors); 0 leaves everything to the workers",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for it, help, show how far it is; 0 only when everything was scored and nothing differs."""
        name = ask_for_rescoring(by=User.objects.system())
        connections.close_all()  # each process opens its own
        gc.freeze()  # what is loaded stays: the collector of each process need not look at it again
        fork = get_context("fork")
        helpers = [fork.Process(target=help_with, args=(name,)) for _ in range(options["processes"])]
        for helper in helpers:
            helper.start()
        run = self._watch(name)
        for helper in helpers:
            helper.join()
        for message in run.messages:
            self.stdout.write(message)
        if run.failed or run.differing:
            raise CommandError(
                f"{run.failed} of {run.jobs} steps failed; {run.differing} found stored scores that differ "
                "from a fresh computation. Those were not overwritten: the audit events name them."
            )

    def _watch(self, name: str) -> Run:
        shown, swept = -1, time.monotonic()
        while True:
            run = how_far(name)
            if run.done != shown:
                self.stdout.write(f"  {run.done} of {run.jobs} steps …")
                shown = run.done
            if run.is_over:
                return run
            if time.monotonic() - swept > SWEEP_EVERY:
                jobs.sweep()
                swept = time.monotonic()
            time.sleep(PAUSE)


def help_with(name: str) -> None:
    """Do the steps of a run as long as there are any, in a process of its own."""
    gc.set_threshold(SELDOM)
    while not how_far(name).is_over:
        work_on(name)
        time.sleep(PAUSE)
    connections.close_all()
