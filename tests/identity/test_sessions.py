"""Sessions end when they should (reliability.md P40): the old cookie is dead at the next request."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from charter.actions.identity import end_own_session, end_sessions, reset_second_factor
from charter.actions.people import end_role, grant_role, switch_off
from charter.faults import Refused
from charter.identity import sessions
from charter.models import AuditEvent, RoleGrant, User
from charter.permissions import roles_of
from tests.identity.helpers import PASSWORD, code, enter, give_code, give_password, is_in, text_of
from tests.letters import delivered, link_of
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
NEW = "otter candle bridge"
Ending = Callable[[Client, User, User], object]


def token(client: Client, page: str) -> dict[str, str]:
    """The token of the form on a page."""
    return {"form_token": client.get(page).context["form"]["form_token"].value()}


def sign_out(client: Client, person: User, by: User) -> None:
    client.post(reverse("account_logout"))


def change_password(client: Client, person: User, by: User) -> None:
    other = enter(person.email, code())
    said = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert other.post(reverse("account_change_password"), said).status_code == 302
    assert is_in(other), "the one that changed it goes on"


def reset_password(client: Client, person: User, by: User) -> None:
    other = Client()
    other.post(reverse("account_reset_password"), {"email": person.email})
    form = other.get(link_of(delivered()[-1])).url
    assert other.post(form, {"password1": NEW, "password2": NEW}).status_code == 302


def take_app_away(client: Client, person: User, by: User) -> None:
    other = enter(person.email, code())
    assert other.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert other.get("/account/").url == reverse("mfa_index"), "the one that changed it goes on"


def get_a_role(client: Client, person: User, by: User) -> None:
    grant_role(person=person, role="data_owner", by=by)


def lose_a_role(client: Client, person: User, by: User) -> None:
    end_role(grant=RoleGrant.objects.get(person=person, role="approver"), by=by)
    assert roles_of(person) == frozenset()


def be_switched_off(client: Client, person: User, by: User) -> None:
    switch_off(person=person, by=by)


def have_the_factor_reset(client: Client, person: User, by: User) -> None:
    reset_second_factor(person=person, by=by)


def be_signed_out(client: Client, person: User, by: User) -> None:
    end_sessions(person=person, by=by)


def end_the_others(client: Client, person: User, by: User) -> None:
    other = enter(person.email, code())
    page = reverse("usersessions_list")
    assert other.post(page, token(other, page) | {"do": "others"}).url == page
    assert is_in(other), "the one that ended the others goes on"


def end_this_one(client: Client, person: User, by: User) -> None:
    key = UserSession.objects.get(session_key=client.session.session_key).pk
    other = enter(person.email, code())
    page = reverse("usersessions_list")
    assert f'value="{key}"' in text_of(other.get(page))
    other.post(page, token(other, page) | {"do": str(key)})
    assert is_in(other)


ENDINGS: tuple[Ending, ...] = (
    sign_out,
    change_password,
    reset_password,
    take_app_away,
    get_a_role,
    lose_a_role,
    be_switched_off,
    have_the_factor_reset,
    be_signed_out,
    end_the_others,
    end_this_one,
)


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda one: one.__name__)
def test_the_old_cookie_is_dead_at_once(approver, administrator, ending) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False) as clock:
        client = enter(approver.email)
        old = Client()
        old.cookies.load(client.cookies)
        assert is_in(old)
        clock.shift(31)
        ending(client, approver, administrator)
        assert old.get("/staff/").url.startswith("/account/login/")


@pytest.mark.parametrize("ending", [get_a_role, lose_a_role, have_the_factor_reset, be_signed_out])
def test_without_the_number_of_the_round_it_would_live_on(
    approver, administrator, ending, monkeypatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(User, "_get_session_auth_hash", lambda self, secret=None: self.password)
    client = enter(approver.email)
    ending(client, approver, administrator)
    assert not client.get("/staff/").headers.get("Location", "").startswith("/account/login/")


def test_a_session_gets_a_new_key_at_sign_in(approver) -> None:
    client = Client()
    give_password(client, approver.email)
    before = client.session.session_key
    give_code(client, code())
    assert client.session.session_key != before
    client.cookies["sessionid"] = before
    assert not is_in(client)


@pytest.mark.parametrize(
    ("role", "minutes"),
    [
        ("data_owner", 60),
        ("engagement_officer", 60),
        ("panel_member", 60),
        ("approver", 30),
        ("administrator", 30),
    ],
)
def test_an_idle_session_ends(db, role, minutes) -> None:
    person = make_person("Idle Person", role)
    with time_machine.travel("2026-11-22 10:00", tick=False) as clock:
        client = signed_in(person)
        assert is_in(client)
        clock.shift((minutes - 1) * 60)
        assert is_in(client)
        clock.shift((minutes - 1) * 60)
        assert is_in(client), "use keeps it alive"
        clock.shift(minutes * 60)
        answer = client.get("/account/", follow=True)
        assert f"nothing happened for {minutes} minutes" in text_of(answer)
        assert not is_in(client)


def test_asking_in_the_background_keeps_nothing_alive(data_owner) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False) as clock:
        client = signed_in(data_owner)
        assert is_in(client)
        for _ in range(5):
            clock.shift(10 * 60)
            client.get("/account/", headers={sessions.BACKGROUND_HEADER: "1"})
        clock.shift(10 * 60)
        assert not is_in(client)


def test_without_its_header_it_would(data_owner) -> None:
    """The negative control."""
    with time_machine.travel("2026-11-22 10:00", tick=False) as clock:
        client = signed_in(data_owner)
        for _ in range(7):
            clock.shift(10 * 60)
            assert is_in(client)


def test_after_twelve_hours_even_a_busy_session_ends(data_owner) -> None:
    with time_machine.travel("2026-11-22 06:00", tick=False) as clock:
        client = signed_in(data_owner)
        assert is_in(client)
        for _ in range(23):
            clock.shift(30 * 60)
            assert is_in(client)
        clock.shift(30 * 60)
        assert "after 12 hours" in text_of(client.get("/account/", follow=True))


def test_public_pages_touch_no_session(data_owner) -> None:
    client = signed_in(data_owner)
    is_in(client)
    with time_machine.travel("2027-01-01 10:00", tick=False):
        assert "Set-Cookie" not in client.get("/cookies/").headers


def test_every_page_that_asks_by_itself_says_so() -> None:
    from tests.bars import ROOT

    asking = [path for path in (ROOT / "templates").rglob("*.html") if 'trigger="every' in path.read_text()]
    assert asking
    assert [path.name for path in asking if sessions.BACKGROUND_HEADER not in path.read_text()] == []


class TestListOfMine:
    def test_it_shows_where_and_which_is_this_one(self, approver) -> None:
        client = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"})
        give_password(client, approver.email)
        give_code(client, code())
        text = text_of(client.get(reverse("usersessions_list")))
        assert "Firefox on Windows" in text
        assert "This one." in text

    @pytest.mark.parametrize("wish", ["²", "", "9" * 30, "all"])
    def test_an_unknown_wish_ends_nothing(self, approver, wish) -> None:
        client, other = signed_in(approver), signed_in(approver)
        page = reverse("usersessions_list")
        assert client.post(page, token(client, page) | {"do": wish}).status_code == 422
        assert is_in(other)

    def test_of_others_nothing_is_shown_or_ended(self, approver, data_owner) -> None:
        mine = enter(approver.email)
        key = UserSession.objects.get(user=approver).pk
        other = enter(data_owner.email)
        page = reverse("usersessions_list")
        assert f'value="{key}"' not in text_of(other.get(page))
        answer = other.post(page, token(other, page) | {"do": str(key)})
        assert answer.status_code == 422
        assert "over already" in text_of(answer)
        assert is_in(mine)
        with pytest.raises(Refused):
            end_own_session(session=key, by=data_owner)


class TestByAnAdministrator:
    def test_the_second_factor_of_another(self, administrator, approver) -> None:
        client = signed_in(administrator)
        page = reverse("staff_second_factor", args=[approver.pk])
        assert "Reset the second factor" in text_of(client.get(page))
        assert client.post(page, token(client, page)).status_code == 302
        (message,) = delivered()
        assert message.to == [approver.email]
        assert "took away the second factor" in message.body
        event = AuditEvent.objects.get(verb="reset_second_factor")
        assert (event.actor_id, event.subject_id) == (administrator.pk, str(approver.pk))
        fresh = Client()
        assert give_password(fresh, approver.email).url == "/staff/"
        assert fresh.get("/account/").url == reverse("mfa_index")

    def test_never_the_own(self, administrator) -> None:
        client = signed_in(administrator)
        page = reverse("staff_second_factor", args=[administrator.pk])
        answer = client.post(page, token(client, page))
        assert answer.status_code == 422
        assert "Ask another administrator" in text_of(answer)
        assert is_in(client)
        for verb in (reset_second_factor, end_sessions):
            with pytest.raises(Refused):
                verb(person=administrator, by=administrator)

    def test_nothing_to_take_away(self, administrator, panel_member) -> None:
        with pytest.raises(Refused, match="no second factor"):
            reset_second_factor(person=panel_member, by=administrator)

    def test_the_sessions_of_another(self, administrator, approver) -> None:
        theirs, client = enter(approver.email), signed_in(administrator)
        page = reverse("staff_sessions", args=[approver.pk])
        assert "signed in at 1 place" in text_of(client.get(page))
        assert client.post(page, token(client, page)).status_code == 302
        assert not is_in(theirs)
        assert "signed you out everywhere" in delivered()[0].body

    @pytest.mark.parametrize("name", ["staff_second_factor", "staff_sessions"])
    def test_of_the_portals_own_account_there_is_no_such_page(self, administrator, name) -> None:
        page = reverse(name, args=[User.objects.system().pk])
        assert signed_in(administrator).get(page).status_code == 404


class TestKept:
    """What was being sent when the session ended (reliability.md X75)."""

    def test_it_is_shown_to_the_same_person_after_signing_in(self, administrator) -> None:
        with time_machine.travel("2026-11-22 10:00", tick=False) as clock:
            client = enter(administrator.email)
            clock.shift(31 * 60)
            said = {"name": "Otter Bridge", "email": "otter@example.org", "csrfmiddlewaretoken": "old"}
            answer = client.post(reverse("staff_people"), said, follow=True)
            assert "nothing happened for 30 minutes" in text_of(answer)
            give_password(client, administrator.email)
            assert give_code(client, code()).url == reverse("account_kept")
            text = text_of(client.get(reverse("account_kept")))
            assert 'value="Otter Bridge"' in text
            assert f'action="{reverse("staff_people")}"' in text
            assert 'value="old"' not in text
            client.post(reverse("account_kept"))
            assert client.get(reverse("account_kept")).url == "/account/"

    def test_never_to_another(self, administrator, approver) -> None:
        with time_machine.travel("2026-11-22 10:00", tick=False) as clock:
            client = enter(administrator.email)
            clock.shift(31 * 60)
            client.post(reverse("staff_people"), {"name": "Otter Bridge"})
            give_password(client, approver.email)
            assert give_code(client, code()).url == "/staff/"
            assert client.get(reverse("account_kept")).url == "/account/"

    def test_passwords_are_not_kept(self, approver) -> None:
        with time_machine.travel("2026-11-22 10:00", tick=False) as clock:
            client = enter(approver.email)
            clock.shift(31 * 60)
            said = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
            client.post(reverse("account_change_password"), said)
            assert NEW not in str(dict(client.session))


def test_a_role_with_a_date_ends_by_itself(approver) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False):
        client = enter(approver.email)
        RoleGrant.objects.filter(person=approver).update(ends=date(2026, 11, 21))
        assert client.get("/staff/approvals/").status_code == 403
