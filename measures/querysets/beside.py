"""Which figures stand where others are to go: asked for any number of them at once."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from measures.models import Result

# Slug of the measure, key of the period, slug of the segment (empty: the whole landlord).
Place = tuple[str, str, str]
# Each place is looked up by the index of what is approved and by that of what is open: so whatever else the
# table holds is not read.
ONE = """
    SELECT found.id FROM unnest(%(measures)s::text[], %(periods)s::text[], %(segments)s::text[])
        AS place (measure, period, segment)
    JOIN measures_measure measure ON measure.slug = place.measure
    {join}
    JOIN measures_result found ON found.measure_id = measure.id AND found.period = place.period
        AND found.segment_id {segment} AND found.workflow {workflow}
"""
STATEMENT = " UNION ALL ".join(
    ONE.format(join=join, segment=segment, workflow=workflow)
    for join, segment in (
        ("JOIN measures_segment segment ON segment.slug = place.segment", "= segment.id"),
        ("", "IS NULL AND place.segment = ''"),
    )
    for workflow in ("= 'approved'", "IN ('draft', 'submitted', 'returned')")
)


def place_of(result: Result) -> Place:
    """What a figure is for."""
    return result.measure.slug, result.period, result.segment.slug if result.segment else ""


def standing_beside(places: Iterable[Place]) -> QuerySet[Result]:
    """The approved figures and the open ones of these places, with measure and segment; 2 queries at most."""
    listed = list(places)
    names = {
        name: [place[at] for place in listed] for at, name in enumerate(("measures", "periods", "segments"))
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, names)
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = Result.objects.filter(pk__in=ids) if ids else Result.objects.none()
    return rows.select_related("measure", "segment").order_by("pk")
