"""Where every measure, promise, theme and the charter stand at the end of a period: the one calculation.

Score rows and release documents both come from `standing_at`, so they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from functools import partial
from typing import cast

from charter.models import Charter, Theme
from charter.periods import Period
from measures import scoring
from measures.scoring import Item, Lines, PromiseScore, State, Status, ThemeItem, ThemeScore
from measures.standing.composites import composite_standing, with_history
from measures.standing.facts import Facts, MeasureFacts, read_facts
from measures.standing.figures import longer_of, series_of, year_to_date
from measures.standing.outlook import with_outlook
from measures.standing.places import place_measure
from measures.standing.trends import trend_standing
from measures.standing.types import MeasureStanding, PeriodFigure, Standing
from promises.models import Promise

__all__ = [
    "MeasureStanding",
    "PeriodFigure",
    "Standing",
    "lines_of",
    "placed_at",
    "standing_at",
    "standing_of",
]


def standing_at(
    period: Period, cutoff: datetime, *, with_series: bool = True, as_of: datetime | None = None
) -> Standing:
    """Everything at the last day of `period`, as known and due at the cut-off (scoring.md 5.0).

    Only approved figures of the whole landlord count. The number of queries does not grow with the data.
    Without `with_series` the measures carry no series, which is quicker. With `as_of` charter, measures and
    targets as they stood at that moment.
    """
    return standing_of(read_facts(period, cutoff, as_of=as_of), period, cutoff, with_series=with_series)


def standing_of(
    facts: Facts,
    period: Period,
    cutoff: datetime,
    *,
    with_series: bool = True,
    others: Mapping[str, MeasureStanding] | None = None,
) -> Standing:
    """The standing at `period`, from facts that were read for it or for a later period; no queries.

    `others` are measures whose standing is known already, by slug: facts of theirs are not looked at.
    """
    facts, measures = facts.at(period.end), dict(others or {})
    measures |= {
        one.measure.slug: _measure(facts, one, period, with_series=with_series)
        for one in facts.measures
        if one.measure.slug not in measures
    }
    items = {promise.slug: _items(facts, promise, measures) for promise in facts.promises}
    lines = lines_of(facts.charter)
    promises = {
        promise.slug: (promise, scoring.promise(items[promise.slug].values(), lines))
        for promise in facts.promises
    }
    statuses = [score.status for _, score in promises.values()]
    return Standing(
        period=period,
        cutoff=cutoff,
        charter=facts.charter,
        measures=measures,
        promises=promises,
        themes=_themes(facts, promises, lines),
        counts=scoring.charter(statuses) if facts.charter else None,
        items=items,
        lines=lines,
    )


def placed_at(facts: Facts, period: Period, measures: Collection[int]) -> list[MeasureStanding]:
    """Where these measures (ids) stand at the period, without series; retired ones are left out."""
    there = facts.at(period.end)
    wanted = (one for one in there.measures if one.measure.pk in measures)
    return [_measure(there, one, period, with_series=False) for one in wanted]


def _measure(every: Facts, facts: MeasureFacts, period: Period, *, with_series: bool) -> MeasureStanding:
    if facts.measure.kind == "composite":
        placed = _composite(every, facts, period, with_series=with_series)
    else:
        placed = _place(every, facts, period)
        if with_series:
            placed = replace(
                placed,
                series=series_of(facts),
                longer=longer_of(facts, period),
                so_far=year_to_date(facts, period),
            )
    return with_outlook(placed, facts, period) if with_series else placed


def _place(every: Facts, facts: MeasureFacts, period: Period) -> MeasureStanding:
    """Where a measure stands; a trend looks at its own series or at that of the measure that it names."""
    if facts.measure.kind != "trend":
        return place_measure(facts, period)
    named = facts.measure.of_id or facts.measure.pk
    source = next((one for one in every.measures if one.measure.pk == named), None)
    return trend_standing(facts, source, period)


def _composite(every: Facts, facts: MeasureFacts, period: Period, *, with_series: bool) -> MeasureStanding:
    named = {member.pk for member in facts.measure.members.all()}
    members = [one for one in every.measures if one.measure.pk in named]
    place = partial(_place, every)
    placed = composite_standing(facts, members, period, place)
    return with_history(placed, facts, members, period, place) if with_series else placed


def lines_of(charter: Charter | None) -> Lines:
    """Where a charter draws its lines."""
    if charter is None:
        return scoring.DEFAULT_LINES
    return Lines(
        met_from=Fraction(charter.met_from),
        near_from=Fraction(charter.near_from),
        coverage=Fraction(charter.coverage_numerator, charter.coverage_denominator),
    )


def _items(facts: Facts, promise: Promise, measures: Mapping[str, MeasureStanding]) -> dict[str, Item]:
    """The measures of a promise by slug; a retired one no longer applies."""
    found = {}
    for line in facts.lines.get(promise.pk, []):
        one, weight, critical = measures.get(line.measure.slug), Fraction(line.weight), line.measure.critical
        if one is None:
            found[line.measure.slug] = Item("not_applicable", weight=weight, critical=critical)
            continue
        state, status = cast(State, one.state), cast(Status, one.status)
        found[line.measure.slug] = Item(state, one.score, status, weight, critical)
    return found


def _themes(
    facts: Facts, promises: Mapping[str, tuple[Promise, PromiseScore]], lines: Lines
) -> dict[str, tuple[Theme, ThemeScore]]:
    items: dict[int, list[ThemeItem]] = defaultdict(list)
    for promise, score in promises.values():
        item = ThemeItem(score.status, score.score, score.coverage, Fraction(promise.weight))
        items[promise.theme_id].append(item)
    return {theme.slug: (theme, scoring.theme(items[theme.pk], lines)) for theme in facts.themes}
