"""Whether figures come in time: by measure and month, with what was sent back, changed, and is still owed.

Scoring.md section 10: a figure is late when it was first handed in after its due day. Sending back does not
make it late, and a figure that was recalled was not handed in. No value of any figure is read or told here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.apps import apps
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from charter import permissions
from charter.languages.formats import month_and_year
from charter.models import AuditEvent, User
from charter.periods import Period
from charter.translated import lazily as _lazy
from charter.working_time import local_date
from measures.bodies import bodies_for
from measures.models import Chase, DataRating, Measure, Result
from measures.presenters import documents_owed
from measures.querysets.collection import LOOK_BACK, Collected, Step, collection

AHEAD = timedelta(days=60)
EVERY_PERIOD = 64  # more than there are months in the time that is looked back at
TIMINGS = {
    "on_time": N_("On time"),
    "late": N_("Late"),
    "missing": N_("Not here, late"),
    "waiting": N_("Not due yet"),
    "unknown": N_("No due day known"),
}
RATINGS = {
    1: _lazy("Not to be relied on"),
    2: _lazy("To be read with care: there are gaps we know of"),
    3: _lazy("Sound: checked by us in the last year"),
    4: _lazy("Sound, and checked by somebody from outside in the last two years"),
}
HEADS = (
    "measure",
    "title",
    "owner",
    "period",
    "due",
    "handed_in",
    "timing",
    "days_late",
    "state",
    "sent_back",
    "changed",
)


@dataclass(frozen=True)
class Kept:
    """One period of a measure: when it was first handed in, how that stands to its due day, what came after.

    `returned` counts how often it was sent back, `revised` how often it changed after it was approved.
    """

    step: Step
    sent: date | None
    timing: str
    days_late: int
    returned: int
    revised: int

    @property
    def says(self) -> str:
        """The timing in words."""
        return _(TIMINGS[self.timing])


@dataclass
class Tally:
    """How many periods had each timing, and how often figures were sent back or changed."""

    on_time: int = 0
    late: int = 0
    missing: int = 0
    waiting: int = 0
    unknown: int = 0
    returned: int = 0
    revised: int = 0

    def add(self, cell: Kept) -> None:
        """Count one period."""
        setattr(self, cell.timing, getattr(self, cell.timing) + 1)
        self.returned += cell.returned
        self.revised += cell.revised

    @property
    def judged(self) -> int:
        """The periods whose due day is over or whose figure is here."""
        return self.on_time + self.late + self.missing


@dataclass(frozen=True)
class Row:
    """A measure with its periods of the year, the oldest first, and how far its data can be trusted."""

    collected: Collected
    cells: tuple[Kept, ...]
    tally: Tally
    rating: DataRating | None = None

    @property
    def measure(self) -> Measure:
        """The measure itself."""
        return self.collected.measure


@dataclass(frozen=True)
class Owed:
    """Something late that somebody has to do: a figure or document to hand in, or a figure to decide on."""

    title: str
    label: str
    who: str
    names: str
    what: str
    due: date
    days_late: int
    measure: str = ""
    period: Period | None = None
    may_remind: bool = False
    reminded: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Measure and period, for what is known of them elsewhere."""
        return self.measure, self.period.key if self.period else ""


@dataclass(frozen=True)
class Due:
    """A line of the calendar: what is due on a day, and which post owes it."""

    day: date
    title: str
    label: str
    who: str


@dataclass(frozen=True)
class Timeliness:
    """A year of collecting: the whole, by measure, by month; and as of today what is late and what comes."""

    year: Period
    rows: tuple[Row, ...]
    whole: Tally
    months: tuple[tuple[str, Tally], ...]
    owed: tuple[Owed, ...]
    due: tuple[Due, ...]


def timeliness(today: date | None = None, *, year: Period) -> Timeliness:
    """How figures of the periods that end in `year` came in, and what is owed on `today`.

    The number of queries does not grow with the data.
    """
    day = today or timezone.localdate()
    collected = collection(day, shown=EVERY_PERIOD, ahead=AHEAD, placed=False)
    returned = _returned(day)
    rows = [_row(one, year, returned) for one in collected if one.steps]
    documents = list(_documents(day))
    owed = [*_figures_owed(collected, _chased()), *(one for one in documents if isinstance(one, Owed))]
    due = [*_figures_due(collected, day), *(one for one in documents if isinstance(one, Due))]
    return Timeliness(
        year,
        tuple(sorted(rows, key=lambda row: row.measure.title)),
        _together(cell for row in rows for cell in row.cells),
        tuple(_by_month(rows)),
        tuple(sorted(owed, key=lambda one: (-one.days_late, one.title))),
        tuple(sorted(due, key=lambda one: (one.day, one.title))),
    )


def timeliness_rows(found: Timeliness) -> Iterator[tuple[str | int | None, ...]]:
    """The same for a file, one row a period, under HEADS; posts and no people."""
    for row in found.rows:
        for cell in row.cells:
            due, sent = cell.step.due, cell.sent
            yield (
                row.measure.slug,
                row.measure.title,
                row.collected.owner,
                cell.step.period.key,
                due.isoformat() if due else None,
                sent.isoformat() if sent else None,
                cell.says,
                cell.days_late,
                cell.step.state_in_words,
                cell.returned,
                cell.revised,
            )


