"""What a release of a period would hold and lack: shown to the publisher before anything is public."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from charter.periods import Period
from charter.querysets import first_period
from measures import words
from measures.actions.releases import freeze, moves_since, public_before
from measures.csv_import.catalogue import ENTERED_KINDS
from measures.models import Measure, Release, Result, Waiver
from measures.payload.canonical import Document, digest
from measures.payload.explaining import stands_in
from measures.payload.frozen import Frozen
from measures.payload.gather import spoken_words
from measures.querysets.releases import on_show
from measures.querysets.written import wants_words
from measures.sentences import charter_sentence, state_sentence
from measures.standing import MeasureStanding, Standing, standing_at

OPEN_STEPS = ("submitted", "returned", "draft")


@dataclass(frozen=True)
class Owed:
    """A measure without a figure that counts: why, since when it is due, which post owes it.

    `waiver` says why it is published without, if an approver agreed to that.
    """

    measure: Measure
    says: str
    due: date | None
    owner: str
    waiting: str
    overdue: bool
    waiver: Waiver | None = None


@dataclass(frozen=True)
class WorkedOut:
    """What the portal works out of a measure by itself, in the words that would be published."""

    title: str
    how: str
    word: str
    figure: str
    period: str
    reason: str


@dataclass(frozen=True)
class Preview:
    """What would be published of a period as known now. `hash` is that of the frozen documents.

    `owed` lists overdue measures first. `open_figures` are figures of the period that are not
    approved and so stay out, by how many there are of a step.
    `worked_out` is what nobody approved and the publisher confirms as a block.
    `moved` is what a reader would find changed beside the live release: word and number, before and after.
    """

    period: Period
    hash: str
    documents: int
    changed: int
    before: Release | None
    live: Release | None
    sentence: str
    statuses: dict[str, int]
    owed: tuple[Owed, ...]
    provisional: int
    unexplained: tuple[Measure, ...]
    open_figures: dict[str, list[Result]] = field(default_factory=dict)
    worked_out: tuple[WorkedOut, ...] = ()
    moved: tuple[dict[str, Any], ...] = ()

    @property
    def in_the_way(self) -> list[Owed]:
        """What must come or be waived before a person may publish."""
        return [one for one in self.overdue if one.waiver is None]

    @property
    def is_unchanged(self) -> bool:
        """Whether the period was published before with the very same documents."""
        return self.before is not None and self.before.hash == self.hash

    @property
    def overdue(self) -> list[Owed]:
        """Those that should be here already."""
        return [one for one in self.owed if one.overdue]


def preview(period: Period, cutoff: datetime) -> Preview:
    """Everything that the publisher should see first. Writes nothing."""
    standing = standing_at(period, cutoff, with_series=False)
    frozen = freeze(period, cutoff)
    before = public_before(period)
    live = on_show().first()
    known = set(live.entries.values_list("document_id", flat=True)) if live else set()
    return Preview(
        period=period,
        hash=frozen.hash,
        documents=len(frozen.texts),
        changed=len({digest(text) for text in frozen.texts.values()} - known),
        before=before,
        live=live,
        sentence=charter_sentence(standing.counts) if standing.counts else _("No charter is published yet"),
        statuses=_statuses(standing),
        owed=_owed(standing, period),
        provisional=_provisional(standing),
        unexplained=_unexplained(standing),
        open_figures=_open_figures(period),
        worked_out=_worked_out(standing, frozen),
        moved=tuple(moves_since(live, frozen)) if live else (),
    )


HOW = {
    "counted": N_("Counted from our own records"),
    "publication": N_("From the editions of documents"),
    "composite": N_("From other measures"),
    "trend": N_("From the course of a series"),
}


def _worked_out(standing: Standing, frozen: Frozen) -> tuple[WorkedOut, ...]:
    """Read off the frozen documents, so that the publisher confirms the very words that come out."""
    kinds = words.AUTOMATIC_KINDS
    slugs = [slug for slug, one in standing.measures.items() if one.measure.kind in kinds]
    found = (_read(json.loads(frozen.texts[f"measures/{slug}"])) for slug in slugs)
    return tuple(sorted(found, key=lambda one: one.title))


def _read(document: Document) -> WorkedOut:
    figure = document["figure"] or {}
    return WorkedOut(
        title=document["title"],
        how=_(HOW[document["kind"]]),
        word=document["word"],
        figure=figure.get("shown_unit") or "",
        period=figure.get("label") or "",
        reason=document["reason"],
    )


def _statuses(standing: Standing) -> dict[str, int]:
    counted = Counter(
        one.status if one.state == "judged" else "not_judged" for one in standing.measures.values()
    )
    return {name: counted[name] for name in ("met", "near", "missed", "not_judged")}


def _owed(standing: Standing, period: Period) -> tuple[Owed, ...]:
    waived = {found.measure_id: found for found in Waiver.objects.filter(period=period.key)}
    waiting = {
        (result.measure_id): result.get_workflow_display()
        for result in Result.objects.filter(
            workflow__in=["draft", "submitted", "returned"],
            segment__isnull=True,
            period_end__lte=standing.period.end,
        ).order_by("period_end")
    }
    found = [
        _owed_of(one, waiting.get(one.measure.pk, ""), waived.get(one.measure.pk))
        for one in standing.measures.values()
        if one.state in ("overdue", "stale") or (one.state == "not_due" and one.measure.kind in ENTERED_KINDS)
    ]
    return tuple(sorted(found, key=lambda one: (not one.overdue, one.due or date.max, one.measure.title)))


def _owed_of(one: MeasureStanding, waiting: str, waiver: Waiver | None) -> Owed:
    return Owed(
        measure=one.measure,
        says=state_sentence(one.state, due=one.due, reason=one.reason),
        due=one.due,
        owner=one.measure.owner.title if one.measure.owner else _("No post owns this measure"),
        waiting=waiting,
        overdue=one.state in ("overdue", "stale"),
        waiver=waiver,
    )


def _provisional(standing: Standing) -> int:
    return sum(
        1 for one in standing.measures.values() if one.current and one.current.approval == "provisional"
    )


def _unexplained(standing: Standing) -> tuple[Measure, ...]:
    """Measures whose judged figure misses the target without a word of why."""
    answers_from = first_period()
    every = [one for one in standing.measures.values() if one.status == "missed"]
    missed = [one for one in every if one.current and one.measure.kind in ENTERED_KINDS]
    missing = _without_words(standing, [one for one in every if one.measure.kind not in ENTERED_KINDS])
    used = [row.pk for one in missed for row in (one.current.results if one.current else ())]
    written = {row.pk: row for row in Result.objects.filter(pk__in=used).select_related("commentary")}
    for one in missed:
        results = [written[row.pk] for row in one.current.results] if one.current else []
        if results and all(wants_words(result, "missed", answers_from) for result in results):
            missing.append(one.measure)
    return tuple(missing)


def _without_words(standing: Standing, missed: list[MeasureStanding]) -> list[Measure]:
    """Measures that nobody enters, of which nobody has said why they missed in the period they stand in."""
    release, answers_from = standing.period, first_period()
    spoken = spoken_words(release, standing.cutoff)
    found = []
    for one in missed:
        period = stands_in(one, release)
        said = (Period.parse(key, release.year_starts) for key in spoken.get(one.measure.pk, {}))
        is_history = answers_from is not None and period.end < answers_from.start
        if not is_history and not any(period.contains(when) for when in said):
            found.append(one.measure)
    return found


def _open_figures(period: Period) -> dict[str, list[Result]]:
    """The figures that are not approved, under how many they are, such as “2 drafts”; submitted first."""
    rows = Result.objects.filter(
        workflow__in=["draft", "submitted", "returned"],
        period_end__lte=period.end,
        period_start__gte=period.start,
    )
    by_step: dict[str, list[Result]] = defaultdict(list)
    ordered = rows.order_by("measure__title", "period_end", "pk")
    for row in ordered.select_related("measure__owner", "segment"):
        by_step[row.workflow].append(row)
    return {_counted(step, by_step[step]): by_step[step] for step in OPEN_STEPS if by_step[step]}


def _counted(step: str, rows: list[Result]) -> str:
    count = len(rows)
    says = {
        "submitted": ngettext("{count} submitted", "{count} submitted", count),
        "returned": ngettext("{count} returned", "{count} returned", count),
        "draft": ngettext("{count} draft", "{count} drafts", count),
    }
    return says[step].format(count=count)


def periods_to_publish(today: date, starts: int) -> list[Period]:
    """The periods that one may publish now, newest end first, longest first: of each kind the last ones."""
    found: list[Period] = []
    for kind, count in (("year", 2), ("half_year", 2), ("quarter", 4), ("month", 6)):
        period = Period.containing(today, kind, starts)
        for _step in range(count):
            period = period.previous()
            found.append(period)
    return sorted(found, key=lambda period: (period.end, period.months), reverse=True)
