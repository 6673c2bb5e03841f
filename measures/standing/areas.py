"""Parts of the landlord (areas, tenures, …) in public: how they add up, and which are hidden.

Worked out only for documents, never for the rows of scores (docs/adr/0011).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from charter.periods import Period
from measures import rules
from measures.models import Measure, Segment
from measures.scoring import Figure
from measures.scoring.suppression import hidden_parts, less
from measures.standing.facts import MeasureFacts
from measures.standing.figures import own_figure
from measures.standing.known import Known
from measures.standing.public import is_small_by_itself, masked, shape_of, thresholds_of
from measures.standing.segments import SegmentFacts, with_numbers
from measures.standing.types import PeriodFigure
from measures.words import FORMER_LANDLORD

Sum = Literal["equal", "less", "more", "incomplete", "not_added"]
COMPARED_SHAPES = frozenset({"share", "rate", "mean"})


@dataclass(frozen=True)
class Part:
    """A segment's figure for a period; `segment` None is what is in no segment of the dimension."""

    segment: Segment | None
    figure: PeriodFigure


@dataclass(frozen=True)
class Breakdown:
    """The parts of one dimension in one period, the largest first, hidden ones without their numbers.

    `missing` are segments that stood then and have no figure. `adds_up`: whether the parts come to the
    whole; "not_added" where figures of this kind cannot be added. `from_parts`: the whole was made of them.
    `kept`: all are hidden because of what was hidden before a correction; that of the whole is hidden too.
    """

    dimension: str
    period: Period
    parts: tuple[Part, ...]
    missing: tuple[Segment, ...]
    adds_up: Sum
    from_parts: bool
    kept: bool = False

    @property
    def has_hidden(self) -> bool:
        """Whether any part is hidden in public."""
        return any(part.figure.hidden for part in self.parts)


def breakdowns(facts: MeasureFacts, parts: SegmentFacts) -> tuple[Breakdown, ...]:
    """Every dimension and period of the measure's own frequency that has figures of parts, oldest first."""
    known = parts.known.get(facts.measure.pk, {})
    found: list[Breakdown] = []
    for period in sorted(known):
        if period.kind == facts.reporting.kind and _is_published(facts.measure, period):
            found += _of_period(facts, period, parts.in_force(period.end), known[period])
    return tuple(found)


def _is_published(measure: Measure, period: Period) -> bool:
    """Whether parts are public at all: of running totals only whole years, which do not overlap."""
    if not measure.cumulative and not measure.rolling_months:
        return True
    return period.end == period.financial_year.end and (measure.rolling_months or 0) <= 12


@dataclass(frozen=True)
class _Table:
    """The parts of one dimension: its segments with figures, and the places of those that are hidden."""

    facts: MeasureFacts
    rows: tuple[Segment, ...]
    figures: tuple[Figure, ...]
    hidden: frozenset[int]

    def names(self, places: Iterable[int]) -> set[int]:
        """The ids of the segments at these places; what is in no segment has none."""
        return {self.rows[place].pk for place in places if place < len(self.rows)}


def _of_period(
    facts: MeasureFacts, period: Period, in_force: Mapping[str, Sequence[Segment]], known: Mapping[int, Known]
) -> list[Breakdown]:
    """The dimensions of one period; all of them hidden where an earlier figure would follow from them."""
    tables = _tables(facts, period, in_force, known)
    kept = _is_kept(facts, period, in_force, known, tables)
    return [
        _breakdown(
            table.facts,
            period,
            name,
            in_force[name],
            known,
            table.figures,
            range(len(table.figures)) if kept else table.hidden,
            kept=kept,
        )
        for name, table in tables.items()
    ]


def _tables(
    facts: MeasureFacts, period: Period, in_force: Mapping[str, Sequence[Segment]], known: Mapping[int, Known]
) -> dict[str, _Table]:
    """The dimensions with figures. One hidden in one may not stand under another name in the next."""
    rows = {
        dimension: tuple(segment for segment in segments if segment.pk in known)
        for dimension, segments in in_force.items()
    }
    within = {name: _beside(facts, name) for name, found in rows.items() if found}
    figures = {name: _figures(within[name], period, rows[name], known) for name in within}
    hidden: dict[str, frozenset[int]] = {name: frozenset() for name in figures}
    while True:
        behind = {name: _behind(name, figures, hidden) for name in figures}
        found = {name: _hidden(facts, period, rows[name], figures[name], behind[name]) for name in figures}
        if found == hidden:
            break
        hidden = found
    return {name: _Table(within[name], rows[name], tuple(figures[name]), hidden[name]) for name in within}


