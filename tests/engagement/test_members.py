"""Members: confirmed by a mailed link, the same answer to everybody, gone when they leave; staff, shares."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from charter.conflicts import Changed
from charter.faults import Refused
from charter.models import AuditEvent, Body, Landlord, User
from engagement.actions.consent import VERSION
from engagement.actions.members import (
    Wishes,
    add_member,
    change_member,
    forget_members,
    leave,
    put_in_groups,
)
from engagement.models import Member, MemberConsent
from engagement.presenters.members import who_takes_part
from engagement.views import members as view_module
from measures.models import Segment
from tests.engagement.followers import work
from tests.letters import link_of
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ADDRESS = "zelda.quail@example.org"
ASKED = "/get-involved/asked/"


@pytest.fixture(autouse=True)
def clock(landlord: Landlord) -> Iterator[Any]:
    cache.clear()
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


def post(after: float = 10, **boxes: Any) -> Any:
    client = Client()
    with time_machine.travel(timezone.now() - timedelta(seconds=after), tick=False):
        page = client.get("/get-involved/").context["form"]["page"].value()
    typed = {"page": page, "name": "Zelda Quail", "email": ADDRESS, "ways": ["survey"], "consent": "on"}
    return client.post("/get-involved/", {key: one for key, one in (typed | boxes).items() if one})


def member(**more: Any) -> Member:
    """One who agreed on paper."""
    email = more.pop("email", f"{uuid4()}@example.org")
    return add_member(wishes=Wishes("Ana Silva", **more), email=email, phone="", by=User.objects.system())


class TestSigningUp:
    def test_nobody_is_a_member_before_the_button_is_pressed(self) -> None:
        answer = post()
        assert (answer.status_code, answer["Location"], dict(answer.cookies)) == (302, ASKED, {})
        (letter,) = work("member_letter")
        where = link_of(letter)
        assert letter.to == [ADDRESS]
        assert Client().get(where).status_code == 200  # a scanner of mails looks
        found = Member.objects.get()
        assert found.confirmed_at is None
        assert Client().get(reverse("get_involved_mine", args=[found.key])).status_code == 404
        pressed = Client().post(where)
        found.refresh_from_db()
        assert found.confirmed_at is not None
        text = Client().get(pressed["Location"]).content.decode()
        assert VERSION in text
        assert "csrfmiddlewaretoken" not in text

    def test_a_member_gets_the_own_page_and_the_answer_is_the_same(self) -> None:
        found = member(email=ADDRESS)
        answer = post(name="Somebody Else")
        assert (answer.status_code, answer["Location"]) == (302, ASKED)
        (letter,) = work("member_letter")
        assert link_of(letter) == reverse("get_involved_mine", args=[found.key])
        found.refresh_from_db()
        assert found.name == "Ana Silva"

    def test_an_address_gets_five_letters_a_day(self) -> None:
        for _ in range(7):
            post()
            work("member_letter")
        assert len(mail.outbox) == 5
        assert MemberConsent.objects.count() == 1

    @pytest.mark.parametrize(
        ("boxes", "fault"),
        [
            ({"name": ""}, "Write your name."),
            ({"email": "me"}, "Enter an e-mail address"),
            ({"ways": ""}, "Choose at least one way."),
            ({"consent": ""}, "Tick the box if you agree."),
            ({"page": "made-up"}, "open for too long"),
            ({"after": 1}, "very quick"),
        ],
    )
    def test_a_fault_is_told_and_what_was_typed_stays(self, boxes: dict[str, Any], fault: str) -> None:
        answer = post(**({"access_needs": "A hearing loop"} | boxes))
        text = answer.content.decode()
        assert answer.status_code == 422
        assert fault in text
        assert "A hearing loop" in text
        assert not Member.objects.exists()

    def test_a_robot_is_told_nothing(self) -> None:
        answer = post(website="http://buy.example")
        assert (answer.status_code, answer["Location"]) == (302, ASKED)
        assert not Member.objects.exists()

    def test_ten_an_hour_from_one_address(self) -> None:
        codes = [post(email=f"{number}@example.org").status_code for number in range(12)]
        assert codes.count(302) == Member.objects.count() == view_module.SIGNING.most
        assert codes[-1] == 429

    def test_another_site_sends_nothing(self) -> None:
        answer = Client(headers={"origin": "https://other.example"}).post("/get-involved/", {})
        assert answer.status_code == 403

    def test_an_old_link_says_so(self, clock: Any) -> None:
        post()
        (letter,) = work("member_letter")
        clock.shift(timedelta(days=7, minutes=1))
        assert Client().post(link_of(letter)).status_code == 410
        assert Member.objects.get().confirmed_at is None


class TestTheOwnPage:
    def change(self, found: Member, **boxes: Any) -> Any:
        where = reverse("get_involved_mine", args=[found.key])
        form = Client().get(where).context["form"]
        typed = {name: form[name].value() for name in ("form_token", "version", "opened")}
        return Client().post(where, typed | {"name": "Ana Silva", "ways": ["call"], "do": "change"} | boxes)

    def test_preferences_change(self) -> None:
        found = member(ways=("survey",))
        assert self.change(found, access_needs="A lift").status_code == 302
        found.refresh_from_db()
        assert (found.ways, found.access_needs) == (["call"], "A lift")
        assert self.change(found, ways=[]).status_code == 422

    def test_an_old_page_is_noticed(self) -> None:
        found = member()
        with pytest.raises(Changed):
            change_member(member=found, wishes=Wishes("Bo"), by=User.objects.system(), version=0)

    def test_one_press_leaves_and_a_second_changes_nothing(self) -> None:
        found = member(email=ADDRESS, access_needs="A lift", age_band="under_35", ways=("call",))
        where = reverse("get_involved_mine", args=[found.key])
        for _ in range(2):
            assert Client().post(where, {"do": "leave"}).status_code == 302
        left = Member.objects.get()
        said = (left.name, left.email, left.phone, left.access_needs, left.age_band, left.ways, left.area)
        assert said == ("", "", "", "", "", [], "")
        assert left.left_at == left.consents.get().withdrawn_at == NOW
        assert AuditEvent.objects.filter(verb="leave_members").count() == 1
        assert "You have left" in Client().get(where).content.decode()
        with pytest.raises(Refused):
            change_member(member=left, wishes=Wishes("Bo"), by=User.objects.system())

    def test_a_letter_that_waits_does_not_go_after_leaving(self) -> None:
        found = member(email=ADDRESS)
        post()
        leave(member=found, by=User.objects.system())
        assert work("member_letter") == []

    def test_a_made_up_link_leads_nowhere(self) -> None:
        assert Client().get(reverse("get_involved_mine", args=[uuid4()])).status_code == 404


class TestKept:
    def test_old_ones_go_and_others_stay(self, clock: Any) -> None:
        post()
        stays, goes = member(), member()
        leave(member=goes, by=User.objects.system())
        clock.shift(timedelta(days=6))
        assert forget_members(by=User.objects.system()) == 0
        clock.shift(timedelta(days=1, minutes=1))
        assert forget_members(by=User.objects.system()) == 1
        clock.shift(timedelta(days=183))
        assert forget_members(by=User.objects.system()) == 1
        assert list(Member.objects.all()) == [stays]
        assert MemberConsent.objects.get().member == stays

    def test_what_was_agreed_cannot_be_changed(self) -> None:
        member()
        with pytest.raises(DatabaseError), transaction.atomic():
            MemberConsent.objects.update(wording="another")


class TestStaff:
    def test_only_the_engagement_officer_opens_it(self) -> None:
        found = member()
        for where in ("/staff/members/", "/staff/members/new/", f"/staff/members/{found.pk}/"):
            assert signed_in(make_person(f"a{uuid4()}@example.org", "approver")).get(where).status_code == 403
            assert Client().get(where).status_code == 302

    def test_names_only_after_a_press_that_is_kept(self) -> None:
        found, other = member(ways=("survey",)), member(ways=("call",))
        client = signed_in(make_person("eo@example.org", "engagement_officer"))
        text = client.get("/staff/members/?way=survey").content.decode()
        assert f"Member {found.pk}" in text
        assert f"Member {other.pk}<" not in text
        assert "Ana Silva" not in text
        where = reverse("staff_member", args=[found.pk])
        assert "Ana Silva" not in client.get(where).content.decode()
        assert "Ana Silva" in client.post(where, {"do": "read"}).content.decode()
        assert AuditEvent.objects.filter(verb="read_member", subject_id=str(found.pk)).count() == 1

    def test_one_on_paper_is_added_once(self) -> None:
        client = signed_in(make_person("eo@example.org", "engagement_officer"))
        token = client.get("/staff/members/new/").context["form"]["form_token"].value()
        typed = {"form_token": token, "name": "Bo Lund", "phone": "01632 960000", "ways": ["call"]}
        assert client.post("/staff/members/new/", typed).status_code == 422, "nobody without consent"
        for _ in range(2):
            assert client.post("/staff/members/new/", typed | {"consent": "on"}).status_code == 302
        found = Member.objects.get()
        assert found.confirmed_at is not None
        assert found.consents.get().wording == VERSION
        no_way = Wishes("Bo")
        with pytest.raises(Refused):
            add_member(wishes=no_way, email="", phone=" ", by=User.objects.system())

    def test_groups(self) -> None:
        body = Body.objects.create(slug="voice", name="Voice Group", kind="tenant")
        found = member()
        put_in_groups(member=found, bodies=[body], by=User.objects.system())
        client = signed_in(make_person("eo@example.org", "engagement_officer"))
        assert "Voice Group" in client.get("/staff/members/?body=voice").content.decode()
        leave(member=found, by=User.objects.system())
        assert not found.bodies.exists()


class TestWhoTakesPart:
    def some(self, count: int, **said: str) -> None:
        Member.objects.bulk_create(
            Member(name="A", signed_up_at=NOW, confirmed_at=NOW, **said) for _ in range(count)
        )

    def test_a_small_group_and_the_next_are_hidden(self) -> None:
        for band, count in (("under_35", 4), ("35_to_54", 12), ("55_to_64", 24), ("65_and_over", 40)):
            self.some(count, age_band=band)
        ages, _tenures = who_takes_part()
        assert ages.base == 80
        assert [one.share for one in ages.parts] == [None, None, 30, 50]

    def test_too_few_show_nothing(self) -> None:
        self.some(4, age_band="under_35")
        ages, _tenures = who_takes_part()
        assert ages.base is None
        assert {one.share for one in ages.parts} <= {None, 0}
        assert "Too few members told us" in Client().get("/get-involved/").content.decode()

    def test_compared_only_with_homes_that_were_entered(self) -> None:
        self.some(20, tenure="social_rent")
        assert not who_takes_part()[1].is_compared
        for slug, homes in (("social-rent", 300), ("leasehold", 100)):
            Segment.objects.create(slug=slug, name=slug, dimension="tenure", homes=homes)
        tenures = who_takes_part()[1]
        assert [one.lives_here for one in tenures.parts] == [75, None, 25, None]
