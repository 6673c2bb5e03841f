"""The close of a financial year: its checklist, what becomes final, what is refused, opening it by two."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from charter.faults import Refused
from charter.models import AuditEvent, Job
from charter.periods import Period
from measures.actions import approve_result, record_result, submit_result
from measures.actions.releases import publish_release
from measures.actions.verifying import release_differences
from measures.actions.years import ask_to_reopen, close_year, leave_closed, reopen_year
from measures.figures import Figures
from measures.models import Result, Target, YearClosing
from measures.querysets.year_end import checklist_of
from measures.standing import standing_at
from tests.measures.years import MONTHS, YEAR, answers_from, given, whole_year
from tests.people import fields_of, make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(db) -> object:
    return make_person("Sara Quill", "approver")


@pytest.fixture
def full(measure, landlord, data_owner, approver) -> list[Result]:
    """A year in which nothing stands in the way."""
    answers_from(landlord)
    return whole_year(measure, owner=data_owner, approver=approver)


def names(year: Period = YEAR) -> dict[str, int]:
    return {line.name: len(line.items) for line in checklist_of(year).standing}


def test_a_whole_year_has_an_empty_checklist(full) -> None:
    found = checklist_of(YEAR)
    assert found.standing == []
    assert (found.approved, found.provisional, found.not_over) == (12, 12, False)


def test_each_line_names_what_is_owed_and_by_whom(measure, landlord, data_owner, approver) -> None:
    answers_from(landlord)
    whole_year(measure, owner=data_owner, approver=approver, months=MONTHS[:9])
    given(measure, MONTHS[9], owner=data_owner, approver=None)
    Target.objects.update(ends=YEAR.end)
    found = {line.name: line.items for line in checklist_of(YEAR).standing}
    assert [item.says for item in found["missing"]] == ["January 2025", "February 2025", "March 2025"]
    assert [item.says for item in found["open"]] == ["January 2025: submitted"]
    assert [item.measure for item in found["targets"]] == [measure]
    assert {(item.owner, item.holders) for items in found.values() for item in items} == {
        ("Head of Repairs", "Priya Nair")
    }


def test_a_miss_without_words_and_a_longer_figure_that_differs(full, data_owner, approver) -> None:
    Result.objects.filter(pk=full[0].pk).update(numerator=80, value=None)
    stated = given(
        full[0].measure, YEAR, owner=data_owner, approver=approver, share=99, differs_because="By hand."
    )
    assert names() == {"unexplained": 1}
    Result.objects.filter(pk=stated.pk).update(differs_because="")
    assert names() == {"unexplained": 1, "differing": 1}


def test_what_ended_before_the_portal_answers_is_not_owed(measure, landlord, data_owner, approver) -> None:
    answers_from(landlord, "2025-02")
    assert [item.says for line in checklist_of(YEAR).standing for item in line.items] == [
        "February 2025",
        "March 2025",
    ]


def test_closing_makes_the_figures_final(full, approver) -> None:
    before = timezone.now()
    closing = close_year(year=YEAR, by=approver)
    assert set(Result.objects.values_list("approval", flat=True)) == {"final"}
    assert all(moment > before for moment in Result.objects.values_list("finalised_at", flat=True))
    assert (closing.figures, closing.exceptions) == (12, [])
    event = AuditEvent.objects.get(verb="close_year")
    assert (event.actor_id, event.detail["figures"]) == (approver.pk, 12)
    asked = set(Job.objects.filter(kind="score").values_list("key", flat=True))
    assert {"2024-04", "2024-25-Q4", "2024-25"} <= asked


def test_every_line_that_stands_in_the_way_is_listed(measure, landlord, data_owner, approver) -> None:
    answers_from(landlord)
    given(measure, MONTHS[0], owner=data_owner, approver=None)
    with pytest.raises(Refused) as refusal:
        close_year(year=YEAR, by=approver, exceptions={"missing": "The system was down."})
    assert [fault.where for fault in refusal.value.faults] == ["Figures on their way"]
    with pytest.raises(Refused) as refusal:
        close_year(year=YEAR, by=approver, exceptions={"open": "Never mind.", "missing": "  "})
    assert [fault.where for fault in refusal.value.faults] == [
        "Figures that are missing",
        "Figures on their way",
    ]
    assert "12 in the way (Repairs on time" in str(refusal.value)
    assert not YearClosing.objects.exists()
    assert not Result.objects.filter(approval="final").exists()


def test_a_line_may_be_let_pass_with_a_reason(full, approver, measure) -> None:
    Target.objects.update(ends=YEAR.end)
    closing = close_year(year=YEAR, by=approver, exceptions={"targets": " The Board meets in May. "})
    assert closing.exceptions == [
        {"line": "targets", "title": "Targets for next year", "count": 1, "reason": "The Board meets in May."}
    ]


def test_a_year_that_runs_or_is_history_is_not_closed(full, landlord, approver) -> None:
    running = Period.containing(timezone.localdate(), "year")
    with pytest.raises(Refused, match="has not ended yet"):
        close_year(year=running, by=approver)
    answers_from(landlord, "2025-04")
    with pytest.raises(Refused, match="is history"):
        close_year(year=YEAR, by=approver)


def test_nobody_closes_what_they_have_not_seen(full, approver, data_owner) -> None:
    seen = checklist_of(YEAR).fingerprint
    draft = record_result(
        measure=full[0].measure,
        period=MONTHS[0],
        figures=Figures(Decimal(97), Decimal(100)),
        by=data_owner,
        correction_reason="One more.",
    )
    approve_result(result=submit_result(result=draft, by=data_owner), by=approver)
    Result.objects.filter(pk=draft.pk).update(approval="final")
    with pytest.raises(Refused, match="Something changed"):
        close_year(year=YEAR, by=approver, seen=seen)


def test_only_an_approver_closes(full, data_owner, administrator) -> None:
    for person in (data_owner, administrator):
        with pytest.raises(Refused, match="Only an approver"):
            close_year(year=YEAR, by=person)


def test_a_year_is_closed_once(full, approver, second) -> None:
    closing = close_year(year=YEAR, by=approver)
    with pytest.raises(Refused, match="closed already"):
        close_year(year=YEAR, by=second)
    with pytest.raises(IntegrityError, match="year_closed_once"), transaction.atomic():
        YearClosing.objects.create(
            year=YEAR.key, starts=YEAR.start, ends=YEAR.end, closed_by=second, closed_at=closing.closed_at
        )


class TestAfterwards:
    @pytest.fixture
    def closing(self, full, approver) -> YearClosing:
        return close_year(year=YEAR, by=approver)

    def test_a_change_is_refused(self, closing, measure, data_owner) -> None:
        figures = Figures(Decimal(97), Decimal(100))
        with pytest.raises(Refused, match=r"ended on 30 April 2024 and is closed\. Ask for a correction"):
            record_result(
                measure=measure, period=MONTHS[0], figures=figures, by=data_owner, correction_reason="Typo."
            )
        assert Result.objects.count() == 12

    def test_the_refusal_comes_from_the_lock(self, closing, measure, data_owner, monkeypatch) -> None:
        """Control: with the check off the same change goes through."""
        monkeypatch.setattr("measures.actions.results.check_period_open", lambda *given: None)
        figures = Figures(Decimal(97), Decimal(100))
        record_result(
            measure=measure, period=MONTHS[0], figures=figures, by=data_owner, correction_reason="Typo."
        )
        assert Result.objects.count() == 13

    def test_it_takes_two_to_open_it(self, closing, approver, second) -> None:
        with pytest.raises(Refused, match="Nobody asked"):
            reopen_year(closing=closing, by=second)
        with pytest.raises(Refused, match="Say why"):
            ask_to_reopen(closing=closing, by=approver, reason=" ")
        ask_to_reopen(closing=closing, by=approver, reason="March was counted twice.")
        with pytest.raises(Refused, match="another approver must confirm"):
            reopen_year(closing=closing, by=approver)
        with pytest.raises(Refused, match="asked for this already"):
            ask_to_reopen(closing=closing, by=second, reason="Me too.")
        opened = reopen_year(closing=closing, by=second)
        assert (opened.asked_by, opened.reopened_by) == (approver, second)
        verbs = AuditEvent.objects.filter(subject_kind="measures.yearclosing").values_list("verb", flat=True)
        assert sorted(verbs) == ["ask_to_reopen_year", "close_year", "reopen_year"]
        with pytest.raises(Refused, match="opened again already"):
            reopen_year(closing=closing, by=second)

    def test_the_database_refuses_one_person_alone(self, closing, approver) -> None:
        ask_to_reopen(closing=closing, by=approver, reason="March was counted twice.")
        with (
            pytest.raises(IntegrityError, match="year_reopened_by_two"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE measures_yearclosing SET reopened_by_id = asked_by_id, reopened_at = now()"
            )

    def test_what_was_asked_for_is_turned_down(self, closing, approver, second) -> None:
        ask_to_reopen(closing=closing, by=approver, reason="March was counted twice.")
        left = leave_closed(closing=closing, by=second)
        assert (left.asked_by, left.asked_because, left.reopened_at) == (None, "", None)

    def test_open_again_a_change_is_a_correction_of_a_final_figure(
        self, closing, approver, second, measure, data_owner
    ) -> None:
        ask_to_reopen(closing=closing, by=approver, reason="March was counted twice.")
        reopen_year(closing=closing, by=second)
        figures = Figures(Decimal(97), Decimal(100))
        with pytest.raises(Refused, match="Say why it is to be corrected"):
            record_result(measure=measure, period=MONTHS[11], figures=figures, by=data_owner)
        draft = record_result(
            measure=measure,
            period=MONTHS[11],
            figures=figures,
            by=data_owner,
            correction_reason="Counted twice.",
        )
        approve_result(result=submit_result(result=draft, by=data_owner), by=approver)
        assert measure.revisions.get().kind == "correction"
        assert close_year(year=YEAR, by=second).figures == 1


def test_what_was_published_before_the_close_is_worked_out_as_it_was(full, approver) -> None:
    """A release froze the figures as provisional: worked out again at its cut-off they are so still."""
    quarter = Period.parse("2024-25-Q4")
    release = publish_release(period=quarter, by=approver)
    close_year(year=YEAR, by=approver)
    assert approvals(quarter, release.cutoff) == {"provisional"}
    assert approvals(quarter, timezone.now()) == {"final"}
    assert list(release_differences(release)) == []
    Result.objects.update(finalised_at=None)  # control: as if they had been final all the time
    assert approvals(quarter, release.cutoff) == {"final"}


def approvals(period: Period, cutoff: datetime) -> set[str]:
    """What is said of every figure up to the period, as known at a moment."""
    return {figure.approval for figure in standing_at(period, cutoff).measures["repairs"].all_figures}


def test_a_grade_stands_or_is_missing(landlord, post, data_owner, approver, measure) -> None:
    from measures.models import Measure

    answers_from(landlord)
    whole_year(measure, owner=data_owner, approver=approver)
    grade = Measure.objects.create(
        slug="grade",
        title="Grade",
        kind="grade",
        direction="higher",
        frequency="annual",
        grades=["C1", "C2"],
        owner=post,
    )
    Target.objects.create(measure=grade, starts=date(2020, 4, 1), grade="C1", tolerance_kind="relative")
    assert names() == {"missing": 1}
    figures = Figures(grade="C1", given_on=date(2024, 6, 3))
    draft = record_result(measure=grade, period=Period.parse("2024-06"), figures=figures, by=data_owner)
    approve_result(result=submit_result(result=draft, by=data_owner), by=approver)
    assert names() == {}


class TestPages:
    def test_closed_by_the_page_and_opened_by_two(self, full, approver, second) -> None:
        first, other, where = signed_in(approver), signed_in(second), reverse("staff_year", args=["2024-25"])
        typed = fields_of(first.get(where))
        assert [first.post(where, typed).status_code for _ in range(2)] == [302, 302]
        assert YearClosing.objects.count() == 1
        page = first.get(where)
        assert first.post(where, fields_of(page) | {"do": "ask", "reason": ""}).status_code == 422
        assert first.post(where, fields_of(page) | {"do": "confirm", "reason": "x"}).status_code == 422
        assert first.post(where, fields_of(page) | {"do": "ask", "reason": "Twice."}).status_code == 302
        own = first.post(where, fields_of(first.get(where)) | {"do": "confirm"})
        assert own.status_code == 422
        assert "another approver must confirm" in own.content.decode()
        assert other.post(where, fields_of(other.get(where)) | {"do": "confirm"}).status_code == 302
        assert YearClosing.objects.get().reopened_by == second
        assert "Opened again" in other.get(where).content.decode()

    def test_what_stands_in_the_way_is_listed_and_nothing_changes(self, measure, landlord, approver) -> None:
        answers_from(landlord)
        client, where = signed_in(approver), reverse("staff_year", args=["2024-25"])
        page = client.get(where)
        assert "Figures that are missing: 12" in page.content.decode()
        answer = client.post(where, fields_of(page) | {"missing": " "})
        assert answer.status_code == 422
        assert "Say why the year is closed in spite of this" in answer.content.decode()
        assert not YearClosing.objects.exists()
        assert client.post(where, fields_of(page) | {"missing": "Lost in the fire."}).status_code == 302
        assert "Lost in the fire." in client.get(where).content.decode()

    def test_what_changed_meanwhile_is_not_closed_unseen(self, full, approver, data_owner, measure) -> None:
        client, where = signed_in(approver), reverse("staff_year", args=["2024-25"])
        typed = fields_of(client.get(where))
        Target.objects.update(ends=YEAR.end)
        answer = client.post(where, typed)
        assert answer.status_code == 422
        assert not YearClosing.objects.exists()
