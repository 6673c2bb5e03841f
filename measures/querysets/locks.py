"""Which periods of which measures are locked: the year is closed, or what was published is some days old."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from charter.periods import Period
from charter.working_time import local_date
from measures.models import LockRule, Measure, PeriodUnlock, Release, YearClosing
from measures.sentences import long_date


@dataclass(frozen=True)
class Locks:
    """Every lock in force on a day, so that any number of figures is asked about without a query.

    `closed` are the closed years, `published` the periods whose release has been public for long enough,
    `unlocked` the periods by measure (id) that an approver opened for a while.
    """

    today: date
    closed: tuple[YearClosing, ...] = ()
    published: tuple[Release, ...] = ()
    unlocked: Mapping[int, tuple[PeriodUnlock, ...]] = field(default_factory=dict)

    def why(self, measure: Measure, period: Period) -> str:
        """Why no figure of this measure and period may be entered now; empty when one may.

        A figure of a year that began before the closed one and ends in it, or later, belongs to its end.
        """
        if not self.is_locked(period) or self.unlock_of(measure, period) is not None:
            return ""
        return _(
            "The period ended on {day} and is closed. Ask for a correction: an approver can unlock it."
        ).format(day=long_date(period.end))

    def is_locked(self, period: Period) -> bool:
        """Whether the period is closed for every measure that nobody unlocked."""
        return self.year_of(period) is not None or self.release_of(period) is not None

    def year_of(self, period: Period) -> YearClosing | None:
        """The closed year in which the period ends."""
        return next((one for one in self.closed if one.starts <= period.end <= one.ends), None)

    def release_of(self, period: Period) -> Release | None:
        """The release that held the period and has been public for long enough."""
        held = (one for one in self.published if period.end <= one.period_end)
        return next((one for one in held if period.start >= one.period_start), None)

    def unlock_of(self, measure: Measure, period: Period) -> PeriodUnlock | None:
        """The unlock in force for the measure and this very period."""
        found = self.unlocked.get(measure.pk, ())
        return next((one for one in found if one.period == period.key), None)


def locks_now(measures: Iterable[Measure] | None = None) -> Locks:
    """The locks in force today; unlocks of these measures, of all by default. Four queries at most."""
    today = timezone.localdate()
    unlocked: dict[int, list[PeriodUnlock]] = defaultdict(list)
    opened = unlocks_in_force(today)
    if measures is not None:
        opened = opened.filter(measure__in=[one.pk for one in measures])
    closed = tuple(YearClosing.objects.filter(reopened_at__isnull=True).order_by("starts"))
    published = tuple(_published_long_ago(today))
    if closed or published:  # without a lock nothing needs to be unlocked
        for one in opened:
            unlocked[one.measure_id].append(one)
    return Locks(today, closed, published, {pk: tuple(found) for pk, found in unlocked.items()})


def unlocks_in_force(today: date) -> QuerySet[PeriodUnlock]:
    """Periods that an approver opened, until today or later, and nobody closed again."""
    return PeriodUnlock.objects.filter(given_at__isnull=False, ended_at__isnull=True, until__gte=today)


def _published_long_ago(today: date) -> Iterable[Release]:
    days = LockRule.objects.values_list("days_after_release", flat=True).first()
    if days is None:
        return ()
    public = Release.objects.filter(Q(state="live") | Q(state="earlier"), public_since__isnull=False)
    last = today - timedelta(days=days)
    return [one for one in public if one.public_since and local_date(one.public_since) <= last]
