"""One year by hand: a target that changes in October, a late figure, a stated year and a correction of May.

The table, month by month, numerators of 100. Target 90 to September, 95 from October, each with tolerance 2.

| month     | Apr May Jun | Jul Aug Sep | Oct Nov Dec | Jan Feb Mar |
| figure    | 92  92  92  | 92  92  92  | 93  93  93  | 93  93  93  |
| quarter   | 92 met      | 92 met      | 93 near     | 93 near     |

November came on 15 January 2026; it was due on 30 December 2025. The year was stated as 1,122 of 1,200 (93.5,
near), because some jobs were written down later; its months make 1,110 of 1,200 (92.5, missed). In June 2026
May was put right: 80 instead of 92, so its quarter is 264 of 300 (88, near).
"""

from datetime import UTC, datetime
from fractions import Fraction

import pgtrigger
import pytest
from django.apps import apps

from charter.periods import Period
from measures import presenters
from measures.actions import approve_result, record_result, submit_result
from measures.actions.releases import publish_release
from measures.figures import Figures
from measures.models import Measure, Release, Result, Target
from measures.standing import MeasureStanding
from tests.measures.by_hand import Hand, noon

pytestmark = pytest.mark.django_db
FIRST_HALF = [f"2025-{month:02d}" for month in range(4, 10)]
SECOND_HALF = ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]
LATE = "2026-01-15"
CORRECTED = "2026-06-10"


@pytest.fixture
def hand() -> Hand:
    return Hand.made("2025-04")


@pytest.fixture
def measure(hand: Hand) -> Measure:
    """The whole year with November late and the year stated; nothing is corrected yet."""
    made = hand.measure("repairs")
    hand.promise("p", made)
    hand.target(made, "2025-04-01", 90, tolerance=2, ends="2025-09-30")
    hand.target(made, "2025-10-01", 95, tolerance=2)
    for month in (*FIRST_HALF, *SECOND_HALF):
        numerator = 92 if month in FIRST_HALF else 93
        hand.figure(made, month, (numerator, 100), on=LATE if month == "2025-11" else "")
    hand.figure(made, "2025-26", (1122, 1200), on="2026-04-28", differs_because="Some jobs came in later.")
    return made


def correct_may(hand: Hand, measure: Measure) -> Result:
    """80 instead of 92, by the verbs that people use, on 10 June 2026."""
    draft = record_result(
        measure=measure, period=Period.parse("2025-05"), by=hand.author,
        correction_reason="12 jobs were open.",
        figures=Figures(80, 100, why="It rained.", action="We hired two people."),  # type: ignore[arg-type]
    )  # fmt: skip
    found = approve_result(result=submit_result(result=draft, by=hand.author), by=hand.checker)
    Result.objects.filter(pk=found.pk).update(
        approval="final", submitted_at=noon(CORRECTED), decided_at=noon(CORRECTED)
    )
    measure.revisions.update(at=noon(CORRECTED))
    return found


def said(one: MeasureStanding) -> tuple[str, str, object, bool]:
    value = one.current.value if one.current else None
    return one.state, one.status, value, bool(one.current and one.current.late)


# the period, the day of the cut-off, then: state, status, value, late
TABLE = [
    ("2025-26-Q1", "2025-08-12", ("judged", "met", 92, False)),
    ("2025-26-Q2", "2025-11-11", ("judged", "met", 92, False)),
    ("2025-26-H1", "2025-11-11", ("judged", "met", 92, False)),
    ("2025-10", "2026-01-10", ("judged", "near", 93, False)),  # by the new target
    ("2025-26-Q3", "2025-12-30", ("judged", "met", 92, False)),  # November may still come: Q2 is used
    ("2025-26-Q3", "2026-01-10", ("overdue", "not_judged", None, False)),
    ("2025-26-Q3", "2026-02-10", ("judged", "near", 93, True)),  # it came, late
    ("2025-26-Q4", "2026-05-12", ("judged", "near", 93, False)),
    ("2025-26", "2026-05-12", ("judged", "near", Fraction(187, 2), False)),  # stated
    ("2025-26", "2026-04-20", ("judged", "missed", Fraction(185, 2), True)),  # before that its months
]


