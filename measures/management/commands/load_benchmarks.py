"""Load quartiles of the sector, to compare with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from charter.faults import Refused
from charter.querysets import person_named
from measures.actions.sector import load_benchmarks
from measures.management.telling import files_named, refusal_text


class Command(BaseCommand):
    """`load_benchmarks FILES… --by EMAIL [--check]` (design section 6)."""

    help = "Load quartiles of landlords, by year, stock, size band and type."

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of the design."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="tables of quartiles or of all figures")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who loads them")
        parser.add_argument("--check", action="store_true", help="only check the files")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the files; write unless told only to check. Any fault: all are listed, nothing is written."""
        files = files_named(options["files"])
        try:
            by = person_named(options["by"])
            self.stdout.write(f"Reading {len(files)} {'file' if len(files) == 1 else 'files'} …")
            load = load_benchmarks(files=files, by=by, write=not options["check"])
        except Refused as refusal:
            raise CommandError(refusal_text(refusal)) from refusal
        self.stdout.write(f"{load.new} new, {load.changed} changed, {load.same} the same.")
        if options["check"]:
            self.stdout.write("Nothing was written.")
