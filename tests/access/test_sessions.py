"""A change of role, post or account takes effect at the next request of an open session (12 transitions)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from charter.actions.break_glass import break_glass
from charter.actions.leaving import Succession, hand_over
from charter.actions.people import end_role, grant_role, hold_post, leave_post, switch_off, switch_on
from charter.faults import Refused
from charter.models import Body, Post, PostHolding, RoleGrant, User
from measures.models import Import
from tests.access.walking import verdict
from tests.people import make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
APPROVALS = "/staff/approvals/"


def seen(client: Client, where: str) -> str:
    """What the open browser gets: let in, refused, sent away, or nothing of this address."""
    answer = client.get(where)
    return "not there" if answer.status_code == 404 else verdict(answer)


def back_in(client: Client, person: User) -> None:
    """Sign in once more: a change of roles ends the sessions of a person."""
    client.force_login(User.objects.get(pk=person.pk))


@pytest.fixture
def person(db) -> User:
    return make_person("Nia Rees", "data_owner")


@pytest.fixture
def place(measure) -> str:
    """The page of a figure that belongs to the post of the measure."""
    return f"/staff/figures/{measure.slug}/2026-07/"


class TestTransitions:
    def test_1_a_role_given(self, person, administrator) -> None:
        client = signed_in(person)
        assert seen(client, APPROVALS) == "refused"
        grant_role(person=person, role="approver", by=administrator)
        assert seen(client, APPROVALS) == "sign-in"  # the old session is over
        back_in(client, person)
        assert seen(client, APPROVALS) == "in"

    def test_2_a_role_ended(self, approver, administrator) -> None:
        client = signed_in(approver)
        assert seen(client, APPROVALS) == "in"
        yesterday = timezone.localdate() - timedelta(days=1)
        end_role(grant=RoleGrant.objects.get(person=approver), ends=yesterday, by=administrator)
        assert seen(client, APPROVALS) == "sign-in"
        back_in(client, approver)
        assert seen(client, APPROVALS) == "refused"

    def test_3_a_role_that_ends_by_its_date(self, person) -> None:
        today = timezone.localdate()
        RoleGrant.objects.create(
            person=person, role="approver", starts=date(2026, 1, 1), ends=today, given_by=person
        )
        midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), ZoneInfo("Europe/London"))
        client = Client()
        with time_machine.travel(midnight - timedelta(minutes=1)):
            back_in(client, person)
            assert seen(client, APPROVALS) == "in"
        with time_machine.travel(midnight + timedelta(minutes=1)):
            assert seen(client, APPROVALS) == "refused"

    def test_4_a_role_that_begins_by_its_date(self, person) -> None:
        tomorrow = timezone.localdate() + timedelta(days=1)
        RoleGrant.objects.create(person=person, role="approver", starts=tomorrow, given_by=person)
        midnight = datetime.combine(tomorrow, datetime.min.time(), ZoneInfo("Europe/London"))
        client = Client()
        with time_machine.travel(midnight - timedelta(minutes=1)):
            back_in(client, person)
            assert seen(client, APPROVALS) == "refused"
        with time_machine.travel(midnight + timedelta(minutes=1)):
            assert seen(client, APPROVALS) == "in"

    def test_5_an_account_switched_off(self, approver, administrator) -> None:
        client = signed_in(approver)
        assert seen(client, APPROVALS) == "in"
        switch_off(person=approver, by=administrator)
        assert seen(client, APPROVALS) == "sign-in"

    def test_6_switched_on_again_needs_a_new_sign_in(self, approver, administrator) -> None:
        client = signed_in(approver)
        switch_off(person=approver, by=administrator)
        switch_on(person=approver, by=administrator)
        assert seen(client, APPROVALS) == "sign-in"
        back_in(client, approver)
        assert seen(client, APPROVALS) == "in"

    def test_7_a_post_taken(self, person, post, place, administrator) -> None:
        client = signed_in(person)
        assert seen(client, place) == "not there"
        hold_post(post=post, person=person, by=administrator)
        assert seen(client, place) == "in"

    def test_8_a_post_left(self, data_owner, place, administrator) -> None:
        client = signed_in(data_owner)
        assert seen(client, place) == "in"
        leave_post(holding=PostHolding.objects.get(person=data_owner), by=administrator)
        assert seen(client, place) == "not there"

    def test_9_a_deputy_comes_and_goes(self, person, post, place, administrator) -> None:
        client = signed_in(person)
        deputy = hold_post(post=post, person=person, by=administrator, deputy=True)
        assert seen(client, place) == "in"
        leave_post(holding=deputy, by=administrator)
        assert seen(client, place) == "not there"

    def test_10_a_post_handed_over(self, data_owner, person, place, administrator) -> None:
        before, after = signed_in(data_owner), signed_in(person)
        holding = PostHolding.objects.get(person=data_owner)
        hand_over(person=data_owner, successions=[Succession(holding.pk, person)], by=administrator)
        assert (seen(before, place), seen(after, place)) == ("not there", "in")

    def test_11_a_second_factor_taken_away(self, approver) -> None:
        client = signed_in(approver)
        assert seen(client, APPROVALS) == "in"
        Authenticator.objects.filter(user=approver).delete()
        assert seen(client, APPROVALS) == "second factor"

    def test_12_broken_glass_closes_after_an_hour(self, administrator, data_owner) -> None:
        make_person("Otto Admin", "administrator")
        batch = Import.objects.create(
            name="june.csv", digest="0" * 64, size=3, received_by=data_owner, file="imports/june.csv"
        )
        batch.file.storage.save("imports/june.csv", _file())
        where = f"/staff/imports/{batch.pk}/file/"
        now = timezone.now()
        with time_machine.travel(now, tick=False):
            client = signed_in(administrator)
            assert seen(client, where) == "not there"
            break_glass(
                permission="download_upload",
                subject=batch,
                reason="The owner is ill and the file is contested.",
                by=administrator,
            )
        with time_machine.travel(now + timedelta(minutes=29), tick=False):
            assert seen(client, where) == "in"
        with time_machine.travel(now + timedelta(minutes=61), tick=False):
            assert seen(client, where) == "sign-in"  # half an hour of an administrator's session is over too
            assert seen(signed_in(administrator), where) == "not there"


def _file():
    from django.core.files.base import ContentFile

    return ContentFile(b"a,b")


class TestOddSessions:
    def test_signed_in_pages_are_never_stored(self, approver) -> None:
        client = signed_in(approver)
        for where in ("/account/", "/staff/", APPROVALS, f"{APPROVALS}1/"):
            assert client.get(where).headers["Cache-Control"].startswith("no-store")

    def test_sign_in_tells_a_stranger_nothing_but_where_to_return(self, db) -> None:
        assert Client().get("/staff/people/7/").url == "/account/login/?next=/staff/people/7/"

    def test_sign_in_is_the_same_whether_a_thing_is_there(self, administrator, approver) -> None:
        answers = [Client().get(f"/staff/people/{pk}/") for pk in (approver.pk, 2_000_000_000)]
        assert {answer.status_code for answer in answers} == {302}
        assert answers[0].content == answers[1].content

    def test_nobody_acts_as_somebody_else(self, administrator, approver) -> None:
        """There is no impersonation: no route, header or parameter makes one person another."""
        client = signed_in(administrator)
        for extra in ({"HTTP_REMOTE_USER": approver.email}, {"HTTP_X_FORWARDED_USER": approver.email}):
            assert client.get(APPROVALS, {"user": approver.pk, "as": approver.pk}, **extra).status_code == 403


class TestAdministrators:
    @pytest.mark.parametrize("work", ["end the role", "switch off", "hand over"])
    def test_the_last_one_stays(self, administrator, work) -> None:
        second = make_person("Otto Admin", "administrator")
        grant = RoleGrant.objects.get(person=administrator)
        todo: dict[str, Callable[[], object]] = {
            "end the role": lambda: end_role(grant=grant, by=second),
            "switch off": lambda: switch_off(person=administrator, by=second),
            "hand over": lambda: hand_over(person=administrator, successions=[], by=second, leaves=True),
        }
        RoleGrant.objects.filter(person=second).update(ends=date(2026, 1, 1))
        with pytest.raises(Refused, match="last administrator"):
            todo[work]()
        RoleGrant.objects.filter(person=second).update(ends=None)
        todo[work]()
        assert "administrator" not in _roles(administrator)

    def test_one_whose_role_ends_soon_does_not_count_as_another(self, administrator) -> None:
        second = make_person("Otto Admin", "administrator")
        RoleGrant.objects.filter(person=second).update(ends=timezone.localdate() + timedelta(days=1))
        with pytest.raises(Refused, match="last administrator"):
            switch_off(person=administrator, by=second)

    def test_nobody_gives_themselves_a_role(self, administrator, db) -> None:
        for role in ("approver", "administrator", "data_owner"):
            with pytest.raises(Refused, match="cannot give yourself"):
                grant_role(person=administrator, role=role, by=administrator)
        assert _roles(administrator) == {"administrator"}

    def test_the_portals_own_account_gets_none(self, administrator) -> None:
        with pytest.raises(Refused, match="portal's own"):
            grant_role(person=User.objects.system(), role="approver", by=administrator)


def _roles(person: User) -> frozenset[str]:
    from charter.permissions import roles_of

    today = timezone.localdate()
    return roles_of(User.objects.get(pk=person.pk), today + timedelta(days=1))


class TestBodies:
    def test_a_panel_member_of_one_body_is_none_of_another(self, panel_member) -> None:
        from charter.permissions import is_member

        own = Body.objects.create(slug="cvg", name="Customer Voice Group", kind="tenant")
        other = Body.objects.create(slug="board", name="Board", kind="board")
        RoleGrant.objects.filter(person=panel_member).update(body=own)
        today = timezone.localdate()
        assert is_member(panel_member, own, today)
        assert not is_member(panel_member, other, today)

    def test_two_posts_of_one_person_add_up(self, data_owner, post, administrator) -> None:
        from charter.permissions import posts_of

        second = Post.objects.create(title="Head of Homes")
        hold_post(post=second, person=data_owner, by=administrator)
        assert set(posts_of(data_owner)) == {post.pk, second.pk}
