"""Numbers with their units, as sentences write them."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language, ngettext_lazy

from charter.languages.formats import grouped, percent, pounds
from charter.languages.own import own
from charter.numbers import Number, plain, round_half_up

SIGNS = ("", "%", "£")  # units that are no words
PER = ("for each ", "per ", "for every ")
# Units that grammar counts. Any other is a text of the charter, and is shown as it was written.
COUNTED = {
    "points": ngettext_lazy("{amount} point", "{amount} points", "number"),
    "days": ngettext_lazy("{amount} day", "{amount} days", "number"),
    "working days": ngettext_lazy("{amount} working day", "{amount} working days", "number"),
    "weeks": ngettext_lazy("{amount} week", "{amount} weeks", "number"),
    "months": ngettext_lazy("{amount} month", "{amount} months", "number"),
    "years": ngettext_lazy("{amount} year", "{amount} years", "number"),
    "hours": ngettext_lazy("{amount} hour", "{amount} hours", "number"),
    "minutes": ngettext_lazy("{amount} minute", "{amount} minutes", "number"),
    "seconds": ngettext_lazy("{amount} second", "{amount} seconds", "number"),
    "homes": ngettext_lazy("{amount} home", "{amount} homes", "number"),
    "complaints": ngettext_lazy("{amount} complaint", "{amount} complaints", "number"),
}


def amount(number: Number, unit: str, decimals: int) -> str:
    """A number with its unit, such as "95%", "£1,200", "3.5 days"; no zeros after the full stop."""
    return with_unit(plain(round_half_up(number, decimals)) or "", unit)


def with_unit(number: Decimal | str, unit: str) -> str:
    """A number with its unit where readers expect it; the decimals that it has are kept.

    A text is a number as documents carry it, such as "-1234.50".
    """
    if unit == "%":
        return percent(number)
    if unit == "£":
        # Pence are two digits, or left out.
        has_one = len(f"{Decimal(number):f}".partition(".")[2]) == 1
        return pounds(f"{number}0" if has_one else number)
    return f"{grouped(number)} {own_unit(unit)}" if unit else grouped(number)


def own_unit(unit: str) -> str:
    """A unit in the language that is being written; a sign is the same in all."""
    return unit if unit in SIGNS else own(unit)


def gap_amount(distance: Fraction, unit: str, decimals: int) -> str:
    """How far apart two figures are, such as "1 day" or "6.4 points".

    A gap has no "for each 1,000 homes": the target beside it says so.
    """
    words = "points" if unit == "%" else "" if unit.startswith(PER) else unit
    number = round_half_up(distance, decimals)
    if words in COUNTED:
        # Grammar counts whole numbers: 1.5 goes with many, as 2 does.
        many = int(number) if number == int(number) else 2
        return COUNTED[words].format(number=many, amount=grouped(plain(number) or "0"))
    return amount(number, one_of(words) if number == 1 else words, decimals)


def one_of(unit: str) -> str:
    """A unit of the charter's own words for one of it; only English forms it from the word for many."""
    return unit.removesuffix("s") if (get_language() or "en").startswith("en") else unit
