"""Verbs of what people ask about their own data: ask, check who it is, let search, copy, erase, close.

Two people stand behind every search (reliability.md section 5, row 45). What was erased is kept as a list of
tables and numbers, to be erased again when an older backup is put back (P51).
"""

import calendar
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, jobs
from charter.conflicts import check_version
from charter.faults import Refused
from charter.models import Job, User
from engagement.actions.checks import another_person, free_reference, words
from engagement.data_map.finding import Found, Who, erase_one, search
from engagement.mails import data_request_mail
from engagement.models import ENDINGS, REQUESTS, DataRequest, Erasure

COMPLAINT_DAYS = 30  # to acknowledge a complaint about data: reliability.md P53
LONGER_MONTHS = 3  # of a request that is complex, counted from the day it came: P50
NOBODY = {"name": "", "phone": "", "quoted": "", "text": ""}


@dataclass(frozen=True)
class Asked:
    """What somebody asks, and how they are known."""

    kind: str
    name: str
    email: str = ""
    phone: str = ""
    quoted: str = ""
    text: str = ""


@transaction.atomic
def ask_about_data(*, asked: Asked, sent_as: UUID, by: User) -> DataRequest:
    """Keep what somebody asks about their own data; the same form sent again gives the record there is.

    It is due a month later, a complaint is acknowledged within 30 days. Raises Refused for an unknown kind,
    without a name, and without any way to reach them.
    """
    if asked.kind not in dict(REQUESTS):
        raise Refused(_("Choose what you want from the list."))
    if not (asked.email or asked.phone):
        raise Refused(_("Give an e-mail address or a telephone number, so that we can reach you."))
    now = timezone.now()
    today = timezone.localdate(now)
    row = {
        "kind": asked.kind,
        "reference": free_reference(DataRequest, "DR"),
        "name": words(asked.name, _("Enter your name.")),
        "email": asked.email,
        "phone": asked.phone,
        "quoted": asked.quoted,
        "text": asked.text,
        "received_at": now,
        "due": today + timedelta(days=COMPLAINT_DAYS)
        if asked.kind == "complaint"
        else months_after(today, 1),
    }
    found, is_new = DataRequest.objects.get_or_create(sent_as=sent_as, defaults=row)
    if is_new:
        audit.record("ask_about_data", found, by=by, detail={"kind": found.kind})
        _write(found, by=by)
    return found


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


@transaction.atomic
def note_check(*, request: DataRequest, how: str, by: User, version: int | None = None) -> DataRequest:
    """Note how it was made sure that the right person asks. Raises Refused without words, and when closed."""
    found = _open(request, version)
    if found.let_at is not None:
        raise Refused(_("The search was let begin on this check, so it stays as it is."))
    found.checked, found.checked_by = words(how, _("Say how you made sure who asks.")), by
    found.checked_at = timezone.now()
    return _saved(found, "check_data_request", by=by)


@transaction.atomic
def let_search(*, request: DataRequest, by: User, version: int | None = None) -> DataRequest:
    """The second step: let the search begin. Raises Refused before the check, and for who checked."""
    found = _open(request, version)
    if found.checked_at is None:
        raise Refused(_("Nobody has made sure who asks. That comes first."))
    if found.let_at is not None:
        raise Refused(_("The search may begin already."))
    another_person(
        found.checked_by_id, by, _("You checked who asks, so someone else must let the search begin.")
    )
    found.let_by, found.let_at = by, timezone.now()
    return _saved(found, "let_data_search", by=by)


@transaction.atomic
def take_longer(*, request: DataRequest, because: str, by: User, version: int | None = None) -> DataRequest:
    """Give a request two more months, once, and tell the person why. Raises Refused without a reason."""
    found = _open(request, version)
    if found.longer_because:
        raise Refused(_("This request was given more time already. There is no more."))
    if found.kind == "complaint":
        raise Refused(_("A complaint has no longer time."))
    found.longer_because = words(because, _("Say why it takes longer. The person reads it."))
    found.due = months_after(timezone.localdate(found.received_at), LONGER_MONTHS)
    _saved(found, "take_longer", by=by)
    _write(found, by=by)
    return found


def who_asks(request: DataRequest) -> Who:
    """How the person of a request is known."""
    return Who(request.name, request.email, request.phone, request.quoted)


