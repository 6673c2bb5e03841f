"""A measure's figure for a period: as supplied or made of its parts, judged by the target of its time."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from charter.periods import MONTHS_IN, Kind, Period, periods_between
from charter.working_time import CalendarError
from measures import rules
from measures.data_status import DataStatus, DataStatusWord, data_status
from measures.models import Measure, Target
from measures.position import missing_parts, parts_of
from measures.scoring import (
    NOT_JUDGED,
    Judgement,
    Part,
    RollUp,
    Rule,
    ScoringError,
    judge,
    judge_grade,
    roll_up,
    shown,
)
from measures.standing.facts import Known, MeasureFacts
from measures.standing.public import hidden_in, in_public
from measures.standing.types import PeriodFigure, YearToDate

# Kinds whose figures are not numbers that people or cases give.
WITHOUT_NUMBERS = frozenset({"publication", "composite", "trend", "grade", "milestone"})
NO_FIGURE = RollUp(None, None, None, 1, 1)


def figure_for(facts: MeasureFacts, period: Period) -> PeriodFigure | None:
    """The number of a period of the measure's own frequency or longer; None where nothing is known."""
    if period.kind == facts.reporting.kind:
        return own_figure(facts, facts.known[period]) if period in facts.known else None
    return _longer_figure(facts, period)


def own_figure(facts: MeasureFacts, known: Known) -> PeriodFigure:
    """A figure as it was supplied for one period of the measure's own frequency."""
    figure = rules.figure_of(known.result)
    value = figure.worth(rules.factor(facts.measure))
    rule = facts.rule_on(known.period.end)
    made = RollUp(figure, value, rule, 1, 1)
    return _judged(facts, known.period, [known], made, facts.target_on(known.period.end))


def grade_figure(facts: MeasureFacts, known: Known, at: date | None = None) -> PeriodFigure:
    """A grade against the least acceptable one of the day (by default its period's last)."""
    measure, result = facts.measure, known.result
    target = facts.target_on(at or known.period.end)
    try:
        outcome = judge_grade(measure.grades, result.grade or None, target.grade or None if target else None)
        judgement = Judgement(outcome.status, outcome.score)
    except ScoringError:
        judgement = NOT_JUDGED  # the list of grades changed since it was given
    return _period_figure(facts, known.period, [known], judgement, target, shown_as=result.grade or None)


def _longer_figure(facts: MeasureFacts, period: Period) -> PeriodFigure | None:
    kind, known, measure = facts.reporting.kind, facts.known, facts.measure
    stated = known.get(period)
    pieces = parts_of(period, kind, known)
    if stated is None and not pieces:
        return None
    missing = missing_parts(period, kind, known)
    made = roll_up(
        [_part(facts, piece) for piece in sorted([*pieces, *missing])],
        kind=measure.kind,
        accumulation=rules.accumulation_of(measure),
        per=rules.factor(measure),
        rule_at_end=facts.rule_on(period.end),
        stated=rules.figure_of(stated.result) if stated else None,
        decimals=measure.decimals,
    )
    needed = len(period.parts(kind))
    counted = RollUp(
        made.figure, made.value, made.rule, needed - len(missing), needed, made.stated, made.differs
    )
    used = [stated] if stated else [known[piece] for piece in pieces]
    return _judged(facts, period, used, counted, facts.target_on(period.end))


def year_to_date(facts: MeasureFacts, release: Period) -> YearToDate | None:
    """The year of the release up to its last day, from the measure's own periods or what stands for them.

    None within its first period, at the year's end (that is the year's figure), and where nothing adds up.
    """
    year, kind, measure = release.financial_year, facts.reporting.kind, facts.measure
    own = [part for part in year.parts(kind) if part.end <= release.end]
    if len(own) < 2 or release.end == year.end or not _adds_up_in_a_year(measure):
        return None
    if hidden_in(facts, year.start, release.end):
        return None
    pieces = [part for part in parts_of(year, kind, facts.known) if part.end <= release.end]
    missing = [part for part in own if not any(piece.contains(part) for piece in pieces)]
    made = roll_up(
        [_part(facts, piece) for piece in pieces],
        kind=measure.kind,
        accumulation=rules.accumulation_of(measure),
        per=rules.factor(measure),
        rule_at_end=None,
    )
    if made.figure is None or made.value is None:
        return None
    written = shown(made.value, measure.decimals, None, rules.is_share_of_100(measure))
    have = len(own) - len(missing)
    return YearToDate(year.start, release.end, made.figure, made.value, written, have, len(own))


def _adds_up_in_a_year(measure: Measure) -> bool:
    """Whether a year so far says more than the newest figure: not of a snapshot, nor of a rolling figure."""
    if measure.kind in WITHOUT_NUMBERS:
        return False
    return measure.cumulative or rules.accumulation_of(measure) != "latest"


def _part(facts: MeasureFacts, period: Period) -> Part:
    known = facts.known.get(period)
    is_own = period.kind == facts.reporting.kind
    rule = facts.rule_on(period.end) if is_own else rules.rule_for(facts.measure, facts.targets, period)
    return Part(rules.figure_of(known.result) if known else None, rule, period.months)


