"""Figures of areas on a real database: how they add up, what the public sees of them, and what never."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.models import Charter, Landlord, Theme, User
from charter.periods import Period
from charter.querysets import working_calendar
from measures import pdf, presenters, report_view
from measures.actions.releases import publish_release
from measures.models import Commentary, Measure, MeasureLine, Result, Revision, Segment, Target
from measures.payload import documents
from measures.position import Reporting
from measures.querysets.history import comparison
from measures.standing import standing_at
from measures.standing.areas import Breakdown, breakdowns
from measures.standing.facts import MeasureFacts
from measures.standing.known import Known, ResultRow
from measures.standing.public import has_small_numbers
from measures.standing.segments import SegmentFacts, moved_wholes
from promises.models import Promise
from tests.measures.hiding_attack import parts_of_a_whole
from tests.people import signed_in

pytestmark = pytest.mark.django_db
Q1, Q2 = Period.parse("2025-26-Q1"), Period.parse("2025-26-Q2")
AFTER = datetime(2025, 12, 20, 12, tzinfo=UTC)
Numbers = tuple[int, int] | int


class World:
    """A landlord with one promise, a measure and four areas."""

    def __init__(self) -> None:
        landlord = Landlord.objects.create(name="Alderbrook Homes", first_period="2025-04")
        charter = Charter.objects.create(slug="c", title="C", landlord=landlord, is_current=True)
        theme = Theme.objects.create(charter=charter, slug="t", title="T")
        self.promise = Promise.objects.create(charter=charter, theme=theme, slug="p", title="P")
        self.author = User.objects.create_user("author@example.org", "Author")
        self.checker = User.objects.create_user("checker@example.org", "Checker")
        for homes, slug in ((1386, "alder"), (1204, "brook"), (985, "castle"), (637, "mill")):
            self.segment(slug, homes=homes)

    def segment(self, slug: str, **more: Any) -> Segment:
        return Segment.objects.create(**{"slug": slug, "dimension": "area", "name": slug.title()} | more)

    def measure(self, slug: str = "happy", **more: Any) -> Measure:
        given = {
            "kind": "percentage",
            "direction": "higher",
            "frequency": "quarterly",
            "decimals": 1,
            "unit": "%",
        }
        made = Measure.objects.create(slug=slug, title=slug.title(), **given | more)
        MeasureLine.objects.create(promise=self.promise, measure=made, text=made.title)
        Target.objects.create(measure=made, starts=date(2020, 4, 1), target=75, tolerance=5)
        return made

    def result(
        self, measure: Measure, numbers: Numbers, area: str = "", period: Period = Q1, **more: Any
    ) -> Result:
        pair = isinstance(numbers, tuple)
        at = datetime.combine(period.end, datetime.min.time(), UTC)
        return Result.objects.create(
            measure=measure,
            segment=Segment.objects.get(slug=area) if area else None,
            period=period.key,
            period_kind=period.kind,
            period_start=period.start,
            period_end=period.end,
            numerator=numbers[0] if pair else None,
            denominator=numbers[1] if pair else None,
            value=None if pair else numbers,
            entered_by=self.author,
            submitted_by=self.author,
            submitted_at=at,
            **{"workflow": "approved", "approval": "final", "decided_by": self.checker, "decided_at": at}
            | more,
        )

    def results(self, measure: Measure, areas: Mapping[str, Numbers], **more: Any) -> None:
        for area, numbers in areas.items():
            self.result(measure, numbers, area, **more)

    def document(self, slug: str = "happy", period: Period = Q1) -> dict[str, Any]:
        return documents(period, AFTER)[f"measures/{slug}"]


@pytest.fixture
def world() -> World:
    return World()


REPAIRS: dict[str, Numbers] = {
    "": (1402, 1918),
    "alder": (1102, 1439),
    "brook": (191, 324),
    "castle": (104, 147),
    "mill": (5, 8),
}


def rows(document: dict[str, Any], dimension: str = "area") -> dict[str | None, dict[str, Any]]:
    table = next(one for one in document["areas"]["dimensions"] if one["dimension"] == dimension)
    return {row["segment"]: row for row in table["rows"]}


def table(document: dict[str, Any]) -> dict[str, Any]:
    return document["areas"]["dimensions"][0]  # type: ignore[no-any-return]


class TestTable:
    def test_each_area_is_judged_by_the_target_and_the_small_one_is_hidden_with_another(
        self, world: World
    ) -> None:
        world.results(world.measure(), REPAIRS)
        found = rows(world.document())
        assert [found["alder"][name] for name in ("value", "base", "status", "word")] == [
            "76.580959", "1,102 of 1,439", "met", "On target",
        ]  # fmt: skip
        assert found["brook"]["status"] == "missed"
        for area in ("castle", "mill"):
            names = ("numerator", "denominator", "value", "shown", "score", "interval")
            assert [found[area][name] for name in names] == [None] * 6
            assert (found[area]["base"], found[area]["status"], found[area]["marker"]) == (
                "", "not_judged", "c",
            )  # fmt: skip
        assert table(world.document())["sentence"] == "All areas together are our whole figure."

    def test_the_whole_is_never_overwritten_and_what_is_in_no_area_is_said(self, world: World) -> None:
        measure = world.measure()
        areas = {name: pair for name, pair in REPAIRS.items() if name != "mill"}
        world.results(measure, areas | {"mill": (60, 90), "": (1502, 2060)})
        document = world.document()
        assert document["figure"]["base"] == "1,502 of 2,060"
        assert table(document)["adds_up"] == "less"
        assert rows(document)[None]["base"] == "45 of 60"
        assert "some homes are in no area" in table(document)["sentence"]

    def test_few_homes_in_no_area_are_hidden_like_an_area(self, world: World) -> None:
        areas = REPAIRS | {"mill": (60, 90), "": (1459, 2003)}
        world.results(world.measure(), areas)
        found = rows(world.document())
        assert (found[None]["hidden"], found["mill"]["hidden"]) == (True, True)
        assert not found["alder"]["hidden"]

    def test_areas_that_come_to_more_than_the_whole_are_all_hidden_if_one_is(self, world: World) -> None:
        world.results(world.measure(), REPAIRS | {"": (1300, 1900)})
        found = world.document()
        assert table(found)["adds_up"] == "more"
        assert all(row["hidden"] for row in rows(found).values())

    def test_where_areas_are_missing_it_is_said_which(self, world: World) -> None:
        areas = {name: pair for name, pair in REPAIRS.items() if name != "brook"}
        world.results(world.measure(), areas)
        found = table(world.document())
        assert (found["adds_up"], found["sentence"]) == (
            "incomplete", "There is no figure yet for Brook.",
        )  # fmt: skip

    def test_only_areas_that_stood_on_the_last_day_count(self, world: World) -> None:
        Segment.objects.filter(slug="mill").update(ends=date(2025, 6, 29))
        Segment.objects.filter(slug="castle").update(starts=date(2025, 6, 30))
        later = world.segment("brook-new", homes=1204, starts=date(2025, 5, 1))
        later.replaces.add(Segment.objects.get(slug="brook"))
        world.results(world.measure(), REPAIRS | {"brook-new": (191, 324), "mill": (55, 80)})
        found = rows(world.document())
        assert [slug for slug in found if slug] == ["alder", "brook-new", "castle"]
        assert found["brook-new"]["replaces"] == [{"segment": "brook", "name": "Brook", "until": None}]

    def test_a_total_of_the_whole_is_no_target_for_an_area(self, world: World) -> None:
        measure = world.measure(kind="count", unit="visits", decimals=0)
        world.results(measure, {"": 90, "alder": 40, "brook": 30, "castle": 20, "mill": 0})
        found = rows(world.document())
        assert {row["status"] for row in found.values()} == {"not_judged"}
        assert (found["alder"]["shown_unit"], found["mill"]["value"]) == ("40 visits", "0")

    def test_a_hidden_whole_hides_its_areas(self, world: World) -> None:
        measure = world.measure(kind="rate", sensitive=True)
        world.results(measure, {"": (8, 4212), "alder": (8, 1386), "brook": (0, 1204)})
        assert all(row["hidden"] for row in rows(world.document()).values())

    def test_money_is_nobody_and_a_sensitive_measure_shows_none(self, world: World) -> None:
        pounds = {"": 1480, "alder": 1431, "brook": 3}
        world.results(world.measure("cost", kind="money", unit="£", accumulation="mean"), pounds)
        world.results(world.measure("paid", kind="money", unit="£", sensitive=True), pounds)
        assert not any(row["hidden"] for row in rows(world.document("cost")).values())
        assert table(world.document("cost"))["adds_up"] == "incomplete"
        assert all(row["hidden"] for row in rows(world.document("paid")).values())

    def test_the_same_homes_under_another_name_are_hidden_too(self, world: World) -> None:
        for slug, homes in (("north", 985), ("south", 3227)):
            world.segment(slug, dimension="patch", homes=homes)
        patches: dict[str, Numbers] = {"north": (104, 147), "south": (1298, 1771)}
        world.results(world.measure(), REPAIRS | patches)
        found = world.document()
        assert rows(found)["castle"]["hidden"]
        assert rows(found, "patch")["north"]["hidden"]
        assert rows(found, "patch")["south"]["hidden"]

    def test_running_totals_show_areas_once_a_year(self, world: World) -> None:
        measure = world.measure(kind="count", cumulative=True, unit="visits", decimals=0)
        world.results(measure, {"": 90, "alder": 50, "brook": 40})
        assert world.document()["areas"] is None
        year_end = Period.parse("2025-26-Q4")
        world.results(measure, {"": 390, "alder": 250, "brook": 140}, period=year_end)
        found = documents(year_end, datetime(2026, 5, 20, tzinfo=UTC))["measures/happy"]
        assert [row["shown"] for row in rows(found).values()] == ["250", "140"]

    def test_the_number_of_queries_does_not_grow(self, world: World) -> None:
        world.results(world.measure(), REPAIRS)
        with CaptureQueriesContext(connection) as few:
            documents(Q1, AFTER)
        for number in range(6):
            made = world.measure(f"more-{number}")
            for period in (Q1, Q1.previous()):
                world.results(made, REPAIRS, period=period)
        with CaptureQueriesContext(connection) as many:
            documents(Q1, AFTER)
        assert len(many) <= len(few) + 1


class TestWholeFromParts:
    def test_where_only_areas_are_given_their_sum_is_the_whole(self, world: World) -> None:
        areas = {name: pair for name, pair in REPAIRS.items() if name}
        world.results(world.measure(), areas)
        found = world.document()
        assert (found["figure"]["base"], found["state"]) == ("1,402 of 1,918", "judged")
        assert found["figure"]["note"] == "We added up the figures of the areas."
        assert table(found)["from_parts"]

    def test_an_incomplete_dimension_makes_no_whole(self, world: World) -> None:
        world.results(world.measure(), {"alder": (1102, 1439), "brook": (191, 324)})
        assert world.document()["figure"] is None

    def test_a_stated_whole_stays_even_if_the_areas_say_otherwise(self, world: World) -> None:
        world.results(world.measure(), REPAIRS | {"": (1500, 2100)})
        assert world.document()["figure"]["base"] == "1,500 of 2,100"

    def test_shares_without_a_base_make_no_whole(self, world: World) -> None:
        world.results(world.measure(), {"alder": 80, "brook": 70, "castle": 75, "mill": 60})
        assert world.document()["figure"] is None
        assert all(row["hidden"] for row in rows(world.document()).values())


class TestWholeLandlord:
    def test_too_few_people_behind_it_and_it_is_due_and_not_judged(self, world: World) -> None:
        world.result(world.measure(critical=True), (3, 7), note="Seven people answered.")
        found = world.document()
        assert (found["state"], found["status"], found["score"], found["gap"]) == (
            "suppressed", "not_judged", None, "",
        )  # fmt: skip
        assert found["figure"]["value"] is found["figure"]["denominator"] is None
        assert found["sparkline"] == [None]
        assert "Seven" not in str(found)
        promise = documents(Q1, AFTER)["promises/p"]
        assert (promise["due"], promise["judged"], promise["status"]) == (1, 0, "insufficient_data")

    def test_a_base_of_ten_is_shown_and_marked(self, world: World) -> None:
        world.result(world.measure(), (8, 10))
        found = world.document()
        assert (found["state"], found["figure"]["flags"]) == ("judged", ["u"])

    @pytest.mark.parametrize(
        ("more", "value", "state"),
        [
            ({"kind": "count", "unit": "people"}, 4, "suppressed"),
            ({"kind": "count", "unit": "people"}, 5, "judged"),
            ({"kind": "count", "unit": "reports"}, 4, "judged"),
            ({"kind": "count", "unit": "reports", "sensitive": True}, 9, "suppressed"),
            ({"kind": "count", "unit": "people"}, 0, "judged"),
        ],
    )
    def test_small_counts_of_people_are_hidden_and_of_things_are_not(
        self, world: World, more: dict[str, Any], value: int, state: str
    ) -> None:
        world.result(world.measure(**more), value)
        assert world.document()["state"] == state

    def test_a_hidden_month_does_not_follow_from_its_quarter(self, world: World) -> None:
        measure = world.measure(frequency="monthly")
        for month, pair in (("2025-04", (15, 20)), ("2025-05", (4, 6)), ("2025-06", (16, 21))):
            world.result(measure, pair, period=Period.parse(month))
        found = world.document()
        assert (found["figure"]["base"], found["state"]) == ("35 of 47", "judged")
        shown = [row["denominator"] for row in found["results"] if row["kind"] == "month"]
        assert parts_of_a_whole([None, None, None], 47).solved() == {}
        assert shown == [None, None, None]
        assert found["sparkline"] == [None, None, None]
        assert [part["numerator"] for part in found["workings"]["parts"]] == [None, None, None]

    def test_nor_from_a_quarter_after_its_months_were_published(self, world: World) -> None:
        measure = world.measure(frequency="monthly")
        for month, pair in (("2025-04", (15, 20)), ("2025-05", (16, 21)), ("2025-06", (4, 6))):
            world.result(measure, pair, period=Period.parse(month))
        for month in ("2025-04", "2025-05"):
            publish_release(period=Period.parse(month), by=world.checker, cutoff=AFTER)
        found = documents(Q1, datetime(2099, 1, 1, tzinfo=UTC))["measures/happy"]
        assert found["state"] == "suppressed"
        assert [row["denominator"] for row in found["results"]] == ["20", "21", None, None]

    def test_a_correction_of_a_hidden_figure_says_only_that_it_was_made(self, world: World) -> None:
        measure = world.measure()
        old = world.result(measure, (3, 7))
        publish_release(period=Q1, by=world.checker, cutoff=datetime(2025, 7, 25, tzinfo=UTC))
        Result.objects.filter(pk=old.pk).update(workflow="superseded")
        new = world.result(measure, (33, 47), supersedes=old)
        Revision.objects.create(
            measure=measure, period=Q1.key, old=old, new=new, kind="correction", reason="Seven were few."
        )
        Revision.objects.update(at=datetime(2025, 8, 1, tzinfo=UTC))
        [found] = world.document()["revisions"]
        assert (found["hidden"], found["reason"], found["old"]["denominator"]) == (True, "", None)
        assert found["new"]["denominator"] is None


class TestExplained:
    """Words about a hidden month stand with its quarter, without its name, or it is said that they do not."""

    def explained(self, world: World, why: str) -> dict[str, Any]:
        measure = world.measure(frequency="monthly")
        for month, pair in (("2025-04", (15, 22)), ("2025-05", (4, 9)), ("2025-06", (16, 23))):
            made = world.result(measure, pair, period=Period.parse(month))
            if month == "2025-05":
                Commentary.objects.create(
                    result=made, why=why, action="A second firm comes.", written_by=world.author
                )
        return documents(Q1, AFTER)

    def test_the_words_stand_with_the_quarter_and_name_no_month(self, world: World) -> None:
        found = self.explained(world, "Our only surveyor was ill, so visits came late.")
        assert found["measures/happy"]["figure"]["base"] == "35 of 54"
        [comment] = found["measures/happy"]["commentary"]
        assert (comment["period"], comment["why"]) == (
            "2025-26-Q1", "Our only surveyor was ill, so visits came late.",
        )  # fmt: skip
        [line] = found["promises/p"]["lines"]
        assert (line["commentary"]["why"], line["commentary"]["about"]) == (comment["why"], "")
        [miss] = found["charter"]["misses"]
        assert miss["measures"][0]["commentary"]["action"] == "A second firm comes."

    @pytest.mark.parametrize(
        "why", ["We made 4 safe.", "Five families waited.", "Of 9 homes", "Only 44.4%", "In May we had few.",
                "NINE were asked.", "It was 44% then."],
    )  # fmt: skip
    def test_words_that_give_the_month_away_are_not_shown_and_not_denied(
        self, world: World, why: str
    ) -> None:
        found = self.explained(world, why)
        [comment] = found["measures/happy"]["commentary"]
        assert comment["why"].startswith("An explanation was written. We do not show it, because")
        assert why not in str(found)
        assert "A second firm comes." not in str(found)

    def test_the_boards_paper_never_denies_words_that_exist(self, world: World) -> None:
        self.explained(world, "Our only surveyor was ill.")
        publish_release(period=Q1, by=world.checker)
        live = presenters.live_release()
        assert live is not None
        [one] = report_view.board_report(live)["exceptions"]
        assert one["comment"]["why"] == "Our only surveyor was ill."
        assert "about" not in one["comment"]

    def test_words_of_a_shown_month_name_it_beside_the_quarter(self, world: World) -> None:
        measure = world.measure(frequency="monthly")
        for month in ("2025-04", "2025-05", "2025-06"):
            made = world.result(measure, (600, 1000), period=Period.parse(month))
        Commentary.objects.create(result=made, why="Late for 400.", action="More.", written_by=world.author)
        publish_release(period=Q1, by=world.checker)
        for where in ("/", "/promises/p/"):
            text = Client().get(where).content.decode()
            assert "<b>About June 2025:</b> Late for 400." in text, where
        live = presenters.live_release()
        assert live is not None
        [one] = report_view.board_report(live)["exceptions"]
        assert one["comment"]["about"] == "June 2025"


TARGET = Target(pk=1, starts=date(2020, 4, 1), target=Decimal(75), tolerance=Decimal(5))
HOMES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=6)


def in_memory(cells: list[tuple[int, int]], whole: tuple[int, int]) -> tuple[Breakdown, ...]:
    """The public table of areas with these answers, worked out without a database."""
    measure = Measure(
        pk=1, slug="m", kind="percentage", direction="higher", frequency="quarterly", decimals=1
    )
    segments = tuple(
        Segment(pk=place + 1, slug=f"s{place}", dimension="area", name=f"S{place}", homes=100 + place)
        for place in range(len(cells))
    )
    facts = MeasureFacts(
        measure=measure,
        reporting=Reporting("quarterly", {"working_days": 20}, working_calendar()),
        targets=(TARGET,),
        breaks=(),
        known={Q1: _known(whole)},
        today=date(2025, 12, 20),
        cutoff=AFTER,
    )
    facts = replace(facts, small_numbers=has_small_numbers(measure, facts.known.values()))
    by_segment = {place + 1: _known((part, part + rest)) for place, (part, rest) in enumerate(cells)}
    return breakdowns(facts, SegmentFacts(segments, {}, {1: {Q1: by_segment}}))


def _known(pair: tuple[int, int]) -> Known:
    at = datetime(2025, 7, 20, tzinfo=UTC)
    row = ResultRow(
        1, 1, Q1.key, "quarter", Q1.start, Q1.end, Decimal(pair[0]), Decimal(pair[1]), None, None, "", None,
        None, "", "", "", "final", "form", at, at, at,
    )  # fmt: skip
    return Known(row, Q1, at.date(), False)


def summed(cells: list[tuple[int, int]]) -> tuple[int, int]:
    return sum(part for part, _ in cells), sum(part + rest for part, rest in cells)


@settings(deadline=None, max_examples=60)
@given(HOMES)
def test_the_attacker_finds_nothing_in_a_published_table(cells: list[tuple[int, int]]) -> None:
    whole = summed(cells)
    [found] = in_memory(cells, whole)
    if not found.has_hidden or all(part.figure.hidden for part in found.parts):
        return
    shown = [part.figure.figure for part in found.parts]
    for column in ("numerator", "denominator"):
        numbers = [None if one is None else int(getattr(one, column)) for one in shown]
        known = parts_of_a_whole(numbers, whole[column == "denominator"])
        assert not known.solved()
        for place, number in enumerate(numbers):
            if number is None:
                assert len(known.candidates(place, 4)) == 4


@settings(deadline=None, max_examples=60)
@given(HOMES, st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_adding_an_area_never_changes_anothers_figures(
    cells: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    """Homes that were in no area get one. It may change which others are hidden, never what they are."""
    whole = summed([*cells, more])
    [before], [after] = in_memory(cells, whole), in_memory([*cells, more], whole)
    old = {part.segment.slug: part.figure for part in before.parts if part.segment}
    new = {part.segment.slug: part.figure for part in after.parts if part.segment}
    for slug, figure in old.items():
        if not figure.hidden and not new[slug].hidden:
            assert new[slug] == figure
    for place, (part, rest) in enumerate(cells):
        figure = new[f"s{place}"].figure
        assert figure is None or (figure.numerator, figure.denominator) == (part, Fraction(part + rest))


class TestPublished:
    """One release with a hidden month, area and correction: their numbers stand nowhere in it."""

    # Numbers that nothing else on a page would show.
    HIDDEN = ("1,061", "1061", "1471", "1,471", "72.1", "62.5", "42.9", "42.857")
    TOLD = ("canary of a note", "canary of a reason", "canary of an explanation")

    @pytest.fixture
    def published(self, world: World) -> Client:
        areas: dict[str, Numbers] = {
            "alder": (11020, 14390), "brook": (1910, 3240), "castle": (1061, 1471), "mill": (5, 8),
        }  # fmt: skip
        measure = world.measure()
        world.results(measure, {"": (13996, 19109)} | areas)
        small = world.measure("small")
        hidden = world.result(small, (3, 7), note="canary of a note")
        Commentary.objects.create(
            result=hidden, why="canary of an explanation", action="More.", written_by=world.author
        )
        old = world.result(small, (2, 7), workflow="superseded")
        Revision.objects.create(
            measure=small, period=Q1.key, old=old, new=hidden, kind="correction", reason="canary of a reason"
        )
        publish_release(period=Q1, by=world.checker)
        return Client()

    @pytest.mark.parametrize("slug", ["happy", "small"])
    @pytest.mark.parametrize("where", ["/measures/{}/", "/measures/{}.csv", "/measures/{}.json",
                                       "/api/v1/measures/{}", "/api/v1/results", "/performance/",
                                       "/promises/p/", "/", "/api/v1/results?format=csv"])  # fmt: skip
    def test_no_page_file_or_answer_knows_them(self, published: Client, where: str, slug: str) -> None:
        answer = published.get(where.format(slug))
        assert answer.status_code == 200
        text = answer.content.decode()
        assert not [canary for canary in self.TOLD if canary in text]
        assert not [number for number in self.HIDDEN if re.search(rf"(?<![\d.]){re.escape(number)}", text)]

    def test_a_page_that_shows_them_would_be_noticed(self, published: Client) -> None:
        text = published.get("/measures/happy/").content.decode()
        assert "11,020" in text
        assert text.count("[c]") >= 6

    def test_the_boards_paper_does_not_know_them(self, published: Client) -> None:
        live = presenters.live_release()
        assert live is not None
        content, _ = pdf.printed("measures/reports/board.html", report_view.board_report(live))
        text = pdf.words(content)
        assert "13,996" in text
        assert "Castle [c]" in " ".join(text.split())
        assert not [word for word in (*self.HIDDEN, *self.TOLD) if word in text]

    def test_the_rows_of_areas_travel_with_their_name(self, published: Client) -> None:
        found = published.get("/api/v1/results?measure=happy").json()["results"]
        assert [(row["segment"], row["value"], row["marker"]) for row in found if row["segment"]] == [
            ("alder", "76.580959", ""),
            ("brook", "58.950617", ""),
            ("castle", None, "c"),
            ("mill", None, "c"),
        ]


class TestStaff:
    def test_staff_see_the_value_and_that_the_public_does_not(self, world: World) -> None:
        measure = world.measure()
        world.results(measure, REPAIRS)
        for area, hidden in (("alder", False), ("castle", True), ("mill", True)):
            [found] = comparison(measure, Q2, Segment.objects.get(slug=area))
            assert (found.hidden, bool(found.value)) == (hidden, True), area

    def test_a_hidden_month_is_marked_and_its_quarters_neighbour_too(self, world: World) -> None:
        measure = world.measure(frequency="monthly")
        for month, pair in (("2025-04", (15, 20)), ("2025-05", (4, 6)), ("2025-06", (16, 21))):
            world.result(measure, pair, period=Period.parse(month))
        found = comparison(measure, Period.parse("2025-07"), None)
        assert [(one.parts, one.hidden) for one in found] == [
            ("16 of 21", True), ("4 of 6", True), ("15 of 20", True),
        ]  # fmt: skip

    def test_the_page_of_a_figure_says_so(self, world: World, approver: User) -> None:
        measure = world.measure()
        world.results(measure, REPAIRS)
        waiting = world.result(
            measure, (4, 7), "mill", period=Q2, workflow="submitted", approval="", decided_by=None,
            decided_at=None,
        )  # fmt: skip
        page = signed_in(approver).get(reverse("staff_approval", args=[waiting.pk])).content.decode()
        assert "4 of 7" in page
        assert "[c] Not shown in public, because so few people are behind it." in page
        assert "5 of 8" in page
        assert '<span class="sub">[c] Not shown in public</span>' in page


def test_the_attacker_would_find_the_area_if_only_the_small_one_were_hidden() -> None:
    cells = [(1102, 337), (191, 133), (104, 43), (5, 3)]
    shown = [part if part > 10 else None for part, _ in cells]
    assert parts_of_a_whole(shown, 1402).solved() == {3: 5}


def test_only_approved_figures_of_areas_known_by_then_count(world: World) -> None:
    measure = world.measure()
    world.result(measure, (1402, 1918))
    world.result(measure, (1102, 1439), "alder", workflow="submitted", approval="")
    assert world.document()["areas"] is None
    assert standing_at(Q1, AFTER).measures["happy"].state == "judged"


def test_an_area_that_completes_a_whole_asks_for_its_scores(world: World) -> None:
    measure = world.measure()
    areas = {name: pair for name, pair in REPAIRS.items() if name}
    world.results(measure, areas)
    parts = list(Result.objects.values_list("pk", flat=True))
    assert moved_wholes(parts) == set(Result.objects.values_list("measure_id", "period"))
    world.result(measure, (1402, 1918))
    assert not moved_wholes(parts)
