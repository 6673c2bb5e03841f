"""Loads the invented landlord with its charter and three years of figures into an empty portal."""

from time import monotonic
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from charter import env
from charter.actions import demonstration as people
from charter.faults import Refused
from charter.models import User
from engagement.actions import demonstration as engagement
from measures.actions import demonstration as charter
from measures.actions.demonstration_bodies import load_demonstration_bodies

OFFICER = "leah.morgan@alderbrook.example"
APPROVER = "ruth.adeyemi@alderbrook.example"


class Command(BaseCommand):
    """`load_demonstration`: all or nothing; a second time it says that all is there and changes nothing."""

    help = "Load the demonstration data into an empty portal on a trial machine."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--accounts` saves whoever starts the portal a second start of Python."""
        parser.add_argument("--accounts", action="store_true", help="Then list one sign-in for each role.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every step says when it began; the passwords are public, so only a trial machine takes them."""
        if not env.flag("PORTAL_LOCAL"):
            raise CommandError(
                "Demonstration accounts have passwords that everyone can read, so they exist only on a trial "
                "machine. Use ./portal run."
            )
        try:
            if people.demonstration_is_loaded():
                self.stdout.write("The demonstration data is already here.")
            else:
                self._load()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["accounts"]:
            call_command("demonstration_accounts", stdout=self.stdout)

    @transaction.atomic
    def _load(self) -> None:
        began = monotonic()

        def tell(text: str) -> None:
            self.stdout.write(f"{monotonic() - began:5.1f} s  {text}")

        system = User.objects.system()
        tell("Making Alderbrook Homes and its people …")
        people.make_demonstration_landlord(by=system)
        people.make_demonstration_people(by=system)
        charter.load_demonstration_charter(by=people.demonstration_person(OFFICER), tell=tell)
        people.place_demonstration_people(by=system)
        approver = people.demonstration_person(APPROVER)
        tell("Filing the documents …")
        editions = charter.load_demonstration_editions(approver=approver)
        tell("Writing down what tenants said and what came of it …")
        said = engagement.load_demonstration_engagement(approver=approver)
        tell("Uploading three years of figures …")
        approved = charter.load_demonstration_figures(tell=tell)
        approved += charter.load_demonstration_counts()
        charter.load_demonstration_sector(by=approver)
        tell("Publishing four quarters …")
        charter.publish_demonstration(by=approver, tell=tell)
        load_demonstration_bodies(by=people.demonstration_person(OFFICER))
        tell(f"Done: {approved} figures, {editions} documents, {said} records of tenants, 4 releases.")
