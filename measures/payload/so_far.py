"""The document of a measure's year so far."""

from charter.numbers import plain
from charter.periods import KIND_OF_FREQUENCY, months_between
from measures import sentences
from measures.payload.canonical import Document
from measures.payload.figures import VALUE_PLACES, day, shown_with_unit
from measures.standing import MeasureStanding


def year_to_date_document(one: MeasureStanding) -> Document | None:
    """The figure of the year so far, from which day to which, and how many of its parts are there."""
    found = one.so_far
    if found is None:
        return None
    return {
        "from": day(found.first),
        "until": day(found.last),
        "label": months_between(found.first, found.last),
        "numerator": plain(found.figure.numerator),
        "denominator": plain(found.figure.denominator),
        "value": plain(found.value, VALUE_PLACES),
        "shown": found.shown,
        "shown_unit": shown_with_unit(one.measure, found.shown),
        "have": found.have,
        "needed": found.needed,
        "parts": sentences.have_of_needed(found.have, found.needed, KIND_OF_FREQUENCY[one.measure.frequency]),
    }
