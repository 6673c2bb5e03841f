"""Many figures in one transaction: the rules of one figure, what stands read together, written by COPY.

What is refused here is what `record_result`, `submit_result` and `approve_result` refuse, by the same
functions and in the same words; rows and history are the same. The audit trail tells of what a file did as
one: whoever opens the door notes it of the file, and each figure names its file (docs/adr/0016).
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from charter import audit
from charter.copying import CopyBeside, written
from charter.models import User
from charter.moments import begin_to_approve, begin_to_move
from charter.periods import Period
from charter.querysets import among, first_period
from measures import rules
from measures.actions.periods import refuse_locked
from measures.actions.possible import any_part_fits, check_figures
from measures.actions.results import (
    Decision,
    Hand,
    approve_result,
    decide,
    draft_of,
    record_result,
    send,
    submit_result,
    waits_for_words,
)
from measures.figures import Figures
from measures.models import Measure, Result, Segment
from measures.querysets.beside import Place, place_of, standing_beside
from measures.querysets.locks import Locks, locks_now
from measures.standing.stated import is_stated_longer

FIELDS = [one for one in Result._meta.concrete_fields if not one.primary_key]
COLUMNS = [str(one.column) for one in FIELDS]
OWN = ("segment_id", "numerator", "denominator")  # what tells the common figures of a measure's month apart
GAP = "\0"  # which no text in the database can hold


@dataclass(frozen=True)
class Entry:
    """One figure that comes in."""

    measure: Measure
    period: Period
    figures: Figures
    segment: Segment | None = None

    @property
    def place(self) -> Place:
        """What it is for."""
        return self.measure.slug, self.period.key, self.segment.slug if self.segment else ""

    @property
    def has_words(self) -> bool:
        """Whether why or what next is told with it."""
        return bool(self.figures.why.strip() or self.figures.action.strip())


class Common(NamedTuple):
    """A figure of a part of the landlord that says nothing but two numbers: nearly all of a long file."""

    measure: Measure
    period: Period
    numerator: Decimal
    denominator: Decimal
    segment: Segment

    @property
    def place(self) -> Place:
        """What it is for."""
        return self.measure.slug, self.period.key, self.segment.slug

    @property
    def entry(self) -> Entry:
        """The same as any other figure."""
        figures = Figures(numerator=self.numerator, denominator=self.denominator)
        return Entry(self.measure, self.period, figures, self.segment)


class Pattern(NamedTuple):
    """The row of a common figure, written: what stands between its own columns.

    All else in such a row follows from measure, period and hand. `fits`: see `any_part_fits`.
    """

    pieces: tuple[str, ...]
    fits: bool

    def line(self, figure: Common) -> str:
        """The row of another figure, as it would be worked out on its own."""
        first, second, third, last = self.pieces
        return f"{first}{figure.segment.pk}{second}{figure.numerator}{third}{figure.denominator}{last}"


@dataclass
class Door:
    """Takes in the figures of one file, some at a time; nothing is over before the transaction is.

    Used in a `with`: rows are written beside the making of the next ones, and are all there at its end.

    `hand` names the file. Without `submits` they stay drafts; with `approve_by` they are approved as final,
    which is for history and invented data only. What waits for words stays a draft.
    """

    hand: Hand
    submits: bool = False
    approve_by: User | None = None
    at: datetime = field(default_factory=timezone.now)

    def __post_init__(self) -> None:
        begin_to_move()
        if self.approve_by is not None:
            begin_to_approve()
        check_at_once()
        self._locks: Locks = locks_now()
        self._first = first_period()
        self._copy = CopyBeside(Result._meta.db_table, COLUMNS)
        self._ready: list[str] = []
        self._patterns: dict[tuple[int, str, str], Pattern] = {}

    def __enter__(self) -> Self:
        self._copy.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._copy.__exit__(*error)

    def take(self, entries: Sequence[Entry | Common]) -> None:
        """Check these figures and write them. Raises Refused at the first that cannot be taken."""
        there = list(standing_beside(one.place for one in entries).select_for_update(of=("self",)))
        opened = {place_of(one) for one in there if one.workflow != "approved"}
        approved = {place_of(one): one for one in there if one.workflow == "approved"}
        for one in entries:
            if isinstance(one, Common) and not there:
                self._take_common(one)
                continue
            entry = one.entry if isinstance(one, Common) else one
            if entry.has_words or entry.place in opened:
                self._write()
                self._take_by_itself(entry)
            else:
                self._take(entry, approved.get(entry.place))
        self._write()

    def _take_common(self, figure: Common) -> None:
        """A new figure of a part: of each measure and period the first as any other, the next like it."""
        key = (figure.measure.pk, figure.period.key, self.hand.origin)
        pattern = self._patterns.get(key)
        if pattern is None:
            found = self._take(figure.entry, None)
            if not is_stated_longer(found):  # what is held against its parts is not like another
                self._patterns[key] = _pattern(found)
            return
        if not (pattern.fits and 0 <= figure.numerator <= figure.denominator):
            check_figures(figure.measure, figure.period, figure.entry.figures)
        self._ready.append(pattern.line(figure))

    def _take(self, entry: Entry, approved: Result | None) -> Result:
        """A new figure, by the rules of every door."""
        check_figures(entry.measure, entry.period, entry.figures)
        refuse_locked(entry.measure, entry.period, self._locks)
        found = Result(
            measure=entry.measure, segment=entry.segment, period=entry.period.key, supersedes=approved
        )
        draft_of(found, approved, entry.period, entry.figures, self.hand)
        if self.submits and is_stated_longer(found):
            self._write()  # it is held against its parts, which may have come just before it
        if self.submits and not waits_for_words(found, is_past=self._is_past(entry.period)):
            send(found, by=self.hand.by, at=self.at)
            if self.approve_by is not None:
                decide(found, by=self.approve_by, decision=Decision("final", self.at, locks=self._locks))
        found.entered_at = timezone.now()
        self._ready.append("\t".join(_written(found)))
        return found

    def _is_past(self, period: Period) -> bool:
        """Whether it is history: ended before the first one that the portal answers for."""
        return self._first is not None and period.end < self._first.start

    def _take_by_itself(self, entry: Entry) -> None:
        """One that changes an open figure, or comes with words of its own: by the door of one."""
        found = record_result(
            measure=entry.measure,
            period=entry.period,
            figures=entry.figures,
            by=self.hand.by,
            segment=entry.segment,
            origin=self.hand.origin,
            batch=self.hand.batch,
            correction_reason=self.hand.correction_reason,
        )
        if not self.submits or waits_for_words(found):
            return
        found = submit_result(result=found, by=self.hand.by, at=self.at)
        if self.approve_by is not None:
            decision = Decision("final", self.at, announce=False, locks=self._locks)
            approve_result(result=found, by=self.approve_by, decision=decision)

    def _write(self) -> None:
        """Write what is ready, in the order in which it came; the trail tells of the file as one."""
        if self._ready:
            self._copy.add(self._ready)
            self._ready = []

    def close(self) -> list[int]:
        """The ids of all figures of the file, in its order. One question, so all is written then."""
        rows = Result.objects.filter(batch=self.hand.batch).order_by("pk")
        return list(rows.values_list("pk", flat=True))


def _written(row: Result) -> list[str]:
    """The columns of a new row as COPY reads them."""
    values = (getattr(row, one.attname) for one in FIELDS)
    return [written(json.dumps(one) if isinstance(one, dict) else one) for one in values]


def _pattern(row: Result) -> Pattern:
    """What the rows of figures like this one have in common."""
    columns = zip(FIELDS, _written(row), strict=True)
    line = "\t".join(GAP if one.attname in OWN else text for one, text in columns)
    return Pattern(tuple(line.split(GAP)), any_part_fits(row.measure))


def check_at_once() -> None:
    """Let the database check each row with its statement, not all of them at the end of the transaction.

    A trigger looks at every check that waits: many rows with checks that wait take a time that grows with
    their square. And triggers look for a setting that is not there, which costs a savepoint for each row.
    """
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


def submit_many(*, results: Sequence[Result], by: User) -> tuple[list[int], list[Result]]:
    """Hand these drafts over for approval: the ids of what was sent, and those that wait for words.

    Each row was locked by the caller and carries its measure with its targets, and its commentary. Raises
    Refused where `submit_result` does, save that what lacks words waits.
    """
    begin_to_move()
    check_at_once()
    locks, at = locks_now(), timezone.now()
    sent: list[int] = []
    waiting = []
    for one in results:
        refuse_locked(one.measure, rules.period_of(one), locks)
        if waits_for_words(one):
            waiting.append(one)
            continue
        told = one.differs_because
        send(one, by=by, at=at)
        if one.differs_because != told:
            Result.objects.filter(pk=one.pk).update(differs_because=one.differs_because)
        sent.append(one.pk)
    rows = Result.objects.filter(pk__in=among(sent))
    rows.update(
        workflow="submitted",
        submitted_by=by,
        submitted_at=at,
        decided_by=None,
        decided_at=None,
        version=F("version") + 1,
    )
    audit.record_each("submit_result", rows, by=by)
    return sent, waiting


def approve_many(*, results: Sequence[Result], by: User, approval: str) -> None:
    """Approve these figures, which may be: what each verb refuses was asked before (`check_decision`).

    Corrections and closings put others aside, one by one. Nothing is announced.
    """
    check_at_once()
    locks, at = locks_now(), timezone.now()
    beside = standing_beside(map(place_of, results)).filter(workflow="approved")
    replacing = {place_of(one) for one in beside}
    alike: dict[str, list[int]] = defaultdict(list)
    decision = Decision(approval, at, announce=False, locks=locks)
    for one in results:
        if one.measure.kind == "milestone" or place_of(one) in replacing:
            approve_result(result=one, by=by, decision=decision)
        else:
            decide(one, by=by, decision=decision)
            alike[one.approval].append(one.pk)
    for said, ids in alike.items():
        rows = Result.objects.filter(pk__in=among(ids))
        rows.update(
            workflow="approved", approval=said, decided_by=by, decided_at=at, version=F("version") + 1
        )
        audit.record_each("approve_result", rows, by=by, detail={"approval": said})
