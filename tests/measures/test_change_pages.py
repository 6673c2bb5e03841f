"""What readers see of change and control: page, lists, file of the chart, open data, the Board's paper."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from measures import presenters
from measures.charts.paper import paper_chart
from measures.payload.canonical import canonical
from measures.report_view import board_report, direction_words
from tests.demonstration import loaded
from tests.measures import frozen

pytestmark = pytest.mark.django_db

TEXTS = dict.fromkeys(("definition", "source", "owner", "why", "numerator", "denominator"), "")


@pytest.fixture(scope="class")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def words(answer: Any) -> str:
    """The text of a page without its marks, spaces single."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def page(slug: str) -> str:
    return words(Client().get(f"/measures/{slug}/"))


def document(slug: str) -> dict[str, Any]:
    live = presenters.live_release()
    assert live is not None
    found = presenters.document(live, f"measures/{slug}")
    assert found is not None
    return found


@pytest.mark.usefixtures("demonstration")
class TestTheDemonstration:
    @pytest.mark.parametrize(
        ("slug", "said"),
        [
            ("emergency-repairs", "Getting worse, and not by chance"),
            ("phone-wait", "Getting better, and not by chance"),
            ("repairs-on-time", "Normal variation"),
            ("gas-checks", "The target was met in 9 of 10 quarters."),
            ("happy-with-repair", "We cannot be sure that this is a real fall."),
            ("running-cost-of-a-home", "(not tested)"),
            ("damp-made-safe", "Some months rest on fewer than 30 cases."),
            ("feel-safe", "If we had asked everybody, it would most likely be between"),
            ("phone-wait", "A new usual range from 1 January 2025"),
            ("happy-with-repair", "Not comparable before 1 April 2024"),
            ("first-visit-repairs", "From 1 April 2027 our target is 84%."),
            ("days-to-repair", "Its usual range reaches past the limit, so a miss could come by chance."),
            ("days-to-repair", "Letters in square brackets, such as [p], are marks. What the marks mean"),
        ],
    )
    def test_each_page_says_what_the_test_says(self, slug: str, said: str) -> None:
        assert said in page(slug)

    def test_where_a_test_speaks_no_plain_comparison_stands_beside_it(self) -> None:
        assert "A plain comparison" not in page("emergency-repairs")
        assert "(not tested)" not in page("emergency-repairs")

    def test_the_trend_is_judged(self) -> None:
        found = document("phone-wait-trend")
        assert (found["state"], found["status"], found["score"]) == ("judged", "met", "100")
        assert "It is worked out from Minutes you wait on the phone" in page("phone-wait-trend")

    def test_lists_say_the_same_as_the_page(self) -> None:
        for address in ("/performance/", "/promises/fix-things-when-we-say/"):
            assert "Getting worse" in words(Client().get(address))

    def test_the_chart_as_a_file_has_its_marks_and_words(self) -> None:
        drawn = Client().get("/measures/emergency-repairs.svg").content.decode()
        assert 'class="c-worse"' in drawn
        assert 'class="c-band"' in drawn
        assert "Not by chance worse" in drawn
        assert 'fill="#FFFFFF" stroke="#16191D"' in drawn  # told from a dot without any colour

    def test_the_open_data_carries_the_control_in_the_words_of_the_rules(self) -> None:
        spc = document("emergency-repairs")["spc"]
        assert spc["point_rules"][-1] == "below_lower_limit"
        assert spc["point_types"][-1] == "concern"
        assert (spc["variation_icon"], spc["assessable"], spc["reason"]) == ("concern_low", True, None)
        assert len(spc["point_periods"]) == len(spc["point_rules"]) == len(spc["point_types"]) == 36
        assert Client().get("/api/v1/measures/emergency-repairs").json()["spc"] == spc

    def test_every_document_is_exact(self) -> None:
        live = presenters.live_release()
        assert live is not None
        for found in presenters.documents(live, "measures").values():
            canonical(found)  # a binary float would raise

    def test_the_board_reads_the_same_words(self) -> None:
        live = presenters.live_release()
        assert live is not None
        report = board_report(live)
        shown = {row["direction"] for row in report["summary"]}
        assert {"Getting worse", "No clear change"} <= shown
        assert any("A hollow square is worse" in promise["charts"]["key"] for promise in report["promises"])
        text = render_to_string("measures/reports/_exceptions.html", report)
        assert "Getting worse, and not by chance." in text

    def test_the_paper_draws_what_the_page_draws(self) -> None:
        chart = paper_chart(document("emergency-repairs"), wide=True)
        assert chart is not None
        assert chart.drawing.normal.bands
        assert chart.drawing.marks.worse.count("M") == 18
        assert chart.dots.count("M") == 36 - 18

    def test_a_break_is_flagged_and_the_line_stops(self) -> None:
        found = document("happy-with-repair")
        (row,) = [one for one in found["results"] if "b" in one["flags"] and one["kind"] == "quarter"]
        assert row["period"] == "2024-25-Q1"
        chart = paper_chart(found, wide=True)
        assert chart is not None
        assert chart.drawing.line.count("M") == 2
        assert [start["break"] for start in found["spc"]["starts"]] == [True]


def test_a_release_from_before_control_is_shown_as_it_was() -> None:
    frozen.published(frozen.measure("repairs", frozen.quarters(8), texts=TEXTS))
    text = page("repairs")
    assert "Is it really changing?" not in text
    assert "There is nothing to compare with yet." in text


def test_a_release_from_before_control_keeps_its_plain_comparison() -> None:
    before = {
        "period": "x", "label": "April to June 2025", "a_year_ago": True, "shown_unit": "80%",
        "moved": "up", "good": "better",
    }  # fmt: skip
    frozen.published(frozen.measure("repairs", frozen.quarters(8), texts=TEXTS, before=before))
    text = page("repairs")
    assert "Better than a year ago" in text
    assert "A plain comparison. A small change can come by chance." in text
    assert direction_words(before) == "Better than a year ago"


@pytest.mark.parametrize("lower", [True, False])
@pytest.mark.parametrize("icon", ["consistent_pass", "inconsistent", "consistent_fail"])
def test_assurance_icons_differ_in_shape(icon: str, lower: bool) -> None:
    drawn = {
        one: render_to_string("components/assurance.html", {"icon": one, "lower": lower})
        for one in ("consistent_pass", "inconsistent", "consistent_fail")
    }
    assert len(set(drawn.values())) == 3
    assert 'aria-hidden="true"' in drawn[icon]


def test_variation_icons_differ_in_shape_and_not_only_in_colour() -> None:
    icons = [
        "common_cause", "improvement_high", "improvement_low", "concern_high", "concern_low",
        "neutral_high", "neutral_low",
    ]  # fmt: skip
    drawn = {render_to_string("components/variation.html", {"icon": icon}) for icon in icons}
    assert len(drawn) == len(icons)
    assert not any("#" in re.sub(r"\{#.*?#\}", "", one) for one in drawn)
