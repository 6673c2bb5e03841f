"""Write the catalogue of a language: every text of the portal, for a translator to fill."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from charter.languages import UnknownLanguage, catalogues


class Command(BaseCommand):
    help = "Write or bring up to date the catalogue of a language, such as cy. What is translated stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("language", help="its code, such as cy or ur")
        parser.add_argument("--into", type=Path, default=Path(settings.LOCALE_PATHS[0]))

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["language"].lower()
        try:
            texts, missing = catalogues.written(settings.ROOT, options["into"], code)
        except UnknownLanguage as error:
            raise CommandError(str(error)) from error
        path = catalogues.path_of(options["into"], code)
        self.stdout.write(f"{path}: {texts} texts, {missing} of them to be translated.")
