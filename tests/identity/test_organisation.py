"""The organisation's own sign-in (OpenID Connect), against a real provider on this machine."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from charter.actions.identity import reset_second_factor
from charter.actions.invitations import Offer, invite
from charter.identity import organisation
from charter.models import Body, User
from charter.settings import openid
from tests.identity import provider as providers
from tests.identity.helpers import is_in, text_of
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[providers.Provider]:
    with providers.running() as found:
        yield found


@pytest.fixture
def provider(server, settings, monkeypatch) -> providers.Provider:
    """The provider, right in everything, and the portal configured for it."""
    server.claims, server.header, server.discovery = {}, {}, {}
    server.published = server.signing.public_key()
    configure(monkeypatch, settings, server.site)
    return server


def configure(monkeypatch, settings, issuer: str, **more: str) -> None:
    given = {
        "PORTAL_OPENID_NAME": "your Alderbrook account",
        "PORTAL_OPENID_ISSUER": issuer,
        "PORTAL_OPENID_CLIENT_ID": providers.CLIENT,
        "PORTAL_OPENID_SECRET": providers.SECRET,
    } | more
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS = openid.providers()


def there(client: Client, **query: str) -> str:
    """Go to the provider and sign in there; the address that it sends the browser back to."""
    away = client.get(reverse("organisation_sign_in"), query)
    assert away.status_code == 302, text_of(away)
    back = requests.get(away.url, allow_redirects=False, timeout=5).headers["Location"]
    return "/" + back.split("/", 3)[3]


def back(client: Client, **query: str):
    return client.get(there(client, **query))


def is_refused(answer, words: str) -> bool:
    text = text_of(answer).replace("&#x27;", "'")
    assert answer.status_code in (403, 404), text
    assert words in text, text
    return True


def test_an_invited_account_is_signed_in_and_no_one_else_is_made(provider, panel_member) -> None:
    provider.claims = {"email": panel_member.email.upper()}
    client = Client()
    assert back(client).url == "/account/"
    assert is_in(client)
    panel_member.refresh_from_db()
    assert panel_member.organisation_subject == "subject-1"
    before = User.objects.count()
    provider.claims = {"email": "stranger@example.org"}
    stranger = Client()
    assert is_refused(back(stranger), "there is no account here for its e-mail address")
    assert not is_in(stranger)
    assert User.objects.count() == before


def test_it_asks_with_a_nonce_and_pkce_and_at_our_own_address(provider, settings) -> None:
    away = Client().get(reverse("organisation_sign_in"), headers={"X-Forwarded-Host": "evil.example"})
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.url).query).items()}
    assert asked["redirect_uri"] == settings.SITE + "/account/organisation/callback/"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) > 20
    assert len(asked["state"]) >= 16
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}


def test_staff_still_give_their_own_second_factor(provider, approver) -> None:
    provider.claims = {"email": approver.email, "amr": ["pwd", "mfa"]}
    client = Client()
    assert back(client).url == reverse("mfa_authenticate")
    assert not is_in(client)


def test_without_one_they_set_it_up(provider) -> None:
    person = make_person("New Staff", "approver", second_factor=False)
    provider.claims = {"email": person.email}
    client = Client()
    back(client)
    assert client.get("/staff/").url == reverse("mfa_index")


def test_the_providers_factor_counts_when_the_settings_say_so(
    provider, approver, monkeypatch, settings
) -> None:
    configure(monkeypatch, settings, provider.site, PORTAL_OPENID_SECOND_FACTOR="mfa, possessionorinherence")
    provider.claims = {"email": approver.email, "amr": ["pwd", "mfa"]}
    client = Client()
    assert back(client).url == "/staff/"
    assert client.get("/staff/").status_code == 200
    for claims in ({"amr": ["pwd"]}, {}, {"acr": "0"}, {"amr": "mfa"}):
        provider.claims = {"email": approver.email} | claims
        assert back(Client()).url == reverse("mfa_authenticate"), claims
    provider.claims = {"email": approver.email, "acr": "possessionorinherence"}
    assert back(Client()).url == "/staff/"


NOW = int(time.time())
WRONG = [
    ({"iss": "https://login.example.org/other"}, "comes from another issuer"),
    ({"aud": "another-application"}, "made for another application"),
    ({"exp": NOW - 3600, "iat": NOW - 7200}, "is too old"),
    ({"iat": NOW + 36000, "nbf": NOW + 36000}, "dated in the future"),
    ({"nonce": "of-another-sign-in"}, "belongs to another sign-in"),
    ({"nonce": None}, "lacks something that it must say"),
    ({"exp": None}, "lacks something that it must say"),
    ({"sub": None}, "lacks something that it must say"),
    ({"email_verified": False}, "did not say that your e-mail address is verified"),
    ({"email_verified": "no"}, "did not say that your e-mail address is verified"),
    ({"email_verified": None}, "did not say that your e-mail address is verified"),
    ({"email": None}, "did not say that your e-mail address is verified"),
    ({"email_verified": None, "xms_edov": "0"}, "did not say that your e-mail address is verified"),
]


@pytest.mark.parametrize(("claims", "words"), WRONG)
def test_a_token_that_is_wrong_is_refused_in_words(provider, panel_member, claims, words) -> None:
    provider.claims = {"email": panel_member.email} | claims
    client = Client()
    assert is_refused(back(client), words)
    assert not is_in(client)


@pytest.mark.parametrize("edov", [True, 1, "1", "true"])
def test_entras_own_claim_of_a_verified_address_counts(provider, panel_member, edov) -> None:
    provider.claims = {"email": panel_member.email, "email_verified": None, "xms_edov": edov}
    assert back(Client()).url == "/account/"


def test_a_token_signed_by_somebody_else_is_refused(provider, panel_member) -> None:
    provider.claims = {"email": panel_member.email}
    provider.published = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    client = Client()
    assert is_refused(back(client), "not signed by your organisation")
    assert not is_in(client)


def test_a_key_that_the_provider_does_not_have_is_refused(provider, panel_member) -> None:
    provider.claims, provider.header = {"email": panel_member.email}, {"kid": "key-2"}
    assert is_refused(back(Client()), "cannot be read")


def test_a_provider_that_names_another_issuer_is_refused(provider, panel_member) -> None:
    client = Client()
    where = there(client)
    provider.discovery = {"issuer": "https://elsewhere.example"}
    assert is_refused(client.get(where), "another issuer")


def test_a_state_of_another_window_is_refused(provider, panel_member) -> None:
    provider.claims = {"email": panel_member.email}
    where = there(Client())
    stranger = Client()
    assert is_refused(stranger.get(where), "started in another window")
    assert is_refused(stranger.get(where.split("&state")[0]), "started in another window")


def test_a_way_back_works_once(provider, panel_member) -> None:
    provider.claims = {"email": panel_member.email}
    client = Client()
    where = there(client)
    assert client.get(where).status_code == 302
    client.post(reverse("account_logout"))
    assert is_refused(client.get(where), "started in another window")


def test_another_tenant_is_refused(provider, panel_member, monkeypatch, settings) -> None:
    configure(monkeypatch, settings, provider.site, PORTAL_OPENID_TENANT="tenant-1")
    provider.claims = {"email": panel_member.email, "tid": "tenant-2"}
    assert is_refused(back(Client()), "belongs to another organisation")
    provider.claims = {"email": panel_member.email, "tid": "tenant-1"}
    assert back(Client()).status_code == 302


def test_another_subject_with_the_same_address_is_refused_until_it_is_reset(
    provider, panel_member, administrator
) -> None:
    provider.claims = {"email": panel_member.email}
    back(Client())
    provider.claims = {"email": panel_member.email, "sub": "subject-2"}
    assert is_refused(back(Client()), "Another account of your organisation")
    reset_second_factor(person=panel_member, by=administrator)
    assert back(Client()).status_code == 302


def test_somebody_switched_off_stays_out(provider, panel_member) -> None:
    provider.claims = {"email": panel_member.email}
    User.objects.filter(pk=panel_member.pk).update(is_active=False)
    client = Client()
    assert is_refused(back(client), "no account here")
    assert not is_in(client)


def test_an_invited_person_comes_in_by_it(provider, administrator) -> None:
    body = Body.objects.create(slug="panel", name="Panel", kind="tenant")
    invite(email="joan.new@example.org", offer=Offer(("panel_member",), body), by=administrator)
    provider.claims = {"email": "joan.new@example.org", "name": "Joan O'Brien"}
    client = Client()
    assert back(client).url == "/account/"
    found = User.objects.get(email="joan.new@example.org")
    assert (found.name, found.is_active, found.has_usable_password()) == ("Joan O'Brien", True, False)


def test_stopping_there_and_errors_there_are_told(provider) -> None:
    client = Client()
    state = parse_qs(urlsplit(there(client)).query)["state"][0]
    stopped = client.get(reverse("organisation_callback"), {"error": "access_denied", "state": state})
    assert is_refused(stopped, "was stopped")
    state = parse_qs(urlsplit(there(client)).query)["state"][0]
    wrong = client.get(reverse("organisation_callback"), {"code": "never-given", "state": state})
    assert is_refused(wrong, "cannot be read")


def test_a_provider_that_is_away_is_told(monkeypatch, settings, db) -> None:
    configure(monkeypatch, settings, "http://127.0.0.1:9")
    answer = Client().get(reverse("organisation_sign_in"))
    assert answer.status_code == 503
    assert "does not answer" in text_of(answer)


def test_it_leads_only_to_our_own_pages(provider, panel_member) -> None:
    provider.claims = {"email": panel_member.email}
    for wish in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        assert back(Client(), next=wish).url == "/account/"
    assert back(Client(), next="/account/sessions/").url == "/account/sessions/"


def test_nothing_of_the_profile_is_stored(provider, panel_member) -> None:
    from allauth.socialaccount.models import SocialAccount, SocialToken

    provider.claims = {"email": panel_member.email, "name": "Joan"}
    back(Client())
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()


def test_without_a_check_a_wrong_nonce_would_get_in(provider, panel_member, monkeypatch) -> None:
    """The negative control."""
    monkeypatch.setattr(organisation.hmac, "compare_digest", lambda one, other: True)
    provider.claims = {"email": panel_member.email, "nonce": "of-another-sign-in"}
    assert back(Client()).url == "/account/"


class TestConfiguration:
    def test_nothing_is_shown_when_it_is_not_configured(self, settings) -> None:
        settings.SOCIALACCOUNT_PROVIDERS = openid.providers()
        assert settings.SOCIALACCOUNT_PROVIDERS == {}
        assert "organisation" not in text_of(Client().get(reverse("account_login")))
        assert Client().get(reverse("organisation_sign_in")).status_code == 404
        assert Client().get(reverse("organisation_callback")).status_code == 404

    def test_it_is_on_the_sign_in_page_when_it_is(self, provider) -> None:
        page = text_of(Client().get(reverse("account_login")))
        assert "Sign in with your Alderbrook account" in page
        assert reverse("organisation_sign_in") in page

    @pytest.mark.parametrize("name", sorted(openid.NEEDED))
    def test_a_missing_part_fails_with_its_name_and_a_hint(self, monkeypatch, settings, name) -> None:
        configure(monkeypatch, settings, "http://127.0.0.1:9")
        monkeypatch.delenv(name)
        with pytest.raises(
            ImproperlyConfigured, match=f"{name} is not set. It belongs to the organisation's"
        ):
            openid.providers()

    @pytest.mark.parametrize("issuer", ["login.example.org", "ftp://login.example.org", "https://"])
    def test_an_issuer_must_be_an_address(self, monkeypatch, settings, issuer) -> None:
        with pytest.raises(ImproperlyConfigured, match="must begin with https"):
            configure(monkeypatch, settings, issuer)

    def test_plain_http_is_for_trials(self, monkeypatch, settings) -> None:
        monkeypatch.delenv("PORTAL_LOCAL")
        with pytest.raises(ImproperlyConfigured, match="must begin with https"):
            configure(monkeypatch, settings, "http://login.example.org")

    @pytest.mark.parametrize("tenant", ["common", "organizations", "consumers"])
    def test_everybodys_tenant_is_refused(self, monkeypatch, settings, tenant) -> None:
        with pytest.raises(ImproperlyConfigured, match="must name your own tenant"):
            configure(monkeypatch, settings, f"https://login.microsoftonline.com/{tenant}/v2.0")