def _is_kept(
    facts: MeasureFacts,
    period: Period,
    in_force: Mapping[str, Sequence[Segment]],
    known: Mapping[int, Known],
    now: Mapping[str, _Table],
) -> bool:
    """Whether corrections keep the parts of a period hidden: what is shown would tell what was hidden.

    The public may have the figures of an earlier release, and reads what the whole was before its correction.
    """
    if shape_of(facts.measure) is None:
        return False
    whole = facts.known.get(period)
    if whole is not None and whole.before and any(_was_small(table, known) for table in now.values()):
        return True
    earlier = _as_published(facts, period, known)
    return any(
        _gives_away(then, now[name])
        for there, parts in earlier
        for name, then in _tables(there, period, in_force, parts).items()
    )


def _was_small(table: _Table, known: Mapping[int, Known]) -> bool:
    """Whether a part that is shown replaced a figure that was hidden for what it was."""
    measure = table.facts.measure
    return any(
        is_small_by_itself(measure, rules.figure_of(row), of_part=True)
        for place, segment in enumerate(table.rows)
        if place not in table.hidden
        for row in known[segment.pk].before
    )


def _as_published(
    facts: MeasureFacts, period: Period, known: Mapping[int, Known]
) -> Iterator[tuple[MeasureFacts, dict[int, Known]]]:
    """What was known of a period and its parts at earlier public cut-offs, where it is not what is now."""
    whole = [facts.known[period]] if period in facts.known else []
    for end, cutoff in facts.published:
        if end < period.end or all(one.result.decided_at <= cutoff for one in (*whole, *known.values())):
            continue
        parts = {pk: then for pk, one in known.items() if (then := one.at(cutoff)) is not None}
        wholes = {one.period: then for one in facts.known.values() if (then := one.at(cutoff)) is not None}
        yield replace(facts, known=wholes), parts


def _gives_away(then: _Table, now: _Table) -> bool:
    """Whether something is shown that was hidden, or what was shown is to keep a hidden one company."""
    hidden_then, hidden_now = then.names(then.hidden), now.names(now.hidden)
    shown_then = then.names(range(len(then.rows))) - hidden_then
    rest_was_hidden = len(then.rows) in then.hidden and len(then.rows) == len(now.rows)
    rest_is_hidden = len(now.rows) in now.hidden
    return bool(hidden_then - hidden_now or hidden_now & shown_then) or (
        rest_was_hidden and not rest_is_hidden
    )


def _beside(facts: MeasureFacts, dimension: str) -> MeasureFacts:
    """The facts that a dimension is held against: former landlords are no parts of our whole."""
    return replace(facts, known={}) if dimension == FORMER_LANDLORD else facts


def _behind(
    dimension: str, figures: Mapping[str, Sequence[Figure]], hidden: Mapping[str, frozenset[int]]
) -> set[Figure]:
    """The figures over a base that are hidden in the other dimensions."""
    return {
        figures[name][place]
        for name, places in hidden.items()
        for place in places
        if name != dimension and figures[name][place].denominator
    }


def _figures(
    facts: MeasureFacts, period: Period, rows: Sequence[Segment], known: Mapping[int, Known]
) -> list[Figure]:
    """The parts' figures, and what is in none of them as one more, if that is anything."""
    found = [rules.figure_of(known[segment.pk].result) for segment in rows]
    rest = _rest(facts, period, found)
    return [*found, rest] if rest is not None and _is_something(rest) else found


def _rest(facts: MeasureFacts, period: Period, found: Sequence[Figure]) -> Figure | None:
    """What is left of the whole without its parts; None where there is no whole or nothing can be added."""
    if period not in facts.known or not _can_be_added(facts.measure):
        return None
    rest = less(rules.figure_of(facts.known[period].result), found)
    return None if rest.numerator is None and rest.value is None else rest


def _can_be_added(measure: Measure) -> bool:
    """Money only where it is a total: a cost of each home is not the sum of the areas' costs."""
    return measure.kind != "money" or measure.accumulation == "total"


