"""How collecting the figures stands: for each measure and its last periods who owes what, how late it is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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

    `days_late` counts for an approved figure until it was first sent, else until today.
    """

    period: Period
    state: str
    due: date | None
    days_late: int

    @property
    def says(self) -> str:
        """The state in words."""
        state = _(STATES[self.state])
        if not self.days_late:
            return state
        late = ngettext("{state}, {count} day late", "{state}, {count} days late", self.days_late)
        return late.format(state=state, count=self.days_late)

    @property
    def is_owed(self) -> bool:
        """Whether somebody has to do something, and it is late."""
        return self.days_late > 0 and self.state != "approved"


@dataclass(frozen=True)
class Collected:
    """A measure with its last periods, the oldest first; none for what the portal works out itself."""

    measure: Measure
    owner: str
    holders: str
    target: str
    coming: tuple[tuple[str, date], ...]
    promises: tuple[str, ...]
    themes: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]

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


def collection(today: date | None = None) -> list[Collected]:
    """Every measure in use, what is owed longest first. The number of queries does not grow with the data."""
    day, starts, calendar = today or timezone.localdate(), year_starts(), working_calendar()
    measures = list(_measures())
    results, holders, answers_from = _results(measures, day), holders_now(), first_period()
    since = answers_from.start if answers_from else None
    found = []
    for measure in measures:
        mine = results.get(measure.pk, {})
        steps = _steps(measure, mine, _Days(day, calendar, since, starts))
        found.append(_collected(measure, tuple(steps), holders, day))
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
            yield (*head, _(STATES[step.state]), due, step.days_late, row.target)


@dataclass(frozen=True)
class _Days:
    today: date
    calendar: Calendar
    since: date | None
    starts: int

    def due(self, measure: Measure, period: Period) -> date | None:
        try:
            return self.calendar.due_date(period.end, measure.due_rule)
        except CalendarError:
            return None


def _measures() -> Iterable[Measure]:
    lines = MeasureLine.objects.filter(promise__charter__is_current=True).select_related("promise__theme")
    rows = Measure.objects.filter(retired__isnull=True).select_related("owner", "approver")
    return rows.prefetch_related("targets", "monitored_by", Prefetch("lines", lines)).order_by("title")


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
    periods = {key: Period.parse(key, days.starts) for key in known}
    begun = [one.start for one in periods.values()] + [one.starts for one in measure.targets.all()]
    first = max(filter(None, (days.since, min(begun, default=last.start))))
    begins = Period.containing(first, last.kind, days.starts)
    for period in periods_between(begins, last)[-SHOWN:]:
        wider = [rows for key, rows in known.items() if periods[key].contains(period)]
        own = results.get(period.key) or (wider[0] if wider else [])
        yield _step(measure, period, own, days)


def _standing(rows: Iterable[Result]) -> bool:
    return any(row.workflow == "approved" for row in rows)


def _step(measure: Measure, period: Period, rows: list[Result], days: _Days) -> Step:
    due = days.due(measure, period)
    moving = next((row.workflow for row in rows if row.workflow in ("draft", "returned", "submitted")), "")
    if _standing(rows) and not moving:
        sent = min((row.submitted_at or row.entered_at) for row in rows)
        return Step(period, "approved", due, _late(due, local_date(sent)))
    late = _late(due, days.today) if not _standing(rows) else 0
    return Step(period, moving or ("overdue" if late else "due"), due, late)


def _late(due: date | None, day: date) -> int:
    return max((day - due).days, 0) if due else 0


def _collected(measure: Measure, steps: tuple[Step, ...], holders: Holders, today: date) -> Collected:
    targets = list(measure.targets.all())
    promises = [line.promise for line in measure.lines.all()]
    return Collected(
        measure=measure,
        owner=measure.owner.title if measure.owner else _("Nobody yet"),
        holders=holders.names(measure.owner_id),
        target=target_words(measure, rules.target_on(targets, today)),
        coming=tuple((target_words(measure, one), one.starts) for one in targets if one.starts > today),
        promises=tuple(sorted({promise.title for promise in promises})),
        themes=tuple(sorted({(promise.theme.slug, promise.theme.title) for promise in promises})),
        steps=steps,
    )