def ratings() -> dict[str, tuple[int, str]]:
    """By slug of the measures in use that were rated: how far their data can be trusted, and what shows it.

    RATINGS says what 1 to 4 mean. It stands beside a figure and never changes a score. One query.
    """
    rows = DataRating.objects.filter(measure__retired__isnull=True).order_by("measure__slug")
    return {
        slug: (rating, text) for slug, rating, text in rows.values_list("measure__slug", "rating", "evidence")
    }


def late_step(measure: Measure, period: Period, today: date) -> Step | None:
    """The period of a measure if its figure is late and with its owner, not with an approver; else None."""
    for one in collection(today, shown=EVERY_PERIOD, placed=False, only=measure):
        for step in one.steps:
            if step.period == period and step.is_owed and step.state != "submitted":
                return step
    return None


def _chased() -> dict[tuple[str, str], date]:
    """By measure and period, the last day on which their owner was reminded. One query."""
    rows = Chase.objects.order_by("day").values_list("measure__slug", "period", "day")
    return {(slug, period): day for slug, period, day in rows}


def _returned(today: date) -> dict[int, list[tuple[date, date | None]]]:
    """By measure, each time that a figure was sent back: its period's end, and when it had been handed in."""
    found = defaultdict(list)
    for measure, ends, sent in _sent_back(today - LOOK_BACK):
        found[measure].append((ends, local_date(sent) if sent else None))
    return found


def _sent_back(since: date) -> Iterable[tuple[int, date, datetime | None]]:
    """Each time that a figure of the whole landlord was sent back: measure, period's end, when handed in.

    The audit trail says that it was; the history of the figure, how it stood then. One query.
    """
    told = AuditEvent.objects.filter(
        verb="return_result", subject_kind=Result._meta.label_lower, at__date__gte=since
    ).order_by()
    results = told.annotate(result=Cast("subject_id", BigIntegerField())).values("result")
    history = apps.get_model("measures", "ResultEvent").objects
    rows = history.filter(pgh_obj_id__in=results, workflow="returned", segment__isnull=True)
    return rows.order_by("pgh_id").values_list("measure_id", "period_end", "submitted_at")


def _row(one: Collected, year: Period, returned: Mapping[int, list[tuple[date, date | None]]]) -> Row:
    steps = [step for step in one.steps if year.contains(step.period.end)]
    cells = tuple(_kept(step, returned.get(one.measure.pk, [])) for step in steps)
    return Row(one, cells, _together(cells), getattr(one.measure, "data_rating", None))


def _kept(step: Step, returned: Iterable[tuple[date, date | None]]) -> Kept:
    back = [sent for ends, sent in returned if step.period.contains(ends)]
    sent = min((day for day in (*back, step.sent) if day), default=None)
    late = max((sent - step.due).days, 0) if sent and step.due else 0
    if sent is None and step.due is not None:
        late = step.days_late
    return Kept(step, sent, _timing(step.due, sent, late), late, len(back), step.changed)


def _timing(due: date | None, sent: date | None, late: int) -> str:
    if due is None:
        return "unknown"
    if sent is not None:
        return "late" if late else "on_time"
    return "missing" if late else "waiting"


def _together(cells: Iterable[Kept]) -> Tally:
    found = Tally()
    for cell in cells:
        found.add(cell)
    return found


def _by_month(rows: Iterable[Row]) -> Iterator[tuple[str, Tally]]:
    """By the month in which a period ended, in order."""
    found: dict[date, list[Kept]] = defaultdict(list)
    for row in rows:
        for cell in row.cells:
            found[cell.step.period.end.replace(day=1)].append(cell)
    for month in sorted(found):
        yield month_and_year(month), _together(found[month])


def _figures_owed(collected: Iterable[Collected], chased: Mapping[tuple[str, str], date]) -> Iterator[Owed]:
    """What is late: a figure that its owner has not handed in, or that waits for its approver."""
    for one in collected:
        approver = one.measure.approver.title if one.measure.approver else _("An approver")
        for step in one.steps:
            if not step.is_owed or step.due is None:
                continue
            waits = step.state == "submitted"
            yield Owed(
                title=one.measure.title,
                label=step.period.label,
                who=approver if waits else one.owner,
                names="" if waits else one.holders,
                what=step.state_in_words,
                due=step.due,
                days_late=step.days_late,
                measure=one.measure.slug,
                period=step.period,
                may_remind=not waits and bool(one.holders),
                reminded=chased.get((one.measure.slug, step.period.key)),
            )


def _figures_due(collected: Iterable[Collected], today: date) -> Iterator[Due]:
    """What is due from today on: figures of periods that are over, and of those that end by then."""
    for one in collected:
        asked = [(step.period, step.due) for step in one.steps if step.state in ("due", "draft", "returned")]
        for period, due in [*asked, *one.ahead]:
            if due is not None and today <= due <= today + AHEAD:
                yield Due(due, one.measure.title, period.label, one.owner)


def _documents(today: date) -> Iterator[Owed | Due]:
    """The documents that are late, and those that are due. Four queries."""
    for found in documents_owed(today):
        title, who = found.publication.title, found.publication.owner or _("Nobody yet")
        for due in found.open_days:
            if due < today:
                yield Owed(title, "", who, "", _("Not published"), due, (today - due).days)
            elif due <= today + AHEAD:
                yield Due(due, title, "", who)


def sees_timeliness(person: User) -> bool:
    """Whether the page is for the person; of those who read for a body, only for a management body's."""
    reach = permissions.reach(person, "see_timeliness")
    if reach != "own body":
        return reach is not None
    return any(body.kind == "management" for body in bodies_for(person, "see_timeliness"))
