"""A checked row beside what the portal holds: new, changed or the same, and whether words are missing."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from charter.numbers import fixed, plain
from charter.periods import Period
from charter.querysets import first_period
from measures import rules
from measures.actions.imports.figures import figures_of
from measures.csv_import import FigureRow
from measures.models import Measure, Result
from measures.querysets.beside import place_of
from measures.querysets.locks import Locks, locks_now
from measures.querysets.written import commentary_of
from measures.scoring import ScoringError
from measures.words import NOTHING_REPORTED

OPEN = ("draft", "returned")
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Line:
    """What accepting one row would do; see models.ImportLine."""

    row: int
    kind: str
    waits: bool
    shown: dict[str, str]


@dataclass
class Beside:
    """What rows are held against, read once for a whole file."""

    measures: Mapping[str, Measure]
    locks: Locks
    answers_from: Period | None = None
    drafts: dict[Key, Result] = field(default_factory=dict)
    _why: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, slugs: Iterable[str]) -> "Beside":
        """For the measures with these slugs. A few queries, however many rows there are."""
        found = Measure.objects.filter(slug__in=list(slugs)).prefetch_related("targets")
        measures = {measure.slug: measure for measure in found}
        return cls(measures, locks_now(measures.values()), first_period())

    def locked(self, row: FigureRow) -> str:
        """Why no figure of the row's period may be entered, empty when one may."""
        asked = row.measure, row.period.key
        if asked not in self._why:
            measure = self.measures.get(row.measure)
            self._why[asked] = self.locks.why(measure, row.period) if measure else ""
        return self._why[asked]

    @property
    def drafts_digest(self) -> str:
        """A hash of the open figures read so far; another one when somebody saved any of them."""
        known = sorted((result.pk, result.version) for result in self.drafts.values())
        return hashlib.sha256(repr(known).encode()).hexdigest()

    def read_drafts(self, rows: list[FigureRow]) -> None:
        """Read the open figures that these rows would replace. One query."""
        results = Result.objects.filter(
            measure__slug__in={row.measure for row in rows},
            period__in={row.period.key for row in rows},
            workflow__in=OPEN,
        )
        wanted = {(row.measure, row.period.key, row.segment or "") for row in rows}
        for result in results.select_related("measure", "segment", "commentary"):
            if (place := place_of(result)) in wanted:
                self.drafts[place] = result


def is_same(row: FigureRow, result: Result) -> bool:
    """Whether the figure that stands holds everything that the row says; a blank cell says nothing."""
    numbers = parts_of(row), row.value, row.grade, row.given_on
    if numbers != ((result.numerator, result.denominator), result.value, result.grade, result.given_on):
        return False
    stored, told = result.answers or {}, commentary_of(result)
    said = [(text, stored.get(key, "")) for key, text in figures_of(row).answers.items()]
    said += [(row.note, result.note), (row.marker, result.marker)]
    said += [(getattr(row, key), getattr(told, key, "")) for key in ("why", "action")]
    days = [(row.review_by, result.review_by), (row.by_when, told.by_when if told else None)]
    return all(new.strip() in ("", old.strip()) for new, old in said) and all(
        new in (None, old) for new, old in days
    )


def _leaves_as_is(row: FigureRow, draft: Result) -> bool:
    """Whether a draft that the row replaces would say the very same: what is blank is taken from it."""
    new = figures_of(row)
    kept = (draft.answers or {}, draft.marker, draft.note, draft.review_by)
    return is_same(row, draft) and kept == (new.answers, new.marker, new.note, new.review_by)


def line_of(row: FigureRow, beside: Beside, *, stands: Result | None) -> Line:
    """What the row would do; `stands` is an approved figure that it only repeats."""
    measure = beside.measures[row.measure]
    draft = None if stands else beside.drafts.get((row.measure, row.period.key, row.segment or ""))
    before = stands or draft
    is_kept = stands is not None or (draft is not None and _leaves_as_is(row, draft))
    kind = "new" if before is None else "same" if is_kept else "changed"
    was = figure_words(measure, before) if before else ""
    waits = stands is None and _waits(row, measure, draft, beside)
    return Line(row.row, kind, waits, _shown(row, measure) | {"was": was})


def _waits(row: FigureRow, measure: Measure, draft: Result | None, beside: Beside) -> bool:
    """Whether the figure misses its target in the portal's own time and nobody says why."""
    is_past = beside.answers_from is not None and row.period.end < beside.answers_from.start
    if row.segment is not None or is_past or (row.why.strip() and row.action.strip()):
        return False
    told = getattr(draft, "commentary", None)
    if told is not None and told.why.strip() and told.action.strip():
        return False
    numerator, denominator = parts_of(row)
    made = Result(
        period=row.period.key, period_kind=row.period.kind, period_start=row.period.start,
        period_end=row.period.end, numerator=numerator, denominator=denominator, value=row.value,
        grade=row.grade, given_on=row.given_on, review_by=row.review_by,
    )  # fmt: skip
    try:
        return rules.judge_result(measure, made, measure.targets.all()).status == "missed"
    except ScoringError:
        return False


def parts_of(row: FigureRow) -> tuple[Decimal | None, Decimal | None]:
    """Numerator and denominator of a row; of answers, those satisfied and all who answered."""
    if row.answers is not None:
        return row.answers.satisfied, row.answers.base
    return row.numerator, row.denominator


def _shown(row: FigureRow, measure: Measure) -> dict[str, str]:
    numerator, denominator = parts_of(row)
    return {
        "measure": measure.title,
        "period": row.period.label,
        "segment": row.segment or "",
        "numerator": plain(numerator) or "",
        "denominator": plain(denominator) or "",
        "value": figure_words(measure, Stated(numerator, denominator, row.value, row.grade, row.marker)),
    }


class Stated(NamedTuple):
    """The figure of a row, in the names of a result."""

    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    grade: str
    marker: str = ""


def figure_words(measure: Measure, figure: Stated | Result) -> str:
    """A figure with its unit, to the measure's own decimals."""
    if figure.grade:
        return figure.grade
    if figure.marker in NOTHING_REPORTED:
        return NOTHING_REPORTED[figure.marker]
    written = plain(figure.value)
    numerator, denominator = figure.numerator, figure.denominator
    if numerator is not None and denominator:
        exactly = rules.factor(measure) * Fraction(numerator) / Fraction(denominator)
        written = fixed(exactly, measure.decimals)
    if not written:
        return "no value"
    if measure.unit in {"£", "GBP"}:
        return f"£{written}"
    return f"{written}%" if measure.unit == "%" else f"{written} {measure.unit}".strip()


class FiguresDigest:
    """A hash of the figures of a file, whatever their order: a sum of the hashes of its rows."""

    def __init__(self) -> None:
        self._sum = 0

    def add(self, row: FigureRow) -> None:
        """Take one row in: everything that it says, and nothing of where it stands."""
        said = (
            row.measure, row.period.key, row.segment or "", plain(row.numerator), plain(row.denominator),
            plain(row.value), row.grade, row.marker, repr(row.answers), row.note.strip(), row.why.strip(),
            row.action.strip(), str(row.by_when), str(row.given_on), str(row.review_by),
        )  # fmt: skip
        found = hashlib.sha256(repr(said).encode()).digest()
        self._sum = (self._sum + int.from_bytes(found, "big")) % (1 << 256)

    @property
    def text(self) -> str:
        """The hash in 64 hexadecimal digits."""
        return f"{self._sum:064x}"
