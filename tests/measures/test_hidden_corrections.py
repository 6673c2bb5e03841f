"""Corrections of hidden figures, attacked with everything that one release after the other made public.

The attacker knows which figures were corrected and takes the others to be as they were. Every protection
has its negative control.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from charter.periods import Period
from charter.querysets import working_calendar
from measures.actions.releases import publish_release
from measures.models import Measure, Release, Result, Revision, Segment, Target
from measures.payload import documents
from measures.position import Reporting, parts_of
from measures.standing import public
from measures.standing.areas import Breakdown, breakdowns
from measures.standing.facts import MeasureFacts
from measures.standing.known import Known, ResultRow, last_of
from measures.standing.public import LONGER, has_small_numbers
from measures.standing.segments import SegmentFacts
from tests.measures.hiding_attack import Known as Attacker
from tests.measures.test_areas import World, rows

pytestmark = pytest.mark.django_db
Pair = tuple[int, int]
Q1 = Period.parse("2025-26-Q1")
YEAR = Period.parse("2025-26")
MONTHS = YEAR.parts("month")
TARGET = Target(pk=1, starts=date(2020, 4, 1), target=Decimal(75), tolerance=Decimal(5))


def day(number: int) -> datetime:
    """So many days after the year's end: every figure of the year could be in by then."""
    return datetime(2026, 4, 1, 12, tzinfo=UTC) + timedelta(days=number)


def chain(period: Period, *versions: tuple[Pair, int]) -> Known:
    """A period's figures, each with the day on which it was approved."""
    made = [
        ResultRow(
            number, 1, period.key, period.kind, period.start, period.end, Decimal(pair[0]), Decimal(pair[1]),
            None, None, "", None, None, "", "", "", "final", "form", day(on), day(on), day(on),
        )
        for number, (pair, on) in enumerate(versions, 1)
    ]  # fmt: skip
    return last_of(made, period)


def facts_of(known: Mapping[Period, Known], published: Sequence[tuple[date, datetime]]) -> MeasureFacts:
    """The facts of a measure in the length of these periods, without a database."""
    frequency = "monthly" if next(iter(known)).kind == "month" else "quarterly"
    measure = Measure(pk=1, slug="m", kind="percentage", direction="higher", frequency=frequency, decimals=1)
    return MeasureFacts(
        measure=measure,
        reporting=Reporting(frequency, {"working_days": 20}, working_calendar()),
        targets=(TARGET,),
        breaks=(),
        known=known,
        today=date(2026, 6, 1),
        cutoff=day(99),
        small_numbers=has_small_numbers(measure, known.values()),
        published=tuple(published),
    )


# ---- Areas


def tables(cells: Sequence[Sequence[Pair]], rest: int = 0) -> list[Breakdown]:
    """The public table of areas in one release after the other: the rows are what was known at each."""
    wholes = [(sum(part for part, _ in row) + rest, sum(base for _, base in row) + rest) for row in cells]
    segments = tuple(
        Segment(pk=place, slug=f"s{place}", dimension="area", name=f"S{place}", homes=100 + place)
        for place in range(len(cells[0]))
    )
    found = []
    for upto in range(1, len(cells) + 1):
        known = {place: _versions([row[place] for row in cells[:upto]]) for place in range(len(cells[0]))}
        facts = facts_of({Q1: _versions(wholes[:upto])}, [(Q1.end, day(on)) for on in range(upto - 1)])
        found += breakdowns(facts, SegmentFacts(segments, {}, {1: {Q1: known}}))
    return found


def _versions(pairs: Sequence[Pair]) -> Known:
    """The figures of one place, one approved for each release; without those that change nothing."""
    changed = [(pair, on) for on, pair in enumerate(pairs) if on == 0 or pairs[on - 1] != pair]
    return chain(Q1, *changed)


