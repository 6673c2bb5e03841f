"""“How we worked this out”: every sum on a page is right, has its inputs, and leads to its rule."""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from charter.periods import Period
from measures import presenters
from measures.models import MilestoneStage
from measures.payload import documents, sums
from measures.payload.sums import edges, ends, figure_sum, points_sum
from measures.payload.workings import STEPS
from measures.scoring import RULE_VERSION, Figure, Rule, judge
from tests.demonstration import loaded
from tests.measures.by_hand import Hand, noon
from tests.measures.test_worked_examples import worked_out

EXPECTED = date(2026, 3, 31)
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def right(text: str) -> bool:
    """Whether a written sum is right to six decimals; “shown as” and units after it are cut off."""
    left, _, result = text.replace(",", "").partition(" = ")
    number = re.match(r"[-£]*([0-9.]+)", result)
    assert number, text
    return abs(worked_out(left) - Fraction(number[1])) < Fraction(1, 100_000)


# ---- Sums


@pytest.mark.parametrize(
    ("counts", "factor", "shown", "unit", "text"),
    [
        (("1163", "1312"), 100, "88.6", "%", "1,163 ÷ 1,312 × 100 = 88.643293, shown as 88.6%"),
        (("95", "100"), 100, "95.0", "%", "95 ÷ 100 × 100 = 95.0%"),
        (("72361", "5245"), 1, "13.8", "days", "72,361 ÷ 5,245 = 13.796187, shown as 13.8 days"),
        (("56", "4212"), 1000, "13.3", "for each 1,000 homes",
         "56 ÷ 4,212 × 1,000 = 13.295347, shown as 13.3 for each 1,000 homes"),
        (("119.6", "200.4"), 100, "59.7", "%", "119.6 ÷ 200.4 × 100 = 59.680639, shown as 59.7%"),
    ],
)  # fmt: skip
def test_the_sum_of_a_figure(counts: tuple[str, str], factor: int, shown: str, unit: str, text: str) -> None:
    over, under = map(Fraction, counts)
    assert figure_sum(Figure(over, under), Fraction(factor), factor * over / under, shown, unit) == text


def test_without_counts_there_is_no_sum_and_nothing_is_divided_by_nothing() -> None:
    assert figure_sum(Figure(value=Fraction(12)), Fraction(1), Fraction(12), "12", "days") == ""
    assert figure_sum(None, Fraction(100), None, "0", "") == ""
    assert (
        figure_sum(Figure(Fraction(0), Fraction(0)), Fraction(100), None, "0", "")
        == "0 ÷ 0: nothing to measure"
    )


HIGHER = Rule.of("higher", target=95, tolerance=2)
FLOORED = Rule.of("higher", target=95, tolerance=2, floor=80)
STRICT = Rule.of("higher", target=100, floor=95)
LOWER = Rule.of("lower", target=20, tolerance=10, tolerance_kind="relative")
RANGE = Rule.of("range", low=18, high=22, tolerance=1)
ALL_OR_NOTHING = Rule.of("higher", target=100)


@pytest.mark.parametrize(
    ("value", "rule", "text"),
    [
        ("95", HIGHER, "100 points, because the target is met"),
        ("94", HIGHER, "100 − 50 × 1 ÷ 2 = 75 points"),
        ("94.99", HIGHER, "100 − 50 × 0.01 ÷ 2 = 99.75, shown as 99 points"),
        ("92", HIGHER, "50 × (4 − 3) ÷ (4 − 2) = 25 points"),
        ("92", FLOORED, "50 × (15 − 3) ÷ (15 − 2) = 46.153846, shown as 46 points"),
        ("80", FLOORED, "0 points, because it is beyond where the points run out"),
        ("97.5", STRICT, "50 × (5 − 2.5) ÷ (5 − 0) = 25 points"),
        ("21", LOWER, "100 − 50 × 1 ÷ 2 = 75 points"),
        ("17.5", RANGE, "100 − 50 × 0.5 ÷ 1 = 75 points"),
        ("23.5", RANGE, "50 × (2 − 1.5) ÷ (2 − 1) = 25 points"),
        ("99.9", ALL_OR_NOTHING, "0 points, because it is beyond where the points run out"),
    ],
)
def test_the_sum_of_points(value: str, rule: Rule, text: str) -> None:
    judged = judge(Fraction(value), rule)
    assert points_sum(Fraction(value), rule, judged) == text
    if " = " in text:
        assert right(text)


