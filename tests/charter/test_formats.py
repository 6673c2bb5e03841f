"""Dates, times and numbers in the languages of the landlord; English as GOV.UK writes them."""

import re
from datetime import date, datetime, time
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from django.utils import translation

from charter.languages import formats
from charter.languages.formats import long_date, month_and_year, month_of
from charter.periods import Period, months_between
from charter.templatetags import charter_ui
from measures import sentences
from measures.charts.words import with_short_unit
from measures.templatetags.measures_ui import headline

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("code", "whole", "month", "both"),
    [
        ("en-gb", "22 November 2026", "November", "November 2026"),
        ("cy", "22 Tachwedd 2026", "Tachwedd", "Tachwedd 2026"),
        ("pl", "22 listopada 2026", "listopad", "listopad 2026"),
        ("ur", "22 نومبر، 2026", "نومبر", "نومبر 2026"),
        ("en-xa", "22 November 2026", "November", "November 2026"),
    ],
)
def test_dates(code: str, whole: str, month: str, both: str) -> None:
    with translation.override(code):
        assert (long_date(DAY), month_of(DAY), month_and_year(DAY)) == (whole, month, both)
        assert charter_ui.long_date("2026-11-22") == whole


def test_periods() -> None:
    assert Period.parse("2025-26-Q4").label == "January to March 2026"
    assert Period.parse("2025-26").label == "April 2025 to March 2026"
    assert Period.parse("2025-06").label == "June 2025"
    assert months_between(date(2025, 6, 1), date(2026, 6, 30)) == "June 2025 to June 2026"
    with translation.override("cy"):
        assert Period.parse("2025-06").label == "Mehefin 2025"
        assert "Ionawr" in Period.parse("2025-26-Q4").label


# ---- Numbers. NO-BREAK SPACE parts a sign; marks of direction keep minus and % beside their digits.


@pytest.mark.parametrize(
    ("code", "number", "percent", "pounds"),
    [
        ("en-gb", "-1,234.50", "95.2%", "-£1,450.50"),
        ("cy", "-1,234.50", "95.2%", "-£1,450.50"),
        ("de", "-1.234,50", "95,2\u00a0%", "-1.450,50\u00a0£"),
        ("pl", "-1\u00a0234,50", "95,2%", "-1\u00a0450,50\u00a0£"),
        ("tr", "-1.234,50", "%95,2", "-£1.450,50"),
        ("ur", "\u200e-1,234.50", "95.2%", "\u200e-£1,450.50"),
        ("ar", "\u200e-1,234.50", "95.2\u200e%\u200e", "\u200f\u200e-1,450.50\u00a0£"),
    ],
)
def test_numbers(code: str, number: str, percent: str, pounds: str) -> None:
    with translation.override(code):
        assert formats.grouped("-1234.50") == charter_ui.commas("-1234.50") == number
        assert formats.percent(Decimal("95.2")) == with_short_unit("95.2", "%") == percent
        assert formats.pounds("-1450.50") == sentences.amount(Decimal("-1450.5"), "£", 2) == pounds


def test_the_decimals_of_a_number_are_kept_and_every_digit_of_it() -> None:
    long = "-123456789012345678.1234567890"
    assert formats.grouped(long) == "-123,456,789,012,345,678.1234567890"
    with translation.override("de"), localcontext(prec=5):
        assert formats.grouped(long) == "-123.456.789.012.345.678,1234567890"
        assert (formats.grouped("95.00"), formats.grouped(0), formats.grouped("0.0")) == ("95,00", "0", "0,0")
        assert formats.percent("99.99999999") == "99,99999999\u00a0%"


def test_digits_are_western_where_a_language_has_its_own() -> None:
    for code in ("ar", "fa", "bn", "ne"):
        with translation.override(code):
            assert "1234" in "".join(sign for sign in formats.grouped("1234") if sign.isdecimal())


