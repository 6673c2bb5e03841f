"""One measure at work: what holds, what is proposed, and where a change begins; the segments likewise."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from charter import drafts
from charter.access import actor, requires
from charter.drafts import Kind, Where, shown
from charter.models import Draft, User
from charter.models.draft import OPEN_STATES
from measures.models import Measure, MeasureLine, Segment

FIRST_CURRENT = ("-promise__charter__is_current", "-promise__charter_id")
DATED = ("target", "definition", "break", "milestone_stage")


@dataclass(frozen=True)
class Row:
    """A record as the page lists it: its values in words, whether the person may propose or read changes."""

    subject: Any
    facts: list[tuple[str, str]]
    drafted: bool
    read: bool
    kind: Kind

    @property
    def name(self) -> str:
        """The first of its values, such as the day from which it holds."""
        return self.facts[0][1] if self.facts else str(self.subject)


@dataclass(frozen=True)
class Listed:
    """Records of one kind, whether one may be added, and the drafts of new ones."""

    kind: Kind
    rows: list[Row]
    may_add: bool
    parent: int | None


def _row(kind: Kind, subject: Any, person: User) -> Row:
    where = Where(kind.parent(subject), subject)
    values = kind.read(subject)
    boxes = [(one.label, shown(one, values.get(one.name), where)) for one in kind.fields_for(where)]
    may = kind.may_draft(person, where), kind.may_read(person, where)
    return Row(subject, [(label, text) for label, text in boxes if text], *may, kind)


def _listed(name: str, subjects: Iterable[Any], parent: int | None, person: User) -> Listed:
    kind = drafts.kind_named(name)
    rows = [_row(kind, one, person) for one in subjects]
    return Listed(kind, rows, kind.adds and kind.may_draft(person, Where(parent)), parent)


def _open(kinds: Iterable[Listed], person: User) -> list[Draft]:
    """The open drafts of these records and of new ones beside them, that the person may read."""
    found: list[Draft] = []
    for one in kinds:
        ids = [row.subject.pk for row in one.rows]
        rows = Draft.objects.filter(kind=one.kind.name, state__in=OPEN_STATES).select_related("author")
        mine = rows.filter(subject_id__in=ids) | rows.filter(subject_id__isnull=True, parent_id=one.parent)
        found += [draft for draft in mine if one.kind.may_read(person, drafts.where_of(draft))]
    return sorted(found, key=lambda draft: draft.pk)


@requires("see_measures")
@require_safe
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """What holds of a measure: its words and rules, targets, definitions, breaks, stages, lines."""
    person = actor(request)
    found = get_object_or_404(Measure.objects.select_related("owner", "approver"), slug=slug)
    itself = drafts.kind_named("measure")
    own = Listed(itself, [_row(itself, found, person)], may_add=False, parent=None)
    related = {
        "target": found.targets.order_by("-starts"),
        "definition": found.definitions.order_by("-starts"),
        "break": found.breaks.order_by("-starts"),
        "milestone_stage": found.stages.all(),
    }
    dated = [
        _listed(name, related[name], found.pk, person)
        for name in DATED
        if name != "milestone_stage" or found.kind == "milestone"
    ]
    lines = MeasureLine.objects.filter(measure=found).select_related("promise__charter", "measure")
    line = drafts.kind_named("measure_line")
    context = {
        "measure": found,
        "own": own.rows[0],
        "dated": dated,
        "lines": [_row(line, one, person) for one in lines.order_by(*FIRST_CURRENT, "order")],
        "open": _open([own, *dated], person),
    }
    return render(request, "measures/staff/measure.html", context)


@requires("see_measures")
@require_safe
def segments(request: HttpRequest) -> HttpResponse:
    """Every area and other part of the homes."""
    listed = _listed("segment", Segment.objects.all(), None, actor(request))
    context = {"listed": listed, "open": _open([listed], actor(request))}
    return render(request, "measures/staff/segments.html", context)
