"""Which figures stand where others are to go: asked for any number of them at once."""

import json
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from measures.models import Result

# Slug of the measure, key of the period, slug of the segment (empty: the whole landlord).
Place = tuple[str, str, str]
# A measure's period of which nothing is there is asked about once, whatever the number of its segments. Each
# other place is looked up by the index of what is approved and by that of what is open: so whatever else the
# table holds is not read. The places come as one text, which is written quickest.
STATEMENT = """
    WITH pair AS MATERIALIZED (
        SELECT measure.id AS measure_id, named.period, named.segments
        FROM jsonb_to_recordset(%s::jsonb) AS named (measure text, period text, segments jsonb)
        JOIN measures_measure measure ON measure.slug = named.measure
        CROSS JOIN LATERAL (
            (SELECT 1 FROM measures_result
             WHERE measure_id = measure.id AND period = named.period AND workflow = 'approved' LIMIT 1)
            UNION ALL
            (SELECT 1 FROM measures_result
             WHERE measure_id = measure.id AND period = named.period
             AND workflow IN ('draft', 'submitted', 'returned') LIMIT 1)
            LIMIT 1
        ) anything
    ), place AS MATERIALIZED (
        SELECT pair.measure_id, segment.id AS segment_id, pair.period, part = '' AS whole
        FROM pair CROSS JOIN jsonb_array_elements_text(pair.segments) part
        LEFT JOIN measures_segment segment ON segment.slug = part
    )
"""
ONE = """
    SELECT found.id FROM place CROSS JOIN LATERAL (
        SELECT id FROM measures_result
        WHERE measure_id = place.measure_id AND period = place.period
        AND segment_id {segment} AND workflow {workflow}
        LIMIT 1
    ) found{whole}
"""
STATEMENT += " UNION ALL ".join(
    ONE.format(segment=segment, workflow=workflow, whole=whole)
    for segment, whole in (("= place.segment_id", ""), ("IS NULL", " WHERE place.whole"))
    for workflow in ("= 'approved'", "IN ('draft', 'submitted', 'returned')")
)


def place_of(result: Result) -> Place:
    """What a figure is for."""
    return result.measure.slug, result.period, result.segment.slug if result.segment else ""


def standing_beside(places: Iterable[Place]) -> QuerySet[Result]:
    """The approved figures and the open ones of these places, with measure and segment; 2 queries at most."""
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for measure, period, segment in places:
        parts[measure, period].append(segment)
    named = json.dumps(
        [{"measure": pair[0], "period": pair[1], "segments": found} for pair, found in parts.items()]
    )
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, [named])
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = Result.objects.filter(pk__in=ids) if ids else Result.objects.none()
    return rows.select_related("measure", "segment").order_by("pk")
