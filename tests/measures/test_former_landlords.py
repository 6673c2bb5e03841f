"""Landlords that became ours: named, drawn apart, and never joined to the whole."""

from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string

from charter.periods import Period
from measures.charts import chart_of
from measures.models import Break, Measure, Segment
from measures.payload import documents
from measures.templatetags.measures_ui import former_landlords
from tests.measures.by_hand import Hand, noon

pytestmark = pytest.mark.django_db

ON = "2025-10-20"


@pytest.fixture
def hand() -> Hand:
    return Hand.made("2024-04")


@pytest.fixture
def merged(hand: Hand) -> Measure:
    """Two landlords until March 2025, one from April 2025 on."""
    measure = hand.measure("m")
    hand.target(measure, "2024-04-01", 90)
    for name, done in (("Northgate Homes", 80), ("Southfield Homes", 160)):
        segment = Segment.objects.create(
            slug=name.split()[0].lower(), dimension="former landlord", name=name, ends=date(2025, 3, 31)
        )
        for month, more in (("2025-01", 0), ("2025-02", 2), ("2025-03", 4)):
            hand.figure(measure, month, (done + more, 200 if done > 100 else 100), segment=segment)
    for month, done in (("2025-04", 270), ("2025-05", 273), ("2025-06", 276)):
        hand.figure(measure, month, (done, 300))
    Break.objects.create(measure=measure, starts=date(2025, 4, 1), reason="Two landlords became one.")
    return measure


def document(period: str = "2025-26-Q1") -> dict[str, Any]:
    return documents(Period.parse(period), noon(ON))["measures/m"]


def test_what_came_before_is_not_joined_to_the_whole(hand: Hand, merged: Measure) -> None:
    one = hand.one("m", "2025-26-Q1", ON)
    assert [figure.period.key for figure in one.series] == ["2025-04", "2025-05", "2025-06"]
    assert hand.one("m", "2024-25-Q4", ON).current is None


def test_areas_of_the_same_months_are_joined(hand: Hand, merged: Measure) -> None:
    Segment.objects.update(dimension="area")
    assert hand.one("m", "2024-25-Q4", ON).current is not None


def test_each_has_its_own_line_and_name_before_ours(hand: Hand, merged: Measure) -> None:
    found = chart_of(document())
    assert found is not None
    for size in (found.wide, found.phone):
        assert size.former.count("M") == 2
        assert [name.text for name in size.former_names] == ["Northgate Homes", "Southfield Homes"]
        assert size.line.count("M") == 1
        assert len(size.points) == 3
    assert "Northgate Homes, which came before us, had 80.0% in January 2025 and 84.0%" in found.title
    assert "There is no figure" not in found.title
    assert found.wide.names[0].text == "Jan 2025"


def test_each_has_a_table_of_its_own_and_none_among_the_areas(hand: Hand, merged: Measure) -> None:
    whole = document()
    tables = former_landlords(whole)
    assert [(table.name, len(table.rows)) for table in tables] == [
        ("Northgate Homes", 3),
        ("Southfield Homes", 3),
    ]
    assert whole["areas"]["dimensions"] == []
    page = render_to_string("measures/_former.html", {"measure": whole})
    assert "They are not part of ours." in page
    assert page.index("March 2025") < page.index("January 2025")


def test_a_figure_of_a_former_landlord_may_be_hidden(hand: Hand, merged: Measure) -> None:
    merged.results.filter(segment__slug="northgate", period="2025-03").update(numerator=2, denominator=6)
    whole = document()
    (row,) = [
        one
        for one in whole["areas"]["results"]
        if (one["name"], one["period"]) == ("Northgate Homes", "2025-03")
    ]
    assert (row["value"], row["numerator"]) == (None, None)
    assert "[c]" in render_to_string("measures/_former.html", {"measure": whole})


def test_without_former_landlords_there_is_nothing(hand: Hand) -> None:
    measure = hand.measure("m")
    for month in ("2025-04", "2025-05"):
        hand.figure(measure, month, (90, 100))
    whole = document()
    assert former_landlords(whole) == []
    assert render_to_string("measures/_former.html", {"measure": whole}).strip() == ""
