"""Load a charter from a TOML file; without --yes it only shows what would change."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from charter.faults import Refused
from charter.querysets import person_named
from measures.actions.charter_file import Options, Plan, load_charter, plan_charter


class Command(BaseCommand):
    """`load_charter FILE --by EMAIL [--current] [--update] [--yes]` (design section 6)."""

    help = "Load a charter file. Without --yes nothing is written: the differences are shown."

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of the design, and the two that correct a target of the past."""
        parser.add_argument("file", metavar="FILE", help="the charter file (TOML, see docs/charter-file.md)")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who loads the file")
        parser.add_argument("--current", action="store_true", help="make this the current charter")
        parser.add_argument("--update", action="store_true", help="change records that exist already")
        parser.add_argument("--yes", action="store_true", help="write; without it nothing is written")
        parser.add_argument("--reason", default="", metavar="TEXT", help="why a past target is corrected")
        parser.add_argument(
            "--approve-by", metavar="EMAIL", help="the approver who agreed to that correction"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Show the difference; write it with --yes. Any fault: all are listed, nothing is written."""
        data = _bytes(options["file"])
        try:
            by = person_named(options["by"])
            second = person_named(options["approve_by"]) if options["approve_by"] else None
            chosen = Options(options["current"], options["update"], options["reason"], second)
            self.stdout.write(f"Reading {options['file']} …")
            plan = plan_charter(data=data, options=chosen)
            self._show(plan, chosen)
            if plan.in_the_way:
                raise Refused.because(plan.in_the_way)
            if not options["yes"]:
                self.stdout.write("Nothing was written. Add --yes to load the file.")
                return
            plan = load_charter(data=data, by=by, options=chosen, tell=self.stdout.write)
        except Refused as refusal:
            raise CommandError(_refusal(refusal)) from refusal
        self.stdout.write(self.style.SUCCESS(_summary(plan)))

    def _show(self, plan: Plan, options: Options) -> None:
        for change in plan.difference.moving:
            self.stdout.write(f"  {change.state:8} {change.table} {change.name}")
            for detail in change.details:
                self.stdout.write(f"           {detail}")
        if options.current and not plan.stored.is_current:
            self.stdout.write("  changed  the current charter: this one")
        count = plan.difference.count
        self.stdout.write(
            f"{count('new')} new, {count('changed')} changed, {count('removed')} removed, "
            f"{count('same')} the same."
        )


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"The file {name} cannot be read: {error.strerror}. Check the path.") from error


def _refusal(refusal: Refused) -> str:
    if not refusal.faults:
        return str(refusal)
    count = len(refusal.faults)
    listed = "\n".join(f"  {number}. {fault}" for number, fault in enumerate(refusal.faults, 1))
    return f"{count} {'fault' if count == 1 else 'faults'}. Nothing was written.\n{listed}"


def _summary(plan: Plan) -> str:
    file = plan.file
    if not plan.difference.moving:
        return f"“{file.charter.title}” was loaded before; nothing changed."
    return (
        f"Loaded “{file.charter.title}”: {len(file.themes)} themes, {len(file.promises)} promises, "
        f"{len(file.measures)} measures, {len(file.publications)} publications."
    )