def test_edges_and_ends() -> None:
    assert (edges(HIGHER), ends(HIGHER)) == ([93], [91])
    assert (edges(FLOORED), ends(FLOORED)) == ([93], [80])
    assert (edges(STRICT), ends(STRICT)) == ([], [95])
    assert (edges(LOWER), ends(LOWER)) == ([22], [24])
    assert (edges(RANGE), ends(RANGE)) == ([17, 23], [16, 24])
    assert (edges(ALL_OR_NOTHING), ends(ALL_OR_NOTHING)) == ([], [])


def test_the_points_of_a_promise() -> None:
    assert sums.mean_sum(Fraction(2740), Fraction(28), Fraction(2740, 28)) == (
        "2,740 ÷ 28 = 97.857143, shown as 97 points"
    )


# ---- By hand


@pytest.mark.django_db
def test_a_step_that_slipped_is_behind_wherever_it_stands(client: Client) -> None:
    hand = Hand.made()
    job = hand.measure("job", "milestone", "quarterly", direction="none", unit="", expected_by=EXPECTED)
    MilestoneStage.objects.create(measure=job, title="Half", due=date(2025, 5, 30))
    share = hand.measure("share", "composite", "quarterly")
    share.members.set([job])
    hand.promise("p", job, share)
    made = documents(Period.parse("2025-26-Q1"), noon("2025-10-20"))
    promise = made["promises/p"]
    assert [
        made["measures/job"]["word"],
        made["measures/job"]["workings"]["points_sum"],
        made["measures/share"]["members"][0]["word"],
        promise["lines"][0]["measure"]["word"],
        next(one["word"] for one in promise["workings"]["rows"] if one["slug"] == "job"),
    ] == ["Behind", "Behind: 50 points", "Behind", "Behind", "Behind"]
    page = " ".join(client.get("/how-we-score/").content.decode().split())
    assert "“behind” if a step on the way has slipped" in page


@pytest.mark.django_db
def test_a_promise_speaks_only_of_what_could_be_judged() -> None:
    hand = Hand.made()
    good, fine, later = (hand.measure(slug) for slug in ("good", "fine", "later"))
    for measure in (good, fine, later):
        hand.figure(measure, "2025-04", (90, 100))
    for measure in (good, fine):
        hand.target(measure, "2025-04-01", 80)
    hand.promise("p", good, fine, later)
    hand.promise("q", good, fine)
    hand.promise("r", good, later)
    made = documents(Period.parse("2025-04"), noon("2025-06-20"))
    assert [made[f"promises/{slug}"]["sentence"] for slug in "pqr"] == [
        "All 2 that could be judged are on target.",
        "All 2 measures are on target.",
        "The one that could be judged is on target.",
    ]


