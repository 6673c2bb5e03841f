"""What of the whole landlord's figures is hidden in public (scoring.md, section 9; docs/adr/0011).

Hidden figures are taken out here, before anything is scored, drawn or written from them, so that no page,
file, score, chart or sentence can know them. What sums and differences give away is hidden too: months of a
quarter, periods of a year, steps of a running total.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from charter.periods import MONTHS_IN, Kind, Period, periods_between
from measures import rules
from measures.models import Measure
from measures.position import missing_parts, parts_of
from measures.scoring import Figure
from measures.scoring.differencing import Span, hidden_over_time, hidden_steps
from measures.scoring.elimination import determined
from measures.scoring.suppression import (
    ORDINARY,
    SENSITIVE,
    Shape,
    Thresholds,
    part_verdict,
    pooled,
    too_few,
    whole_verdict,
)

if TYPE_CHECKING:
    from measures.standing.facts import MeasureFacts
    from measures.standing.known import Known, ResultRow
    from measures.standing.types import PeriodFigure

SHAPES: dict[str, Shape] = {
    "percentage": "share",
    "satisfaction": "share",
    "cases": "share",
    "rate": "rate",
    "average": "mean",
    "duration": "mean",
    "count": "count",
}
# A count in one of these units is of people; every other counts things, unless the measure is sensitive.
PEOPLE = frozenset(
    {
        "people",
        "person",
        "tenants",
        "tenant",
        "residents",
        "resident",
        "customers",
        "customer",
        "households",
        "household",
        "leaseholders",
        "leaseholder",
        "members",
        "member",
        "children",
        "adults",
        "families",
        "family",
    }
)
LONGER: tuple[Kind, ...] = ("quarter", "half_year", "year")
# A period with a figure that was shown for it.
Told = tuple[Period, Figure]
# One of the figures that a longer period is the sum of; without one, what nobody told apart.
Part = tuple[Period, Figure | None]


def shape_of(measure: Measure) -> Shape | None:
    """How the measure's figures count people; None where nobody is behind them.

    Money, documents, dates, grades and what the portal counts of its own records tell of no person, unless
    the measure is marked sensitive.
    """
    if measure.kind == "counted":
        return "count" if measure.sensitive else None
    shape = SHAPES.get(measure.kind)
    # A "percentage" that may exceed 100 is an amount over another: it has no complement.
    return "mean" if shape == "share" and not measure.is_proportion else shape


def thresholds_of(measure: Measure) -> Thresholds:
    """Below which numbers the measure's figures are small."""
    return SENSITIVE if measure.sensitive else ORDINARY


def counts_people(measure: Measure) -> bool:
    """Whether a small number of the whole landlord is hidden, not only one over a small base."""
    of_people = measure.kind == "count" and bool(PEOPLE & set(measure.unit.lower().split()))
    return measure.sensitive or of_people


def is_small(measure: Measure, figure: Figure, together: int = 1) -> bool:
    """Whether so few people are behind a figure of the whole landlord that it is hidden by itself."""
    shape = shape_of(measure)
    if shape is None:
        return False
    counts, thresholds = counts_people(measure), thresholds_of(measure)
    return too_few(figure, shape, counts=counts, thresholds=thresholds, together=together)


def is_small_by_itself(measure: Measure, figure: Figure, *, of_part: bool) -> bool:
    """Whether a figure is hidden for what it is; what it is hidden for beside others is not asked."""
    shape = shape_of(measure)
    if not of_part:
        return is_small(measure, figure)
    if shape is None:
        return measure.sensitive
    return part_verdict(figure, shape, thresholds_of(measure)) == "c"


def has_small_numbers(measure: Measure, known: Iterable["Known"]) -> bool:
    """Whether any of a measure's figures, or one that it replaced, could have to be hidden; mostly none."""
    if shape_of(measure) is None:
        return False
    rows = (row for one in known for row in (*one.before, one.result))
    return _grows(measure) or any(is_small(measure, rules.figure_of(row)) for row in rows)


def _grows(measure: Measure) -> bool:
    """Whether the difference of two figures tells of the time between them."""
    return measure.cumulative or bool(measure.rolling_months and counts_people(measure))


