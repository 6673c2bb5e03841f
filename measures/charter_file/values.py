"""Reading one value of a charter file: a function for each sort, which returns it or raises Bad."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from charter.numbers import MOST_DECIMALS, MOST_WHOLE_DIGITS, exact, plain
from measures.schedules import ScheduleError, parse_schedule

Reader = Callable[[Any], Any]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 80
LARGEST_WHOLE = 2_147_483_647
YEARS = range(1900, 2201)
_TWO_NUMBERS = re.compile(r"([0-9]{1,9})\s*/\s*([0-9]{1,9})")


@dataclass(frozen=True)
class Part:
    """One thing wrong in a value; `at` is the place within it, such as "[2]"."""

    what: str
    remedy: str
    at: str = ""


class Bad(Exception):
    """A value that cannot be read, with everything wrong in it."""

    def __init__(self, *parts: Part) -> None:
        super().__init__("; ".join(part.what for part in parts))
        self.parts = parts


def bad(what: str, remedy: str) -> Bad:
    """The common case: one thing wrong."""
    return Bad(Part(what, remedy))


def _split(error: ValueError) -> Bad:
    """The sentences of another reader: the first says what is wrong, the rest what to write."""
    what, _, remedy = str(error).partition(". ")
    return bad(f"{what}.", remedy)


def closest(word: str, known: "list[str] | tuple[str, ...]") -> str:
    """A sentence that offers the nearest known word, or nothing."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return _("Did you mean “{near}”? ").format(near=near[0]) if near else ""


def shown(raw: object) -> str:
    """A value as people wrote it, cut to a readable length."""
    written = raw if isinstance(raw, str) else str(raw).lower() if isinstance(raw, bool) else str(raw)
    return f"“{written[:60]}…”" if len(written) > 60 else f"“{written}”"


def is_empty(raw: object) -> bool:
    """Whether the value counts as not given: an empty or blank string, an empty list or table."""
    return (isinstance(raw, str) and not raw.strip()) or (isinstance(raw, (list, dict)) and not raw)


def text(raw: object) -> str:
    """Text of any length, line ends kept, blanks at both ends dropped."""
    if not isinstance(raw, str):
        raise bad(_("{shown} is not text.").format(shown=shown(raw)), _("Put the text in quotation marks."))
    for sign in raw:
        if (ord(sign) < 32 and sign not in "\n\t") or ord(sign) == 127:
            raise bad(
                _("The text holds a control character (code {ord}).").format(ord=ord(sign)),
                _("Delete that character."),
            )
    return raw.strip()


def line(longest: int = 200) -> Reader:
    """Text on one line, at most `longest` characters."""

    def read(raw: object) -> str:
        found = text(raw)
        if "\n" in found:
            raise bad(_("The text runs over several lines."), _("Write it on one line."))
        if len(found) > longest:
            raise bad(
                _("The text has {found} characters.").format(found=len(found)),
                _("Shorten it to {longest} characters or fewer.").format(longest=longest),
            )
        return found

    return read


def slug(raw: object) -> str:
    """A short name for addresses: small letters a to z, digits, single hyphens."""
    found = text(raw)
    if not SLUG.fullmatch(found):
        made = "-".join(re.findall(r"[a-z0-9]+", found.lower())) or "a-short-name"
        raise bad(
            _("{shown} is not a short name for addresses.").format(shown=shown(found)),
            _("Use small letters, digits and single hyphens, such as “{made}”.").format(
                made=made[:LONGEST_SLUG]
            ),
        )
    if len(found) > LONGEST_SLUG:
        raise bad(
            _("The short name has {found} characters.").format(found=len(found)),
            _("Use {longest_slug} characters or fewer.").format(longest_slug=LONGEST_SLUG),
        )
    return found


def _decimal(raw: object) -> Decimal:
    if isinstance(raw, str):
        try:
            return exact(raw)
        except ValueError as error:
            raise _split(error) from error
    if isinstance(raw, bool) or not isinstance(raw, (int, Decimal)):
        raise bad(
            _("{shown} is not a number.").format(shown=shown(raw)),
            _("Write digits and one full stop, like 1234.5."),
        )
    found = Decimal(raw)
    if not found.is_finite():
        raise bad(
            _("{shown} is not a number.").format(shown=shown(raw)),
            _("Write digits and one full stop, like 1234.5."),
        )
    # The size is looked at first: writing out 1e999999 would fill the memory.
    if found and not -MOST_DECIMALS - MOST_WHOLE_DIGITS < found.adjusted() < MOST_WHOLE_DIGITS:
        raise bad(
            _("{shown} is too large or too small.").format(shown=shown(raw)),
            _("Use at most {most_whole_digits} digits.").format(most_whole_digits=MOST_WHOLE_DIGITS),
        )
    try:
        return exact(plain(found) or "0")
    except ValueError as error:
        raise _split(error) from error


