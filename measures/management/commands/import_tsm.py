"""Import one landlord's figures from the regulator's tables; without --yes it only checks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from charter.faults import Refused
from charter.querysets import person_named
from measures.actions.sector import SectorPlan, import_sector, plan_sector
from measures.management.telling import files_named, refusal_text


class Command(BaseCommand):
    """`import_tsm --landlord CODE --by EMAIL [--approve-by EMAIL] [--yes] FILES…` (design section 6)."""

    help = "Import a landlord's Tenant Satisfaction Measures. Without --yes nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of the design."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="the regulator's tables as CSV")
        parser.add_argument("--landlord", required=True, metavar="CODE", help="the regulator's code")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who enters the figures")
        parser.add_argument(
            "--approve-by", metavar="EMAIL", help="who approves them: history and demonstration data only"
        )
        parser.add_argument("--yes", action="store_true", help="write; without it nothing is written")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the files; write with --yes. Any fault: all are listed, nothing is written."""
        files = files_named(options["files"])
        try:
            by = person_named(options["by"])
            second = person_named(options["approve_by"]) if options["approve_by"] else None
            self.stdout.write(f"Reading {len(files)} {'file' if len(files) == 1 else 'files'} …")
            plan = plan_sector(files=files, code=options["landlord"], only_history=second is not None)
            self._show(plan)
            if not options["yes"]:
                self.stdout.write("Nothing was written. Add --yes to import the figures.")
                return
            import_sector(
                files=files, code=options["landlord"], by=by, approve_by=second, tell=self.stdout.write
            )
        except Refused as refusal:
            raise CommandError(refusal_text(refusal)) from refusal
        became = "approved" if second else "submitted for approval"
        self.stdout.write(self.style.SUCCESS(f"{len(plan.figures)} figures {became}."))

    def _show(self, plan: SectorPlan) -> None:
        made = "" if plan.landlord else ", who will be made the landlord of this portal"
        self.stdout.write(f"{plan.name} ({plan.code}){made}.")
        for figure, measure in plan.figures:
            shown = f"no value [{figure.marker}]" if figure.marker else f"{figure.value} {measure.unit}"
            self.stdout.write(f"  {figure.year.key} {measure.regulator_code:8} {figure.stock:10} {shown}")
        self.stdout.write(
            f"{len(plan.figures)} figures, {len(plan.missing)} new measures, {plan.same} figures the same."
        )
