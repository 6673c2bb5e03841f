"""Passwords (reliability.md P36): what is easy to guess is refused, what is long and odd is taken."""

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import override_settings

from charter.identity.passwords import LONGEST
from charter.models import Landlord, User

pytestmark = pytest.mark.django_db

YEARS = ("2024", "2025", "2026", "2026!")
BASES = (
    "Alderbrook",
    "alderbrook",
    "AlderbrookHomes",
    "Alderbr00k",
    "A1derbrook",
    "Password",
    "P@ssw0rd",
    "Welcome",
)
WEAK = (
    [f"{base}{year}".ljust(12, "!") for base in BASES for year in YEARS]
    + [
        f"{base}123456"
        for base in ("Qwerty", "Letmein", "Summer", "Winter", "Autumn", "Spring", "Monday", "Sunday")
    ]
    + [f"{month}2026pass" for month in ("January", "February", "August", "September", "October", "November")]
    + [
        f"{word}-{word}-1"
        for word in ("tenant", "resident", "housing", "landlord", "council", "charter", "portal")
    ]
    + [f"{team}1234567" for team in ("liverpool", "arsenal", "chelsea", "everton", "manchester", "england")]
    + ["111111111111", "000000000000", "123456789012", "abcdefghijkl", "zyxwvutsrqpo", "qwertyuiop12"]
    + ["asdfghjkl123", "zxcvbnm12345", "aaaaaaaaaaaa", "abababababab", "abcabcabcabc", "passwordpassword"]
    + ["iloveyou1234", "letmein-letme-99", "Admin-2026-Admin", "changeme12345", "letmeinplease"]
    + ["Customer-Charter", "CustomerCharter1", "TenantPortal2026", "RepairsTeam2026", "BoardPanel2026!"]
    + [
        "PriyaNair2026!",
        "priya.nair.2026",
        "Nair-Priya-1234",
        "!!!!!!!!!!!!",
        "2026-11-22-2026",
        "            ",
    ]
    + ["short", "Tr0ub4dor&3", "elevenchars", "qazwsxedcrfv", "monkeydragon1", "superman-batman"]
    + [
        "mondaymorning"[:6] + "-12345678",
        "december-december",
        "trustno1trustno1",
        "dragon2026dragon",
        "office-office-99",
    ]
    + ["homesweethome1", "footballrugby1", "SpringSummer26", "secretsecret1"]
)
GOOD = (
    "purple river lantern",
    "otter-candle-bridge",
    "Mitten Granite Oboe",
    "seven quiet hedgehogs",
    "violin under gravel",
    "copper mug and thistle",
    "walnut.trellis.anvil",
    "pebble tractor mango",
    "harbour fiddle crumpet",
    "cobalt ferret umbrella",
    "lighthouse marmalade knot",
    "bicycle-apricot-thunder",
    "quilted badger trumpet",
    "scarlet kettle meadow",
    "tangled ivy postbox",
    "hazel lantern drizzle",
    "teapot glacier wombat",
    "gingham otter steeple",
    "Nguyễn đọc sách",
    "🦊 vixen brambles dusk",
)


@pytest.fixture
def person(landlord: Landlord) -> User:
    return User(email="priya.nair@example.org", name="Priya Nair")


def is_refused(password: str, person: User) -> bool:
    try:
        validate_password(password, person)
    except ValidationError:
        return True
    return False


def test_a_hundred_weak_passwords_are_refused(person) -> None:
    assert len(set(WEAK)) >= 100
    assert [one for one in WEAK if not is_refused(one, person)] == []


def test_passphrases_are_taken(person) -> None:
    assert len(GOOD) == 20
    assert [one for one in GOOD if is_refused(one, person)] == []


def test_a_long_one_is_taken_and_an_endless_one_is_not(person) -> None:
    long = "willow ferry acorn " * 20
    assert not is_refused(long[:200], person)
    assert not is_refused(long[:199] + "?" + "kestrel marzipan" * 40, person)
    assert is_refused("kestrel marzipan " * LONGEST, person)


def test_without_our_own_check_many_weak_ones_pass(person) -> None:
    """The negative control: the package's checks alone."""
    ours = "charter.identity.passwords.NotEasyToGuess"
    without = [one for one in settings.AUTH_PASSWORD_VALIDATORS if one["NAME"] != ours]
    assert len(without) == len(settings.AUTH_PASSWORD_VALIDATORS) - 1
    with override_settings(AUTH_PASSWORD_VALIDATORS=without):
        passed = [one for one in WEAK if not is_refused(one, person)]
    assert len(passed) > 40
    assert "AlderbrookHomes2026" in passed


def test_another_landlords_name_is_no_common_word(person) -> None:
    assert not is_refused("Wintersmead-heron", person)
    Landlord.objects.update(name="Wintersmead Heron")
    assert is_refused("Wintersmead-heron", person)


def test_the_words_say_what_to_do(person) -> None:
    with pytest.raises(ValidationError, match="three words that have nothing to do with each other"):
        validate_password("AlderbrookHomes2026", person)
