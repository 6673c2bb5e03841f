"""Reads once everything that the documents of a release need; no query comes after this."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from charter.models import Charter, CharterStage, Expectation, Landlord, Quote, Theme
from charter.periods import Period
from charter.querysets import expected_earlier
from measures import rules
from measures.models import (
    Benchmark,
    Commentary,
    Measure,
    MeasureCommentary,
    MeasureLine,
    Release,
    Revision,
    TargetChange,
)
from measures.payload.dates import figures_due
from measures.payload.earlier import Earlier, earlier_releases
from measures.querysets.releases import was_public
from measures.standing import Standing, standing_of
from measures.standing.areas import Breakdown, breakdowns
from measures.standing.facts import Facts, read_facts
from measures.standing.public import is_small
from measures.standing.segments import read_segments
from promises.models import Commitment, Promise

Row = TypeVar("Row")
OPEN_STAGES = ("consultation", "internal_review", "signed_off")


@dataclass(frozen=True)
class Gathered:
    """A standing with the texts around it."""

    standing: Standing
    landlord: Landlord
    promises: tuple[Promise, ...]
    themes: tuple[Theme, ...]
    commitments: Mapping[int, list[Commitment]]
    lines: Mapping[int, list[MeasureLine]]
    expectations: tuple[Expectation, ...]
    quotes: tuple[Quote, ...]
    stages: tuple[CharterStage, ...]
    coming: tuple[Charter, ...]
    expected: Mapping[tuple[int, str], list[date]]
    commentary: Mapping[int, Commentary]
    hidden_rows: Collection[int]
    hidden_commentary: Mapping[int, Commentary]
    spoken: Mapping[int, Mapping[str, MeasureCommentary]]
    revisions: Mapping[int, list[Revision]]
    target_changes: Mapping[int, list[TargetChange]]
    benchmarks: Mapping[str, list[Benchmark]]
    areas: Mapping[str, tuple[Breakdown, ...]]
    hidden: Mapping[int, frozenset[Period]]
    before: tuple[Earlier, ...]
    figures_due: date | None

    @property
    def period(self) -> Period:
        """The period of the release."""
        return self.standing.period

    def hides(self, measure: Measure, found: Revision) -> bool:
        """Whether a change is of a figure that is hidden in public, or was too small to be shown.

        Or would tell of one: of a longer period, or of the whole whose parts are kept hidden.
        """
        changed = rules.period_of(found.new)
        kept = (table.period for table in self.areas.get(measure.slug, ()) if table.kept)
        within = (one for one in self.revisions.get(measure.pk, ()) if changed.contains(one.new.period_start))
        ended = (one for one in within if one.new.period_end <= changed.end)
        return any(changed.contains(period) for period in kept) or any(
            self._is_hidden(measure, one) for one in (found, *ended)
        )

    def _is_hidden(self, measure: Measure, found: Revision) -> bool:
        periods = {period.key for period in self.hidden.get(measure.pk, ())}
        sides = (rules.figure_of(row) for row in (found.old, found.new))
        return found.period in periods or any(is_small(measure, side) for side in sides)

    def lines_of_measure(self, slug: str) -> list[tuple[Promise, MeasureLine]]:
        """The charter's lines that name a measure, in the order of the promises."""
        by_id = {promise.pk: promise for promise in self.promises}
        return [
            (by_id[promise_id], line)
            for promise_id, lines in self.lines.items()
            for line in lines
            if line.measure.slug == slug and promise_id in by_id
        ]


