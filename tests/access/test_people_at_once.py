"""Verbs of people that touch the same rows at once: they wait for each other in one order, never for ever."""

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError

from charter.actions import invitations, people
from charter.actions.invitations import Offer, invite, withdraw_invitation
from charter.actions.leaving import Succession, hand_over
from charter.actions.people import end_role, grant_role
from charter.faults import Refused
from charter.models import Post, RoleGrant, User
from tests.one_moment import in_one_moment
from tests.people import make_person, put_into

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = 8
ADDRESS = "new.admin@example.org"
Work = Callable[[], object]


def at_once(*works: Work) -> list[str]:
    """How it ended for each: done, refused, or stopped by the database because each waited for the other."""
    return [_said(came) for came in in_one_moment(works, expected=(Refused, OperationalError))]


def _said(came: object) -> str:
    if isinstance(came, OperationalError):
        return "deadlock" if "deadlock" in str(came) else repr(came)
    return "refused" if isinstance(came, Refused) else "done"


@pytest.fixture
def ada() -> User:
    return make_person("Ada Admin", "administrator", second_factor=False)


@pytest.fixture
def otto() -> User:
    return make_person("Otto Admin", "administrator", second_factor=False)


def test_an_invitation_is_taken_back_while_its_role_ends(ada, otto) -> None:
    for _ in range(ROUNDS):
        invite(email=ADDRESS, offer=Offer(("administrator",)), by=ada)
        person = User.objects.get(email=ADDRESS)
        grant = RoleGrant.objects.get(person=person)
        ends = at_once(
            lambda person=person: withdraw_invitation(person=person, by=ada),
            lambda grant=grant: end_role(grant=grant, by=otto),
        )
        assert ends[0] == "done"
        assert ends[1] in ("done", "refused")
        assert not RoleGrant.objects.filter(person=person).exists()


def test_without_the_order_they_wait_for_each_other(ada, otto, monkeypatch) -> None:
    """Taking an invitation back holds the person and wants the administrators; ending a role, the reverse."""
    invite(email=ADDRESS, offer=Offer(("administrator",)), by=ada)
    person = User.objects.get(email=ADDRESS)
    grant = RoleGrant.objects.get(person=person)
    both, withdraws, lock = threading.Barrier(2), threading.local(), people.lock_administrators

    def one_after_the_other() -> list[RoleGrant]:
        if getattr(withdraws, "here", False):
            both.wait(timeout=30)
            return lock()
        held = lock()
        both.wait(timeout=30)
        return held

    def withdraw() -> object:
        withdraws.here = True
        return withdraw_invitation(person=person, by=ada)

    monkeypatch.setattr(invitations, "lock_administrators", list)
    monkeypatch.setattr(people, "lock_administrators", one_after_the_other)
    assert "deadlock" in at_once(withdraw, lambda: end_role(grant=grant, by=otto))


def test_a_role_is_given_again_while_it_ends(ada, otto) -> None:
    person = make_person("Dora Owner", "data_owner", second_factor=False)
    for _ in range(ROUNDS):
        grant = RoleGrant.objects.get(person=person, ends=None)
        ends = at_once(
            lambda grant=grant: end_role(grant=grant, by=ada),
            lambda: grant_role(person=person, role="data_owner", by=otto),
        )
        assert ends == ["done", "done"]
        if not RoleGrant.objects.filter(person=person, ends=None).exists():
            grant_role(person=person, role="data_owner", by=ada)


def test_two_pass_their_posts_to_each_other(ada, otto) -> None:
    pair = [make_person(name, "data_owner", second_factor=False) for name in ("Ann Day", "Bob Night")]
    for count in range(ROUNDS):
        held = [put_into(Post.objects.create(title=f"{one.name} {count}"), one) for one in pair]
        passed = [
            lambda mine=mine, other=other: hand_over(
                person=mine.person, successions=[Succession(mine.pk, other)], by=ada, give_roles=True
            )
            for mine, other in zip(held, reversed(pair), strict=True)
        ]
        assert at_once(*passed) == ["done", "done"]


def test_two_invite_the_same_address(ada, otto) -> None:
    for count in range(ROUNDS):
        offer, email = Offer(("data_owner",)), f"new{count}@example.org"
        ends = at_once(
            lambda offer=offer, email=email: invite(email=email, offer=offer, by=ada),
            lambda offer=offer, email=email: invite(email=email, offer=offer, by=otto),
        )
        assert set(ends) <= {"done", "refused"}
        assert "done" in ends
        assert User.objects.filter(email=email).count() == 1
