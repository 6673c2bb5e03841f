"""P10 and P13: two editors on one figure, and one form sent twenty times at once, each with its control."""

import uuid
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from charter import conflicts, form_parts, jobs
from charter.models import AuditEvent, Post, User
from charter.periods import Period
from measures.actions import Decision, approve_result, record_result, submit_result
from measures.figures import Figures
from measures.models import Measure, Release, Result
from tests.one_moment import in_one_moment
from tests.people import fields_of, make_person, put_into, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS, PRESSES = 100, 20
PERIOD = "2026-09"
WHERE = f"/staff/figures/repairs/{PERIOD}/"


@pytest.fixture(autouse=True)
def _no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job_id: None)


@pytest.fixture
def editors(post: Post, data_owner: User, measure: Measure) -> list[Client]:
    deputy = make_person("Dan Deputy", "data_owner")
    put_into(post, deputy, deputy=True)
    return [signed_in(data_owner), signed_in(deputy)]


def at_once(tasks: list[Callable[[], int]]) -> Counter[int | Exception]:
    """Start all tasks together; how often each answer came."""
    return Counter(in_one_moment(tasks))


def both_save(editors: list[Client], round_: int, *, htmx: bool) -> Counter[int]:
    """Both save another number on top of the version that both saw."""
    version = Result.objects.values_list("version", flat=True).first() or 0
    headers = {"HX-Request": "true"} if htmx else {}

    def save(number: int) -> Callable[[], int]:
        sent = {
            "form_token": str(uuid.uuid4()),
            "version": str(version),
            "numerator": str(number),
            "denominator": "1000",
            "do": "save",
        } | ({"back": ""} if htmx else {})
        return lambda: editors[number % 2].post(WHERE, sent, headers=headers).status_code

    return at_once([save(2 * round_), save(2 * round_ + 1)])


@pytest.mark.parametrize(("htmx", "saved"), [(False, 302), (True, 204)])
def test_of_two_saves_one_is_saved_and_one_is_told(editors, htmx: bool, saved: int) -> None:
    answers: Counter[int] = Counter()
    for round_ in range(ROUNDS):
        answers += both_save(editors, round_, htmx=htmx)
    assert answers == {saved: ROUNDS, 409: ROUNDS}
    assert Result.objects.get().version == ROUNDS
    assert AuditEvent.objects.filter(verb="record_result").count() == ROUNDS


def test_without_the_check_one_is_overwritten_and_nobody_is_told(editors, monkeypatch) -> None:
    monkeypatch.setattr(conflicts, "is_newer", lambda row, version: False)
    answers = sum((both_save(editors, round_, htmx=False) for round_ in range(5)), Counter())
    assert answers == {302: 10}
    assert AuditEvent.objects.filter(verb="record_result").count() == 10


def press(client: Client, where: str, sent: dict[str, object]) -> Counter[int]:
    """The same form, twenty times at once, in as many windows of one person."""
    windows = []
    for _ in range(PRESSES):
        window = Client(raise_request_exception=False)
        window.cookies = client.cookies
        windows.append(window)
    return at_once([lambda window=window: window.post(where, sent).status_code for window in windows])


def said(verb: str) -> int:
    return AuditEvent.objects.filter(verb=verb).count()


@pytest.fixture
def figure(measure: Measure, data_owner: User) -> Result:
    figures = Figures(Decimal(960), Decimal(1000))
    made = record_result(measure=measure, period=Period.parse(PERIOD), figures=figures, by=data_owner)
    return submit_result(result=made, by=data_owner)


GOOD = {"numerator": "960", "denominator": "1000"}


def test_twenty_presses_save_one_figure(editors) -> None:
    sent = fields_of(editors[0].get(WHERE)) | GOOD | {"do": "save"}
    assert press(editors[0], WHERE, sent) == {302: PRESSES}
    assert (said("record_result"), Result.objects.count()) == (1, 1)


def test_twenty_presses_submit_one_figure(editors) -> None:
    sent = fields_of(editors[0].get(WHERE)) | GOOD | {"do": "submit"}
    assert press(editors[0], WHERE, sent) == {302: PRESSES}
    assert (said("record_result"), said("submit_result")) == (1, 1)


def test_twenty_presses_approve_once(figure, approver) -> None:
    client = signed_in(approver)
    where = f"/staff/approvals/{figure.pk}/"
    sent = fields_of(client.get(where), "approve") | {"do": "approve", "approval": "final"}
    assert press(client, where, sent) == {302: PRESSES}
    assert said("approve_result") == 1


def test_twenty_presses_publish_once(figure, approver) -> None:
    approve_result(result=figure, by=approver, decision=Decision("final"))
    client = signed_in(approver)
    where = f"/staff/releases/preview/?period={PERIOD}"
    sent = fields_of(client.get(where)) | {"do": "now", "period": PERIOD}
    assert press(client, "/staff/releases/preview/", sent) == {302: PRESSES}
    assert Release.objects.count() == 1


def test_without_the_token_twenty_presses_make_twenty(editors, monkeypatch) -> None:
    monkeypatch.setattr(form_parts, "use_token", lambda *, token, by, work: work())
    monkeypatch.setattr(conflicts, "is_newer", lambda row, version: False)
    sent = fields_of(editors[0].get(WHERE)) | GOOD | {"do": "save"}
    assert press(editors[0], WHERE, sent) == {302: PRESSES}
    assert said("record_result") == PRESSES


def test_without_the_token_the_second_press_is_told_of_a_fault(figure, approver, monkeypatch) -> None:
    monkeypatch.setattr(form_parts, "use_token", lambda *, token, by, work: work())
    client = signed_in(approver)
    where = f"/staff/approvals/{figure.pk}/"
    sent = fields_of(client.get(where), "approve") | {"do": "approve", "approval": "final"}
    answers = press(client, where, sent)
    assert answers[302] == 1
    assert sum(answers.values()) == PRESSES
    assert said("approve_result") == 1
