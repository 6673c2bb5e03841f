"""A file of cases: one row a case, checked against the rule of its measure (design, section 6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import BinaryIO

from django.utils.translation import gettext as _

from charter.faults import FileRefused
from charter.translated import lazily as _lazy
from charter.working_time import Calendar, CalendarError
from measures.cases import Case, Moment, Rule, due_of
from measures.csv_import.case_columns import (
    DaysColumn,
    MomentColumn,
    OutcomeColumn,
    ReferenceColumn,
    StageColumn,
    YesNoColumn,
)
from measures.csv_import.catalogue import Catalogue
from measures.csv_import.columns import WordColumn
from measures.csv_import.contracts import BROWSER, Limits, RowFault
from measures.csv_import.layouts import Heading, Layout, heading_for, name_of
from measures.csv_import.row import Row
from measures.csv_import.rows import Record
from measures.csv_import.tables import TableReader

CASES = Layout(
    "cases",
    (
        ReferenceColumn("reference", "Reference", required=True),
        WordColumn("segment", "Segment"),
        StageColumn("stage", "Stage"),
        MomentColumn("received", "Received", required=True),
        MomentColumn("acknowledged", "Acknowledged"),
        MomentColumn("closed", "Closed"),
        OutcomeColumn("outcome", "Outcome"),
        YesNoColumn("first_contact", "First contact"),
        DaysColumn("extension_days", "Extension days"),
        DaysColumn("paused_days", "Paused days"),
    ),
    hushed=True,
)
LOST_ZEROS = _lazy("Format the column as text and type the reference as your system has it.")
ASK_FOR_YEAR = _lazy("Ask an administrator to add that year's bank holidays to the working calendar.")


@dataclass(frozen=True)
class CaseRow:
    """A good row of a case file."""

    row: int
    case: Case


@dataclass(frozen=True)
class CaseNeeds:
    """What the rows of one measure's file are held against."""

    rule: Rule
    calendar: Calendar
    catalogue: Catalogue
    today: date


class CaseReader(TableReader[CaseRow]):
    """Reads one file of cases as a stream."""

    def __init__(self, source: BinaryIO, needs: CaseNeeds, *, limits: Limits = BROWSER) -> None:
        self._needs = needs
        self._seen: dict[tuple[str, str], int] = {}
        self._digits: dict[int, str] = {}  # references of digits alone, by row
        known = frozenset(column.key for column in CASES.columns)
        super().__init__(source, limits=limits, known=known, holds="cases")

    def _understand(self, row: int, cells: tuple[str, ...]) -> Heading:
        if {"measure", "period"} <= set(map(name_of, cells)):
            raise FileRefused(
                _("This is a file of figures, not of cases. Upload it without choosing a measure.")
            )
        return heading_for(CASES, row, cells, self._limits)

    def _check(self, record: Record, cells: dict[str, str]) -> CaseRow | None:
        needs = self._needs
        row = Row(record.row, cells, CASES, needs.catalogue, needs.today, self._limits)
        row.spoilt = self._spoilt(record)
        case = _case(row, needs)
        reference = row.text("reference")
        named = (reference, row.text("stage"))
        if reference and (earlier := self._seen.setdefault(named, record.row)) != record.row:
            what = _("has the same reference and stage as row {earlier}.").format(earlier=earlier)
            row.fault("reference", what, _("Which is right? Remove the other row."))
        if reference.isdigit():
            self._digits[record.row] = reference
        self.faults.extend(row.faults)
        return CaseRow(record.row, case) if case is not None and not row.faults else None

    def rows(self) -> Iterator[CaseRow]:
        """Every good row; at the end, references that a spreadsheet has shortened are named.

        Where some of digits alone begin with 0 and are all equally long, a shorter one has lost its zeros.
        """
        yield from super().rows()
        padded = {len(one) for one in self._digits.values() if one.startswith("0")}
        if len(padded) != 1:
            return
        length = padded.pop()
        for number, reference in self._digits.items():
            if len(reference) < length:
                what = _("seems to have lost its leading zeros.")
                self.faults.append(RowFault(number, "Reference", "", what, str(LOST_ZEROS)))


