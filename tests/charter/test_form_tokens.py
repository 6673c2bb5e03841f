"""A form sent many times at once makes one record; without its token it would not."""

import uuid
from functools import partial

import pytest

from charter.actions.form_tokens import use_token, where_it_led
from charter.faults import Refused
from charter.models import Body, FormToken, User
from tests.one_moment import in_one_moment
from tests.people import make_person

AT_ONCE = 8


def make_body(name: str = "Panel") -> str:
    made = Body.objects.create(slug=uuid.uuid4().hex, name=name, kind="tenant")
    return f"/bodies/{made.pk}/"


def at_once(tokens: list[uuid.UUID], person: User) -> set[object]:
    """Send each token's form at the same time."""
    return set(
        in_one_moment([partial(use_token, token=token, by=person, work=make_body) for token in tokens])
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_presses_at_once_make_one_record() -> None:
    person = make_person("Priya Nair")
    assert len(at_once([uuid.uuid4()] * AT_ONCE, person)) == 1
    assert Body.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_a_common_token_each_press_makes_one() -> None:
    person = make_person("Priya Nair")
    assert len(at_once([uuid.uuid4() for _ in range(AT_ONCE)], person)) == AT_ONCE
    assert Body.objects.count() == AT_ONCE


@pytest.mark.django_db
def test_a_refused_form_can_be_sent_again() -> None:
    person, token = make_person("Priya Nair"), uuid.uuid4()

    def refuse() -> str:
        make_body()
        raise Refused("Not like this.")

    with pytest.raises(Refused, match="Not like this"):
        use_token(token=token, by=person, work=refuse)
    assert not Body.objects.exists()
    assert not FormToken.objects.exists()
    assert where_it_led(token, person) == ""
    assert use_token(token=token, by=person, work=make_body) == where_it_led(token, person)


@pytest.mark.django_db
def test_a_token_belongs_to_one_person() -> None:
    token = uuid.uuid4()
    use_token(token=token, by=make_person("Priya Nair"), work=make_body)
    with pytest.raises(Refused, match="somebody else"):
        use_token(token=token, by=make_person("Sam Stranger"), work=make_body)
