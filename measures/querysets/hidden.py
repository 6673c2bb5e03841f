"""Which of a measure's approved figures the public does not see, for the marker on staff pages."""

from django.utils import timezone

from charter.periods import Period
from measures.models import Measure, Result, Segment
from measures.standing.areas import breakdowns
from measures.standing.facts import read_facts
from measures.standing.public import counts_people, shape_of, thresholds_of
from measures.standing.segments import read_segments


def hidden_in_public(measure: Measure, segment: Segment | None, until: Period) -> frozenset[str]:
    """The keys of periods up to this one whose figure, of the segment or the whole, is hidden in public."""
    if segment is None and not _has_small(measure):
        return frozenset()
    now = timezone.now()
    facts = next(iter(read_facts(until, now, [measure.pk]).at(until.end).measures), None)
    if facts is None:
        return frozenset()
    if segment is None:
        return frozenset(period.key for period in facts.hidden)
    return frozenset(
        table.period.key
        for table in breakdowns(facts, read_segments(until, now, [measure.pk]))
        for part in table.parts
        if part.figure.hidden and part.segment is not None and part.segment.pk == segment.pk
    )


def _has_small(measure: Measure) -> bool:
    """Whether a figure of the whole landlord could be hidden at all; at most one query."""
    if shape_of(measure) is None:
        return False
    if counts_people(measure) or measure.cumulative:
        return True
    rows = Result.objects.filter(measure=measure, segment__isnull=True, workflow="approved")
    return rows.filter(denominator__gt=0, denominator__lt=thresholds_of(measure).base).exists()
