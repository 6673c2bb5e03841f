"""Signing in: password and second factor for staff, an e-mailed code for the panel, and pages around it."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.letters import code_of, delivered, link_of
from tests.people import SECRET, make_person, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-password-1"


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def text_of(answer) -> str:
    return answer.content.decode()


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_staff_give_password_and_code(approver) -> None:
    client = Client()
    first = sign_in(client, "Tom.Hale@example.org")
    assert first.url == reverse("mfa_authenticate")
    assert client.get("/staff/").status_code == 302
    wrong = client.post(first.url, {"code": "000000"})
    assert "That code did not work" in text_of(wrong)
    assert client.post(first.url, {"code": code()}).url == "/staff/"
    landing = text_of(client.get("/account/"))
    assert "Hello Tom Hale" in landing
    assert "Approver" in landing
    assert reverse("staff_approvals") in landing
    assert reverse("staff_people") not in landing


def test_a_wrong_password_says_so_and_keeps_the_address(approver) -> None:
    answer = sign_in(Client(), "tom.hale@example.org", "wrong-password-9")
    assert "is not right. Check both." in text_of(answer)
    assert 'value="tom.hale@example.org"' in text_of(answer)
    assert "<title>Error:" in text_of(answer)


def test_a_stranger_reads_the_same_as_somebody_with_a_wrong_password(approver) -> None:
    known = text_of(sign_in(Client(), "tom.hale@example.org", "wrong-password-9"))
    unknown = text_of(sign_in(Client(), "no.body@example.org", "wrong-password-9"))
    strip = re.compile(r'(csrfmiddlewaretoken" value="[^"]*")|(tom.hale|no.body)')
    assert strip.sub("", known) == strip.sub("", unknown)


def test_a_member_of_the_panel_signs_in_by_a_code(panel_member) -> None:
    client = Client()
    answer = client.post(reverse("account_request_login_code"), {"email": panel_member.email})
    assert answer.url == reverse("account_confirm_login_code")
    (message,) = delivered()
    assert message.subject == "Your sign-in code"
    sent = code_of(message)
    assert "not right" in text_of(client.post(answer.url, {"code": "nope"}))
    assert client.post(answer.url, {"code": sent}).url == "/account/"
    assert "Panel member" in text_of(client.get("/account/"))


def test_a_reader_of_a_body_lands_on_the_reports(body_reader) -> None:
    client = Client()
    first = sign_in(client, body_reader.email)
    assert client.post(first.url, {"code": code()}).url == reverse("reports")
    assert client.get(reverse("reports")).status_code == 200


@pytest.mark.parametrize("who", ["body_reader", "panel_member"])
def test_a_page_that_is_closed_names_the_account_page(who, request) -> None:
    answer = signed_in(request.getfixturevalue(who)).get("/staff/")
    assert answer.status_code == 403
    assert f'<a href="{reverse("account")}">My account</a> says what your role opens' in text_of(answer)


def test_a_code_is_for_an_account_only(db) -> None:
    answer = Client().post(reverse("account_request_login_code"), {"email": "no.body@example.org"})
    assert answer.url == reverse("account_confirm_login_code")
    assert delivered() == []


def test_a_new_member_of_staff_sets_up_the_second_factor() -> None:
    make_person("New Person", "data_owner", second_factor=False)
    client = Client()
    assert sign_in(client, "new.person@example.org").url == "/staff/"
    assert client.get("/account/").url == reverse("mfa_index")
    assert "Choose your second factor" in text_of(client.get(reverse("mfa_index")))
    page = client.get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml;base64,' in text_of(page)
    secret = page.context["form"].secret
    assert "That code did not work" in text_of(client.post(reverse("mfa_activate_totp"), {"code": "000000"}))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert "Each code signs you in once" in text_of(client.get(answer.url))
    assert client.get("/account/").status_code == 200


def test_a_recovery_code_helps_once() -> None:
    person = make_person("New Person", "data_owner", second_factor=False)
    client = Client()
    sign_in(client, person.email)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    spare = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    other = Client()
    sign_in(other, person.email)
    assert other.post(reverse("mfa_authenticate"), {"code": spare}).url == "/staff/"
    third = Client()
    sign_in(third, person.email)
    assert "did not work" in text_of(third.post(reverse("mfa_authenticate"), {"code": spare}))


def test_a_password_is_set_by_a_link(approver) -> None:
    client = Client()
    answer = client.post(reverse("account_reset_password"), {"email": approver.email})
    assert answer.url == reverse("account_reset_password_done")
    where = link_of(delivered()[0])
    form = client.get(where).url
    short = client.post(form, {"password1": "short", "password2": "short"})
    assert "12" in text_of(short)
    good = {"password1": "another-long-one-2", "password2": "another-long-one-2"}
    assert client.post(form, good).url == reverse("account_reset_password_from_key_done")
    assert "This link does not work" in text_of(Client().get(where))
    assert sign_in(Client(), approver.email, "another-long-one-2").url == reverse("mfa_authenticate")


def test_signing_out_forgets_everything(approver) -> None:
    client = signed_in(approver)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get("/account/").status_code == 200
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert client.get("/account/").status_code == 302


def test_somebody_without_a_role_is_told_so(db) -> None:
    answer = signed_in(make_person("No Role", second_factor=False)).get("/account/")
    assert answer.status_code == 403
    assert "Your role does not let you open this page" in text_of(answer)


def test_a_switched_off_account_does_not_sign_in(approver) -> None:
    approver.is_active = False
    approver.save()
    client = Client()
    assert sign_in(client, approver.email).url == reverse("account_inactive")
    assert client.get("/account/").status_code == 302


def test_cookies_and_headers_of_the_portal(approver) -> None:
    from charter.settings import base

    assert (base.SESSION_COOKIE_NAME, base.CSRF_COOKIE_NAME) == ("__Host-sessionid", "__Host-csrftoken")
    assert base.SESSION_COOKIE_SECURE
    assert base.CSRF_COOKIE_SECURE
    assert settings.SESSION_COOKIE_HTTPONLY
    answer = Client().get(reverse("account_login"))
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


PAGES = (
    "account_login",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_signup",
)
OWN_PAGES = (
    "account",
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_index",
)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_for_strangers_has_one_heading(name) -> None:
    assert text_of(Client().get(reverse(name))).count("<h1") == 1


@pytest.mark.parametrize("name", OWN_PAGES)
def test_every_own_page_has_one_heading(name, approver) -> None:
    client = Client()
    sign_in(client, approver.email)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert text_of(client.get(reverse(name))).count("<h1") == 1


def test_the_second_factor_can_be_replaced(approver) -> None:
    client = Client()
    sign_in(client, approver.email)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert text_of(client.get(reverse("mfa_deactivate_totp"))).count("<h1") == 1
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert client.get("/staff/").url == reverse("mfa_index")


def test_the_link_of_a_new_administrator_sets_the_password(administrator) -> None:
    from charter.accounts import password_link

    client = Client()
    form = client.get("/" + password_link(administrator).split("/", 3)[3]).url
    good = {"password1": "another-long-one-2", "password2": "another-long-one-2"}
    assert client.post(form, good).url == reverse("account_reset_password_from_key_done")
