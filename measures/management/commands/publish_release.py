"""Publish a release for a period by hand, as the page does."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from charter.faults import Refused
from charter.periods import Period, PeriodError
from charter.querysets import person_named, year_starts
from measures.actions.releases import freeze, publish_release
from measures.management.telling import refusal_text
from measures.models import Release


class Command(BaseCommand):
    """`publish_release --period P --by EMAIL [--reason TEXT]` (design section 4.4)."""

    help = "Freeze what is approved for a period and make it public."

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of the design; `--preview` writes nothing."""
        parser.add_argument("--period", required=True, help="such as 2025-26-Q1, 2025-04 or 2025-26")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who publishes it")
        parser.add_argument("--reason", default="", help="why it is published again; the notice prints it")
        parser.add_argument("--preview", action="store_true", help="say what it would hold and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, and print the address, the hash and the number of documents."""
        try:
            period = Period.parse(options["period"], year_starts())
            by = person_named(options["by"])
            self.stdout.write(f"Freezing {period.label} …")
            if options["preview"]:
                frozen = freeze(period, timezone.now())
                self.stdout.write(
                    f"{len(frozen.texts)} documents, hash {frozen.hash[:12]}. Nothing was written."
                )
                return
            release = publish_release(period=period, by=by, reason=options["reason"])
        except PeriodError as error:
            raise CommandError(str(error)) from error
        except Refused as refusal:
            raise CommandError(refusal_text(refusal)) from refusal
        self.stdout.write(self.style.SUCCESS(published_words(release)))


def published_words(release: Release) -> str:
    """What was published, where it is, and whether it is what the public pages show."""
    place = f"{settings.SITE}{reverse('release', args=[release.slug])}"
    live = (
        "It is live" if release.state == "live" else "It is kept as an earlier release; a later one is live"
    )
    return (
        f"Published {release.slug} with {release.entries.count()} documents, hash {release.hash[:12]}. "
        f"{live}: {place}"
    )
