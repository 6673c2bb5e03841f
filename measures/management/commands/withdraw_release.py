"""Take a release back by hand, as the page does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from charter.faults import Refused
from charter.querysets import person_named
from measures.actions.releases import withdraw_release
from measures.management.telling import refusal_text
from measures.models import Release


class Command(BaseCommand):
    """`withdraw_release SLUG --by EMAIL --reason TEXT` (design section 4.4)."""

    help = "Withdraw a release. Its address answers 410 with the reason; the last earlier one becomes live."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which release, who, and the words for the public."""
        parser.add_argument("slug", metavar="SLUG", help="the release, such as 2025-26-q1")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who withdraws it")
        parser.add_argument("--reason", required=True, help="why; the public reads it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Withdraw it, and say which release is live now."""
        found = Release.objects.filter(slug=options["slug"]).first()
        if found is None:
            raise CommandError(
                f"There is no release “{options['slug']}”. The list is on the page /releases/ of the portal."
            )
        try:
            withdraw_release(release=found, by=person_named(options["by"]), reason=options["reason"])
        except Refused as refusal:
            raise CommandError(refusal_text(refusal)) from refusal
        live = Release.objects.filter(state="live").values_list("slug", flat=True).first()
        now = f"{live} is live now" if live else "nothing is published now"
        self.stdout.write(self.style.SUCCESS(f"Withdrew {found.slug}: {now}."))
