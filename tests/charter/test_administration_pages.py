"""The administrator's pages: people, roles, posts, settings, jobs, audit; and the first page of each role."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from charter import audit, jobs
from charter.actions.invitations import Offer, invite
from charter.actions.people import end_role, grant_role
from charter.faults import Refused
from charter.models import AuditEvent, Job, Landlord, Post, PostHolding, RoleGrant, User
from charter.permissions import roles_of
from tests.people import fields_of, make_person, put_into, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administrator, landlord):
    return signed_in(administrator)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


class TestPeople:
    def add(self, client, **typed: str):
        where = reverse("staff_people")
        return client.post(where, fields_of(client.get(where)) | typed)

    def test_a_person_is_added(self, client, administrator) -> None:
        answer = self.add(client, name="Nia Rees", email="Nia.Rees@example.org")
        made = User.objects.get(email="nia.rees@example.org")
        assert answer.url == reverse("staff_person", args=[made.pk])
        assert "Nia Rees can sign in now" in text_of(client.get(answer.url))
        assert AuditEvent.objects.get(verb="create_person").actor_id == administrator.pk

    def test_a_taken_or_broken_address_is_refused_and_what_was_typed_stays(self, client) -> None:
        for email in ("ann.marsh@example.org", "nobody"):
            answer = self.add(client, name="Nia Rees", email=email)
            assert answer.status_code == 422
            assert f'value="{email}"' in text_of(answer)
            assert 'href="#id_email"' in text_of(answer)

    def test_a_double_press_adds_one(self, client) -> None:
        where = reverse("staff_people")
        typed = fields_of(client.get(where)) | {"name": "Nia Rees", "email": "nia@example.org"}
        assert [client.post(where, typed).status_code for _ in range(2)] == [302, 302]
        assert User.objects.filter(email="nia@example.org").count() == 1

    def test_going_back_and_sending_something_else_is_another_form(self, client) -> None:
        where = reverse("staff_people")
        typed = fields_of(client.get(where)) | {"name": "Nia Rees", "email": "nia@example.org"}
        client.post(where, typed)
        assert client.post(where, typed | {"email": "nia.rees@example.org"}).status_code == 302
        assert User.objects.filter(name="Nia Rees").count() == 2

    def test_a_form_of_somebody_else_is_refused(self, client, landlord) -> None:
        where = reverse("staff_people")
        typed = fields_of(client.get(where)) | {"name": "Nia Rees", "email": "nia@example.org"}
        client.post(where, typed)
        other = signed_in(make_person("Otto Admin", "administrator"))
        answer = other.post(where, typed)
        assert answer.status_code == 422
        assert "belongs to somebody else" in text_of(answer)

    def test_a_form_without_its_token_is_shown_again(self, client) -> None:
        answer = client.post(reverse("staff_people"), {"name": "Nia Rees", "email": "nia@example.org"})
        assert answer.status_code == 422
        assert "open for too long" in text_of(answer)
        assert 'value="Nia Rees"' in text_of(answer)


class TestPerson:
    @pytest.fixture
    def person(self, db) -> User:
        return make_person("Nia Rees", second_factor=False)

    def send(self, client, person, do: str, **typed: object):
        where = reverse("staff_person", args=[person.pk])
        form = client.get(where).context["forms"].get(do) or client.get(where).context["forms"]["other"]
        sent = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
        return client.post(where, sent | {"do": do} | typed)

    def test_a_role_is_given_and_ended_at_once(self, client, person) -> None:
        assert self.send(client, person, "role", **{"role-role": "approver"}).status_code == 302
        assert roles_of(person) == {"approver"}
        grant = RoleGrant.objects.get(person=person)
        assert self.send(client, person, f"end-role-{grant.pk}-{grant.version}").status_code == 302
        assert roles_of(person) == set()

    def test_given_ended_and_given_again_on_one_day(self, client, person) -> None:
        for _ in range(2):
            assert self.send(client, person, "role", **{"role-role": "approver"}).status_code == 302
            grant = RoleGrant.objects.get(person=person)
            assert self.send(client, person, f"end-role-{grant.pk}-{grant.version}").status_code == 302
            assert not RoleGrant.objects.filter(person=person).exists()  # it never was
        assert self.send(client, person, "role", **{"role-role": "approver"}).status_code == 302
        assert roles_of(person) == {"approver"}

    def test_a_held_role_gets_the_last_day_that_was_typed(self, client, person) -> None:
        day = timezone.localdate() + timedelta(days=30)
        for ends in (day, day - timedelta(days=9), None):
            typed = {"role-role": "approver", "role-ends": ends.isoformat() if ends else ""}
            assert self.send(client, person, "role", **typed).status_code == 302
            assert RoleGrant.objects.get(person=person).ends == ends
        assert AuditEvent.objects.filter(verb="move_last_day").count() == 2

    def test_the_last_administrator_gets_no_last_day(self, administrator) -> None:
        other = make_person("Otto Admin", "administrator")
        RoleGrant.objects.filter(person=other).update(ends=timezone.localdate())
        with pytest.raises(Refused, match="last administrator"):
            grant_role(person=administrator, role="administrator", by=other, ends=timezone.localdate())

    def test_an_ended_role_stays_ended_and_a_changed_one_is_not_ended_unseen(
        self, client, person, administrator
    ) -> None:
        grant = RoleGrant.objects.create(
            person=person, role="approver", starts=date(2026, 1, 1), given_by=administrator
        )
        assert self.send(client, person, f"end-role-{grant.pk}-7").status_code == 409
        end_role(grant=grant, by=administrator)
        yesterday = timezone.localdate() - timedelta(days=1)
        with pytest.raises(Refused, match="ended already"):
            end_role(grant=grant, by=administrator)
        answer = self.send(client, person, f"end-role-{grant.pk}-2")
        assert (answer.status_code, "ended already" in text_of(answer)) == (422, True)
        assert RoleGrant.objects.get(pk=grant.pk).ends == yesterday
        assert roles_of(person) == set()

    def test_the_database_takes_no_role_that_ends_before_it_began(self, person) -> None:
        with pytest.raises(IntegrityError, match="grant_ends_after_start"):
            RoleGrant.objects.create(
                person=person,
                role="approver",
                starts=date(2026, 1, 2),
                ends=date(2026, 1, 1),
                given_by=person,
            )

    def test_an_account_that_is_off_gets_no_role(self, client, person) -> None:
        User.objects.filter(pk=person.pk).update(is_active=False)
        answer = self.send(client, person, "role", **{"role-role": "approver"})
        assert answer.status_code == 422
        assert "switched off. Switch it on first" in text_of(answer)
        assert not RoleGrant.objects.filter(person=person).exists()

    def test_an_invited_account_is_called_so_and_only_its_person_wakes_it(
        self, client, administrator
    ) -> None:
        invite(email="nia@example.org", offer=Offer(roles=("approver",)), by=administrator)
        asked = User.objects.get(email="nia@example.org")
        assert RoleGrant.objects.filter(person=asked).count() == 1
        text = text_of(client.get(reverse("staff_person", args=[asked.pk])))
        assert "Invited, not accepted yet" in text
        assert reverse("staff_invitation", args=[asked.pk]) in text
        assert "Switch this account on" not in text
        assert "Invited, not accepted yet" in text_of(client.get(reverse("staff_people")))
        for do, typed in (("on", {}), ("role", {"role-role": "data_owner"})):
            answer = self.send(client, asked, do, **typed)
            assert answer.status_code == 422
            assert "has not accepted the invitation yet" in text_of(answer)
        asked.refresh_from_db()
        assert not asked.is_active

    def test_a_role_needs_a_choice(self, client, person) -> None:
        answer = self.send(client, person, "role", **{"role-role": ""})
        assert answer.status_code == 422
        assert 'href="#id_role-role"' in text_of(answer)

    def test_nobody_gives_themselves_a_role(self, client, administrator) -> None:
        where = reverse("staff_person", args=[administrator.pk])
        assert 'value="role"' not in text_of(client.get(where))
        answer = self.send(client, administrator, "role", **{"role-role": "approver"})
        assert answer.status_code == 422
        assert "cannot give yourself a role" in text_of(answer)

    def test_the_last_administrator_stays(self, client, administrator) -> None:
        grant = RoleGrant.objects.get(person=administrator)
        answer = self.send(client, administrator, f"end-role-{grant.pk}-{grant.version}")
        assert answer.status_code == 422
        assert "last administrator" in text_of(answer)

    def test_a_post_is_held_and_left(self, client, person) -> None:
        post = Post.objects.create(title="Head of Homes")
        typed = {"post-post": post.pk, "post-starts": "2026-01-01", "post-deputy": "on"}
        assert self.send(client, person, "post", **typed).status_code == 302
        holding = PostHolding.objects.get()
        assert (holding.person, holding.deputy, holding.starts) == (person, True, date(2026, 1, 1))
        assert self.send(client, person, f"end-post-{holding.pk}-1").status_code == 302
        holding.refresh_from_db()
        assert holding.ends < timezone.localdate()

    def test_a_deputy_put_in_by_mistake_today_is_left_without_trace_of_a_day(self, client, person) -> None:
        post = Post.objects.create(title="Head of Homes")
        self.send(client, person, "post", **{"post-post": post.pk, "post-deputy": "on"})
        self.send(client, person, f"end-post-{PostHolding.objects.get().pk}-1")
        assert not PostHolding.objects.exists()
        assert AuditEvent.objects.filter(verb="leave_post").exists()

    def test_a_post_that_is_held_is_not_ended_without_asking_who_follows(self, client, person) -> None:
        holding = put_into(Post.objects.create(title="Head of Homes"), person)
        assert self.send(client, person, f"end-post-{holding.pk}-1").status_code == 422
        holding.refresh_from_db()
        assert holding.ends is None

    def test_an_account_is_switched_on_again(self, client, person) -> None:
        User.objects.filter(pk=person.pk).update(is_active=False)
        assert "Switched off" in text_of(client.get(reverse("staff_people")))
        assert self.send(client, person, "on").status_code == 302
        person.refresh_from_db()
        assert person.is_active

    def test_days_in_the_wrong_order_are_refused(self, client, person) -> None:
        days = {"role-starts": "2026-05-01", "role-ends": "2026-04-30"}
        answer = self.send(client, person, "role", **{"role-role": "approver"} | days)
        assert answer.status_code == 422
        assert "The last day is before the first" in text_of(answer)
        assert not RoleGrant.objects.filter(person=person).exists()

    def test_a_button_that_there_is_not(self, client, person) -> None:
        for do in ("end-role-999", "end-post-x", "off", "fly", f"end-role-{'9' * 30}", "end-role-²"):
            assert self.send(client, person, do).status_code == 422

    def test_the_portals_own_account_has_no_page(self, client) -> None:
        assert client.get(reverse("staff_person", args=[User.objects.system().pk])).status_code == 404


class TestPosts:
    def test_a_post_is_added_once(self, client) -> None:
        where = reverse("staff_posts")
        typed = fields_of(client.get(where)) | {"title": "Head of Homes"}
        assert client.post(where, typed).status_code == 302
        assert "Nobody" in text_of(client.get(where))
        answer = client.post(where, fields_of(client.get(where)) | {"title": "head of homes"})
        assert answer.status_code == 422
        assert "already a post of this name" in text_of(answer)

    def test_holders_are_named(self, client, post, data_owner) -> None:
        put_into(post, make_person("Dan Deputy", "data_owner"), deputy=True)
        assert "Priya Nair</a>, <a" in text_of(client.get(reverse("staff_posts")))
        assert "(deputy)" in text_of(client.get(reverse("staff_posts")))


class TestSettings:
    def send(self, client, **typed: str):
        where = reverse("staff_settings")
        return client.post(where, fields_of(client.get(where)) | typed)

    def test_saved_with_their_old_values_in_the_audit(self, client) -> None:
        assert self.send(client, name="Alder Homes", accent="#0B5A8A").status_code == 302
        landlord = Landlord.objects.get()
        assert (landlord.name, landlord.accent, landlord.version) == ("Alder Homes", "#0B5A8A", 2)
        assert AuditEvent.objects.get(verb="change_settings").detail["before"]["name"] == "Alderbrook Homes"

    @pytest.mark.parametrize(
        ("colours", "says"),
        [
            ({"accent": "#999999"}, "It must be at least 4.5 to 1"),
            ({"accent_dark": "#1B44B8"}, "the dark page"),
            ({"band": "#FFC93C"}, "the white words on it"),
            ({"accent": "blue"}, "This is not a colour"),
        ],
    )
    def test_a_colour_that_cannot_be_read_is_refused(self, client, colours, says) -> None:
        answer = self.send(client, name="Alder Homes", **colours)
        assert answer.status_code == 422
        assert says in text_of(answer)
        assert f'href="#id_{next(iter(colours))}"' in text_of(answer)
        assert 'value="Alder Homes"' in text_of(answer)
        assert Landlord.objects.get().name == "Alderbrook Homes"

    def test_how_people_have_a_say_is_offered_to_everybody(self, client) -> None:
        ways = {
            "hours": "Monday to Friday, 9am to 5pm",
            "account_address": "my.alder.example",
            "phone": "0800 1",
        }
        assert self.send(client, **ways).status_code == 302
        shown = text_of(client.get(reverse("contact")))
        assert "Monday to Friday, 9am to 5pm" in shown
        assert 'href="https://my.alder.example"' in shown

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "not an address", "data:text/html,x"])
    def test_an_address_that_is_none_is_refused(self, client, address) -> None:
        answer = self.send(client, account_address=address)
        assert answer.status_code == 422
        assert "Enter a web address, like https://my.example.org." in text_of(answer)
        assert Landlord.objects.get().account_address == ""

    def test_two_who_save_at_once(self, client) -> None:
        old = fields_of(client.get(reverse("staff_settings")))
        self.send(client, phone="0800 1")
        answer = client.post(reverse("staff_settings"), old | {"phone": "0800 2"})
        assert answer.status_code == 409
        assert "changed this in another window" in text_of(answer)
        assert Landlord.objects.get().phone == "0800 1"

    def test_before_there_is_a_landlord(self, administrator) -> None:
        answer = signed_in(administrator).get(reverse("staff_settings"))
        assert "There is no landlord yet" in text_of(answer)


class TestJobs:
    def failed(self, person: User) -> Job:
        with transaction.atomic():
            job = jobs.enqueue("score", key="2026-10", ids={"period": "2026-10"}, by=person)
        Job.objects.filter(pk=job.pk).update(state="failed", message="The disk was full.", attempts=3)
        return job

    def test_listed_by_state_without_arguments(self, client, administrator) -> None:
        self.failed(administrator)
        text = text_of(client.get(reverse("staff_jobs") + "?state=failed"))
        assert "Work out scores" in text
        assert "The disk was full." in text
        assert "2026-10" not in text
        assert "No jobs" in text_of(client.get(reverse("staff_jobs") + "?state=running"))

    def test_a_failed_one_is_tried_again_once(self, client, administrator) -> None:
        job = self.failed(administrator)
        where = reverse("staff_job", args=[job.pk])
        typed = fields_of(client.get(where))
        assert [client.post(where, typed).status_code for _ in range(2)] == [302, 302]
        assert Job.objects.filter(state="queued").count() == 1

    def test_one_that_did_not_fail_is_not(self, client, administrator) -> None:
        job = self.failed(administrator)
        Job.objects.update(state="done")
        where = reverse("staff_job", args=[job.pk])
        answer = client.post(where, fields_of(client.get(where)))
        assert answer.status_code == 422
        assert "has not failed" in text_of(answer)


class TestAudit:
    def test_readable_and_filtered(self, client, administrator, landlord, approver) -> None:
        with transaction.atomic():
            audit.record("change_settings", landlord, by=administrator, detail={"before": {"phone": "1"}})
            audit.record("make_landlord", landlord, by=approver)
        where = reverse("staff_audit")
        text = text_of(client.get(where))
        assert "changed the settings of the landlord" in text
        assert "before: phone 1" in text
        mine = text_of(
            client.get(f"{where}?person={administrator.pk}&subject=charter.landlord&first=2020-01-01")
        )
        assert "1 event." in mine
        assert "0 events." in text_of(client.get(f"{where}?last=2020-01-01"))
        assert client.get(f"{where}?first=nonsense").status_code == 422

    def test_pages(self, client, administrator, landlord) -> None:
        with transaction.atomic():
            for _ in range(120):
                audit.record("change_settings", landlord, by=administrator)
        where = reverse("staff_audit")
        assert "Page 1 of 3" in text_of(client.get(f"{where}?subject=charter.landlord"))
        assert "subject=charter.landlord&amp;page=2" in text_of(
            client.get(f"{where}?subject=charter.landlord")
        )


class TestStart:
    def test_each_role_reads_what_waits_for_it(
        self, landlord, measure, data_owner, approver, administrator, engagement_officer
    ) -> None:
        says = {
            data_owner: "My figures",
            approver: "No figure waits for approval",
            administrator: "People and roles",
            engagement_officer: "What waits for you",
        }
        for person, words in says.items():
            text = text_of(signed_in(person).get(reverse("staff_home")))
            assert words in text
        assert "My figures" not in text_of(signed_in(administrator).get(reverse("staff_home")))

    def test_failed_work_of_ones_own_shows(self, data_owner, landlord) -> None:
        TestJobs().failed(data_owner)
        text = text_of(signed_in(data_owner).get(reverse("staff_home")))
        assert "Failed</b>: The disk was full." in text
