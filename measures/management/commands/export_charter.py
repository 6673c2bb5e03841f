"""Write a charter as a TOML file that loads again without difference."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from charter.faults import Refused
from measures.actions.charter_file import export_charter


class Command(BaseCommand):
    """`export_charter SLUG [--to FILE]`."""

    help = "Write a charter, with the landlord's records that its file named, as TOML."

    def add_arguments(self, parser: CommandParser) -> None:
        """The charter's slug, and where to write."""
        parser.add_argument("slug", metavar="SLUG", help="the charter's short name")
        parser.add_argument("--to", metavar="FILE", help="the file to write; without it the text is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the file, or write it and say so."""
        try:
            text = export_charter(slug=options["slug"])
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if not options["to"]:
            self.stdout.write(text, ending="")
            return
        try:
            Path(options["to"]).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['to']} cannot be written: {error.strerror}.") from error
        self.stdout.write(self.style.SUCCESS(f"Wrote {len(text.splitlines())} lines to {options['to']}."))
