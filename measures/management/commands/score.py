"""Score a period by hand, as the worker does."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from charter.models import User
from charter.periods import Period, PeriodError
from charter.querysets import year_starts
from measures.actions.scores import score_period


class Command(BaseCommand):
    """Computes the scores of measures, promises, themes and the charter at the end of a period."""

    help = "Score a period, such as: score --period 2025-26-Q1"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The periods to score."""
        parser.add_argument(
            "--period",
            action="append",
            required=True,
            help="A month (2025-04), quarter (2025-26-Q1) or year (2025-26). Can be given more than once.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Score each period and print what was done; fails if a stored score differs from a fresh one."""
        differing = 0
        for text in options["period"]:
            scored = score_period(period=self._closed(text), by=User.objects.system())
            differing += len(scored.differing)
            self.stdout.write(str(scored))
        if differing:
            raise CommandError(
                f"{differing} stored scores differ from a fresh computation of the same inputs. They were "
                "not overwritten: find out who changed them. The audit events name them."
            )

    def _closed(self, text: str) -> Period:
        try:
            period = Period.parse(text, year_starts())
        except PeriodError as error:
            raise CommandError(str(error)) from error
        if period.end >= timezone.localdate():
            raise CommandError(f"{period.label} has not ended yet. Scores look back on a whole period.")
        return period