def read_tables(cells: Sequence[Sequence[Pair]], shown: Sequence[Sequence[bool]], column: int) -> Attacker:
    """What somebody knows who kept every release: one name for a figure until it is corrected."""
    known, told = Attacker(), dict[object, int]()
    names = [[_name([row[place] for row in cells[: on + 1]], place) for place in range(len(cells[0]))]
             for on in range(len(cells))]  # fmt: skip
    for on, row in enumerate(cells):
        told |= {names[on][place]: row[place][column] for place in range(len(row)) if shown[on][place]}
    for name in {name for row in names for name in row if name not in told}:
        known.unknown(name)
    for on, row in enumerate(cells):
        held = [place for place in range(len(row)) if names[on][place] not in told]
        known.add_up([names[on][place] for place in held], sum(row[place][column] for place in held))
    return known


def _name(pairs: Sequence[Pair], place: int) -> tuple[int, int]:
    """The place with how often its figure was corrected."""
    return place, sum(before != after for before, after in pairwise(pairs))


FIRST = ((2, 4), (48, 76), (100, 120))
SECOND = ((30, 50), (48, 76), (100, 120))


def test_the_first_figure_of_a_corrected_area_does_not_follow() -> None:
    first, second = tables([FIRST, SECOND])
    assert [part.figure.hidden for part in first.parts] == [True, True, False][::-1]
    assert all(part.figure.hidden for part in second.parts)
    shown = [[False, False, True], [False, False, False]]
    for column in (0, 1):
        known = read_tables([FIRST, SECOND], shown, column)
        assert known.solved().keys() == set()
        assert len(known.candidates((0, 0), 9)) == 9


def test_todays_figures_alone_would_give_it_away() -> None:
    """The negative control: the second table by itself has nothing to hide."""
    [alone] = tables([SECOND])
    assert not alone.has_hidden
    known = read_tables([FIRST, SECOND], [[False, False, True], [True, True, True]], 1)
    assert known.solved()[0, 0] == 4


def test_a_correction_beside_a_hidden_area_hides_nothing_more() -> None:
    cells = ((5, 8), (104, 147), (191, 324), (1102, 1439))
    first, second = tables([cells, (*cells[:3], (1100, 1437))])
    hidden = [{part.segment.slug for part in one.parts if part.segment and part.figure.hidden}
              for one in (first, second)]  # fmt: skip
    assert hidden == [{"s0", "s1"}, {"s0", "s1"}]
    assert not second.kept


def test_a_hidden_area_does_not_say_that_it_was_corrected() -> None:
    _, second = tables([FIRST, SECOND])
    assert {(part.figure.flags, part.figure.data_status) for part in second.parts} == {(("c",), "final")}


CELL = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda cell: (cell[0], sum(cell)))
CELLS = st.lists(st.tuples(CELL, CELL, st.booleans()), min_size=2, max_size=5)


@settings(deadline=None, max_examples=150)
@given(CELLS)
@example([((2, 4), (30, 50), True), ((48, 76), (48, 76), False), ((100, 120), (100, 120), False)])
def test_no_hidden_area_follows_from_all_releases_together(drawn: list[tuple[Pair, Pair, bool]]) -> None:
    cells = [[one for one, _, _ in drawn], [after if corrected else one for one, after, corrected in drawn]]
    found = tables(cells)
    shown = [
        [not _part(table, place).hidden for place in range(len(drawn))]
        for table in found
    ]  # fmt: skip
    if all(shown[0]) or not any(shown[0]):
        return  # with nothing hidden nothing is given away; with all hidden only the whole is known
    for column in (0, 1):
        solved = read_tables(cells, shown, column).solved()
        for place in range(len(drawn)):
            if not shown[0][place]:
                assert (place, 0) not in solved


def _part(table: Breakdown, place: int) -> Any:
    return next(part.figure for part in table.parts if part.segment and part.segment.pk == place)


# ---- Over time


@dataclass
class Told:
    """What one release showed: months and longer periods, and which version of each month was known."""

    versions: dict[Period, tuple[int, int]]
    months: set[Period]
    longer: set[Period]


def releases(known: Mapping[Period, Known], published: Sequence[tuple[date, datetime]]) -> list[Told]:
    """Everything that one release after the other made public."""
    found = []
    for place, (end, cutoff) in enumerate(published):
        there = {period: one.at(cutoff) for period, one in known.items() if period.end <= end}
        then = {period: one for period, one in there.items() if one is not None}
        hidden = facts_of(then, published[:place]).hidden if then else frozenset()
        longer = {Period.containing(one.start, kind) for one in then for kind in LONGER}
        found.append(
            Told(
                {one: (known_then.result.pk, int(known_then.result.denominator or 0))
                 for one, known_then in then.items()},
                {one for one in then if one not in hidden},
                {one for one in longer if one not in hidden and one.end <= end},
            )
        )  # fmt: skip
    return found


