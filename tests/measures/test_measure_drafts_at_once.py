"""Two drafts of one measure, approved in the same moment: neither undoes the other."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from charter import drafts, jobs
from charter.actions.drafts import approve_draft, save_draft, start_draft, submit_draft
from charter.drafts import Where
from charter.models import Draft, Post, User
from measures.actions.drafts import dated
from measures.models import Measure, Target
from tests.measures.by_hand import Hand
from tests.one_moment import in_one_moment
from tests.people import make_person, put_into

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job_id: None)


@pytest.fixture
def repairs() -> Measure:
    hand = Hand.made("2099-01")
    return hand.measure("repairs", owner=Post.objects.create(title="Head of Repairs"))


@pytest.fixture
def owner(repairs) -> User:
    found = make_person("Owner", "data_owner")
    put_into(repairs.owner, found)
    return found


def target_from(repairs: Measure, owner: User, day: str) -> Draft:
    draft = start_draft(kind="target", where=Where(repairs.pk), by=owner, action="new")
    save_draft(draft=draft, typed={"from": day, "target": "95"}, note="Agreed.", by=owner)
    return submit_draft(draft=draft, by=owner)


def approved_at_once(pending: list[Draft]) -> None:
    """Each by an approver of their own; both have read the measure before either writes, if they can."""
    approvers = [make_person(f"Approver {draft.pk}", "approver") for draft in pending]
    pairs = zip(pending, approvers, strict=True)
    in_one_moment([partial(approve_draft, draft=draft, by=person) for draft, person in pairs], expected=())


def wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading the measure and writing it, wait until the other has read it, too, or cannot."""
    met, write = threading.Barrier(2), dated.write_measure

    def slowly(entry):
        with suppress(threading.BrokenBarrierError):
            met.wait(timeout=1)
        return write(entry)

    monkeypatch.setattr(dated, "write_measure", slowly)


def test_both_targets_stand(repairs, owner, monkeypatch) -> None:
    pending = [target_from(repairs, owner, day) for day in ("2030-04-01", "2031-04-01")]
    wait_for_each_other(monkeypatch)
    approved_at_once(pending)
    assert [row.starts for row in Target.objects.order_by("starts")] == [date(2030, 4, 1), date(2031, 4, 1)]


def test_without_the_lock_of_the_measure_one_would_be_lost(repairs, owner, monkeypatch) -> None:
    """Negative control."""
    pending = [target_from(repairs, owner, day) for day in ("2030-04-01", "2031-04-01")]
    unlocked = replace(drafts.kind_named("target"), locks=lambda where: None)
    monkeypatch.setitem(drafts._kinds, "target", unlocked)
    wait_for_each_other(monkeypatch)
    approved_at_once(pending)
    assert Target.objects.count() == 1
