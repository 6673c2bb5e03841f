"""Which published releases hold a figure that was corrected later (design section 4.4)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from measures.models import Release, Revision, TargetChange


class _Changed(NamedTuple):
    """A figure changed, or a target corrected: of which measure, from which day on, decided when."""

    slug: str
    day: date
    at: datetime


def corrected_later(releases: Iterable[Release]) -> dict[int, tuple[str, ...]]:
    """By release, the slugs of the measures whose figures or targets of its time were corrected since.

    Only what the live release tells already is told: a correction is public with the release that holds it.
    A release that was published again has its own notice. Segments are left out. Three queries at most.
    """
    found = [one for one in releases if one.state == "earlier"]
    live = Release.objects.filter(state="live").first() if found else None
    if live is None:
        return {}
    changed = _changes(min(one.cutoff for one in found), live.cutoff)
    return {
        one.pk: tuple(
            sorted({row.slug for row in changed if row.at > one.cutoff and row.day <= one.period_end})
        )
        for one in found
    }


def _changes(after: datetime, until: datetime) -> list[_Changed]:
    figures = Revision.objects.filter(at__gt=after, at__lte=until, new__segment__isnull=True)
    targets = TargetChange.objects.filter(decided_at__gt=after, decided_at__lte=until, is_correction=True)
    targets = targets.select_related("measure")
    return [
        *(_Changed(*row) for row in figures.values_list("measure__slug", "old__period_end", "at")),
        *(_Changed(one.measure.slug, one.starts, one.decided_at) for one in targets if one.decided_at),
    ]
