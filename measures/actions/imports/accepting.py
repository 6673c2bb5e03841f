"""Accepting a file: all of its figures become drafts, or none does; then they go on to approval."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any, BinaryIO, Self, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import audit, changes, jobs
from charter.faults import Refused
from charter.languages.formats import date_and_time
from charter.models import Job, Landlord, User
from charter.querysets import first_period
from measures.actions.imports.cases import SAY_WHY, CaseCheck, ReasonNeeded, check_case_file, write_cases
from measures.actions.imports.catalogue import catalogue_for, whole_catalogue
from measures.actions.imports.checking import (
    Check,
    Keep,
    Told,
    check_file,
    refuse_faulty,
)
from measures.actions.imports.figures import figures_of
from measures.actions.imports.receiving import Received, receive_upload, source_of
from measures.actions.imports.validating import validate_import
from measures.actions.in_bulk import Common, Door, Entry, submit_many
from measures.actions.results import Decision, Hand, approve_result, submit_result, waits_for_words
from measures.csv_import import COMMAND_LINE, FigureRow, Limits
from measures.models import Import, Measure, Result, Segment
from measures.querysets.entered import entered_by

AT_ONCE = 300  # rows that a person waits for; more are accepted by the worker


CHANGED_SINCE = N_(
    "Somebody saved figures of this file after we checked it. We checked it again: look at the rows marked "
    "changed, then accept."
)


class Outdated(Refused):
    """What the person was shown before accepting is not what accepting would replace now."""


@dataclass(frozen=True)
class Submitted:
    """What became of the figures of a file: how many went on, and which wait for an explanation."""

    sent: int
    waiting: tuple[Result, ...]


@transaction.atomic
def accept_import(*, batch: Import, by: User, tell: Told | None = None, reason: str = "") -> Import:
    """Make every figure of a checked file a draft, or none.

    The file is read anew, for the portal may have changed since it was checked. `reason` says why approved
    figures are corrected, where a file of cases changes some. Raises Refused when it was accepted already, is
    not ready, is not `by`'s own, is about cases of a measure that `by` has no more, or has faults now;
    `faults` names them all. Raises Outdated when somebody saved a draft of it since the check.
    """
    found = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if found.state == "accepted":
        raise Refused(_("This file was already accepted on {moment}.").format(moment=_day(found)))
    if found.received_by_id != by.pk:
        raise Refused(_("Somebody else uploaded this file. Only they can accept it."))
    if found.state != "ready":
        raise Refused(_("This file still has faults. Mend them and upload it again."))
    if found.measure_id is not None:
        _refuse_strangers({found.measure_id}, by)
    at = timezone.now()
    try:
        written = _write_kept(found, by=by, at=at, tell=tell, reason=reason)
    finally:
        found.file.close()
    return _accepted(found, len(written), by, at)


def _refuse_strangers(measures: set[int], by: User) -> None:
    """The post may have gone to somebody else since the file was uploaded."""
    if measures - set(entered_by(by).filter(pk__in=measures).values_list("pk", flat=True)):
        raise Refused(_("Figures of this file are not yours any more. Whoever has them now sends a file."))


def _write_kept(batch: Import, *, by: User, at: datetime, tell: Told | None, reason: str) -> list[int]:
    """Check the kept file once more and write it; the ids of the drafts."""
    if batch.measure is not None:
        lock_measure(batch.measure)
        cases = check_case_file(source_of(batch), batch.measure, at=at)
        refuse_faulty(cases)
        return write_cases(cases, batch, by=by, at=at, reason=reason, tell=tell)
    there = lock_measures(batch.summary.get("measures", ()))  # nobody saves between the check and the writing
    with _Writing(Door(Hand(by, "file", batch)), there) as writing:
        check = check_file(source_of(batch), catalogue_for(by), keep=writing.take, tell=tell)
        refuse_faulty(check)
        if check.drafts_digest != batch.summary.get("drafts"):
            raise Outdated(_(CHANGED_SINCE))
        return writing.door.close()


def _accepted(batch: Import, written: int, by: User, at: datetime) -> Import:
    batch.state, batch.accepted_by, batch.accepted_at = "accepted", by, at
    batch.version += 1
    batch.save()
    told = {name: batch.summary.get(name, "") for name in ("first_period", "last_period")}
    told["measures"] = ", ".join(batch.summary.get("measures", ()))
    audit.record("accept_import", batch, by=by, detail={"rows": batch.rows, "written": written} | told)
    return batch


def _day(batch: Import) -> str:
    return date_and_time(timezone.localtime(batch.accepted_at)) if batch.accepted_at else ""


@transaction.atomic
def request_acceptance(*, batch: Import, by: User, reason: str = "") -> Job | None:
    """Accept a file at once, or have the worker do it when it is long; the job then, else None.

    Raises Refused as accept_import does.
    """
    if batch.rows <= AT_ONCE:
        accept_import(batch=batch, by=by, reason=reason)
        return None
    # Locked: the worker may be accepting it at this moment, and what it writes then stands.
    found = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if found.state == "accepted":
        raise Refused(_("This file was already accepted on {moment}.").format(moment=_day(found)))
    if found.summary.get("needs_reason") and not reason.strip():
        raise ReasonNeeded(SAY_WHY)
    if reason.strip():
        found.summary["reason"] = reason.strip()
        found.save(update_fields=["summary"])
    return jobs.enqueue("accept_import", key=f"import-{found.pk}", ids={"import": found.pk}, by=by)


@jobs.register("accept_import")
def _accept(job: Job) -> str:
    batch = Import.objects.get(pk=job.ids["import"])
    if batch.state != "accepted":
        try:
            accept_import(batch=batch, by=job.asked_by, reason=batch.summary.get("reason", ""))
        except (ReasonNeeded, Outdated):
            validate_import(batch=batch, by=job.asked_by)  # so that the page asks anew
            raise
    return "accepted"


@transaction.atomic
def request_submission(*, batch: Import, by: User) -> Submitted | Job:
    """Submit a file's drafts at once, or have the worker do it when they are many.

    Raises Refused as submit_import does.
    """
    if batch.results.count() <= AT_ONCE:
        return submit_import(batch=batch, by=by)
    return jobs.enqueue("submit_import", key=f"import-{batch.pk}", ids={"import": batch.pk}, by=by)


@jobs.register("submit_import")
def _submit(job: Job) -> str:
    submitted = submit_import(batch=Import.objects.get(pk=job.ids["import"]), by=job.asked_by)
    return f"{submitted.sent} submitted, {len(submitted.waiting)} wait for an explanation"


@transaction.atomic
def submit_import(*, batch: Import, by: User) -> Submitted:
    """Hand the drafts of an accepted file over for approval; those that miss without words wait as drafts.

    Raises Refused when the file is not accepted, is somebody else's, or holds figures that are not `by`'s
    any more.
    """
    found = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if found.state != "accepted":
        raise Refused(_("Accept the file first."))
    if found.received_by_id != by.pk:
        raise Refused(_("Somebody else uploaded this file. Only they can submit it."))
    rows = found.results.select_for_update(of=("self",)).filter(workflow__in=["draft", "returned"])
    drafts = list(rows.select_related("commentary", "segment").prefetch_related("measure__targets"))
    _refuse_strangers({result.measure_id for result in drafts}, by)
    sent, waiting = submit_many(results=drafts, by=by)
    audit.record("submit_import", found, by=by, detail={"sent": len(sent), "waiting": len(waiting)})
    return Submitted(len(sent), tuple(waiting))


@transaction.atomic
def import_file(
    *,
    source: BinaryIO,
    name: str,
    by: User,
    approve_by: User | None = None,
    limits: Limits = COMMAND_LINE,
    tell: Told | None = None,
    measure: Measure | None = None,
    reason: str = "",
) -> tuple[Import, Check]:
    """Take a whole file from the command line: checked, accepted, submitted, all or nothing.

    With `approve_by` its figures are approved as final too, which is for history and demonstration data
    only. `measure` is the one that a file of cases is about, `reason` why it corrects approved figures.
    Raises Refused with every fault, or when the same file came in before.
    """
    if approve_by is not None and approve_by.pk == by.pk:
        raise Refused(_("The same person cannot enter and approve figures. Name another with --approve-by."))
    at = timezone.now()
    received = receive_upload(source=source, name=name, by=by, limits=limits, check=False, measure=measure)
    batch = received.batch
    if batch.state == "accepted":
        raise Refused(
            _("The same file was already accepted on {moment}. Nothing was written.").format(
                moment=_day(batch)
            )
        )
    read = partial(
        check_any, source, measure, limits=limits, only_history=history_only(approve_by), at=at, tell=tell
    )
    with _forgotten_on_failure(received):
        if measure is not None:
            check = _faultless(read(), batch)
            written = write_cases(cast(CaseCheck, check), batch, by=by, at=at, reason=reason, tell=tell)
            _accepted(batch, len(written), by, at)
            _hand_on(written, batch, by=by, approve_by=approve_by)
            return batch, check
        door = Door(Hand(by, "file", batch), submits=True, approve_by=approve_by)
        with _Writing(door, lock_measures(Measure.objects.values_list("slug", flat=True))) as writing:
            check = _faultless(read(keep=writing.take), batch)
        _accepted_and_sent(batch, len(door.close()), by=by, approve_by=approve_by, at=at)
        return batch, check


@contextmanager
def _forgotten_on_failure(received: Received) -> Iterator[None]:
    """Take away the bytes of a new file that is refused; its row goes with the transaction."""
    try:
        yield
    except BaseException:
        if not received.again:
            received.batch.file.delete(save=False)
        raise


def _accepted_and_sent(
    batch: Import, written: int, *, by: User, approve_by: User | None, at: datetime
) -> None:
    _accepted(batch, written, by, at)
    _tell_sent_at_once(batch, written, by)
    if approve_by is not None:
        approved = list(batch.results.filter(workflow="approved").values_list("pk", flat=True))
        tell_approved_at_once(batch, approved, by=by, approve_by=approve_by)


def _faultless(check: Check, batch: Import) -> Check:
    """What the file holds, described on its row. Raises Refused with every fault."""
    refuse_faulty(check)
    batch.form, batch.rows, batch.faults, batch.summary = check.layout, check.rows, [], check.summary
    return check


def check_any(
    source: BinaryIO,
    measure: Measure | None,
    *,
    limits: Limits = COMMAND_LINE,
    only_history: bool = False,
    at: datetime | None = None,
    tell: Told | None = None,
    keep: Keep | None = None,
) -> Check:
    """Check a file of cases of a measure, or one of any figures. Writes nothing; `keep` hears of its rows.

    Raises FileRefused when the file is no such table.
    """
    if measure is None:
        return check_file(
            source, whole_catalogue(), limits=limits, only_history=only_history, tell=tell, keep=keep
        )
    lock_measure(measure)
    return check_case_file(source, measure, limits=limits, only_history=only_history, at=at, tell=tell)


def lock_measure(measure: Measure) -> None:
    """Let no other file of the same measure's cases in until this transaction ends, if there is one."""
    if transaction.get_connection().in_atomic_block:
        Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)


