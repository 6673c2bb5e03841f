"""Hiding small numbers, attacked: an attacker with all that is public may not narrow down what is hidden.

Every protection has its negative control: without it the same attacker succeeds.
"""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from measures.scoring import Figure
from measures.scoring.differencing import Span, hidden_over_time, hidden_steps, steps
from measures.scoring.suppression import (
    ORDINARY,
    SENSITIVE,
    Shape,
    Thresholds,
    hidden_parts,
    hide_counts,
    hide_table,
    less,
    part_verdict,
    pooled,
    show_percentage,
    too_few,
    whole_verdict,
)
from tests.measures.hiding_attack import Known, parts_of_a_whole

COUNTS = st.one_of(st.integers(0, 12), st.integers(0, 60))
ROWS = st.lists(COUNTS, min_size=2, max_size=8)
THRESHOLDS = st.sampled_from([ORDINARY, SENSITIVE])
SHARES = st.lists(st.tuples(COUNTS, COUNTS), min_size=2, max_size=7)


def count(value: int) -> Figure:
    return Figure(value=Fraction(value))


def share(part: int, rest: int) -> Figure:
    return Figure(Fraction(part), Fraction(part + rest))


def primary(parts: Sequence[Figure], shape: Shape, thresholds: Thresholds) -> set[int]:
    return {place for place, one in enumerate(parts) if part_verdict(one, shape, thresholds) == "c"}


class TestCounts:
    @given(ROWS, st.sampled_from([5, 10]))
    def test_the_total_gives_no_hidden_count_away(self, cells: list[int], threshold: int) -> None:
        found = hide_counts(cells, threshold)
        if found.total:
            return
        shown = [None if place in found.all else cell for place, cell in enumerate(cells)]
        known = parts_of_a_whole(shown, sum(cells), least=1)
        for place in found.all:
            assert len(known.candidates(place, threshold)) >= threshold - 1

    def test_without_secondary_hiding_the_attacker_reads_it_off(self) -> None:
        cells = [20, 30, 3]
        shown = [None if 0 < cell < 5 else cell for cell in cells]
        assert parts_of_a_whole(shown, sum(cells)).candidates(2, 9) == [3]
        assert parts_of_a_whole(shown, sum(cells)).solved() == {2: 3}

    def test_five_ones_are_not_safe_because_they_sum_to_the_threshold(self) -> None:
        assert hide_counts([1, 1, 1, 1, 1], 5).total
        assert parts_of_a_whole([None] * 5, 5, least=1).candidates(0, 9) == [1]

    def test_a_total_that_is_not_published_gives_nothing_away(self) -> None:
        assert hide_counts([20, 30, 3], 5, total_published=False).all == {2}

    @given(ROWS)
    def test_zero_and_large_counts_stay_where_nothing_is_small(self, cells: list[int]) -> None:
        if not any(0 < cell < 5 for cell in cells):
            assert not hide_counts(cells, 5).all


class TestTables:
    @settings(deadline=None)
    @given(st.integers(2, 5).flatmap(lambda width: st.lists(
        st.lists(COUNTS, min_size=width, max_size=width), min_size=2, max_size=5)))  # fmt: skip
    def test_no_cell_follows_from_the_totals(self, table: list[list[int]]) -> None:
        found = hide_table(table, 5)
        if not found.totals:
            assert not attacked(table, set(found.cells)).solved()

    def test_a_cell_between_two_blocks_follows_although_no_line_is_alone(self) -> None:
        blocks = {(row, column) for row in (0, 1) for column in (0, 1)}
        blocks |= {(row, column) for row in (2, 3) for column in (2, 3)}
        table = [[3 if (row, column) in blocks | {(0, 2)} else 40 for column in range(4)] for row in range(4)]
        assert attacked(table, blocks | {(0, 2)}).solved() == {(0, 2): 3}
        assert not attacked(table, set(hide_table(table, 5).cells)).solved()

    def test_without_secondary_hiding_the_table_is_solved(self) -> None:
        table = [[20, 30, 3], [15, 12, 40], [22, 18, 9]]
        assert attacked(table, {(0, 2)}).solved() == {(0, 2): 3}

    def test_where_nothing_is_left_to_hide_the_totals_go(self) -> None:
        assert hide_table([[0, 3], [0, 0]], 5).totals


