"""The whole history of one figure: every step from the first draft to the releases that print it, in order.

Values come from the history that the database keeps of each row, people from its own columns, all else from
the audit trail. The page and its export show the same rows (reliability.md section 5, row 21).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter.audit import words as audit_words
from charter.languages import formats
from charter.models import AuditEvent, User
from charter.models.records import audit_words as words_of_events
from charter.numbers import plain
from charter.periods import Period
from measures import presenters, words
from measures.models import Measure, Result, Score, Segment, YearClosing
from measures.open_data.rows import figures_of
from measures.querysets.releases import on_show, public_releases
from measures.sentences import MEASURE_WORDS

FIELDS = {
    "numerator": N_("Numerator"),
    "denominator": N_("Denominator"),
    "value": N_("Value"),
    "answers": N_("Answers"),
    "grade": N_("Grade"),
    "given_on": N_("Day"),
    "review_by": N_("Review by"),
    "marker": N_("Marker"),
    "note": N_("Note"),
    "differs_because": N_("Why it differs from its parts"),
    "approval": N_("Approved as"),
}
EXPLAINED = {"why": N_("Why"), "action": N_("What is done"), "by_when": N_("By when")}
TYPED = {
    "form": N_("typed it"),
    "file": N_("brought it in a file"),
    "history": N_("brought it from before the portal"),
}
WORKED_OUT = N_("worked it out")
TOLD_BY_ROWS = ("record_result", "submit_result", "recall_result", "approve_result", "return_result")
OPEN_TO_READERS = ("approved", "published", "corrected", "finalised")
HIDDEN = N_("not shown")
HEADS = (
    N_("When"),
    N_("Who"),
    N_("What happened"),
    N_("Part"),
    N_("Before"),
    N_("After"),
    N_("Reason"),
)


@dataclass(frozen=True)
class Change:
    """One part of a figure, before and after, as people read it; empty where there was none."""

    part: str
    old: str
    new: str


@dataclass(frozen=True)
class FigureEvent:
    """A step of a figure: who did what when, what changed by it and why. `kind` tells steps apart."""

    at: datetime
    kind: str
    by: int | None
    did: str
    changes: tuple[Change, ...] = ()
    reason: str = ""
    who: str = field(default_factory=lambda: _("The portal"))

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The step as rows of a table: one a change, at least one."""
        changes = self.changes or (Change("", "", ""),)
        when = formats.date_and_time(timezone.localtime(self.at))
        return [(when, self.who, self.did, one.part, one.old, one.new, self.reason) for one in changes]


def figure_history(
    measure: Measure, period: Period, segment: Segment | None, reach: str = "all"
) -> list[FigureEvent]:
    """Every step in order. `reach` is how far the reader may see: released ones only, or no values at all.

    Eight queries and one a release that the public may read.
    """
    results = list(Result.objects.filter(measure=measure, period=period.key, segment=segment).order_by("pk"))
    audited = _audited(results, measure, period)
    found = [event for result in results for event in _steps(result, results, audited)]
    found += [*_explained(results), *_other(audited), *_scored(measure, period, segment)]
    found += _published(measure, period, segment)
    ordered = sorted(found, key=lambda one: one.at)
    if reach == "released":
        ordered = _released(ordered)
    if reach == "no values":
        ordered = [_without_values(one) for one in ordered]
    people = dict(User.objects.filter(pk__in={one.by for one in ordered if one.by}).values_list("pk", "name"))
    return [
        replace(one, who=people.get(one.by, _("Account {number}").format(number=one.by))) if one.by else one
        for one in ordered
    ]


def _audited(results: list[Result], measure: Measure, period: Period) -> list[AuditEvent]:
    """What the audit trail tells of these rows, and of the measure's period as a whole, in order."""
    own = Q(subject_kind="measures.result", subject_id__in=[str(one.pk) for one in results])
    sought = SearchQuery(measure.slug, config="simple", search_type="phrase")
    about = AuditEvent.objects.annotate(in_words=words_of_events()).filter(
        in_words=sought, detail__measure=measure.slug, detail__period=period.key
    )
    rows = {event.pk: event for event in (*AuditEvent.objects.filter(own), *about.exclude(own))}
    return [rows[pk] for pk in sorted(rows)]


