"""Checking a whole file: every fault of its rows, and of its rows against what the portal holds."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from charter import audit, jobs
from charter.faults import Refused
from charter.models import Job, User
from charter.numbers import fixed, plain
from charter.querysets import first_period
from measures.actions.imports.catalogue import catalogue_for
from measures.actions.imports.receiving import source_of
from measures.csv_import import Catalogue, FigureRow, FileRefused, Limits, Reader, RowFault
from measures.csv_import.contracts import BROWSER
from measures.models import Import, Measure, Result

CHUNK = 500
PREVIEW = 100
ALREADY = {
    "approved": ("already has an approved figure", "Ask for a correction on the measure's page."),
    "submitted": ("already has a submitted figure", "Recall it before you change it."),
}
Key = tuple[str, str, str]
Told = Callable[[int], None]


@dataclass
class Check:
    """What a file is found to hold. `same` counts rows whose approved figure is the very same."""

    layout: str = "results"
    rows: int = 0
    same: int = 0
    faults: list[RowFault] = field(default_factory=list)
    measures: Counter[str] = field(default_factory=Counter)
    periods: dict[str, date] = field(default_factory=dict)
    preview: list[dict[str, str]] = field(default_factory=list)

    @property
    def summary(self) -> dict[str, Any]:
        """The same as a JSON document, for the page that asks whether to accept."""
        ordered = sorted(self.periods, key=lambda key: (self.periods[key], key))
        return {
            "rows": self.rows,
            "same": self.same,
            "measures": dict(sorted(self.measures.items())),
            "first_period": ordered[0] if ordered else "",
            "last_period": ordered[-1] if ordered else "",
            "preview": self.preview,
        }


def check_file(
    source: BinaryIO,
    catalogue: Catalogue,
    *,
    limits: Limits = BROWSER,
    only_history: bool = False,
    tell: Told | None = None,
) -> Check:
    """Read the whole file and hold every row against the figures already there. Writes nothing.

    `only_history` refuses rows of periods that the portal answers for. `tell` hears how many rows are done.
    Raises FileRefused when the file is no table.
    """
    reader = Reader(source, catalogue, today=timezone.localdate(), limits=limits)
    check = Check(layout=reader.heading.layout.name)
    history = _history_fault if only_history else None
    for rows in chunks(reader.rows()):
        standing = standing_results(rows)
        for row in rows:
            _hold(check, row, standing.get(key_of(row), []), catalogue)
            if history and (fault := history(row)):
                check.faults.append(fault)
        if tell:
            tell(reader.count)
    check.rows = reader.count
    check.faults = sorted([*reader.faults, *check.faults], key=lambda fault: fault.row or 0)
    return check


def chunks(rows: Iterable[FigureRow], size: int = CHUNK) -> Iterator[list[FigureRow]]:
    """The rows in lists of `size`."""
    running = iter(rows)
    while found := list(islice(running, size)):
        yield found


def key_of(row: FigureRow) -> Key:
    """What a figure is for."""
    return (row.measure, row.period.key, row.segment or "")


def standing_results(rows: list[FigureRow]) -> dict[Key, list[Result]]:
    """The approved and submitted figures of these rows' measures, periods and segments. One query."""
    found: dict[Key, list[Result]] = {}
    results = Result.objects.filter(
        measure__slug__in={row.measure for row in rows},
        period__in={row.period.key for row in rows},
        workflow__in=ALREADY,
    )
    for result in results.select_related("measure", "segment"):
        segment = result.segment.slug if result.segment else ""
        found.setdefault((result.measure.slug, result.period, segment), []).append(result)
    return found


def is_same(row: FigureRow, result: Result) -> bool:
    """Whether the approved figure is the very one in the row."""
    if row.answers is not None:
        return (result.numerator, result.denominator) == (row.answers.satisfied, row.answers.base)
    return (result.numerator, result.denominator, result.value, result.grade) == (
        row.numerator,
        row.denominator,
        row.value,
        row.grade,
    )


