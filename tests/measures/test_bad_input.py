"""Bad input at every door of the engine: one table. Each gives a named, plain error, and changes nothing.

The charter file has a table of its own with well over a hundred faults (`test_charter_file_faults.py`), files
of figures another (`test_csv_import.py`), case files a third.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.apps import apps
from django.utils import timezone

from charter.faults import Refused
from charter.numbers import exact
from charter.periods import Period, PeriodError, periods_between
from charter.working_time import Calendar, CalendarError
from measures import counters, csv_import
from measures.actions import record_result
from measures.actions.charter_file import Options, load_charter
from measures.actions.milestones import close_milestone
from measures.actions.releases import publish_release
from measures.csv_import import Catalogue, MeasureEntry
from measures.figures import Figures
from measures.models import Measure
from measures.schedules import ScheduleError, parse_schedule
from measures.scoring import (
    Item,
    Rule,
    ScoringError,
    WeightedGroup,
    check_rule,
    check_value,
    judge_grade,
    promise,
    satisfaction,
    value_of,
    weighted_share,
)
from tests.measures.by_hand import Hand, noon
from tests.measures.test_charter_file_faults import BASE

pytestmark = pytest.mark.django_db
CALENDAR = Calendar.of([date(2025, 1, 1), date(2026, 12, 25)])
MEASURE = '[[measures]]\nslug = "{slug}"\ntitle = "M"\nkind = "{kind}"\ndirection = "{direction}"\n'


@dataclass(frozen=True)
class Bad:
    """What is given to which door, the error that it must raise, and words that the error must say."""

    what: str
    door: Callable[[Hand], object]
    error: type[Exception]
    says: str


def charter_file(text: str, *, kind: str = "count", direction: str = "higher") -> Callable[[Hand], object]:
    """A charter file with one more measure, loaded."""
    head = MEASURE.format(slug="m-new", kind=kind, direction=direction) + 'frequency = "monthly"\n'
    data = (BASE.replace("Alder Homes", "Alderbrook Homes") + head + text).encode()
    return lambda hand: load_charter(data=data, by=hand.author, options=Options())


def target(**wanted: str) -> Callable[[Hand], object]:
    """A measure in a charter file with a target from 2030."""
    given = {"from": "2030-04-01"} | {name.rstrip("_"): value for name, value in wanted.items()}
    lines = [f"{name} = {value}" for name, value in given.items()]
    return charter_file("\n".join(["[[measures.targets]]", *lines, ""]), kind="percentage")


def figure(period: str, slug: str = "m", **numbers: object) -> Callable[[Hand], object]:
    """A figure typed for a period."""
    return lambda hand: record_result(
        measure=Measure.objects.get(slug=slug),
        period=Period.parse(period),
        figures=Figures(**numbers),  # type: ignore[arg-type]
        by=hand.author,
    )


def rows(*written: str) -> Callable[[Hand], object]:
    """A file of figures; its first fault is raised, so that the table can ask what it says."""
    data = "\n".join(["measure,period,numerator,denominator,value", *written]).encode()
    entry = MeasureEntry("m", "M", "percentage", "monthly", natural_max=Decimal(100), is_proportion=True)

    def door(hand: Hand) -> None:
        found = csv_import.read(data, Catalogue.of([entry]), today=date(2026, 1, 1))
        assert found.rows == (), "nothing of it is taken"
        raise Refused(f"{found.faults[0].column} {found.faults[0].what} {found.faults[0].remedy}")

    return door


def pure(work: Callable[[], object]) -> Callable[[Hand], object]:
    return lambda hand: work()


TWO = (
    "[[measures.targets]]\nfrom = {first}\n{until}target = 1\n"
    "[[measures.targets]]\nfrom = {second}\ntarget = 2\n"
)
TABLE = [
    # The charter file
    Bad(
        "targets that overlap",
        charter_file(TWO.format(first="2025-04-01", until="until = 2026-04-30\n", second="2026-04-01")),
        Refused,
        "the next one starts on 2026-04-01",
    ),
    Bad(
        "a gap between targets",
        charter_file(TWO.format(first="2025-04-01", until="until = 2025-12-31\n", second="2026-04-01")),
        Refused,
        "no target from 2026-01-01 to 2026-03-31",
    ),
    Bad(
        "two targets from one day",
        charter_file(TWO.format(first="2025-04-01", until="", second="2025-04-01")),
        Refused,
        "twice",
    ),
    Bad(
        "a member that is not there",
        charter_file('members = ["nobody"]\n', kind="composite"),
        Refused,
        "no measure “nobody”",
    ),
    Bad(
        "a composite of composites",
        charter_file('members = ["set"]\n', kind="composite"),
        Refused,
        "cannot contain one",
    ),
    Bad(
        "a composite of itself",
        charter_file('members = ["m-new"]\n', kind="composite"),
        Refused,
        "cannot contain itself",
    ),
    Bad("a trend of itself", charter_file('of = "m-new"\n', kind="trend"), Refused, "trend of itself"),
    Bad("a trend of no numbers", charter_file('of = "set"\n', kind="trend"), Refused, "no series of numbers"),
    Bad("an unknown counter", charter_file('counter = "smiles"\n', kind="counted"), Refused, "smiles"),
    Bad(
        "a negative weight",
        charter_file('promises = [{ promise = "keep-safe", weight = -1 }]\n'),
        Refused,
        "at least 0",
    ),
    Bad("an unknown promise", charter_file('promises = ["nothing"]\n'), Refused, "no promise “nothing”"),
    Bad("an unknown body", charter_file('monitored_by = ["nobody"]\n'), Refused, "no body “nobody”"),
    Bad(
        "a running total that is averaged",
        charter_file('cumulative = true\naccumulation = "mean"\n'),
        Refused,
        "never added up or averaged",
    ),
    Bad("a day outside the calendar", charter_file("next_review = 3026-01-01\n"), Refused, "cannot be right"),
    # One target
    Bad("a target above 100%", target(target="101"), Refused, "above the measure's natural maximum"),
    Bad("a range for a measure without one", target(low="1", high="2"), Refused, "has no low"),
    Bad("a floor on the good side", target(target="90", floor="95"), Refused, "not worse"),
    Bad("a negative tolerance", target(target="90", tolerance="-1"), Refused, "at least 0"),
    Bad("a target that ends before it begins", target(target="90", until="2030-01-01"), Refused, "before"),
    # One figure
    Bad("a figure of the future", figure("2199-01", value=Decimal(1)), Refused, "has not ended yet"),
    Bad("no figure", figure("2025-04"), Refused, "no figure"),
    Bad("half a figure", figure("2025-04", numerator=Decimal(1)), Refused, "both numbers"),
    Bad(
        "more than all",
        figure("2025-04", numerator=Decimal(2), denominator=Decimal(1)),
        Refused,
        "larger than",
    ),
    Bad(
        "a negative denominator",
        figure("2025-04", numerator=Decimal(-2), denominator=Decimal(-1)),
        Refused,
        "below 0",
    ),
    Bad(
        "a month of a quarterly measure", figure("2025-04", "quarterly", value=Decimal(1)), Refused, "shorter"
    ),
    Bad("an unknown grade", figure("2025-26-Q1", "grade", grade="Z"), Refused, "one of the grades"),
    Bad(
        "a number for a milestone", figure("2025-04", "milestone", value=Decimal(1)), Refused, "day on which"
    ),
    Bad(
        "a milestone done tomorrow",
        lambda hand: close_milestone(
            measure=Measure.objects.get(slug="milestone"),
            done_on=timezone.localdate() + timedelta(days=1),
            evidence="A photo.",
            by=hand.author,
        ),
        Refused,
        "on a day before",
    ),
    Bad(
        "a release of the future",
        lambda hand: publish_release(period=Period.parse("2198-99"), by=hand.checker),
        Refused,
        "not",
    ),
    # A file of figures
    Bad("the same period twice", rows("m,2025-04,1,2,", "M,2025-04,1,2,"), Refused, "as row 2"),
    Bad("an unknown measure", rows("n,2025-04,1,2,"), Refused, "n"),
    Bad("a period that is none", rows("m,2025-13,1,2,"), Refused, "not a period"),
    Bad("a period beyond the calendar", rows("m,2999-01,1,2,"), Refused, "not a period"),
    # Periods, days, schedules, counters
    Bad("the 13th month", pure(lambda: Period.parse("2025-13")), PeriodError, "is not a period"),
    Bad("the fifth quarter", pure(lambda: Period.parse("2025-26-Q5")), PeriodError, "Q1 to Q4"),
    Bad("a year that skips one", pure(lambda: Period.parse("2025-27")), PeriodError, "write 2025-26"),
    Bad("the year 9999", pure(lambda: Period.parse("9999-01")), PeriodError, "not a period"),
    Bad("a week", pure(lambda: Period.containing(date(2025, 1, 1), "week")), PeriodError, "not a kind"),
    Bad(
        "months to a year",
        pure(lambda: periods_between(Period.parse("2025-04"), Period.parse("2025-26"))),
        PeriodError,
        "not the same kind",
    ),
    Bad(
        "a due day beyond the calendar",
        pure(lambda: CALENDAR.due_date(date(2026, 12, 31), {"working_days": 9})),
        CalendarError,
        "Add that year's bank holidays",
    ),
    Bad(
        "a due rule of two kinds",
        pure(lambda: CALENDAR.due_date(date(2026, 1, 1), {"working_days": 1, "calendar_days": 1})),
        CalendarError,
        "not a due rule",
    ),
    Bad(
        "minus one working day",
        pure(lambda: CALENDAR.add_working_days(date(2026, 1, 1), -1)),
        CalendarError,
        "0 or more",
    ),
    Bad(
        "a schedule of no words",
        pure(lambda: parse_schedule("now and then")),
        ScheduleError,
        "not a schedule",
    ),
    Bad(
        "a counter that nobody knows",
        pure(lambda: counters.register("smiles", lambda first, last: counters.Count(1))),
        KeyError,
        "no counter",
    ),
    # Arithmetic
    Bad(
        "a weight below 0",
        pure(lambda: promise([Item("judged", Fraction(100), "met", Fraction(-1))])),
        ScoringError,
        "below 0",
    ),
    Bad("a rule without a target", pure(lambda: check_rule(Rule("higher"))), ScoringError, "no target"),
    Bad(
        "a range upside down",
        pure(lambda: check_rule(Rule.of("range", low=2, high=1))),
        ScoringError,
        "above",
    ),
    Bad(
        "a percent of nothing",
        pure(lambda: check_rule(Rule.of("higher", target=0, tolerance=1, tolerance_kind="relative"))),
        ScoringError,
        "no width",
    ),
    Bad("a share above its whole", pure(lambda: value_of(2, 1, proportion=True)), ScoringError, "larger"),
    Bad(
        "a value out of its range",
        pure(lambda: check_value(Fraction(101), Fraction(0), Fraction(100))),
        ScoringError,
        "above the highest",
    ),
    Bad(
        "a grade that is not on the list",
        pure(lambda: judge_grade(["A"], "Z", "A")),
        ScoringError,
        "not one of",
    ),
    Bad("minus one answer", pure(lambda: satisfaction({"neither": -1})), ScoringError, "below 0"),
    Bad(
        "a negative survey weight",
        pure(lambda: weighted_share([WeightedGroup(True, -1, 2)])),
        ScoringError,
        "below 0",
    ),
    Bad("a number with an exponent", pure(lambda: exact("1e9")), ValueError, "not a number"),
]


@pytest.fixture
def hand() -> Hand:
    """A landlord with a measure of each kind that the table needs."""
    made = Hand.made()
    made.target(made.measure("m"), "2024-04-01", 95, tolerance=2)
    made.measure("quarterly", "count", "quarterly")
    made.measure("grade", "grade", "quarterly", grades=["A", "B"], direction="none")
    made.measure("milestone", "milestone", "quarterly", direction="none")
    made.measure("set", "composite", "quarterly")
    made.figure(Measure.objects.get(slug="m"), "2025-06", (96, 100))
    return made


def held() -> dict[str, list[object]]:
    """Every row of every table of the apps, by table."""
    names = {"charter", "promises", "measures", "engagement"}
    models = [model for model in apps.get_models() if model._meta.app_label in names]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


@pytest.mark.parametrize("bad", TABLE, ids=lambda bad: bad.what)
def test_it_is_refused_in_plain_words_and_changes_nothing(hand: Hand, bad: Bad) -> None:
    before = held()
    with pytest.raises(bad.error) as raised:
        bad.door(hand)
    faults = getattr(raised.value, "faults", ())
    told = " ".join([str(raised.value), *(f"{fault.what} {fault.remedy}" for fault in faults)])
    assert bad.says in told
    assert not re.search(r"Traceback|None|Exception|object at|<class", told), told
    assert held() == before


def test_beyond_the_calendar_a_standing_refuses_to_guess(hand: Hand) -> None:
    with pytest.raises(CalendarError, match="Add that year's bank holidays"):
        hand.at("2029-30-Q1", noon("2029-09-01").date().isoformat())
