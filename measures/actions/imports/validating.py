"""Having a kept file checked, and writing down what it holds or every fault in it."""

from django.db import transaction

from charter import audit, jobs
from charter.models import Job, User
from measures.actions.imports.cases import check_case_file
from measures.actions.imports.catalogue import catalogue_for
from measures.actions.imports.checking import CHUNK, Check, Told, check_file, fault_document
from measures.actions.imports.receiving import source_of
from measures.csv_import import FileRefused, RowFault
from measures.models import Import


@jobs.register("validate_import")
def _validate(job: Job) -> str:
    batch = Import.objects.get(pk=job.ids["import"])
    validate_import(batch=batch, by=job.asked_by, tell=lambda done: jobs.progress(job, done, done + CHUNK))
    return "checked"


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
def _conclude(batch: Import, check: Check, by: User, state: str) -> Import:
    found = Import.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if found.state == "accepted":
        return found
    found.state, found.form, found.rows = state, check.layout, check.rows
    found.faults = [fault_document(fault) for fault in check.faults]
    found.summary = check.summary
    found.version += 1
    if found.measure_id is not None:
        found.form = "cases"
        if check.faults:
            _let_go(found)
    found.save()
    audit.record("validate_import", found, by=by, detail={"state": state, "faults": len(check.faults)})
    return found


def _let_go(batch: Import) -> None:
    """Forget the bytes of a file once it is certain that it was refused."""
    storage, kept = batch.file.storage, batch.file.name
    batch.file.name = ""
    if kept:
        transaction.on_commit(lambda: storage.delete(kept))