def gather(period: Period, cutoff: datetime) -> Gathered:
    """Everything for the documents of a period at a cut-off, in a fixed number of queries."""
    facts = read_facts(period, cutoff)
    standing, there = standing_of(facts, period, cutoff), facts.at(period.end)
    charter = standing.charter
    coming = _coming()
    promises = tuple(promise for promise, _ in standing.promises.values())
    shown = [
        result.pk
        for one in standing.measures.values()
        for figure in one.all_figures
        for result in figure.results
    ]
    hushed = _hidden_rows(there)
    written = {found.result_id: found for found in Commentary.objects.filter(result__in=shown)}
    return Gathered(
        standing=standing,
        landlord=Landlord.objects.get(),
        promises=promises,
        themes=tuple(theme for theme, _ in standing.themes.values()),
        commitments=_by(Commitment.objects.filter(promise__in=promises), "promise_id"),
        lines=_lines(promises, standing.measures.keys()),
        expectations=tuple(Expectation.objects.filter(charter=charter)) if charter else (),
        quotes=tuple(Quote.objects.filter(charter=charter)) if charter else (),
        stages=tuple(CharterStage.objects.filter(charter=charter)) if charter else (),
        coming=coming,
        expected=expected_earlier([one.pk for one in (charter, *coming) if one], cutoff),
        commentary={pk: found for pk, found in written.items() if pk not in hushed},
        hidden_rows=hushed,
        hidden_commentary={pk: found for pk, found in written.items() if pk in hushed},
        spoken=spoken_words(period, cutoff),
        revisions=_by(_public_revisions(period, cutoff), "measure_id"),
        target_changes=_by(_decided_changes(cutoff), "measure_id"),
        benchmarks=_by(Benchmark.objects.all(), "regulator_code"),
        areas=_areas(there, period, cutoff),
        hidden={one.measure.pk: one.hidden for one in there.measures if one.hidden},
        before=earlier_releases(period, cutoff, charter),
        figures_due=figures_due(there, period),
    )


def _coming() -> tuple[Charter, ...]:
    """Charters that the public hears of before they are current: from their consultation on."""
    rows = Charter.objects.filter(is_current=False, stage__in=OPEN_STAGES).order_by("pk")
    return tuple(rows.prefetch_related("stages"))


def spoken_words(period: Period, cutoff: datetime) -> dict[int, dict[str, MeasureCommentary]]:
    """What was approved by the cut-off about measures that nobody enters, by measure and period."""
    rows = MeasureCommentary.objects.filter(
        workflow__in=("approved", "superseded"), decided_at__lte=cutoff, period_end__lte=period.end
    )
    found: dict[int, dict[str, MeasureCommentary]] = defaultdict(dict)
    for row in rows.order_by("decided_at", "pk"):
        found[row.measure_id][row.period] = row
    return dict(found)


def _hidden_rows(facts: Facts) -> frozenset[int]:
    """The rows of figures that are hidden in public: what was written about them is kept apart."""
    return frozenset(
        one.known[period].result.pk for one in facts.measures for period in one.hidden if period in one.known
    )


def _areas(facts: Facts, period: Period, cutoff: datetime) -> dict[str, tuple[Breakdown, ...]]:
    parts = read_segments(period, cutoff)
    found = {one.measure.slug: breakdowns(one, parts) for one in facts.measures}
    return {slug: tables for slug, tables in found.items() if tables}


def _public_revisions(period: Period, cutoff: datetime) -> QuerySet[Revision]:
    """Changes of whole-landlord figures of periods that the release looks back on; nothing of a segment.

    `was_public` says of each whether a release that was out held the old figure.
    """
    rows = Revision.objects.filter(at__lte=cutoff, new__segment__isnull=True, old__period_end__lte=period.end)
    out = Release.objects.filter(was_public(cutoff)).filter(
        cutoff__gte=OuterRef("old__decided_at"),
        cutoff__lt=OuterRef("at"),
        period_end__gte=OuterRef("old__period_end"),
    )
    return rows.annotate(was_public=Exists(out)).select_related("old__measure", "new__measure")


def _decided_changes(cutoff: datetime) -> QuerySet[TargetChange]:
    """Changes of targets that were decided by then, or came with a measure's first targets."""
    return TargetChange.objects.filter(Q(decided_at__isnull=True) | Q(decided_at__lte=cutoff))


def _lines(promises: tuple[Promise, ...], slugs: Collection[str]) -> dict[int, list[MeasureLine]]:
    """Lines by promise, in the order of the promises; those of retired measures ask for nothing any more."""
    lines = MeasureLine.objects.filter(promise__in=promises, measure__slug__in=slugs).select_related(
        "measure"
    )
    found = _by(lines.prefetch_related("monitored_by"), "promise_id")
    return {promise.pk: found.get(promise.pk, []) for promise in promises}


def _by(rows: Iterable[Row], field: str) -> dict[Any, list[Row]]:
    grouped: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, field)].append(row)
    return dict(grouped)