def _steps(result: Result, results: list[Result], audited: Iterable[AuditEvent]) -> Iterator[FigureEvent]:
    """The steps that the history of one row tells; a correction is told beside what it corrects."""
    corrected = next((one for one in results if one.pk == result.supersedes_id), None)
    replaced = next((one.decided_at for one in results if one.supersedes_id == result.pk), None)
    recalls = [
        event for event in audited if event.verb == "recall_result" and event.subject_id == str(result.pk)
    ]
    before: Any = None
    last = result.entered_at
    for row in (
        apps.get_model("measures", "ResultEvent").objects.filter(pgh_obj_id=result.pk).order_by("pgh_id")
    ):
        step = _step(before, row, recalls)
        changes = _changes(before or corrected, row, FIELDS)
        if step is not None or changes:
            kind, by, at, did, reason = step or (
                "changed",
                row.entered_by_id,
                row.pgh_created_at,
                _("changed it"),
                "",
            )
            if kind == "superseded" and replaced is not None:
                at = replaced  # by the approval of the correction, in whose transaction it was
            last = max(last, at)  # a row's own order is sure, whatever clock noted it
            yield FigureEvent(last, kind, by, did, changes, reason)
        if before is None:
            for kind, by, at, did, _why in _went_on_at_once(row):
                last = max(last, at)
                yield FigureEvent(last, kind, by, did)
        before = row


Step = tuple[str, int | None, datetime, str, str]


def _step(before: Any, row: Any, recalls: list[AuditEvent]) -> Step | None:
    """What the row went through since its last state; None when it stayed where it was."""
    if before is None:
        did = _("began a correction of it") if row.supersedes_id else _(TYPED.get(row.origin, WORKED_OUT))
        return "entered", row.entered_by_id, row.entered_at, did, row.correction_reason
    if before.workflow == row.workflow:
        return _made_final(row) if row.finalised_at and not before.finalised_at else None
    if row.workflow == "submitted":
        return _sent(row)
    if row.workflow == "approved":
        return _approved(row)
    if row.workflow == "returned":
        by, at = row.decided_by_id, row.decided_at or row.pgh_created_at
        return "returned", by, at, _("returned it"), row.returned_because
    if row.workflow == "superseded":
        return "superseded", None, row.pgh_created_at, _("put the correction in its place"), ""
    if before.workflow == "submitted":
        event = recalls.pop(0) if recalls else None
        by, at = (event.actor_id, event.at) if event else (row.entered_by_id, row.pgh_created_at)
        return "recalled", by, at, _("recalled it"), ""
    return "mended", row.entered_by_id, row.pgh_created_at, _("took it up again"), ""


def _sent(row: Any) -> Step:
    return "submitted", row.submitted_by_id, row.submitted_at, _("sent it for approval"), ""


def _approved(row: Any) -> Step:
    kind, did = (
        ("corrected", _("approved the correction")) if row.supersedes_id else ("approved", _("approved it"))
    )
    return kind, row.decided_by_id, row.decided_at, did, row.correction_reason


def _went_on_at_once(row: Any) -> list[Step]:
    """What a figure of a file went through before it was first written."""
    return {"submitted": [_sent(row)], "approved": [_sent(row), _approved(row)]}.get(row.workflow, [])


def _made_final(row: Any) -> Step:
    """The close of a year moves all its figures at once; who closed it, and which year, its closing tells."""
    closing = YearClosing.objects.filter(closed_at=row.finalised_at).first()
    if closing is None:
        return "finalised", None, row.finalised_at, _("made it final by the close of its year"), ""
    did = _("made it final by the close of {year}").format(year=closing.year)
    return "finalised", closing.closed_by_id, row.finalised_at, did, ""


def _changes(before: Any, row: Any, fields: dict[str, str]) -> tuple[Change, ...]:
    pairs = (
        Change(_(label), _shown(name, getattr(before, name, None)), _shown(name, getattr(row, name)))
        for name, label in fields.items()
    )
    return tuple(one for one in pairs if one.old != one.new)


