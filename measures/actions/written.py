"""The verbs of written texts of papers: one writes, another approves, then it is frozen (docs/adr/0037)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit
from charter.conflicts import check_version, save_first
from charter.faults import Refused
from charter.models import User
from charter.periods import Period
from measures.models import ReportSection
from measures.papers.written import wanted
from measures.querysets.texts import wrote


@transaction.atomic
def write_section(
    *, kind: str, year: Period, key: str, text: str, by: User, version: int | None = None
) -> ReportSection:
    """Write a text of a paper, or write it anew, until another person approves it.

    `version` is the one the page showed (0: nobody had written it, None: no page). Raises Refused for a text
    that no paper needs, without words, and for an approved one, which is frozen; Changed when somebody saved
    in between.
    """
    asked = wanted(kind, year, key)
    if asked is None:
        raise Refused(_("No paper needs this text."))
    if not text.strip():
        raise Refused(_("Write the text. If there is nothing to tell, say so."))
    found = _locked(kind, year, key)
    if found.approved_at is not None:
        raise Refused(_("This text is approved, so it is frozen. An approver can open it again."))
    check_version(found, version)
    found.heading, found.text, found.author = str(asked.heading), text.strip(), by
    found.written_at, found.returned_at, found.returned_because = timezone.now(), None, ""
    found.version += 1
    save_first(found, found_by={"kind": kind, "year": year.key, "key": key})
    audit.record("write_section", found, by=by, detail={"kind": kind, "year": year.key, "key": key})
    return found


@transaction.atomic
def approve_section(*, section: ReportSection, by: User, version: int | None = None) -> ReportSection:
    """Approve a text as it stands; nobody can change it then.

    Raises Refused when it is approved already or was sent back, and when `by` wrote any version of it (four
    eyes; of the last writer the database forbids it as well), Changed when somebody saved since the page was
    opened.
    """
    found = _to_decide(section, by, version)
    found.approver, found.approved_at = by, timezone.now()
    found.version += 1
    found.save()
    audit.record("approve_section", found, by=by)
    return found


@transaction.atomic
def return_section(
    *, section: ReportSection, by: User, reason: str, version: int | None = None
) -> ReportSection:
    """Send a text back to its author, who reads the reason and writes it anew.

    Raises Refused without a reason, else as `approve_section`; Changed as there.
    """
    if not reason.strip():
        raise Refused(_("Say what is to be changed. The author reads it."))
    found = _to_decide(section, by, version)
    found.returned_at, found.returned_because = timezone.now(), reason.strip()
    found.version += 1
    found.save()
    audit.record("return_section", found, by=by, detail={"reason": found.returned_because})
    return found


@transaction.atomic
def reopen_section(
    *, section: ReportSection, by: User, reason: str, version: int | None = None
) -> ReportSection:
    """Take the approval of a text back, so that it can be written anew. Papers made with it stay as they are.

    Raises Refused without a reason and for a text that is not approved, Changed when somebody saved since
    the page was opened.
    """
    if not reason.strip():
        raise Refused(_("Say why the text is opened again."))
    found = ReportSection.objects.select_for_update(of=("self",)).get(pk=section.pk)
    if found.approved_at is None:
        raise Refused(_("This text is not approved, so it is open already."))
    check_version(found, version)
    found.approver = found.approved_at = None
    found.version += 1
    found.save()
    audit.record("reopen_section", found, by=by, detail={"reason": reason.strip()})
    return found


def _to_decide(section: ReportSection, by: User, version: int | None) -> ReportSection:
    """The text, locked, if `by` may decide on it now."""
    found = ReportSection.objects.select_for_update(of=("self",)).get(pk=section.pk)
    if found.approved_at is not None:
        raise Refused(_("This text is approved already."))
    if found.returned_at is not None:
        raise Refused(_("This text was sent back. Its author writes it anew first."))
    if wrote(found, by):
        raise Refused(_("You wrote this, so someone else must approve it."))
    check_version(found, version)
    return found


def _locked(kind: str, year: Period, key: str) -> ReportSection:
    rows = ReportSection.objects.select_for_update(of=("self",))
    found = rows.filter(kind=kind, year=year.key, key=key).first()
    return found or ReportSection(kind=kind, year=year.key, key=key, version=0)
