"""What the database itself refuses of engagement's rows, whoever writes them."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from charter.database_roles import written_once_tables
from engagement.models import Event, Feedback, Recommendation, ScrutinyAction, ScrutinyProject, ServiceChange
from tests.engagement import rows

pytestmark = pytest.mark.django_db
Wrong = dict[str, object]

OWN_HAND: list[tuple[str, Callable[[], models.Model], Wrong]] = [
    ("service_change_four_eyes", lambda: rows.change("2026-05-01T12:00"), {"approved_by": F("written_by")}),
    ("scrutiny_four_eyes", lambda: rows.project("2026-05-01"), {"published_by": F("opened_by")}),
    (
        "recommendation_four_eyes",
        lambda: rows.recommendation("2026-05-01", "2026-05-01"),
        {"answered_by": F("made_by")},
    ),
    (
        "scrutiny_action_four_eyes",
        lambda: rows.action("2026-05-01", "2026-05-01"),
        {"closed_by": F("done_by")},
    ),
    (
        "feedback_four_eyes",
        lambda: rows.public("compliment", "2026-05-01T12:00"),
        {"published_by": F("worded_by")},
    ),
]


def past_every_verb(row: models.Model, wrong: Wrong) -> None:
    """Change one row without its verb, as somebody at the database would."""
    with transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**wrong)


@pytest.mark.parametrize(("constraint", "made", "own_hand"), OWN_HAND)
def test_nobody_is_both(constraint: str, made: Callable[[], models.Model], own_hand: Wrong) -> None:
    row = made()
    with pytest.raises(IntegrityError, match=constraint):
        past_every_verb(row, own_hand)


@pytest.mark.parametrize(("constraint", "made", "own_hand"), OWN_HAND)
def test_without_the_constraint_one_hand_would_do(
    constraint: str, made: Callable[[], models.Model], own_hand: Wrong
) -> None:
    """Negative control."""
    row = made()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{row._meta.db_table}" DROP CONSTRAINT {constraint}')
    past_every_verb(row, own_hand)
    row.refresh_from_db()


OUT_OF_ORDER: list[tuple[str, Callable[[], models.Model], Wrong]] = [
    (
        "service_change_dates_in_order",
        lambda: rows.change("2026-05-01"),
        {"approved_at": "2026-05-02T00:00Z"},
    ),
    (
        "service_change_approval_together|service_change_approved_before_public",
        lambda: rows.change("2026-05-01"),
        {"approved_at": None},
    ),
    (
        "service_change_approved_before_public",
        lambda: rows.change("2026-05-01"),
        {"approved_at": None, "approved_by": None},
    ),
    ("service_change_outcome_known", lambda: rows.change(), {"outcome": "perhaps"}),
    ("scrutiny_dates_in_order", lambda: rows.project("2026-05-01"), {"started": "2026-05-02"}),
    ("scrutiny_publication_together", lambda: rows.project("2026-05-01"), {"published_by": None}),
    ("recommendation_due_in_order", lambda: rows.recommendation("2026-05-01"), {"made_on": "2026-05-02"}),
    (
        "recommendation_answer_in_order",
        lambda: rows.recommendation("2026-05-01", "2026-05-01"),
        {"made_on": "2026-05-02", "answer_due": "2026-06-01"},
    ),
    (
        "recommendation_answer_says_what",
        lambda: rows.recommendation("2026-05-01", "2026-05-01"),
        {"answer": ""},
    ),
    (
        "recommendation_decision_known",
        lambda: rows.recommendation("2026-05-01", "2026-05-01"),
        {"decision": "maybe"},
    ),
    ("scrutiny_action_of_one", lambda: rows.action("2026-05-01"), {"project_id": None}),
    ("scrutiny_action_due_in_order", lambda: rows.action("2026-05-01"), {"added_on": "2026-05-02"}),
    (
        "scrutiny_action_closed_in_order",
        lambda: rows.action("2026-05-01", "2026-05-01"),
        {"done_on": "2026-05-02"},
    ),
    (
        "scrutiny_action_done_before_closed",
        lambda: rows.action("2026-05-01", "2026-05-01"),
        {"done_on": None, "done_by": None},
    ),
    ("event_state_known", lambda: rows.event("2026-05-01"), {"state": "moved"}),
    ("event_settled_by_somebody", lambda: rows.event("2026-05-01", state="planned"), {"state": "held"}),
    ("event_held_after_its_start", lambda: rows.event("2026-05-01"), {"settled_at": "2026-04-30T00:00Z"}),
    ("event_cancelled_has_reason", lambda: rows.event("2026-05-01"), {"state": "cancelled"}),
    ("feedback_kind_known", lambda: rows.feedback(), {"kind": "rumour"}),
    (
        "feedback_answer_in_order",
        lambda: rows.feedback(answered="2026-05-01"),
        {"received_at": "2026-05-02T00:00Z"},
    ),
    ("feedback_answer_together", lambda: rows.feedback(answered="2026-05-01"), {"answered_by": None}),
    ("feedback_public_has_words", lambda: rows.public("idea", "2026-05-01"), {"public_text": ""}),
    ("feedback_worded_before_public", lambda: rows.public("idea", "2026-05-01"), {"worded_by": None}),
    ("feedback_publication_in_order", lambda: rows.public("idea", "2019-05-01"), {}),
]


@pytest.mark.parametrize(("constraint", "made", "wrong"), OUT_OF_ORDER)
def test_impossible_rows_are_refused(constraint: str, made: Callable[[], models.Model], wrong: Wrong) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        past_every_verb(made(), wrong)


def test_history_is_kept_and_written_once() -> None:
    for model in (ServiceChange, ScrutinyProject, Recommendation, ScrutinyAction, Event, Feedback):
        history = apps.get_model("engagement", f"{model.__name__}Event")
        assert history._meta.db_table in written_once_tables()
    change = rows.change()
    change.title = "Brighter lights"
    change.save()
    history = apps.get_model("engagement", "ServiceChangeEvent")
    titles = history.objects.filter(pgh_obj_id=change.pk).order_by("pgh_id").values_list("title", flat=True)
    assert list(titles) == ["Lights", "Brighter lights"]


def test_no_history_keeps_what_a_person_told_us() -> None:
    history = apps.get_model("engagement", "FeedbackEvent")
    assert "text" not in {field.name for field in history._meta.get_fields()}
    told = rows.feedback(text="Mrs Green of 4 Mill Lane")
    assert "Mrs Green" not in str(list(history.objects.filter(pgh_obj_id=told.pk).values()))
