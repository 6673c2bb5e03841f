"""Numbers with their units, as sentences write them."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language, ngettext_lazy

from charter.numbers import Number, round_half_up

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
    return with_unit(_written(round_half_up(number, decimals)), unit)


def _written(number: Decimal) -> str:
    written = f"{number:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def with_unit(written: str, unit: str) -> str:
    """A number as it is written, with its unit where readers expect it."""
    if unit == "%":
        return f"{written}%"
    if unit == "£":
        written += "0" if len(written.partition(".")[2]) == 1 else ""  # pence are two digits, or left out
        return f"-£{written[1:]}" if written.startswith("-") else f"£{written}"
    return f"{written} {unit}" if unit else written


def gap_amount(distance: Fraction, unit: str, decimals: int) -> str:
    """How far apart two figures are, such as "1 day" or "6.4 points".

    A gap has no "for each 1,000 homes": the target beside it says so.
    """
    words = "points" if unit == "%" else "" if unit.startswith(PER) else unit
    number = round_half_up(distance, decimals)
    if words in COUNTED:
        # Grammar counts whole numbers: 1.5 goes with many, as 2 does.
        many = int(number) if number == int(number) else 2
        return COUNTED[words].format(number=many, amount=_written(number))
    return amount(number, one_of(words) if number == 1 else words, decimals)


def one_of(unit: str) -> str:
    """A unit of the charter's own words for one of it; only English forms it from the word for many."""
    return unit.removesuffix("s") if (get_language() or "en").startswith("en") else unit