def _case(row: Row, needs: CaseNeeds) -> Case | None:
    """The case in this row, or None with every fault of the row in `row.faults`."""
    row.read_cells()
    received = _moment(row, "received")
    segment = _segment(row, received.day if received else None)
    if received is None:
        return None
    case = Case(
        reference=row.text("reference"),
        received=received,
        stage=row.text("stage"),
        segment=segment,
        acknowledged=_moment(row, "acknowledged"),
        closed=_moment(row, "closed"),
        outcome=row.text("outcome"),
        first_contact=_truth(row, "first_contact"),
        extension_days=_days(row, "extension_days"),
        paused_days=_days(row, "paused_days"),
    )
    for key, what, remedy in (*_order(case), *_what_the_rule_needs(case, needs.rule)):
        row.fault(key, what, remedy)
    if not row.faults:
        _within_the_calendar(row, case, needs)
    return None if row.faults else case


def _moment(row: Row, key: str) -> Moment | None:
    found = row.read.get(key)
    return found if isinstance(found, Moment) else None


def _truth(row: Row, key: str) -> bool | None:
    found = row.read.get(key)
    return found if isinstance(found, bool) else None


def _days(row: Row, key: str) -> int:
    found = row.read.get(key)
    return found if isinstance(found, int) else 0


def _segment(row: Row, day: date | None) -> str:
    name = row.text("segment")
    found = row.catalogue.segment(name) if name else None
    if found is None:
        if name:
            row.fault("segment", _("is no segment that we know."), _("Check the name, or leave it blank."))
        return ""
    if day and ((found.starts and day < found.starts) or (found.ends and day > found.ends)):
        row.fault("segment", _("did not exist on that day."), _("Use the segment of that time."))
    return found.slug


Fault = tuple[str, str, str]


def _order(case: Case) -> Iterator[Fault]:
    """First it is received, then acknowledged, then closed."""
    steps = [("received", case.received), ("acknowledged", case.acknowledged), ("closed", case.closed)]
    known = [(key, moment) for key, moment in steps if moment is not None]
    for (first, before), (second, after) in pairwise(known):
        if after.is_before(before):
            yield second, _("is before the case was {first}.").format(first=first), _("Check both days.")
    if case.outcome and case.closed is None:
        yield (
            "outcome",
            _("is filled in, but the case is not closed."),
            _("Give the day it was closed, or clear it."),
        )


def _what_the_rule_needs(case: Case, rule: Rule) -> Iterator[Fault]:
    if rule.stage and not case.stage:
        yield (
            "stage",
            _("is blank."),
            _("This measure counts stage {stage} only. Give every case's stage.").format(stage=rule.stage),
        )
    if rule.needs_first_contact and case.first_contact is None:
        yield "first_contact", _("is blank."), _("Write yes or no: this measure asks for it.")
    if rule.needs_outcome and case.closed is not None and not case.outcome:
        yield "outcome", _("is blank."), _("Say how the case ended: this measure counts it.")
    if rule.clock is not None:
        yield from _what_the_clock_needs(case, rule)


def _what_the_clock_needs(case: Case, rule: Rule) -> Iterator[Fault]:
    clock = rule.clock
    if clock is None:
        return
    if case.paused_days and not clock.can_pause:
        yield "paused_days", _("is filled in, but this measure's clock never stops."), _("Clear this cell.")
    if case.extension_days and clock.most_extension == 0:
        yield "extension_days", _("is filled in, but this rule knows no extension."), _("Clear this cell.")
    if not clock.is_in_hours:
        return
    for key in dict.fromkeys((clock.start, "received", clock.until)):
        moment = getattr(case, key)
        if moment is not None and moment.at is None:
            remedy = _("Add the time, like 30/06/2026 14:30: this measure's limit is in hours.")
            yield key, _("has no time of day."), remedy


def _within_the_calendar(row: Row, case: Case, needs: CaseNeeds) -> None:
    if needs.rule.clock is None:
        return
    try:
        due_of(case, needs.rule.clock, needs.calendar)
    except CalendarError:
        years = _("{first_year} to {last_year}").format(
            first_year=needs.calendar.first_year, last_year=needs.calendar.last_year
        )
        row.fault(
            "received",
            _("leads beyond the working calendar, which covers {years}.").format(years=years),
            ASK_FOR_YEAR,
        )