def attacked(table: list[list[int]], hidden: set[tuple[int, int]]) -> Known:
    known = Known()
    for place in hidden:
        known.unknown(place)
    lines = [[(row, column) for column in range(len(table[0]))] for row in range(len(table))]
    lines += [[(row, column) for row in range(len(table))] for column in range(len(table[0]))]
    for line in lines:
        there = [place for place in line if place in hidden]
        if there:
            known.add_up(there, sum(table[row][column] for row, column in there))
    return known


class TestParts:
    @settings(deadline=None)
    @given(SHARES, THRESHOLDS)
    @example([(5, 3), (106, 41), (91, 33), (102, 37)], ORDINARY)
    @example([(0, 8), (0, 9), (0, 14)], ORDINARY)
    def test_no_share_of_an_area_is_known(self, cells: list[tuple[int, int]], thresholds: Thresholds) -> None:
        """Not even to somebody who knows how many people there are in every area."""
        parts = [share(*cell) for cell in cells]
        hidden = hidden_parts(parts, "share", thresholds, order=range(len(parts)))
        assert primary(parts, "share", thresholds) <= hidden
        if hidden == frozenset(range(len(parts))):
            return  # then the areas say nothing, and the whole is public by its own rule
        bases = {place: sum(cells[place]) for place in hidden}
        for column in (0, 1):
            shown = [None if place in hidden else cell[column] for place, cell in enumerate(cells)]
            whole = sum(cell[column] for cell in cells)
            known = parts_of_a_whole(shown, whole, bases=bases)
            # What people answered the other way is bounded by the base as well.
            for place in hidden:
                known.low[place] = max(0, bases[place] - _other(cells, hidden, 1 - column))
            for place in hidden:
                enough = min(thresholds.count - 1, bases[place] + 1)
                assert len(known.candidates(place, enough)) >= enough

    @settings(deadline=None)
    @given(ROWS, THRESHOLDS, st.sampled_from(["count", "rate"]))
    def test_no_count_of_an_area_is_known(
        self, cells: list[int], thresholds: Thresholds, shape: Shape
    ) -> None:
        parts = [count(cell) if shape == "count" else Figure(Fraction(cell), Fraction(900)) for cell in cells]
        hidden = hidden_parts(parts, shape, thresholds, order=range(len(parts)))
        assert primary(parts, shape, thresholds) <= hidden
        if hidden == frozenset(range(len(parts))):
            return
        shown = [None if place in hidden else cell for place, cell in enumerate(cells)]
        known = parts_of_a_whole(shown, sum(cells), least=1)
        for place in hidden:
            assert len(known.candidates(place, thresholds.count)) >= thresholds.count - 1

    def test_without_secondary_hiding_an_area_follows(self) -> None:
        cells = [(5, 3), (106, 41), (91, 33), (102, 37)]
        hidden = primary([share(*cell) for cell in cells], "share", ORDINARY)
        assert hidden == {0}
        shown = [None if place in hidden else cell[0] for place, cell in enumerate(cells)]
        assert parts_of_a_whole(shown, 304).candidates(0, 9) == [5]

    def test_to_know_the_rules_helps_nobody(self) -> None:
        """The attacker runs our own rules on every table that could be behind what is shown."""
        behind: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
        for cells in product(range(15), repeat=3):
            behind[(*told(cells), sum(cells))].append(cells)
        for (*shown, total), tables in behind.items():
            if "c" not in shown or total > 14:
                continue  # larger tables with this total were not tried
            # All hidden, they say no more than their total: then little more than that bounds them.
            enough = 4 if shown.count("c") < 3 else min(3, total)
            for place in range(3):
                if any(0 < cells[place] < 5 for cells in tables) and shown[place] == "c":
                    values = {cells[place] for cells in tables}
                    assert len(values) >= enough, (shown, total, values)

    def test_which_one_is_added_depends_on_nothing_that_is_hidden(self) -> None:
        assert hidden_parts([count(3), count(40), count(8)], "count", ORDINARY, order=[0, 1, 2]) == {0, 1}
        assert hidden_parts([count(3), count(6), count(800)], "count", ORDINARY, order=[2, 1, 0]) == {0, 2}

    def test_where_not_enough_is_left_all_are_hidden_zeros_too(self) -> None:
        assert hidden_parts([count(0), count(0), count(3)], "count", ORDINARY, order=[0, 1, 2]) == {0, 1, 2}

    def test_a_share_without_a_base_hides_its_dimension(self) -> None:
        bare = Figure(value=Fraction(88))
        assert hidden_parts([share(50, 40), bare], "share", ORDINARY, order=[0, 1]) == {0, 1}

    @given(SHARES)
    def test_large_areas_hide_nothing(self, cells: list[tuple[int, int]]) -> None:
        large = [share(part + 30, rest + 30) for part, rest in cells]
        assert not hidden_parts(large, "share", ORDINARY, order=range(len(large)))

    @given(st.permutations([(5, 3), (106, 41), (91, 33), (102, 37), (60, 61)]))
    def test_the_order_of_rows_changes_nothing(self, cells: list[tuple[int, int]]) -> None:
        order = sorted(range(len(cells)), key=lambda place: sum(cells[place]))
        hidden = hidden_parts([share(*cell) for cell in cells], "share", ORDINARY, order=order)
        assert {cells[place] for place in hidden} == {(5, 3), (60, 61)}


