"""Two administrators who remove each other in one moment: one wins, the other is told, and one is left."""

import threading
from collections.abc import Callable

import pytest

from charter.actions import people
from charter.actions.leaving import hand_over
from charter.actions.people import end_role, switch_off
from charter.faults import Refused
from charter.models import RoleGrant, User
from charter.permissions import holders_of
from tests.one_moment import in_one_moment
from tests.people import make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = 5
Removal = Callable[[User, User], object]


def ends_role(person: User, by: User) -> object:
    return end_role(grant=RoleGrant.objects.get(person=person), by=by)


def switches_off(person: User, by: User) -> object:
    return switch_off(person=person, by=by)


def lets_leave(person: User, by: User) -> object:
    return hand_over(person=person, successions=[], by=by, leaves=True)


def at_once(removal: Removal, pair: list[User]) -> list[str]:
    """What came of it when each removes the other."""
    one, other = pair
    came = in_one_moment([lambda: removal(other, one), lambda: removal(one, other)])
    return sorted(str(error) if isinstance(error, Refused) else "done" for error in came)


@pytest.fixture
def pair() -> list[User]:
    return [make_person(name, "administrator", second_factor=False) for name in ("Otto Admin", "Ada Admin")]


@pytest.mark.parametrize("removal", [ends_role, switches_off, lets_leave], ids=lambda one: one.__name__)
def test_one_is_left(pair, removal) -> None:
    for _ in range(ROUNDS):
        told = at_once(removal, pair)
        assert told == ["This is the last administrator. Give the role to somebody else first.", "done"]
        assert len(_left()) == 1
        User.objects.update(is_active=True)
        RoleGrant.objects.update(ends=None)


def test_without_the_locks_nobody_would_be(pair, monkeypatch) -> None:
    read = threading.Barrier(2)

    def unlocked() -> list[RoleGrant]:
        return list(RoleGrant.objects.filter(role="administrator"))

    decide = people.refuse_for_last_administrator

    def both_decide(person: User, administrators: list[RoleGrant]) -> None:
        decide(person, administrators)
        read.wait(timeout=30)

    monkeypatch.setattr(people, "lock_administrators", unlocked)
    monkeypatch.setattr(people, "refuse_for_last_administrator", both_decide)
    assert at_once(switches_off, pair) == ["done", "done"]
    assert _left() == []


def _left() -> list[User]:
    active = User.objects.filter(is_active=True)
    return [one for one in active if one.pk in holders_of("administrator")]
