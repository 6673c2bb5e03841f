"""Verbs of documents: record and approve an edition, note a change that one must follow."""

from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import audit, changes
from charter.faults import Refused
from charter.models import User
from charter.moments import begin_to_approve
from promises.models import Edition, Publication, PublicationChange


@transaction.atomic
def record_edition(
    *,
    publication: Publication,
    title: str,
    published: date,
    by: User,
    due: date | None = None,
    review_by: date | None = None,
    address: str = "",
    file: tuple[str, bytes] | None = None,
) -> Edition:
    """Write down that a document came out; it counts once somebody else approved it.

    `file` is a name and its bytes. Raises Refused without a title, without either address or file, or
    when the review date is before the day it was published.
    """
    if not title.strip():
        raise Refused(_("Give the edition a title."))
    if not address and file is None:
        raise Refused(_("Give the address of the document, or the file itself."))
    if review_by is not None and review_by < published:
        raise Refused(_("The review date is before the day of publication. Give a later one."))
    edition = Edition(
        publication=publication,
        title=title.strip(),
        published=published,
        due=due,
        review_by=review_by,
        address=address,
        written_by=by,
    )
    if file is not None:
        edition.file.save(file[0], ContentFile(file[1]), save=False)
    edition.save()
    audit.record("record_edition", edition, by=by, detail={"publication": publication.slug})
    return edition


@transaction.atomic
def approve_edition(*, edition: Edition, by: User, at: datetime | None = None) -> Edition:
    """Let an edition count and show. Raises Refused when `by` wrote it or it is approved already.

    `at` is the moment of approval where it lies in the past (history and demonstration), else now.
    """
    begin_to_approve()
    found = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if found.approved_by_id is not None:
        raise Refused(_("This edition is approved already."))
    if found.written_by_id == by.pk:
        raise Refused(_("You recorded this edition, so someone else must approve it."))
    found.approved_by, found.approved_at = by, at or timezone.now()
    found.version += 1
    found.save()
    audit.record("approve_edition", found, by=by)
    changes.announce("edition", [found.publication_id], by=by)
    return found


@transaction.atomic
def note_change(
    *, publication: Publication, day: date, note: str, by: User, at: datetime | None = None
) -> PublicationChange:
    """Note a change of facts that an “on change” document must follow within 28 days.

    `at` is the moment of noting where it lies in the past (demonstration), else now. Raises Refused for a
    day ahead, without a word on what changed, or where the document follows dates and not changes.
    """
    begin_to_approve()
    if not publication.follows_changes:
        raise Refused(_("This document comes out on fixed dates, so it does not follow changes."))
    if day > timezone.localdate():
        raise Refused(_("The day of the change is in the future. Note it when it has come."))
    if not note.strip():
        raise Refused(_("Say what changed, so that people know what the document must follow."))
    change = PublicationChange.objects.create(
        publication=publication, day=day, note=note.strip(), noted_by=by, noted_at=at or timezone.now()
    )
    audit.record("note_change", change, by=by, detail={"publication": publication.slug})
    changes.announce("edition", [publication.pk], by=by)
    return change
