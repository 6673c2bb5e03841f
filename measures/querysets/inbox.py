"""What a person owes: every figure that is due, sent back, on its way or approved, in the order of need."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charter.models import User
from charter.periods import KIND_OF_FREQUENCY, MONTHS_IN, Kind, Period, periods_between
from charter.querysets import current_charter, first_period, working_calendar, year_starts
from charter.working_time import Calendar, CalendarError
from measures import rules, sentences
from measures.csv_import.catalogue import ENTERED_KINDS
from measures.models import Measure, MeasureLine, Result, Target
from measures.payload.figures import target_words
from measures.position import missing_parts
from measures.querysets.entered import entered_by
from measures.querysets.written import Judged, judged, wants_words

LOOK_BACK = timedelta(days=800)  # for what was there last, however short the periods are
OWED_AT_MOST = 13  # periods of one measure that we ask for at once, such as a year and a month
OPEN = ("draft", "submitted", "returned")
STEPS = ("enter", "returned", "submitted", "approved")


@dataclass(frozen=True)
class Line:
    """One figure of a measure: its period, what is there, when it is due, what was there before.

    `step` is enter, returned, submitted or approved; `wants_words` marks a draft that misses unexplained.
    `parts` says of a longer period than the measure's own how much of it is there: it is not asked for.
    """

    measure: Measure
    period: Period
    step: str
    due: date | None
    today: date
    target: str
    current: Judged | None = None
    last: Judged | None = None
    wants_words: bool = False
    parts: str = ""
    promises: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The line in an address, such as repairs.2026-10."""
        return f"{self.measure.slug}.{self.period.slug}"

    @property
    def saved_as(self) -> str:
        """What became of it, for whoever has just saved it."""
        return {"submitted": _("sent for approval"), "approved": _("approved")}.get(
            self.step, _("saved as a draft")
        )

    @property
    def place_in_list(self) -> tuple[date, date, str]:
        """Where it stands among what is to do: by due day, then period, then title."""
        return self.due or date.max, self.period.end, self.measure.title

    @property
    def days_left(self) -> int | None:
        """Days until it is due, negative when overdue; None where nothing is asked for."""
        return (self.due - self.today).days if self.due and self.step in ("enter", "returned") else None

    @property
    def overdue(self) -> bool:
        """Whether it should have been here before today."""
        return self.days_left is not None and self.days_left < 0

    @property
    def tag(self) -> str:
        """The step in words."""
        if self.step == "returned":
            return _("Sent back")
        if self.step == "enter":
            return self.parts or self._due_tag()
        return _("With approver") if self.step == "submitted" else _("Approved")

    def _due_tag(self) -> str:
        left = self.days_left
        if left is None:
            return _("To enter")
        if left < 0:
            return _("Overdue")
        if left < 2:
            return _("Due tomorrow") if left else _("Due today")
        return ngettext("Due in {count} day", "Due in {count} days", left).format(count=left)

    @property
    def stage(self) -> str:
        """What is there already: nothing, a draft, or a draft that needs words."""
        if self.step != "enter" or self.current is None:
            return ""
        return _("Needs an explanation") if self.wants_words else _("Draft")

    @property
    def verb(self) -> str:
        """What one does with it."""
        if self.step == "enter":
            return _("Enter") if self.current is None else _("Finish")
        return _("Fix") if self.step == "returned" else _("See")


@dataclass(frozen=True)
class Inbox:
    """Every line of a person, and the measures that the portal works out by itself."""

    lines: tuple[Line, ...]
    counted: tuple[Measure, ...] = ()
    by_step: Mapping[str, list[Line]] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Iterable[Line], counted: Iterable[Measure]) -> "Inbox":
        """An inbox with its lines parted by step."""
        ordered = tuple(sorted(lines, key=_order))
        parted = {step: [line for line in ordered if line.step == step] for step in STEPS}
        return cls(ordered, tuple(counted), parted)

    @property
    def waiting(self) -> list[Line]:
        """What the person has to do something about: late ones first, then sent back, then by due date."""
        both = [*self.by_step["returned"], *self.by_step["enter"]]
        return sorted(both, key=lambda line: (not line.overdue, line.step != "returned"))

    @property
    def late(self) -> int:
        """How many of them should have been here before today."""
        return sum(line.overdue for line in self.waiting)

    @property
    def says(self) -> str:
        """How many figures need the person, how many of them are late, and when the next one is due."""
        count, late = len(self.waiting), self.late
        said = [ngettext("{count} figure needs you.", "{count} figures need you.", count).format(count=count)]
        if late:
            said.append(ngettext("{count} is late.", "{count} are late.", late).format(count=late))
        if self.next_due:
            said.append(_("The next is due on {day}.").format(day=sentences.long_date(self.next_due)))
        return " ".join(said)

    @property
    def next_due(self) -> date | None:
        """The first due date from today on."""
        return min((line.due for line in self.waiting if line.due and not line.overdue), default=None)