@pytest.mark.parametrize(("period", "on", "expected"), TABLE)
def test_the_table(
    hand: Hand, measure: Measure, period: str, on: str, expected: tuple[str, str, object, bool]
) -> None:
    assert said(hand.one("repairs", period, on)) == expected


def test_the_stated_year_is_shown_with_what_its_months_make(hand: Hand, measure: Measure) -> None:
    figure = hand.one("repairs", "2025-26", "2026-05-12").current
    assert figure is not None
    assert (figure.stated, figure.differs) == (True, True)
    assert [result.differs_because for result in figure.results] == ["Some jobs came in later."]
    assert Result.objects.filter(measure=measure).count() == 13, "the months are kept beside it"


def test_what_a_correction_moves_and_what_stays(hand: Hand, measure: Measure) -> None:
    correct_may(hand, measure)
    after = "2026-07-01"
    moved = {period: said(hand.one("repairs", period, after))[1:3] for period in ("2025-05", "2025-26-Q1")}
    assert moved == {"2025-05": ("missed", 80), "2025-26-Q1": ("near", 88)}
    assert said(hand.one("repairs", "2025-26-H1", after))[1:3] == ("met", 90)
    stays = {period: said(hand.one("repairs", period, after))[1:3] for period in ("2025-26-Q2", "2025-26")}
    assert stays == {"2025-26-Q2": ("met", 92), "2025-26": ("near", Fraction(187, 2))}
    before = said(hand.one("repairs", "2025-26-Q1", "2025-08-12"))
    assert before == ("judged", "met", 92, False), "as known then"


def test_what_was_published_stays_and_the_notice_says_what_moved(hand: Hand, measure: Measure) -> None:
    first = publish_release(period=Period.parse("2025-26-Q1"), by=hand.checker, cutoff=noon("2025-08-12"))
    second = publish_release(period=Period.parse("2025-26-Q2"), by=hand.checker, cutoff=noon("2025-11-11"))
    frozen = {one.slug: one.hash for one in (first, second)}
    correct_may(hand, measure)
    again = publish_release(
        period=Period.parse("2025-26-Q1"), by=hand.checker, cutoff=noon("2026-06-20"), reason="May was wrong."
    )
    assert {one.slug: one.hash for one in Release.objects.filter(slug__in=frozen)} == frozen
    assert {(one["title"], one["old"], one["new"]) for one in again.notice["moved"]} == {
        ("The charter", "1 of 1 promise kept", "0 of 1 promise kept, 1 nearly"),
        ("p", "Kept", "Nearly kept"),
        ("repairs", "92.0%, On target", "88.0%, Close to target"),
        ("repairs, May 2025", "92.0%, On target", "80.0%, Below target"),
    }
    view = presenters.release_named(again.slug)
    assert view is not None
    document = presenters.document(view, "measures/repairs")
    assert document is not None
    revision = document["revisions"][0]
    told = (
        revision["period"],
        revision["old"]["numerator"],
        revision["new"]["numerator"],
        revision["reason"],
    )
    assert told == ("2025-05", "92", "80", "12 jobs were open.")
    may = next(one for one in document["results"] if one["period"] == "2025-05")
    assert (may["flags"], may["data_status"]) == (["r"], "revised")


def test_a_target_decided_later_never_rejudges_what_was_published(hand: Hand, measure: Measure) -> None:
    """On 1 December somebody corrects the summer's target to 96: the cut-off of November still sees 90."""
    measure.targets.filter(target=90).update(target=96)
    history = apps.get_model("measures", "TargetEvent")._default_manager
    with pgtrigger.ignore("measures.TargetEvent:append_only"):  # the only way to act in the past
        history.filter(target=96).update(pgh_created_at=datetime(2025, 12, 1, tzinfo=UTC))
        history.exclude(target=96).update(pgh_created_at=datetime(2025, 4, 1, tzinfo=UTC))
    assert Target.objects.filter(target=96).exists()
    assert hand.one("repairs", "2025-26-Q2", "2025-11-11").status == "met"
    assert hand.one("repairs", "2025-26-Q2", "2025-12-02").status == "missed"
