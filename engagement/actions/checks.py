"""What every verb of engagement asks of what it is given; a fault is a sentence for people."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from charter.faults import Refused
from charter.models import Landlord, User
from measures.models import Measure
from promises.models import Promise

LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # none that look alike, none that spell words


def words(text: str, missing: str) -> str:
    """The text without blanks around it. Raises Refused with `missing` when nothing is left."""
    found = text.strip()
    if not found:
        raise Refused(missing)
    return found


def web_address(typed: str) -> str:
    """An address of a page on the web, or nothing. Raises Refused for any other, such as of a script."""
    found = typed.strip()
    try:
        if found:
            URLValidator(schemes=["https", "http"])(found)
    except ValidationError as error:
        raise Refused(_("Enter a web address, like https://www.example.org.")) from error
    return found


@dataclass(frozen=True)
class About:
    """What a record is about: addresses of promises and of measures."""

    promises: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


NOTHING_NAMED = About()


def known(about: About) -> dict[str, list[str]]:
    """The columns that name what a record is about. Raises Refused for an address that leads nowhere."""
    for kind, named, rows in (
        (_("promise"), about.promises, Promise.objects.filter(slug__in=about.promises)),
        (_("measure"), about.measures, Measure.objects.filter(slug__in=about.measures)),
    ):
        missing = sorted(set(named) - set(rows.values_list("slug", flat=True)))
        if missing:
            raise Refused(
                _("There is no {kind} “{slug}”. Choose one of the charter.").format(
                    kind=kind, slug=missing[0]
                )
            )
    return {"promises": sorted(set(about.promises)), "measures": sorted(set(about.measures))}


def day_so_far(day: date, what: str) -> date:
    """The day, if it has come. `what` names it for the refusal, such as “the day of the answer”."""
    if day > timezone.localdate():
        raise Refused(_("{what} is in the future. Give a day up to today.").format(what=what))
    return day


def moment_so_far(at: datetime | None, what: str) -> datetime:
    """The moment, now by default. Raises Refused when it has not come."""
    now = timezone.now()
    if at is not None and at > now:
        raise Refused(_("{what} is in the future. Give a time up to now.").format(what=what))
    return at or now


def moment_of_record(at: datetime | None, what: str) -> datetime:
    """The moment that counts: the one in which it is written down.

    `at` is another one for the history of the demonstration, and only there. Raises Refused for one
    elsewhere, or when it has not come.
    """
    if at is not None and not Landlord.objects.filter(is_demonstration=True).exists():
        raise Refused(
            _("{what} counts from when it is written down, so nobody can give an earlier time.").format(
                what=what
            )
        )
    return moment_so_far(at, what)


def not_before(later: date | datetime, earlier: date | datetime, says: str) -> None:
    """Raises Refused with `says` when the two are in the wrong order."""
    if later < earlier:
        raise Refused(says)


def another_person(first: int | None, by: User, says: str) -> None:
    """Four eyes. Raises Refused with `says` when `by` did the first step too."""
    if first == by.pk:
        raise Refused(says)


def free_reference(rows: type[Model], prefix: str) -> str:
    """A number that nobody has yet for people to quote, such as FB-234567."""
    while True:
        made = f"{prefix}-" + "".join(secrets.choice(LETTERS) for _place in range(6))
        if not rows._default_manager.filter(reference=made).exists():
            return made


def free_address(rows: type[Model], wanted: str) -> str:
    """The last part of a new page's address, made of `wanted`. Raises Refused when it is taken or empty."""
    address = slugify(wanted)[:80].strip("-")
    if not address:
        raise Refused(_("Give a title with letters or numbers in it."))
    if rows._default_manager.filter(slug=address).exists():
        raise Refused(
            _("The address “{address}” is taken already. Give it another title.").format(address=address)
        )
    return address