def _order(line: Line) -> tuple[date, date, str]:
    if line.step == "approved":
        # Newest first.
        return date.max - (line.period.end - date.min), date.min, line.measure.title
    return line.place_in_list


@dataclass(frozen=True)
class Wished:
    """What a person chose to see of the list; what is not there chooses nothing."""

    measure: str = ""
    period: str = ""

    def among(self, lines: Iterable[Line]) -> list[Line]:
        """The lines that were chosen, in their order."""
        return [
            line
            for line in lines
            if self.measure in ("", line.measure.slug) and self.period in ("", line.period.slug)
        ]

    @staticmethod
    def choices(lines: Collection[Line]) -> dict[str, list[tuple[str, str]]]:
        """Every measure and period of the lines, with their names."""
        measures = {line.measure.slug: line.measure.title for line in lines}
        periods = {line.period.slug: line.period for line in lines}
        newest = sorted(periods.items(), key=lambda one: (one[1].end, one[1].months), reverse=True)
        return {
            "measures": sorted(measures.items(), key=lambda one: one[1]),
            "periods": [(slug, period.label) for slug, period in newest],
        }


@dataclass(frozen=True)
class _Around:
    """What all lines of one look-up share."""

    today: date
    calendar: Calendar
    answers_from: Period | None
    starts: int


def _around() -> _Around:
    return _Around(timezone.localdate(), working_calendar(), first_period(), year_starts())


def inbox_of(person: User) -> Inbox:
    """The figures of the measures whose post the person holds. Queries do not grow with the data."""
    measures = list(entered_by(person).select_related("owner").prefetch_related("targets").order_by("title"))
    entered = [measure for measure in measures if measure.kind in ENTERED_KINDS]
    counted = (measure for measure in measures if measure.kind not in ENTERED_KINDS)
    return Inbox.of(_under_promises(lines_of(entered)), counted)


def lines_of(measures: list[Measure]) -> list[Line]:
    """Every line of measures that people enter figures for, their targets read before. Seven queries."""
    around = _around()
    results = _results(measures, _of_what_is_asked(around))
    return [line for measure in measures for line in _lines(measure, results.get(measure.pk, []), around)]


def _under_promises(lines: list[Line]) -> list[Line]:
    """The lines with the promises and themes of the current charter that their measures stand under."""
    rows = MeasureLine.objects.filter(
        measure__in={line.measure.pk for line in lines}, promise__theme__charter=current_charter()
    )
    promises: dict[int, list[str]] = defaultdict(list)
    themes: dict[int, list[str]] = defaultdict(list)
    for row in rows.select_related("promise__theme").order_by("promise__order", "promise_id"):
        promises[row.measure_id].append(row.promise.title)
        themes[row.measure_id].append(row.promise.theme.title)
    return [
        replace(
            line,
            promises=tuple(promises[line.measure.pk]),
            themes=tuple(dict.fromkeys(themes[line.measure.pk])),
        )
        for line in lines
    ]


def line_for(measure: Measure, period: Period) -> Line:
    """The line of one measure and period, for the page of a figure."""
    around = _around()
    results = _results([measure], Q()).get(measure.pk, [])
    found = {result.period: result for result in results if result.workflow in OPEN}
    approved = {result.period: result for result in results if result.workflow == "approved"}
    line = _line(measure, period, found.get(period.key) or approved.get(period.key), results, around)
    own = KIND_OF_FREQUENCY[measure.frequency]
    if period.months <= MONTHS_IN[own]:
        return line
    known = {Period.parse(key, around.starts) for key in approved}
    return replace(line, due=None, parts=_parts_words(period, own, known))


