"""What the commands for the catalogue of a language share."""

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from charter.faults import Refused
from charter.languages import UnknownLanguage


class CatalogueCommand(BaseCommand, ABC):
    """A command that works on one catalogue; every fault of it ends in a plain sentence."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("language", help="its code, such as cy or ur")
        parser.add_argument("--into", type=Path, default=Path(settings.LOCALE_PATHS[0]))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = self.work(options["into"], options["language"].strip().lower())
        except (UnknownLanguage, Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(said)

    @abstractmethod
    def work(self, folder: Path, code: str) -> str:
        """Do what the command is for; a sentence that says what was done.

        Raises `UnknownLanguage` or `Refused`, with nothing written.
        """
