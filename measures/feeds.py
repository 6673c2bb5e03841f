"""Feeds of what was published: releases with their corrections, and the documents that the landlord owes."""

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from charter.atom import Entry, atom
from charter.open_data import open_data
from charter.working_time import LONDON
from measures import presenters
from measures.presenters import DocumentView, ReleaseView
from promises.presenters import EditionView


@open_data
def releases(request: HttpRequest) -> HttpResponse:
    """Every release as an entry, newest first; a withdrawn one says so at the time of its withdrawal."""
    entries = [
        Entry(
            title=_title(found),
            key=reverse("release", args=[found.slug]),
            address=reverse("release", args=[found.slug]),
            text=_says(found),
            published=found.published_at,
            updated=found.withdrawn_at,
        )
        for found in presenters.releases()
    ]
    return atom("Results", page=reverse("releases"), feed=reverse("releases_feed"), entries=entries)


@open_data
def documents(request: HttpRequest) -> HttpResponse:
    """Every edition of a document that came out, newest first."""
    owed = presenters.documents_owed(on=timezone.localdate())
    entries = [
        _edition(found, line.edition, line.late_by)
        for found in owed
        for line in found.lines
        if line.edition is not None
    ]
    return atom("Documents", page=reverse("documents"), feed=reverse("documents_feed"), entries=entries)


def _edition(found: DocumentView, one: EditionView, late_by: int) -> Entry:
    here = reverse("documents")
    late = f", {late_by} day{'s' if late_by > 1 else ''} late" if late_by else ""
    day = f"{one.published.day} {one.published:%B %Y}"
    return Entry(
        title=one.title,
        key=f"{here}#edition-{one.pk}",
        address=one.address or f"{here}#{found.publication.slug}",
        text=f"{found.publication.title}, published on {day}{late}.",
        published=datetime.combine(one.published, time.min, LONDON),
    )


def _title(found: ReleaseView) -> str:
    again = f", correction {found.revision - 1}" if found.revision > 1 else ""
    title = f"Results for {found.label}{again}"
    return f"Withdrawn: {title}" if found.state == "withdrawn" else title


def _says(found: ReleaseView) -> str:
    """Why it was taken back, else why it was published again, what it is without, and what was corrected."""
    if found.state == "withdrawn":
        return f"We took these results back. {found.withdrawn_because}"
    says = [f"Published again: {found.reason}"] if found.reason else []
    moved = found.notice.get("moved", ())
    says += [f"{one['title']}: {one['old'] or 'nothing'} became {one['new'] or 'nothing'}." for one in moved]
    says += [f"Published without {one['title']}, because: {one['reason']}" for one in found.without]
    says += ["A figure in it was corrected later."] if found.corrected_later else []
    return " ".join(says) or "What we published for this period."
