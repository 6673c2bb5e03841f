"""Reads, in a number of queries that does not grow with the data, all that a standing is worked out from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import Q, QuerySet

from charter.models import Charter, Theme
from charter.periods import Period
from charter.querysets import current_charter, first_period, working_calendar
from charter.working_time import local_date
from measures.models import Measure, MeasureLine, Result, Target
from measures.position import Reporting
from promises.models import Promise


@dataclass(frozen=True)
class Known:
    """An approved whole-landlord figure, as known at the cut-off.

    `submitted` is the day on which the first figure of its period was submitted; `corrected` whether it
    replaced one that was final.
    """

    result: Result
    period: Period
    submitted: date
    corrected: bool


@dataclass(frozen=True)
class MeasureFacts:
    """One measure with its targets, breaks and figures. `today` is the day of the cut-off."""

    measure: Measure
    reporting: Reporting
    targets: tuple[Target, ...]
    breaks: tuple[date, ...]
    known: Mapping[Period, Known]
    today: date
    cutoff: datetime

    @property
    def own(self) -> list[Known]:
        """Its figures for periods of its own frequency, oldest first."""
        kind = self.reporting.kind
        return sorted(
            (one for one in self.known.values() if one.period.kind == kind), key=lambda one: one.period
        )


@dataclass(frozen=True)
class Facts:
    """Everything, with the lines of each promise by its id."""

    charter: Charter | None
    measures: tuple[MeasureFacts, ...]
    promises: tuple[Promise, ...]
    themes: tuple[Theme, ...]
    lines: Mapping[int, list[MeasureLine]]


def read_facts(period: Period, cutoff: datetime) -> Facts:
    """What is known at the cut-off about everything up to the last day of the period."""
    charter = current_charter()
    answers_for, calendar = first_period(), working_calendar()
    known = _known(period, cutoff)
    today = local_date(cutoff)
    measures = tuple(
        MeasureFacts(
            measure=measure,
            reporting=Reporting(
                measure.frequency, measure.due_rule, calendar, answers_for.start if answers_for else None
            ),
            targets=tuple(measure.targets.all()),
            breaks=tuple(found.starts for found in measure.breaks.all()),
            known=known.get(measure.pk, {}),
            today=today,
            cutoff=cutoff,
        )
        for measure in _measures(period.end)
    )
    promises = tuple(Promise.objects.filter(charter=charter).select_related("theme")) if charter else ()
    return Facts(
        charter=charter,
        measures=measures,
        promises=promises,
        themes=tuple(Theme.objects.filter(charter=charter)) if charter else (),
        lines=_lines(promises),
    )


def _measures(day: date) -> QuerySet[Measure]:
    """Measures that were not retired by the day, with all that says how they are judged."""
    return (
        Measure.objects.filter(Q(retired__isnull=True) | Q(retired__gt=day))
        .select_related("owner", "approver")
        .prefetch_related(
            "targets",
            "breaks",
            "definitions",
            "stages",
            "monitored_by",
            "publications__editions",
            "publications__changes",
        )
    )


def _known(period: Period, cutoff: datetime) -> dict[int, dict[Period, Known]]:
    """By measure and period, the figure that was approved last before the cut-off."""
    rows = Result.objects.filter(
        segment__isnull=True,
        workflow__in=["approved", "superseded"],
        decided_at__lte=cutoff,
    )
    # A grade stands from the day it was given, which may lie in a period that is not over (scoring.md 4.1).
    rows = rows.filter(
        Q(period_end__lte=period.end) | Q(measure__kind="grade", given_on__lte=period.end)
    ).order_by("decided_at", "pk")
    chains: dict[tuple[int, str], list[Result]] = defaultdict(list)
    for row in rows:
        chains[row.measure_id, row.period].append(row)

    @cache
    def parsed(key: str) -> Period:
        return Period.parse(key, period.year_starts)

    found: dict[int, dict[Period, Known]] = defaultdict(dict)
    for (measure_id, key), chain in chains.items():
        found[measure_id][parsed(key)] = _last_of(chain, parsed(key))
    return found


def _last_of(chain: list[Result], period: Period) -> Known:
    submitted = min((row.submitted_at or row.entered_at) for row in chain)
    corrected = any(row.approval == "final" for row in chain[:-1])
    return Known(chain[-1], period, local_date(submitted), corrected)


def _lines(promises: Iterable[Promise]) -> dict[int, list[MeasureLine]]:
    lines = MeasureLine.objects.filter(promise__in=list(promises)).select_related("measure")
    found: dict[int, list[MeasureLine]] = defaultdict(list)
    for line in lines:
        found[line.promise_id].append(line)
    return found
