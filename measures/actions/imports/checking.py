"""Checking a whole file: every fault of its rows, and of its rows against what the portal holds."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, BinaryIO, TypeVar

from django.utils import timezone

from charter.faults import Refused
from charter.numbers import plain
from charter.periods import Period
from measures.actions.imports.comparing import Beside, FiguresDigest, Line, is_same, line_of
from measures.actions.imports.doubting import Doubting
from measures.csv_import import Catalogue, FigureRow, Limits, Reader, RowFault
from measures.csv_import.contracts import BROWSER
from measures.models import Result
from measures.querysets.beside import place_of, standing_beside

CHUNK = 2_500
UNFILLED = 50  # rows without a figure that a page names
ALREADY = {
    "approved": ("already has an approved figure", "Ask for a correction on the measure's page."),
    "submitted": ("already has a submitted figure", "Recall it before you change it."),
}
One = TypeVar("One")
Key = tuple[str, str, str]
Told = Callable[[int], None]
Keep = Callable[[list[FigureRow]], None]


@dataclass
class Check:
    """What a file is found to hold. `same` counts rows whose approved figure is the very same.

    `lines` are what each row would do, for files of the browser's length; `unfilled` are rows that hold no
    figure yet. `drafts_digest` is a hash of the drafts that accepting would replace, with their versions.
    """

    layout: str = "results"
    rows: int = 0
    same: int = 0
    faults: list[RowFault] = field(default_factory=list)
    measures: Counter[str] = field(default_factory=Counter)
    periods: dict[str, date] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    unfilled: list[int] = field(default_factory=list)
    figures_digest: str = ""
    drafts_digest: str = ""

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
            "kinds": dict(Counter(line.kind for line in self.lines)),
            "waits": sum(line.waits for line in self.lines),
            "unfilled": self.unfilled[:UNFILLED],
            "unfilled_count": len(self.unfilled),
            "drafts": self.drafts_digest,
            "doubts": sum("doubts" in line.shown for line in self.lines),
        }


def check_file(
    source: BinaryIO,
    catalogue: Catalogue,
    *,
    limits: Limits = BROWSER,
    only_history: bool = False,
    tell: Told | None = None,
    keep: Keep | None = None,
) -> Check:
    """Read the whole file and hold every row against the figures already there. Writes nothing.

    `only_history` refuses rows of periods that the portal answers for. `tell` hears how many rows are done,
    `keep` is given the rows that do not only repeat what stands, as long as no fault was found.
    Raises FileRefused when the file is no table.
    """
    reader = Reader(source, catalogue, today=timezone.localdate(), limits=limits)
    check = Check(layout=reader.heading.layout.name)
    beside = Beside.of(entry.slug for entry in catalogue.measures.values())
    digest, doubting = FiguresDigest(), Doubting(beside)
    detailed = limits.rows is not None  # somebody is shown what each row would do, and accepts that
    for rows in chunks(reader.rows()):
        standing = standing_results(rows)
        if detailed:
            beside.read_drafts(rows)
            for row in rows:
                digest.add(row)
        for row in rows:
            _hold(check, row, standing.get(key_of(row), []) if standing else [], beside, detailed=detailed)
            if only_history and (fault := history_fault(row.row, row.period, beside.answers_from)):
                check.faults.append(fault)
        doubting.ask(rows, check.lines[-len(rows) :])
        if keep and not (check.faults or reader.faults):
            keep(_to_be_written(rows, standing))
        if tell:
            tell(reader.count)
    check.rows, check.unfilled, check.figures_digest = reader.count, reader.unfilled, digest.text
    check.drafts_digest = beside.drafts_digest
    check.faults += doubting.close(check.lines)
    check.faults = sorted([*reader.faults, *check.faults], key=lambda fault: fault.row or 0)
    return check


def _to_be_written(rows: list[FigureRow], standing: dict[Key, list[Result]]) -> list[FigureRow]:
    """Without those that only repeat what is approved."""
    if not standing:
        return rows
    return [row for row in rows if not needs_no_writing(row, standing.get(key_of(row), []))]


def chunks(rows: Iterable[One], size: int = CHUNK) -> Iterator[list[One]]:
    """The rows in lists of `size`."""
    running = iter(rows)
    while found := list(islice(running, size)):
        yield found


def key_of(row: FigureRow) -> Key:
    """What a figure is for."""
    return (row.measure, row.period.key, row.segment or "")


def standing_results(rows: list[FigureRow]) -> dict[Key, list[Result]]:
    """The approved and submitted figures of these rows' measures, periods and segments. Two queries."""
    found: dict[Key, list[Result]] = {}
    standing = standing_beside(map(key_of, rows)).filter(workflow__in=ALREADY)
    for result in standing.select_related("measure", "segment", "commentary"):
        found.setdefault(place_of(result), []).append(result)
    return found


def needs_no_writing(row: FigureRow, standing: list[Result]) -> bool:
    """Whether the row only repeats an approved figure, with nothing submitted beside it."""
    return len(standing) == 1 and standing[0].workflow == "approved" and is_same(row, standing[0])


def _hold(check: Check, row: FigureRow, standing: list[Result], beside: Beside, *, detailed: bool) -> None:
    repeats = needs_no_writing(row, standing)
    if repeats:
        check.same += 1
    elif standing:
        found = next((one for one in standing if one.workflow == "submitted"), standing[0])
        what, remedy = ALREADY[found.workflow]
        words = f"{row.period.label} {what}{_worth(found)}."
        check.faults.append(RowFault(row.row, "Period", row.period.key, words, remedy))
    elif locked := beside.locked(row):
        what, _, remedy = locked.partition(". ")
        check.faults.append(RowFault(row.row, "Period", row.period.key, f"{what}.", remedy))
    check.measures[row.measure] += 1
    check.periods[row.period.key] = row.period.start
    if detailed:
        check.lines.append(line_of(row, beside, stands=standing[0] if repeats else None))


def _worth(result: Result) -> str:
    if result.grade:
        return f" ({result.grade})"
    if result.numerator is not None:
        return f" ({plain(result.numerator)} of {plain(result.denominator)})"
    return f" ({plain(result.value)})" if result.value is not None else ""


def history_fault(row: int | None, period: Period, first: Period | None) -> RowFault | None:
    """That the portal answers for the period, since `first`, so that the command line may not approve it."""
    if first is None or period.end < first.start:
        return None
    what = f"{period.label} is not history: the portal answers from {first.label} on."
    remedy = "Leave out --approve-by; another person approves these figures in the portal."
    return RowFault(row, "Period", period.key, what, remedy)


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