def _shown(name: str, value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value) or ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')}: {count}" for key, count in value.items())
    if name == "approval":
        return str(dict(words.APPROVALS).get(value, ""))
    return str(value or "")


def _explained(results: list[Result]) -> Iterator[FigureEvent]:
    """The words beside the figure, each time they changed."""
    ids = [one.pk for one in results]
    before: dict[int, Any] = {}
    for row in (
        apps.get_model("measures", "CommentaryEvent").objects.filter(result_id__in=ids).order_by("pgh_id")
    ):
        changes = _changes(before.get(row.pgh_obj_id), row, EXPLAINED)
        did = _("changed the explanation") if row.pgh_obj_id in before else _("explained it")
        before[row.pgh_obj_id] = row
        if changes:
            yield FigureEvent(row.written_at, "explained", row.written_by_id, did, changes)


def _other(audited: Iterable[AuditEvent]) -> Iterator[FigureEvent]:
    """What only the audit trail tells: evidence, unlocked periods, nothing to report, waived."""
    for event in audited:
        if event.verb not in TOLD_BY_ROWS:
            did = f"{audit_words.did(event.verb)} {audit_words.thing(event.subject_kind)}"
            yield FigureEvent(event.at, event.verb, event.actor_id, did)


def _scored(measure: Measure, period: Period, segment: Segment | None) -> list[FigureEvent]:
    """How it was judged last; areas are not scored."""
    rows = Score.objects.filter(subject="measure", subject_id=measure.pk, period=period.key)
    return [
        FigureEvent(
            row.computed_at,
            "scored",
            None,
            _("scored it"),
            _score_changes(row),
        )
        for row in rows
        if segment is None
    ]


def _score_changes(row: Score) -> tuple[Change, ...]:
    word = MEASURE_WORDS.get(row.status, str(dict(words.STATUSES)[row.status]))
    return Change(_("Status"), "", word), Change(_("Score"), "", plain(row.score, 1) or _("none"))


def _published(measure: Measure, period: Period, segment: Segment | None) -> list[FigureEvent]:
    """The releases in which it came out, or reads otherwise than in the one before."""
    found, last = [], ""
    for release in public_releases().select_related("published_by").order_by("published_at", "pk"):
        view = presenters.release_named(release.slug)
        document = presenters.document(view, f"measures/{measure.slug}") if view else None
        reads = _reads(document, period, segment) if document else ""
        if reads and reads != last:
            at = release.public_since or release.scheduled_for or release.published_at
            did = _("published it in the release {release}").format(release=release.slug)
            change = Change(_("As published"), last, reads)
            found.append(
                FigureEvent(at, "published", release.published_by_id, did, (change,), release.reason)
            )
            last = reads
        if release.state == "withdrawn" and release.withdrawn_at and reads:
            did = _("withdrew the release {release}").format(release=release.slug)
            by, why = release.withdrawn_by_id, release.withdrawn_because
            found.append(FigureEvent(release.withdrawn_at, "published", by, did, (), why))
    return found


def _reads(document: dict[str, Any], period: Period, segment: Segment | None) -> str:
    """The figure as a release prints it; empty when it has none."""
    wanted = (segment.slug if segment else None, period.key)
    for row in figures_of(document):
        if (row["segment"], row["period"]) == wanted:
            return ", ".join(part for part in (row["shown_unit"] or row["marker"], row["word"]) if part)
    return ""


def _released(events: list[FigureEvent]) -> list[FigureEvent]:
    """What the live release knows of: approvals and corrections up to its cut-off, and what was published.

    Nothing of a figure that no release ever printed, as of a month after the release's own.
    """
    if all(one.kind != "published" for one in events):
        return []
    until = on_show().values_list("cutoff", flat=True).first()
    return [
        one
        for one in events
        if one.kind in OPEN_TO_READERS and (one.kind == "published" or (until and one.at <= until))
    ]


def _without_values(event: FigureEvent) -> FigureEvent:
    """For administrators: that something changed and who did it, not what it says."""
    hidden = _(HIDDEN)
    changes = tuple(
        Change(one.part, hidden if one.old else "", hidden if one.new else "") for one in event.changes
    )
    return replace(event, changes=changes, reason=hidden if event.reason else "")
