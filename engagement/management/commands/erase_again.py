"""Erases once more what an older backup brought back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from charter.faults import Refused
from charter.querysets import person_named
from engagement.actions.data_requests import erase_again, list_path


class Command(BaseCommand):
    """`erase_again --by EMAIL [FILE]`: after a backup was put back; may be run as often as one likes."""

    help = "Erase again every row of the list of what people asked to have erased."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who does it, and another list than the installation's own."""
        parser.add_argument("file", nargs="?", type=Path, default=None)
        parser.add_argument("--by", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, and say how many records there were."""
        path = options["file"] or list_path()
        if not path.exists():
            raise CommandError(f"There is no list {path}. Give the one that was kept beside the backups.")
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
            gone = erase_again(lines, by=person_named(options["by"]))
        except (Refused, ValueError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{len(lines)} in the list, {gone} of them were here and are empty now.")
