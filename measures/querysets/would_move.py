"""What the approval of a figure would move: worked out by the one calculation, as if it were approved now.

Nothing is written: the figure is put into the facts that were read, and everything is placed twice.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from charter.periods import Period
from charter.querysets import year_starts
from measures import rules, sentences
from measures.models import Release, ReleaseEntry, Result
from measures.payload.canonical import Document
from measures.payload.figures import figure_document, standing_document, standing_word, target_document
from measures.payload.signals import control_document
from measures.sentences import charter_sentence
from measures.standing import MeasureStanding, Standing, standing_of
from measures.standing.facts import Facts, MeasureFacts, read_facts
from measures.standing.known import ResultRow, last_of
from measures.standing.public import has_small_numbers
from measures.standing.touched import SCORED_KINDS, closed, depending_on


@dataclass(frozen=True)
class Move:
    """One thing that would read differently: what it is, at the end of which period, before and after."""

    kind: str
    title: str
    at: str
    old: str
    new: str


@dataclass(frozen=True)
class Trial:
    """What the approval would do: the moves, and the measure's document for its chart (None: no chart).

    `of_part`: the figure is of a part of the landlord, so that no promise hangs on it.
    """

    moves: tuple[Move, ...]
    document: Document | None
    of_part: bool = False


def trial_of(result: Result) -> Trial:
    """What would move if this submitted figure were approved now. The number of queries does not grow."""
    if result.segment_id is not None:
        return Trial((), None, of_part=True)
    now, periods = timezone.now(), _periods(rules.period_of(result))
    facts = read_facts(max(periods, key=lambda period: period.end), now)
    after = _with(facts, result, now)
    moves = list(dict.fromkeys(_moves(facts, after, result, periods, now)))
    return Trial(tuple(moves), _document(after, result, now))


def _periods(period: Period) -> list[Period]:
    """Where one looks: the periods that the figure is in, and that of the live release; those that are over.

    `period` may carry another first month of the year than the charter's, so it is read again.
    """
    starts, today = year_starts(), timezone.localdate()
    own = Period.containing(period.start, period.kind, starts)
    found = {Period.containing(own.end, kind, starts) for kind in SCORED_KINDS}
    live = Release.objects.filter(state="live", period_end__gte=own.end).values_list("period", flat=True)
    found |= {Period.parse(key, starts) for key in live}
    found = {one for one in closed(found, today) if one.end >= own.end}
    return sorted(found | {own}, key=lambda one: (one.end, one.months))


def _with(facts: Facts, result: Result, now: datetime) -> Facts:
    """The facts with the figure among them, as if approved now."""
    return replace(
        facts,
        measures=tuple(
            _with_figure(one, result, now) if one.measure.pk == result.measure_id else one
            for one in facts.measures
        ),
    )


def _with_figure(one: MeasureFacts, result: Result, now: datetime) -> MeasureFacts:
    approved = {"approval": "provisional", "decided_at": now}
    row = ResultRow._make(approved.get(name, getattr(result, name, None)) for name in ResultRow._fields)
    period = Period.parse(result.period, year_starts())
    before = one.known.get(period)
    chain = [*before.before, before.result, row] if before else [row]
    known = dict(one.known) | {period: last_of(chain, period)}
    ordered = {key: known[key] for key in sorted(known, key=lambda key: (key.end, key.start))}
    return replace(one, known=ordered, small_numbers=has_small_numbers(one.measure, ordered.values()))


def _moves(
    facts: Facts, after: Facts, result: Result, periods: Iterable[Period], now: datetime
) -> Iterator[Move]:
    touched = depending_on([result.measure_id])
    for period in periods:
        old = standing_of(facts, period, now, with_series=False)
        others = {slug: one for slug, one in old.measures.items() if one.measure.pk not in touched}
        new = standing_of(after, period, now, with_series=False, others=others)
        yield from _between(old, new, period)


def _between(old: Standing, new: Standing, period: Period) -> Iterator[Move]:
    """Everything that reads differently at the end of a period, the charter first."""
    if old.counts is not None and new.counts is not None:
        yield from _move(
            "charter", _("The charter"), period, *map(charter_sentence, (old.counts, new.counts))
        )
    for slug, (promise, score) in new.promises.items():
        words = [sentences.promise_word(one.status) for one in (old.promises[slug][1], score)]
        yield from _move("promise", promise.title, period, *words)
    for slug, (theme, theme_score) in new.themes.items():
        words = [sentences.promise_word(one.status) for one in (old.themes[slug][1], theme_score)]
        yield from _move("theme", theme.title, period, *words)
    for slug, one in new.measures.items():
        if slug in old.measures:
            yield from _move("measure", one.measure.title, period, *map(_says, (old.measures[slug], one)))


def _move(kind: str, title: str, period: Period, old: str, new: str) -> Iterator[Move]:
    if old != new:
        yield Move(kind, title, period.label, old, new)


def _says(one: MeasureStanding) -> str:
    """Where a measure stands as one reads it: its figure, for which period, and its status."""
    word = standing_word(one)
    if one.current is None:
        return word
    figure = figure_document(one.measure, one.current)["shown_unit"]
    return ", ".join(part for part in (figure, word) if part)


def _document(after: Facts, result: Result, now: datetime) -> Document | None:
    """The measure with its series and this figure in it, as the chart draws it; None where it is retired."""
    last = max((one.period for one in _facts_of(after, result).own), key=lambda one: one.end, default=None)
    if last is None:
        return None
    touched = {result.measure_id, *_facts_of(after, result).measure.members.values_list("pk", flat=True)}
    alone = replace(
        after, measures=tuple(one for one in after.measures if one.measure.pk in touched), promises=()
    )
    standing = standing_of(alone, last, now).measures.get(result.measure.slug)
    if standing is None:
        return None
    measure = standing.measure
    return standing_document(standing) | {
        "results": [figure_document(measure, figure) for figure in standing.series],
        "targets": [target_document(measure, target) for target in measure.targets.all()],
        "spc": control_document(standing.control),
    }


def _facts_of(facts: Facts, result: Result) -> MeasureFacts:
    return next(one for one in facts.measures if one.measure.pk == result.measure_id)


def releases_with(result: Result) -> list[Release]:
    """The releases that the public can read, or soon will, with an earlier figure of this period.

    Read off the frozen documents. Those that were withdrawn are left out.
    """
    entries = ReleaseEntry.objects.filter(
        name=f"measures/{result.measure.slug}", release__state__in=["scheduled", "live", "earlier"]
    ).select_related("release", "document")
    segment = result.segment.slug if result.segment else None
    holding: dict[str, bool] = {}
    found = []
    for entry in entries.order_by("-release__period_end", "-release__revision"):
        if entry.document_id not in holding:
            holding[entry.document_id] = _holds(entry.document.body, result.period, segment)
        if holding[entry.document_id]:
            found.append(entry.release)
    return found


def _holds(body: str, period: str, segment: str | None) -> bool:
    """Whether a measure's document has a figure of the period, of the landlord or of a segment."""
    document = json.loads(body)
    rows = document["results"] if segment is None else (document.get("areas") or {}).get("results", [])
    return any(row["period"] == period and row["segment"] == segment for row in rows)
