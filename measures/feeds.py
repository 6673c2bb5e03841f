"""Feeds of what was published: releases with their corrections, and the documents that the landlord owes."""

from datetime import datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charter.atom import Entry, atom
from charter.open_data import open_data
from charter.working_time import LONDON
from measures import presenters
from measures.presenters import DocumentView, ReleaseView
from measures.sentences import long_date
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
    return atom(_("Results"), page=reverse("releases"), feed=reverse("releases_feed"), entries=entries)


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
    return atom(_("Documents"), page=reverse("documents"), feed=reverse("documents_feed"), entries=entries)


def _edition(found: DocumentView, one: EditionView, late_by: int) -> Entry:
    here = reverse("documents")
    words = _("{document}, published on {date}.")
    if late_by:
        words = ngettext(
            "{document}, published on {date}, {count} day late.",
            "{document}, published on {date}, {count} days late.",
            late_by,
        )
    return Entry(
        title=one.title,
        key=f"{here}#edition-{one.pk}",
        address=one.address or f"{here}#{found.publication.slug}",
        text=words.format(document=found.publication.title, date=long_date(one.published), count=late_by),
        published=datetime.combine(one.published, time.min, LONDON),
    )


def _title(found: ReleaseView) -> str:
    title = _("Results for {period}").format(period=found.label)
    if found.revision > 1:
        title = _("Results for {period}, correction {number}").format(
            period=found.label, number=found.revision - 1
        )
    return _("Withdrawn: {title}").format(title=title) if found.state == "withdrawn" else title


def _says(found: ReleaseView) -> str:
    """Why it was taken back, else why it was published again, what it is without, and what was corrected."""
    if found.state == "withdrawn":
        return _("We took these results back. {reason}").format(reason=found.withdrawn_because)
    says = [_("Published again: {reason}").format(reason=found.reason)] if found.reason else []
    became, without = _("{title}: {old} became {new}."), _("Published without {title}, because: {reason}")
    nothing = _("nothing")
    says += [
        became.format(title=one["title"], old=one["old"] or nothing, new=one["new"] or nothing)
        for one in found.notice.get("moved", ())
    ]
    says += [without.format(title=one["title"], reason=one["reason"]) for one in found.without]
    says += [_("A figure in it was corrected later.")] if found.corrected_later else []
    return " ".join(says) or _("What we published for this period.")
