"""The columns of a case file: references, moments, stages, outcomes, days."""

import re
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from charter.working_time import LONDON
from measures.cases import Moment
from measures.csv_import.columns import NO_DATE, CellError, Column, NumberColumn, to_date
from measures.csv_import.pseudonyms import looks_personal

OUTCOMES = ("upheld", "partly upheld", "not upheld", "done", "no access", "other")
SAME_OUTCOME = {"partially upheld": "partly upheld", "completed": "done"}
MOST_DAYS = 366
YES, NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})
ENTER_A_MOMENT = "Write it as 2026-06-30 or 30/06/2026, with a time as 30/06/2026 14:30."
OWN_NUMBER = "Use your own case number, such as C-2026-0142."

_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9/._#-]{0,39}")
_MOMENT = re.compile(r"(?P<day>[^T ]+)(?:(?:T| +)(?P<time>.+))?")
_TIME = re.compile(r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?")
_STAGE = re.compile(r"(?:stage ?)?([1-9])")


class UntoldCell(CellError):
    """A cell of a case: it may say whose case it is, so its fault repeats nothing of it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy, what)


@dataclass(frozen=True)
class ReferenceColumn(Column):
    """A case's own number; capitals and small letters are the same."""

    def clean(self, cell: str, today: date) -> str:
        text = " ".join(cell.split()).upper()
        if not text:
            return ""
        if kind := looks_personal(text):
            raise UntoldCell(
                _("looks like {kind}.").format(kind=kind),
                _("{own_number} Files here never say whose case it is.").format(own_number=OWN_NUMBER),
            )
        if not _REFERENCE.fullmatch(text):
            what = _("can hold up to 40 letters, digits and the signs - / . _ #, and no space.")
            raise UntoldCell(what, OWN_NUMBER)
        return text


@dataclass(frozen=True)
class MomentColumn(Column):
    """A day that has come, ISO or UK, with or without a time of day in Europe/London."""

    def clean(self, cell: str, today: date) -> Moment | None:
        text = cell.strip()
        if not text:
            return None
        found = _MOMENT.fullmatch(text)
        if found is None:
            raise UntoldCell(NO_DATE, ENTER_A_MOMENT)
        moment = Moment(to_date(found["day"], today.year + 1), _time(found["time"]))
        if moment.day > today:
            raise UntoldCell(
                _("is in the future."), _("Give the day on which it happened, or leave it blank.")
            )
        return _existing(moment)


def _time(written: str | None) -> time | None:
    if written is None:
        return None
    found = _TIME.fullmatch(written.strip())
    if found is None:
        raise UntoldCell(_("has a time that cannot be read."), _("Write the time as 14:30."))
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        raise UntoldCell(_("has a time that no clock shows."), _("Write the time as 14:30."))
    return time(hour, minute, second)


def _existing(moment: Moment) -> Moment:
    """The moment, unless the clocks jumped over it."""
    if moment.at is not None and moment.instant.astimezone(LONDON).time() != moment.at:
        what = _("has a time that did not exist: the clocks went forward that night.")
        raise UntoldCell(what, _("Give a time before 01:00 or from 02:00."))
    return moment


@dataclass(frozen=True)
class StageColumn(Column):
    """The stage of a case, 1 to 9."""

    def clean(self, cell: str, today: date) -> str:
        text = " ".join(cell.casefold().split())
        if not text:
            return ""
        found = _STAGE.fullmatch(text)
        if found is None:
            raise UntoldCell(_("is not a stage."), _("Write 1 or 2, or leave it blank."))
        return found[1]


@dataclass(frozen=True)
class OutcomeColumn(Column):
    """How a case ended: one word of a closed list, so that nobody's story gets in."""

    def clean(self, cell: str, today: date) -> str:
        text = " ".join(cell.casefold().split())
        text = SAME_OUTCOME.get(text, text)
        if text and text not in OUTCOMES:
            raise UntoldCell(
                _("is not an outcome."), _("Write one of: {outcomes}.").format(outcomes=", ".join(OUTCOMES))
            )
        return text


@dataclass(frozen=True)
class YesNoColumn(Column):
    """Yes, no, or blank for not known."""

    def clean(self, cell: str, today: date) -> bool | None:
        text = cell.strip().casefold()
        if text and text not in YES | NO:
            raise UntoldCell(_("is neither yes nor no."), _("Write yes or no."))
        return text in YES if text else None


@dataclass(frozen=True)
class DaysColumn(NumberColumn):
    """A whole number of days, blank for none."""

    whole: bool = True

    def clean(self, cell: str, today: date) -> int | None:  # type: ignore[override]
        found = super().clean(cell, today)
        if found is not None and found > MOST_DAYS:
            raise UntoldCell(_("is more than a year of days."), _("Check the number of days."))
        return None if found is None else int(found)