def hidden_periods(facts: "MeasureFacts") -> frozenset[Period]:
    """The periods, own and longer, whose figure of the whole landlord is hidden in public.

    What was hidden in an earlier release stays hidden after a correction: beside it everything else would
    tell what it was. What was shown then, and is the same now, cannot be hidden any more.
    """
    hidden, told, sums = frozenset[Period](), set[Told](), set[frozenset[Part]]()
    for end, then in _as_published(facts):
        hidden |= _hidden_in(then, told, sums)
        hidden |= _given_away(then, end, hidden, told, sums)
        over = [one for one in _over(then, end) if one not in hidden]
        told |= {(period, _figure(one)) for period, one in then.known.items() if period not in hidden}
        told |= {(period, _sum_of(then, period)) for period in over}
        sums |= {_figures_in(then, one) for one in over}
    hidden |= _hidden_in(facts, told, sums)
    return hidden | _given_away(facts, date.max, hidden, told, sums)


def _as_published(facts: "MeasureFacts") -> list[tuple[date, "MeasureFacts"]]:
    """The ends of earlier releases and what was known at each, oldest first, where it is not known so now."""
    states = []
    known = facts.known.values()
    for end, cutoff in facts.published:
        if all(one.period.end > end or one.result.decided_at <= cutoff for one in known):
            continue
        there = ((one.period, one.at(cutoff)) for one in known if one.period.end <= end)
        then = {period: found for period, found in there if found is not None}
        before = tuple(release for release in facts.published if release[1] < cutoff)
        states.append((end, replace(facts, known=then, published=before)))
    following = [*(then for _, then in states[1:]), facts]
    return [
        (end, then)
        for (end, then), after in zip(states, following, strict=False)
        if then.known != {period: one for period, one in after.known.items() if period.end <= end}
    ]


def _over(facts: "MeasureFacts", end: date) -> list[Period]:
    """The longer periods, sums of own ones, that were over on the last day of a release."""
    if not facts.own or not _adds_up(facts):
        return []
    return [one for one in _longer_periods(facts) if one.end <= end]


def _figures_in(facts: "MeasureFacts", period: Period) -> frozenset[Part]:
    """The periods that a longer one is the sum of, each with the figure that went into it.

    A stated one may hold more than they do: that is the period itself, without a figure.
    """
    kind = facts.reporting.kind
    pieces = parts_of(period, kind, facts.known)
    more = [period] if period in facts.known and missing_parts(period, kind, pieces) else []
    return frozenset([*((one, _figure(facts.known[one])) for one in pieces), *((one, None) for one in more)])


def _given_away(
    facts: "MeasureFacts",
    end: date,
    hidden: Collection[Period],
    told: Collection[Told],
    sums: Collection[frozenset[Part]],
) -> frozenset[Period]:
    """The longer periods that with all that earlier releases told would give a small figure away."""
    if not sums:
        return frozenset()
    shown = {*told, *((one, _figure(known)) for one, known in facts.known.items() if one not in hidden)}
    rows = [left for found in sums if (left := found.difference(shown))]
    follows, away = determined(rows), set[Period]()
    for period in _over(facts, end):
        row = _figures_in(facts, period).difference(shown)
        if period in hidden or not row:
            continue
        more = determined([*rows, row])
        if any(figure and is_small(facts.measure, figure) for _, figure in more - follows):
            away.add(period)
        else:
            rows, follows = [*rows, row], more
    return frozenset(away)


def _adds_up(facts: "MeasureFacts") -> bool:
    """Whether longer periods are sums, not the last figure of theirs."""
    return not _grows(facts.measure) and rules.accumulation_of(facts.measure) != "latest"


def _hidden_in(
    facts: "MeasureFacts", told: Collection[Told], sums: Collection[frozenset[Part]]
) -> frozenset[Period]:
    """What is hidden of these facts by themselves, when so much was told before."""
    own = facts.own
    if not own:
        return frozenset(
            period for period, one in facts.known.items() if is_small(facts.measure, _figure(one))
        )
    return _with_sums(facts, told, sums) if _adds_up(facts) else _without_sums(facts, own)


def _figure(known: "Known") -> Figure:
    return rules.figure_of(known.result)


def _without_sums(facts: "MeasureFacts", own: Sequence["Known"]) -> frozenset[Period]:
    """Where the last figure of a longer period is the longer period's: hidden with that."""

    def small(figure: Figure, together: int) -> bool:
        return is_small(facts.measure, figure, together)

    hidden = {period for period, one in facts.known.items() if small(_figure(one), 1)}
    runs = [own]
    if facts.measure.cumulative:  # it begins anew each year
        years = sorted({one.period.financial_year for one in own})
        runs = [[one for one in own if one.period.financial_year == year] for year in years]
    for run in runs if _grows(facts.measure) else []:
        hidden |= {run[place].period for place in hidden_steps([_figure(one) for one in run], small)}
    longer = {
        Period.containing(one.period.end, kind, one.period.year_starts)
        for one in own
        for kind in LONGER
        if MONTHS_IN[kind] > MONTHS_IN[facts.reporting.kind]
    }
    last = {period: max(one.period for one in own if period.contains(one.period)) for period in longer}
    return frozenset(hidden | {period for period in longer if last[period] in hidden})


