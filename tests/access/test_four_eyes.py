"""Approval cannot be skipped or self-done (P11): every state, action and role through the real pages."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from charter import jobs
from charter.models import User
from charter.periods import Period
from measures.actions import approve_result, record_result, return_result, submit_result
from measures.figures import Figures
from measures.models import Import, Measure, Result
from tests.people import ROLES, make_person, put_into, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MONTH = Period.containing(date.today(), "month").previous()
MET, CHANGED = Figures(Decimal(99), Decimal(100)), Figures(Decimal(98), Decimal(100))
STATES = ("nothing", "draft", "submitted", "returned", "approved", "superseded")
WHO = ("visitor", *ROLES)
# What each action may start from, and who may do it. In the state “superseded” the old figure is looked at:
# beside it stands the approved one that replaced it, which may be corrected again.
OWNERS, DECIDERS = {"data_owner"}, {"approver"}
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "save": ({"nothing", "draft", "returned"}, OWNERS),
    "submit": ({"nothing", "draft", "returned"}, OWNERS),
    "correct": ({"nothing", "draft", "returned", "approved", "superseded"}, OWNERS),
    "recall": ({"submitted"}, OWNERS),
    "approve as provisional": ({"submitted"}, DECIDERS),
    "approve as final": ({"submitted"}, DECIDERS),
    "return": ({"submitted"}, DECIDERS),
    "approve a file": ({"submitted"}, DECIDERS),
    "delete": (set(), set()),
}


@pytest.fixture(autouse=True)
def _no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job_id: None)


@dataclass
class World:
    """A measure with its owner and two approvers, and a browser of each role."""

    measure: Measure
    owner: User
    checker: User
    batch: Import
    clients: dict[str, Client]

    def bring_to(self, state: str) -> Result | None:
        """A figure in this state, by the verbs."""
        if state == "nothing":
            return None
        result = record_result(
            measure=self.measure, period=MONTH, figures=MET, by=self.owner, origin="file", batch=self.batch
        )
        if state == "draft":
            return result
        submit_result(result=result, by=self.owner)
        if state == "returned":
            return return_result(result=result, by=self.checker, reason="Please look again.")
        if state in ("approved", "superseded"):
            approve_result(result=result, by=self.checker)
        if state == "superseded":
            self._correct()
        result.refresh_from_db()
        return result

    def _correct(self) -> None:
        later = record_result(
            measure=self.measure,
            period=MONTH,
            figures=CHANGED,
            by=self.owner,
            correction_reason="Two jobs were counted twice.",
        )
        submit_result(result=later, by=self.owner)
        approve_result(result=later, by=self.checker)


@pytest.fixture
def world(measure, data_owner) -> World:
    """The data owner of the table is the one whose post owns the measure."""
    batch = Import.objects.create(
        name="june.csv", digest="0" * 64, size=1, received_by=data_owner, state="accepted"
    )
    clients = {"visitor": signed_in(None), "data_owner": signed_in(data_owner)}
    for role in ROLES:
        if role != "data_owner":
            person = make_person(f"A {role}", role, second_factor=role != "panel_member")
            clients[role] = signed_in(person)
    for client in clients.values():
        client.raise_request_exception = False
    return World(measure, data_owner, make_person("Tom Hale", "approver"), batch, clients)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens within is taken back."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def rows() -> list[tuple[Any, ...]]:
    """Every figure as it stands."""
    names = ("pk", "workflow", "approval", "version", "numerator", "submitted_by", "decided_by")
    return list(Result.objects.order_by("pk").values_list(*names))


@dataclass(frozen=True)
class Step:
    """What is sent to do an action: the address, the method, and the boxes."""

    where: str
    data: dict[str, Any]
    method: str = "POST"

    def send(self, client: Client) -> None:
        """Do it as whoever holds the browser; a fresh token, as on a page of one's own."""
        if self.method == "DELETE":
            client.delete(self.where)
            return
        client.post(self.where, self.data | {"form_token": str(uuid.uuid4())})


