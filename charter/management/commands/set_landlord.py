"""Say whose portal this is: name, the regulator's code, the first period."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from charter.actions.landlord import give_code, set_landlord, set_size_and_type
from charter.faults import Refused
from charter.models import Landlord, User
from charter.querysets import person_named


class Command(BaseCommand):
    """`set_landlord --name N [--code CODE --from DATE] [--first-period P]
    [--size-band BAND --type TYPE] --by EMAIL`."""

    help = "Make or change the landlord of this portal. Doing it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of design section 6."""
        parser.add_argument("--name", required=True, metavar="N", help="the landlord's name")
        parser.add_argument("--code", metavar="CODE", help="the regulator's code of the landlord")
        parser.add_argument("--from", dest="starts", metavar="DATE", help="the first day of the code")
        parser.add_argument(
            "--first-period", metavar="P", help="the first period that the portal answers for"
        )
        parser.add_argument(
            "--size-band", metavar="BAND", help="as in the regulator's list, such as “<5,000”"
        )
        parser.add_argument(
            "--type", metavar="TYPE", help="as in the regulator's list: PRP, or LA for a council"
        )
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who sets it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Set everything or nothing, then say what stands."""
        starts = _day(options["code"], options["starts"])
        try:
            landlord = self._set(person_named(options["by"]), starts, options)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        codes = ", ".join(f"{code.code} from {code.starts}" for code in landlord.codes.order_by("starts"))
        self.stdout.write(
            self.style.SUCCESS(
                f"Landlord: {landlord.name}. Code: {codes or 'none'}. First period: {landlord.first_period}."
            )
        )

    @transaction.atomic
    def _set(self, by: User, starts: date | None, options: dict[str, Any]) -> Landlord:
        landlord = set_landlord(name=options["name"], by=by, first_period=options["first_period"])
        if starts is not None:
            give_code(landlord=landlord, code=options["code"], starts=starts, by=by)
        if options["size_band"] is None and options["type"] is None:
            return landlord
        size_band = landlord.size_band if options["size_band"] is None else options["size_band"]
        kind = landlord.landlord_type if options["type"] is None else options["type"]
        return set_size_and_type(landlord=landlord, size_band=size_band, landlord_type=kind, by=by)


def _day(code: str | None, written: str | None) -> date | None:
    if (code is None) != (written is None):
        raise CommandError("Give --code and --from together: the code and its first day.")
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise CommandError(f"“{written}” is not a date. Write --from 2025-04-01.") from error