def read_releases(told: Sequence[Told]) -> tuple[Attacker, dict[object, int]]:
    """What the attacker knows, and the figures (month and version) that no release showed."""
    shown = {(month, one.versions[month][0]) for one in told for month in one.months}
    every = {(month, version): base for one in told for month, (version, base) in one.versions.items()}
    unknown = {name: base for name, base in every.items() if name not in shown}
    known = Attacker()
    for name in unknown:
        known.unknown(name, 1)
    for one in told:
        for longer in one.longer:
            parts = [month for month in parts_of(longer, "month", one.versions) if month in one.versions]
            names = [(month, one.versions[month][0]) for month in parts]
            held = [name for name in names if name in unknown]
            if held:
                known.add_up(held, sum(every[name] for name in held))
    return known, unknown


def months(*versions: Sequence[tuple[int, int]]) -> dict[Period, Known]:
    """Months of the year with their bases, each (base, day)."""
    return {
        month: chain(month, *(((base, base), on) for base, on in found))
        for month, found in zip(MONTHS, versions, strict=False)
        if found
    }


APRIL_CORRECTED = months([(6, 0), (90, 5)], [(40, 0)], [(80, 0)])
QUARTER_TWICE = [(Q1.end, day(1)), (Q1.end, day(9))]


def test_the_first_figure_of_a_corrected_month_does_not_follow() -> None:
    told = releases(APRIL_CORRECTED, QUARTER_TWICE)
    assert [(one.months, Q1 in one.longer) for one in told] == [(set(), True), (set(), True)]
    known, _ = read_releases(told)
    assert known.solved() == {}
    assert len(known.candidates((MONTHS[0], 1), 9)) == 9


def test_todays_months_alone_would_give_it_away() -> None:
    """The negative control: by today's figures no month is small, and May and June are shown."""
    first, second = releases(APRIL_CORRECTED, QUARTER_TWICE)
    second.months = set(second.versions)
    known, _ = read_releases([first, second])
    assert known.solved()[MONTHS[0], 1] == 6
    now = {month: one._replace(before=()) for month, one in APRIL_CORRECTED.items()}
    assert facts_of(now, ()).hidden == frozenset()


def test_a_month_that_is_corrected_to_a_small_one_takes_its_quarter_with_it() -> None:
    """May and June were told, so they cannot keep it company any more."""
    known = months([(40, 0), (6, 5)], [(40, 0)], [(80, 0)])
    first, second = releases(known, QUARTER_TWICE)
    assert first.months == set(MONTHS[:3])
    assert (second.months, Q1 in second.longer) == (set(MONTHS[1:3]), False)
    second.longer.add(Q1)
    assert read_releases([first, second])[0].solved()[MONTHS[0], 2] == 6


def test_a_month_that_comes_late_takes_its_quarter_with_it_too() -> None:
    known = months([(40, 0)], [(40, 0)], [(6, 5)])
    _, second = releases(known, QUARTER_TWICE)
    assert (second.months, Q1 in second.longer) == (set(MONTHS[:2]), False)


def test_a_late_month_does_not_follow_from_two_figures_of_its_quarter() -> None:
    """July and September were told together while August was not there yet."""
    known = months([], [], [], [(1, 0)], [(1, 5)], [(10, 0)])
    quarter = Period.parse("2025-26-Q2")
    first, second = releases(known, [(quarter.end, day(1)), (quarter.end, day(9))])
    assert (quarter in first.longer, quarter in second.longer) == (True, False)
    second.longer.add(quarter)
    assert read_releases([first, second])[0].solved()[MONTHS[4], 1] == 1


HALF = Period.parse("2025-26-H1")
SHOWN_THEN_SMALL = months([(10, 0), (1, 8)], [], [(1, 0)], [], [], [(10, 0)])