def _other(cells: list[tuple[int, int]], hidden: frozenset[int], column: int) -> int:
    return sum(cells[place][column] for place in hidden)


def told(cells: Sequence[int]) -> tuple[object, ...]:
    hidden = hidden_parts([count(cell) for cell in cells], "count", ORDINARY, order=range(len(cells)))
    return tuple("c" if place in hidden else cell for place, cell in enumerate(cells))


class TestVerdicts:
    @pytest.mark.parametrize(
        ("figure", "shape", "counts", "expected"),
        [
            (share(9, 0), "share", False, "c"),
            (share(10, 0), "share", False, "u"),
            (share(30, 0), "share", False, "show"),
            (Figure(Fraction(0), Fraction(0)), "share", False, "show"),  # nobody was there
            (Figure(Fraction(70), Fraction(9)), "mean", False, "c"),
            (Figure(Fraction(70), Fraction(29)), "mean", False, "u"),
            (Figure(Fraction(3), Fraction(4212)), "rate", False, "show"),
            (Figure(Fraction(3), Fraction(4212)), "rate", True, "c"),
            (count(3), "count", False, "show"),
            (count(3), "count", True, "c"),
            (count(0), "count", True, "show"),
            (Figure(value=Fraction(96)), "share", False, "show"),
        ],
    )
    def test_of_the_whole_landlord(self, figure: Figure, shape: Shape, counts: bool, expected: str) -> None:
        assert whole_verdict(figure, shape, counts=counts, thresholds=ORDINARY) == expected

    def test_a_sensitive_count_is_hidden_up_to_nine(self) -> None:
        assert whole_verdict(count(9), "count", counts=True, thresholds=SENSITIVE) == "c"
        assert whole_verdict(count(10), "count", counts=True, thresholds=SENSITIVE) == "show"

    def test_nothing_of_nothing_is_shown_of_a_subgroup_too(self) -> None:
        assert show_percentage(0, 0, subgroup=True) == "show"


MONTHS = st.lists(st.one_of(st.integers(0, 12), st.integers(0, 50), st.none()), min_size=12, max_size=12)
QUARTERS = [(0, 3), (3, 6), (6, 9), (9, 12)]
SPANS = sorted([*QUARTERS, (0, 6), (6, 12), (0, 12)], key=lambda span: (span[1], span[1] - span[0]))


def few(figure: Figure, together: int) -> bool:
    return too_few(figure, "share", counts=False, thresholds=ORDINARY, together=together)


def asked(base: int | None) -> Figure | None:
    return None if base is None else Figure(Fraction(base), Fraction(base))


