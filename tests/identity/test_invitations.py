"""Invitations: by mail, once, for two days, and only by those who may (reliability.md row 50, P41)."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse

from charter.actions.invitations import (
    Offer,
    accept_invitation,
    ask_in,
    invite,
    invite_again,
    withdraw_invitation,
)
from charter.actions.people import grant_role, switch_off
from charter.faults import Refused
from charter.models import Body, Invitation, Job, Letter, Post, RoleGrant, User
from charter.querysets import is_invited
from tests.identity.helpers import give_password, is_in, text_of
from tests.letters import delivered, link_of
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "nina.new@example.org"
PHRASE = "otter candle bridge"
FORM = {"name": "Nina O'New", "password1": PHRASE, "password2": PHRASE}


def offered(*roles: str) -> Offer:
    """These roles, for a body where one of them needs it."""
    of_a_body = {"panel_member", "body_reader"} & set(roles)
    body = Body.objects.get_or_create(slug="panel", name="Panel", kind="tenant")[0] if of_a_body else None
    return Offer(roles, body=body)


def panel() -> int:
    """The id of a body of tenants."""
    body = offered("panel_member").body
    assert body is not None
    return body.pk


def invited(by: User, *roles: str, email: str = ADDRESS) -> str:
    """Invite somebody; the path of the link."""
    invite(email=email, offer=offered(*(roles or ("data_owner",))), by=by)
    return link_of(delivered()[-1])


def fill(client: Client, page: str, **said: object):
    """Send the form of a page with these boxes."""
    form = client.get(page).context["form"]
    return client.post(page, {"form_token": form["form_token"].value()} | said)


def roles_of(person: User) -> set[str]:
    return {one.role for one in person.grants.all() if one.ends is None or one.ends >= date.today()}


def is_dead(answer) -> bool:
    return answer.status_code == 404 and "This link does not work" in text_of(answer)


def test_an_administrator_invites_with_roles_a_post_and_days(administrator, post) -> None:
    client = signed_in(administrator)
    page = reverse("staff_invite")
    said = {"email": "Nina.New@Example.org", "roles": ["data_owner", "approver"], "post": post.pk}
    answer = fill(client, page, **said, starts="2026-11-01", ends="2027-03-31")
    assert answer.url == page
    assert "works for two days" in text_of(client.get(page))
    person = User.objects.get(email=ADDRESS)
    assert not person.is_active
    days = set(RoleGrant.objects.filter(person=person).values_list("role", "starts", "ends", "given_by"))
    both = (date(2026, 11, 1), date(2027, 3, 31), administrator.pk)
    assert days == {("data_owner", *both), ("approver", *both)}
    assert person.holdings.get().post == post
    (message,) = delivered()
    assert message.to == [ADDRESS]
    assert message.alternatives[0].mimetype == "text/html"
    assert link_of(message) in message.alternatives[0].content
    assert ADDRESS not in link_of(message)
    assert ADDRESS in text_of(client.get(page))


def test_looking_uses_nothing_up_and_the_button_does(administrator) -> None:
    where = invited(administrator)
    for _ in range(3):
        scanner = Client()
        assert scanner.get(where).status_code == 200
        assert scanner.head(where).status_code == 200
    client = Client()
    answer = client.post(where, FORM)
    assert answer.url == "/staff/"
    assert client.get("/account/").url == reverse("mfa_index")
    person = User.objects.get(email=ADDRESS)
    assert (person.name, person.is_active) == ("Nina O'New", True)
    assert is_dead(Client().get(where))
    assert is_dead(Client().post(where, FORM))
    assert give_password(Client(), ADDRESS, PHRASE).url == "/staff/"


def test_asleep_nothing_else_wakes_the_account(administrator) -> None:
    invited(administrator)
    before = len(delivered())
    client = Client()
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    client.post(reverse("account_request_login_code"), {"email": ADDRESS})
    assert len(delivered()) == before


def test_it_works_for_two_days(administrator) -> None:
    with time_machine.travel("2026-11-22 10:00", tick=False) as clock:
        where = invited(administrator)
        clock.shift(timedelta(days=2) - timedelta(seconds=1))
        assert Client().get(where).status_code == 200
        clock.shift(1)
        assert is_dead(Client().get(where))
        assert is_dead(Client().post(where, FORM))


def test_inviting_again_makes_the_earlier_link_void(administrator) -> None:
    first = invited(administrator)
    second = invited(administrator, "data_owner")
    assert first != second
    assert is_dead(Client().get(first))
    invite_again(person=User.objects.get(email=ADDRESS), by=administrator)
    third = link_of(delivered()[-1])
    assert is_dead(Client().get(second))
    assert Client().get(third).status_code == 200
    assert User.objects.filter(email=ADDRESS).count() == 1
    assert RoleGrant.objects.filter(person__email=ADDRESS).count() == 1


def test_taken_back_or_switched_off_it_is_dead(administrator) -> None:
    where = invited(administrator)
    person = User.objects.get(email=ADDRESS)
    withdraw_invitation(person=person, by=administrator)
    assert is_dead(Client().get(where))
    with pytest.raises(Refused, match="no open invitation"):
        withdraw_invitation(person=person, by=administrator)
    with pytest.raises(Refused, match="taken back"):
        invite_again(person=person, by=administrator)
    again = invited(administrator)
    switch_off(person=person, by=administrator)
    assert is_dead(Client().get(again))


def test_taking_back_ends_what_came_with_it(administrator, post) -> None:
    later = date.today() + timedelta(days=9)
    invite(email=ADDRESS, offer=Offer(("approver", "data_owner"), post=post), by=administrator)
    invite(email=ADDRESS, offer=Offer(("administrator",), starts=later), by=administrator)
    person = User.objects.get(email=ADDRESS)
    withdraw_invitation(person=person, by=administrator)
    with time_machine.travel(later + timedelta(days=1)):
        invited(administrator, "panel_member")
        assert roles_of(person) == {"panel_member"}
        assert not person.holdings.filter(ends=None).exists()


@pytest.mark.parametrize("roles", [("administrator", "approver"), ("panel_member",)])
@pytest.mark.parametrize("taken_back", [True, False])
def test_an_officer_revives_nobody_elses_invitation(
    administrator, engagement_officer, roles, taken_back
) -> None:
    where = invited(administrator, *roles)
    person = User.objects.get(email=ADDRESS)
    if taken_back:
        withdraw_invitation(person=person, by=administrator)
    before, links = person.invitations.count(), len(delivered())
    invite(email=ADDRESS, offer=offered("panel_member"), by=engagement_officer)
    assert (person.invitations.count(), len(delivered())) == (before, links)
    assert is_dead(Client().get(where)) == taken_back


def test_nobody_invites_back_who_was_switched_off(administrator, engagement_officer) -> None:
    invited(engagement_officer, "panel_member")
    person = User.objects.get(email=ADDRESS)
    switch_off(person=person, by=administrator)
    invite(email=ADDRESS, offer=offered("panel_member"), by=engagement_officer)
    assert not person.invitations.filter(voided_at=None).exists()
    with pytest.raises(Refused, match="already an account"):
        invite(email=ADDRESS, offer=offered("panel_member"), by=administrator)
    with pytest.raises(Refused, match="switched off"):
        invite_again(person=person, by=administrator)
    assert not is_invited(person)


@pytest.mark.parametrize("role", ["panel_member", "body_reader"])
def test_who_reads_for_a_body_is_asked_in_for_one(administrator, role) -> None:
    with pytest.raises(Refused, match="Choose the body"):
        invite(email=ADDRESS, offer=Offer((role, "approver")), by=administrator)
    person = make_person("Some One")
    with pytest.raises(Refused, match="Choose the body"):
        grant_role(person=person, role=role, by=administrator)
    client = signed_in(administrator)
    page = reverse("staff_invite")
    answer = fill(client, page, email=ADDRESS, roles=[role])
    assert answer.status_code == 422
    assert "Choose the body" in str(answer.context["form"].errors["body"])
    assert not User.objects.filter(email=ADDRESS).exists()
    body = offered(role).body
    assert body is not None
    assert fill(client, page, email=ADDRESS, roles=[role], body=body.pk).url == page
    given = grant_role(person=person, role=role, by=administrator, body=body)
    where = reverse("staff_person", args=[person.pk])
    form = client.get(where).context["forms"]["role"]
    sent = {"do": "role", "role-role": role, "role-form_token": form["form_token"].value()}
    refused = client.post(where, sent)
    assert refused.status_code == 422
    assert "Choose the body" in str(refused.context["form"].errors["body"])
    assert list(person.grants.all()) == [given]


def test_an_officer_sends_the_own_one_again(engagement_officer) -> None:
    first = invited(engagement_officer, "panel_member")
    second = invited(engagement_officer, "panel_member")
    assert is_dead(Client().get(first))
    assert Client().get(second).status_code == 200


def test_a_member_of_the_panel_needs_no_password(administrator) -> None:
    where = invited(administrator, "panel_member")
    client = Client()
    assert "You need no password" in text_of(client.get(where))
    assert client.post(where, {"name": "Joan"}).url == "/account/"
    assert is_in(client)
    assert not User.objects.get(email=ADDRESS).has_usable_password()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Enter your name."),
        ({"name": "  "}, "Enter your name."),
        ({"name": "N" * 121}, "too long"),
        ({"password1": "", "password2": ""}, "Choose a password."),
        ({"password1": "short", "password2": "short"}, "at least 12 characters"),
        ({"password2": "another phrase here"}, "not the same"),
        ({"password1": "Nina New 2026", "password2": "Nina New 2026", "name": "Nina New"}, "easy to guess"),
        ({"password1": "x" * 1001, "password2": "x" * 1001}, "too long"),
    ],
)
def test_a_fault_keeps_the_link_and_the_name(administrator, wrong, words) -> None:
    where = invited(administrator)
    answer = Client().post(where, FORM | wrong)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert PHRASE not in text_of(answer)
    if "name" not in wrong:
        assert 'value="Nina O&#x27;New"' in text_of(answer)
    assert Client().get(where).status_code == 200
    assert not User.objects.get(email=ADDRESS).is_active


def test_somebody_signed_in_is_told_to_sign_out_first(administrator, approver) -> None:
    where = invited(administrator)
    client = signed_in(approver)
    assert "Sign out first" in text_of(client.get(where))
    assert "Sign out first" in text_of(client.post(where, FORM))
    assert not User.objects.get(email=ADDRESS).is_active


def _page(client: Client) -> str:
    """The page of inviting without what is new each time."""
    text = client.get(reverse("staff_invite")).content.decode()
    return re.sub(r"[0-9A-Za-z-]{36,}", "", text)


class TestWhoMay:
    def test_an_engagement_officer_invites_the_panel_only(self, engagement_officer) -> None:
        client = signed_in(engagement_officer)
        page = reverse("staff_invite")
        assert "The role is panel member." in text_of(client.get(page))
        answer = fill(client, page, email=ADDRESS, body=panel(), roles=["administrator"], post="1")
        assert answer.url == page
        assert [message.to for message in delivered()] == [[ADDRESS]]
        person = User.objects.get(email=ADDRESS)
        assert list(person.grants.values_list("role", flat=True)) == ["panel_member"]
        assert not person.holdings.exists()

    @pytest.mark.parametrize("roles", [("administrator",), ("panel_member", "approver"), ()])
    def test_the_verb_itself_refuses_other_roles(self, engagement_officer, roles) -> None:
        with pytest.raises(Refused, match="panel only"):
            invite(email=ADDRESS, offer=Offer(roles), by=engagement_officer)
        assert not User.objects.filter(email=ADDRESS).exists()

    def test_the_verb_itself_refuses_a_post(self, engagement_officer) -> None:
        body, post = Body.objects.get(pk=panel()), Post.objects.create(title="Head of repairs")
        for verb in (invite, ask_in):
            with pytest.raises(Refused, match="panel only"):
                verb(email=ADDRESS, offer=Offer(("panel_member",), body, post), by=engagement_officer)

    def test_what_an_officer_asks_for_is_sealed_until_a_job_does_it(self, engagement_officer) -> None:
        ask_in(email=ADDRESS, offer=offered("panel_member"), by=engagement_officer)
        assert not User.objects.filter(email=ADDRESS).exists()
        letter, job = Letter.objects.get(), Job.objects.get(kind="invite")
        assert ADDRESS not in letter.sealed + str(job.ids) + job.key
        delivered()
        assert User.objects.filter(email=ADDRESS).exists()
        assert not Letter.objects.exists()

    def test_an_officer_who_lost_the_role_meanwhile_invites_nobody(self, engagement_officer) -> None:
        ask_in(email=ADDRESS, offer=offered("panel_member"), by=engagement_officer)
        engagement_officer.grants.all().delete()
        assert delivered() == []
        assert not User.objects.filter(email=ADDRESS).exists()
        assert not Letter.objects.exists()
        assert "panel only" in Job.objects.get(kind="invite").message

    def test_wrong_days_are_told_at_once(self, engagement_officer) -> None:
        offer = replace(offered("panel_member"), starts=date(2026, 5, 2), ends=date(2026, 5, 1))
        with pytest.raises(Refused, match="before the first"):
            ask_in(email=ADDRESS, offer=offer, by=engagement_officer)
        assert not Job.objects.filter(kind="invite").exists()

    def test_without_its_check_they_could(self, engagement_officer, monkeypatch) -> None:
        """The negative control."""
        monkeypatch.setattr("charter.permissions.reach", lambda person, permission: "all")
        invite(email=ADDRESS, offer=Offer(("approver",)), by=engagement_officer)
        assert User.objects.filter(email=ADDRESS).exists()

    @pytest.mark.parametrize("who", ["data_owner", "approver", "panel_member", "body_reader"])
    def test_nobody_else(self, who, request) -> None:
        by = request.getfixturevalue(who)
        assert signed_in(by).get(reverse("staff_invite")).status_code == 403
        with pytest.raises(Refused):
            invite(email=ADDRESS, offer=offered("panel_member"), by=by)

    def test_an_officer_has_no_page_of_an_invitation(self, administrator, engagement_officer) -> None:
        invited(administrator)
        person = User.objects.get(email=ADDRESS)
        client = signed_in(engagement_officer)
        assert client.get(reverse("staff_invitation", args=[person.pk])).status_code == 404
        for verb in (invite_again, withdraw_invitation):
            with pytest.raises(Refused, match="panel only"):
                verb(person=person, by=engagement_officer)

    def test_an_administrator_reads_that_the_address_is_taken(self, administrator, approver) -> None:
        client = signed_in(administrator)
        answer = fill(client, reverse("staff_invite"), email=approver.email, roles=["data_owner"])
        assert answer.status_code == 422
        assert "already an account" in text_of(answer)

    def test_an_officer_reads_the_same_for_a_taken_address(self, engagement_officer, approver) -> None:
        client = signed_in(engagement_officer)
        page = reverse("staff_invite")
        assert fill(client, page, email=approver.email, body=panel()).url == page
        known = _page(client)
        fill(client, page, email="nobody.knows@example.org", body=panel())
        assert "works for two days" in known
        assert _page(client) == known
        delivered()
        stranger = User.objects.get(email="nobody.knows@example.org")
        for person in (stranger, approver):
            assert client.get(reverse("staff_invitation", args=[person.pk])).status_code == 404
        told = {message.to[0]: message.subject for message in delivered()}
        assert told[approver.email] == "You were invited, and have an account already"
        assert list(approver.grants.values_list("role", flat=True)) == ["approver"]


class TestBadAddresses:
    """reliability.md X67 and X68."""

    @pytest.mark.parametrize(
        "address",
        [
            "nina@example.org\nBcc: all@example.org",
            "nina@example.org\r\nBcc:all@example.org",
            '"Nina" <nina@example.org>',
            "nina@example.org, otto@example.org",
            "nina@[127.0.0.1]",
            "nina",
            "@example.org",
            "nina@",
            "",
            f"{'n' * 290}@example.org",
        ],
    )
    def test_refused_and_nobody_gets_anything(self, administrator, address) -> None:
        client = signed_in(administrator)
        answer = fill(client, reverse("staff_invite"), email=address, roles=["data_owner"])
        assert answer.status_code == 422
        with pytest.raises(Refused):
            invite(email=address, offer=Offer(("data_owner",)), by=administrator)
        assert delivered() == []
        assert not Invitation.objects.exists()

    def test_capitals_are_the_same_person(self, administrator) -> None:
        invited(administrator)
        invited(administrator, email="NINA.NEW@EXAMPLE.ORG")
        assert User.objects.filter(email__iexact=ADDRESS).count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_accepted_once() -> None:
    by = make_person("Ann Marsh", "administrator")
    token = resolve(invited(by)).kwargs["token"]

    def press(name: str) -> str:
        try:
            accept_invitation(token=token, name=name, password=PHRASE)
            return "in"
        except Refused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        ends = sorted(pool.map(press, ["One", "Two", "Three", "Four"]))
    assert ends == ["in", "refused", "refused", "refused"]
    assert not is_invited(User.objects.get(email=ADDRESS))
