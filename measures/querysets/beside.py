"""Which figures stand where others are to go: asked for any number of them at once."""

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from measures.models import Result

# Slug of the measure, key of the period, slug of the segment (empty: the whole landlord).
Place = tuple[str, str, str]
# Each place is looked up by the index of what is approved and by that of what is open: so whatever else the
# table holds is not read. The places come as one text, which is written quickest.
STATEMENT = """
    WITH place AS MATERIALIZED (
        SELECT measure.id AS measure_id, segment.id AS segment_id, named.period, named.segment = '' AS whole
        FROM jsonb_to_recordset(%s::jsonb) AS named (measure text, period text, segment text)
        JOIN measures_measure measure ON measure.slug = named.measure
        LEFT JOIN measures_segment segment ON segment.slug = named.segment
    )
"""
ONE = """
    SELECT found.id FROM place JOIN measures_result found
    ON found.measure_id = place.measure_id AND found.period = place.period
    AND found.segment_id {segment} AND found.workflow {workflow}
"""
STATEMENT += " UNION ALL ".join(
    ONE.format(segment=segment, workflow=workflow)
    for segment in ("= place.segment_id", "IS NULL AND place.whole")
    for workflow in ("= 'approved'", "IN ('draft', 'submitted', 'returned')")
)


def place_of(result: Result) -> Place:
    """What a figure is for."""
    return result.measure.slug, result.period, result.segment.slug if result.segment else ""


def standing_beside(places: Iterable[Place]) -> QuerySet[Result]:
    """The approved figures and the open ones of these places, with measure and segment; 2 queries at most."""
    columns = ("measure", "period", "segment")
    named = json.dumps([dict(zip(columns, place, strict=True)) for place in places])
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [named])
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = Result.objects.filter(pk__in=ids) if ids else Result.objects.none()
    return rows.select_related("measure", "segment").order_by("pk")
