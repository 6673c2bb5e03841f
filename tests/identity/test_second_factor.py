"""The second factor (reliability.md P37): used once, fresh, not guessed, and never gone round."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from charter.identity import guessing, sealing
from tests.access.walking import routes
from tests.identity.helpers import PASSWORD, code, enter, give_code, give_password, is_in, text_of
from tests.letters import code_of, delivered, link_of
from tests.people import SECRET, make_person, signed_in

pytestmark = pytest.mark.django_db


def half(person) -> Client:
    """A browser that gave the password and no second factor."""
    client = Client()
    assert give_password(client, person.email).url == reverse("mfa_authenticate")
    return client


def test_a_code_works_once(approver) -> None:
    digits = code()
    enter(approver.email, digits)
    second = half(approver)
    assert "did not work" in text_of(give_code(second, digits))
    assert not is_in(second)


def test_without_the_memory_of_used_codes_it_would_work_twice(approver) -> None:
    """The negative control."""
    digits = code()
    enter(approver.email, digits)
    cache.clear()
    assert give_code(half(approver), digits).status_code == 302


@pytest.mark.parametrize("steps", [1, 2, 10, -2])
def test_codes_of_other_moments_are_refused(approver, steps) -> None:
    client = half(approver)
    assert "did not work" in text_of(give_code(client, code(steps_ago=steps)))
    assert not is_in(client)


def test_after_five_wrong_codes_the_right_one_waits_too(approver) -> None:
    client = half(approver)
    with time_machine.travel("2026-11-22 10:00", tick=False) as clock:
        client = half(approver)
        for _ in range(5):
            assert "did not work" in text_of(give_code(client, "000000"))
        assert "Wait 15 minutes" in text_of(give_code(client, code()))
        assert not is_in(client)
        clock.shift(901)
        client = half(approver)
        assert give_code(client, code()).status_code == 302


def test_without_the_limit_the_sixth_try_gets_in(approver, monkeypatch) -> None:
    """The negative control."""
    monkeypatch.setattr(guessing, "failed", lambda *given: None)
    client = half(approver)
    for _ in range(6):
        give_code(client, "000000")
    assert give_code(client, code()).status_code == 302


def test_a_reset_password_does_not_skip_it(approver) -> None:
    client = Client()
    client.post(reverse("account_reset_password"), {"email": approver.email})
    form = client.get(link_of(delivered()[0])).url
    new = "otter candle bridge"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert not is_in(client)
    assert give_password(client, approver.email, new).url == reverse("mfa_authenticate")
    assert not is_in(client)


def test_an_emailed_code_does_not_skip_it(approver) -> None:
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": approver.email})
    (message,) = delivered()
    answer = client.post(reverse("account_confirm_login_code"), {"code": code_of(message)})
    assert answer.url == reverse("mfa_authenticate")
    assert not is_in(client)


@pytest.mark.slow
def test_half_signed_in_nothing_opens(approver) -> None:
    client = half(approver)
    client.raise_request_exception = False
    guarded = [one for one in routes() if one.access and not one.access.startswith("public")]
    assert len(guarded) > 40
    opened = []
    for route in guarded:
        for answer in (client.get(f"/{route.where}"), client.post(f"/{route.where}")):
            if answer.status_code != 302 or not answer.url.startswith("/account/login/"):
                opened.append((route.where, answer.status_code))
    assert opened == []


@pytest.mark.slow
def test_without_a_factor_set_up_nothing_opens_but_the_way_to_it(db) -> None:
    person = make_person("New Staff", "approver", "administrator", "data_owner", second_factor=False)
    client = signed_in(person)
    client.raise_request_exception = False
    paths = [f"/{one.where}" for one in routes() if one.access and not one.access.startswith("public")]
    paths += ["/admin/", reverse("account_change_password"), reverse("usersessions_list")]
    opened = []
    for path in paths:
        for answer in (client.get(path), client.post(path)):
            if answer.status_code != 302 or answer.url != reverse("mfa_index"):
                opened.append((path, answer.status_code))
    assert opened == []


def test_the_gate_taken_off_is_noticed(db, monkeypatch) -> None:
    """The negative control."""
    monkeypatch.setattr("charter.identity.middleware.lacks_second_factor", lambda *given: False)
    monkeypatch.setattr("charter.access.lacks_second_factor", lambda *given: False)
    client = signed_in(make_person("New Staff", "approver", second_factor=False))
    assert client.get("/staff/").status_code == 200


def test_a_member_of_the_panel_needs_none(panel_member) -> None:
    assert is_in(signed_in(panel_member))


def test_secrets_are_sealed_at_rest(approver) -> None:
    codes = RecoveryCodes.activate(approver).get_unused_codes()
    for row in Authenticator.objects.filter(user=approver):
        stored = str(row.data)
        assert SECRET not in stored
        assert sealing.MARK in stored
        assert not any(one in stored for one in codes)


def test_what_is_sealed_for_one_purpose_opens_for_no_other() -> None:
    sealed = sealing.seal("otter", purpose="letter")
    assert sealing.unseal(sealed, purpose="letter") == "otter"
    with pytest.raises(ValueError, match="another secret"):
        sealing.unseal(sealed, purpose="second factor")
    assert sealing.unseal("stored before", purpose="letter") == "stored before"


def test_the_first_code_of_an_app_signs_nobody_in_afterwards(db) -> None:
    person = make_person("New Person", "data_owner", second_factor=False)
    client = Client()
    give_password(client, person.email, PASSWORD)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    digits = code(secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": digits}).status_code == 302
    other = half(person)
    assert "did not work" in text_of(give_code(other, digits))


@pytest.mark.django_db(transaction=True)
def test_recovery_codes_are_shown_once_and_the_person_is_told() -> None:
    person = make_person("New Person", "data_owner", second_factor=False)
    client = Client()
    give_password(client, person.email, PASSWORD)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    first = client.get(reverse("mfa_view_recovery_codes"))
    codes = first.context["unused_codes"]
    assert codes[0] in text_of(first)
    again = client.get(reverse("mfa_view_recovery_codes"), follow=True)
    assert codes[0] not in text_of(again)
    (message,) = delivered()
    assert message.to == [person.email]
    assert "authenticator app was added" in message.body
