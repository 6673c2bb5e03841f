"""Dates in the languages of the landlord; English as GOV.UK writes it."""

from datetime import date

import pytest
from django.utils import translation

from charter.languages.formats import long_date, month_and_year, month_of
from charter.periods import Period, months_between
from charter.templatetags import charter_ui

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
