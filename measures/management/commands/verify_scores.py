"""Is what was published, and what is stored, what the figures give?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from charter.models import User
from measures.actions.verifying import verify_scores


class Command(BaseCommand):
    """`verify_scores`: works everything out again and compares; the worker does the same every night."""

    help = "Work out again what is published and stored; fails with every difference and changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was compared and what was kept; return 0 only when nothing differs."""
        done = verify_scores(by=User.objects.system())
        for line in (*done.kept, *done.differences):
            self.stdout.write(line)
        if done.differences:
            raise CommandError(f"{done}. Nothing was overwritten; the audit events name what lies.")
        self.stdout.write(self.style.SUCCESS(f"{done}."))
