"""One cell of a sheet as the text that a person would have typed into a CSV file, and what is wrong with it.

A number is stored as a binary one; it is written with the fewest digits that lead back to the very same
(0.945, not 0.94499999999999995). A cell shown as per cent holds a hundredth: 0.945, shown as 94.5%, is
read as "94.5%".
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

MOST_DIGITS = Decimal(10) ** 15  # a spreadsheet keeps fifteen digits and writes zeros for the rest
LAST_SERIAL = 2_958_465  # 31 December 9999
SHOWN = 60

FORMULA = (N_("contains a formula."), N_("Paste values only."))
NO_NUMBER = (N_("is not a number."), N_("Enter a number, like 94.5."))
NO_DATE = (N_("is not a date."), N_("Write it as 2026-06-30 or 30/06/2026."))
NO_SUCH_DAY = (N_("is 29 February 1900, which is not a date."), N_("Write it as 2026-06-30 or 30/06/2026."))
LOST_DIGITS = (
    N_("is a number of more than 15 digits, and a spreadsheet does not keep them all."),
    N_("Format the cell as text and type it again."),
)
DAMAGED_TEXT = (N_("refers to a text that is not there."), N_("Type it again."))


@dataclass(frozen=True)
class Cell:
    """What stands in a cell as text; `trouble` is what is wrong and what to do, or empty."""

    text: str
    trouble: tuple[str, ...] = ()


def formula(written: str) -> Cell:
    """A cell whose figure is worked out by the spreadsheet, whatever it shows."""
    return Cell(f"={written[:SHOWN]}", FORMULA)


def error(shown: str) -> Cell:
    """A cell in which the spreadsheet shows an error."""
    return Cell(shown[:SHOWN], (f"Excel shows {shown[:SHOWN]}.", _("Fix it in the sheet.")))


def truth(written: str) -> Cell:
    """A cell that holds yes or no."""
    return Cell("TRUE" if written.strip() in {"1", "true"} else "FALSE")


def iso_day(written: str) -> Cell:
    """A cell that holds a day in letters, as some programs write it."""
    try:
        return Cell(_moment(datetime.fromisoformat(written.strip()).replace(tzinfo=None)))
    except ValueError:
        return Cell(written[:SHOWN], NO_DATE)


def number(written: str, shown_as: str, *, from_1904: bool) -> Cell:
    """A cell that holds a number; `shown_as` is "date", "percent", zeros for a fixed width, or ""."""
    try:
        exact = Decimal(repr(float(written)))
    except ValueError:
        return Cell(written[:SHOWN], NO_NUMBER)
    if not exact.is_finite():
        return Cell(written[:SHOWN], NO_NUMBER)
    if shown_as == "date":
        return _day(exact, from_1904=from_1904)
    if shown_as == "percent":
        return Cell(f"{_plain(exact * 100)}%")
    text = _plain(exact)
    if abs(exact) >= MOST_DIGITS:
        return Cell(text[:SHOWN], LOST_DIGITS)
    return Cell(text.zfill(len(shown_as)) if shown_as and text.isdigit() else text)


def _plain(exact: Decimal) -> str:
    if not exact:
        return "0"  # also for what a spreadsheet keeps as minus nothing
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(serial: Decimal, *, from_1904: bool) -> Cell:
    """The day and time of a serial number, by the file's own date system (ECMA-376 part 1, 18.17.4.1).

    Serial 60 of the 1900 system is a day that never was; the days before it are counted from one day later.
    """
    if not 0 <= serial <= LAST_SERIAL:
        return Cell(_plain(serial), NO_DATE)
    whole = int(serial)
    seconds = round((serial - whole) * 86_400)
    if from_1904:
        first = date(1904, 1, 1)
    elif whole == 60:
        return Cell("29/02/1900", NO_SUCH_DAY)
    else:
        first = date(1899, 12, 30) if whole > 60 else date(1899, 12, 31)
    moment = datetime.combine(first, datetime.min.time()) + timedelta(days=whole, seconds=seconds)
    if whole == 0 and not from_1904:
        return Cell(f"{moment:%H:%M}")
    return Cell(_moment(moment))


def _moment(moment: datetime) -> str:
    if moment.second:
        return f"{moment:%Y-%m-%d %H:%M:%S}"
    return f"{moment:%Y-%m-%d %H:%M}" if (moment.hour, moment.minute) != (0, 0) else f"{moment:%Y-%m-%d}"
