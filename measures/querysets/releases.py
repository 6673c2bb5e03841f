"""Which releases the public may read, by the clock of the database (reliability.md P30).

A release that is scheduled is public from its moment on, also when the worker comes late to note it: every
page, file, feed and answer asks here, so that they change in the same second.
"""

import json
from datetime import date, datetime, time

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Now

from charter.working_time import DAY, LONDON
from measures.models import Release, ReleaseEntry
from measures.payload.languages import is_for_all


def due(by: datetime | None = None) -> Q:
    """Scheduled for a moment that has come, by the database's clock or by another moment."""
    return Q(state="scheduled", scheduled_for__lte=by or Now())


def was_public(by: datetime | None = None) -> Q:
    """Is public or was, now or `by` the cut-off of a release; what was called off before its time never was.

    A release that waited for no moment counts for every cut-off: which figures it holds says its own.
    """
    noted = Q(state__in=["live", "earlier"]) | Q(public_since__isnull=False)
    by_then = Q() if by is None else Q(scheduled_for=None) | Q(scheduled_for__lte=by)
    return (noted & by_then) | due(by)


def on_show() -> QuerySet[Release]:
    """What public pages may show, the one they show first: later end, longer period, later revision."""
    found = Release.objects.filter(Q(state="live") | due())
    return found.order_by("-period_end", "period_start", "-revision")


def public_releases() -> QuerySet[Release]:
    """Every release that is or was public; `shown` is the id of the one that the public pages show."""
    first = Subquery(on_show().values("pk")[:1])
    return Release.objects.filter(was_public()).annotate(shown=first)


def out_on(day: date) -> Release | None:
    """The release that public pages showed at the end of a day, of those that stand today."""
    ends = datetime.combine(day + DAY, time.min, LONDON)
    rows = Release.objects.filter(was_public(), published_at__lt=ends).exclude(state="withdrawn")
    return rows.order_by("-period_end", "period_start", "-revision").first()


def live_without(release: Release) -> Release | None:
    """The release that becomes live again once this one is withdrawn; None where none does, and not live."""
    rest = Release.objects.filter(state="earlier").exclude(pk=release.pk)
    found = rest.order_by("-period_end", "period_start", "-revision").first()
    return found if release.state == "live" else None


def headline_of(release: Release) -> str:
    """The sentence that the release opens with, such as how many promises are kept. One query."""
    body = release.entries.filter(name="charter").values_list("document__body", flat=True).first()
    return str(json.loads(body).get("sentence", "")) if body else ""


def is_public(release: Release) -> bool:
    """Whether the public may read it now; a withdrawn one is not."""
    return public_releases().filter(pk=release.pk).exclude(state="withdrawn").exists()


def texts_of(release_id: int) -> dict[str, str]:
    """Every frozen document of a release in English as its canonical text, by name. One query."""
    rows = ReleaseEntry.objects.filter(release_id=release_id).values_list("name", "document__body")
    return {name: text for name, text in rows if is_for_all(name)}


def names_of(release_id: int) -> list[str]:
    """The names of a release's documents, such as `measures/emergency-repairs`. One query."""
    return list(ReleaseEntry.objects.filter(release_id=release_id).values_list("name", flat=True))
