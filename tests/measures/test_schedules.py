"""Publication schedules: read, due days, and how editions are judged (scoring.md 4.1)."""

from datetime import date, timedelta

import pytest

from measures.schedules import (
    Edition,
    EveryMonths,
    Once,
    OnChange,
    Schedule,
    ScheduleError,
    Yearly,
    due_days,
    editions_due,
    judge_publication,
    months_after_end,
    months_later,
    parse_schedule,
)
from measures.scoring import (
    MET,
    MISSED,
    NEAR,
    NO_TARGET,
    NOT_DUE,
    STALE,
    EditionDue,
    Outcome,
    Stage,
    judge_editions,
    judge_milestone,
)

STARTS = date(2024, 4, 1)
D = date(2025, 9, 30)
CUTOFF = date(2025, 10, 20)


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("every January", Yearly(1)),
        ("Every  january", Yearly(1)),
        ("every 3 months", EveryMonths(3)),
        ("every 1 month", EveryMonths(1)),
        ("every month", EveryMonths(1)),
        ("yearly by 30 September", Yearly(9, 30)),
        ("yearly by 29 February", Yearly(2, 29)),
        ("once by 2026-03-31", Once(date(2026, 3, 31))),
        ("on change", OnChange(12)),
        ("on change, reviewed every 24 months", OnChange(24)),
        ("on change , reviewed every 1 month", OnChange(1)),
    ],
)
def test_what_is_read(text: str, schedule: Schedule) -> None:
    assert parse_schedule(text) == schedule


@pytest.mark.parametrize(
    "text",
    ["", "every", "every Smarch", "every 0 months", "yearly by 31 June", "yearly by 0 May", "yearly by 3 Mai",
     "once by 2026-02-30", "once by tomorrow", "on change, reviewed every 0 months", "sometimes"],
)  # fmt: skip
def test_what_is_not_a_schedule(text: str) -> None:
    with pytest.raises(ScheduleError, match="is not a schedule"):
        parse_schedule(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("every January", ["2025-01-31"]),
        ("every February", ["2025-02-28"]),
        ("yearly by 30 September", ["2024-09-30", "2025-09-30"]),
        ("every 6 months", ["2024-10-01", "2025-04-01"]),
        ("once by 2025-03-31", ["2025-03-31"]),
        ("once by 2026-03-31", []),
        ("on change", []),
    ],
)
def test_due_days(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in due_days(parse_schedule(text), STARTS, D)] == days