def test_halves_go_up_before_a_number_is_written() -> None:
    with translation.override("de"):
        assert sentences.amount(Fraction(5, 2), "%", 0) == "3\u00a0%"
        assert sentences.amount(Fraction(-5, 2), "", 0) == "-3"
        assert sentences.amount(Fraction("1234.45"), "days", 1).startswith("1.234,5 ")
        assert sentences.gap_amount(Fraction(1, 8), "%", 2).startswith("0,13 ")


def test_pence_are_two_digits_or_left_out() -> None:
    assert [sentences.with_unit(one, "£") for one in ("1234.5", "7", "7.25")] == ["£1,234.50", "£7", "£7.25"]
    with translation.override("de"):
        assert sentences.with_unit("1234.5", "£") == "1.234,50\u00a0£"


def test_what_is_no_number_is_refused_and_nothing_is_a_dash() -> None:
    for code in ("en-gb", "de"):
        with translation.override(code):
            assert (charter_ui.commas(None), charter_ui.commas("")) == ("–", "")
            with pytest.raises(ArithmeticError):
                formats.grouped("twelve")


@pytest.mark.parametrize(
    ("code", "large", "sign"), [("en-gb", "95.2", "%"), ("de", "95,2", "%"), ("tr", "%95,2", "")]
)
def test_a_figure_in_large_type(code: str, large: str, sign: str) -> None:
    with translation.override(code):
        found = headline({"unit": "%", "figure": {"shown_unit": formats.percent("95.2")}})
    assert found is not None
    assert (found.number, found.sign) == (large, sign)


# ---- Times


@pytest.mark.parametrize(
    ("code", "half_past", "noon", "both", "short"),
    [
        ("en-gb", "5:30pm", "midday", "4 June 2025, 5:30pm", "4 June"),
        ("cy", "17:30", "12:00", "4 Mehefin 2025 17:30", None),
        ("de", "17:30", "12:00", "4. Juni 2025, 17:30", "4. Juni"),
    ],
)
def test_times(code: str, half_past: str, noon: str, both: str, short: str | None) -> None:
    with translation.override(code):
        assert (formats.clock(time(17, 30)), formats.clock(time(12))) == (half_past, noon)
        assert formats.date_and_time(datetime(2025, 6, 4, 17, 30)) == both
        assert short is None or formats.day_and_month(date(2025, 6, 4)) == short


def test_english_hours() -> None:
    hours = [formats.clock(time(*one)) for one in ((0,), (0, 5), (9,), (12, 1), (23, 59))]
    assert hours == ["midnight", "12:05am", "9am", "12:01pm", "11:59pm"]


# ---- One place for dates

ROOT = Path(__file__).resolve().parent.parent.parent
HAND_MADE = re.compile(r"%[bB]\b")
# Files that write or read the name of a month themselves, and why.
MONTHS_OF_THEIR_OWN = {
    "charter/languages/formats.py": "the one place where dates are written",
    "charter/form_parts.py": "reads dates that people type in English",
    "measures/csv_import/figures.py": "a fault of a file, which is in English (adr/0030)",
}


def hand_made_dates(source: str) -> bool:
    """Whether a source names months by a format of Python, which knows English alone."""
    return HAND_MADE.search(source) is not None


def test_dates_are_written_in_one_place() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for app in ("charter", "promises", "measures", "engagement", "launcher")
        for path in (ROOT / app).rglob("*.py")
        if hand_made_dates(path.read_text(encoding="utf-8"))
    }
    assert found == set(MONTHS_OF_THEIR_OWN)


@pytest.mark.parametrize(
    ("source", "is_hand_made"),
    [
        ('f"{day.day} {day:%B %Y}"', True),
        ('day.strftime("%d %b")', True),
        ('f"{day:%Y-%m-%d}"', False),
        ('f"{at:%H:%M}"', False),
    ],
)
def test_a_hand_made_date_is_found(source: str, is_hand_made: bool) -> None:
    assert hand_made_dates(source) is is_hand_made
