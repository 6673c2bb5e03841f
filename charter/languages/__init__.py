"""The languages of the public pages: English, and those that the landlord offers beside it.

The language comes from the address alone (`/cy/…`), never from a cookie or a header, so that a page can be
kept and its address passed on (docs/adr/0030).
"""

from charter.languages.offered import (
    ENGLISH,
    PSEUDO,
    PSEUDO_RIGHT_TO_LEFT,
    Language,
    UnknownLanguage,
    current,
    is_english,
    language,
    others,
    with_names,
)

__all__ = [
    "ENGLISH",
    "PSEUDO",
    "PSEUDO_RIGHT_TO_LEFT",
    "Language",
    "UnknownLanguage",
    "current",
    "is_english",
    "language",
    "others",
    "with_names",
]