@pytest.mark.django_db
def test_a_quarter_names_its_months_what_is_missing_and_what_people_could_not_say() -> None:
    hand = Hand.made()
    pooled, short = hand.measure("pooled"), hand.measure("short")
    asked = hand.measure("asked", kind="satisfaction", frequency="quarterly")
    hand.promise("p", pooled, short, asked)
    for measure in (pooled, short, asked):
        hand.target(measure, "2025-04-01", 95, tolerance=2)
    for month, counts in (("2025-04", (90, 100)), ("2025-05", (15, 20)), ("2025-06", (60, 60))):
        hand.figure(pooled, month, counts)
    hand.figure(short, "2025-04", (90, 100))
    hand.figure(asked, "2025-26-Q1", (423, 593), answers={"dont_know": "64", "filter_no": "1"})
    made = documents(Period.parse("2025-26-Q1"), noon("2025-10-20"))
    found = made["measures/pooled"]["workings"]
    assert [(part["period"], part["base"]) for part in found["parts"]] == [
        ("2025-04", "90 of 100"),
        ("2025-05", "15 of 20"),
        ("2025-06", "60 of 60"),
    ]
    assert (found["method"], found["sum"]) == ("pooled", "165 ÷ 180 × 100 = 91.666667, shown as 91.7%")
    assert found["points_sum"] == "50 × (4 − 3.333333) ÷ (4 − 2) = 16.666667, shown as 16 points"
    assert (found["close_until"], found["zero_at"], found["distance"]) == (["93"], ["91"], "-3.333333")
    assert (found["shown_edges"], found["shown_distance"]) == ("93%", "3.333333 points")
    assert found["weights"] == [{"promise": "p", "title": "p", "weight": "1", "of": "3"}]
    assert made["measures/asked"]["workings"]["left_out"] == [
        "64 people said “don't know”.",
        "Fewer than 5 people were not asked, because it did not concern them.",
    ]
    nothing = made["measures/short"]["workings"]
    assert (nothing["points_sum"], nothing["score"], nothing["sum"]) == ("", None, "")
    promise = made["promises/p"]["workings"]
    rows = {row["slug"]: row for row in promise["rows"]}
    assert (rows["short"]["product"], rows["short"]["counts_as_due"]) == (None, True)
    assert (promise["weight_judged"], promise["weight_due"], promise["coverage_needed"]) == ("2", "3", "2/3")
    assert right(promise["sum"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sensitive", "months", "told"),
    [
        (False, ("1", "0", "0"), "Fewer than 5 people"),
        (False, ("2", "2", "0"), "Fewer than 5 people"),
        (False, ("20", "20", "3"), "Some people"),  # the first two were told in their own releases
        (False, ("20", "5", "0"), "25 people"),
        (True, ("9", "0", "0"), "Fewer than 10 people"),
        (True, ("20", "9", "0"), "Some people"),
        (True, ("20", "10", "0"), "30 people"),
    ],
)
def test_few_who_could_not_say_are_not_counted_out(
    sensitive: bool, months: tuple[str, ...], told: str
) -> None:
    hand = Hand.made()
    asked = hand.measure("asked", kind="satisfaction", sensitive=sensitive)
    hand.promise("p", asked)
    for month, count in zip(("2025-04", "2025-05", "2025-06"), months, strict=True):
        hand.figure(asked, month, (90, 100), answers={"dont_know": count})
    made = documents(Period.parse("2025-26-Q1"), noon("2025-10-20"))
    assert made["measures/asked"]["workings"]["left_out"] == [f"{told} said “don't know”."]


@pytest.mark.django_db
def test_cases_inside_their_limit_are_named_as_left_out() -> None:
    hand = Hand.made()
    measure = hand.measure("visits", kind="cases", frequency="monthly")
    hand.target(measure, "2025-04-01", 95)
    for month, left_out in (("2025-04", "1"), ("2025-05", "2"), ("2025-06", "0")):
        hand.figure(measure, month, (40, 40), answers={"cases_not_due": left_out})
    made = documents(Period.parse("2025-26-Q1"), noon("2025-10-20"))
    assert made["measures/visits"]["workings"]["left_out"] == [
        "Fewer than 5 cases were still inside their limit."
    ]


@pytest.mark.django_db
def test_a_range_names_its_unit_once() -> None:
    hand = Hand.made()
    measure = hand.measure(
        "rate", kind="rate", frequency="quarterly", direction="range", unit="for each 1,000 homes"
    )
    hand.target(measure, "2025-04-01", low=8, high=18, tolerance=1)
    hand.figure(measure, "2025-26-Q1", (80, 4000))
    found = documents(Period.parse("2025-26-Q1"), noon("2025-10-20"))["measures/rate"]["workings"]
    assert (found["shown_edges"], found["shown_ends"]) == (
        "7 to 19 for each 1,000 homes",
        "6 and 20 for each 1,000 homes",
    )
    assert found["shown_distance"] == "2"


@pytest.mark.django_db
def test_a_stated_year_says_that_it_was_stated() -> None:
    hand = Hand.made()
    measure = hand.measure("one", frequency="quarterly")
    for quarter in ("Q1", "Q2", "Q3", "Q4"):
        hand.figure(measure, f"2024-25-{quarter}", (9, 10))
    hand.figure(measure, "2024-25", (37, 40), differs_because="One job was counted twice.")
    found = documents(Period.parse("2024-25"), noon("2025-10-20"))["measures/one"]["workings"]
    assert (found["method"], found["parts"], found["sum"]) == ("stated", [], "37 ÷ 40 × 100 = 92.5%")


# ---- On the demonstration


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


def folder(name: str) -> dict[str, Any]:
    release = presenters.live_release()
    assert release is not None
    return presenters.documents(release, name)


@pytest.mark.slow
@pytest.mark.django_db
def test_every_sum_of_the_demonstration_is_right(demonstration: None) -> None:
    checked = 0
    for slug, document in folder("measures").items():
        made = document["workings"]
        assert made["rule_version"] == RULE_VERSION
        assert made["score"] == document["score"], slug
        for text in (made["sum"], made["points_sum"]):
            if " = " in text:
                assert right(text), f"{slug}: {text}"
                checked += 1
        assert bool(made["points_sum"]) == (document["state"] == "judged"), slug
        if " = " in made["points_sum"]:
            shown = made["points_sum"].partition(" = ")[2].replace(" points", "").partition(",")[0]
            assert abs(Fraction(shown) - Fraction(document["score"])) < Fraction(1, 100_000), slug
    assert checked > 20


@pytest.mark.slow
@pytest.mark.django_db
def test_the_rows_of_a_promise_give_its_points(demonstration: None) -> None:
    for slug, document in folder("promises").items():
        made = document["workings"]
        judged = [row for row in made["rows"] if row["product"] is not None]
        assert sum(Fraction(row["product"]) for row in judged) == pytest.approx(Fraction(made["points"])), (
            slug
        )
        assert len([row for row in made["rows"] if row["counts_as_due"]]) == document["due"], slug
        assert len(judged) == document["judged"], slug
        if document["score"] is not None:
            assert right(made["sum"]), slug


@pytest.mark.slow
@pytest.mark.django_db
def test_page_and_open_data_tell_the_same(demonstration: None, client: Client) -> None:
    for slug, document in folder("measures").items():
        page = client.get(f"/measures/{slug}/").content.decode()
        sent = client.get(f"/api/v1/measures/{slug}").json()["workings"]
        assert sent == document["workings"]
        for text in (sent["sum"], sent["points_sum"], *sent["left_out"]):
            assert text.replace("'", "&#x27;") in page, f"{slug}: {text}"
        assert page.count('id="workings"') == 1


@pytest.mark.django_db
def test_every_link_into_the_rules_leads_somewhere(client: Client) -> None:
    page = client.get("/how-we-score/").content.decode()
    anchors = set(re.findall(r'id="([a-z]+)"', page))
    named = set(STEPS.values()) | {"figure"}
    for path in TEMPLATES.rglob("*.html"):
        named |= set(re.findall(r"""{% url ["']how_we_score["'] %}#([a-z]+)""", path.read_text()))
    named |= set(re.findall(r'href="#([a-z]+)"', page)) - {"main"}
    assert named <= anchors
