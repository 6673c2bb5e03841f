"""Locked periods: what locks them, asking, unlocking for a while, and the rule for what is published."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from charter.conflicts import Changed
from charter.faults import Refused
from charter.models import AuditEvent
from charter.periods import Period
from measures.actions import approve_result, record_result, submit_result
from measures.actions.periods import ask_for_unlock, end_unlock, set_lock_rule, unlock_period
from measures.actions.releases import publish_release
from measures.actions.results import Decision
from measures.actions.years import close_year
from measures.figures import Figures
from measures.models import LockRule, PeriodUnlock, Result
from measures.querysets.locks import locks_now
from tests.measures.years import MONTHS, YEAR, answers_from, given, whole_year
from tests.people import fields_of, make_person, put_into, signed_in

pytestmark = pytest.mark.django_db
MARCH = MONTHS[11]


@pytest.fixture
def closed(measure, landlord, data_owner, approver) -> None:
    answers_from(landlord)
    whole_year(measure, owner=data_owner, approver=approver)
    close_year(year=YEAR, by=approver)


def corrected(measure, by, period: Period = MARCH, share: int = 97) -> Result:
    return record_result(
        measure=measure,
        period=period,
        figures=Figures(Decimal(share), Decimal(100)),
        by=by,
        correction_reason="Counted twice.",
    )


def in_a_week() -> object:
    return timezone.localdate() + timedelta(days=7)


def test_asked_for_unlocked_corrected_and_final(closed, measure, data_owner, approver) -> None:
    with pytest.raises(Refused, match=r"is closed\. Ask for a correction"):
        corrected(measure, data_owner)
    asked = ask_for_unlock(measure=measure, period=MARCH, by=data_owner, reason="Counted twice.")
    with pytest.raises(Refused, match="is closed"):
        corrected(measure, data_owner)
    unlock_period(asked=asked, by=approver, until=in_a_week())
    sent = submit_result(result=corrected(measure, data_owner), by=data_owner)
    done = approve_result(result=sent, by=approver, decision=Decision("provisional"))
    assert done.approval == "final"  # the year is closed, whatever the approver chose
    revision = measure.revisions.get()
    assert (revision.kind, revision.reason) == ("correction", "Counted twice.")
    assert list(
        AuditEvent.objects.filter(subject_kind="measures.periodunlock").order_by("id").values_list("verb")
    ) == [("ask_for_unlock",), ("unlock_period",)]


def test_the_unlock_is_for_one_measure_and_period_until_a_day(closed, measure, data_owner, approver) -> None:
    until = in_a_week()
    unlock_period(measure=measure, period=MARCH, by=approver, until=until, reason="A file came late.")
    with pytest.raises(Refused, match="closed"):
        corrected(measure, data_owner, MONTHS[10])
    draft = corrected(measure, data_owner)
    with time_machine.travel(datetime.combine(until, datetime.min.time(), UTC) + timedelta(days=1, hours=9)):
        with pytest.raises(Refused, match="closed"):
            corrected(measure, data_owner)
        with pytest.raises(Refused, match="closed"):
            submit_result(result=draft, by=data_owner)


def test_locked_again_before_its_day(closed, measure, data_owner, approver) -> None:
    opened = unlock_period(
        measure=measure, period=MARCH, by=approver, until=in_a_week(), reason="A file came late."
    )
    with pytest.raises(Refused, match="Say why"):
        end_unlock(unlock=opened, by=approver, reason=" ")
    end_unlock(unlock=opened, by=approver, reason="It was right after all.")
    with pytest.raises(Refused, match="closed"):
        corrected(measure, data_owner)
    with pytest.raises(Refused, match="decided already"):
        end_unlock(unlock=opened, by=approver, reason="Again.")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reason": "  "}, "Say what is wrong"),
        ({"until": timedelta(days=-1)}, "The last day is past"),
        ({"until": timedelta(days=32)}, "31 days at most"),
        ({"period": Period.parse("2026-09")}, "is not locked"),
    ],
)
def test_bad_input_is_refused_in_words(closed, measure, approver, change, says) -> None:
    until = timezone.localdate() + change.get("until", timedelta(days=7))
    with pytest.raises(Refused, match=says):
        unlock_period(
            measure=measure,
            period=change.get("period", MARCH),
            by=approver,
            until=until,
            reason=change.get("reason", "A file came late."),
        )
    assert not PeriodUnlock.objects.exists()


def test_nobody_unlocks_what_they_asked_for(closed, measure, post) -> None:
    both = make_person("Both Roles", "data_owner", "approver")
    put_into(post, both)
    asked = ask_for_unlock(measure=measure, period=MARCH, by=both, reason="Counted twice.")
    with pytest.raises(Refused, match="You asked for this yourself"):
        unlock_period(asked=asked, by=both, until=in_a_week())
    with (
        pytest.raises(IntegrityError, match="unlock_by_another"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE measures_periodunlock SET given_by_id = asked_by_id, given_at = now(), until = now()"
        )


def test_only_owners_ask_and_only_approvers_unlock(closed, measure, data_owner, approver) -> None:
    with pytest.raises(Refused, match="a post that you do not hold"):
        ask_for_unlock(measure=measure, period=MARCH, by=approver, reason="Counted twice.")
    with pytest.raises(Refused, match="Only an approver"):
        unlock_period(measure=measure, period=MARCH, by=data_owner, until=in_a_week(), reason="Mine.")
    asked = ask_for_unlock(measure=measure, period=MARCH, by=data_owner, reason="Counted twice.")
    with pytest.raises(Refused, match="asked for already"):
        ask_for_unlock(measure=measure, period=MARCH, by=data_owner, reason="Counted twice.")
    with pytest.raises(Refused, match="Only an approver"):
        end_unlock(unlock=asked, by=data_owner, reason="Never mind.")


class TestPublished:
    @pytest.fixture
    def published(self, measure, landlord, data_owner, approver) -> object:
        answers_from(landlord, "2026-07")
        for month in ("2026-07", "2026-08", "2026-09"):
            given(measure, Period.parse(month), owner=data_owner, approver=approver)
        return publish_release(period=Period.parse("2026-27-Q2"), by=approver)

    def test_nothing_is_locked_without_a_rule(self, published, measure, data_owner) -> None:
        assert corrected(measure, data_owner, Period.parse("2026-08")).workflow == "draft"

    def test_so_many_days_after_the_release(
        self, published, measure, data_owner, approver, administrator
    ) -> None:
        set_lock_rule(days=30, version=0, by=administrator)
        august = Period.parse("2026-08")
        draft = corrected(measure, data_owner, august)
        sent = submit_result(result=draft, by=data_owner)
        with time_machine.travel(published.public_since + timedelta(days=30), tick=False):
            with pytest.raises(Refused, match="ended on 30 September 2026 and is closed"):
                corrected(measure, data_owner, Period.parse("2026-09"))
            assert not locks_now().is_locked(Period.parse("2026-10"))
            approve_result(result=sent, by=approver)  # what was sent in time is decided
        assert Result.objects.get(pk=draft.pk).approval == "provisional"

    def test_the_rule_has_a_version_and_bounds(self, administrator) -> None:
        set_lock_rule(days=0, version=0, by=administrator)
        with pytest.raises(Changed):
            set_lock_rule(days=9, version=0, by=administrator)
        for days in (-1, 3651):
            with pytest.raises(Refused, match="from 0 to 3,650"):
                set_lock_rule(days=days, version=1, by=administrator)
        assert LockRule.objects.get().days_after_release == 0


def test_an_automatic_figure_of_a_closed_year_stays(closed, measure) -> None:
    """The portal counts again every night; what is closed is left alone instead of failing the count."""
    from charter.models import User
    from measures.actions.counted import count_measure

    measure.kind, measure.counter = "counted", "events_held"
    measure.save()
    written = Result.objects.filter(pk__in=count_measure(measure=measure, by=User.objects.system()))
    assert not written.filter(period_end__lte=YEAR.end).exists()
    assert written.filter(period_end__gt=YEAR.end).exists()


class TestPages:
    def test_the_owner_asks_the_approver_unlocks_the_owner_corrects(
        self, closed, measure, data_owner, approver
    ) -> None:
        owner, other = signed_in(data_owner), signed_in(approver)
        figure = reverse("staff_figure", args=["repairs", "2025-03"])
        asking = reverse("staff_unlock_ask", args=["repairs", "2025-03"])
        assert asking in owner.get(figure).content.decode()
        page = owner.get(asking)
        assert owner.post(asking, fields_of(page) | {"reason": " "}).status_code == 422
        assert owner.post(asking, fields_of(page) | {"reason": "Counted twice."}).status_code == 302
        assert "Counted twice." in other.get(reverse("staff_unlocks")).content.decode()
        where = reverse("staff_unlock", args=[PeriodUnlock.objects.get().pk])
        page = other.get(where)
        for until, says in (
            ("", "Say until when"),
            ("31/02/2026", "Enter a date"),
            ("2020-01-01", "is past"),
        ):
            answer = other.post(where, fields_of(page, "give") | {"do": "give", "until": until})
            assert answer.status_code == 422
            assert says in answer.content.decode()
        assert other.post(where, fields_of(page, "give") | {"do": "give"}).status_code == 302
        assert asking not in owner.get(figure).content.decode()

    def test_a_locked_figure_is_read_not_typed(self, closed, measure, data_owner) -> None:
        figure = reverse("staff_figure", args=["repairs", "2025-03"])
        text = signed_in(data_owner).get(figure).content.decode()
        assert "This period is closed." in text
        assert "Send for approval" not in text
        assert "<dt>Status</dt>" in text

    def test_a_period_to_unlock_is_chosen_on_the_list(self, closed, measure, approver) -> None:
        client, where = signed_in(approver), reverse("staff_unlocks")
        assert 'name="period"' in client.get(where).content.decode()
        there = client.get(where, {"measure": "repairs", "period": "2025-03"})
        assert there.url == reverse("staff_unlock_new", args=["repairs", "2025-03"])
        wrong = client.get(where, {"measure": "repairs", "period": "March"})
        assert wrong.status_code == 422
        assert 'value="March"' in wrong.content.decode()
        history = client.get(reverse("staff_figure_history", args=["repairs", "2025-03"])).content.decode()
        assert there.url in history
        assert f"{history.count('<tr>') - 1} lines, oldest first" in history

    def test_a_period_that_nobody_asked_for(self, closed, measure, approver) -> None:
        client, where = signed_in(approver), reverse("staff_unlock_new", args=["repairs", "2025-02"])
        typed = fields_of(client.get(where)) | {"reason": "A file came late."}
        assert [client.post(where, typed).status_code for _ in range(2)] == [302, 302]
        assert PeriodUnlock.objects.count() == 1

    def test_turned_down_with_a_reason(self, closed, measure, data_owner, approver) -> None:
        asked = ask_for_unlock(measure=measure, period=MARCH, by=data_owner, reason="Counted twice.")
        client, where = signed_in(approver), reverse("staff_unlock", args=[asked.pk])
        typed = fields_of(client.get(where), "end") | {"do": "end", "reason": "It is right."}
        assert client.post(where, typed).status_code == 302
        assert "It is right." in client.get(reverse("staff_unlocks")).content.decode()

    def test_measures_of_others_and_periods_that_are_none(self, closed, measure, approver) -> None:
        stranger = signed_in(make_person("Sam Poole", "data_owner"))
        assert stranger.get(reverse("staff_unlock_ask", args=["repairs", "2025-03"])).status_code == 404
        client = signed_in(approver)
        for slug, period in (("nothing", "2025-03"), ("repairs", "2025-13")):
            assert client.get(reverse("staff_unlock_new", args=[slug, period])).status_code == 404
        for year in ("2024-25-q1", "2024-26", "nothing"):
            assert client.get(reverse("staff_year", args=[year])).status_code == 404

    def test_the_rule_is_the_administrators(self, administrator) -> None:
        client, where = signed_in(administrator), reverse("staff_lock_rule")
        page = client.get(where)
        for days, says in (("-1", "0 or more"), ("a month", "whole number"), ("99999", "at most 3,650")):
            answer = client.post(where, fields_of(page) | {"days_after_release": days})
            assert answer.status_code == 422
            assert says in answer.content.decode()
        assert client.post(where, fields_of(page) | {"days_after_release": "30"}).status_code == 302
        stale = client.post(where, fields_of(page) | {"days_after_release": "60"})
        assert stale.status_code == 409
        assert LockRule.objects.get().days_after_release == 30


def test_one_period_is_never_unlocked_twice(closed, measure, data_owner, approver) -> None:
    asked = ask_for_unlock(measure=measure, period=MARCH, by=data_owner, reason="Counted twice.")
    unlock_period(measure=measure, period=MARCH, by=approver, until=in_a_week(), reason="A file came late.")
    with pytest.raises(Refused, match="unlocked already"):
        unlock_period(asked=asked, by=approver, until=in_a_week())
    with pytest.raises(Refused, match="unlocked already"):
        unlock_period(measure=measure, period=MARCH, by=approver, until=in_a_week(), reason="Again.")
    assert PeriodUnlock.objects.filter(given_at__isnull=False).count() == 1