@transaction.atomic
def search_for(*, request: DataRequest, by: User) -> list[Found]:
    """Everything that is held of the person; that somebody searched is kept.

    Raises Refused before the two steps.
    """
    found = _open(request, None)
    _must_be_let(found)
    audit.record("search_person", found, by=by)
    return search(who_asks(found))


@transaction.atomic
def copy_for(*, request: DataRequest, chosen: Iterable[str], by: User) -> list[Found]:
    """The records that were chosen for the copy. Raises Refused before two steps, and when none is left."""
    keys = set(chosen)
    held = [one for one in search_for(request=request, by=by) if one.key in keys]
    if not held:
        raise Refused(_("Choose what belongs to the person."))
    audit.record("copy_person", request, by=by, detail={"records": len(held)})
    return held


@transaction.atomic
def erase_for(*, request: DataRequest, chosen: Iterable[str], by: User, version: int | None = None) -> int:
    """Erase the records that were chosen, all or none, and how many went.

    Only what the search finds for this person can be chosen. Raises Refused for a request that does not ask
    for erasure, before two steps, when none is chosen, and where the verb of a record's owner does.
    """
    if request.kind != "erase":
        raise Refused(_("This person did not ask us to delete anything."))
    _open(request, version)
    held = copy_for(request=request, chosen=chosen, by=by)
    for one in held:
        erase_one(one.key, by=by)
        Erasure.objects.get_or_create(
            holding=one.holding, row=one.row, defaults={"request": request, "at": timezone.now()}
        )
    audit.record("erase_for_person", request, by=by, detail={"records": len(held)})
    transaction.on_commit(write_list)
    return len(held)


@transaction.atomic
def close_request(
    *, request: DataRequest, ending: str, because: str, by: User, version: int | None = None
) -> DataRequest:
    """End a request: the person is told by mail, and who they were is emptied; their address when it is sent.

    Raises Refused for an unknown ending, and without words for the person.
    """
    found = _open(request, version)
    if ending not in dict(ENDINGS):
        raise Refused(_("Choose how it ended from the list."))
    found.because = words(because, _("Write what you tell the person."))
    found.ending, found.closed_by, found.closed_at = ending, by, timezone.now()
    for name, empty in NOBODY.items():
        setattr(found, name, empty)
    _saved(found, "close_data_request", by=by)
    _write(found, by=by)
    return found


def list_path() -> Path:
    """The file that names every row that was erased; keep it beside the backups."""
    return Path(settings.DATA) / "erased.jsonl"


def write_list() -> None:
    """Write the list of what was erased anew, with all that the file and the table know."""
    path = list_path()
    known = set(path.read_text(encoding="utf-8").splitlines()) if path.exists() else set()
    rows = Erasure.objects.values_list("holding", "row")
    known |= {json.dumps({"holding": holding, "row": row}, sort_keys=True) for holding, row in rows}
    fresh = path.with_suffix(".new")
    fresh.write_text("".join(f"{line}\n" for line in sorted(known)), encoding="utf-8")
    os.replace(fresh, path)


def erase_again(lines: Iterable[str], *, by: User) -> int:
    """Erase every row of a list that an older backup brought back; how many there were."""
    gone = 0
    for line in filter(None, map(str.strip, lines)):
        said = json.loads(line)
        with transaction.atomic():
            gone += erase_one(f"{said['holding']}-{said['row']}", by=by)
    return gone


def _must_be_let(found: DataRequest) -> None:
    if found.let_at is None:
        raise Refused(_("Somebody else must let the search begin first."))


def _open(request: DataRequest, version: int | None) -> DataRequest:
    found = DataRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if found.closed_at is not None:
        raise Refused(_("This request is closed."))
    check_version(found, version)
    return found


def _saved(found: DataRequest, verb: str, *, by: User) -> DataRequest:
    found.version += 1
    found.save()
    audit.record(verb, found, by=by)
    return found


def _write(found: DataRequest, *, by: User) -> None:
    if found.email:
        key = f"data request {found.pk} {found.version}"
        jobs.enqueue("data_request_heard", key=key, ids={"request": found.pk}, by=by)


@jobs.register("data_request_heard")
def _tell_heard(job: Job) -> str:
    found = DataRequest.objects.get(pk=job.ids["request"])
    if not found.email:
        return "There is no address any more."
    data_request_mail(found).send()
    if found.closed_at is not None:
        DataRequest.objects.filter(pk=found.pk).update(email="")
    return "Sent."
