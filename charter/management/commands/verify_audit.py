"""Prove that nobody changed what happened; keep the seals elsewhere, and compare with those kept."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from charter.actions.audit_days import seal_days, verify_audit
from charter.models import AuditDay, User


class Command(BaseCommand):
    """`verify_audit [--export FILE] [--against FILE]`: ends with 1 when a day is not as it was sealed."""

    help = "Seal the days that are over and prove the whole audit trail."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write the seals, and which to compare with."""
        parser.add_argument("--export", type=Path, metavar="FILE", help="Write day and seal, a line each.")
        parser.add_argument("--against", type=Path, metavar="FILE", help="Compare with seals kept elsewhere.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, prove, and only then write the file."""
        elsewhere = _read(options["against"]) if options["against"] else {}
        made = seal_days()
        found = verify_audit(by=User.objects.system(), elsewhere=elsewhere)
        for one in found:
            self.stderr.write(f"{one.day}: {one.says}")
        if found:
            raise CommandError(f"{len(found)} things do not hold. The audit trail was changed.")
        days = AuditDay.objects.count()
        if options["export"]:
            lines = [f"{one.day} {one.seal}\n" for one in AuditDay.objects.all()]
            options["export"].write_text("".join(lines), encoding="ascii")
        self.stdout.write(f"{days} days hold, {len(made)} of them sealed now.")


def _read(path: Path) -> dict[date, str]:
    try:
        lines = path.read_text(encoding="ascii").split("\n")
        pairs = [line.split(" ") for line in lines if line]
        return {date.fromisoformat(day): seal for day, seal in pairs}
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} is no file of seals: a day and its seal in each line.") from error
