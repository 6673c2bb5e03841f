"""Taking a file in: size and kind are looked at, then it is kept with its hash and queued for checking."""

import hashlib
import io
import unicodedata
import uuid
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from charter import audit, jobs
from charter.files import refuse_large
from charter.languages import formats
from charter.models import Job, User
from measures.csv_import import BROWSER, Limits, look_at_heading
from measures.csv_import.filetypes import form_of
from measures.csv_import.sheets import SheetRows
from measures.csv_import.tables import refuse_unreadable
from measures.csv_import.workbook import read_workbook
from measures.models import Import, Measure

NAME_LENGTH = 100
CHUNK = 1 << 20


@dataclass(frozen=True)
class Received:
    """A file taken in; `again` is true when the same person gave the same bytes before."""

    batch: Import
    again: bool


@transaction.atomic
def receive_upload(
    *,
    source: BinaryIO,
    name: str,
    by: User,
    limits: Limits = BROWSER,
    check: bool = True,
    measure: Measure | None = None,
) -> Received:
    """Keep a file under a name of our own, with its SHA-256, and have it checked by the worker.

    The same bytes from the same person lead to the first upload; unless it is accepted it is checked anew,
    because what was wrong may lie in the portal and be mended; not while the worker accepts it.
    `check` False leaves checking to the caller.
    `measure` is the one that a file of cases is about, None for a file of figures.
    Such a file goes by a name of ours, for its own may say whose case it is.
    Raises csv_import.FileRefused (status 413, 415 or 422) for what is no table, and for cases without their
    measure; nothing is kept then.
    """
    container = _container_of(source, name, limits, is_figures=measure is None, check=check)
    digest, size = _digest(source)
    _one_at_a_time(digest)
    again = Import.objects.filter(digest=digest, received_by=by, measure=measure).exclude(state="discarded")
    first = again.order_by("pk").first()
    if first is not None:
        if not first.file:  # a file of cases with faults is not kept
            first.file.save(f"{uuid.uuid4().hex}.{container}", File(source), save=True)
        if check and first.state != "accepted" and not being_accepted(first):
            _check_later(first, by)
        return Received(first, again=True)
    known_as = plain_name(name) if measure is None else _name_of_cases(measure)
    batch = Import(name=known_as, digest=digest, size=size, received_by=by, measure=measure)
    batch.form, batch.container = "cases" if measure else batch.form, container
    batch.file.save(f"{uuid.uuid4().hex}.{container}", File(source), save=False)
    batch.save()
    audit.record("receive_upload", batch, by=by, detail={"digest": digest, "size": size})
    if check:
        _check_later(batch, by)
    return Received(batch, again=False)


def _container_of(source: BinaryIO, name: str, limits: Limits, *, is_figures: bool, check: bool) -> str:
    """ "csv" or "xlsx", once its size, its kind and, of a CSV, its heading are found good.

    A workbook is opened later, in a process of its own; here only the list of its parts is looked at.
    """
    if not check:  # a caller that checks by itself may know other headings, as of the sector
        refuse_unreadable(source, limits)
        return "csv"
    if limits.size is not None:
        refuse_large(source.seek(0, io.SEEK_END), limits.size)
    container = form_of(source, name)
    if container == "csv" and is_figures:
        look_at_heading(source, today=timezone.localdate(), limits=limits)
    elif container == "csv":
        refuse_unreadable(source, limits)
    return container


def _check_later(batch: Import, by: User) -> None:
    if batch.state != "received":
        batch.state, batch.faults, batch.version = "received", [], batch.version + 1
        batch.save()
    jobs.enqueue("validate_import", key=f"import-{batch.pk}", ids={"import": batch.pk}, by=by)


def being_accepted(batch: Import) -> bool:
    """Whether the worker is to accept the file or does so at this moment."""
    busy = Job.objects.filter(kind="accept_import", ids__import=batch.pk, state__in=["queued", "running"])
    return busy.exists()


def _rows_of(batch: Import) -> SheetRows:
    if batch.table:
        with batch.table.open("rb") as kept:
            return SheetRows(kept.read())
    rows = read_workbook(cast(BinaryIO, batch.file.file.file))
    batch.table.save(f"{uuid.uuid4().hex}.rows", ContentFile(rows.getvalue()), save=False)
    Import.objects.filter(pk=batch.pk).update(table=batch.table.name)
    return rows


def _digest(source: BinaryIO) -> tuple[str, int]:
    source.seek(0)
    found, size = hashlib.sha256(), 0
    while piece := source.read(CHUNK):
        found.update(piece)
        size += len(piece)
    source.seek(0)
    return found.hexdigest(), size


def _one_at_a_time(digest: str) -> None:
    # Two presses of one button must not make two rows of one file.
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])


def _name_of_cases(measure: Measure) -> str:
    at = formats.date_and_time(timezone.localtime())
    return f"Cases of {measure.title[:NAME_LENGTH]}, {at}"


def plain_name(name: str) -> str:
    """A file's name as we show it: no folder, nothing invisible, at most 100 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(one for one in last if unicodedata.category(one)[0] != "C").strip()
    fallback = f"file of {formats.long_date(timezone.localdate())}"
    return (visible if len(visible) <= NAME_LENGTH else visible[: NAME_LENGTH - 1] + "…") or fallback


def source_of(batch: Import) -> BinaryIO:
    """What is read of a batch: its kept bytes, or the rows of its workbook; FileNotFoundError when gone.

    A workbook is opened once, by a limited child; FileRefused when that finds that it cannot be taken.
    """
    batch.file.open("rb")
    if batch.container == "xlsx":
        return _rows_of(batch)
    return cast(BinaryIO, batch.file.file.file)