def needs_no_writing(row: FigureRow, standing: list[Result]) -> bool:
    """Whether the row only repeats an approved figure, with nothing submitted beside it."""
    return len(standing) == 1 and standing[0].workflow == "approved" and is_same(row, standing[0])


def _hold(check: Check, row: FigureRow, standing: list[Result], catalogue: Catalogue) -> None:
    if needs_no_writing(row, standing):
        check.same += 1
    elif standing:
        found = next((one for one in standing if one.workflow == "submitted"), standing[0])
        what, remedy = ALREADY[found.workflow]
        words = f"{row.period.label} {what}{_worth(found)}."
        check.faults.append(RowFault(row.row, "Period", row.period.key, words, remedy))
    check.measures[row.measure] += 1
    check.periods[row.period.key] = row.period.start
    if len(check.preview) < PREVIEW:
        check.preview.append(_preview(row, catalogue))


def _worth(result: Result) -> str:
    if result.grade:
        return f" ({result.grade})"
    if result.numerator is not None:
        return f" ({plain(result.numerator)} of {plain(result.denominator)})"
    return f" ({plain(result.value)})" if result.value is not None else ""


def _history_fault(row: FigureRow) -> RowFault | None:
    first = first_period()
    if first is None or row.period.end < first.start:
        return None
    what = f"{row.period.label} is not history: the portal answers from {first.label} on."
    remedy = "Leave out --approve-by; another person approves these figures in the portal."
    return RowFault(row.row, "Period", row.period.key, what, remedy)


def _preview(row: FigureRow, catalogue: Catalogue) -> dict[str, str]:
    measure = catalogue.measure(row.measure)
    numerator, denominator = row.numerator, row.denominator
    if row.answers is not None:
        numerator, denominator = row.answers.satisfied, row.answers.base
    value = row.value
    if measure is not None and numerator is not None and denominator:
        value = Decimal(fixed(measure.factor * numerator / denominator, measure.decimals))
    return {
        "row": str(row.row),
        "measure": measure.title if measure else row.measure,
        "period": row.period.label,
        "segment": row.segment or "",
        "numerator": plain(numerator) or "",
        "denominator": plain(denominator) or "",
        "value": row.grade or (plain(value) or "no value"),
        "unit": measure.unit if measure and not row.grade else "",
        "why": row.why,
    }


@jobs.register("validate_import")
def _validate(job: Job) -> str:
    batch = Import.objects.get(pk=job.ids["import"])
    validate_import(batch=batch, by=job.asked_by, tell=lambda done: jobs.progress(job, done, done + CHUNK))
    return "checked"


def validate_import(*, batch: Import, by: User, tell: Told | None = None) -> Import:
    """Check a kept file and write down what it holds or every fault in it; not a single figure is written.

    Does nothing to a batch that is accepted.
    """
    try:
        check = check_file(source_of(batch), catalogue_for(batch.received_by), tell=tell)
    except FileRefused as refused:
        return _conclude(batch, Check(faults=[RowFault(None, "", "", str(refused), "")]), by, "failed")
    finally:
        batch.file.close()
    return _conclude(batch, check, by, "faulty" if check.faults else "ready")


@transaction.atomic
def _conclude(batch: Import, check: Check, by: User, state: str) -> Import:
    found = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if found.state == "accepted":
        return found
    found.state, found.form, found.rows = state, check.layout, check.rows
    found.faults = [fault_document(fault) for fault in check.faults]
    found.summary = check.summary
    found.version += 1
    found.save()
    audit.record("validate_import", found, by=by, detail={"state": state, "faults": len(check.faults)})
    return found


def fault_document(fault: RowFault) -> dict[str, str | int | None]:
    """A fault as it is stored beside its file."""
    return {
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "what": fault.what,
        "remedy": fault.remedy,
    }


def refuse_faulty(check: Check) -> None:
    """Raise Refused with every fault, if there is one."""
    if check.faults:
        raise Refused.because(fault.fault for fault in check.faults)


def measures_by_slug(slugs: Iterable[str]) -> dict[str, Measure]:
    """The measures of a file."""
    return {measure.slug: measure for measure in Measure.objects.filter(slug__in=list(slugs))}