def number(low: int | None = None, high: int | None = None, *, above: bool = False) -> Reader:
    """An exact number from `low` to `high`; with `above`, larger than `low`."""

    def read(raw: object) -> Decimal:
        found = _decimal(raw)
        if low is not None and (found < low or (above and found == low)):
            raise bad(
                _("{shown} is too small.").format(shown=shown(raw)),
                f"Use a number {'above' if above else 'of at least'} {low}.",
            )
        if high is not None and found > high:
            raise bad(
                _("{shown} is too large.").format(shown=shown(raw)),
                _("Use a number of at most {high}.").format(high=high),
            )
        return found

    return read


def whole(low: int = 0, high: int = LARGEST_WHOLE) -> Reader:
    """A whole number from `low` to `high`."""
    read_number = number(low, high)

    def read(raw: object) -> int:
        found: Decimal = read_number(raw)
        if found != found.to_integral_value():
            raise bad(
                _("{shown} is not a whole number.").format(shown=shown(raw)),
                _("Use a whole number from {low} to {high}.").format(low=low, high=high),
            )
        return int(found)

    return read


def share(raw: object) -> Fraction:
    """A share of a whole, above 0 and at most 1: "2/3" or a decimal."""
    parts = _TWO_NUMBERS.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if parts is not None and int(parts[2]) == 0:
        raise bad(_("{shown} divides by 0.").format(shown=shown(raw)), _("Write a share such as “2/3”."))
    found = Fraction(int(parts[1]), int(parts[2])) if parts is not None else Fraction(_decimal(raw))
    if not 0 < found <= 1 or found.denominator > LARGEST_WHOLE:
        raise bad(
            _("{shown} is not a share of a whole.").format(shown=shown(raw)),
            _("Write a share above 0 and up to 1, such as “2/3”."),
        )
    return found


def day(raw: object) -> date:
    """A date, with or without quotation marks, year first."""
    if isinstance(raw, str):
        with suppress(ValueError):
            raw = date.fromisoformat(raw.strip()) if len(raw.strip()) == 10 else raw
    if isinstance(raw, datetime) or not isinstance(raw, date):
        raise bad(
            _("{shown} is not a date.").format(shown=shown(raw)),
            _("Write year, month and day, like 2025-04-01."),
        )
    if raw.year not in YEARS:
        raise bad(
            _("The year of {raw} cannot be right.").format(raw=raw), _("Write a date between 1900 and 2200.")
        )
    return raw


def yes_or_no(raw: object) -> bool:
    """The words true or false, without quotation marks."""
    if not isinstance(raw, bool):
        raise bad(
            _("{shown} is neither true nor false.").format(shown=shown(raw)),
            _("Write true or false, without quotation marks."),
        )
    return raw


def one_of(choices: tuple[str, ...]) -> Reader:
    """One word of a closed list."""

    def read(raw: object) -> str:
        if not isinstance(raw, str) or raw.strip() not in choices:
            remedy = closest(str(raw), choices) + _("Use one of: ") + ", ".join(choices) + "."
            raise bad(_("{shown} is not a word of this list.").format(shown=shown(raw)), remedy)
        return raw.strip()

    return read


def regulator_code(codes: tuple[str, ...]) -> Reader:
    """A figure of the regulator's set; a code with parts has to name its part."""
    read_code = one_of(codes)

    def read(raw: object) -> str:
        parts = [code for code in codes if isinstance(raw, str) and code.startswith(f"{raw.strip()}.")]
        if parts:
            raise bad(
                _("{shown} has parts.").format(shown=shown(raw)),
                _("Name the part: {parts}.").format(parts=" or ".join(parts)),
            )
        found: str = read_code(raw)
        return found

    return read


def schedule(raw: object) -> str:
    """How often a publication is due, in one of the forms of measures/schedules.py, as written."""
    found: str = line(120)(raw)
    try:
        parse_schedule(found)
    except ScheduleError as error:
        raise _split(error) from error
    return found


def list_of(read_entry: Reader, *, alone: bool = False, unique: bool = True) -> Reader:
    """A list of values; empty entries are dropped. With `alone` a single value stands for a list of one."""

    def read(raw: object) -> tuple[Any, ...]:
        entries = [raw] if alone and isinstance(raw, str) else raw
        if not isinstance(entries, list):
            raise bad(
                _("{shown} is not a list.").format(shown=shown(raw)),
                _("Put the entries in square brackets: [ … , … ]."),
            )
        found, wrong = _entries(entries, read_entry, unique)
        if wrong:
            raise Bad(*wrong)
        return tuple(found)

    return read


def _entries(entries: list[Any], read_entry: Reader, unique: bool) -> tuple[list[Any], list[Part]]:
    found: list[Any] = []
    wrong: list[Part] = []
    for place, entry in enumerate(entries, 1):
        if is_empty(entry):
            continue
        try:
            value = read_entry(entry)
        except Bad as error:
            wrong += [Part(part.what, part.remedy, f"[{place}]{part.at}") for part in error.parts]
            continue
        if unique and value in found:
            wrong.append(
                Part(
                    _("{shown} is there twice.").format(shown=shown(value)),
                    _("Delete one of the two."),
                    f"[{place}]",
                )
            )
        found.append(value)
    return found, wrong
