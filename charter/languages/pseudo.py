"""Languages made by a rule from English: they show which words nobody can translate, and what breaks."""

import re

ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅɃÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
RIGHT_TO_LEFT = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهابتثجحخدذرزسشصضطظعغفقكلمنه",
)
# Places for values, tags and entities stay as they are.
KEPT = re.compile(r"(\{[^{}]*\}|%\([^)]*\)[sd]|%[sd%]|<[^>]*>|&\w+;)")
LONGER = 0.3


def accented(text: str) -> str:
    """English with accents, in brackets and about a third longer: “[Ķéþţ·]”."""
    said = _changed(text, ACCENTED)
    return f"[{said}{'·' * max(1, round(len(text) * LONGER))}]" if text.strip() else text


def right_to_left(text: str) -> str:
    """English in letters that are written from right to left."""
    return _changed(text, RIGHT_TO_LEFT)


def _changed(text: str, letters: dict[int, int]) -> str:
    parts = KEPT.split(text)
    return "".join(part if place % 2 else part.translate(letters) for place, part in enumerate(parts))
