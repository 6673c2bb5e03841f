"""Which published releases hold a figure that was corrected later (design section 4.4)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Subquery

from measures.models import Release, Revision, TargetChange
from measures.querysets.releases import on_show


class _Changed(NamedTuple):
    """A figure changed, or a target corrected: of which measure, from which day on, decided when."""

    slug: str
    day: date
    at: datetime


def corrected_later(releases: Iterable[Release]) -> dict[int, tuple[str, ...]]:
    """By release, the slugs of the measures whose figures or targets of its time were corrected since.

    Only what the live release tells already is told: a correction is public with the release that holds it.
    A release that was published again has its own notice. Segments are left out. One query at most.
    """
    found = [one for one in releases if _is_earlier(one)]
    changed = _changes(min(one.cutoff for one in found)) if found else []
    return {one.pk: tuple(sorted({row.slug for row in changed if _concerns(row, one)})) for one in found}


def _is_earlier(release: Release) -> bool:
    """As the public reads it: one whose moment came may have taken the place of the live one."""
    shown = getattr(release, "shown", None)
    return release.state == "earlier" or (release.state in ("live", "scheduled") and release.pk != shown)


def _concerns(row: _Changed, release: Release) -> bool:
    return row.at > release.cutoff and row.day <= release.period_end


def _changes(after: datetime) -> list[_Changed]:
    """What was decided after a moment and is in the live release; nothing without one."""
    until = Subquery(on_show().values("cutoff")[:1])
    figures = Revision.objects.filter(at__gt=after, at__lte=until, new__segment__isnull=True)
    targets = TargetChange.objects.filter(decided_at__gt=after, decided_at__lte=until, is_correction=True)
    rows = figures.order_by().values_list("measure__slug", "old__period_end", "at")
    corrected = targets.order_by().values_list("measure__slug", "starts", "decided_at")
    return [_Changed(*row) for row in rows.union(corrected, all=True)]
