"""Make the first administrator of a portal; the others are invited in the portal itself."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from charter import audit
from charter.accounts import password_link
from charter.actions.people import create_person, grant_role
from charter.faults import Refused
from charter.models import User


class Command(BaseCommand):
    """`create_administrator EMAIL [--name NAME] [--link]`: run at a keyboard it asks for a password."""

    help = "Make an administrator. Asks for a password, or prints a link that sets one (once)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address, the name, and whether to print a link even at a keyboard."""
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", default="Administrator")
        parser.add_argument("--link", action="store_true", help="print a link instead of asking")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account and its role; an existing account gets the role, and a new password or link."""
        asked = sys.stdin.isatty() and not options["link"]
        password = _ask() if asked else None
        try:
            person = _administrator(options["email"], options["name"], password)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(self.style.SUCCESS(f"{person.email} is an administrator."))
        if password is None:
            self.stdout.write("Open this link to set the password. It works once:")
            self.stdout.write(password_link(person))


@transaction.atomic
def _administrator(email: str, name: str, password: str | None) -> User:
    system = User.objects.system()
    person = User.objects.filter(email=email.strip().lower()).first()
    if person is None:
        person = create_person(email=email, name=name, by=system, password=password)
    elif person.is_system or not person.is_active:
        raise Refused("This account is switched off. Use another e-mail address.")
    elif password is not None:
        person.set_password(password)
        person.save()
        audit.record("set_password", person, by=system)
    grant_role(person=person, role="administrator", by=system)
    return person


def _ask() -> str:
    """A password typed twice that passes the rules. Raises CommandError with what is wrong."""
    first = getpass("Password: ")
    if first != getpass("The same again: "):
        raise CommandError("The two passwords are not the same. Nothing was made; start again.")
    try:
        validate_password(first)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return first
