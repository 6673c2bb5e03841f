"""What a person does on the page of a figure: enter it, add evidence, keep text that is not finished."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.faults import Refused
from charter.models import User
from charter.periods import Period
from measures.actions.results import record_result, submit_result
from measures.evidence import SafeFile
from measures.figures import Figures
from measures.models import Confirmation, Evidence, KeptText, Measure, Result, Segment

MOST_FILES = 5
MOST_KEPT = 40_000  # characters of one form; the longest boxes together hold fewer
EDITABLE = ("draft", "returned")


@dataclass(frozen=True)
class Place:
    """Which figure: of a measure, a period, and a segment (None: the whole landlord)."""

    measure: Measure
    period: Period
    segment: Segment | None = None


@dataclass(frozen=True)
class Entry:
    """What a person entered: the figure, a file, and the warnings they looked at with the reason they gave.

    `version` is the one that the form showed; 0 where there was no draft. `corrects` is the mark of the
    figure that was approved then (`mark_of`); None: no form.
    """

    figures: Figures
    version: int
    correction_reason: str = ""
    evidence: SafeFile | None = None
    warnings: tuple[str, ...] = ()
    because: str = ""
    corrects: str | None = None


@transaction.atomic
def enter_figure(*, place: Place, entry: Entry, by: User, send: bool = False) -> Result:
    """Save a figure as a draft, with its file and the warnings looked at; `send` hands it over for approval.

    What was kept of unfinished typing is thrown away. Raises Refused as record_result and submit_result do,
    Changed when somebody saved in between; nothing is saved then.
    """
    result = record_result(
        measure=place.measure,
        period=place.period,
        segment=place.segment,
        figures=entry.figures,
        by=by,
        correction_reason=entry.correction_reason,
        version=entry.version,
        corrects=entry.corrects,
    )
    _confirm(result, entry, by=by)
    if entry.evidence is not None:
        add_evidence(result=result, file=entry.evidence, by=by)
    drop_text(place=place, by=by)
    return submit_result(result=result, by=by) if send else result


def _confirm(result: Result, entry: Entry, *, by: User) -> None:
    """Keep which warnings were looked at; recording the figure threw an earlier note of them away."""
    if entry.warnings:
        Confirmation.objects.create(
            result=result, warnings=list(entry.warnings), because=entry.because.strip(), by=by
        )


@transaction.atomic
def add_evidence(*, result: Result, file: SafeFile, by: User) -> Evidence:
    """Put a file to a figure that is a draft or was sent back. The same file twice is kept once.

    Raises Refused when the figure is with an approver or decided, or has enough files.
    """
    found = _editable(result)
    digest = hashlib.sha256(file.content).hexdigest()
    there = list(Evidence.objects.filter(result=found))
    same = next((one for one in there if one.digest == digest), None)
    if same is not None:
        return same
    if len(there) >= MOST_FILES:
        raise Refused(_("A figure can have up to {count} files. Remove one first.").format(count=MOST_FILES))
    made = Evidence(
        result=found, name=file.name, kind=file.kind, size=len(file.content), digest=digest, added_by=by
    )
    made.file.save(file.name, ContentFile(file.content), save=False)
    made.save()
    audit.record("add_evidence", found, by=by, detail={"evidence": made.pk, "kind": made.kind})
    return made


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> None:
    """Take a file from a figure that is a draft or was sent back. Raises Refused otherwise."""
    found = _editable(evidence.result)
    storage, name = evidence.file.storage, evidence.file.name
    audit.record("remove_evidence", found, by=by, detail={"evidence": evidence.pk, "kind": evidence.kind})
    evidence.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _editable(result: Result) -> Result:
    found = Result.objects.select_for_update(of=("self",)).get(pk=result.pk)
    if found.workflow not in EDITABLE:
        raise Refused(_("Files can be changed only while the figure is a draft. Recall it first."))
    return found


@transaction.atomic
def keep_text(*, place: Place, typed: Mapping[str, str], version: int, browser: str, by: User) -> KeptText:
    """Keep what a person typed and has not saved, whatever it is; the newest text wins.

    No event is left: it is nobody's business but theirs. Raises Refused for far more than the boxes hold.
    """
    if len(json.dumps(dict(typed), ensure_ascii=False)) > MOST_KEPT:
        raise Refused(_("This is too long to keep. Shorten it, then save."))
    storable = {name: text.replace("\x00", "") for name, text in typed.items()}
    kept, _made = KeptText.objects.update_or_create(
        person=by,
        measure=place.measure,
        period=place.period.key,
        segment=place.segment,
        defaults={"typed": storable, "version": version, "browser": browser, "kept_at": timezone.now()},
    )
    return kept


@transaction.atomic
def drop_text(*, place: Place, by: User) -> None:
    """Throw away what was kept of a person's typing."""
    kept = KeptText.objects.filter(
        person=by, measure=place.measure, period=place.period.key, segment=place.segment
    )
    kept.delete()
