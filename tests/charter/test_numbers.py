"""Exact numbers: what is read, what is refused, how it is rounded and written."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.numbers import exact, fixed, key_in, plain, round_half_up, round_towards_zero

FRACTIONS = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("95", "95"),
        (" 95.50 ", "95.50"),
        ("-3.2", "-3.2"),
        ("1,234,567.5", "1234567.5"),
        ("007", "7"),
        ("-0", "0"),
        ("-0.00", "0.00"),
        ("0.0000000001", "0.0000000001"),
        ("999999999999999999", "999999999999999999"),
    ],
)
def test_what_is_read(text: str, number: str) -> None:
    assert exact(text) == Decimal(number)
    assert not exact(text).is_signed() or exact(text) < 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1_0",
        "１２",
        "1e5",
        "NaN",
        "Infinity",
        "12,34",
        "1,2345",
        ",123",
        ".5",
        "5.",
        "1.2.3",
        "+5",
        "--5",
        "5%",
        "1 000",
    ],
)
def test_what_is_not_a_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        exact(text)


@pytest.mark.parametrize(
    ("text", "message"), [("0.12345678901", "more than 10 decimals"), ("1234567890123456789", "too large")]
)
def test_what_is_too_long(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        exact(text)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (None, None),
        (0, "0"),
        (Decimal("100.00"), "100"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-0.0"), "0"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(-1, 10**9), "0"),
        (Fraction(5, 2), "2.5"),
    ],
)
def test_written_for_machines(number: Decimal | Fraction | None, written: str | None) -> None:
    assert plain(number) == written


def test_written_to_a_number_of_places() -> None:
    assert plain(Decimal("16.25"), 1) == "16.3"
    assert plain(Decimal("99.96"), 1) == "100"
    assert fixed(Fraction(9996, 100), 1) == "100.0"
    assert fixed(Fraction(-1, 100), 1) == "0.0"


def test_halves_go_away_from_zero() -> None:
    assert [round_half_up(Decimal(text), 0) for text in ("0.5", "1.5", "-0.5", "-1.5")] == [1, 2, -1, -2]
    assert str(round_half_up(Fraction(-1, 1000), 1)) == "0.0"


def test_more_digits_than_the_context_holds() -> None:
    assert str(round_half_up(Fraction(10**40 + 1, 2), 0)) == str((10**40 + 2) // 2)


@given(FRACTIONS, st.integers(0, 12))
def test_rounding_is_never_more_than_half_a_unit_away(number: Fraction, places: int) -> None:
    rounded = round_half_up(number, places)
    assert abs(Fraction(rounded) - number) <= Fraction(1, 2 * 10**places)
    assert round_half_up(rounded, places) == rounded
    assert -rounded == round_half_up(-number, places)


@given(FRACTIONS, st.integers(0, 12))
def test_cutting_never_moves_away_from_zero(number: Fraction, places: int) -> None:
    cut = Fraction(round_towards_zero(number, places))
    assert 0 <= abs(number) - abs(cut) < Fraction(1, 10**places)


@given(st.decimals(min_value=-(10**17), max_value=10**17, places=10, allow_nan=False))
def test_what_is_written_is_read_again(number: Decimal) -> None:
    written = plain(number)
    assert written is not None
    assert exact(written) == number


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("12", 12),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        (" 1", None),
        ("1_0", None),
        ("", None),
        (None, None),
    ],
)
def test_only_plain_digits_are_a_key(text: str | None, key: int | None) -> None:
    assert key_in(text) == key