def lock_measures(slugs: Iterable[str]) -> dict[str, Measure]:
    """Let nobody else write figures of these measures until this transaction ends; by slug, with targets.

    What only refers to a measure, such as the note that an approval corrects, does not wait: it may hold a
    figure that the file comes to, and then each would wait for the other.
    """
    rows = Measure.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.filter(slug__in=list(slugs)).order_by("pk")
    return {one.slug: one for one in locked.prefetch_related("targets")}


def history_only(approve_by: User | None) -> bool:
    """Figures of the portal's own time need a second person in the portal, unless all of it is invented."""
    return approve_by is not None and not Landlord.objects.filter(is_demonstration=True).exists()


def _hand_on(written: Iterable[int], batch: Import, *, by: User, approve_by: User | None) -> None:
    approved = []
    for pk in written:
        result = Result.objects.select_related("measure").get(pk=pk)
        if waits_for_words(result):
            continue
        sent = submit_result(result=result, by=by)
        if approve_by is not None:
            approve_result(result=sent, by=approve_by, decision=Decision("final", announce=False))
            approved.append(pk)
    if approve_by is not None:
        tell_approved_at_once(batch, approved, by=by, approve_by=approve_by)


def _tell_sent_at_once(batch: Import, written: int, by: User) -> None:
    waiting = batch.results.filter(workflow="draft").count()
    audit.record("submit_import", batch, by=by, detail={"sent": written - waiting, "waiting": waiting})


