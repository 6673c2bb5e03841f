"""Consultations as the public pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone

from engagement.models import CONSULTATION_STAGES, Consultation, DraftParagraph
from engagement.querysets.consultations import open_to_all, takes_comments


@dataclass(frozen=True)
class Stage:
    """A stage with the days that were promised and kept; `slipped` is by how many days it is late."""

    name: str
    promised: date | None
    expected: date | None
    came_on: date | None
    slipped: int
    state: str
    note: str
    document: str


@dataclass(frozen=True)
class Answer:
    """A group of comments with our answer; without one we have not answered yet."""

    title: str
    said: int
    outcome: str
    answer: str
    answered_on: date | None


@dataclass(frozen=True)
class View:
    """A consultation whole."""

    pk: int
    slug: str
    title: str
    summary: str
    stages: Sequence[Stage]
    drafts: Sequence[tuple[str, Sequence[DraftParagraph]]]
    answers: Sequence[Answer]
    said: int
    is_open: bool
    came_of: str


def every_consultation() -> list[tuple[Consultation, str]]:
    """Those that everybody can see, each with the name of the stage that it is at."""
    rows = open_to_all().prefetch_related("stages")
    return [(one, now_at([stage.stage for stage in one.stages.all() if stage.came_on])) for one in rows]


def now_at(came: Sequence[str]) -> str:
    """The name of the last stage that came; empty before the first one."""
    reached = [name for stage, name in CONSULTATION_STAGES if stage in came]
    return str(reached[-1]) if reached else ""


def one_consultation(slug: str) -> View | None:
    """A consultation that everybody can see, by its address."""
    row = open_to_all().select_related("came_of").filter(slug=slug).first()
    if row is None:
        return None
    stages = stages_of(row)
    came = {stage for stage, _name in CONSULTATION_STAGES if stage in _came(row)}
    return View(
        pk=row.pk,
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        stages=stages,
        drafts=[draft for draft in _drafts(row) if draft[0] in came],
        answers=_answers(row),
        said=row.comments.count(),
        is_open=takes_comments(row),
        came_of=row.came_of.title if row.came_of else "",
    )


def stages_of(row: Consultation) -> list[Stage]:
    """Every stage of a consultation in its order."""
    found = {one.stage: one for one in row.stages.all()}
    today, made, is_next = timezone.localdate(), [], True
    for key, name in CONSULTATION_STAGES:
        one = found[key]
        until = one.came_on or max(filter(None, (one.expected, today if is_next else None)), default=None)
        slipped = (until - one.promised).days if until and one.promised else 0
        state = "done" if one.came_on else "now" if is_next else "ahead"
        is_next = is_next and one.came_on is not None
        made.append(
            Stage(
                str(name),
                one.promised,
                one.expected,
                one.came_on,
                max(slipped, 0),
                state,
                one.note,
                one.document,
            )
        )
    return made


def _came(row: Consultation) -> set[str]:
    return {one.stage for one in row.stages.all() if one.came_on}


def _drafts(row: Consultation) -> list[tuple[str, list[DraftParagraph]]]:
    found: dict[str, list[DraftParagraph]] = {}
    for paragraph in row.paragraphs.annotate(said=Count("comments")).order_by("number"):
        found.setdefault(paragraph.draft, []).append(paragraph)
    return [(key, found[key]) for key, _name in CONSULTATION_STAGES if key in found]


def _answers(row: Consultation) -> list[Answer]:
    groups = row.groups.annotate(said=Count("comments")).order_by("-said", "pk")
    return [
        Answer(
            one.title,
            one.said,
            str(one.get_outcome_display()),
            one.answer,
            timezone.localdate(one.approved_at),
        )
        if one.approved_at
        else Answer(one.title, one.said, "", "", None)
        for one in groups
    ]
