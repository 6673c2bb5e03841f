"""`check_published`: is what is shown what was published?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from charter.models import User
from measures.actions.checks import check_published


class Command(BaseCommand):
    """Compare pages, open data and papers with the live release; the worker does the same every night."""

    help = "Compare what is shown with what was published; fails with every difference."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was compared; return 0 only when all agree."""
        found = check_published(by=User.objects.system())
        for difference in found.differences:
            self.stderr.write(difference)
        if found.differences:
            raise CommandError(
                f"{counted(len(found.differences), 'difference')} in {counted(found.compared, 'measure')}."
            )
        self.stdout.write(
            f"{counted(found.compared, 'measure')} compared: pages, data and papers agree with the release."
        )


def counted(number: int, noun: str) -> str:
    """Such as “1 measure”, “35 measures”."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
