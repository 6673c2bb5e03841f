"""Two people on one row: the second is told by whom, sees what was, theirs and mine, and nothing is lost."""

import pytest
from django.test import Client

from charter import conflicts
from charter.models import Landlord, User
from tests.people import fields_of, make_person, signed_in

PAGE = "/staff/settings/"


@pytest.fixture
def two(landlord: Landlord, administrator: User) -> tuple[Client, Client]:
    return signed_in(administrator), signed_in(make_person("Leo Grant", "administrator"))


def opened(client: Client, **changes: str) -> dict[str, object]:
    """What the browser would send of the page, with some boxes changed."""
    return fields_of(client.get(PAGE)) | changes


def test_the_second_sees_both_values_and_who_saved(two) -> None:
    first, second = two
    mine = opened(second, name="Alder Homes")
    assert first.post(PAGE, opened(first, name="Brook Homes")).status_code == 302
    answer = second.post(PAGE, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Ann Marsh changed this while you had it open" in page
    conflict = answer.context["form"].conflict
    told = [(one.label, one.before, one.theirs, one.mine) for one in conflict.differences]
    assert told == [("Name of the landlord", "Alderbrook Homes", "Brook Homes", "Alder Homes")]
    assert conflict.at is not None
    assert answer.context["form"]["name"].value() == "Alder Homes"
    assert Landlord.objects.get().name == "Brook Homes"


def test_mine_is_saved_on_top_of_the_newer_version(two) -> None:
    first, second = two
    mine = opened(second, name="Alder Homes")
    first.post(PAGE, opened(first, phone="0161 496 0000"))
    again = fields_of(second.post(PAGE, mine))
    assert second.post(PAGE, again).status_code == 302
    stored = Landlord.objects.get()
    assert (stored.name, stored.version) == ("Alder Homes", 3)


def test_a_third_save_is_a_conflict_again_and_before_is_what_was_shown(two) -> None:
    first, second = two
    mine = opened(second, name="Alder Homes")
    first.post(PAGE, opened(first, name="Brook Homes"))
    again = fields_of(second.post(PAGE, mine))
    first.post(PAGE, opened(first, name="Third Homes"))
    answer = second.post(PAGE, again)
    assert answer.status_code == 409
    (difference,) = answer.context["form"].conflict.differences
    assert (difference.before, difference.theirs) == ("Brook Homes", "Third Homes")


def test_one_person_in_two_windows_is_told_so(two) -> None:
    first, _ = two
    mine = opened(first, name="Alder Homes")
    first.post(PAGE, opened(first, name="Brook Homes"))
    assert "You changed this in another window" in first.post(PAGE, mine).content.decode()


@pytest.mark.parametrize("version", ["", "abc", "1.5", "99999999999999999999", "-1"])
def test_a_version_that_is_none_changes_nothing(two, version: str) -> None:
    first, _ = two
    answer = first.post(PAGE, opened(first, name="Alder Homes", version=version))
    assert answer.status_code in (409, 422)
    assert Landlord.objects.get().name == "Alderbrook Homes"


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"name": 3}', "\x00"])
def test_what_was_there_before_is_only_told_never_trusted(two, text: str) -> None:
    first, second = two
    mine = opened(second, name="Alder Homes", opened=text)
    first.post(PAGE, opened(first, name="Brook Homes"))
    assert second.post(PAGE, mine).status_code in (409, 422)
    assert Landlord.objects.get().name == "Brook Homes"


def test_without_the_check_the_second_overwrites(two, monkeypatch) -> None:
    first, second = two
    mine = opened(second, name="Alder Homes")
    first.post(PAGE, opened(first, name="Brook Homes"))
    monkeypatch.setattr(conflicts, "is_newer", lambda row, version: False)
    assert second.post(PAGE, mine).status_code == 302
    assert Landlord.objects.get().name == "Alder Homes"
