"""Cases against their limits: due moments, counts by period and segment, and a second way of counting."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

import pytest
from django.utils import translation
from django.utils.functional import Promise
from hypothesis import given, settings
from hypothesis import strategies as st

from charter.periods import Period
from charter.working_time import LONDON, CalendarError
from measures.cases import (
    RULES,
    Case,
    CaseFigure,
    CaseRuleError,
    Clock,
    Moment,
    Rule,
    Setting,
    due_of,
    due_words,
    figures_of,
    how_late,
    rule_of,
    rule_words,
    when,
)
from tests.charter.test_working_time import CALENDAR, rows

TEN_DAYS = Clock(Fraction(10), "working days")
A_DAY = Clock(Fraction(24), "hours", stops=True)
BY_THE_CLOCK = Clock(Fraction(24), "clock hours")
APRIL, MAY = Period.parse("2026-04"), Period.parse("2026-05")


def moment(text: str) -> Moment:
    day, _, at = text.partition(" ")
    return Moment(date.fromisoformat(day), time.fromisoformat(at) if at else None)


def case(received: str, closed: str = "", reference: str = "C-1", **more: object) -> Case:
    acknowledged = more.pop("acknowledged", "")
    return Case(
        reference,
        moment(received),
        closed=moment(closed) if closed else None,
        acknowledged=moment(str(acknowledged)) if acknowledged else None,
        **more,  # type: ignore[arg-type]
    )


def setting(rule: Rule, cutoff: str = "2026-08-01 09:00", kind: str = "month") -> Setting:
    return Setting(rule, CALENDAR, kind, 4, moment(cutoff).instant)


def counted(cases: list[Case], rule: Rule, cutoff: str = "2026-08-01 09:00") -> dict[str, tuple[int, int]]:
    """Numerator and denominator of each month for the whole landlord."""
    found = figures_of(cases, setting(rule, cutoff))
    return {
        period.key: (one.numerator, one.denominator)
        for (period, segment), one in found.items()
        if not segment
    }


class TestDue:
    @pytest.mark.parametrize("row", rows("working_24_hours_test_vectors.csv"), ids=lambda row: row["why"])
    def test_within_24_hours(self, row: dict[str, str]) -> None:
        due = due_of(case(row["received_local_time"].replace("T", " ")), A_DAY, CALENDAR)
        assert due.moment is not None
        assert due.moment.strftime("%Y-%m-%dT%H:%M") == row["deadline_local_time"]

    @pytest.mark.parametrize("row", rows("working_days_test_vectors.csv"), ids=lambda row: row["why"])
    def test_working_days(self, row: dict[str, str]) -> None:
        clock = Clock(Fraction(row["working_days"]), "working days")
        assert due_of(case(row["start_date_day_zero"]), clock, CALENDAR).day.isoformat() == row["due_date"]

    def test_clock_hours_never_stop_and_know_changed_clocks(self) -> None:
        ordinary = due_of(case("2026-05-02 16:30"), BY_THE_CLOCK, CALENDAR)
        assert ordinary.moment == datetime(2026, 5, 3, 16, 30, tzinfo=LONDON)
        forward = due_of(case("2026-03-28 13:00"), BY_THE_CLOCK, CALENDAR)
        assert forward.moment == datetime(2026, 3, 29, 14, tzinfo=LONDON)
        back = due_of(case("2026-10-24 13:00"), BY_THE_CLOCK, CALENDAR)
        assert back.moment == datetime(2026, 10, 25, 12, tzinfo=LONDON)

    def test_hours_with_stops_do_not_notice_changed_clocks(self) -> None:
        for received, ends in (("2025-03-28 13:00", "2025-03-31"), ("2025-10-24 13:00", "2025-10-27")):
            due = due_of(case(received), A_DAY, CALENDAR)
            assert due.moment == datetime.combine(date.fromisoformat(ends), time(13), LONDON)

    def test_half_an_hour(self) -> None:
        due = due_of(case("2026-01-09 23:45"), Clock(Fraction(1, 2), "hours", stops=True), CALENDAR)
        assert due.moment == datetime(2026, 1, 12, 0, 15, tzinfo=LONDON)

    def test_extensions_and_pauses_add_days_of_the_clocks_own_kind(self) -> None:
        late = case("2026-03-30", extension_days=2, paused_days=3)
        assert due_of(late, TEN_DAYS, CALENDAR).day == date(2026, 4, 22)
        assert due_of(late, Clock(Fraction(10), "calendar days"), CALENDAR).day == date(2026, 4, 14)
        friday = case("2026-01-09 16:30", extension_days=1)
        assert due_of(friday, A_DAY, CALENDAR).moment == datetime(2026, 1, 13, 16, 30, tzinfo=LONDON)

    def test_no_more_of_an_extension_counts_than_the_rule_allows(self) -> None:
        clock = Clock(Fraction(10), "working days", most_extension=10)
        asked = case("2026-06-01", extension_days=25)
        assert due_of(asked, clock, CALENDAR) == due_of(
            case("2026-06-01", extension_days=10), clock, CALENDAR
        )

    def test_the_clock_of_the_emergency_cannot_be_paused(self) -> None:
        assert due_of(case("2026-05-02 10:00", paused_days=3), BY_THE_CLOCK, CALENDAR) == due_of(
            case("2026-05-02 10:00"), BY_THE_CLOCK, CALENDAR
        )

    def test_from_the_acknowledgement_or_else_from_receipt(self) -> None:
        clock = Clock(Fraction(10), "working days", start="acknowledged")
        answered = case("2026-06-01", acknowledged="2026-06-05")
        assert due_of(answered, clock, CALENDAR).day == date(2026, 6, 19)
        assert due_of(case("2026-06-01"), clock, CALENDAR).day == date(2026, 6, 15)

    def test_receipt_on_a_weekend_or_holiday_is_day_0(self) -> None:
        saturday, good_friday = case("2026-01-10"), case("2026-04-03")
        five = Clock(Fraction(5), "working days")
        assert due_of(saturday, five, CALENDAR).day == date(2026, 1, 16)
        assert due_of(good_friday, five, CALENDAR).day == date(2026, 4, 13)

    def test_beyond_the_calendar_it_is_refused(self) -> None:
        with pytest.raises(CalendarError, match="covers 2019 to 2028"):
            due_of(case("2028-12-20"), TEN_DAYS, CALENDAR)


class TestCounting:
    RULE = Rule(TEN_DAYS)

    def test_on_the_due_day_is_in_time_and_the_day_after_is_late(self) -> None:
        cases = [
            case("2026-04-08", "2026-04-22", "C-1"),
            case("2026-04-08", "2026-04-23", "C-2"),
        ]
        assert counted(cases, self.RULE) == {"2026-04": (1, 2)}
        (late,) = figures_of(cases, setting(self.RULE))[APRIL, ""].late
        assert (late.case.reference, late.late_by) == ("C-2", timedelta(days=1))

    def test_exactly_24_hours_is_in_time_and_a_second_more_is_late(self) -> None:
        cases = [
            case("2026-04-01 10:00", "2026-04-02 10:00", "C-1"),
            case("2026-04-01 10:00", "2026-04-02 10:00:01", "C-2"),
        ]
        figure = figures_of(cases, setting(Rule(A_DAY)))[APRIL, ""]
        assert (figure.numerator, figure.denominator) == (1, 2)
        assert figure.late[0].late_by == timedelta(seconds=1)

    def test_the_night_the_clocks_go_back_is_compared_by_real_time(self) -> None:
        """01:45 came twice; the clock of 24 hours ended in the second one, at 01:30 by the wall."""
        rule = Rule(BY_THE_CLOCK)
        cases = [case("2026-10-24 02:30", "2026-10-25 01:45")]
        figures = figures_of(cases, setting(rule, "2026-11-02 09:00"))
        assert figures[Period.parse("2026-10"), ""].numerator == 1

    @pytest.mark.parametrize(
        ("cutoff", "figure", "not_due"),
        [("2026-04-22 23:59", (0, 0), 1), ("2026-04-23 00:00", (0, 1), 0)],
    )
    def test_an_open_case_counts_as_late_from_the_day_after(
        self, cutoff: str, figure: tuple[int, int], not_due: int
    ) -> None:
        found = figures_of([case("2026-04-08")], setting(self.RULE, cutoff))[APRIL, ""]
        assert (found.numerator, found.denominator, found.not_due) == (*figure, not_due)
        assert found.still_open == len(found.late) == found.denominator

    def test_an_open_case_in_hours_counts_from_the_moment_after(self) -> None:
        open_case = [case("2026-04-01 10:00")]
        rule = Rule(A_DAY)
        assert counted(open_case, rule, "2026-04-02 10:00") == {"2026-04": (0, 0)}
        assert counted(open_case, rule, "2026-04-02 10:00:01") == {"2026-04": (0, 1)}

    def test_a_case_done_early_waits_for_its_limit_too(self) -> None:
        """Else the first figures of a period would hold the quick cases only."""
        assert counted([case("2026-04-08", "2026-04-09")], self.RULE, "2026-04-20 09:00") == {
            "2026-04": (0, 0)
        }

    def test_what_happened_after_the_cutoff_is_not_known(self) -> None:
        later = [case("2026-04-08", "2026-04-27")]
        found = figures_of(later, setting(self.RULE, "2026-04-24 09:00"))[APRIL, ""]
        assert found.late[0].done is None
        assert figures_of(later, setting(self.RULE, "2026-04-07 09:00")) == {}

    @pytest.mark.parametrize(
        ("period_by", "month"), [("received", "2026-04"), ("due", "2026-05"), ("closed", "2026-06")]
    )
    def test_the_day_that_puts_a_case_into_its_period(self, period_by: str, month: str) -> None:
        rule = Rule(TEN_DAYS, period_by=period_by)
        assert counted([case("2026-04-30", "2026-06-02")], rule) == {month: (0, 1)}

    def test_by_the_closing_day_only_what_is_done_counts_and_at_once(self) -> None:
        rule = Rule(TEN_DAYS, period_by="closed")
        cases = [case("2026-04-08", "2026-04-10", "C-1"), case("2026-01-08", "", "C-2")]
        assert counted(cases, rule, "2026-04-12 09:00") == {"2026-04": (1, 1)}

    def test_first_contacts_are_left_out_or_counted(self) -> None:
        cases = [
            case("2026-04-08", "2026-04-08", "C-1", first_contact=True),
            case("2026-04-08", "2026-04-23", "C-2", first_contact=False),
        ]
        assert counted(cases, Rule(TEN_DAYS, exclude="first_contact")) == {"2026-04": (0, 1)}
        assert counted(cases, Rule(count="first_contact")) == {"2026-04": (1, 2)}

    def test_upheld_of_those_decided(self) -> None:
        cases = [
            case("2026-04-08", "2026-04-20", "C-1", outcome="upheld"),
            case("2026-04-09", "2026-04-20", "C-2", outcome="partly upheld"),
            case("2026-04-10", "", "C-3"),
        ]
        assert counted(cases, Rule(count="outcome:upheld")) == {"2026-04": (1, 2)}
        assert counted(cases, Rule(count="outcome:upheld", period_by="closed")) == {"2026-04": (1, 2)}

    def test_other_stages_belong_to_other_measures(self) -> None:
        cases = [
            case("2026-04-08", "2026-04-10", "C-1", stage="1"),
            case("2026-04-08", "2026-04-10", "C-1", stage="2"),
        ]
        assert counted(cases, Rule(TEN_DAYS, stage="1")) == {"2026-04": (1, 1)}

    def test_segments_have_their_own_figures_and_add_up_to_the_whole(self) -> None:
        cases = [
            case("2026-04-08", "2026-04-10", "C-1", segment="north"),
            case("2026-04-08", "2026-05-10", "C-2", segment="south"),
            case("2026-04-08", "2026-04-10", "C-3"),
        ]
        found = figures_of(cases, setting(self.RULE))
        pairs = {segment: (one.numerator, one.denominator) for (period, segment), one in found.items()}
        assert pairs == {"": (2, 3), "north": (1, 1), "south": (0, 1)}


class TestRules:
    def test_as_the_charter_file_stores_it(self) -> None:
        clock = {"limit": "24", "unit": "hours", "stops": "non-working days", "from": "acknowledged"}
        rule = rule_of({"clock": clock, "count": "in_time", "exclude": "first_contact", "period_by": "due"})
        assert rule.clock == Clock(Fraction(24), "hours", stops=True, start="acknowledged")
        assert (rule.exclude, rule.period_by) == ("first_contact", "due")

    @pytest.mark.parametrize(
        ("document", "says"),
        [
            ({}, "need a clock"),
            ({"count": "outcome:upheld", "period_by": "due"}, "need a clock"),
            ({"count": "in_tme"}, "cannot be used for count"),
            ({"count": "first_contact", "exclude": "first_contact"}, "leaves all of them out"),
            ({"clock": {"limit": "x", "unit": "hours"}}, "is not a limit"),
            ({"clock": {"limit": "-1", "unit": "hours"}}, "less than 0"),
            ({"clock": {"limit": "1.5", "unit": "working days"}}, "whole number"),
            ({"clock": {"limit": "2", "unit": "weeks"}}, "not a unit"),
            ({"clock": {"limit": "2", "unit": "hours", "rule": "mine"}}, "no ready-made rule"),
        ],
    )
    def test_what_cannot_be_counted_by_is_refused_by_name(
        self, document: dict[str, object], says: str
    ) -> None:
        with pytest.raises(CaseRuleError, match=says):
            rule_of(document)

    @pytest.mark.parametrize(
        ("name", "received", "acknowledged", "last_day"),
        [
            # By hand from the limits in domain.md 2.3 and 2.4; Easter 2026 is 3 to 6 April.
            ("complaint-stage-1-acknowledgement", "2026-03-30", "", "2026-04-08"),
            ("complaint-stage-1-response", "2026-03-30", "2026-04-01", "2026-04-17"),
            ("complaint-stage-2-acknowledgement", "2026-03-30", "", "2026-04-08"),
            ("complaint-stage-2-response", "2026-03-30", "2026-04-01", "2026-05-01"),
            ("hazard-investigation", "2025-10-27", "", "2025-11-10"),
            ("hazard-summary", "2025-10-27", "", "2025-10-30"),
            ("hazard-made-safe", "2025-10-27", "", "2025-11-03"),
            ("hazard-emergency", "2026-04-03 18:00", "", "2026-04-04"),
        ],
    )
    def test_ready_made_rules(self, name: str, received: str, acknowledged: str, last_day: str) -> None:
        made = RULES[name]
        assert made.source
        clock = {"rule": name, "limit": str(made.limit), "unit": made.unit, "from": made.start}
        rule = rule_of({"clock": clock, "period_by": made.period_by})
        assert rule.clock is not None
        found = due_of(case(received, acknowledged=acknowledged), rule.clock, CALENDAR)
        assert found.day.isoformat() == last_day
        assert rule.stage == made.stage

    def test_an_acknowledgement_ends_its_own_clock(self) -> None:
        name = "complaint-stage-1-acknowledgement"
        rule = rule_of({"clock": {"rule": name, "limit": "5", "unit": "working days"}})
        cases = [
            case("2026-04-08", "", "C-1", acknowledged="2026-04-15", stage="1"),
            case("2026-04-08", "", "C-2", acknowledged="2026-04-16", stage="1"),
            case("2026-04-08", "2026-04-09", "C-3", stage="1"),
        ]
        assert counted(cases, rule) == {"2026-04": (2, 3)}

    def test_the_landlords_own_limits(self) -> None:
        own = [rule.name for rule in RULES.values() if rule.is_own_limit]
        assert own == ["repairs-emergency", "repairs-non-emergency"]
        rule = rule_of(
            {"clock": {"rule": own[1], "limit": "28", "unit": "calendar days"}, "period_by": "closed"}
        )
        assert rule.clock is not None
        assert due_of(case("2026-04-01"), rule.clock, CALENDAR).day == date(2026, 4, 29)


class TestWords:
    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            (
                Rule(TEN_DAYS, period_by="due"),
                [
                    "The limit is 10 working days from the day it came in.",
                    "Weekends and bank holidays do not count.",
                    "A recorded extension adds to the limit.",
                    "Days on which the clock was paused add to it too.",
                    "A case belongs to the period in which it was due.",
                ],
            ),
            (
                Rule(Clock(Fraction(24), "clock hours", most_extension=0), exclude="first_contact"),
                [
                    "The limit is 24 hours from the moment it came in.",
                    "Weekends and bank holidays count like other days.",
                    "What was settled at first contact is left out.",
                    "A case belongs to the period in which it came in.",
                ],
            ),
            (
                Rule(Clock(Fraction(1), "working days", start="acknowledged", most_extension=10), stage="1"),
                [
                    "The limit is 1 working day from the day we said that we have it.",
                    "Weekends and bank holidays do not count.",
                    "A recorded extension adds to the limit, up to 10 days.",
                    "Days on which the clock was paused add to it too.",
                    "Only stage 1 counts.",
                    "A case belongs to the period in which it came in.",
                ],
            ),
            (
                Rule(count="outcome:upheld", period_by="closed"),
                ["A case belongs to the period in which it was done, and counts only then."],
            ),
        ],
    )
    def test_the_rule_in_sentences(self, rule: Rule, words: list[str]) -> None:
        assert rule_words(rule) == words

    @pytest.mark.parametrize(
        ("received", "closed", "clock", "words"),
        [
            ("2026-04-08", "2026-04-23", TEN_DAYS, "1 day"),
            ("2026-04-01 10:00", "2026-04-02 12:15", A_DAY, "2 hours 15 minutes"),
            ("2026-04-01 10:00", "2026-04-09 12:15", A_DAY, "7 days 2 hours"),
            ("2026-04-01 10:00", "2026-04-02 10:00:05", A_DAY, "less than a minute"),
            ("2026-04-08", "", TEN_DAYS, "101 days so far"),
        ],
    )
    def test_how_late(self, received: str, closed: str, clock: Clock, words: str) -> None:
        (late,) = figures_of([case(received, closed)], setting(Rule(clock)))[APRIL, ""].late
        assert how_late(late) == words


# ---- A second way of counting: day by day, with no shared line.

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 6, 30))


@st.composite
def some_case(draw: st.DrawFn) -> Case:
    received = draw(DAYS)
    closed = draw(st.none() | st.integers(0, 60))
    return Case(
        reference=draw(st.uuids()).hex.upper(),
        received=Moment(received),
        closed=None if closed is None else Moment(received + timedelta(days=closed)),
        segment=draw(st.sampled_from(["", "north", "south"])),
        first_contact=draw(st.booleans()),
        extension_days=draw(st.integers(0, 5)),
        paused_days=draw(st.integers(0, 5)),
    )


def last_day_of(one: Case, limit: int) -> date:
    """Walk the days one by one and stop at the last allowed working day."""
    left, day = limit + one.extension_days + one.paused_days, one.received.day
    while left:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in CALENDAR.holidays:
            left -= 1
    return day


def by_hand(cases: list[Case], limit: int, until: date) -> dict[str, list[int]]:
    """In time, counted, not due, by month of receipt."""
    found: dict[str, list[int]] = {}
    for one in cases:
        if one.received.day > until:
            continue
        numbers = found.setdefault(f"{one.received.day:%Y-%m}", [0, 0, 0])
        last = last_day_of(one, limit)
        if last >= until:
            numbers[2] += 1
            continue
        numbers[1] += 1
        numbers[0] += one.closed is not None and one.closed.day <= last
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(some_case(), max_size=30), DAYS, st.integers(1, 25))
def test_counting_day_by_day_gives_the_same(cases: list[Case], until: date, limit: int) -> None:
    cutoff = datetime.combine(until, time(12), UTC)
    rule = Rule(Clock(Fraction(limit), "working days"))
    found = figures_of(cases, Setting(rule, CALENDAR, "month", 4, cutoff))
    whole = {
        period.key: [one.numerator, one.denominator, one.not_due]
        for (period, segment), one in found.items()
        if not segment
    }
    assert whole == by_hand(cases, limit, until)


@settings(max_examples=100, deadline=None)
@given(st.lists(some_case(), max_size=30), DAYS, DAYS)
def test_what_must_always_hold(cases: list[Case], early: date, late: date) -> None:
    early, late = sorted((early, late))
    rule = Rule(TEN_DAYS, exclude="first_contact", period_by="due")

    def at(day: date, given: list[Case]) -> dict[tuple[Period, str], CaseFigure]:
        cutoff = datetime.combine(day, time(12), UTC)
        return figures_of(given, Setting(rule, CALENDAR, "quarter", 4, cutoff))

    before, after = at(early, cases), at(late, cases)
    assert at(late, cases[::-1]) == after  # in any order
    for (period, segment), one in after.items():
        assert 0 <= one.numerator <= one.denominator
        assert one.denominator - one.numerator == len(one.late)
        if not segment:
            parts = [after.get((period, name)) for name in ("north", "south")]
            assert sum(part.denominator for part in parts if part) <= one.denominator
    for key, one in before.items():  # time never takes a counted case away
        assert after[key].denominator >= one.denominator
        assert after[key].denominator + after[key].not_due >= one.denominator + one.not_due


class TestTold:
    def test_times_are_written_as_on_every_page_and_in_the_readers_language(self) -> None:
        at = case("2026-05-02 16:30").received
        due = due_of(case("2026-05-02 16:30"), BY_THE_CLOCK, CALENDAR)
        assert (when(at), due_words(due)) == ("2 May 2026, 4:30pm", "3 May 2026, 4:30pm")
        with translation.override("de"):
            assert (when(at), due_words(due)) == ("2. Mai 2026, 16:30", "3. Mai 2026, 16:30")

    def test_every_word_of_a_ready_made_rule_waits_for_the_readers_language(self) -> None:
        for rule in RULES.values():
            told = (rule.title, rule.source, rule.received, rule.closed)
            assert all(isinstance(one, Promise) for one in told), rule.name
