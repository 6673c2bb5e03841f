"""Columns: each knows its heading, how to clean a cell, and what to say when it cannot."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from charter.numbers import exact, plain
from charter.translated import lazily as _lazy
from measures.csv_import.contracts import shown

FIRST_YEAR = 2010
MARKS = {"\ue000", "\ue001"}  # charter/languages/own
UNSTORABLE = {"\ufffd", "\ufffe", "\uffff"} | MARKS
LAYOUT_MARKS = "\t\n\r"

NO_NUMBER, NO_DATE = _lazy("is not a number."), _lazy("is not a date.")
ENTER_A_NUMBER = _lazy("Enter a number, like 94.5. Use digits 0 to 9 and a full stop.")
ENTER_A_DATE = _lazy("Write it as 2026-06-30 or 30/06/2026.")

_SHAPE = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?")
_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_UK_DATE = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}")


class CellError(ValueError):
    """A cell that cannot be taken: what is wrong, and what to do.

    `hushed` says what is wrong without a word of the cell, for files that may hold personal data.
    """

    def __init__(self, what: str, remedy: str, hushed: str = _lazy("cannot be read as it stands.")) -> None:
        super().__init__(f"{what} {remedy}")
        self.what, self.remedy, self.hushed = str(what), str(remedy), str(hushed)


@dataclass(frozen=True)
class Column:
    """A column of text, kept as typed (design: formulas in text are text).

    `key` is the heading's plain name, `label` what people read in a fault.
    """

    key: str
    label: str
    required: bool = False

    def clean(self, cell: str, today: date) -> object:
        """The value in `cell`, or None for a blank one; CellError if it cannot be read."""
        return cell if cell.strip() else ""


@dataclass(frozen=True)
class WordColumn(Column):
    """One word or name; spaces around it say nothing."""

    def clean(self, cell: str, today: date) -> str:
        return cell.strip()


@dataclass(frozen=True)
class NumberColumn(Column):
    """An exact number of at least `least`."""

    least: int = 0
    whole: bool = False

    def clean(self, cell: str, today: date) -> Decimal | None:
        if not cell.strip():
            return None
        number = to_number(cell, least=Decimal(self.least))
        if self.whole and number != number.to_integral_value():
            raise CellError(
                _("“{typed}” is not a whole number.").format(typed=shown(cell.strip())),
                _("Enter a whole number, like 12."),
                _("is not a whole number."),
            )
        return number


@dataclass(frozen=True)
class DateColumn(Column):
    """A day, ISO or UK. `years_ahead` is how far in the future it may lie."""

    years_ahead: int = 1

    def clean(self, cell: str, today: date) -> date | None:
        return to_date(cell, today.year + self.years_ahead) if cell.strip() else None


def to_number(text: str, *, least: Decimal | None = None, most: Decimal | None = None) -> Decimal:
    """The exact number in `text` within the bounds (both included); CellError otherwise.

    Refused are exponents, underscores, plus signs, "-0", digits of other scripts and every unit.
    """
    written = text.strip()
    try:
        number = exact(written)
    except ValueError as error:
        if _SHAPE.fullmatch(written) and len(written) > 12:
            what = _("has too many digits.")
            raise CellError(f"“{shown(written)}” {what}", _between(least, most), what) from error
        raise CellError(f"“{shown(written)}” {NO_NUMBER}", ENTER_A_NUMBER, NO_NUMBER) from error
    if written.startswith("-") and not number:
        raise CellError(f"“{shown(written)}” {NO_NUMBER}", ENTER_A_NUMBER, NO_NUMBER)
    if (least is not None and number < least) or (most is not None and number > most):
        what = _("is outside what is possible.")
        raise CellError(f"{shown(written)} {what}", _between(least, most), what)
    return number


def _between(least: Decimal | None, most: Decimal | None) -> str:
    if least is None and most is None:
        return _("Enter at most 18 digits before the full stop and 10 after it.")
    if most is None:
        return _("Enter a number of {least} or more, with at most 18 digits and 10 decimals.").format(
            least=plain(least)
        )
    if least is None:
        return _("Enter a number of {least} or less.").format(least=plain(most))
    return _("Enter a number between {least} and {most}.").format(least=plain(least), most=plain(most))


def to_date(text: str, last_year: int) -> date:
    """The day in `text`, between 2010 and `last_year`; CellError otherwise."""
    written = text.strip()
    if _SHORT_YEAR.fullmatch(written):
        what = _("has a year of two digits.")
        raise CellError(f"“{shown(written)}” {what}", ENTER_A_DATE, what)
    found = _ISO_DATE.fullmatch(written) or _UK_DATE.fullmatch(written)
    if found is None:
        raise CellError(f"“{shown(written)}” {NO_DATE}", ENTER_A_DATE, NO_DATE)
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    if not FIRST_YEAR <= year <= last_year:
        remedy = _("Give a year from {first_year} to {last_year}.").format(
            first_year=FIRST_YEAR, last_year=last_year
        )
        raise CellError(
            _("The year {year} is out of range.").format(year=year), remedy, _("has a year out of range.")
        )
    if not 1 <= month <= 12:
        raise CellError(
            _("There is no month {month}.").format(month=month),
            ENTER_A_DATE,
            _("has a month that does not exist."),
        )
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        name = calendar.month_name[month]
        said = (
            _("{day} {month} is not a date in {year}.")
            if (day, month) == (29, 2)
            else _("{day} {month} is not a date.")
        )
        what = said.format(day=day, month=name, year=year)
        raise CellError(what, ENTER_A_DATE, _("has a day that its month does not have."))
    return date(year, month, day)


def check_storable(text: str, longest: int) -> None:
    """CellError if the database could not keep this text, or if it is too long."""
    plain_text = text.isascii() and text.isprintable()  # nearly every cell: asked at once, which is quick
    if not plain_text and any(_unstorable(one) for one in text):
        what = _("contains characters that cannot be stored.")
        raise CellError(what, _("Type it again as plain text."), what)
    if len(text) > longest:
        what = _("has {count} characters.").format(count=f"{len(text):,}")
        raise CellError(what, _("Shorten to {count} characters.").format(count=f"{longest:,}"), what)


def _unstorable(one: str) -> bool:
    category = unicodedata.category(one)
    return (category in {"Cc", "Cs"} and one not in LAYOUT_MARKS) or one in UNSTORABLE