def test_a_shown_month_that_becomes_small_does_not_follow_from_two_sums_around_it() -> None:
    """April's 10 comes off the half-year of 21; what is left of it comes off the half-year of 12."""
    cutoffs = [(MONTHS[end - 1].end, day(3 * place + 1)) for place, end in enumerate((1, 1, 6, 6))]
    *_, third, fourth = told = releases(SHOWN_THEN_SMALL, cutoffs)
    assert (HALF in third.longer, HALF in fourth.longer) == (True, False)
    assert read_releases(told)[0].solved() == {}
    fourth.longer.add(HALF)
    assert read_releases(told)[0].solved()[MONTHS[0], 2] == 1


THREE_SUMS = [[(5, 2)], [(10, 3)], [(1, 5), (8, 7)], [(40, 6)], [], [(1, 2), (32, 7)]]


def test_nor_does_a_month_from_three_sums_that_tell_nothing_two_by_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cutoffs = [(MONTHS[end - 1].end, day(3 * place + 1)) for place, end in enumerate((1, 3, 6, 12))]
    assert read_releases(releases(months(*THREE_SUMS), cutoffs))[0].solved() == {}
    monkeypatch.setattr(public, "_given_away", lambda *_: frozenset())  # the negative control
    assert read_releases(releases(months(*THREE_SUMS), cutoffs))[0].solved()[MONTHS[2], 2] == 8


BASE = st.one_of(st.integers(1, 12), st.integers(1, 60))
CHAIN = st.one_of(
    st.just([]),
    st.lists(st.tuples(BASE, st.integers(0, 12)), min_size=1, max_size=1),
    st.lists(st.tuples(BASE, st.integers(0, 12)), min_size=1, max_size=3, unique_by=lambda one: one[1]).map(
        lambda found: sorted(found, key=lambda one: one[1])
    ),
)
ENDS = st.lists(st.integers(1, 12), min_size=1, max_size=5).map(sorted)


@settings(deadline=None, max_examples=150)
@given(st.lists(CHAIN, min_size=12, max_size=12), ENDS)
@example([[(6, 0), (90, 2)], [(40, 0)], [(80, 0)], *[[(50, 0)]] * 9], [3, 3, 12])
@example([[(40, 0), (6, 2)], [(40, 0)], [(80, 0)], *[[(50, 0)]] * 9], [3, 3, 6, 12])
@example([[], [], [], [(1, 0)], [(1, 5)], [(10, 0)], *[[]] * 6], [1, 6, 6])
@example([[], [], [], [(1, 0)], [(10, 0)], [(1, 5)], *[[]] * 6], [1, 6, 6])
@example([[], [(2, 0)], [(9, 5)], [], [], [(10, 0)], *[[]] * 6], [1, 6, 6])
@example([[(10, 0), (1, 8)], [], [(1, 0)], [], [], [(10, 0)], *[[]] * 6], [1, 1, 6, 6])
@example([[(5, 2)], [(10, 3)], [(1, 5), (8, 7)], [(40, 6)], [], [(1, 2), (32, 7)], *[[]] * 6], [1, 3, 6, 12])
def test_no_hidden_month_follows_from_all_releases_together(
    drawn: list[list[tuple[int, int]]], ends: list[int]
) -> None:
    known = months(*drawn)
    if not known:
        return
    cutoffs = [(MONTHS[end - 1].end, day(3 * place + 1)) for place, end in enumerate(ends)]
    told = releases(known, cutoffs)
    assert not [month for one in told for month in one.months if 0 < one.versions[month][1] < 10]
    attacker, unknown = read_releases(told)
    solved = attacker.solved()
    assert not [name for name, base in unknown.items() if base < 10 and name in solved]


# ---- On a real database


def test_the_documents_do_not_tell_what_a_corrected_area_was(world: World) -> None:
    Segment.objects.exclude(slug__in=("alder", "brook", "mill")).delete()
    measure = world.measure()
    first = {"": (150, 200), "mill": (2, 4), "brook": (48, 76), "alder": (100, 120)}
    world.results(measure, first)
    publish_release(period=Q1, by=world.checker, cutoff=datetime(2025, 7, 20, tzinfo=UTC))
    corrected(world, measure, (30, 50), "mill")
    corrected(world, measure, (178, 246))
    found = documents(Q1, datetime(2025, 12, 20, tzinfo=UTC))["measures/happy"]
    assert found["figure"]["base"] == "178 of 246"
    assert {row["denominator"] for row in rows(found).values()} == {None}
    assert [(one["hidden"], one["old"]["denominator"]) for one in found["revisions"]] == [(True, None)]


