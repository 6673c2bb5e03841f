"""How collecting the figures stands: for each measure and its last periods who owes what, how late it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from charter.periods import KIND_OF_FREQUENCY, Period, periods_between
from charter.querysets import first_period, working_calendar, year_starts
from charter.working_time import Calendar, CalendarError, local_date
from measures import rules
from measures.csv_import.catalogue import ENTERED_KINDS
from measures.models import Measure, MeasureLine, Result
from measures.payload.figures import target_words
from measures.querysets.posts import Holders, holders_now

SHOWN = 4  # periods of a measure, the newest last
LOOK_BACK = timedelta(days=1900)  # enough for so many years of an annual measure
STATES = {
    "overdue": N_("Overdue"),
    "due": N_("Due"),
    "draft": N_("Begun"),
    "returned": N_("Sent back"),
    "submitted": N_("With an approver"),
    "approved": N_("Approved"),
}
FILTERS = ("state", "owner", "body", "theme", "measure")
HEADS = ("measure", "title", "owner", "period", "state", "due", "days_late", "target")


@dataclass(frozen=True)
class Step:
    """One period of a measure: its state, the day it was or is due (None: nobody knows), and how late it is.

    `days_late` counts for an approved figure until it was first sent, else until today. `sent` is the first
    day on which a figure that is there now was handed in; None where there is none, or only a draft.
    `changed` is how often another figure took the place of an approved one.
    """

    period: Period
    state: str
    due: date | None
    days_late: int
    sent: date | None = None
    changed: int = 0

    @property
    def says(self) -> str:
        """The state in words."""
        state = self.state_in_words
        if not self.days_late:
            return state
        late = ngettext("{state}, {count} day late", "{state}, {count} days late", self.days_late)
        return late.format(state=state, count=self.days_late)

    @property
    def state_in_words(self) -> str:
        """The state alone."""
        return _(STATES[self.state])

    @property
    def is_owed(self) -> bool:
        """Whether somebody has to do something, and it is late."""
        return self.days_late > 0 and self.state != "approved"


@dataclass(frozen=True)
class Collected:
    """A measure with its last periods, the oldest first; none for what the portal works out itself.

    `ahead`: the periods that are still to come and the day on which each is due, as far as was asked for.
    """

    measure: Measure
    owner: str
    holders: str
    target: str
    coming: tuple[tuple[str, date], ...]
    promises: tuple[str, ...]
    themes: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    ahead: tuple[tuple[Period, date], ...] = ()

    @property
    def days_late(self) -> int:
        """Of what is owed, the longest delay."""
        return max((step.days_late for step in self.steps if step.is_owed), default=0)

    @property
    def facets(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """By the name of each filter, the choices that it falls under: (value, words)."""
        owner = self.measure.owner
        states = dict.fromkeys(step.state for step in self.steps)
        return {
            "state": tuple((state, _(STATES[state])) for state in states),
            "owner": ((str(owner.pk), owner.title),) if owner else (),
            "body": tuple((body.slug, body.name) for body in self.measure.monitored_by.all()),
            "theme": self.themes,
            "measure": ((self.measure.slug, self.measure.title),),
        }


def collection(
    today: date | None = None,
    *,
    shown: int = SHOWN,
    ahead: timedelta = timedelta(),
    placed: bool = True,
    only: Measure | None = None,
) -> list[Collected]:
    """Every measure in use, what is owed longest first. The number of queries does not grow with the data.

    `shown` is how many of the last periods are told, `ahead` how far what is to come is looked at, `placed`
    whether it is told which promises, themes and bodies a measure belongs to; `only` is for one measure.
    """
    day, calendar, answers_from = today or timezone.localdate(), working_calendar(), first_period()
    since, starts = (answers_from.start, answers_from.year_starts) if answers_from else (None, year_starts())
    measures = [one for one in _measures(placed=placed) if only is None or one.pk == only.pk]
    results, holders = _results(measures, day), holders_now()
    found = []
    for measure in measures:
        mine, days = results.get(measure.pk, {}), _Days(day, calendar, since, starts, shown)
        coming = tuple(_coming(measure, days, day + ahead)) if ahead else ()
        row = _collected(measure, tuple(_steps(measure, mine, days)), holders, day)
        found.append(replace(_placed(row) if placed else row, ahead=coming))
    return sorted(found, key=lambda one: (-one.days_late, one.measure.title))


def under(rows: Iterable[Collected], wished: Mapping[str, str]) -> list[Collected]:
    """The rows that fall under every wished filter; a wish that no row knows is as good as none."""
    left = list(rows)
    for name in FILTERS:
        known = {value for row in left for value, _ in row.facets[name]}
        if wished.get(name) in known:
            left = [row for row in left if wished[name] in {value for value, _ in row.facets[name]}]
    return left


def choices(rows: Iterable[Collected]) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers: (value, words), states in the order of need and the rest by their words."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        for name, pairs in row.facets.items():
            found[name] |= set(pairs)
    order = list(STATES)
    return {
        name: sorted(pairs, key=lambda one: order.index(one[0]))
        if name == "state"
        else sorted(pairs, key=lambda one: one[1])
        for name, pairs in found.items()
    }


def status_rows(rows: Iterable[Collected]) -> Iterator[tuple[str | int | None, ...]]:
    """The same for a file, one row a period, under HEADS; no person is named, but the post that owns it."""
    for row in rows:
        for step in row.steps:
            due = step.due.isoformat() if step.due else None
            head = (row.measure.slug, row.measure.title, row.owner, step.period.key)
            yield (*head, step.state_in_words, due, step.days_late, row.target)


@dataclass(frozen=True)
class _Days:
    today: date
    calendar: Calendar
    since: date | None
    starts: int
    shown: int = SHOWN

    def due(self, measure: Measure, period: Period) -> date | None:
        try:
            return self.calendar.due_date(period.end, measure.due_rule)
        except CalendarError:
            return None


def _measures(*, placed: bool) -> Iterable[Measure]:
    lines = MeasureLine.objects.filter(promise__charter__is_current=True).select_related("promise__theme")
    rows = Measure.objects.filter(retired__isnull=True).select_related("owner", "approver", "data_rating")
    rows = rows.prefetch_related("targets").order_by("title")
    return rows.prefetch_related("monitored_by", Prefetch("lines", lines)) if placed else rows


def _results(measures: Iterable[Measure], today: date) -> dict[int, dict[str, list[Result]]]:
    """Figures of the whole landlord by measure and period, the oldest first; those put aside too."""
    rows = Result.objects.filter(
        Q(period_end__gte=today - LOOK_BACK), measure__in=list(measures), segment__isnull=True
    )
    found: dict[int, dict[str, list[Result]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.defer("answers", "note").order_by("entered_at", "pk"):
        found[row.measure_id][row.period].append(row)
    return found


def _steps(measure: Measure, results: Mapping[str, list[Result]], days: _Days) -> Iterator[Step]:
    if measure.kind not in ENTERED_KINDS or measure.kind == "grade":
        return
    last = Period.containing(days.today, KIND_OF_FREQUENCY[measure.frequency], days.starts).previous()
    known = {key: rows for key, rows in results.items() if _standing(rows)}
    periods = {key: Period.parse(key, days.starts) for key in results}
    begun = [one.start for one in periods.values()] + [one.starts for one in measure.targets.all()]
    first = max(filter(None, (days.since, min(begun, default=last.start))))
    begins = Period.containing(first, last.kind, days.starts)
    for period in periods_between(begins, last)[-days.shown :]:
        wider = (rows for key, rows in known.items() if periods[key].contains(period))
        yield _step(measure, period, results.get(period.key) or next(wider, []), days)


def _coming(measure: Measure, days: _Days, until: date) -> Iterator[tuple[Period, date]]:
    """The periods that have not ended, as far as their figures are due by a day."""
    if measure.kind not in ENTERED_KINDS or measure.kind == "grade":
        return
    period = Period.containing(days.today, KIND_OF_FREQUENCY[measure.frequency], days.starts)
    while (due := days.due(measure, period)) is not None and due <= until:
        yield period, due
        period = period.next()


def _standing(rows: Iterable[Result]) -> bool:
    return any(row.workflow == "approved" for row in rows)


def _step(measure: Measure, period: Period, rows: list[Result], days: _Days) -> Step:
    due = days.due(measure, period)
    moving = next((row.workflow for row in rows if row.workflow in ("draft", "returned", "submitted")), "")
    sent = _sent(rows)
    changed = sum(row.workflow == "superseded" and period.contains(row.period_end) for row in rows)
    if sent is not None and _standing(rows) and not moving:
        return Step(period, "approved", due, _late(due, sent), sent, changed)
    late = _late(due, days.today) if not _standing(rows) else 0
    return Step(period, moving or ("overdue" if late else "due"), due, late, sent, changed)


def _sent(rows: Iterable[Result]) -> date | None:
    """The first day on which one of these was handed in; one that nobody sent counts as it was entered."""
    gone = [row for row in rows if row.submitted_at or row.workflow in ("approved", "superseded")]
    return min((local_date(row.submitted_at or row.entered_at) for row in gone), default=None)


def _late(due: date | None, day: date) -> int:
    return max((day - due).days, 0) if due else 0


def _collected(measure: Measure, steps: tuple[Step, ...], holders: Holders, today: date) -> Collected:
    targets = list(measure.targets.all())
    return Collected(
        measure=measure,
        owner=measure.owner.title if measure.owner else _("Nobody yet"),
        holders=holders.names(measure.owner_id),
        target=target_words(measure, rules.target_on(targets, today)),
        coming=tuple((target_words(measure, one), one.starts) for one in targets if one.starts > today),
        promises=(),
        themes=(),
        steps=steps,
    )


def _placed(row: Collected) -> Collected:
    """With the promises that the measure belongs to, and their themes."""
    promises = [line.promise for line in row.measure.lines.all()]
    return replace(
        row,
        promises=tuple(sorted({promise.title for promise in promises})),
        themes=tuple(sorted({(promise.theme.slug, promise.theme.title) for promise in promises})),
    )
