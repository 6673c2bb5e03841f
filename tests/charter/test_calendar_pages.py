"""The working calendar as administrators keep it: add, change, remove, warned in time, no half-known year."""

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from charter import changes
from charter.actions.calendar import add_bank_holiday, as_seen, change_bank_holiday, remove_bank_holiday
from charter.faults import Refused
from charter.models import AuditEvent, BankHoliday, Job
from charter.querysets import calendar_state, working_calendar
from charter.working_time import Calendar, CalendarError, full_years
from tests.people import fields_of, signed_in

pytestmark = pytest.mark.django_db

GOOD_FRIDAY = date(2027, 3, 26)
# The days of 2029 by the rules of 1971, worked out by hand; a real list is announced and then added.
DAYS_OF_2029 = (
    (date(2029, 1, 1), "New Year's Day"),
    (date(2029, 3, 30), "Good Friday"),
    (date(2029, 4, 2), "Easter Monday"),
    (date(2029, 5, 7), "Early May bank holiday"),
    (date(2029, 5, 28), "Spring bank holiday"),
    (date(2029, 8, 27), "Summer bank holiday"),
    (date(2029, 12, 25), "Christmas Day"),
    (date(2029, 12, 26), "Boxing Day"),
)


@pytest.fixture
def client(administrator, landlord):
    return signed_in(administrator)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def holiday(day: date = GOOD_FRIDAY) -> BankHoliday:
    return BankHoliday.objects.get(day=day)


def press(client, where: str, form: str, do: str = "", **typed: object):
    given = fields_of(client.get(where), form) | typed
    return client.post(where, given | ({"do": do} if do else {}))


class TestYears:
    def test_the_seed_covers_ten_years_and_every_one_has_eight_days(self) -> None:
        calendar = working_calendar()
        assert (calendar.first_year, calendar.last_year) == (2019, 2028)
        assert set(calendar_state().years) == set(range(2019, 2029))
        assert min(calendar_state().years.values()) == 8

    def test_a_year_that_is_only_begun_is_not_covered(self, administrator) -> None:
        for day, title in DAYS_OF_2029[:-1]:
            add_bank_holiday(day=day, title=title, reason="Announced", by=administrator)
        with pytest.raises(CalendarError, match="covers 2019 to 2028"):
            working_calendar().is_working_day(date(2029, 6, 1))
        day, title = DAYS_OF_2029[-1]
        add_bank_holiday(day=day, title=title, reason="Announced", by=administrator)
        assert working_calendar().add_working_days(date(2028, 12, 27), 3) == date(2029, 1, 2)

    def test_years_after_a_gap_do_not_count(self) -> None:
        years = {year: [date(year, 1, day) for day in range(1, 9)] for year in (2024, 2025, 2027)}
        assert full_years([day for days in years.values() for day in days]) == (2024, 2025)
        assert full_years([]) is None
        assert full_years(years[2024][:7]) is None

    def test_an_empty_table_guesses_nothing(self) -> None:
        BankHoliday.objects.all().delete()
        with pytest.raises(CalendarError, match="empty"):
            working_calendar().is_working_day(date(2026, 6, 1))

    @pytest.mark.parametrize(("today", "soon"), [(date(2027, 12, 30), False), (date(2027, 12, 31), True)])
    def test_the_warning_comes_twelve_months_before_the_end(self, today: date, soon: bool) -> None:
        calendar = Calendar(frozenset(), 2019, 2028)
        assert (today >= calendar.warns_from) is soon


