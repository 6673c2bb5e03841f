"""What waits for an approver: each submitted figure with its last one, its target, status and warnings."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import permissions
from charter.models import User
from charter.periods import Period
from charter.querysets import working_calendar, year_starts
from charter.working_time import Calendar, CalendarError
from measures.models import Evidence, Import, MeasureLine, Result
from measures.querysets.doubts import doubts_about_results
from measures.querysets.hands import had_a_hand
from measures.querysets.written import Judged, commentary_of, judged

HISTORY = 400  # approved figures looked through for “last time”, newest first
FILTERS = ("whose", "body", "theme", "owner", "period")
TITLES = {
    "whose": N_("Whose"),
    "body": N_("Monitored by"),
    "theme": N_("Theme"),
    "owner": N_("Owner"),
    "period": N_("Period"),
}


@dataclass(frozen=True)
class QueueLine:
    """A submitted figure. `is_own`: the person who looks had a hand in it (`had_a_hand`).

    `is_mine`: the person holds, or is deputy of, the post that approves the measure. `due` is the day by
    which the figure of its period is due; None where nobody knows, and for a correction.
    """

    result: Result
    current: Judged
    last: Judged | None
    is_own: bool
    is_mine: bool = False
    due: date | None = None
    today: date = date.max
    replaced: Judged | None = None
    themes: tuple[tuple[str, str], ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The first words of its explanation."""
        told = commentary_of(self.result)
        return told.why if told else ""

    @property
    def days_late(self) -> int:
        """How many days its due day is past; 0 when it is not."""
        return max((self.today - self.due).days, 0) if self.due else 0

    @property
    def warnings(self) -> list[str]:
        """What the checks warned of when its author confirmed it; what they warn of now where nobody did."""
        confirmation = getattr(self.result, "confirmation", None)
        return [str(one) for one in confirmation.warnings] if confirmation else list(self.doubts)

    @property
    def because(self) -> str:
        """What the author said of the warnings."""
        confirmation = getattr(self.result, "confirmation", None)
        return confirmation.because if confirmation else ""

    @property
    def evidence(self) -> list[Evidence]:
        """The files that show where the figure comes from."""
        return list(self.result.evidence.all())

    @property
    def tick(self) -> str:
        """What a tick for this figure sends: its id and the version that was shown."""
        return f"{self.result.pk}:{self.result.version}"

    @property
    def facets(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """By the name of each filter, the choices that this figure falls under: (value, words)."""
        measure, owner = self.result.measure, self.result.measure.owner
        return {
            "whose": (("mine", _("My posts approve it")),)
            if self.is_mine
            else (("other", _("Other posts")),),
            "body": tuple((body.slug, body.name) for body in measure.monitored_by.all()),
            "theme": self.themes,
            "owner": ((str(owner.pk), owner.title),) if owner else (),
            "period": ((self.current.period.slug, self.current.period.label),),
        }


@dataclass(frozen=True)
class Choice:
    """A choice of a filter with how many figures fall under it."""

    value: str
    words: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Filter:
    """One filter of the queue."""

    name: str
    title: str
    choices: list[Choice]
    chosen: str


@dataclass(frozen=True)
class Queue:
    """The figures that wait: all, those that the filters leave, and the filters themselves."""

    every: list[QueueLine]
    lines: list[QueueLine]
    filters: list[Filter] = field(default_factory=list)

    @property
    def mine(self) -> list[QueueLine]:
        """Those whose approver post the person holds."""
        return [line for line in self.lines if line.is_mine]

    @property
    def others(self) -> list[QueueLine]:
        """The rest."""
        return [line for line in self.lines if not line.is_mine]

    @property
    def late(self) -> int:
        """How many of those shown are past their due day."""
        return sum(line.days_late > 0 for line in self.lines)


def filtered(lines: list[QueueLine], wished: Mapping[str, str]) -> Queue:
    """The queue under the wished filters; a choice that nothing falls under is as good as none."""
    facets = {line.result.pk: line.facets for line in lines}
    filters, left = [], lines
    for name in FILTERS:
        counted: dict[tuple[str, str], int] = defaultdict(int)
        for line in lines:
            for choice in facets[line.result.pk][name]:
                counted[choice] += 1
        chosen = wished.get(name, "")
        chosen = chosen if chosen in {value for value, _ in counted} else ""
        if chosen:
            left = [line for line in left if chosen in {value for value, _ in facets[line.result.pk][name]}]
        ordered = sorted(counted.items(), key=_order_of(name))
        choices = [Choice(value, words, count, value == chosen) for (value, words), count in ordered]
        filters.append(Filter(name, _(TITLES[name]), choices, chosen))
    return Queue(lines, left, filters)


def _order_of(name: str) -> Callable[[tuple[tuple[str, str], int]], str]:
    """Periods by their key, everything else by its words."""
    return lambda one: one[0][0] if name == "period" else one[0][1]


def queue_for(
    person: User, batch: Import | None = None, *, only: Collection[int] | None = None
) -> list[QueueLine]:
    """Every submitted figure: those of the person's own posts first, late ones on top, then the longest sent.

    Of one file, or only these (ids), if they are given. The number of queries does not grow, but for a few
    more for each figure that may hold cases of the person.
    """
    found = _submitted(batch, only)
    earlier, hands = _earlier(found), had_a_hand(found, person)
    posts, calendar, today = set(permissions.posts_of(person)), working_calendar(), timezone.localdate()
    starts, doubts, lines = year_starts(), _doubts(found), []
    for result in found:
        targets = list(result.measure.targets.all())
        rows = earlier[result.measure_id, result.segment_id, result.period_kind]
        before = next((one for one in rows if one.period_end < result.period_end), None)
        replaced = next((one for one in rows if one.period == result.period), None)
        period = Period.parse(result.period, starts)
        lines.append(
            QueueLine(
                result=result,
                current=judged(result, targets, period),
                last=judged(before, targets, Period.parse(before.period, starts)) if before else None,
                is_own=result.pk in hands,
                is_mine=result.measure.approver_id in posts,
                due=None if replaced else _due(result, period, calendar),
                today=today,
                replaced=judged(replaced, targets, period) if replaced else None,
                themes=_themes(result),
                doubts=doubts.get(result.pk, ()),
            )
        )
    return sorted(lines, key=lambda line: (not line.is_mine, -line.days_late))


def _submitted(batch: Import | None, only: Collection[int] | None) -> list[Result]:
    rows = Result.objects.filter(workflow="submitted").select_related(
        "measure__owner",
        "measure__approver",
        "segment",
        "entered_by",
        "submitted_by",
        "batch",
        "commentary",
        "confirmation",
    )
    if batch is not None:
        rows = rows.filter(batch=batch)
    if only is not None:
        rows = rows.filter(pk__in=only)
    lines = MeasureLine.objects.filter(promise__charter__is_current=True).select_related("promise__theme")
    return list(
        rows.prefetch_related(
            "measure__targets", "measure__monitored_by", "evidence", Prefetch("measure__lines", lines)
        ).order_by("submitted_at", "pk")
    )


def _themes(result: Result) -> tuple[tuple[str, str], ...]:
    themes = {line.promise.theme for line in result.measure.lines.all()}
    return tuple(sorted((theme.slug, theme.title) for theme in themes))


def _doubts(found: list[Result]) -> dict[int, tuple[str, ...]]:
    """By id what is unlikely about figures whose author was not asked, as those of a file."""
    unasked = [one for one in found if not hasattr(one, "confirmation")]
    told = zip(unasked, doubts_about_results(unasked), strict=True)
    return {one.pk: tuple(doubt.says for doubt in doubts) for one, doubts in told}


def _due(result: Result, period: Period, calendar: Calendar) -> date | None:
    try:
        return calendar.due_date(period.end, result.measure.due_rule)
    except CalendarError:
        return None


def _earlier(found: Iterable[Result]) -> dict[tuple[int, int | None, str], list[Result]]:
    listed = list(found)
    rows = Result.objects.filter(workflow="approved", measure__in={one.measure_id for one in listed})
    parted: dict[tuple[int, int | None, str], list[Result]] = defaultdict(list)
    for row in rows.select_related("measure").order_by("-period_end")[: HISTORY * max(len(listed), 1)]:
        parted[row.measure_id, row.segment_id, row.period_kind].append(row)
    return parted


def waiting_for_approval() -> int:
    """How many figures are submitted. One query."""
    return Result.objects.filter(workflow="submitted").count()
