"""Where measures stood, read back from their score rows: what a change elsewhere leaves as it was."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from django.db.models import F
from django.db.models.fields.json import KT

from charter.periods import Period
from measures.models import Measure, Score
from measures.scoring import RULE_VERSION
from measures.standing.types import MeasureStanding

Standings = dict[str, MeasureStanding]


def stored_standings(
    periods: Iterable[Period], measures: Collection[Measure], *, without: Collection[int] = ()
) -> dict[Period, Standings]:
    """By period and slug, where each measure that was not retired stood by its score row; one query.

    Only state, status and the exact score are there, which is all that promises are made of. Rows of other
    rules than today's, and those of the measures `without`, are left out.
    """
    wanted = {period.key: period for period in periods}
    by_id = {measure.pk: measure for measure in measures}
    rows = (
        Score.objects.filter(subject="measure", period__in=wanted, rule_version=RULE_VERSION)
        .exclude(subject_id__in=without)
        .annotate(exact=KT("detail__exact"))
        .order_by()
        .values_list("period", "subject_id", "state", "status", F("exact"))
    )
    found: dict[Period, Standings] = defaultdict(dict)
    for key, measure_id, state, status, exact in rows:
        measure = by_id.get(measure_id)
        if measure is not None and applies(measure, wanted[key]):
            found[wanted[key]][measure.slug] = _standing(measure, state, status, exact)
    return found


def applies(measure: Measure, period: Period) -> bool:
    """Whether the measure was not retired by the last day of the period."""
    return measure.retired is None or measure.retired > period.end


def lacking(standings: Mapping[Period, Standings], measures: Collection[Measure]) -> set[int]:
    """The ids of measures without a row of one of the periods."""
    return {
        measure.pk
        for period, held in standings.items()
        for measure in measures
        if measure.slug not in held and applies(measure, period)
    }


def _standing(measure: Measure, state: str, status: str, exact: str | None) -> MeasureStanding:
    return MeasureStanding(
        measure=measure,
        position=None,
        state=state,
        status=status,
        score=Fraction(*map(int, exact.split("/"))) if exact else None,
        current=None,
        due=None,
        reason="",
    )
