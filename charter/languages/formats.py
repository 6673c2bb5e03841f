"""Dates, times and numbers as each language writes them: English as GOV.UK does, the others by CLDR.

Digits are Western in every language, as Babel writes dates: sentences count with them (“4 of 7”), and so do
forms, files and what machines read. A page never mixes two kinds.
"""

from copy import copy
from datetime import date, datetime, time
from decimal import Context, Decimal, localcontext
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_datetime_format
from babel.numbers import NumberPattern, get_minus_sign_symbol

from charter.languages.offered import current, is_english

EXACT = Context(prec=100)  # more digits than any number here has: Babel must never round
WESTERN = "latn"


def long_date(day: date) -> str:
    """A date for people, such as “4 June 2025” or “4 Mehefin 2025”."""
    if is_english():
        return f"{day.day} {day:%B %Y}"
    return format_date(day, "long", locale=current().locale)


def day_and_month(day: date) -> str:
    """A date of the year that goes without saying, such as “4 June”."""
    return f"{day.day} {day:%B}" if is_english() else format_skeleton("MMMMd", day, locale=current().locale)


def month_of(day: date) -> str:
    """The name of a month alone, such as “June”."""
    return f"{day:%B}" if is_english() else format_date(day, "LLLL", locale=current().locale)


def month_and_year(day: date) -> str:
    """A month of a year, such as “June 2025”."""
    return f"{day:%B %Y}" if is_english() else format_skeleton("yMMMM", day, locale=current().locale)


def clock(at: time) -> str:
    """A time of day, such as “5:30pm”, “9am”, “midday” or “17:30 Uhr”."""
    if not is_english():
        return format_time(at, "short", locale=current().locale)
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'pm' if at.hour >= 12 else 'am'}"


def date_and_time(moment: datetime) -> str:
    """A moment to the minute, such as “4 June 2025, 5:30pm”; in the time zone that it is given in."""
    if is_english():
        return f"{long_date(moment)}, {clock(moment.time())}"
    locale = current().locale
    both = str(get_datetime_format("medium", locale=locale)).replace("'", "")
    return both.format(format_time(moment.time(), "short", locale=locale), long_date(moment))


def grouped(value: Decimal | int | str) -> str:
    """A number with the decimals that it has, such as “1,234.50” or “1.234,50”.

    A text is a number as documents write it, “-1234.50”; it is never rounded, and never a binary float.
    """
    return f"{Decimal(value):,f}" if is_english() else _by_pattern(Decimal(value), "number")


def percent(value: Decimal | int | str) -> str:
    """A share of 100 with its sign, such as “95.2%”, “95,2 %” or “%95,2”; 95.2 is given, not 0.952."""
    return f"{grouped(value)}%" if is_english() else _by_pattern(Decimal(value), "percent")


def pounds(value: Decimal | int | str) -> str:
    """An amount of money with the decimals that it has, such as “-£1,450”, “1.450,50 £”.

    Every page is of a landlord that counts in pounds: no language needs to tell them from others.
    """
    if not is_english():
        return _by_pattern(Decimal(value), "money")
    written = grouped(value)
    return f"-£{written[1:]}" if written.startswith("-") else f"£{written}"


def _by_pattern(value: Decimal, kind: str) -> str:
    locale = current().locale
    decimals = max(0, -int(value.as_tuple().exponent))
    with localcontext(EXACT):
        return str(_pattern(locale, kind, decimals).apply(value, locale, numbering_system=WESTERN))


@lru_cache(maxsize=256)
def _pattern(locale: str, kind: str, decimals: int) -> NumberPattern:
    """How CLDR writes numbers of a kind, with so many decimals and with the language's own signs."""
    known = Locale.parse(locale)
    patterns = {
        "number": known.decimal_formats[None],
        "percent": known.percent_formats[None],
        "money": known.currency_formats["standard"],
    }
    signs = {
        "-": get_minus_sign_symbol(locale, numbering_system=WESTERN),
        "%": known.number_symbols[WESTERN]["percentSign"],
        "¤": "£",
    }
    found: NumberPattern = copy(patterns[kind])
    found.frac_prec, found.scale = (decimals, decimals), 0  # 95.2 stands for itself
    table = str.maketrans(signs)
    found.prefix = (found.prefix[0].translate(table), found.prefix[1].translate(table))
    found.suffix = (found.suffix[0].translate(table), found.suffix[1].translate(table))
    return found
