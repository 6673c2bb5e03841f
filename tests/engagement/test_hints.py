"""What looks like personal data is found and hidden; what does not is left alone."""

import pytest

from engagement.hints import hidden, hints

CASES = [
    ("Write to ana.silva+home@example.co.uk please.", "Write to [e-mail address] please."),
    ("Ring 07700 900123 or +44 7700 900123.", "Ring [telephone number] or [telephone number]."),
    ("Ring (020) 7946 0123.", "Ring [telephone number]."),
    ("My card 4111 1111 1111 1111 was taken.", "My card [card number] was taken."),
    ("QQ 12 34 56 C is no number, AB 12 34 56 C is.", None),
    ("I live at 12 Mill Lane, AB1 2CD.", "I live at [address of a home], [postcode]."),
    ("Flat 4 is damp, flat 4b too.", None),
    ("Born 3/5/1961 in Hull.", "Born [date, perhaps of a birth] in Hull."),
]
PLAIN = [
    "The lift in the tower is slow.",
    "It took 28 days and 3 visits in 2026.",
    "I waited 1234567890123456 seconds.",  # sixteen digits that are no card
    "We paid £1,200.50 on 12 March.",
    "Repair 2026-27-Q2 was late.",
]


@pytest.mark.parametrize(("text", "wanted"), [(text, wanted) for text, wanted in CASES if wanted])
def test_it_is_hidden(text: str, wanted: str) -> None:
    assert hidden(text) == wanted


@pytest.mark.parametrize("text", PLAIN)
def test_what_tells_of_nobody_stays(text: str) -> None:
    assert hidden(text) == text
    assert hints(text) == []


def test_numbers_of_insurance_and_homes() -> None:
    assert [one.kind for one in hints("AB 12 34 56 C")] == ["insurance"]
    assert [one.kind for one in hints("Room 12 and flat 4b")] == ["home"]
    assert hints("") == []


def test_a_long_text_takes_no_longer_than_it_is() -> None:
    """A pattern that tries every way would never end here; what people send has at most 4,000 letters."""
    assert hidden("0 " * 1_000 + "1" * 1_000 + "a@" * 500)
