"""The nightly proof that what was published and what is stored can be worked out again to the last digit.

It reads the frozen documents and the score rows, works everything out afresh from the figures, and compares.
A difference is an alarm: an error in the log, an event shown to administrators and approvers. Nothing is
overwritten.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from charter import audit, jobs
from charter.models import AuditEvent, Job, User
from charter.numbers import VALUE_PLACES, plain
from charter.periods import Period
from charter.querysets import year_starts
from measures.actions.rescoring import closed_periods, last_rescoring
from measures.actions.score_rows import DIFFER, alarm, same_outcome
from measures.models import Release, ReleaseEntry, Result, Score, SeriesScore
from measures.payload.canonical import digest, manifest_hash
from measures.payload.figures import figure_document
from measures.scoring import RULE_VERSION, PromiseScore, ThemeScore
from measures.standing import MeasureStanding, PeriodFigure, Standing, standing_of
from measures.standing.facts import MeasureFacts, read_facts
from measures.standing.made_of import as_made
from measures.standing.rows import rows_of
from measures.standing.series import COLUMNS, Judging, fresh_series

log = logging.getLogger(__name__)

# Rule versions whose arithmetic is today's: what was published under another one is kept as it is.
SAME_ARITHMETIC = frozenset({RULE_VERSION})
MOST_TOLD = 50
FIGURE_KEYS = ("numerator", "denominator", "value", "grade", "status", "score", "have", "needed")
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Verification:
    """How many releases, scores and series were worked out again; what was left; every difference.

    `kept` are releases of older rules, and `waiting` counts scores and series whose facts changed since.
    One that was wrong already at the last rescoring is a difference.
    """

    releases: int = 0
    scores: int = 0
    series: int = 0
    waiting: int = 0
    kept: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = [
            f"{self.releases} releases, {self.scores} scores and {self.series} series worked out again",
            f"{len(self.differences)} {DIFFER}" if self.differences else "no difference",
        ]
        told += [f"{len(self.kept)} releases kept as published under older rules"] if self.kept else []
        told += [f"{self.waiting} scores wait to be worked out anew"] if self.waiting else []
        return ", ".join(told)


def verify_scores(*, by: User) -> Verification:
    """Work out again every public release, at its cut-off, and every stored score of today's rules.

    A difference is logged as an error and noted as an event. Nothing is changed.
    """
    compared, kept, found = 0, [], []
    for release in Release.objects.filter(state__in=("live", "earlier")).order_by("pk"):
        if release.rule_version not in SAME_ARITHMETIC:
            kept.append(f"{release.slug}: kept as published under rule version {release.rule_version}.")
            continue
        differences = list(release_differences(release))
        compared += 1
        found += [f"{release.slug}: {difference}" for difference in differences]
        if differences:
            _alarm_release(release, differences, by)
    scores, waiting, lying = _score_rows(by)
    series, late, off = _series(by)
    return Verification(compared, scores, series, waiting + late, tuple(kept), (*found, *lying, *off))


@jobs.register("verify_scores")
def _verify_scores(job: Job) -> str:
    return str(verify_scores(by=job.asked_by))


@transaction.atomic
def ask_for_verification(*, by: User) -> Job:
    """Ask the worker for the nightly proof."""
    return jobs.enqueue("verify_scores", key="verify_scores", by=by)


def release_differences(release: Release) -> Iterator[str]:
    """What the frozen documents say that the figures, worked out again, do not; each in a sentence."""
    entries = list(release.entries.select_related("document").order_by("name"))
    yield from _exchanged(release, entries)
    frozen = {entry.name: json.loads(entry.document.body) for entry in entries}
    period, moment = Period.parse(release.period, year_starts()), _frozen_at(release)
    facts = as_made(read_facts(period, release.cutoff, as_of=moment), frozen, period, moment)
    fresh = dict(_documents(standing_of(facts, period, release.cutoff)))
    wanted = {name for name in frozen if name == "charter" or name.partition("/")[0] in KINDS}
    for name in sorted(wanted ^ set(fresh)):
        yield f"{name} is in the release or among the figures, not in both."
    for name in sorted(wanted & set(fresh)):
        yield from _compared(name, frozen[name], fresh[name])


KINDS = ("measures", "promises", "themes")


def _exchanged(release: Release, entries: Sequence[ReleaseEntry]) -> Iterator[str]:
    """Texts and lists that are not those of the stored hashes: what follows relies on them."""
    for entry in entries:
        if digest(entry.document.body) != entry.document_id:
            yield f"{entry.name}: its text is not the one that was published."
    if manifest_hash({entry.name: entry.document_id for entry in entries}) != release.hash:
        yield "The list of documents is not the one that was published."


def _frozen_at(release: Release) -> datetime:
    """When the documents were made: a scheduled release became public later."""
    events = AuditEvent.objects.filter(
        verb__in=["schedule_release", "publish_release"],
        subject_kind="measures.release",
        subject_id=str(release.pk),
    )
    first = events.order_by("at").values_list("at", flat=True).first()
    return first or release.published_at


def _documents(standing: Standing) -> Iterator[tuple[str, Document]]:
    """By the names of the release, what its documents say of states, statuses, scores, figures and counts."""
    for slug, one in standing.measures.items():
        yield f"measures/{slug}", _measure(one)
    for slug, (_, promise) in standing.promises.items():
        yield f"promises/{slug}", _promise(promise)
    for slug, (_, theme) in standing.themes.items():
        yield f"themes/{slug}", _theme(theme)
    yield "charter", _charter(standing)


def _measure(one: MeasureStanding) -> Document:
    figures = {figure.period.key: _figure(one, figure) for figure in (*one.series, *one.longer)}
    return {
        "state": one.state,
        "status": one.status,
        "score": plain(one.score, VALUE_PLACES),
        "figure": _figure(one, one.current) if one.current else None,
        "results": figures,
    }


def _figure(one: MeasureStanding, figure: PeriodFigure) -> Document:
    document = figure_document(one.measure, figure)
    return {name: document[name] for name in FIGURE_KEYS}


def _promise(score: PromiseScore) -> Document:
    return {
        "status": score.status,
        "score": plain(score.score, VALUE_PLACES),
        "coverage": plain(score.coverage, VALUE_PLACES),
        "judged": score.judged,
        "due": score.due,
        "left_out": score.left_out,
    }


def _theme(score: ThemeScore) -> Document:
    return {
        "status": score.status,
        "score": plain(score.score, VALUE_PLACES),
        "coverage": plain(score.coverage, VALUE_PLACES),
        "kept": score.promises_kept,
        "assessed": score.promises_assessed,
    }


def _charter(standing: Standing) -> Document:
    met, judged = standing.measures_met
    counts = asdict(standing.counts) if standing.counts else {}
    return {"counts": counts, "measures_met": met, "measures_judged": judged}


def _compared(name: str, frozen: Document, fresh: Document) -> Iterator[str]:
    """Key by key; where the fresh side has keys of its own, those alone."""
    for key, value in fresh.items():
        held = frozen.get(key)
        if key == "results":
            yield from _compared_figures(name, held or (), value)
        elif isinstance(value, dict) and isinstance(held, dict):
            yield from _compared(f"{name}, {key}", held, value)
        elif held != value:
            yield f"{name}: published {key} {_told(held)}, worked out again {_told(value)}."


def _told(value: object) -> object:
    return "none" if value is None else value


def _compared_figures(name: str, frozen: Sequence[Document], fresh: Mapping[str, Document]) -> Iterator[str]:
    held = {figure["period"]: figure for figure in frozen if not figure.get("segment")}
    for period in sorted(held.keys() ^ fresh.keys()):
        yield f"{name}: the figure of {period} is only in one of both."
    for period in sorted(held.keys() & fresh.keys()):
        yield from _compared(f"{name}, {period}", held[period], fresh[period])


def _alarm_release(release: Release, differences: Sequence[str], by: User) -> None:
    log.error("release %s differs from a fresh computation in %s places", release.slug, len(differences))
    with transaction.atomic():
        audit.record("release_differs", release, by=by, detail={"differences": differences[:MOST_TOLD]})


def _score_rows(by: User) -> tuple[int, int, list[str]]:
    """How many score rows were worked out again, how many wait for that, and each that lies or was missed."""
    periods, now, rescored = closed_periods(), timezone.now(), last_rescoring()
    if not periods:
        return 0, 0, []
    facts, compared, waiting, found = read_facts(periods[-1], now), 0, 0, []
    for period in periods:
        fresh = {row.key: row for row in rows_of(standing_of(facts, period, now, with_series=False))}
        stale = []
        for stored in Score.objects.filter(period=period.key, rule_version__in=SAME_ARITHMETIC):
            row = fresh.get((stored.subject, stored.subject_id, stored.period))
            if row is None or row.inputs != stored.inputs:
                waiting += row is not None  # its facts changed: the next scoring writes it anew
                stale += [stored] if rescored and stored.computed_at < rescored else []
                continue
            compared += 1
            if not same_outcome(row, stored):
                found.append(f"The score of {_name(stored)} for {stored.period} differs.")
                _alarm_row(stored, by)
        if stale and rescored:
            found += _missed(period, stale, rescored, by)
    return compared, waiting, found


def _missed(period: Period, stale: Sequence[Score], rescored: datetime, by: User) -> Iterator[str]:
    """Of rows that wait, those that were wrong already at the last rescoring, each in a sentence."""
    facts = read_facts(period, rescored, as_of=rescored)
    standing = standing_of(facts, period, rescored, with_series=False)
    then = {row.key: row for row in rows_of(standing)}
    for stored in stale:
        row = then.get((stored.subject, stored.subject_id, stored.period))
        if row is not None and not same_outcome(row, stored):
            yield f"The score of {_name(stored)} for {stored.period} was left behind by the last rescoring."
            _alarm_row(stored, by)


def _name(stored: Score) -> str:
    return f"{stored.subject} {stored.subject_id}"


def _alarm_row(stored: Score, by: User) -> None:
    with transaction.atomic():
        alarm(stored, by)


def _series(by: User) -> tuple[int, int, list[str]]:
    """How many series were worked out again, how many wait for that, and each that lies or was missed."""
    compared, waiting, found, starts = 0, 0, [], year_starts()
    today, rescored = Period.containing(timezone.localdate(), "month", starts), last_rescoring()
    for facts in read_facts(today, timezone.now()).measures:
        fresh = {row.segment_id: row for row in fresh_series(facts, starts)}
        for stored in SeriesScore.objects.filter(measure=facts.measure, rule_version__in=SAME_ARITHMETIC):
            row = fresh.get(stored.segment_id)
            if row is None or row.inputs != stored.inputs:
                waiting += 1
                if rescored and stored.computed_at < rescored and _same_since(facts, stored, rescored):
                    found.append(f"{_of_series(stored)} were left behind by the last rescoring.")
                    _alarm_series(stored, by)
                continue
            compared += 1
            if any(getattr(row, name) != getattr(stored, name) for name in COLUMNS):
                found.append(f"{_of_series(stored)} differ.")
                _alarm_series(stored, by)
    return compared, waiting, found


def _same_since(facts: MeasureFacts, stored: SeriesScore, moment: datetime) -> bool:
    """Whether neither a figure of the series nor what judges it changed since the moment."""
    decided = Result.objects.filter(measure=facts.measure, segment=stored.segment_id, decided_at__gt=moment)
    then = read_facts(Period.parse(stored.period, year_starts()), moment, [facts.measure.pk], as_of=moment)
    judged = [Judging(one, year_starts()).settings for one in (*then.measures, facts)]
    return not decided.exists() and len(judged) == 2 and judged[0] == judged[1]


def _of_series(stored: SeriesScore) -> str:
    return f"The limits of {stored.measure.slug}, segment {stored.segment_id},"


def _alarm_series(stored: SeriesScore, by: User) -> None:
    log.error("series %s of measure %s differs from a fresh computation", stored.pk, stored.measure_id)
    with transaction.atomic():
        audit.record("score_differs", stored, by=by, detail={"subject": "series", "period": stored.period})