class TestActions:
    def test_a_day_is_added_with_a_reason_and_everybody_hears_of_it(self, administrator, monkeypatch) -> None:
        heard = []
        monkeypatch.setitem(changes._handlers, "calendar", [lambda ids, by: heard.append(list(ids))])
        made = add_bank_holiday(
            day=date(2027, 5, 10), title="  A royal   day ", reason="Announced on GOV.UK", by=administrator
        )
        assert made.title == "A royal day"
        assert heard == [[made.pk]]
        event = AuditEvent.objects.get(verb="add_bank_holiday")
        assert event.detail == {"day": "2027-05-10", "reason": "Announced on GOV.UK"}
        assert not working_calendar().is_working_day(date(2027, 5, 10))

    def test_scores_are_asked_for(self, administrator) -> None:
        add_bank_holiday(day=date(2027, 5, 10), title="A day", reason="Announced", by=administrator)
        assert Job.objects.filter(kind="score").exists()

    @pytest.mark.parametrize(
        ("day", "title", "reason", "says"),
        [
            (date(2027, 5, 10), "", "Why", "Give the name"),
            (date(2027, 5, 10), "x" * 81, "Why", "Give the name"),
            (date(2027, 5, 10), "A day", "  ", "Say why"),
            (GOOD_FRIDAY, "A day", "Why", "is in the calendar already: Good Friday"),
            (date(2018, 5, 10), "A day", "Why", "can hold the years 2019"),
            (date(2099, 5, 11), "A day", "Why", "can hold the years 2019"),
            (date(2030, 5, 10), "A day", "Why", "Complete 2029 first"),
        ],
    )
    def test_what_cannot_be_is_refused_and_changes_nothing(
        self, administrator, day: date, title: str, reason: str, says: str
    ) -> None:
        before = list(BankHoliday.objects.values_list("day", flat=True))
        with pytest.raises(Refused, match=says):
            add_bank_holiday(day=day, title=title, reason=reason, by=administrator)
        assert list(BankHoliday.objects.values_list("day", flat=True)) == before

    def test_a_day_is_moved(self, administrator) -> None:
        """As in 2020, when the day of early May moved to the 8th."""
        found = holiday(date(2027, 5, 3))
        change_bank_holiday(
            holiday=found, day=date(2027, 5, 7), title=found.title, reason="Moved", by=administrator,
            seen=as_seen(found),
        )  # fmt: skip
        calendar = working_calendar()
        assert calendar.is_working_day(date(2027, 5, 3))
        assert not calendar.is_working_day(date(2027, 5, 7))
        assert AuditEvent.objects.get(verb="change_bank_holiday").detail["before"] == "2027-05-03"

    def test_nobody_overwrites_what_they_have_not_seen(self, administrator) -> None:
        found = holiday()
        old = as_seen(found)
        BankHoliday.objects.filter(pk=found.pk).update(title="Another name")
        for verb in (
            lambda: remove_bank_holiday(holiday=found, reason="Why", by=administrator, seen=old),
            lambda: change_bank_holiday(
                holiday=found, day=found.day, title="x", reason="Why", by=administrator, seen=old
            ),
        ):
            with pytest.raises(Refused, match="Somebody changed this day"):
                verb()

    def test_a_year_never_falls_below_eight_days(self, administrator) -> None:
        found = holiday()
        with pytest.raises(Refused, match="2027 would have 7 bank holidays"):
            remove_bank_holiday(holiday=found, reason="Why", by=administrator, seen=as_seen(found))
        with pytest.raises(Refused, match="2027 would have 7"):
            change_bank_holiday(
                holiday=found, day=date(2028, 3, 27), title="x", reason="Why", by=administrator,
                seen=as_seen(found),
            )  # fmt: skip

    def test_a_one_off_day_can_be_removed_again(self, administrator) -> None:
        made = add_bank_holiday(day=date(2027, 5, 10), title="A day", reason="Announced", by=administrator)
        remove_bank_holiday(holiday=made, reason="Called off", by=administrator, seen=as_seen(made))
        assert working_calendar().is_working_day(date(2027, 5, 10))
        assert AuditEvent.objects.get(verb="remove_bank_holiday").detail["reason"] == "Called off"


