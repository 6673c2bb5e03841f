"""The boxes of a draft: what may stand in each, how it is kept as JSON, how people read it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _

from charter.languages import formats
from charter.numbers import exact, plain

Sort = Literal["line", "text", "lines", "number", "whole", "day", "choice", "ticks"]
Values = dict[str, Any]
Choices = list[tuple[str, str]]
Wrong = tuple[str, str]
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
YEARS = range(2010, 2101)
# Joiners are letters' own business; every other invisible sign goes (reliability.md X60).
_JOINERS = {"\u200c", "\u200d"}


@dataclass(frozen=True)
class Where:
    """Which record a draft is about: `subject` is None for a new one, `parent_id` what it will belong to."""

    parent_id: int | None = None
    subject: Any = None

    @property
    def parent(self) -> int:
        """The id of what it belongs to; 0 for a record that belongs to nothing."""
        return self.parent_id or 0

    @property
    def pk(self) -> int:
        """The id of the record; 0 for a new one."""
        return self.subject.pk if self.subject is not None else 0


def _no_choices(where: Where) -> Choices:
    return []


@dataclass(frozen=True)
class Field:
    """One box. `missing` is what we say when it is blank; without it the box may stay blank.

    `most` is the longest text in characters (of each line for `lines`), `low` and `high` bound a number.
    A `loose` box may differ from what was drafted on without standing in the way, such as a place in a list
    that others moved. `only_new` is asked once and never changes, such as the name in addresses.
    """

    name: str
    label: str
    sort: Sort = "line"
    missing: str = ""
    most: int = 200
    hint: str = ""
    choices: Callable[[Where], Choices] = field(default=_no_choices)
    low: Decimal | None = None
    high: Decimal | None = None
    only_new: bool = False
    loose: bool = False

    @property
    def empty(self) -> Any:
        """What a blank box is kept as."""
        return [] if self.sort in ("lines", "ticks") else ""


def tidy(text: str) -> str:
    """Text as it is kept: composed letters, our own line ends, no invisible signs, no blanks at its ends.

    A text of invisible signs alone is blank.
    """
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    kept = "\n".join("".join(sign for sign in line if _is_seen(sign)) for line in lines).strip()
    return kept if any(sign not in _JOINERS and not sign.isspace() for sign in kept) else ""


def _is_seen(sign: str) -> bool:
    return sign in _JOINERS or sign == "\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")


def checked(fields: Iterable[Field], raw: Mapping[str, Any], where: Where) -> tuple[Values, list[Wrong]]:
    """The values of a draft as JSON keeps them, and for each wrong box its name and what is wrong.

    `raw` holds what was typed: text, lists of text, or days.
    """
    values: Values = {}
    wrong: list[Wrong] = []
    for one in fields:
        try:
            values[one.name] = _READERS[one.sort](one, raw.get(one.name), where)
            if one.missing and not values[one.name]:
                raise ValueError(one.missing)
        except ValueError as error:
            values[one.name] = one.empty
            wrong.append((one.name, str(error)))
    return values, wrong


def _fits(one: Field, text: str) -> str:
    if len(text) > one.most:
        raise ValueError(
            _("This is {text} characters long. Shorten it to {most}.").format(
                text=f"{len(text):,}", most=f"{one.most:,}"
            )
        )
    return text


def _line(one: Field, typed: Any, where: Where) -> str:
    return _fits(one, " ".join(tidy(str(typed or "")).split()))


def _text(one: Field, typed: Any, where: Where) -> str:
    return _fits(one, tidy(str(typed or "")))


def _lines(one: Field, typed: Any, where: Where) -> list[str]:
    listed = typed if isinstance(typed, list | tuple) else str(typed or "").splitlines()
    kept = [line for line in (" ".join(tidy(str(line)).split()) for line in listed) if line]
    return [_fits(one, line) for line in kept]


def _number(one: Field, typed: Any, where: Where) -> str:
    text = str(typed or "").strip()
    if not text:
        return ""
    found = exact(text)
    if one.low is not None and found < one.low:
        raise ValueError(
            _("“{text}” is too small. Enter a number of at least {plain}.").format(
                text=text, plain=plain(one.low)
            )
        )
    if one.high is not None and found > one.high:
        raise ValueError(
            _("“{text}” is too large. Enter a number of at most {plain}.").format(
                text=text, plain=plain(one.high)
            )
        )
    return str(plain(found))


def _whole(one: Field, typed: Any, where: Where) -> str:
    found = _number(one, typed, where)
    if "." in found:
        raise ValueError(
            _("“{found}” is not a whole number. Leave out what follows the full stop.").format(found=found)
        )
    return found


def _day(one: Field, typed: Any, where: Where) -> str:
    if not typed:
        return ""
    found = typed if isinstance(typed, date) else date.fromisoformat(str(typed))
    if found.year not in YEARS:
        raise ValueError(
            _("The year {year} cannot be right. Enter a day from {first} to {last}.").format(
                year=found.year, first=YEARS[0], last=YEARS[-1]
            )
        )
    return found.isoformat()


def _choice(one: Field, typed: Any, where: Where) -> str:
    text = str(typed or "")
    if text and text not in dict(one.choices(where)):
        raise ValueError(_("Choose one of the list."))
    return text


def _ticks(one: Field, typed: Any, where: Where) -> list[str]:
    known = [key for key, _ in one.choices(where)]
    chosen = {str(key) for key in typed or ()}
    if not chosen <= set(known):
        raise ValueError(_("Choose from the list."))
    return [key for key in known if key in chosen]


_READERS: dict[Sort, Callable[[Field, Any, Where], Any]] = {
    "line": _line,
    "text": _text,
    "lines": _lines,
    "number": _number,
    "whole": _whole,
    "day": _day,
    "choice": _choice,
    "ticks": _ticks,
}


def as_day(text: str) -> date | None:
    """The day that a value holds; None for none."""
    return date.fromisoformat(text) if text else None


def as_number(text: str, otherwise: str = "0") -> Decimal:
    """The exact number that a value holds."""
    return Decimal(text or otherwise)


def shown(one: Field, value: Any, where: Where) -> str:
    """A value as people read it: the words of a choice, a day in full, one line each."""
    if not value:
        return ""
    if one.sort == "day":
        day = date.fromisoformat(value)
        return formats.long_date(day)
    if one.sort in ("choice", "ticks"):
        words = dict(one.choices(where))
        keys = [value] if one.sort == "choice" else value
        return "\n".join(str(words.get(key, key)) for key in keys)
    return "\n".join(value) if isinstance(value, list) else str(value)


def slug_of(text: str) -> str:
    """A name for addresses made of a title: small letters, digits and single hyphens, at most 80."""
    plain_letters = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "").lower())
    return "-".join(re.findall(r"[a-z0-9]+", plain_letters.encode("ascii", "ignore").decode()))[:80].strip(
        "-"
    )
