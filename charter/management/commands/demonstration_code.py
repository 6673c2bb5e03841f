"""Prints the second step of a demonstration sign-in: the current code, or the last e-mailed one."""

from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from charter.management.demonstration_mail import newest_code
from charter.models import User


class Command(BaseCommand):
    """`demonstration_code EMAIL`: works for demonstration accounts only."""

    help = "Print the current sign-in code or link of a demonstration account."

    def add_arguments(self, parser: CommandParser) -> None:
        """The person's address."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """A code from the account's own secret; without one, the newest e-mail of a trial machine."""
        address = options["email"].strip().lower()
        person = User.objects.filter(email=address, is_demonstration=True).first()
        if person is None:
            raise CommandError(
                f"“{address}” is not a demonstration account. demonstration_accounts lists them; the codes "
                "of real people are for them alone."
            )
        secret = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
        self.stdout.write(current_code(secret) if secret is not None else mailed_code(address))


def current_code(secret: Authenticator) -> str:
    """The one-time code that holds now."""
    counters = sorted(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(decrypt(secret.data["secret"]), counters[len(counters) // 2]))


def mailed_code(address: str) -> str:
    """The code or link of the newest e-mail to this address. Raises CommandError if there is none."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    found = newest_code(Path(folder), address) if folder else None
    if found is None:
        raise CommandError(
            f"No code was sent to “{address}” yet. Ask for one on the sign-in page, then run this again."
        )
    return found
