"""Figures stated for a longer period, beside what their parts add up to (design section 5)."""

from charter.periods import KIND_OF_FREQUENCY, MONTHS_IN, Period
from charter.querysets import year_starts
from measures import rules
from measures.models import Result
from measures.position import missing_parts, parts_of
from measures.scoring import Part, RollUp, roll_up


def is_stated_longer(result: Result) -> bool:
    """Whether the figure was given for a longer period than its measure reports."""
    return MONTHS_IN[rules.period_of(result).kind] > MONTHS_IN[KIND_OF_FREQUENCY[result.measure.frequency]]


def beside_its_parts(result: Result) -> RollUp | None:
    """A stated longer figure with what its approved parts add up to; None where they are not all there.

    `differs` says whether the two disagree. One query; none for a figure of the
    measure's own period.
    """
    if not is_stated_longer(result):
        return None
    measure, period = result.measure, rules.period_of(result)
    kind = KIND_OF_FREQUENCY[measure.frequency]
    approved = Result.objects.filter(
        measure=measure,
        segment=result.segment,
        workflow="approved",
        period_start__gte=period.start,
        period_end__lte=period.end,
    ).exclude(period=result.period)
    known = {Period.parse(row.period, year_starts()): row for row in approved}
    if missing_parts(period, kind, known):
        return None
    return roll_up(
        [Part(rules.figure_of(known[part]), None, part.months) for part in parts_of(period, kind, known)],
        kind=measure.kind,
        accumulation=rules.accumulation_of(measure),
        per=rules.factor(measure),
        rule_at_end=None,
        stated=rules.figure_of(result),
        decimals=measure.decimals,
    )


def differs_from_its_parts(result: Result) -> bool:
    """Whether a stated longer figure disagrees with its approved parts, all of which are there."""
    made = beside_its_parts(result)
    return made is not None and made.differs
