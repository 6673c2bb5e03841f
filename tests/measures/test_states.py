"""The way of a figure: every state by every action, through the verbs; the table alone opens the way."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from charter import permissions
from charter.faults import Refused
from charter.models import User
from charter.periods import Period
from measures.actions import (
    approve_result,
    recall_result,
    record_result,
    return_result,
    states,
    submit_result,
)
from measures.figures import Figures
from measures.models import Measure, Result

AUGUST = Period.parse("2026-08")
BY_HAND = ("record", "correct", "submit", "recall", "approve", "return")
Verb = Callable[[Result | None], object]


def test_the_table_names_known_states_and_actions() -> None:
    assert {state for state, _ in states.NEXT} | set(states.NEXT.values()) <= set(states.STATES)
    assert {action for _, action in states.NEXT} == set(states.ACTIONS)
    assert set(states.ACTIONS.values()) - {""} <= set(permissions.PERMISSIONS)


def test_what_is_not_in_the_table_is_refused_in_words() -> None:
    for state in states.STATES:
        for action in states.ACTIONS:
            if (state, action) in states.NEXT:
                assert states.next_state(state, action) == states.NEXT[state, action]
            else:
                with pytest.raises(Refused, match=r"^[A-Z].*\.$"):
                    states.next_state(state, action)
    with pytest.raises(KeyError):
        states.next_state("draft", "publish")


@pytest.fixture
def in_state(measure: Measure, data_owner: User, approver: User) -> Callable[[str], Result | None]:
    """A figure in each state, made by the verbs alone."""

    def make(state: str) -> Result | None:
        if state == states.NOTHING:
            return None
        found = written(measure, data_owner)
        if state in ("submitted", "returned", "approved", "superseded"):
            found = submit_result(result=found, by=data_owner)
        if state == "returned":
            found = return_result(result=found, by=approver, reason="Which flats?")
        if state in ("approved", "superseded"):
            found = approve_result(result=found, by=approver)
        if state == "superseded":
            later = submit_result(result=written(measure, data_owner, "Typo."), by=data_owner)
            approve_result(result=later, by=approver)
            later.refresh_from_db()
            found.refresh_from_db()
        assert found.workflow == state
        return found

    return make


def written(measure: Measure, by: User, reason: str = "") -> Result:
    figures = Figures(Decimal(96), Decimal(100))
    return record_result(measure=measure, period=AUGUST, figures=figures, by=by, correction_reason=reason)


def verb(action: str, measure: Measure, owner: User, approver: User) -> Verb:
    """The verb of an action, as its rightful person would use it."""

    def needs(result: Result | None) -> Result:
        if result is None:
            raise Refused("There is no figure.")
        return result

    verbs: dict[str, Verb] = {
        "record": lambda result: written(measure, owner),
        "correct": lambda result: written(measure, owner, "Typo.").supersedes or needs(None),
        "submit": lambda result: submit_result(result=needs(result), by=owner),
        "recall": lambda result: recall_result(result=needs(result), by=owner),
        "approve": lambda result: approve_result(result=needs(result), by=approver),
        "return": lambda result: return_result(result=needs(result), by=approver, reason="Which flats?"),
    }
    return verbs[action]


@pytest.mark.django_db
@pytest.mark.parametrize("action", BY_HAND)
@pytest.mark.parametrize("state", states.STATES[:-1])
def test_the_verbs_keep_to_the_table(state, action, in_state, measure, data_owner, approver) -> None:
    """A superseded figure has no door of its own: its period's figure is the approved one."""
    figure = in_state(state)
    work = verb(action, measure, data_owner, approver)
    if (state, action) in states.NEXT:
        work(figure)
        now = Result.objects.order_by("-pk").first()
        assert now is not None
        assert now.workflow == states.NEXT[state, action]
        return
    before = list(Result.objects.order_by("pk").values_list("pk", "workflow", "version"))
    with pytest.raises(Refused), transaction.atomic():
        work(figure)
    assert list(Result.objects.order_by("pk").values_list("pk", "workflow", "version")) == before


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["submit", "recall", "approve", "return"])
def test_what_is_put_aside_stays_so(action, in_state, measure, data_owner, approver) -> None:
    figure = in_state("superseded")
    with pytest.raises(Refused):
        verb(action, measure, data_owner, approver)(figure)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("result_four_eyes", "workflow='approved', approval='final', decided_by_id=submitted_by_id"),
        ("result_returned_has_reason", "workflow='returned', returned_because=''"),
        ("result_approved_has_decider", "workflow='approved', approval='final', decided_by_id=NULL"),
        ("result_finalised_is_final", "finalised_at=now()"),
    ],
)
def test_the_database_refuses_what_the_verbs_refuse(in_state, column, values) -> None:
    in_state("submitted")
    at = ", decided_at=now()" if "decided_by_id=submitted" in values else ""
    with (
        pytest.raises(IntegrityError, match=column),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE measures_result SET {values}{at}")  # noqa: S608