def step_for(world: World, action: str, result: Result | None) -> list[Step]:
    """The requests that would do the action; what the page of whoever may do it shows is sent back."""
    figure = f"/staff/figures/{world.measure.slug}/{MONTH.slug}/"
    decision = f"/staff/approvals/{result.pk if result else 0}/"
    if action == "delete":
        return [Step(figure, {}, "DELETE"), Step(decision, {}, "DELETE"), Step(decision, {"do": "delete"})]
    if action == "recall":
        return [Step(figure, {"version": result.version if result else 0, "do": "recall"})]
    if action in ("save", "submit", "correct"):
        boxes = _boxes(world.clients["data_owner"], figure, "form") | {"correction_reason": ""}
        number = {"numerator": "97", "denominator": "100"}
        reason = {"correction_reason": "Three jobs were counted twice."} if action == "correct" else {}
        return [
            Step(figure, {"version": 0} | boxes | number | reason | {"do": action.replace("correct", "save")})
        ]
    if action == "approve a file":
        where = f"/staff/approvals/file/{world.batch.pk}/"
        ticked = {"figures": [f"{result.pk}-{result.version}"]} if result else {}
        boxes = _boxes(world.clients["approver"], where, "form")
        return [Step(where, {"approval": "final"} | ticked | boxes | {"do": "approve"})]
    shown = {"version": result.version if result else 0}
    if action == "return":
        boxes = _boxes(world.clients["approver"], decision, "back")
        return [Step(decision, shown | boxes | {"do": "return", "reason": "Please look again."})]
    boxes = _boxes(world.clients["approver"], decision, "approve")
    return [Step(decision, shown | boxes | {"do": "approve", "approval": action.rpartition(" ")[2]})]


def _boxes(client: Client, where: str, form: str) -> dict[str, Any]:
    page = client.get(where)
    shown = (page.context or {}).get(form) if page.status_code == 200 else None
    if shown is None or not hasattr(shown, "fields"):
        return {}
    found = {field.html_name: field.value() for field in shown}
    return {name: value for name, value in found.items() if value not in (None, False, "")}


def succeed(world: World, state: str, action: str, who: Iterable[str]) -> Iterator[str]:
    """Those after whose attempt any figure is other than before; each tries on the same state."""
    with undone():
        steps = step_for(world, action, world.bring_to(state))
        before = rows()
        for name in who:
            with undone():
                for step in steps:
                    step.send(world.clients[name])
                if rows() != before:
                    yield name


def test_every_state_action_and_role(world) -> None:
    wrong, tried = [], 0
    for state in STATES:
        for action, (states, roles) in ALLOWED.items():
            tried += len(WHO)
            should_be = roles if state in states else set()
            if set(succeed(world, state, action, WHO)) != should_be:
                wrong.append(f"{state}, {action}")
    print(f"{tried} triples")
    assert wrong == []
    assert tried == 6 * 9 * 7


def test_nobody_decides_an_own_figure(world, post) -> None:
    """The author has every role there is, and still none of the decisions."""
    author = make_person("Both Hats", *ROLES)
    put_into(post, author)
    world.owner, world.clients["author"] = author, signed_in(author)
    done = [
        f"{state}, {action}"
        for state in STATES
        for action in ("approve as provisional", "approve as final", "return", "approve a file")
        if list(succeed(world, state, action, ["author"]))
    ]
    assert done == []


DIRECTLY = (
    "UPDATE measures_result SET workflow = 'approved', approval = 'final', decided_at = now(),"
    " decided_by_id = submitted_by_id WHERE id = %s",
    "UPDATE measures_result SET workflow = 'approved', approval = 'final', decided_at = now(),"
    " decided_by_id = entered_by_id WHERE id = %s",
    "UPDATE measures_result SET workflow = 'approved', approval = 'final' WHERE id = %s",
    "UPDATE measures_result SET workflow = 'returned' WHERE id = %s",
    "UPDATE measures_result SET origin = 'automatic', decided_by_id = submitted_by_id,"
    " decided_at = now(), workflow = 'approved', approval = 'final' WHERE id = %s",
)


@pytest.mark.parametrize("statement", DIRECTLY)
def test_the_database_refuses_it_too(world, statement) -> None:
    result = world.bring_to("submitted")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [result.pk])
    result.refresh_from_db()
    assert result.workflow == "submitted"


def test_without_the_check_the_database_would_take_it(world) -> None:
    result = world.bring_to("submitted")
    with undone(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE measures_result DROP CONSTRAINT result_four_eyes")
        cursor.execute(DIRECTLY[0], [result.pk])
        assert cursor.rowcount == 1


def test_a_door_left_open_is_noticed(world, post, monkeypatch) -> None:
    """Negative control: with the check of the verbs and that of the database off, the triples find it."""
    author = make_person("Both Hats", *ROLES)
    put_into(post, author)
    world.owner, world.clients["author"] = author, signed_in(author)
    world.clients["author"].raise_request_exception = False
    decisions = {"approve as provisional", "approve as final", "return", "approve a file"}

    def open_doors() -> set[str]:
        return {one for one in decisions if list(succeed(world, "submitted", one, ["author"]))}

    assert open_doors() == set()
    for module in ("actions.results", "actions.approvals", "querysets.queue"):
        monkeypatch.setattr(f"measures.{module}.had_a_hand", lambda rows, person: set())
    assert open_doors() == set(), "the database still refuses"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE measures_result DROP CONSTRAINT result_four_eyes")
    assert open_doors() == decisions
