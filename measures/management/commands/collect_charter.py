"""Write every text of a charter for a translator, as a piece of its charter file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from charter.faults import Refused
from charter.languages import UnknownLanguage
from measures.actions.charter_file import collect_charter


class Command(BaseCommand):
    """`collect_charter LANGUAGE [--charter SLUG] [--to FILE]`."""

    help = "Write every text of the charter with its translation, empty where there is none yet, as TOML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The language, which charter, and where to write."""
        parser.add_argument("language", help="its code, such as cy or ur")
        parser.add_argument("--charter", default="", metavar="SLUG", help="its short name [the current one]")
        parser.add_argument("--to", metavar="FILE", help="the file to write; without it the text is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the piece, or write it and say how much is left to do."""
        try:
            found = collect_charter(language=options["language"].lower(), slug=options["charter"])
        except (Refused, UnknownLanguage) as error:
            raise CommandError(str(error)) from error
        if not options["to"]:
            self.stdout.write(found.piece, ending="")
            return
        try:
            Path(options["to"]).write_text(found.piece, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['to']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{options['to']}: {found.texts} texts, {found.missing} of them to be translated.")