class TestPages:
    def test_the_years_are_listed_and_this_one_is_shown(self, client) -> None:
        text = text_of(client.get(reverse("staff_calendar")))
        assert "The calendar covers 2019 to 2028." in text
        assert "Boxing Day" in text
        assert "ends on 31 December" not in text

    def test_a_year_of_the_address(self, client) -> None:
        assert "Friday 26 March 2027" in text_of(client.get(reverse("staff_calendar"), {"year": "2027"}))
        for odd in ("2050", "-1", "abc", "２０２７", "9" * 5000):
            assert client.get(reverse("staff_calendar"), {"year": odd}).status_code == 404

    def test_a_day_is_added_once_however_often_it_is_sent(self, client) -> None:
        where = reverse("staff_calendar")
        typed = fields_of(client.get(where)) | {"day": "10/05/2027", "title": "A day", "reason": "Announced"}
        answers = [client.post(where, typed) for _ in range(2)]
        assert [answer.url for answer in answers] == [f"{where}?year=2027"] * 2
        assert BankHoliday.objects.filter(day="2027-05-10").count() == 1
        assert "Added: 10 May 2027: A day." in text_of(client.get(answers[0].url))

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({"day": "31/02/2027", "title": "A day", "reason": "Why"}, "Enter a date"),
            ({"day": "", "title": "A day", "reason": "Why"}, "Enter the day"),
            ({"day": "26/03/2027", "title": "A day", "reason": "Why"}, "is in the calendar already"),
            ({"day": "10/05/2027", "title": "A day", "reason": ""}, "Say why"),
        ],
    )
    def test_faults_stay_beside_the_form_with_what_was_typed(self, client, typed, says: str) -> None:
        answer = press(client, reverse("staff_calendar"), "form", **typed)
        assert answer.status_code == 422
        assert says in text_of(answer)
        assert 'value="A day"' in text_of(answer)

    def test_a_day_is_changed_and_another_removed(self, client) -> None:
        where = reverse("staff_bank_holiday", args=[holiday().pk])
        answer = press(client, where, "change", "change", title="Good Friday (moved)", reason="As told")
        assert answer.url.endswith("?year=2027")
        assert holiday().title == "Good Friday (moved)"
        extra = BankHoliday.objects.create(day=date(2027, 5, 10), title="A day")
        where = reverse("staff_bank_holiday", args=[extra.pk])
        assert press(client, where, "remove", "remove", **{"remove-reason": "Called off"}).status_code == 302
        with pytest.raises(ObjectDoesNotExist):
            extra.refresh_from_db()

    def test_a_button_that_is_not_there_does_nothing(self, client) -> None:
        where = reverse("staff_bank_holiday", args=[holiday().pk])
        answer = press(client, where, "change", "explode", reason="Why")
        assert answer.status_code == 422
        assert "Choose a button" in text_of(answer)

    def test_removing_a_day_of_a_full_year_is_refused_on_the_page(self, client) -> None:
        where = reverse("staff_bank_holiday", args=[holiday().pk])
        answer = press(client, where, "remove", "remove", **{"remove-reason": "Why"})
        assert answer.status_code == 422
        assert "at least 8" in text_of(answer)
        assert holiday()

    def test_administrators_are_warned_on_both_pages_and_nobody_else(self, client, approver) -> None:
        BankHoliday.objects.filter(day__year__gt=2026).delete()
        for route in ("staff_home", "staff_calendar"):
            text = text_of(client.get(reverse(route)))
            assert "The working calendar ends on 31 December 2026." in text
            assert "Add the 8 bank holidays of 2027." in text
        assert "working calendar ends" not in text_of(signed_in(approver).get(reverse("staff_home")))


def test_a_weekend_day_is_refused(administrator) -> None:
    with pytest.raises(Refused, match="Saturday, when nobody works anyway"):
        add_bank_holiday(day=date(2026, 11, 21), title="Extra day", reason="Announced", by=administrator)
