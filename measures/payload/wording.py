"""Dates and figures as documents write them."""

from datetime import date

from charter.languages.own import own
from measures import sentences
from measures.models import Measure


def day(value: date | None) -> str | None:
    """A date as documents carry it."""
    return value.isoformat() if value else None


def shown_with_unit(measure: Measure, shown: str | None) -> str:
    """A shown number with thousands commas and its unit, or nothing."""
    if shown is None:
        return ""
    if measure.kind == "grade":
        return own(shown)
    return sentences.with_unit(shown, measure.unit)
