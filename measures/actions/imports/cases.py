"""Files of cases: what they change, their rows written once, and the figures of every period they touch."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from charter.faults import Refused
from charter.models import User
from charter.numbers import fixed, plain
from charter.periods import Period
from charter.querysets import first_period
from measures import cases as counting
from measures.actions.case_rows import put_aside
from measures.actions.imports.catalogue import catalogue_of_segments
from measures.actions.imports.checking import Check, Told, chunks, history_fault
from measures.actions.results import record_result
from measures.csv_import import (
    BROWSER,
    CaseNeeds,
    CaseReader,
    CaseRow,
    FileRefused,
    Limits,
    RowFault,
)
from measures.figures import Figures
from measures.models import Case, Import, Measure, Result, Segment
from measures.querysets.cases import as_counted, cases_in_force, results_by_key, setting_of

WRITTEN_AT_ONCE = 1_000
Named = tuple[str, str]  # reference and stage
SAY_WHY = "This file changes figures that are approved. Say why they are to be corrected."


class ReasonNeeded(Refused):
    """A file that changes approved figures, sent without saying why."""


@dataclass(frozen=True)
class Change:
    """A figure that a file of cases comes to; `becomes` a draft, a correction, or the same as it stands."""

    period: Period
    segment: str
    figure: counting.CaseFigure
    stands: str
    becomes: str
    name: str = ""  # of the segment

    @property
    def is_written(self) -> bool:
        """Whether accepting the file writes it."""
        return self.becomes in {"draft", "correction"}

    @property
    def document(self) -> dict[str, Any]:
        """The same as it is stored for the page that asks whether to accept."""
        figure = self.figure
        share = fixed(Decimal(100) * figure.numerator / figure.denominator, 1) if figure.denominator else ""
        return {
            "period": self.period.key,
            "label": self.period.label,
            "segment": self.segment,
            "name": self.name,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "share": share,
            "not_due": figure.not_due,
            "late": len(figure.late),
            "open": figure.still_open,
            "stands": self.stands,
            "becomes": self.becomes,
        }


@dataclass
class CaseCheck(Check):
    """What a file of cases is found to hold: rows that are new, that replace others, and what follows."""

    layout: str = "cases"
    found: list[CaseRow] = field(default_factory=list)
    replaced: int = 0
    changes: list[Change] = field(default_factory=list)

    @property
    def needs_reason(self) -> bool:
        """Whether an approved figure would change."""
        return any(change.becomes == "correction" for change in self.changes)

    @property
    def summary(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "same": self.same,
            "replaced": self.replaced,
            "new": self.rows - self.same - self.replaced,
            "needs_reason": self.needs_reason,
            "figures": [change.document for change in self.changes],
        }


def check_case_file(
    source: BinaryIO,
    measure: Measure,
    *,
    limits: Limits = BROWSER,
    only_history: bool = False,
    at: datetime | None = None,
    tell: Told | None = None,
) -> CaseCheck:
    """Read the whole file and work out what it would change. Writes nothing.

    `only_history` refuses figures of periods that the portal answers for. Raises FileRefused when the file is
    no table of cases, or when the measure's rule cannot be used.
    """
    check = CaseCheck()
    try:
        setting = setting_of(measure, at or timezone.now())
    except counting.CaseRuleError as error:
        raise FileRefused(f"{measure.title} cannot count cases yet: {error}") from error
    needs = CaseNeeds(setting.rule, setting.calendar, catalogue_of_segments(), timezone.localdate())
    reader = CaseReader(source, needs, limits=limits)
    for rows in chunks(reader.rows()):
        check.found += rows
        if tell:
            tell(reader.count)
    check.rows, check.faults = reader.count, list(reader.faults)
    if check.faults:
        return check
    _work_out(check, measure, setting)
    check.faults += [fault for change in check.changes if (fault := _blocked(change))]
    if only_history:
        first, periods = first_period(), [change.period for change in check.changes]
        check.faults += [fault for one in periods if (fault := history_fault(None, one, first))]
    return check


def _work_out(check: CaseCheck, measure: Measure, setting: counting.Setting) -> None:
    """What stands, what the file replaces, and the figures that follow for every ended period it touches."""
    standing = {(one.reference, one.stage): one for one in as_counted(cases_in_force(measure))}
    named = {(row.case.reference, row.case.stage): row.case for row in check.found}
    before = [standing[name] for name in named if name in standing]
    check.same = sum(named[one.reference, one.stage] == one for one in before)
    check.replaced = len(before) - check.same
    figures = counting.figures_of((standing | named).values(), setting)
    touched = set(counting.figures_of([*named.values(), *before], setting))
    fresh = [case for name, case in named.items() if standing.get(name) != case]
    moved = set(
        counting.figures_of(
            [*fresh, *(one for one in before if named[one.reference, one.stage] != one)], setting
        )
    )
    results = results_by_key(measure, setting.year_starts)
    keys = set(figures) | touched | {key for key, found in results.items() if _is_from_cases(found)}
    today, nothing = timezone.localdate(), counting.CaseFigure(0, 0, 0, ())
    names = dict(Segment.objects.values_list("slug", "name"))
    for key in sorted(key for key in keys if key[0].end < today and key[0].kind == setting.kind):
        found = results.get(key, [])
        change = _change(*key, figures.get(key, nothing), found, is_moved=key in moved)
        # Beside what the file touches, time and the calendar move figures too; what people typed stays.
        # A figure that was sent back waits for its owner.
        is_waiting = any(one.workflow == "returned" for one in found)
        may_move = not found or (_is_from_cases(found) and not is_waiting)
        if change is not None and (key in touched or (may_move and change.is_written)):
            check.changes.append(replace(change, name=names.get(key[1], "")))


def _newest(results: Iterable[Result]) -> Result | None:
    """The figure on its way, else the approved one; one that was sent back stands for nothing."""
    results = [one for one in results if one.workflow != "returned"]
    return min(results, key=lambda one: one.workflow == "approved", default=None)


def _is_from_cases(results: Iterable[Result]) -> bool:
    newest = _newest(results)
    return newest is not None and newest.batch is not None and newest.batch.form == "cases"


def _change(
    period: Period, segment: str, figure: counting.CaseFigure, results: list[Result], *, is_moved: bool
) -> Change | None:
    """What becomes of one figure; None where there is nothing to say: no case is due and none was counted.

    `is_moved`: cases of it are new or changed. A figure on its way then hangs on this file also where it
    comes to the same counts, or these cases would stay when it is sent back.
    """
    newest = _newest(results)
    if newest is None:
        return Change(period, segment, figure, "", "draft") if figure.denominator else None
    stands = _parts(newest)
    is_same = (newest.numerator, newest.denominator) == (figure.numerator, figure.denominator)
    if is_same and (newest.workflow == "approved" or not is_moved):
        return Change(period, segment, figure, stands, "same")
    if newest.workflow == "submitted":
        return Change(period, segment, figure, stands, "submitted")
    approved = any(one.workflow == "approved" for one in results)
    return Change(period, segment, figure, stands, "correction" if approved and not is_same else "draft")


def _parts(result: Result) -> str:
    if result.numerator is None:
        return plain(result.value) or "no value"
    return f"{plain(result.numerator)} of {plain(result.denominator)}"


def _blocked(change: Change) -> RowFault | None:
    if change.becomes != "submitted":
        return None
    what = f"{change.period.label} already has a submitted figure ({change.stands})."
    return RowFault(None, "Period", change.period.key, what, "Recall it before you send this file.")


def write_cases(
    check: CaseCheck, batch: Import, *, by: User, at: datetime, reason: str = "", tell: Told | None = None
) -> list[int]:
    """Write the rows of a checked file and record the figures that follow; the ids of these drafts.

    Raises ReasonNeeded when an approved figure would change and no reason is given.
    """
    if check.needs_reason and not reason.strip():
        raise ReasonNeeded(SAY_WHY)
    measure = batch.measure
    if measure is None:
        raise Refused(_("This file names no measure. Upload it again and choose one."))
    segments = {segment.slug: segment for segment in Segment.objects.all()}
    written = []
    first = first_period()
    # The figures first: replacing a returned one lets its rows go, and these are then the rows to replace.
    for change in check.changes:
        if not change.is_written:
            continue
        is_past = first is not None and change.period.end < first.start
        result = record_result(
            measure=measure,
            period=change.period,
            figures=_figures(change.figure),
            by=by,
            segment=segments[change.segment] if change.segment else None,
            origin="history" if is_past else "file",
            batch=batch,
            correction_reason=reason if change.becomes == "correction" else "",
        )
        written.append(result.pk)
    put_aside(measure=measure, named={(row.case.reference, row.case.stage) for row in check.found})
    _write_rows(check, measure, batch, segments)
    if tell:
        tell(check.rows)
    return written


def _figures(figure: counting.CaseFigure) -> Figures:
    """The two counts, and beside them how many cases had no part in them because they were not due yet."""
    beside = {"cases_not_due": str(figure.not_due)} if figure.not_due else {}
    return Figures(Decimal(figure.numerator), Decimal(figure.denominator), answers=beside)


def _write_rows(check: CaseCheck, measure: Measure, batch: Import, segments: dict[str, Segment]) -> None:
    """Put what the file replaces aside and write its rows; one that repeats what stands is left alone."""
    for rows in chunks(check.found, WRITTEN_AT_ONCE):
        stand = cases_in_force(measure).filter(reference__in={row.case.reference for row in rows})
        before: dict[Named, counting.Case] = {(one.reference, one.stage): one for one in as_counted(stand)}
        fresh = [row.case for row in rows if before.get((row.case.reference, row.case.stage)) != row.case]
        replaced = {(one.reference, one.stage) for one in fresh} & set(before)
        ids = [pk for pk, *name in stand.values_list("pk", "reference", "stage") if tuple(name) in replaced]
        Case.objects.filter(pk__in=ids).update(replaced_by=batch)
        Case.objects.bulk_create(_row_of(case, measure, batch, segments) for case in fresh)


def _row_of(case: counting.Case, measure: Measure, batch: Import, segments: dict[str, Segment]) -> Case:
    acknowledged, closed = case.acknowledged, case.closed
    return Case(
        measure=measure,
        batch=batch,
        segment=segments[case.segment] if case.segment else None,
        reference=case.reference,
        stage=case.stage,
        received_on=case.received.day,
        received_at=case.received.at,
        acknowledged_on=acknowledged.day if acknowledged else None,
        acknowledged_at=acknowledged.at if acknowledged else None,
        closed_on=closed.day if closed else None,
        closed_at=closed.at if closed else None,
        outcome=case.outcome,
        first_contact=case.first_contact,
        extension_days=case.extension_days,
        paused_days=case.paused_days,
    )
