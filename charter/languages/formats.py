"""Dates as each language writes them: English as GOV.UK does, the others by CLDR."""

from datetime import date

from babel.dates import format_date, format_skeleton

from charter.languages.offered import current, is_english


def long_date(day: date) -> str:
    """A date for people, such as “4 June 2025” or “4 Mehefin 2025”."""
    if is_english():
        return f"{day.day} {day:%B %Y}"
    return format_date(day, "long", locale=current().locale)


def month_of(day: date) -> str:
    """The name of a month alone, such as “June”."""
    return f"{day:%B}" if is_english() else format_date(day, "LLLL", locale=current().locale)


def month_and_year(day: date) -> str:
    """A month of a year, such as “June 2025”."""
    return f"{day:%B %Y}" if is_english() else format_skeleton("yMMMM", day, locale=current().locale)