def _with_sums(
    facts: "MeasureFacts", told: Collection[Told], sums: Collection[frozenset[Part]]
) -> frozenset[Period]:
    """Where longer periods are sums: no hidden month may follow from them."""
    timeline, longer = _timeline(facts), _longer_periods(facts)
    starts, ends = [one.start for one in timeline], [one.end for one in timeline]
    spans = [
        Span(
            first=bisect_right(starts, period.start) - 1,
            after=bisect_right(ends, period.end),
            figure=_sum_of(facts, period),
            stated=period in facts.known,
        )
        for period in longer
    ]
    parts = [_figure(facts.known[one]) if one in facts.known else None for one in timeline]
    hidden, hidden_spans = hidden_over_time(
        parts,
        spans,
        lambda figure, together: is_small(facts.measure, figure, together),
        [bisect_right(ends, day) for day, _ in facts.published],
        told=[place for place, one in enumerate(timeline) if (one, parts[place]) in told],
        told_spans=[place for place, one in enumerate(longer) if (one, spans[place].figure) in told],
        # A figure that was shown and then corrected can be taken off an old sum: the rest is known too.
        told_sums=[
            frozenset(place for place, one in enumerate(timeline) if one in left)
            for left in ({period for period, _ in found.difference(told)} for found in sums)
        ],
    )
    return frozenset({timeline[place] for place in hidden} | {longer[place] for place in hidden_spans})


def _timeline(facts: "MeasureFacts") -> tuple[Period, ...]:
    """The own periods of every financial year that has a figure, whole years."""
    kind = facts.reporting.kind
    years = sorted({period.financial_year for period in facts.known})
    return periods_between(years[0].parts(kind)[0], years[-1].parts(kind)[-1])


def _longer_periods(facts: "MeasureFacts") -> list[Period]:
    """Quarters, half-years and years that hold a figure, the shorter before the longer that ends with it."""
    found = {
        Period.containing(period.start, kind, period.year_starts)
        for period in facts.known
        for kind in LONGER
        if MONTHS_IN[kind] > MONTHS_IN[facts.reporting.kind] and MONTHS_IN[kind] >= period.months
    }
    return sorted(found, key=lambda period: (period.end, period.months))


def _sum_of(facts: "MeasureFacts", period: Period) -> Figure:
    """The figure of a longer period, stated or added up; a mean as the sum that it is of."""
    if period in facts.known:
        return _figure(facts.known[period])
    pieces = parts_of(period, facts.reporting.kind, facts.known)
    return pooled(_figure(facts.known[piece]) for piece in pieces)


def in_public(facts: "MeasureFacts", figure: "PeriodFigure") -> "PeriodFigure":
    """The figure as the public may know it: without its numbers if hidden, marked if its base is low."""
    if figure.period in facts.hidden:
        return masked(figure)
    if facts.hidden:
        figure = replace(figure, results=tuple(_without_note(facts, row) for row in figure.results))
    shape, numbers = shape_of(facts.measure), figure.figure
    if shape is None or numbers is None:
        return figure
    thresholds, counts = thresholds_of(facts.measure), counts_people(facts.measure)
    if whole_verdict(numbers, shape, counts=counts, thresholds=thresholds) == "u":
        return replace(figure, flags=(*figure.flags, "u"))
    return figure


def _without_note(facts: "MeasureFacts", row: "ResultRow") -> "ResultRow":
    """What was noted of a hidden month is not said of its quarter either."""
    hidden = any(period.key == row.period for period in facts.hidden)
    return row._replace(note="", marker="") if hidden else row


def masked(figure: "PeriodFigure") -> "PeriodFigure":
    """The figure without anything that tells of its number: not the value, status, score, gap or note."""
    return replace(
        figure,
        results=(),
        figure=None,
        value=None,
        status="not_judged",
        score=None,
        variance=None,
        shown=None,
        flags=("c", *(flag for flag in figure.flags if flag in ("p", "r", "b"))),
        stated=False,
        differs=False,
        hidden=True,
    )


def hidden_in(facts: "MeasureFacts", first: date, last: date) -> bool:
    """Whether anything between two days is hidden, so that a sum over them is hidden too."""
    return any(first <= period.start and period.end <= last for period in facts.hidden)
