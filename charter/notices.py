"""What people are reminded of: the kinds of notice, and the rooms that know of them.

Each app registers collectors in its AppConfig.ready. A collector is asked for a stretch of days and tells
every occasion in it; `charter/actions/digests.py` decides who hears of it, and on which day.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.drafts import heading, kind_named
from charter.models import Draft, PostHolding, Timetable, User
from charter.permissions import PERMISSIONS, STAFF, holders_of, roles_of
from charter.querysets import calendar_state
from charter.translated import lazily as _lazy

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MONTH_DAYS = 30
SATURDAY = 5
DEFAULT_BEFORE_DUE = [7, 2]


@dataclass(frozen=True)
class Kind:
    """A kind of notice: its heading in the mail, what it is, and an example of a line.

    `roles`: who can receive it at all; `always`: nobody can switch it off.
    """

    title: str
    says: str
    sample: str
    address: str
    roles: frozenset[str]
    always: bool = False


OWNERS = frozenset({"data_owner"})
APPROVERS = frozenset({"approver"})
MEMBERS = frozenset({"panel_member", "body_reader"})
CALLERS = frozenset({"panel_member", "approver", "engagement_officer"})  # who keeps meetings
# In the order of the mail: what one has to act upon comes first.
KINDS: dict[str, Kind] = {
    "returned": Kind(
        _lazy("Sent back to you"),
        _lazy("a figure or text came back with a reason"),
        _lazy("Repairs finished on time, September 2026: The total leaves out the last week. Count it in."),
        "/staff/figures/",
        STAFF,
        always=True,
    ),
    "overdue": Kind(
        _lazy("Overdue"),
        _lazy("a figure or document is late"),
        _lazy("Calls answered in time, September 2026: was due on 12 October 2026, 9 days late"),
        "/staff/figures/",
        OWNERS,
        always=True,
    ),
    "due_today": Kind(
        _lazy("Due today"),
        _lazy("a figure or document is due today"),
        _lazy("Homes with a gas safety record, September 2026: due today, 21 October 2026"),
        "/staff/figures/",
        OWNERS,
    ),
    "due_soon": Kind(
        _lazy("Due soon"),
        _lazy("a figure or document will be due"),
        _lazy(
            "Complaints answered in 10 working days, July to September 2026: due on 28 October 2026, "
            "in 7 days"
        ),
        "/staff/figures/",
        OWNERS,
    ),
    "to_decide": Kind(
        _lazy("Waiting for your decision"),
        _lazy("somebody sent a figure or text for approval"),
        _lazy("Repairs finished on time, August 2026: sent on 19 October"),
        "/staff/approvals/",
        APPROVERS,
    ),
    "escalated": Kind(
        _lazy("Late in what you approve"),
        _lazy("a figure that you approve is long overdue"),
        _lazy(
            "Anti-social behaviour cases, August 2026: was due on 28 September 2026, 23 days late. "
            "Head of Neighbourhoods owes it"
        ),
        "/staff/measures/",
        APPROVERS,
        always=True,
    ),
    "review": Kind(
        _lazy("To be looked at again"),
        _lazy("a definition, promise or document comes up for review"),
        _lazy("Definition of Repairs finished on time: review by 20 November 2026"),
        "/staff/measures/",
        OWNERS | {"engagement_officer"},
    ),
    "calendar": Kind(
        _lazy("Working calendar"),
        _lazy("the working calendar ends within a year"),
        _lazy("The working calendar ends with 2027. Add the bank holidays of 2028"),
        "/staff/calendar/",
        frozenset({"administrator"}),
    ),
    "papers_missing": Kind(
        _lazy("Papers that are not ready"),
        _lazy("a meeting that you called has no papers"),
        _lazy("Board, meeting on 20 November 2026: its papers are due today and are not ready"),
        "/account/",
        CALLERS,
        always=True,
    ),
    "papers": Kind(
        _lazy("Papers for a meeting"),
        _lazy("the papers for a meeting of your body are ready"),
        _lazy("Customer Voice Group, meeting on 12 November 2026: the papers are ready"),
        "/account/",
        MEMBERS,
    ),
    "alert": Kind(
        _lazy("Needs an eye"),
        _lazy("a figure or document that your body watches needs an eye"),
        _lazy("Electrical checks was 94% in September 2026, 6 percentage points short of our target."),
        "/performance/",
        MEMBERS,
    ),
    "approved": Kind(
        _lazy("Approved"),
        _lazy("your figure or text was approved"),
        _lazy("Homes let again, September 2026: final"),
        "/staff/figures/",
        STAFF,
    ),
}


def kinds_for(person: User) -> dict[str, Kind]:
    """The kinds of notice that the person's roles can receive, in the order of the mail."""
    roles = roles_of(person)
    return {key: one for key, one in KINDS.items() if roles & one.roles}


@dataclass(frozen=True)
class Occasion:
    """Something that a person should hear of on a day. `about` names the thing, so it is told once a mail.

    `address` is a path of the portal.
    """

    person: int
    kind: str
    on: date
    about: str
    text: str
    address: str


