"""Composites by hand: members met of members judged, at the same date, and how they look in public."""

from fractions import Fraction

import pytest
from django.test import Client

from charter.periods import Period
from measures import presenters
from measures.actions.releases import publish_release
from measures.models import Measure
from measures.scoring import MembersMet, members_met
from measures.standing import MeasureStanding
from tests.measures.by_hand import Hand, noon

pytestmark = pytest.mark.django_db
MEMBERS = ("gas", "electric", "fire")


@pytest.fixture
def hand() -> Hand:
    return Hand.made()


@pytest.fixture
def composite(hand: Hand) -> Measure:
    """Three quarterly members, each aiming at 95; the composite aims at 100, up to 34 below is close."""
    made = hand.measure("safety", "composite", "quarterly", decimals=0)
    hand.target(made, "2024-04-01", 100, tolerance=34)
    for slug in MEMBERS:
        member = hand.measure(slug, frequency="quarterly")
        hand.target(member, "2024-04-01", 95, tolerance=2)
        made.members.add(member)
    hand.promise("p", made)
    return made


def figures(hand: Hand, period: str, *numerators: int | None, **more: object) -> None:
    for slug, numerator in zip(MEMBERS, numerators, strict=True):
        if numerator is not None:
            hand.figure(Measure.objects.get(slug=slug), period, (numerator, 100), **more)


def safety(hand: Hand, period: str = "2025-26-Q1", on: str = "2025-08-20") -> MeasureStanding:
    return hand.one("safety", period, on)


# state and status of each member, then: met, judged, due, enough
COUNTED = [
    ("jm jm jm", (3, 3, 3, True)),
    ("jm jn ji", (1, 3, 3, True)),  # near is not met
    ("jm jm o", (2, 2, 3, True)),  # two of three is two thirds
    ("jm o s", (1, 1, 3, False)),
    ("jm o nd nt na", (1, 1, 2, False)),  # not due, no target and not applicable are left out
    ("jm nd nd nd", (1, 1, 1, True)),
    ("jm jm jm h h", (3, 3, 5, False)),  # hidden ones are due
    ("nd nt", (0, 0, 0, False)),
    ("", (0, 0, 0, False)),
]
STATES = {
    "jm": ("judged", "met"), "jn": ("judged", "near"), "ji": ("judged", "missed"),
    "o": ("overdue", "not_judged"), "s": ("stale", "not_judged"), "h": ("suppressed", "not_judged"),
    "nd": ("not_due", "not_judged"), "nt": ("no_target", "not_judged"),
    "na": ("not_applicable", "not_judged"),
}  # fmt: skip


@pytest.mark.parametrize(("members", "expected"), COUNTED)
def test_members_are_counted(members: str, expected: tuple[int, int, int, bool]) -> None:
    found = members_met(STATES[name] for name in members.split())
    assert (found, found.enough) == (MembersMet(*expected[:3]), expected[3])


