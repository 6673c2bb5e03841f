"""Exact numbers: read from text, rounded halves up, written without exponent. Never a binary float."""

import re
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

Number = int | Decimal | Fraction

VALUE_PLACES = 6  # exact values travel rounded to this many decimals (API, payload)
MOST_DECIMALS = 10
MOST_WHOLE_DIGITS = 18

_NUMBER = re.compile(r"(?P<minus>-?)(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<decimals>[0-9]+))?")


def exact(text: str) -> Decimal:
    """The decimal number written in `text`.

    Read are digits, a leading minus, one full stop and thousands commas in their places. Everything
    else (exponents, underscores, NaN, digits of other scripts, units) raises ValueError with a
    sentence that says what to write instead.
    """
    found = _NUMBER.fullmatch(text.strip(" \t\r\n"))
    if found is None:
        raise ValueError(
            _("“{text}” is not a number. Write digits and one full stop, like 1234.5.").format(text=text)
        )
    whole = found["whole"].replace(",", "")
    decimals = found["decimals"] or ""
    if len(decimals) > MOST_DECIMALS:
        raise ValueError(
            _("“{text}” has more than {most} decimals. Write fewer decimals.").format(
                text=text, most=MOST_DECIMALS
            )
        )
    if len(whole.lstrip("0")) > MOST_WHOLE_DIGITS:
        raise ValueError(
            _("“{text}” is too large. A number has at most {most} digits before the full stop.").format(
                text=text, most=MOST_WHOLE_DIGITS
            )
        )
    number = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return number.copy_negate() if found["minus"] and number else number


def key_in(text: str | None) -> int | None:
    """The key or number that a button or an address names; None for anything but plain digits.

    Digits of other scripts, “²” among them, and numbers too long for the database are none.
    """
    plain = text is not None and text.isascii() and text.isdecimal() and len(text) <= MOST_WHOLE_DIGITS
    return int(text) if text is not None and plain else None


def round_half_up(value: Number, places: int) -> Decimal:
    """`value` with exactly `places` decimals; halves go away from zero. Never "-0"."""
    over, under = _ratio(value)
    whole = (2 * abs(over) * 10**places + under) // (2 * under)
    return _decimal(whole, places, negative=over < 0)


def round_towards_zero(value: Number, places: int) -> Decimal:
    """`value` cut after `places` decimals. Never "-0"."""
    over, under = _ratio(value)
    return _decimal(abs(over) * 10**places // under, places, negative=over < 0)


def _decimal(whole: int, places: int, *, negative: bool) -> Decimal:
    # Read from its digits: Decimal arithmetic would round to the context's 28 digits.
    return Decimal(f"{'-' if negative and whole else ''}{whole}E{-places}")


def _ratio(value: Number) -> tuple[int, int]:
    """The number as a fraction of whole numbers; the lower one is above 0."""
    return value.as_integer_ratio() if isinstance(value, Decimal) else (value.numerator, value.denominator)


def fixed(value: Number, places: int) -> str:
    """`value` rounded half up and written with exactly `places` decimals, such as "95.0"."""
    return format(round_half_up(value, places), "f")


def plain(number: Number | None, places: int | None = None) -> str | None:
    """The one way to write a number for machines: no exponent, no trailing zeros, no "-0".

    A Decimal or int is written exactly unless `places` is given; a Fraction is rounded half up to
    `places`, by default to 6 decimals (design, section 7). None stays None: no data is never zero.
    """
    if number is None:
        return None
    if isinstance(number, Fraction) and places is None:
        places = VALUE_PLACES
    written = format(number if places is None else round_half_up(number, places), "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in {"-0", ""} else written
