"""Where a measure of each kind stands at the last day of a release's period (scoring.md 4.1 and 5.0)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import takewhile
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.languages.own import own
from charter.periods import KIND_OF_FREQUENCY, MONTHS_IN, Period
from measures import counters, sentences, words
from measures.models import Measure
from measures.position import GradeGiven, Held, Position, grade_at, position_at
from measures.schedules import Edition, OnChange, due_days, judge_publication, months_later, parse_schedule
from measures.scoring import Outcome, Stage, done_at, judge_milestone, worst_of
from measures.standing.facts import Known, MeasureFacts
from measures.standing.figures import figure_for, grade_figure
from measures.standing.types import MeasureStanding, PeriodFigure
from promises.models import Publication

NOTHING_TO_MEASURE = N_("There was nothing to measure in this time.")
NOT_AVAILABLE = N_("The figure of this time is not available.")
NO_WHOLE = N_("We have figures for parts of this time, but they cannot be added up.")
NOT_COUNTED_YET = N_("This is not counted yet.")
NO_DOCUMENT = N_("No document is named for this yet.")
NO_DATE = N_("No date has been set for this.")


@dataclass(frozen=True)
class Place:
    """What the kinds differ in; the rest of a measure's standing is the same for all."""

    state: str
    status: str = "not_judged"
    score: Fraction | None = None
    position: Position | None = None
    current: PeriodFigure | None = None
    due: date | None = None
    reason: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)


def place_measure(facts: MeasureFacts, release: Period) -> MeasureStanding:
    """The measure at the release's last day, without its series."""
    place = _place(facts, release)
    reason = place.reason
    if place.state != "judged" and not reason:
        reason = sentences.state_sentence(place.state, due=place.due)
    return MeasureStanding(
        measure=facts.measure,
        position=place.position,
        state=place.state,
        status=place.status,
        score=place.score,
        current=place.current,
        due=place.due,
        reason=reason,
        inputs=place.inputs,
    )


def _place(facts: MeasureFacts, release: Period) -> Place:
    match facts.measure.kind:
        case "publication":
            return _publication(facts, release)
        case "milestone":
            return _milestone(facts, release)
        case "grade":
            return _grade(facts, release)
        case "counted" if not counters.has_source(facts.measure.counter):
            return Place("not_due", reason=_(NOT_COUNTED_YET), inputs={"source": False})
        case _:
            return _number(facts, release)


def _number(facts: MeasureFacts, release: Period) -> Place:
    position = position_at(facts.reporting, _held(facts, release), release, facts.today)
    if position.period is None:
        return Place(position.state, position=position, due=position.due)
    figure = figure_for(facts, position.period)
    if figure is not None and figure.hidden:
        has_target = figure.rule is not None and figure.rule.judges
        return Place("suppressed" if has_target else "no_target", position=position, current=figure)
    if figure is None or figure.figure is None:
        return _no_whole(facts, position, release)
    if figure.value is None:
        return Place("not_applicable", position=position, current=figure, reason=_why_none(figure))
    if figure.status == "not_judged":
        return Place("no_target", position=position, current=figure)
    return Place("judged", figure.status, figure.score, position, figure, position.due)


def _why_none(figure: PeriodFigure) -> str:
    """Why there is no number: nothing to measure, or what the landlord said in place of a figure."""
    told = next((row for row in figure.results if row.marker in words.NOTHING_REPORTED), None)
    if told is None:
        return _(NOTHING_TO_MEASURE)
    began = _(NOTHING_TO_MEASURE) if told.marker == "z" else _(NOT_AVAILABLE)
    return f"{began} {own(told.note)}".rstrip()


def _held(facts: MeasureFacts, release: Period) -> list[Held]:
    """The figures that a position can refer to: nothing older than the period before the last one."""
    own = Period.containing(release.end, facts.reporting.kind, release.year_starts)
    since = min(release.previous().start, own.previous().previous().start)
    # Oldest first, unless it is of a grade: those are not placed here.
    newest = takewhile(lambda one: one.period.end >= since, reversed([*facts.known.values()]))
    return [Held(one.period, one.submitted) for one in newest]


def _no_whole(facts: MeasureFacts, position: Position, release: Period) -> Place:
    """Bare values cannot be added up: only a figure stated for the longer period can be judged."""
    due = facts.reporting.due(release)
    state = "overdue" if due is not None and due < facts.today else "not_due"
    return Place(state, position=position, due=due, reason=_(NO_WHOLE))


def _grade(facts: MeasureFacts, release: Period) -> Place:
    given = {_given(known): known for known in facts.known.values() if known.result.grade}
    standing = grade_at(given, release.end, facts.today)
    if standing is None:
        position = position_at(facts.reporting, [], release, facts.today)
        return Place(position.state, position=position, due=position.due)
    known = given[standing]
    figure = grade_figure(facts, known, release.end)
    position = Position("judged", release, known.period, "own", (known.period,), have=1)
    if standing.is_stale(release.end):
        return Place("stale", position=position, current=figure, due=standing.review_by)
    if figure.status == "not_judged":
        return Place("no_target", position=position, current=figure)
    return Place("judged", figure.status, figure.score, position, figure)


def _given(known: Known) -> GradeGiven:
    result = known.result
    return GradeGiven(result.grade, result.given_on or known.period.end, known.submitted, result.review_by)


