"""Having a kept file checked, and writing down what it holds or every fault in it."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from charter import audit, jobs
from charter.faults import Refused
from charter.models import Job, User
from measures.actions.imports.cases import check_case_file
from measures.actions.imports.catalogue import catalogue_for
from measures.actions.imports.checking import CHUNK, Check, Told, check_file, fault_document
from measures.actions.imports.receiving import being_accepted, source_of
from measures.csv_import import FileRefused, RowFault
from measures.models import Import, ImportLine


@jobs.register("validate_import")
def _validate(job: Job) -> str:
    batch = Import.objects.get(pk=job.ids["import"])
    total: list[int] = []

    def tell(done: int) -> None:
        if not total:  # not before the first rows: until then a workbook may turn out to be none
            total.append(_lines_in(batch))
        jobs.progress(job, done, max(total[0], done) + CHUNK)

    validate_import(batch=batch, by=job.asked_by, tell=tell)
    return "checked"


def _lines_in(batch: Import) -> int:
    """About how many rows there are to check."""
    name = batch.table.name or batch.file.name or ""
    with batch.file.storage.open(name, "rb") as kept:
        return sum(piece.count(b"\n") for piece in kept.chunks())


def validate_import(*, batch: Import, by: User, tell: Told | None = None) -> Import:
    """Check a kept file and write down what it holds or every fault in it; not a single figure is written.

    Does nothing to a batch that is accepted. A file of cases with faults is not kept: it may hold what says
    whose cases they are.
    """
    try:
        check = _check(batch, tell)
    except FileRefused as refused:
        return _conclude(batch, Check(faults=[RowFault(None, "", "", str(refused), "")]), by, "failed")
    finally:
        batch.file.close()
    return _conclude(batch, check, by, "faulty" if check.faults else "ready")


def _check(batch: Import, tell: Told | None) -> Check:
    if batch.measure is not None:
        return check_case_file(source_of(batch), batch.measure, tell=tell)
    return check_file(source_of(batch), catalogue_for(batch.received_by), tell=tell)


@transaction.atomic
def discard_import(*, batch: Import, by: User) -> Import:
    """Throw a file away that was not accepted: its bytes and what was found in it go, that it came stays.

    Raises Refused when it is somebody else's, was accepted, or is being accepted at this moment.
    """
    found = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if found.received_by_id != by.pk:
        raise Refused(_("Somebody else uploaded this file. Only they can throw it away."))
    if found.state == "accepted":
        raise Refused(_("This file was accepted. Its figures are drafts now; change them one by one."))
    if being_accepted(found):
        raise Refused(_("This file is being accepted at this moment. Wait until that is done."))
    if found.state == "discarded":
        return found
    found.state, found.faults, found.summary, found.figures_digest = "discarded", [], {}, ""
    found.version += 1
    found.lines.all().delete()
    _let_go(found)
    found.save()
    audit.record("discard_import", found, by=by, detail={"rows": found.rows})
    return found


@transaction.atomic
def _conclude(batch: Import, check: Check, by: User, state: str) -> Import:
    found = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if found.state in {"accepted", "discarded"}:
        return found
    found.state, found.form, found.rows = state, check.layout, check.rows
    found.faults = [fault_document(fault) for fault in check.faults]
    found.summary, found.table = check.summary, batch.table
    found.version += 1
    _write_lines(found, check)
    if found.measure_id is not None:
        found.form = "cases"
        if check.faults:
            _let_go(found)
    found.save()
    audit.record("validate_import", found, by=by, detail={"state": state, "faults": len(check.faults)})
    return found


def _write_lines(batch: Import, check: Check) -> None:
    """Keep what each row would do, and the first upload of the very same figures if there is one."""
    batch.lines.all().delete()
    batch.figures_digest, batch.same_as = "" if check.faults else check.figures_digest, None
    if check.faults:
        return
    lines = (
        ImportLine(batch=batch, row=one.row, kind=one.kind, waits=one.waits, shown=one.shown)
        for one in check.lines
    )
    ImportLine.objects.bulk_create(lines, batch_size=1_000)
    if batch.figures_digest:
        earlier = Import.objects.filter(figures_digest=batch.figures_digest, received_by=batch.received_by)
        batch.same_as = earlier.filter(pk__lt=batch.pk).exclude(state="discarded").order_by("pk").first()


def _let_go(batch: Import) -> None:
    """Forget the bytes of a file once it is certain that it was refused or thrown away."""
    storage = batch.file.storage
    for kept in filter(None, (batch.file.name, batch.table.name)):
        transaction.on_commit(partial(storage.delete, kept))
    batch.file.name = batch.table.name = ""
