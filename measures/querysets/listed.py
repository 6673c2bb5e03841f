"""The lists of staff as rows of plain cells, for downloads: what is due, what waits, which measures."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from charter import permissions
from charter.models import User
from charter.numbers import plain
from measures.csv_export import Cell
from measures.models import Measure, Result
from measures.payload.figures import target_words
from measures.querysets.entered import entered_by
from measures.querysets.inbox import Line
from measures.querysets.queue import queue_for
from measures.querysets.written import Judged, commentary_of
from measures.rules import target_on

Row = list[Cell]
FIGURE_HEADS = (
    "measure", "title", "period", "state", "due", "target", "numerator", "denominator", "value", "figure",
    "status", "last_figure", "why", "action", "by_when", "note",
)  # fmt: skip
QUEUE_HEADS = (
    "measure", "title", "period", "segment", "numerator", "denominator", "value", "figure", "status",
    "target", "last_figure", "owner", "sent_on", "why", "action", "by_when", "note",
)  # fmt: skip
MEASURE_HEADS = (
    "measure", "title", "kind", "direction", "frequency", "unit", "owner", "approver", "target_today",
    "critical", "regulator", "next_review", "why",
)  # fmt: skip


def figure_rows(lines: Iterable[Line]) -> Iterator[Row]:
    """The lines of My figures under FIGURE_HEADS."""
    for line in lines:
        yield [
            line.measure.slug,
            line.measure.title,
            line.period.key,
            line.tag,
            _day(line.due),
            line.target,
            *_numbers(line.current),
            line.last.text if line.last else None,
            *_words(line.current),
        ]


def queue_rows(person: User) -> Iterator[Row]:
    """What waits for approval under QUEUE_HEADS; no person is named, but the post that owns the measure."""
    for line in queue_for(person):
        result = line.result
        owner = result.measure.owner
        numerator, denominator, value, figure, status = _numbers(line.current)
        yield [
            result.measure.slug,
            result.measure.title,
            result.period,
            result.segment.name if result.segment else None,
            numerator,
            denominator,
            value,
            figure,
            status,
            line.current.target,
            line.last.text if line.last else None,
            owner.title if owner else None,
            _day(timezone.localtime(result.submitted_at).date() if result.submitted_at else None),
            *_words(line.current),
        ]


def measure_rows(person: User) -> Iterator[Row]:
    """The measures in use under MEASURE_HEADS: those of the own posts, or all for whoever may see all."""
    today = timezone.localdate()
    found = Measure.objects.filter(retired__isnull=True)
    if permissions.reach(person, "export_lists") != "all":
        found = entered_by(person)
    for measure in found.select_related("owner", "approver").prefetch_related("targets").order_by("title"):
        yield [
            measure.slug,
            measure.title,
            measure.get_kind_display(),
            measure.get_direction_display(),
            measure.get_frequency_display(),
            measure.unit,
            measure.owner.title if measure.owner else None,
            measure.approver.title if measure.approver else None,
            target_words(measure, target_on(list(measure.targets.all()), today)),
            "yes" if measure.critical else "no",
            measure.regulator_code,
            _day(measure.next_review),
            measure.why,
        ]


def _numbers(current: Judged | None) -> list[Cell]:
    if current is None:
        return [None] * 5
    result: Result = current.result
    exact = [plain(number) for number in (result.numerator, result.denominator, result.value)]
    return [*exact, current.text, current.word]


def _words(current: Judged | None) -> list[Cell]:
    if current is None:
        return [None] * 4
    told = commentary_of(current.result)
    note = current.result.note
    return [told.why, told.action, _day(told.by_when), note] if told else [None, None, None, note]


def _day(day: object) -> str | None:
    return str(day) if day else None