def tell_approved_at_once(batch: Import, approved: Sequence[int], *, by: User, approve_by: User) -> None:
    """Announce figures approved on the command line, and say so in the audit trail (design, section 4.2)."""
    detail = {"figures": len(approved), "approved_on": "command line", "entered_by": by.pk}
    audit.record("approve_import", batch, by=approve_by, detail=detail)
    if approved:
        changes.announce("result", approved, by=approve_by)


class _Writing:
    """Records checked rows in the file's order, through one door.

    The rows of the measures in `there` (by slug) are written by nobody else until the transaction ends, and
    all are gone with it when a later row is at fault.
    """

    def __init__(self, door: Door, there: Mapping[str, Measure]) -> None:
        self.door = door
        self._there = there
        self._first = first_period()
        self._segments = {segment.slug: segment for segment in Segment.objects.all()}

    def __enter__(self) -> Self:
        self.door.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self.door.__exit__(*error)

    def take(self, rows: Sequence[FigureRow]) -> None:
        """Record these rows."""
        for is_past, some in groupby(rows, self._is_past):
            self.door.hand = replace(self.door.hand, origin="history" if is_past else "file")
            self.door.take([self._entry(row) for row in some])

    def _is_past(self, row: FigureRow) -> bool:
        return self._first is not None and row.period.end < self._first.start

    def _entry(self, row: FigureRow) -> Entry | Common:
        """A row as the door of many takes it."""
        measure, segment = self._there[row.measure], self._segments.get(row.segment or "")
        if row.is_plain and segment and row.numerator is not None and row.denominator is not None:
            return Common(measure, row.period, row.numerator, row.denominator, segment)
        return Entry(measure, row.period, figures_of(row), segment)