def test_nor_does_one_release_that_came_after_the_correction(world: World) -> None:
    Segment.objects.exclude(slug__in=("alder", "brook", "mill")).delete()
    measure = world.measure()
    world.results(measure, {"": (150, 200), "mill": (2, 4), "brook": (48, 76), "alder": (100, 120)})
    corrected(world, measure, (30, 50), "mill")
    corrected(world, measure, (178, 246))
    assert not Release.objects.exists()
    found = documents(Q1, datetime(2025, 12, 20, tzinfo=UTC))["measures/happy"]
    assert {row["denominator"] for row in rows(found).values()} == {None}
    assert found["revisions"] == []  # what was never public is no public correction


def test_the_documents_do_not_tell_what_a_corrected_month_was(world: World) -> None:
    measure = world.measure(frequency="monthly")
    for month, pair in (("2025-04", (3, 6)), ("2025-05", (30, 40)), ("2025-06", (70, 80))):
        world.result(measure, pair, period=Period.parse(month))
    publish_release(period=Q1, by=world.checker, cutoff=datetime(2025, 7, 20, tzinfo=UTC))
    corrected(world, measure, (60, 90), period=Period.parse("2025-04"))
    found = documents(Q1, datetime(2025, 12, 20, tzinfo=UTC))["measures/happy"]
    assert found["figure"]["base"] == "160 of 210"
    assert [row["denominator"] for row in found["results"] if row["kind"] == "month"] == [None] * 3
    assert [part["denominator"] for part in found["workings"]["parts"]] == [None] * 3


def test_a_stated_quarters_change_does_not_tell_of_its_months_change(world: World) -> None:
    measure = world.measure(frequency="monthly")
    for month, pair in (("2025-04", (3, 6)), ("2025-05", (30, 40)), ("2025-06", (70, 80))):
        world.result(measure, pair, period=Period.parse(month))
    world.result(measure, (103, 126))
    publish_release(period=Q1, by=world.checker, cutoff=datetime(2025, 7, 20, tzinfo=UTC))
    corrected(world, measure, (60, 90), period=Period.parse("2025-04"))
    corrected(world, measure, (160, 210))
    found = documents(Q1, datetime(2025, 12, 20, tzinfo=UTC))["measures/happy"]
    assert {one["period"]: one["hidden"] for one in found["revisions"]} == {
        "2025-04": True,
        "2025-26-Q1": True,
    }


def test_a_whole_made_of_its_areas_remembers_what_it_was(world: World) -> None:
    measure = world.measure()
    world.results(measure, {"alder": (1, 2), "brook": (1, 2), "castle": (1, 2), "mill": (1, 1)})
    publish_release(period=Q1, by=world.checker, cutoff=datetime(2025, 7, 20, tzinfo=UTC))
    corrected(world, measure, (400, 500), "alder")
    found = documents(Q1, datetime(2025, 12, 20, tzinfo=UTC))["measures/happy"]
    assert found["state"] == "suppressed"


def corrected(world: World, measure: Measure, numbers: Pair, area: str = "", period: Period = Q1) -> None:
    """A figure of August that takes the place of an approved one, as a correction."""
    segment = Segment.objects.get(slug=area) if area else None
    old = Result.objects.get(measure=measure, period=period.key, segment=segment, workflow="approved")
    Result.objects.filter(pk=old.pk).update(workflow="superseded")
    at = datetime(2025, 8, 10, tzinfo=UTC)
    new = world.result(measure, numbers, area, period, supersedes=old, decided_at=at)
    made = Revision.objects.create(
        measure=measure, period=period.key, old=old, new=new, kind="correction", reason="It was wrong."
    )
    Revision.objects.filter(pk=made.pk).update(at=at)


@pytest.fixture
def world() -> World:
    return World()
