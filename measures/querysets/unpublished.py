"""Approved figures of a body's measures that no public release holds: for approvers alone (rights 8)."""

from django.db.models import Q

from measures import rules
from measures.bodies import Watched
from measures.models import Result
from measures.querysets.written import Judged, judged


def unpublished_of(whole: Watched) -> list[Judged]:
    """Approved since the release on show was cut off, or of later periods; by measure, newest first.

    Nothing before the first release: what a body watches is what a release says. Two queries.
    """
    if whole.release is None:
        return []
    slugs = [one["slug"] for one in whole.measures]
    later = Q(decided_at__gt=whole.release.cutoff) | Q(period_end__gt=whole.release.period_end)
    rows = Result.objects.filter(later, workflow="approved", segment=None, measure__slug__in=slugs)
    found = rows.select_related("measure").prefetch_related("measure__targets")
    ordered = found.order_by("measure__title", "measure_id", "-period_end")
    return [judged(one, list(one.measure.targets.all()), rules.period_of(one)) for one in ordered]
