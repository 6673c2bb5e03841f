"""What a change can touch: periods whose position may refer to the figure, measures that look at it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q

from charter.periods import KIND_OF_FREQUENCY, Kind, Period, periods_between
from measures import rules
from measures.models import Measure
from measures.standing.public import counts_people, is_small, shape_of
from measures.standing.segments import Numbers, moving_figures

# Every kind of period that a release can look back on.
SCORED_KINDS: tuple[Kind, ...] = ("month", "quarter", "half_year", "year")


def touched_by(
    period: Period, today: date, *, until: Period | None = None, stands: bool = False
) -> set[Period]:
    """The closed periods whose scores a figure of `period` can move.

    Those that contain it, and those that may still fall back on it while a later figure is not due. Where it
    moves later figures too, `until` is the last of them. A grade stands until it is replaced (`stands`), so
    it touches every period since.
    """
    found: set[Period] = set()
    for kind in SCORED_KINDS:
        first = Period.containing(period.end, kind, period.year_starts)
        last_moved = until or period
        follower = Period.containing(last_moved.next().next().end, kind, period.year_starts)
        last = Period.containing(today, kind, period.year_starts) if stands else max(first.next(), follower)
        found |= closed(periods_between(first, last), today)
    return found


def moved_until(measure: Measure, period: Period, may_hide: bool) -> Period | None:
    """The last period whose figure can be hidden or shown because of the one of `period`; None: any since.

    Where numbers are small (`may_hide`), what is hidden depends on what else is shown of the financial year;
    in a count of people over the last months on every value that was shown before (docs/adr/0011).
    """
    if measure.rolling_months and counts_people(measure):
        return None
    if not may_hide:
        return period
    kind = KIND_OF_FREQUENCY[measure.frequency]
    return Period.containing(period.financial_year.end, kind, period.year_starts)


def that_may_hide(measures: Iterable[Measure]) -> set[int]:
    """The ids of those of which any figure of the whole landlord, today's or an earlier one, is or was small.

    At most three queries for all of them.
    """
    of_people = {one.pk: one for one in measures if shape_of(one) is not None}
    # The step between two large values may be small.
    growing = {pk for pk, one in of_people.items() if one.cumulative}
    figures = moving_figures(of_people.keys() - growing) if of_people.keys() - growing else {}
    small = {pk for pk, rows in figures.items() if any(_is_small(of_people[pk], one) for one in set(rows))}
    return growing | small


def _is_small(measure: Measure, numbers: Numbers) -> bool:
    return is_small(measure, rules.figure_of(numbers))


def touched_since(day: date, today: date, year_starts: int) -> set[Period]:
    """Every closed period that ended on or after the day."""
    return {
        period
        for kind in SCORED_KINDS
        for period in closed(
            periods_between(
                Period.containing(day, kind, year_starts), Period.containing(today, kind, year_starts)
            ),
            today,
        )
    }


def closed(periods: Iterable[Period], today: date) -> set[Period]:
    """Those that are over."""
    return {period for period in periods if period.end < today}


def depending_on(measures: Iterable[int]) -> set[int]:
    """These measures (ids), the composites that hold one, the trends of one, and what depends on those."""
    found, latest = set(measures), set(measures)
    while latest:
        named = Measure.objects.filter(Q(members__in=latest) | Q(of__in=latest)).order_by()
        latest = set(named.values_list("pk", flat=True)) - found
        found |= latest
    return found


def looking_at(measures: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """By measure (id) the kind and frequency of itself and of those worked out from it: 3 queries."""
    every = {
        pk: (kind, frequency)
        for pk, kind, frequency in Measure.objects.order_by().values_list("pk", "kind", "frequency")
    }
    links = [
        *Measure.members.through.objects.values_list("to_measure_id", "from_measure_id"),
        *Measure.objects.filter(of__isnull=False).order_by().values_list("of_id", "pk"),
    ]
    above: dict[int, set[int]] = defaultdict(set)
    for below, one in links:
        above[below].add(one)
    return {pk: [every[one] for one in sorted(_upwards(pk, above))] for pk in measures}


def _upwards(measure: int, above: Mapping[int, set[int]]) -> set[int]:
    found, latest = {measure}, {measure}
    while latest:
        latest = {one for below in latest for one in above.get(below, ())} - found
        found |= latest
    return found


def needed_by(measures: Iterable[int]) -> set[int]:
    """These measures (ids), and those whose facts they are worked out from."""
    found, latest = set(measures), set(measures)
    while latest:
        rows = Measure.objects.filter(pk__in=latest).order_by().values_list("members", "of")
        latest = {pk for row in rows for pk in row if pk is not None} - found
        found |= latest
    return found
