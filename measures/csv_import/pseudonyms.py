"""Whether a reference is a pseudonym: a case's own number, never what tells whose case it is."""

import re
from string import ascii_uppercase as _LETTERS

from django.utils.translation import gettext as _

_POSTCODE = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}[0-9][A-Z0-9]?[ -]?[0-9][A-Z]{2}(?![A-Z0-9])")
_PHONE = re.compile(r"(0[1-35789][0-9]{8,9}|(\+|00)44[0-9]{9,10})")
_DAY = re.compile(r"([0-9]{1,2}[/.-][0-9]{1,2}[/.-]([0-9]{2}){1,2}|[0-9]{4}[/.-][0-9]{1,2}[/.-][0-9]{1,2})")
# Whole numbers too: a birth date without its signs, an NHS number as it is printed, a number with letters on.
_BIRTH = re.compile(
    r"(0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])(19|20)[0-9]{2}|19[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
)
_HEALTH = re.compile(r"[0-9]{3}[ /._-][0-9]{3}[ /._-][0-9]{4}")
_MOBILE = re.compile(r"(?<![0-9])07[0-9]{9}(?![0-9])")
_INSURANCE = re.compile(r"[A-Z]{2}[0-9]{6}[A-D]")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_STREET = frozenset(
    {"STREET", "ROAD", "LANE", "AVENUE", "DRIVE", "CLOSE", "COURT", "HOUSE", "FLAT", "CRESCENT", "TERRACE"}
    | {"GARDENS", "GROVE", "PLACE", "SQUARE"}
)
_TITLES = frozenset({"MR", "MRS", "MS", "MISS", "DR"})


def looks_personal(reference: str) -> str:
    """What a reference gives away, such as "a name" or "a postcode"; empty for a pseudonym.

    Only what can be told from its form: a surname beside a number cannot.
    """
    text = reference.strip().upper()
    bare = re.sub(r"[ ().-]", "", text)
    words = _WORDS.findall(text)
    if "@" in text:
        return _("an e-mail address")
    if _PHONE.fullmatch(bare.rstrip(_LETTERS)) or _MOBILE.search(bare):
        return _("a phone number")
    if _INSURANCE.fullmatch(bare):
        return _("a National Insurance number")
    if _HEALTH.fullmatch(text):
        return _("an NHS number")
    if _DAY.fullmatch(text) or _BIRTH.fullmatch(bare):
        return _("a date")
    if _POSTCODE.search(text):
        return _("a postcode")
    if _is_address(text, words):
        return _("an address")
    return _("a name") if _is_name(text, words) else ""


def _is_address(text: str, words: list[str]) -> bool:
    """A house number before two words or more and no other number, or a word for a street."""
    numbered = re.fullmatch(r"[0-9]{1,4}[A-Z]?[ ,/_.-]+[^0-9]+", text) is not None
    return (numbered and len(words) >= 2) or bool(_STREET & set(words))


def _is_name(text: str, words: list[str]) -> bool:
    return bool(words) and (not any(one.isdigit() for one in text) or bool(_TITLES & set(words)))
