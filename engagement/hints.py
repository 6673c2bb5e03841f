"""What in a text looks like it tells who somebody is: for whoever words it for others, or passes it on.

A hint is a guess: it asks a person to look, and hides in what is passed on; it never decides alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from charter.translated import lazily as _lazy

STREETS = "Road|Street|Lane|Avenue|Close|Drive|Way|Court|Terrace|Gardens|Place|Crescent|Grove|Square|House"
PATTERNS = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("insurance", re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2}(?:\s?\d{2}){3}\s?[A-D]\b", re.IGNORECASE)),
    ("card", re.compile(r"\b\d(?:[ -]?\d){12,18}\b")),
    ("phone", re.compile(r"(?:\+44|\(?\b0)(?:[\s()-]{0,2}\d){9,10}\b")),
    ("postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b", re.IGNORECASE)),
    ("home", re.compile(rf"\b(?:flat|room|house)\s+\d+\w?\b|\b\d+\w?\s+(?:[A-Z]\w+\s+)+(?:{STREETS})\b")),
    ("born", re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}\b")),
)
WORDS = {
    "email": _lazy("e-mail address"),
    "insurance": _lazy("National Insurance number"),
    "card": _lazy("card number"),
    "phone": _lazy("telephone number"),
    "postcode": _lazy("postcode"),
    "home": _lazy("address of a home"),
    "born": _lazy("date, perhaps of a birth"),
}


@dataclass(frozen=True)
class Hint:
    """A part of a text from `start` to `end` that looks like personal data of a kind of `WORDS`."""

    kind: str
    start: int
    end: int
    text: str


def hints(text: str) -> list[Hint]:
    """Every part that looks like personal data, in the order of the text; none overlaps another."""
    found: list[Hint] = []
    for one in sorted(_all(text), key=lambda hint: (hint.start, -hint.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def hidden(text: str) -> str:
    """The text with each such part replaced by what it is, in brackets."""
    for one in reversed(hints(text)):
        text = f"{text[: one.start]}[{WORDS[one.kind]}]{text[one.end :]}"
    return text


def _all(text: str) -> Iterator[Hint]:
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(text):
            if kind != "card" or _adds_up(found.group()):
                yield Hint(kind, found.start(), found.end(), found.group())


def _adds_up(number: str) -> bool:
    """Whether the digits are those of a card: the last one checks the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed([int(one) for one in number if one.isdecimal()])):
        total += digit if place % 2 == 0 else sum(divmod(digit * 2, 10))
    return total % 10 == 0
