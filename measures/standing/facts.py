"""Reads, in a number of queries that does not grow with the data, all that a standing is worked out from.

One reading serves every period up to the one that it was made for: `Facts.at` leaves out what lies after.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, cached_property

from django.db.models import Q, QuerySet

from charter.models import Charter, Theme
from charter.periods import Period
from charter.querysets import current_charter, first_period, working_calendar
from charter.working_time import Calendar, local_date
from measures import rules
from measures.models import Measure, MeasureLine, Release, Result, Target
from measures.position import Reporting
from measures.scoring import Rule
from measures.standing import history
from measures.standing.known import COLUMNS, approval_at, last_of
from measures.standing.known import Known as Known  # the rooms around read both from here
from measures.standing.known import ResultRow as ResultRow
from measures.standing.public import has_small_numbers, hidden_periods
from measures.standing.segments import wholes_from_parts
from measures.standing.targets import targets_known
from promises.models import Promise

# What a measure is judged by, beside its targets; and what of a promise's lines goes into its score.
JUDGED_BY = ("breaks", "stages", "members", "publications__editions", "publications__changes")
OF_LINES = ("promise", "weight", "order", "measure__slug", "measure__critical")


@dataclass(frozen=True)
class MeasureFacts:
    """One measure with its targets, breaks and figures, oldest first. `today` is the day of the cut-off.

    `small_numbers`: whether any figure could have to be hidden in public; `published` are the
    releases before the cut-off, oldest first: the last day of the period, and the cut-off of each.
    """

    measure: Measure
    reporting: Reporting
    targets: tuple[Target, ...]
    breaks: tuple[date, ...]
    known: Mapping[Period, Known]
    today: date
    cutoff: datetime
    small_numbers: bool = False
    published: tuple[tuple[date, datetime], ...] = ()
    # By day, of the measure and these targets: worked out once for all periods that `at` is asked for.
    in_force: dict[date, tuple[Target | None, Rule | None]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def target_on(self, day: date) -> Target | None:
        """The target in force on a day."""
        return self._in_force(day)[0]

    def rule_on(self, day: date) -> Rule | None:
        """The rule of the target in force on a day."""
        return self._in_force(day)[1]

    def _in_force(self, day: date) -> tuple[Target | None, Rule | None]:
        found = self.in_force.get(day)
        if found is None:
            target = rules.target_on(self.targets, day)
            same = next((rule for other, rule in self.in_force.values() if other is target), None)
            found = self.in_force[day] = target, same or rules.rule_of(self.measure, target)
        return found

    @cached_property
    def hidden(self) -> frozenset[Period]:
        """The periods whose figure is hidden in public, because so few people are behind it."""
        return hidden_periods(self) if self.small_numbers else frozenset()

    @property
    def own(self) -> list[Known]:
        """Its figures for periods of its own frequency, oldest first."""
        kind = self.reporting.kind
        return [one for one in self.known.values() if one.period.kind == kind]

    def at(self, day: date) -> "MeasureFacts":
        """The same without figures of periods that end, or grades that were given, after the day."""
        if self.measure.kind == "milestone":
            return self  # a closing of a later month may have corrected one of an earlier month
        if self.measure.kind == "grade":
            # It stands from the day it was given, perhaps in a period that is not over (scoring.md 4.1).
            known = {one.period: one for one in self.known.values() if min(one.period.end, one.since) <= day}
            return replace(self, known=known)
        count = bisect_right(self._ends, day)
        if count == len(self._ends):
            return self
        if count not in self._last_cut:  # a month, a quarter and a year that end together are asked in turn
            self._last_cut.clear()
            known = dict(self.known)  # a copy whose end is taken off: no period is hashed again
            for _ in range(len(known) - count):
                known.popitem()
            self._last_cut[count] = replace(self, known=known)
        return self._last_cut[count]

    @cached_property
    def _ends(self) -> list[date]:
        return [period.end for period in self.known]

    @cached_property
    def _last_cut(self) -> dict[int, "MeasureFacts"]:
        return {}


@dataclass(frozen=True)
class Facts:
    """Everything, with the lines of each promise by its id. Retired measures are left out by `at`."""

    charter: Charter | None
    measures: tuple[MeasureFacts, ...]
    promises: tuple[Promise, ...]
    themes: tuple[Theme, ...]
    lines: Mapping[int, list[MeasureLine]]

    def at(self, day: date) -> "Facts":
        """What was there on a day that is not after the period it was read for; no queries."""
        there = (one for one in self.measures if one.measure.retired is None or one.measure.retired > day)
        return replace(self, measures=tuple(one.at(day) for one in there))


def read_facts(
    period: Period,
    cutoff: datetime,
    measures: Collection[int] | None = None,
    *,
    as_of: datetime | None = None,
) -> Facts:
    """What is known at the cut-off about everything up to the last day of the period, retired measures too.

    With `measures` (ids) the figures and targets of these alone, but all promises, themes and lines. With
    `as_of` charter, calendar, measures, targets and documents as they stood at that moment, from their
    history: so a release can be worked out again as it was when it was frozen.
    """
    charter = current_charter() if as_of is None else history.charter_as_of(as_of)
    themes, promises, lines = _frame(charter, as_of) if charter else ([], [], [])
    by_promise: dict[int, list[MeasureLine]] = defaultdict(list)
    for line in lines:
        by_promise[line.promise_id].append(line)
    return Facts(
        charter=charter,
        measures=_measure_facts(period, cutoff, measures, as_of),
        promises=tuple(promises),
        themes=tuple(themes),
        lines=by_promise,
    )


def read_rules(period: Period, cutoff: datetime, measures: Collection[int]) -> tuple[MeasureFacts, ...]:
    """What says how these measures (ids) are judged, as `read_facts` reads it, without a single figure."""
    return _measure_facts(period, cutoff, measures, None, with_figures=False)


def _frame(charter: Charter, as_of: datetime | None) -> tuple[list[Theme], list[Promise], list[MeasureLine]]:
    """The themes, promises and lines of a charter."""
    if as_of is not None:
        then = history.themes_as_of(charter, as_of)
        made = history.promises_as_of(charter, then, as_of)
        return then, made, history.lines_as_of(made, as_of)
    promises = list(Promise.objects.filter(charter=charter).select_related("theme"))
    lines = MeasureLine.objects.filter(promise__in=promises).select_related("measure").only(*OF_LINES)
    return list(Theme.objects.filter(charter=charter)), promises, list(lines)


def _measure_facts(
    period: Period,
    cutoff: datetime,
    chosen: Collection[int] | None,
    as_of: datetime | None,
    *,
    with_figures: bool = True,
) -> tuple[MeasureFacts, ...]:
    starts = period.year_starts
    calendar = working_calendar() if as_of is None else history.calendar_as_of(as_of)
    answers_for = first_period() if as_of is None else history.first_period_as_of(as_of, starts)
    known = _figures(period, cutoff, chosen, as_of) if with_figures else {}
    targets = targets_known(cutoff, chosen, as_of=as_of)
    public = Release.objects.filter(cutoff__lt=cutoff).order_by("cutoff", "period_end")  # scheduled ones too
    released = tuple(public.values_list("period_end", "cutoff").distinct())
    measures = list(_measures(chosen))
    return tuple(
        MeasureFacts(
            measure=measure,
            reporting=_reporting(measure, calendar, answers_for),
            targets=targets.get(measure.pk, ()),
            breaks=tuple(found.starts for found in measure.breaks.all()),
            known=known.get(measure.pk, {}),
            today=local_date(cutoff),
            cutoff=cutoff,
            small_numbers=has_small_numbers(measure, known.get(measure.pk, {}).values()),
            published=released,
        )
        for measure in (measures if as_of is None else history.measures_as_of(measures, as_of))
    )


def _figures(
    period: Period, cutoff: datetime, chosen: Collection[int] | None, as_of: datetime | None
) -> dict[int, dict[Period, Known]]:
    """By measure and period, oldest first, what is known of the whole: as stated, else from its parts."""
    known = _known(period, cutoff, chosen)
    for measure_id, wholes in wholes_from_parts(period, cutoff, chosen, known, as_of).items():
        known[measure_id] = _in_order({**known.get(measure_id, {}), **wholes})
    return known


def _reporting(measure: Measure, calendar: Calendar, answers_for: Period | None) -> Reporting:
    since = answers_for.start if answers_for else None
    return Reporting(measure.frequency, measure.due_rule, calendar, since)


def _measures(chosen: Collection[int] | None) -> QuerySet[Measure]:
    """Measures with all that says how they are judged; all of them also with what their documents tell."""
    if chosen is not None:
        return Measure.objects.filter(pk__in=chosen).prefetch_related(*JUDGED_BY)
    told = Measure.objects.select_related("owner", "approver", "of")
    return told.prefetch_related(*JUDGED_BY, "targets", "definitions", "monitored_by")


def _known(
    period: Period, cutoff: datetime, chosen: Collection[int] | None
) -> dict[int, dict[Period, Known]]:
    """By measure and period, oldest first, the figure that was approved last before the cut-off."""
    rows = Result.objects.filter(
        # Of grades and milestones all: one that was superseded by a later day must not come back for the
        # days before.
        Q(period_end__lte=period.end) | Q(measure__kind__in=["grade", "milestone"]),
        # Two words apart: the index of what is approved holds only that, and is by far the shortest way.
        Q(workflow="approved") | Q(workflow="superseded"),
        segment__isnull=True,
        decided_at__lte=cutoff,
    )
    if chosen is not None:
        rows = rows.filter(measure__in=chosen)
    chains: dict[tuple[int, str], list[ResultRow]] = defaultdict(list)
    known_then = rows.annotate(approval_then=approval_at(cutoff))
    for row in known_then.order_by("period_end", "period_start", "decided_at", "pk").values_list(*COLUMNS):
        found = ResultRow._make(row)
        chains[found.measure_id, found.period].append(found)

    @cache
    def parsed(key: str) -> Period:
        return Period.parse(key, period.year_starts)

    known: dict[int, dict[Period, Known]] = defaultdict(dict)
    for (measure_id, key), chain in chains.items():
        known[measure_id][parsed(key)] = last_of(chain, parsed(key))
    return known


def _in_order(known: Mapping[Period, Known]) -> dict[Period, Known]:
    return {period: known[period] for period in sorted(known, key=lambda one: (one.end, one.start))}
