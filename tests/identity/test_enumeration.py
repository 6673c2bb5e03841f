"""Whether an address has an account cannot be seen or timed (reliability.md P39)."""

import re
import statistics
import time
import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from charter.models import Body, Job, Letter, User
from tests.letters import delivered
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
Ask = Callable[[str], HttpResponse]
TOKENS = re.compile(r'name="(csrfmiddlewaretoken|form_token)" value="[^"]*"')
# Hashers as in production: the tests' quick one would hide what a hash costs.
HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def sign_in(email: str) -> HttpResponse:
    return Client().post(reverse("account_login"), {"login": email, "password": "guess of a password"})


def reset(email: str) -> HttpResponse:
    return Client().post(reverse("account_reset_password"), {"email": email})


def code(email: str) -> HttpResponse:
    return Client().post(reverse("account_request_login_code"), {"email": email})


def sign_up(email: str) -> HttpResponse:
    said = {"email": email, "password1": "otter candle bridge"}
    return Client().post(reverse("account_signup"), said)


def invite(email: str) -> HttpResponse:
    """Asked by an engagement officer, who may not learn who else has an account."""
    officer = User.objects.filter(grants__role="engagement_officer").first()
    client = signed_in(officer or make_person("Erin Officer", "engagement_officer"))
    body, _ = Body.objects.get_or_create(slug="panel", defaults={"name": "Panel", "kind": "tenant"})
    said = {"form_token": str(uuid.uuid4()), "email": email, "body": str(body.pk)}
    return client.post(reverse("staff_invite"), said)


FORMS: dict[str, Ask] = {
    "sign in": sign_in,
    "reset": reset,
    "code": code,
    "sign up": sign_up,
    "invite": invite,
}


def seen(answer: HttpResponse, email: str) -> tuple[object, ...]:
    """All that a stranger sees: status, where to, cookies, headers and bytes; the typed address left out."""
    page = TOKENS.sub("", answer.content.decode()).replace(email, "…")
    cookies = sorted((name, len(one.value)) for name, one in answer.cookies.items())
    headers = {
        name: value for name, value in answer.headers.items() if name not in ("X-Request-ID", "Expires")
    }
    return answer.status_code, headers, cookies, page


def addresses(known: bool, count: int) -> list[str]:
    kind = "known" if known else "never"
    return [f"{kind}{number:03}@example.org" for number in range(count)]


def make_known(count: int) -> None:
    """People with passwords, made quickly."""
    one = make_person("Known Person", second_factor=False)
    User.objects.bulk_create(
        User(email=email, name="Known Person", password=one.password) for email in addresses(True, count)
    )


@pytest.fixture
def unlimited(monkeypatch) -> None:
    """Without the limits on guessing, which answer both alike long before the end."""
    monkeypatch.setattr("charter.identity.guessing.failed", lambda *given: None)


@pytest.mark.parametrize("form", FORMS)
def test_both_see_the_same(form, unlimited) -> None:
    make_known(3)
    ask = FORMS[form]
    known = [seen(ask(email), email) for email in addresses(True, 3)]
    unknown = [seen(ask(email), email) for email in addresses(False, 3)]
    assert known == unknown


@pytest.mark.parametrize("form", ["reset", "code"])
def test_both_make_the_same_rows_and_one_gets_a_mail(form) -> None:
    make_known(1)
    for known in (True, False):
        before = Job.objects.count(), Letter.objects.count()
        FORMS[form](addresses(known, 1)[0])
        assert (Job.objects.count(), Letter.objects.count()) == (before[0] + 1, before[1] + 1)
    assert [message.to for message in delivered()] == [addresses(True, 1)]
    assert not Letter.objects.exists()


def test_what_waits_is_sealed(panel_member) -> None:
    code(panel_member.email)
    letter = Letter.objects.get()
    (message,) = delivered()
    sent = re.search(r"^[A-Z]{4}-[A-Z]{4}$", message.body, re.M)[0]
    assert sent not in letter.sealed
    assert sent not in str(list(Job.objects.values_list("ids", "key", "message")))


def test_somebody_switched_off_is_as_unknown(approver) -> None:
    User.objects.filter(pk=approver.pk).update(is_active=False)
    other = approver.email.replace("tom", "tim")
    for ask in (reset, code, sign_in):
        assert seen(ask(approver.email), approver.email) == seen(ask(other), other)
    assert delivered() == []


def test_an_invitation_of_an_officer_is_answered_alike(engagement_officer, approver) -> None:
    body = Body.objects.create(slug="panel", name="Customer Voice Group", kind="tenant")

    def ask(email: str) -> tuple[object, ...]:
        client = signed_in(engagement_officer)
        page = reverse("staff_invite")
        token = client.get(page).context["form"]["form_token"].value()
        typed = {"form_token": token, "email": email, "body": body.pk}
        answer = client.post(page, typed)
        assert answer.status_code == 302
        return seen(answer, email)[:2]

    assert ask(approver.email) == ask("nobody@example.org")


def median_of(ask: Ask, emails: list[str], others: list[str]) -> tuple[float, float]:
    """The medians in milliseconds, measured in turns so that a busy machine slows both."""
    times: tuple[list[float], list[float]] = ([], [])
    for pair in zip(emails, others, strict=True):
        for email, kept in zip(pair, times, strict=True):
            begun = time.perf_counter()
            ask(email)
            kept.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times[0]), statistics.median(times[1])


@pytest.mark.drill
@pytest.mark.parametrize("form", FORMS)
def test_two_hundred_of_each_take_the_same_time(form, unlimited) -> None:
    with override_settings(PASSWORD_HASHERS=HASHERS):
        make_known(200)
        FORMS[form]("warm.up@example.org")
        known, unknown = median_of(FORMS[form], addresses(True, 200), addresses(False, 200))
    print(f"{form}: known {known:.2f} ms, unknown {unknown:.2f} ms")
    assert abs(known - unknown) < 10


def test_without_the_hash_for_nobody_the_time_would_tell(unlimited, monkeypatch) -> None:
    """The negative control."""
    backend = "allauth.account.auth_backends.AuthenticationBackend._mitigate_timing_attack"
    monkeypatch.setattr(backend, lambda self, password: None)
    with override_settings(PASSWORD_HASHERS=HASHERS):
        make_known(15)
        known, unknown = median_of(sign_in, addresses(True, 15), addresses(False, 15))
    assert known - unknown > 10
