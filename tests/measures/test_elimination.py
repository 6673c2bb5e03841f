"""What follows from sums alone: the product's elimination beside the attacker's."""

from hypothesis import given
from hypothesis import strategies as st

from measures.scoring.elimination import determined
from tests.measures.hiding_attack import Known

SUMS = st.lists(st.frozensets(st.integers(0, 7), min_size=1), max_size=9)


@given(SUMS)
def test_both_find_the_same(sums: list[frozenset[int]]) -> None:
    attacker = Known()
    for name in {name for held in sums for name in held}:
        attacker.unknown(name)
    for held in sums:
        attacker.add_up(held, sum(held))
    assert determined(sums) == attacker.solved().keys()


def test_three_sums_tell_together_what_no_two_of_them_tell() -> None:
    sums = [frozenset("ab"), frozenset("bc"), frozenset("ac")]
    assert determined(sums[:2]) == frozenset()
    assert determined(sums) == frozenset("abc")


def test_a_sum_told_twice_tells_nothing_more() -> None:
    assert determined([frozenset("ab"), frozenset("ab")]) == frozenset()
    assert determined([]) == frozenset()