def _judged(
    facts: MeasureFacts, period: Period, used: Sequence[Known], made: RollUp, target: Target | None
) -> PeriodFigure:
    measure = facts.measure
    rule = made.rule
    judgement = judge(made.value, rule) if made.complete else NOT_JUDGED
    percentage = rules.is_share_of_100(measure)
    written = None
    if made.value is not None:
        written = shown(made.value, measure.decimals, rule if made.complete else None, percentage)
    found = _period_figure(facts, period, used, judgement, target, shown_as=written, made=made, rule=rule)
    return in_public(facts, found)


def _period_figure(
    facts: MeasureFacts,
    period: Period,
    used: Sequence[Known],
    judgement: Judgement,
    target: Target | None,
    *,
    shown_as: str | None,
    made: RollUp = NO_FIGURE,
    rule: Rule | None = None,
) -> PeriodFigure:
    status = _data_status(facts, used)
    incomplete = not made.stated and made.have < made.needed
    return PeriodFigure(
        period=period,
        results=tuple(known.result for known in used),
        figure=made.figure,
        value=made.value,
        grade=used[0].result.grade if facts.measure.kind == "grade" else "",
        target=target,
        rule=rule,
        status=judgement.status,
        score=judgement.score,
        variance=judgement.favourable_variance,
        shown=shown_as,
        approval=_approval(used),
        data_status=status.status,
        flags=_flags(facts, period, status, used, incomplete=incomplete, empty=shown_as is None),
        # History was often typed in long after it was due: that says nothing of the landlord.
        late=status.late and not facts.reporting.is_history(period),
        stated=made.stated,
        differs=made.differs,
        have=made.have,
        needed=made.needed,
    )


def _approval(used: Iterable[Known]) -> str:
    return "final" if all(known.result.approval == "final" for known in used) else "provisional"


def _data_status(facts: MeasureFacts, used: Sequence[Known]) -> DataStatus:
    """Of all parts together: provisional if one is, revised if one was corrected, late if one was."""
    each = [_status_of(facts, known) for known in used]
    final = _approval(used) == "final"
    corrected = any(known.corrected for known in used)
    word: DataStatusWord = "provisional" if not final else "revised" if corrected else "final"
    flag = {"provisional": "p", "revised": "r"}.get(word)
    return replace(each[-1], status=word, late=any(one.late for one in each), flag=flag)


def _status_of(facts: MeasureFacts, known: Known) -> DataStatus:
    """The status of one figure as it came in, against the due date of its own period."""
    try:
        return data_status(
            period_end=known.period.end,
            due_rule=facts.reporting.due_rule,
            today=facts.today,
            calendar=facts.reporting.calendar,
            submitted=min(known.submitted, facts.today),
        )
    except CalendarError:
        # Outside the working calendar nobody can say whether it came in time.
        return DataStatus(known.period.end, "provisional", 0, False, "p", "judged")


def _flags(
    facts: MeasureFacts,
    period: Period,
    status: DataStatus,
    used: Sequence[Known],
    *,
    incomplete: bool,
    empty: bool,
) -> tuple[str, ...]:
    """What readers must know of a figure: provisional, revised, break in the series, nothing to measure."""
    raised = {
        "p": status.flag == "p" or incomplete,
        "r": any(known.corrected for known in used),
        "b": any(period.contains(day) for day in facts.breaks),
        "z": empty,
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


def series_of(facts: MeasureFacts) -> tuple[PeriodFigure, ...]:
    """Every figure of the measure's own frequency, oldest first; of a grade, every one given."""
    if facts.measure.kind == "grade":
        given = sorted(facts.known.values(), key=lambda known: (known.since, known.submitted))
        return tuple(grade_figure(facts, known) for known in given)
    if facts.measure.kind in WITHOUT_NUMBERS:
        return ()
    return tuple(own_figure(facts, known) for known in facts.own)


def longer_of(facts: MeasureFacts, release: Period) -> tuple[PeriodFigure, ...]:
    """Its figures for periods of the release's kind and for financial years, oldest first."""
    if not facts.known or facts.measure.kind in WITHOUT_NUMBERS:
        return ()
    first = min(facts.known)
    kinds: set[Kind] = {release.kind, "year"}
    found = [
        figure
        for kind in kinds
        if MONTHS_IN[kind] > MONTHS_IN[facts.reporting.kind]
        for period in ended_periods(first, kind, release)
        if (figure := figure_for(facts, period)) is not None
    ]
    return tuple(sorted(found, key=lambda figure: (figure.period.end, figure.period.start)))


def ended_periods(first: Period, kind: Kind, release: Period) -> tuple[Period, ...]:
    """The periods of a kind from the one that `first` lies in to the last that ended with the release."""
    start = Period.containing(first.start, kind, release.year_starts)
    last = Period.containing(release.end, kind, release.year_starts)
    return periods_between(start, last if last.end <= release.end else last.previous())