def released(bases: Sequence[int | None], ends: Sequence[int]) -> tuple[set[int], set[tuple[int, int]]]:
    """Everything that one release after the other made public: months and longer periods."""
    months: set[int] = set()
    longer: set[tuple[int, int]] = set()
    for place, end in enumerate(ends):
        parts = [asked(base) if month < end else None for month, base in enumerate(bases)]
        spans = [span for span in SPANS if any(part is not None for part in parts[span[0] : span[1]])]
        figures = [pooled(one for one in parts[first:after] if one) for first, after in spans]
        made = [Span(*span, figure) for span, figure in zip(spans, figures, strict=True)]
        hidden, hidden_spans = hidden_over_time(parts, made, few, ends[:place])
        months |= {month for month in range(end) if parts[month] and month not in hidden}
        longer |= {span for number, span in enumerate(spans) if span[1] <= end and number not in hidden_spans}
    return months, longer


def read_over_time(bases: Sequence[int | None], months: set[int], longer: set[tuple[int, int]]) -> Known:
    known = Known()
    for month, base in enumerate(bases):
        if base is not None and month not in months:
            known.unknown(month, 1)
    for first, after in longer:
        held = [month for month in range(first, after) if month in known.low]
        if held:
            known.add_up(held, sum(bases[month] or 0 for month in held))
    return known


class TestOverTime:
    @settings(deadline=None)
    @given(MONTHS, st.sets(st.integers(1, 11), max_size=6))
    @example([12, 13, 6, *[40] * 9], {1, 2, 3})
    @example([12, 13, 6, *[40] * 9], {3, 6, 9})
    @example([6, 12, 12, *[40] * 9], set())
    @example([*[40] * 11, 8], {3, 6, 9})
    def test_no_hidden_month_follows_from_all_releases_together(
        self, bases: list[int | None], ends: set[int]
    ) -> None:
        months, longer = released(bases, [*sorted(ends), 12])
        assert not any(
            base is not None and 0 < base < 10 and month in months for month, base in enumerate(bases)
        )
        known = read_over_time(bases, months, longer)
        solved = known.solved()
        for month in known.low:
            if 0 < (bases[month] or 0) < 10:
                assert month not in solved
                assume(bases[month] is not None)
                assert len(known.candidates(month, 9)) >= 9

    def test_a_quarter_less_its_other_months_would_give_the_month_away(self) -> None:
        known = read_over_time([12, 13, 6], {0, 1}, {(0, 3)})
        assert known.solved() == {2: 6}
        months, longer = released([12, 13, 6, *[None] * 9], [12])
        assert (months, longer) == (set(), {(0, 3), (0, 6), (0, 12)})

    def test_what_was_public_before_cannot_be_taken_back_so_the_quarter_goes(self) -> None:
        months, longer = released([12, 13, 6, *[None] * 9], [1, 2, 3])
        assert months == {0, 1}
        assert (0, 3) not in longer

    def test_a_stated_quarter_tells_of_a_month_without_a_figure_only_by_the_others(self) -> None:
        parts = [asked(6), None, asked(20)]
        stated = Span(0, 3, Figure(Fraction(50), Fraction(50)), stated=True)
        assert hidden_over_time(parts, [stated], few) == ({0}, frozenset())
        pooled_only = Span(0, 3, Figure(Fraction(26), Fraction(26)))
        assert hidden_over_time(parts, [pooled_only], few) == ({0, 2}, frozenset())

    def test_nothing_small_hides_nothing(self) -> None:
        months, longer = released([10] * 12, [3, 6, 9, 12])
        assert (len(months), len(longer)) == (12, 7)

    @given(st.lists(COUNTS, min_size=1, max_size=12))
    def test_no_step_between_two_public_totals_is_small(self, grown: list[int]) -> None:
        running = [sum(grown[: place + 1]) for place in range(len(grown))]

        def small(figure: Figure, together: int) -> bool:
            return too_few(figure, "count", counts=True, thresholds=ORDINARY, together=together)

        hidden = hidden_steps([count(value) for value in running], small)
        public = [0, *(value for place, value in enumerate(running) if place not in hidden)]
        assert steps(public[1:], 5).publish_each_period
        if steps(running, 5).publish_each_period:
            assert not hidden

    def test_without_the_guard_a_step_is_read_off(self) -> None:
        assert less(count(23), [count(20)]) == Figure(None, None, Fraction(3))
        assert not steps([20, 23], 5).publish_each_period