# numerators of 100 of the three members, then: state, status, value, score, shown
JUDGED = [
    ((96, 97, 98), ("judged", "met", Fraction(100), Fraction(100), "100")),
    ((96, 97, 94), ("judged", "near", Fraction(200, 3), 100 - 50 * Fraction(100, 3) / 34, "67")),
    ((96, 94, 80), ("judged", "missed", Fraction(100, 3), 50 * Fraction(4, 3) / 34, "33")),
    ((96, 97, None), ("judged", "met", Fraction(100), Fraction(100), "100")),
    ((96, None, None), ("overdue", "not_judged", None, None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("numerators", "expected"), JUDGED)
def test_the_share_is_judged_as_a_percentage(
    hand: Hand, composite: Measure, numerators: tuple[int | None, ...], expected: tuple[object, ...]
) -> None:
    figures(hand, "2025-26-Q1", *numerators)
    one = safety(hand)
    figure = one.current
    found = (figure.value, one.score, figure.shown) if figure else (None, None, None)
    assert (one.state, one.status, *found) == expected


def test_too_few_members_say_how_many(hand: Hand, composite: Measure) -> None:
    figures(hand, "2025-26-Q1", 96, None, None)
    assert safety(hand).reason == "Only 1 of its 3 measures has a figure."


def test_without_members_due_nothing_is_judged(hand: Hand, composite: Measure) -> None:
    one = safety(hand, on="2025-07-02")
    assert (one.state, one.reason) == ("not_due", "None of its measures can be judged yet.")
    composite.members.clear()
    assert safety(hand).state == "not_due"


def test_without_a_target_it_is_shown_and_not_judged(hand: Hand, composite: Measure) -> None:
    composite.targets.all().delete()
    figures(hand, "2025-26-Q1", 96, 97, 98)
    one = safety(hand)
    assert (one.state, one.status, one.current and one.current.value) == ("no_target", "not_judged", 100)


def test_it_looks_at_its_members_at_the_same_date(hand: Hand, composite: Measure) -> None:
    """A yearly release sees the members of the year, pooled; a month sees their last quarter."""
    for period, numerator in (("2025-26-Q1", 80), ("2025-26-Q2", 99), ("2025-26-Q3", 99), ("2025-26-Q4", 99)):
        figures(hand, period, numerator, 99, 99)
    year = safety(hand, "2025-26", "2026-06-01")
    assert (year.current and year.current.figure and year.current.figure.numerator) == 2, "377 of 400 is near"
    quarter = safety(hand, "2025-26-Q2", "2026-06-01")
    assert quarter.status == "met"
    month = safety(hand, "2025-08", "2026-06-01")
    assert (month.status, month.current and month.current.period.key) == ("near", "2025-26-Q1")


def test_its_history_is_where_its_members_stood_at_each_end(hand: Hand, composite: Measure) -> None:
    figures(hand, "2025-26-Q1", 80, 97, 98)
    figures(hand, "2025-26-Q2", 96, 97, 98)
    figures(hand, "2025-26-Q3", 96, 97, None)
    one = safety(hand, "2025-26-Q3", "2026-02-20")
    told = [(figure.period.key, figure.value, figure.status) for figure in one.series]
    assert told == [
        ("2025-26-Q1", Fraction(200, 3), "near"),
        ("2025-26-Q2", 100, "met"),
        ("2025-26-Q3", 100, "met"),
    ]
    assert [figure.period.key for figure in one.longer] == [], "the year has not ended"
    assert safety(hand, "2025-26-Q2", "2026-02-20").series == one.series[:2], "the same at every date"


def test_a_provisional_member_makes_it_provisional(hand: Hand, composite: Measure) -> None:
    figures(hand, "2025-26-Q1", 96, 97, None)
    hand.figure(Measure.objects.get(slug="fire"), "2025-26-Q1", (96, 100), approval="provisional")
    figure = safety(hand).current
    assert figure is not None
    assert (figure.approval, figure.data_status, figure.flags) == ("provisional", "provisional", ("p",))


def test_a_retired_member_is_left_out_and_a_composite_never_counts(hand: Hand, composite: Measure) -> None:
    figures(hand, "2025-26-Q1", 96, 97, None)
    Measure.objects.filter(slug="fire").update(retired="2025-05-01")
    composite.members.add(hand.measure("inner", "composite", "quarterly"))
    one = safety(hand)
    assert [member.measure.slug for member in one.members] == ["electric", "gas"]
    assert (one.state, one.status) == ("judged", "met")


def test_the_promise_counts_it_and_the_page_names_its_members(
    hand: Hand, composite: Measure, client: Client
) -> None:
    figures(hand, "2025-26-Q1", 96, 97, 94)
    publish_release(period=Period.parse("2025-26-Q1"), by=hand.checker, cutoff=noon("2025-08-20"))
    live = presenters.live_release()
    assert live is not None
    document = presenters.document(live, "measures/safety")
    assert document is not None
    assert [(one["slug"], one["title"], one["word"]) for one in document["members"]] == [
        ("electric", "electric", "On target"),
        ("fire", "fire", "Close to target"),
        ("gas", "gas", "On target"),
    ]  # fmt: skip
    assert (document["word"], document["figure"]["base"]) == ("Close to target", "2 of 3")
    page = client.get("/measures/safety/").content.decode()
    assert 'href="/measures/fire/"' in page
    assert "Close to target does not count" in page


def test_a_measure_of_several_promises_is_judged_once_and_counted_in_each(hand: Hand) -> None:
    """By hand: a is met, b missed. The first promise has both, the second only a; the charter counts two."""
    a, b = hand.measure("a", frequency="quarterly"), hand.measure("b", frequency="quarterly")
    for measure, numerator in ((a, 96), (b, 80)):
        hand.target(measure, "2024-04-01", 95)
        hand.figure(measure, "2025-26-Q1", (numerator, 100))
    hand.promise("first", a, b)
    hand.promise("second", a)
    standing = hand.at("2025-26-Q1", "2025-08-20")
    scores = {slug: score for slug, (_, score) in standing.promises.items()}
    assert (scores["first"].score, scores["first"].judged, scores["first"].status) == (50, 2, "near")
    assert (scores["second"].score, scores["second"].judged, scores["second"].status) == (100, 1, "met")
    assert standing.measures_met == (1, 2), "a counts once"


@pytest.mark.usefixtures("composite")
def test_a_composite_is_compared_with_the_quarter_before_and_says_that_nothing_was_tested(hand: Hand) -> None:
    figures(hand, "2024-25-Q2", 96, 97, 98)
    figures(hand, "2025-26-Q1", 96, 94, 94)
    figures(hand, "2025-26-Q2", 96, 97, 94)
    change = safety(hand, "2025-26-Q2", "2025-11-20").change
    assert change is not None
    assert (change.test, change.verdict, change.good) == ("none", "not_tested", "better")
    publish_release(period=Period.parse("2025-26-Q2"), by=hand.checker, cutoff=noon("2025-11-20"))
    page = Client().get("/measures/safety/").content.decode()
    assert "April to June 2025 (not tested)" in page
    assert "than a year ago" not in page
