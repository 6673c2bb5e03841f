"""Which languages there are, what they call themselves and how they are written."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from django.conf import settings
from django.utils import translation

ENGLISH = "en-gb"
# Made from the English words by a rule: whoever reads a plain English word in them has found one that
# nobody could translate. The second is written from right to left.
PSEUDO = "en-xa"
PSEUDO_RIGHT_TO_LEFT = "ar-xb"
NAMES = {ENGLISH: "English", PSEUDO: "[Éñĝļîšĥ]", PSEUDO_RIGHT_TO_LEFT: "[ثىلى]"}
FORMATS_OF_PSEUDO = {PSEUDO: "en_GB", PSEUDO_RIGHT_TO_LEFT: "ar"}


class UnknownLanguage(ValueError):
    """A code that stands for no language; the message says what to write."""


@dataclass(frozen=True)
class Language:
    """A language as pages name it.

    `code` as addresses carry it (`cy`), `tag` as HTML writes it (`en-GB`), `name` in the language itself,
    `direction` is `ltr` or `rtl`, `locale` names its formats in CLDR (`en_GB`).
    """

    code: str
    tag: str
    name: str
    direction: str
    locale: str

    @property
    def prefix(self) -> str:
        """What addresses begin with: `/cy`, nothing for English."""
        return "" if self.code == ENGLISH else f"/{self.code}"

    @property
    def with_country(self) -> str:
        """The language with a country, as Open Graph wants it: `cy_GB`, by CLDR where the code has none."""
        known = Locale.parse(self.locale)
        likely = get_global("likely_subtags").get(known.language, "")
        country = known.territory or likely.rpartition("_")[2]
        return f"{known.language}_{country}" if country else known.language


@cache
def language(code: str) -> Language:
    """The language of a code such as `cy` or `pt-br`.

    Raises `UnknownLanguage` if CLDR has none of this code.
    """
    wished = FORMATS_OF_PSEUDO.get(code) or code.replace("-", "_")
    try:
        found = Locale.parse(wished)
    except (UnknownLocaleError, ValueError) as error:
        raise UnknownLanguage(
            f"“{code}” is not a code of a language. Write codes such as cy, ur or pl, parted by commas."
        ) from error
    name = NAMES.get(code) or found.get_display_name(found) or code
    first, _hyphen, region = code.partition("-")
    tag = f"{first}-{region.upper()}" if region else first
    return Language(code, tag, name[:1].upper() + name[1:], found.text_direction, str(found))


def with_names(codes: Iterable[str]) -> list[tuple[str, str]]:
    """English and these languages, each once, as Django's setting `LANGUAGES` wants them.

    Raises `UnknownLanguage`.
    """
    chosen = dict.fromkeys(code.strip().lower() for code in codes if code.strip())
    chosen.pop(ENGLISH, None)
    return [(ENGLISH, NAMES[ENGLISH]), *((code, language(code).name) for code in chosen)]


def others() -> list[Language]:
    """What the landlord offers beside English, in the order of the setting."""
    return [language(code) for code, _name in settings.LANGUAGES if code != ENGLISH]


def current() -> Language:
    """The language that is being written."""
    return language(translation.get_language() or ENGLISH)


def is_english() -> bool:
    """Whether English is being written."""
    return (translation.get_language() or ENGLISH) == ENGLISH
