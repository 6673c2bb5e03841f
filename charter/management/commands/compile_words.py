"""Make the catalogue of a language ready for use."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from charter.faults import Refused
from charter.languages import UnknownLanguage, catalogues


class Command(BaseCommand):
    help = "Check the catalogue of a language and make it ready for use. Start the portal anew afterwards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("language", help="its code, such as cy or ur")
        parser.add_argument("--into", type=Path, default=Path(settings.LOCALE_PATHS[0]))

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["language"].lower()
        try:
            done = catalogues.compiled(options["into"], code)
        except (UnknownLanguage, Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{code}: {done} texts are translated.")