def test_a_short_month_does_not_shift_what_follows() -> None:
    days = due_days(EveryMonths(1), date(2025, 1, 31), date(2025, 5, 31))
    assert [day.day for day in days] == [28, 31, 30, 31]
    assert months_later(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert months_after_end(date(2025, 9, 30), -3) == date(2025, 6, 30)
    assert months_after_end(date(2025, 2, 28), -12) == date(2024, 2, 29)
    assert months_after_end(date(2025, 9, 29), -3) == date(2025, 6, 29)


def judged(text: str, *editions: date | Edition, changes: tuple[date, ...] = (), **more: object) -> Outcome:
    listed = [one if isinstance(one, Edition) else Edition(one) for one in editions]
    given = {"starts": STARTS, "months": 12, "at": D, "cutoff": CUTOFF} | more
    return judge_publication(parse_schedule(text), listed, changes, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("published", "outcome"),
    [(date(2025, 9, 30), MET), (date(2025, 10, 1), NEAR), (date(2025, 10, 21), MISSED), (None, MISSED)],
)
def test_a_yearly_report(published: date | None, outcome: Outcome) -> None:
    editions = [date(2024, 9, 1), *([published] if published else [])]
    assert judged("yearly by 30 September", *editions) == outcome


def test_only_the_last_length_of_the_frequency_counts() -> None:
    assert judged("yearly by 30 September", date(2025, 2, 1)) == MISSED, "it answers the year before"
    made_for = Edition(date(2025, 9, 1), due=date(2025, 9, 30))
    assert judged("yearly by 30 September", made_for) == MET
    assert judged("every January", date(2025, 1, 3), months=3) == NOT_DUE


def test_one_late_of_four_is_late_and_one_missing_is_missed() -> None:
    quarters = [
        date(2024, 6, 20),
        date(2024, 9, 20),
        date(2024, 12, 20),
        date(2025, 3, 20),
        date(2025, 6, 20),
    ]
    assert judged("every 3 months", *quarters) == MET
    assert judged("every 3 months", *quarters[:4], date(2025, 7, 5)) == NEAR
    assert judged("every 3 months", *quarters[:4]) == MISSED


@pytest.mark.parametrize("day", [date(2025, 7, 31), date(2025, 10, 31), date(2026, 1, 31)])
def test_one_forgotten_does_not_make_the_next_ones_late(day: date) -> None:
    """Nothing came for 1 April; 1 July, 1 October and 1 January were each answered before their day."""
    editions = [Edition(one) for one in (date(2025, 6, 28), date(2025, 9, 28), date(2025, 12, 29))]
    asked = {"starts": date(2025, 1, 1), "months": 3, "at": day, "cutoff": day + timedelta(days=20)}
    assert judge_publication(EveryMonths(3), editions, [], **asked) == MET  # type: ignore[arg-type]


ANSWERED = [
    # half way between 1 July and 1 October is 16 August
    (["2024-08-16"], ["2024-08-16", None, None]),
    (["2024-08-17"], [None, "2024-08-17", None]),
    # the first came late, the second in time
    (["2024-09-01", "2024-09-30"], ["2024-09-01", "2024-09-30", None]),
    # the second is not for 1 October, for it came after it: the first was in time
    (["2024-09-30", "2024-10-05"], [None, "2024-09-30", None]),
    # two were forgotten: what came in October is late for October alone
    (["2024-10-05"], [None, "2024-10-05", None]),
    # it is for 1 April 2025, which is still to come
    (["2025-03-25"], [None, None, None]),
]


@pytest.mark.parametrize(("published", "answers"), ANSWERED)
def test_an_edition_belongs_to_the_day_it_came_nearest_to(published: list[str], answers: list[str]) -> None:
    editions = [Edition(date.fromisoformat(day)) for day in published]
    asked = editions_due(EveryMonths(3), editions, STARTS, date(2025, 3, 31))
    assert [one.published and one.published.isoformat() for one in asked] == answers


def test_an_edition_never_answers_twice() -> None:
    asked = editions_due(EveryMonths(3), [Edition(date(2024, 6, 20))], STARTS, date(2025, 1, 1))
    assert [one.published for one in asked] == [date(2024, 6, 20), None, None]


@pytest.mark.parametrize(
    ("text", "published", "answered"),
    [
        ("every January", date(2024, 1, 20), None),  # it answered the January before we began
        ("every January", date(2024, 2, 5), date(2024, 2, 5)),
        ("every 3 months", date(2024, 3, 31), None),
        ("every 3 months", date(2024, 4, 1), date(2024, 4, 1)),
        ("once by 2025-03-31", date(2023, 5, 1), date(2023, 5, 1)),
    ],
)
def test_what_came_before_the_schedule_began_answers_nothing(
    text: str, published: date, answered: date | None
) -> None:
    asked = editions_due(parse_schedule(text), [Edition(published)], STARTS, date(2025, 4, 1))
    assert asked[0].published == answered


def test_an_edition_for_a_day_that_the_schedule_lost_counts_as_any_other() -> None:
    """The schedule was “yearly by 30 September” when the edition was made."""
    made_for = Edition(date(2025, 9, 1), due=date(2025, 9, 30))
    assert judged("yearly by 15 September", Edition(date(2024, 9, 1)), made_for) == MET
    later = Edition(date(2025, 9, 1), due=date(2026, 9, 15))
    assert judged("yearly by 15 September", Edition(date(2024, 9, 1)), later) == MISSED, "it is for next year"


def test_on_the_due_day_nothing_is_missed_yet() -> None:
    assert judge_editions([EditionDue(D)], cutoff=D) == NOT_DUE
    assert judge_editions([EditionDue(D, CUTOFF)], cutoff=D) == NOT_DUE
    assert judge_editions([EditionDue(D)], cutoff=date(2025, 10, 1)) == MISSED


EDITION = date(2025, 4, 2)


@pytest.mark.parametrize(
    ("editions", "changes", "outcome"),
    [
        ([], [], MISSED),
        ([EDITION], [], MET),
        ([date(2024, 9, 30)], [], MET),
        ([date(2024, 9, 29)], [], STALE),
        ([Edition(EDITION, review_by=date(2025, 9, 29))], [], STALE),
        ([Edition(EDITION, review_by=date(2025, 9, 30))], [], MET),
        ([EDITION], [date(2025, 4, 1)], MET),
        ([EDITION], [date(2025, 3, 5)], MET),
        ([EDITION], [date(2025, 3, 4)], NEAR),
        ([EDITION], [date(2025, 9, 2)], MISSED),
        ([EDITION], [date(2025, 9, 3)], MET),
        ([EDITION, date(2025, 10, 5)], [date(2025, 9, 2)], NEAR),
        ([date(2024, 5, 1), EDITION], [date(2024, 4, 2)], NEAR),
        ([date(2024, 9, 1), EDITION], [date(2024, 8, 1)], NEAR),
        ([date(2024, 1, 1), date(2024, 9, 29), EDITION], [date(2024, 4, 2)], NEAR),
    ],
)
def test_documents_that_follow_changes(
    editions: list[date | Edition], changes: list[date], outcome: Outcome
) -> None:
    more = {"months": 24} if outcome == NEAR else {}
    assert judged("on change", *editions, changes=tuple(changes), **more) == outcome


@pytest.mark.parametrize(
    ("editions", "outcome"),
    [
        ([date(2025, 10, 5)], NEAR),  # the first one, after the day
        ([date(2025, 10, 21)], MISSED),  # after the cut-off
        ([date(2024, 9, 29), date(2025, 10, 5)], NEAR),  # looked at again, too late
        ([date(2024, 9, 29), date(2025, 10, 21)], STALE),
        ([date(2024, 9, 30), date(2025, 10, 5)], MET),
    ],
)
def test_what_came_after_the_day_is_late_at_best(editions: list[date], outcome: Outcome) -> None:
    assert judged("on change", *editions) == outcome


def test_a_late_edition_of_long_ago_is_forgotten() -> None:
    assert judged("on change", date(2024, 6, 1), EDITION, changes=(date(2024, 4, 2),), months=12) == MET


@pytest.mark.parametrize(
    ("expected", "done", "stages", "outcome"),
    [
        (None, None, [], NO_TARGET),
        (date(2025, 9, 1), date(2025, 9, 1), [], MET),
        (date(2025, 9, 1), date(2025, 10, 10), [], NEAR),
        (date(2025, 9, 1), date(2025, 10, 21), [], MISSED),
        (date(2025, 9, 1), None, [], MISSED),
        (D, None, [], MISSED),
        (date(2025, 12, 1), None, [], NOT_DUE),
        (date(2025, 12, 1), date(2025, 9, 1), [], MET),
        (date(2025, 12, 1), None, [Stage(date(2025, 9, 1))], NEAR),
        (date(2025, 12, 1), None, [Stage(date(2025, 9, 1), date(2025, 9, 5))], NOT_DUE),
        (date(2025, 12, 1), None, [Stage(date(2025, 9, 1), date(2025, 10, 21))], NEAR),
        (date(2025, 12, 1), None, [Stage(date(2025, 10, 1))], NOT_DUE),
    ],
)
def test_milestones(expected: date | None, done: date | None, stages: list[Stage], outcome: Outcome) -> None:
    assert judge_milestone(expected, done, stages, at=D, cutoff=CUTOFF) == outcome


def test_a_milestone_on_its_own_day_is_not_missed() -> None:
    assert judge_milestone(D, None, [], at=D, cutoff=D) == NOT_DUE
