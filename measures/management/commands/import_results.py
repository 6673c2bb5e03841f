"""Import figures or cases from a CSV file of any length; without --yes it only checks."""

from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from charter.faults import Refused
from charter.models import User
from charter.querysets import person_named
from measures.actions.imports import CaseCheck, Check, check_any, history_only, import_file
from measures.management.telling import cannot_read, refusal_text
from measures.models import Import, Measure


class Command(BaseCommand):
    """`import_results FILE --by EMAIL [--measure SLUG] [--reason TEXT] [--approve-by EMAIL] [--yes]`.

    Source: design section 6.
    """

    requires_system_checks = []  # they look at every address and template, which a file does not need
    help = "Import a file of figures or of cases. Without --yes nothing is written: the file is checked."

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of the design."""
        parser.add_argument("file", metavar="FILE", help="the file (CSV, see docs/results-file.md)")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who enters the figures")
        parser.add_argument(
            "--approve-by", metavar="EMAIL", help="who approves them: history and demonstration data only"
        )
        parser.add_argument("--measure", metavar="SLUG", help="for a file of cases: the measure it is about")
        parser.add_argument(
            "--reason",
            default="",
            metavar="TEXT",
            help="for a file of cases: why it corrects approved figures",
        )
        parser.add_argument("--yes", action="store_true", help="write; without it nothing is written")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the whole file; write it with --yes. Any fault: all are listed, nothing is written."""
        try:
            by = person_named(options["by"])
            second = person_named(options["approve_by"]) if options["approve_by"] else None
            measure = _measure(options["measure"])
            with Path(options["file"]).open("rb") as source:
                self.stdout.write(f"Reading {options['file']} …")
                if options["yes"]:
                    self._write(source, by, second, measure, options["reason"])
                else:
                    self._check(source, second, measure)
        except OSError as error:
            raise cannot_read(options["file"], error) from error
        except Refused as refusal:
            raise CommandError(refusal_text(refusal)) from refusal

    def _check(self, source: BinaryIO, second: User | None, measure: Measure | None) -> None:
        check = check_any(source, measure, only_history=history_only(second), tell=self._tell)
        if check.faults:
            raise Refused.because(fault.fault for fault in check.faults)
        self.stdout.write(f"{_held(check)} Nothing was written. Add --yes to import the file.")

    def _write(
        self, source: BinaryIO, by: User, second: User | None, measure: Measure | None, reason: str
    ) -> None:
        batch, check = import_file(
            source=source,
            name=Path(source.name).name,
            by=by,
            approve_by=second,
            tell=self._tell,
            measure=measure,
            reason=reason,
        )
        self.stdout.write(self.style.SUCCESS(f"{_held(check)} {_became(batch, second)}"))

    def _tell(self, rows: int) -> None:
        if rows % 5_000 == 0:
            self.stdout.write(f"  {rows:,} rows …")


def _measure(slug: str | None) -> Measure | None:
    """The measure of a file of cases. Raises Refused when it is not there or not worked out from cases."""
    if not slug:
        return None
    found = Measure.objects.filter(slug=slug, kind="cases").first()
    if found is None:
        raise Refused(f"There is no measure “{slug}” that is worked out from cases. Check the short name.")
    return found


def _held(check: Check) -> str:
    if isinstance(check, CaseCheck):
        changed = sum(change.becomes != "same" for change in check.changes)
        touched = f"{changed:,} {'figure follows' if changed == 1 else 'figures follow'}"
        return f"{check.rows:,} {'case' if check.rows == 1 else 'cases'}, no fault; {touched}."
    same = f" {check.same:,} of them stand already." if check.same else ""
    count = len(check.measures)
    return f"{check.rows:,} figures of {count:,} {'measure' if count == 1 else 'measures'}, no fault.{same}"


def _became(batch: Import, second: User | None) -> str:
    waiting = batch.results.filter(workflow="draft").count()
    sent = batch.results.exclude(workflow="draft").count()
    words = f"{sent:,} {'approved' if second else 'submitted for approval'}."
    if waiting:
        words += f" {waiting:,} miss their target and wait as drafts for an explanation."
    return words