def _is_something(figure: Figure) -> bool:
    return any(number for number in (figure.numerator, figure.denominator, figure.value))


def _exceeds(measure: Measure, rest: Figure) -> bool:
    """Whether the parts come to more than the whole, in any of its numbers."""
    numbers = [rest.numerator, rest.denominator, rest.value]
    if shape_of(measure) == "share" and rest.numerator is not None and rest.denominator is not None:
        numbers.append(rest.denominator - rest.numerator)
    return any(number is not None and number < 0 for number in numbers)


def _hidden(
    facts: MeasureFacts,
    period: Period,
    rows: Sequence[Segment],
    figures: Sequence[Figure],
    behind: Collection[Figure],
) -> frozenset[int]:
    """Which places of a dimension are hidden; all of them where the whole is, or where nothing adds up."""
    everything, shape = frozenset(range(len(figures))), shape_of(facts.measure)
    if period in facts.hidden:
        return everything
    if shape is None:
        return everything if facts.measure.sensitive else frozenset()
    order = sorted(range(len(figures)), key=lambda place: _last_first(rows, place))
    also = [place for place, figure in enumerate(figures) if figure in behind]
    hidden = hidden_parts(figures, shape, thresholds_of(facts.measure), order=order, also=also)
    exceeds = len(figures) > len(rows) and _exceeds(facts.measure, figures[-1])
    return everything if hidden and exceeds else hidden


def _last_first(rows: Sequence[Segment], place: int) -> tuple[bool, int, str]:
    """The smallest number of homes first, by which anybody can tell; what is in no segment comes last."""
    if place >= len(rows):
        return True, 0, ""
    return rows[place].homes is None, rows[place].homes or 0, rows[place].slug


def _breakdown(
    facts: MeasureFacts,
    period: Period,
    dimension: str,
    in_force: Sequence[Segment],
    known: Mapping[int, Known],
    figures: Sequence[Figure],
    hidden: Collection[int],
    *,
    kept: bool,
) -> Breakdown:
    rows = [segment for segment in in_force if segment.pk in known]
    missing = tuple(segment for segment in in_force if segment.pk not in known)
    parts = [Part(segment, _part_figure(facts, known[segment.pk])) for segment in rows]
    if len(figures) > len(rows) and not missing and not _exceeds(facts.measure, figures[-1]):
        parts.append(Part(None, _rest_figure(facts, period, figures[-1])))
    shown = [
        replace(part, figure=_uncorrected(masked(part.figure))) if place in hidden else part
        for place, part in enumerate(parts)
    ]
    whole = facts.known.get(period)
    return Breakdown(
        dimension=dimension,
        period=period,
        parts=tuple(shown),
        missing=missing,
        adds_up=_adds_up(facts, period, figures, rows, missing),
        from_parts=whole is not None and whole.result.pk == 0,
        kept=kept,
    )


def _uncorrected(figure: PeriodFigure) -> PeriodFigure:
    """A hidden part does not say whether it was corrected: else the others would be known not to be."""
    flags = tuple(flag for flag in figure.flags if flag != "r")
    return replace(figure, flags=flags, data_status="final") if flags != figure.flags else figure


def _part_figure(facts: MeasureFacts, known: Known) -> PeriodFigure:
    """A part's figure, judged by the measure's target where that is a level and not a total of the whole."""
    figure = own_figure(facts, known)
    if shape_of(facts.measure) in COMPARED_SHAPES:
        return figure
    return replace(figure, target=None, rule=None, status="not_judged", score=None, variance=None)


def _rest_figure(facts: MeasureFacts, period: Period, rest: Figure) -> PeriodFigure:
    """What is in no segment, shown as a figure and never judged: it is nobody's area."""
    whole = facts.known[period]
    row = with_numbers(whole.result, rest)
    figure = own_figure(facts, whole._replace(result=row))
    return replace(figure, target=None, rule=None, status="not_judged", score=None, variance=None)


def _adds_up(
    facts: MeasureFacts,
    period: Period,
    figures: Sequence[Figure],
    rows: Sequence[Segment],
    missing: Sequence[Segment],
) -> Sum:
    if missing:
        return "incomplete"
    if period not in facts.known or _rest(facts, period, figures[: len(rows)]) is None:
        return "not_added"
    if len(figures) == len(rows):
        return "equal"
    return "more" if _exceeds(facts.measure, figures[-1]) else "less"