def _parts_words(period: Period, own: Kind, known: Collection[Period]) -> str:
    """How much of a longer period follows from its parts, in words."""
    needed, missing = len(period.parts(own)), len(missing_parts(period, own, known))
    if not missing:
        return _("Worked out from its {parts}").format(parts=sentences.periods_counted(needed, own))
    return _("{parts} are in").format(parts=sentences.have_of_needed(needed - missing, needed, own))


def _of_what_is_asked(around: _Around) -> Q:
    """The figures of every period that `_owed` may ask for: one not read would be asked for once more.

    So the look back is as long as the periods are: 13 quarters need more than three years. Grades have no
    period to be asked for and stand as long as nobody replaces them: all of them are read.
    """
    wanted = Q(measure__kind="grade") | Q(period_end__gte=around.today - LOOK_BACK)
    for frequency, kind in KIND_OF_FREQUENCY.items():
        first = Period.containing(around.today, kind, around.starts)
        for _step in range(OWED_AT_MOST):
            first = first.previous()
        wanted |= Q(measure__frequency=frequency, period_end__gte=first.start)
    return wanted


def _results(measures: list[Measure], approved: Q) -> dict[int, list[Result]]:
    """Open figures of any time and the approved ones that are wanted, oldest first, by measure."""
    wanted = Q(workflow__in=OPEN) | (Q(workflow="approved") & approved)
    rows = Result.objects.filter(wanted, measure__in=measures, segment__isnull=True)
    found: dict[int, list[Result]] = defaultdict(list)
    for row in rows.select_related("measure", "commentary", "decided_by", "batch").order_by(
        "period_end", "pk"
    ):
        found[row.measure_id].append(row)
    return found


def _lines(measure: Measure, results: list[Result], around: _Around) -> Iterator[Line]:
    there = {result.period for result in results}
    for result in results:
        if result.workflow in OPEN or result is _latest_approved(results):
            yield _line(measure, Period.parse(result.period, around.starts), result, results, around)
    for period in _owed(measure, results, around):
        if period.key not in there:
            yield _line(measure, period, None, results, around)


def _latest_approved(results: list[Result]) -> Result | None:
    return next((result for result in reversed(results) if result.workflow == "approved"), None)


def _owed(measure: Measure, results: list[Result], around: _Around) -> Iterator[Period]:
    """The ended periods without a figure that the portal answers for, at most about a year of them."""
    last = Period.containing(around.today, KIND_OF_FREQUENCY[measure.frequency], around.starts).previous()
    if measure.kind == "grade":
        # A grade stands until it is replaced; it is asked for when there is none or when it is stale.
        if not any(_stands(result, around.today) for result in results):
            yield last.next() if any(result.period == last.key for result in results) else last
        return
    approved = [Period.parse(one.period, around.starts) for one in results if one.workflow == "approved"]
    first = _first_owed(measure, last, approved, around)
    for period in periods_between(first, last)[-OWED_AT_MOST:]:
        if not any(one.contains(period) for one in approved):
            yield period


def _stands(result: Result, today: date) -> bool:
    return result.workflow == "approved" and (result.review_by is None or result.review_by > today)


def _first_owed(measure: Measure, last: Period, approved: list[Period], around: _Around) -> Period:
    """Since the portal answers, not before the measure's first target or figure; else the last one only."""
    known = [period.start for period in approved] + [target.starts for target in measure.targets.all()]
    if around.answers_from is None or not known:
        return last
    return Period.containing(max(around.answers_from.start, min(known)), last.kind, around.starts)


def _line(
    measure: Measure, period: Period, result: Result | None, results: list[Result], around: _Around
) -> Line:
    targets: list[Target] = list(measure.targets.all())
    current = judged(result, targets, period) if result else None
    before = next(
        (one for one in reversed(results) if one.workflow == "approved" and one.period_end < period.end), None
    )
    step = result.workflow if result else "enter"
    return Line(
        measure=measure,
        period=period,
        step="enter" if step == "draft" else step,
        due=_due(measure, period, around),
        today=around.today,
        target=target_words(
            measure, rules.target_on(targets, period.end), rules.rule_for(measure, targets, period)
        ),
        current=current,
        last=judged(before, targets, Period.parse(before.period, around.starts)) if before else None,
        wants_words=bool(current and wants_words(current.result, current.status, around.answers_from)),
    )


def _due(measure: Measure, period: Period, around: _Around) -> date | None:
    if measure.kind == "grade":
        return None
    try:
        return around.calendar.due_date(period.end, measure.due_rule)
    except CalendarError:
        return None