@dataclass(frozen=True)
class Stretch:
    """The days that digests of today look at: after `since`, up to and including `today`."""

    since: date
    today: date
    timetable: Timetable

    def holds(self, day: date) -> bool:
        """Whether the day lies in the stretch."""
        return self.since < day <= self.today

    def last_of(self, days: Iterable[date]) -> date | None:
        """The latest of the days that lies in the stretch."""
        return max((day for day in days if self.holds(day)), default=None)

    def due(self, due: date) -> tuple[str, date] | None:
        """The kind of notice that a due day gives, and on which day of the stretch it falls.

        None where nothing is told. A notice that was missed because no digest was made is told as what it is
        today: overdue, due today, or due soon.
        """
        table = self.timetable
        if due < self.today:
            found = self.last_of(self.every(due + ONE_DAY, table.overdue_every))
            return ("overdue", found) if found else None
        found = self.last_of([due, *(due - timedelta(days=days) for days in table.before_due)])
        if found is None:
            return None
        return ("due_today" if due == self.today else "due_soon", found)

    def escalated(self, due: date) -> date | None:
        """The day of the stretch on which a late figure goes to its approver; None where it does not."""
        return self.last_of(
            self.every(due + timedelta(days=self.timetable.escalate_after), self.timetable.overdue_every)
        )

    def reviewed(self, day: date) -> date | None:
        """The day of the stretch on which a coming or passed review is told."""
        ahead = day - timedelta(days=self.timetable.review_before)
        return self.last_of([ahead, *self.every(day, self.timetable.review_before)])

    def waiting(self, sent: date) -> date | None:
        """The day of the stretch on which a decision is asked for: the day after it was sent, then again."""
        return self.last_of(self.every(sent + ONE_DAY, self.timetable.waiting_days))

    def every(self, first: date, every: int) -> Iterator[date]:
        """The first day and every so many days after it that can lie in the stretch."""
        passed = max((self.since - first).days // every, 0)
        day = first + timedelta(days=passed * every)
        while day <= self.today:
            yield day
            day += timedelta(days=every)


Collector = Callable[[Stretch], Iterable[Occasion]]
_collectors: list[Collector] = []


def register(collector: Collector) -> Collector:
    """Have a room asked for its occasions whenever digests are made."""
    if collector not in _collectors:
        _collectors.append(collector)
    return collector


def occasions(stretch: Stretch) -> Iterator[Occasion]:
    """Everything that anybody could be told of in the stretch."""
    for collector in _collectors:
        yield from collector(stretch)


def timetable() -> Timetable:
    """The timetable in force; before anybody changed it, the one that the portal comes with. One query."""
    return Timetable.objects.first() or Timetable(before_due=DEFAULT_BEFORE_DUE)


def sends_on(days: str, day: date) -> bool:
    """Whether somebody with this choice of days gets a digest on the day."""
    if days == "mondays":
        return day.weekday() == 0
    return days == "daily" or day.weekday() < SATURDAY


def holders(posts: Collection[int], day: date) -> dict[int, list[int]]:
    """By post (ids), the active people to write to: its holders, or its deputies while nobody holds it."""
    rows = PostHolding.objects.filter(post__in=posts, starts__lte=day, person__is_active=True)
    found: dict[int, list[int]] = {}
    standing_in: dict[int, list[int]] = {}
    for row in rows.exclude(ends__lt=day).order_by("pk"):
        (standing_in if row.deputy else found).setdefault(row.post_id, []).append(row.person_id)
    return standing_in | found


@register
def calendar_ends(stretch: Stretch) -> Iterator[Occasion]:
    """The working calendar ends within a year: administrators hear of it every month until it is longer."""
    state = calendar_state()
    on = stretch.last_of(stretch.every(state.calendar.warns_from, MONTH_DAYS))
    if on is None:
        return
    text = _("The working calendar ends with {last_year}. Add the bank holidays of {missing}").format(
        last_year=state.calendar.last_year, missing=state.missing
    )
    for person in holders_of("administrator", stretch.today):
        yield Occasion(person, "calendar", on, "calendar", text, reverse("staff_calendar"))


@register
def drafts_to_decide(stretch: Stretch) -> Iterator[Occasion]:
    """Drafts of texts and targets that were submitted, for everybody who may decide them but their author."""
    for draft in Draft.objects.filter(state="submitted", submitted_at__isnull=False):
        on = stretch.waiting(timezone.localdate(draft.submitted_at))
        if on is None:
            continue
        roles = PERMISSIONS[kind_named(draft.kind).approve].roles
        people = {person for role in roles for person in holders_of(role, stretch.today)}
        for person in sorted(people - {draft.author_id}):
            yield _of_draft(draft, person, "to_decide", on, "")


@register
def drafts_decided(stretch: Stretch) -> Iterator[Occasion]:
    """Drafts that came back or were approved on the days before, for their author."""
    decided = Draft.objects.filter(decided_at__date__gte=stretch.since, decided_at__date__lt=stretch.today)
    for draft in decided.filter(state__in=("returned", "approved")):
        on = timezone.localdate(draft.decided_at) + ONE_DAY
        yield _of_draft(draft, draft.author_id, draft.state, on, draft.reason)


def _of_draft(draft: Draft, person: int, kind: str, on: date, says: str) -> Occasion:
    text = f"{kind_named(draft.kind).title}: {heading(draft)}{f': {says}' if says else ''}"
    return Occasion(person, kind, on, f"draft {draft.pk}", text, reverse("staff_draft", args=[draft.pk]))