def _publication(facts: MeasureFacts, release: Period) -> Place:
    publications = list(facts.measure.publications.all())
    if not publications:
        return Place("not_due", reason=_(NO_DOCUMENT))
    outcome = worst_of(_judge_publication(facts, publication, release) for publication in publications)
    due = _next_due(facts, publications, release) if outcome.state == "not_due" else None
    return _of(outcome, due=due, inputs=_publication_inputs(facts, publications, release))


def _of(
    outcome: Outcome, *, due: date | None = None, reason: str = "", inputs: Mapping[str, Any] | None = None
) -> Place:
    return Place(outcome.state, outcome.status, outcome.score, due=due, reason=reason, inputs=inputs or {})


def _clock(facts: MeasureFacts, release: Period) -> date | None:
    """The day of the cut-off where it still matters: once the period is over, every due day up to it is."""
    return facts.today if facts.today <= release.end else None


def _publication_inputs(
    facts: MeasureFacts, publications: list[Publication], release: Period
) -> dict[str, Any]:
    return {
        "clock": _clock(facts, release),
        "publications": [
            {
                "schedule": publication.schedule,
                "starts": _starts(facts, publication, release),
                "editions": [
                    (one.published, one.due, one.review_by) for one in _editions(facts, publication)
                ],
                "changes": _changes(facts, publication),
            }
            for publication in sorted(publications, key=lambda one: one.slug)
        ],
    }


def _editions(facts: MeasureFacts, publication: Publication) -> list[Edition]:
    """Those approved and out by the cut-off, oldest first."""
    known = [
        edition
        for edition in publication.editions.all()
        if edition.approved_at is not None
        and edition.approved_at <= facts.cutoff
        and edition.published <= facts.today
    ]
    known.sort(key=lambda edition: (edition.published, edition.pk))
    return [Edition(edition.published, edition.due, edition.review_by) for edition in known]


def _changes(facts: MeasureFacts, publication: Publication) -> list[date]:
    """The days of those that had happened and were noted by the cut-off."""
    return sorted(
        change.day
        for change in publication.changes.all()
        if change.day <= facts.today and change.noted_at <= facts.cutoff
    )


def _starts(facts: MeasureFacts, publication: Publication, release: Period) -> date:
    return publication.starts or facts.reporting.answers_from or release.financial_year.start


def _judge_publication(facts: MeasureFacts, publication: Publication, release: Period) -> Outcome:
    return judge_publication(
        parse_schedule(publication.schedule),
        _editions(facts, publication),
        _changes(facts, publication),
        starts=_starts(facts, publication, release),
        months=MONTHS_IN[KIND_OF_FREQUENCY[facts.measure.frequency]],
        at=release.end,
        cutoff=facts.today,
    )


def _next_due(facts: MeasureFacts, publications: list[Publication], release: Period) -> date | None:
    """The first due day after the release's last day, within ten years."""
    until = months_later(release.end, 120)
    found = [
        due
        for publication in publications
        if not isinstance(schedule := parse_schedule(publication.schedule), OnChange)
        for due in due_days(schedule, _starts(facts, publication, release), until)
        if due > release.end
    ]
    return min(found, default=None)


def _milestone(facts: MeasureFacts, release: Period) -> Place:
    measure = facts.measure
    stages = [Stage(stage.due, _by(facts, stage.done)) for stage in measure.stages.all()]
    when, expected = {"at": release.end, "cutoff": facts.today}, measure.expected_by
    done = done_at(expected, _closed(facts) or _done(measure, stages), **when)
    outcome = judge_milestone(expected, done, stages, **when)
    inputs = {
        "clock": _clock(facts, release),
        "expected_by": measure.expected_by,
        "done": done,
        "stages": [(stage.due, stage.done) for stage in stages],
    }
    reason = _milestone_sentence(facts, outcome, done)
    return _of(outcome, due=measure.expected_by, reason=reason, inputs=inputs)


def _closed(facts: MeasureFacts) -> date | None:
    """The day that a person closed it with and another approved, as decided last."""
    closings = sorted(facts.known.values(), key=lambda known: known.result.decided_at)
    return next((known.result.given_on for known in reversed(closings) if known.result.given_on), None)


def _by(facts: MeasureFacts, done: date | None) -> date | None:
    """When it was done, if that was by the cut-off."""
    return done if done is not None and done <= facts.today else None


def _done(measure: Measure, stages: list[Stage]) -> date | None:
    """The day it was done, else the day its last stage was."""
    days = [stage.done for stage in stages if stage.done is not None]
    if measure.done is not None or not stages or len(days) < len(stages):
        return measure.done
    return max(days)


def _milestone_sentence(facts: MeasureFacts, outcome: Outcome, done: date | None) -> str:
    expected = facts.measure.expected_by
    if expected is None:
        return _(NO_DATE)
    by = sentences.long_date(expected)
    if done is not None:
        words = _("Done on {done}.") if done <= expected else _("Done on {done}, after its date of {by}.")
        return words.format(done=sentences.long_date(done), by=by)
    if outcome.status == "missed":
        return _("It was to be done by {by} and is not done.").format(by=by)
    if outcome.status == "near":
        return _("To be done by {by}. A step on the way is behind.").format(by=by)
    return _("On course to be done by {by}.").format(by=by)
