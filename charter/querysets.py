"""Questions about people, bodies and the calendar."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from charter import drafts, permissions
from charter.drafts import Where
from charter.faults import Refused
from charter.languages import current
from charter.models import (
    AuditEvent,
    BankHoliday,
    Charter,
    CharterStage,
    Draft,
    Landlord,
    Post,
    PostHolding,
    Translation,
    User,
)
from charter.models.charter import STAGES
from charter.models.draft import OPEN_STATES
from charter.periods import Period
from charter.working_time import FULL_YEAR, Calendar, full_years


def working_calendar() -> Calendar:
    """The working calendar as arithmetic knows it: holidays and the whole years covered. One query."""
    return calendar_of(BankHoliday.objects.values_list("day", flat=True))


def calendar_of(holidays: Iterable[date]) -> Calendar:
    """The calendar that these days make; one that covers nothing without a whole year of them."""
    days, this_year = frozenset(holidays), timezone.localdate().year
    first, last = full_years(days) or (this_year, this_year - 1)
    return Calendar(days, first, last)


@dataclass(frozen=True)
class CalendarState:
    """How far the working calendar reaches. `years` gives the number of days of every year that has some."""

    calendar: Calendar
    years: dict[int, int]
    today: date

    @property
    def ends_soon(self) -> bool:
        """Whether fewer than 12 months are left, so that somebody must add the next year."""
        return self.today >= self.calendar.warns_from

    @property
    def missing(self) -> int:
        """The first year that is not covered."""
        return self.calendar.last_year + 1

    @property
    def still_needed(self) -> int:
        """How many days that year lacks."""
        return FULL_YEAR - self.years.get(self.missing, 0)


def calendar_state() -> CalendarState:
    """The working calendar with the years it holds. Two queries."""
    days = BankHoliday.objects.values_list("day", flat=True)
    return CalendarState(
        working_calendar(), dict(sorted(Counter(day.year for day in days).items())), timezone.localdate()
    )


def current_charter() -> Charter | None:
    """The charter that is current, with its landlord. One query."""
    return Charter.objects.select_related("landlord").filter(is_current=True).first()


def year_starts() -> int:
    """The month in which the financial year begins: the current charter's, else April."""
    found = Charter.objects.filter(is_current=True).values_list("financial_year_starts", flat=True).first()
    return found or 4


def logo_content() -> bytes:
    """The PNG of the landlord's logo, for papers; empty where there is none."""
    found = Landlord.objects.filter(logo__isnull=False).values_list("logo__content", flat=True).first()
    return bytes(found or b"")


def first_period() -> Period | None:
    """The first period that the portal answers for; what ended before is history. None without a landlord.

    One query.
    """
    current = Charter.objects.filter(is_current=True).values("financial_year_starts")[:1]
    rows = Landlord.objects.annotate(year_starts=Subquery(current))
    found = rows.values_list("first_period", "year_starts").first()
    return Period.parse(found[0], found[1] or 4) if found and found[0] else None


def person_named(email: str) -> User:
    """The active person behind `--by EMAIL` of a command. Raises Refused when there is none."""
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise Refused(
            _(
                "Nobody with the e-mail address “{email}” can sign in here. Check the address, or "
                "make an administrator with create_administrator."
            ).format(email=email)
        )
    return person


def invited() -> QuerySet[User]:
    """The accounts that wait for their person: asked in, never used, and not switched off by anybody."""
    asked = User.objects.filter(is_active=False, invitations__isnull=False)
    ends = AuditEvent.objects.filter(
        verb="switch_off", subject_kind=User._meta.label_lower, subject_id=Cast(OuterRef("pk"), CharField())
    )
    return asked.exclude(invitations__used_at__isnull=False).exclude(Exists(ends)).distinct()


def is_invited(person: User) -> bool:
    """Whether the account waits for its person. One query."""
    return not person.is_active and invited().filter(pk=person.pk).exists()


def open_holdings(person: User) -> QuerySet[PostHolding]:
    """The times in posts of a person that are not over: running ones and such as begin later."""
    rows = PostHolding.objects.filter(person=person).exclude(ends__lt=timezone.localdate())
    return rows.order_by("post__title", "starts")


def holdings_between(post: Post, starts: date, ends: date | None) -> QuerySet[PostHolding]:
    """Everybody's times in a post that share a day with these days; no last day means open."""
    rows = PostHolding.objects.filter(post=post).exclude(ends__lt=starts)
    return rows if ends is None else rows.filter(starts__lte=ends)


