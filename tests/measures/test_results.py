"""The verbs of a figure, refusals first; what the database itself forbids."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from charter.faults import Refused
from charter.models import AuditEvent, Landlord, User
from charter.periods import Period
from measures.actions import (
    approve_result,
    recall_result,
    record_result,
    return_result,
    submit_result,
)
from measures.figures import Figures
from measures.models import Measure, Result, Revision, Target

pytestmark = pytest.mark.django_db

APRIL = Period.parse("2025-04")


@pytest.fixture
def author() -> User:
    return User.objects.create_user("author@example.org", "Author")


@pytest.fixture
def checker() -> User:
    return User.objects.create_user("checker@example.org", "Checker")


@pytest.fixture
def measure() -> Measure:
    Landlord.objects.create(name="Alderbrook Homes", first_period="2024-04")
    made = Measure.objects.create(
        slug="repairs",
        title="Repairs on time",
        kind="percentage",
        direction="higher",
        frequency="monthly",
        unit="%",
        decimals=1,
        natural_min=0,
        natural_max=100,
    )
    Target.objects.create(measure=made, starts=date(2024, 4, 1), target=95, tolerance=2)
    return made


def share(numerator: int, denominator: int, **more: object) -> Figures:
    return Figures(Decimal(numerator), Decimal(denominator), **more)  # type: ignore[arg-type]


def submitted(measure: Measure, author: User, figures: Figures) -> Result:
    return submit_result(
        result=record_result(measure=measure, period=APRIL, figures=figures, by=author), by=author
    )


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        (Figures(), "no figure"),
        (share(51, 50), "larger than the denominator"),
        (share(1, -1), "below 0"),
        (Figures(Decimal(5)), "Give both numbers"),
        (Figures(value=Decimal("100.01")), "above the highest"),
        (Figures(value=Decimal("-0.1")), "below the lowest"),
    ],
)
def test_an_impossible_figure_is_refused_and_nothing_written(
    measure: Measure, author: User, figures: Figures, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        record_result(measure=measure, period=APRIL, figures=figures, by=author)
    assert not Result.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_figure_for_a_shorter_period_is_refused(measure: Measure, author: User) -> None:
    measure.frequency = "annual"
    with pytest.raises(Refused, match="shorter"):
        record_result(measure=measure, period=APRIL, figures=share(1, 2), by=author)


def test_recording_again_changes_the_one_draft(measure: Measure, author: User) -> None:
    first = record_result(measure=measure, period=APRIL, figures=share(90, 100), by=author)
    second = record_result(measure=measure, period=APRIL, figures=share(91, 100), by=author)
    assert first.pk == second.pk
    assert (Result.objects.get().numerator, second.version) == (91, 2)


def test_a_form_that_read_an_older_version_is_refused(measure: Measure, author: User) -> None:
    first = record_result(measure=measure, period=APRIL, figures=share(90, 100), by=author)
    record_result(measure=measure, period=APRIL, figures=share(91, 100), by=author, version=first.version)
    with pytest.raises(Refused, match="changed this while"):
        record_result(measure=measure, period=APRIL, figures=share(92, 100), by=author, version=first.version)
    assert Result.objects.get().numerator == 91


def test_a_missed_figure_needs_why_and_what_next(measure: Measure, author: User) -> None:
    draft = record_result(measure=measure, period=APRIL, figures=share(80, 100), by=author)
    with pytest.raises(Refused, match="needs an explanation"):
        submit_result(result=draft, by=author)
    told = share(80, 100, why="A contractor left.", action="A new one starts.")
    draft = record_result(measure=measure, period=APRIL, figures=told, by=author)
    assert submit_result(result=draft, by=author).workflow == "submitted"


def test_near_and_history_need_no_explanation(measure: Measure, author: User) -> None:
    near = record_result(measure=measure, period=APRIL, figures=share(94, 100), by=author)
    assert submit_result(result=near, by=author).workflow == "submitted"
    before = Period.parse("2024-03")
    Target.objects.create(measure=measure, starts=date(2023, 4, 1), target=95)
    old = record_result(measure=measure, period=before, figures=share(10, 100), by=author)
    assert submit_result(result=old, by=author).workflow == "submitted"


def test_nobody_approves_their_own_figure(measure: Measure, author: User) -> None:
    result = submitted(measure, author, share(96, 100))
    with pytest.raises(Refused, match="someone else must approve"):
        approve_result(result=result, by=author)


def test_the_database_refuses_an_own_approval_by_sql(measure: Measure, author: User) -> None:
    result = submitted(measure, author, share(96, 100))
    sql = (
        "UPDATE measures_result SET workflow = 'approved', approval = 'final', "
        "decided_by_id = submitted_by_id, "
        "decided_at = now() WHERE id = %s"
    )
    with pytest.raises(IntegrityError, match="result_four_eyes"), transaction.atomic():
        connection.cursor().execute(sql, [result.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(
            "UPDATE measures_result SET workflow = 'approved' WHERE id = %s", [result.pk]
        )


def test_without_the_check_the_own_approval_would_pass(measure: Measure, author: User) -> None:
    result = submitted(measure, author, share(96, 100))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE measures_result DROP CONSTRAINT result_four_eyes")
        cursor.execute(
            "UPDATE measures_result SET decided_by_id = submitted_by_id, decided_at = now() WHERE id = %s",
            [result.pk],
        )
        assert cursor.rowcount == 1


def test_an_approved_figure_cannot_be_decided_again(measure: Measure, author: User, checker: User) -> None:
    result = submitted(measure, author, share(96, 100))
    approve_result(result=result, by=checker)
    with pytest.raises(Refused, match="already decided"):
        return_result(result=result, by=checker, reason="Too late.")
    with pytest.raises(Refused, match="already decided"):
        approve_result(result=result, by=checker)


def test_returning_needs_a_reason_and_gives_the_figure_back(
    measure: Measure, author: User, checker: User
) -> None:
    result = submitted(measure, author, share(96, 100))
    with pytest.raises(Refused, match="Say why"):
        return_result(result=result, by=checker, reason="  ")
    back = return_result(result=result, by=checker, reason="The count is of May.")
    assert (back.workflow, back.returned_because) == ("returned", "The count is of May.")
    again = record_result(measure=measure, period=APRIL, figures=share(97, 100), by=author)
    assert again.pk == result.pk
    assert submit_result(result=again, by=author).workflow == "submitted"


def test_a_submitted_figure_is_changed_only_after_recall(measure: Measure, author: User) -> None:
    result = submitted(measure, author, share(96, 100))
    with pytest.raises(Refused, match="Recall it"):
        record_result(measure=measure, period=APRIL, figures=share(97, 100), by=author)
    recall_result(result=result, by=author)
    assert record_result(measure=measure, period=APRIL, figures=share(97, 100), by=author).numerator == 97


def test_a_correction_supersedes_and_keeps_the_old_figure(
    measure: Measure, author: User, checker: User
) -> None:
    first = approve_result(result=submitted(measure, author, share(96, 100)), by=checker)
    with pytest.raises(Refused, match="Say why it is to be corrected"):
        record_result(measure=measure, period=APRIL, figures=share(95, 100), by=author)
    draft = record_result(
        measure=measure,
        period=APRIL,
        figures=share(95, 100),
        by=author,
        correction_reason="One was counted twice.",
    )
    approve_result(result=submit_result(result=draft, by=author), by=checker)
    first.refresh_from_db()
    assert first.workflow == "superseded"
    kept = Revision.objects.get()
    assert (kept.old.numerator, kept.new.numerator, kept.reason) == (96, 95, "One was counted twice.")


def test_survey_answers_give_numerator_and_base(measure: Measure, author: User) -> None:
    Measure.objects.filter(pk=measure.pk).update(kind="satisfaction")
    measure.refresh_from_db()
    answers = {
        "very_satisfied": "119.6",
        "fairly_satisfied": "80.4",
        "neither": "30",
        "fairly_dissatisfied": "20",
        "very_dissatisfied": "10",
        "dont_know": "40",
    }
    result = record_result(measure=measure, period=APRIL, figures=Figures(answers=answers), by=author)
    assert (result.numerator, result.denominator) == (Decimal("200.0"), Decimal("260.0"))


def test_every_step_leaves_one_event_and_one_history_row(
    measure: Measure, author: User, checker: User
) -> None:
    approve_result(result=submitted(measure, author, share(96, 100)), by=checker)
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["record_result", "submit_result", "approve_result"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT workflow FROM measures_resultevent ORDER BY pgh_id")
        assert [row[0] for row in cursor.fetchall()] == ["draft", "submitted", "approved"]