def beside(holding: PostHolding) -> list[PostHolding]:
    """Who else holds the post, not as a deputy, on a day of this time. One query."""
    rows = holdings_between(holding.post, holding.starts, holding.ends).filter(deputy=False)
    return list(rows.exclude(person=holding.person_id).select_related("person").order_by("person__name"))


def drafts_to_decide(person: User) -> QuerySet[Draft]:
    """Submitted drafts of the kinds that the person decides on, the longest waiting first; own ones, too."""
    open_to = permissions.open_to(person)
    kinds = [kind.name for kind in drafts.kinds() if kind.approve in open_to]
    rows = Draft.objects.filter(state="submitted", kind__in=kinds).select_related("author")
    return rows.order_by("submitted_at", "pk")


def drafts_of(person: User) -> QuerySet[Draft]:
    """Drafts that the person wrote and that can still come to something, the newest first."""
    return Draft.objects.filter(author=person, state__in=OPEN_STATES)


def drafts_decided(person: User) -> QuerySet[Draft]:
    """Drafts that were approved or returned, of the kinds that the person sees all of, the latest first."""
    kinds = [kind.name for kind in drafts.kinds_to(person) if kind.may_read(person, Where())]
    rows = Draft.objects.filter(state__in=["approved", "returned"], kind__in=kinds)
    return rows.order_by("-decided_at", "-pk")


def open_drafts_in(kinds: Iterable[str], parents: Iterable[int]) -> QuerySet[Draft]:
    """Open drafts of the records that belong to these charters, promises or measures, with their authors."""
    rows = Draft.objects.filter(kind__in=list(kinds), parent_id__in=list(parents), state__in=OPEN_STATES)
    return rows.select_related("author")


def open_drafts_of_new(kind: str) -> QuerySet[Draft]:
    """Open drafts of records of a kind that there are not yet, with their authors."""
    rows = Draft.objects.filter(kind=kind, subject_id__isnull=True, state__in=OPEN_STATES)
    return rows.select_related("author").order_by("pk")


def expected_earlier(charters: Iterable[int], until: datetime) -> dict[tuple[int, str], list[date]]:
    """Every day on which a stage was once expected, by charter and stage, in the order it was said.

    From the history of the dates up to a moment: whoever moved one, by draft or by file, it stays. The last
    one is what is expected now. One query.
    """
    history = apps.get_model("charter", "CharterStageEvent")._default_manager
    rows = history.filter(charter_id__in=list(charters), expected__isnull=False, pgh_created_at__lte=until)
    found: dict[tuple[int, str], list[date]] = {}
    for charter, stage, day in rows.order_by("pgh_id").values_list("charter_id", "stage", "expected"):
        days = found.setdefault((charter, stage), [])
        if not days or days[-1] != day:
            days.append(day)
    return found


@dataclass(frozen=True)
class StageState:
    """A stage of a charter: `done`, `now` or `ahead`; the day promised, the days before it, the day kept."""

    stage: str
    name: str
    state: str
    expected: date | None
    earlier: tuple[date, ...]
    actual: date | None
    note: str


def stages_of(charter: Charter) -> list[StageState]:
    """Every stage of a charter in order, also without a date; “retired” only once it is. Two queries."""
    held = {row.stage: row for row in CharterStage.objects.filter(charter=charter)}
    said = expected_earlier([charter.pk], timezone.now())
    order = [key for key, _ in STAGES]
    here, found = order.index(charter.stage), []
    for place, (stage, name) in enumerate(STAGES):
        if stage == "retired" and charter.stage != "retired":
            continue
        row = held.get(stage)
        days = said.get((charter.pk, stage), [])
        state = "now" if place == here else "done" if place < here else "ahead"
        expected = row.expected if row is not None else None
        earlier = tuple(day for day in days if day != expected) if row is not None else ()
        actual, note = (row.actual, row.note) if row is not None else (None, "")
        found.append(StageState(stage, name, state, expected, earlier, actual, note))
    return found


def among(ids: Iterable[int]) -> RawSQL:
    """Any number of ids for a filter such as `pk__in`, as one text: a word for each takes long."""
    return RawSQL("SELECT unnest(%s::bigint[])", ["{" + ",".join(map(str, ids)) + "}"])


def translations_in(code: str) -> dict[str, str]:
    """What charters say in a language, by the English text; the current charter's words win. One query."""
    rows = Translation.objects.filter(language=code).order_by("charter__is_current", "charter_id")
    return dict(rows.values_list("source", "text"))


def said_of(field: str) -> Subquery:
    """For rows of another table: what the charters say for a text of theirs in the language being written."""
    rows = Translation.objects.filter(language=current().code, source=OuterRef(field))
    return Subquery(rows.order_by("-charter__is_current", "-charter_id").values("text")[:1])
