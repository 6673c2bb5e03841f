"""Whoever leaves hands over: every post has a successor or a reason, nothing open is lost, all or nothing."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from charter import jobs
from charter.actions.leaving import Succession, hand_over, held_as_shown
from charter.actions.people import hold_post
from charter.faults import Refused
from charter.models import AuditEvent, Job, Post, PostHolding, RoleGrant, User
from charter.periods import Period
from charter.permissions import posts_of, roles_of
from measures.actions import record_result, return_result, submit_result
from measures.figures import Figures
from measures.models import Import, Measure, Result
from measures.querysets import inbox_of
from tests.people import fields_of, make_person, signed_in

pytestmark = pytest.mark.django_db
MONTH = Period.containing(date.today(), "month").previous()


@pytest.fixture(autouse=True)
def _no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "send", lambda job_id: None)


@pytest.fixture
def follower(db) -> User:
    return make_person("Sam Reed", "data_owner")


@pytest.fixture
def holding(post, data_owner) -> PostHolding:
    return PostHolding.objects.get(person=data_owner)


def passed(holding: PostHolding, successor: User | None, by: User, **more: object) -> list[PostHolding]:
    told = Succession(holding.pk, successor, str(more.pop("reason", "")))
    return hand_over(person=holding.person, successions=[told], by=by, **more)


def faults_of(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return str(refusal.value)


class TestHandOver:
    def test_a_successor_holds_the_post_from_the_day(self, holding, follower, administrator) -> None:
        today = timezone.localdate()
        (made,) = passed(holding, follower, administrator)
        holding.refresh_from_db()
        assert (holding.ends, made.starts, made.ends) == (today - timedelta(days=1), today, None)
        assert posts_of(follower) == [holding.post_id]
        assert posts_of(holding.person) == []
        assert posts_of(holding.person, today - timedelta(days=1)) == [holding.post_id]

    def test_a_day_ahead_changes_hands_on_that_day(self, holding, follower, administrator) -> None:
        day = timezone.localdate() + timedelta(days=30)
        passed(holding, follower, administrator, starts=day)
        assert (posts_of(follower), posts_of(holding.person)) == ([], [holding.post_id])
        assert (posts_of(follower, day), posts_of(holding.person, day)) == ([holding.post_id], [])

    def test_the_trail_tells_who_and_why(self, holding, administrator) -> None:
        passed(holding, None, administrator, reason="The team is dissolved.")
        event = AuditEvent.objects.get(verb="hand_over")
        assert event.detail["person"] == holding.person_id
        assert event.detail["reason"] == "The team is dissolved."
        assert "Priya" not in str(event.detail)

    def test_nobody_follows_only_for_a_reason(self, holding, administrator) -> None:
        with pytest.raises(Refused, match="say why nobody does"):
            passed(holding, None, administrator, reason="  ")
        holding.refresh_from_db()
        assert holding.ends is None

    def test_a_deputy_goes_without_one(self, post, follower, administrator) -> None:
        deputy = PostHolding.objects.create(post=post, person=follower, starts=date(2026, 1, 1), deputy=True)
        assert passed(deputy, None, administrator) == []

    def test_the_deputy_becomes_the_holder(self, holding, follower, administrator) -> None:
        deputy = PostHolding.objects.create(
            post=holding.post, person=follower, starts=date(2026, 1, 1), deputy=True
        )
        (made,) = passed(holding, follower, administrator)
        deputy.refresh_from_db()
        assert not made.deputy
        assert deputy.ends == timezone.localdate() - timedelta(days=1)

    def test_one_who_holds_it_already_goes_on(self, holding, follower, administrator) -> None:
        beside = PostHolding.objects.create(post=holding.post, person=follower, starts=date(2026, 1, 1))
        assert passed(holding, follower, administrator) == [beside]

    def test_who_cannot_follow(self, holding, measure, administrator) -> None:
        off = make_person("Off Line", "data_owner")
        User.objects.filter(pk=off.pk).update(is_active=False)
        off.refresh_from_db()
        without = make_person("Rolf Less")
        for successor, says in (
            (holding.person, "Choose somebody else"),
            (User.objects.system(), "Choose somebody else"),
            (off, "Off Line is switched off"),
            (without, "does not have the role that this post needs \\(data owner\\)"),
        ):
            with pytest.raises(Refused, match=says):
                passed(holding, successor, administrator)
        holding.refresh_from_db()
        assert holding.ends is None

    @pytest.mark.parametrize("role", ["panel_member", "body_reader"])
    def test_who_is_not_of_the_staff_cannot_follow(self, holding, administrator, follower, role) -> None:
        outside = make_person("Ada First", role)
        new = make_person("Abe New")
        with pytest.raises(Refused, match="not of the staff"):
            passed(holding, outside, administrator, give_roles=True)
        page = signed_in(administrator).get(reverse("staff_leave", args=[holding.person_id]))
        offered = list(page.context["form"].fields[f"follows-{holding.pk}"].queryset)
        assert outside not in offered
        assert offered.index(follower) < offered.index(new), "staff first"
        RoleGrant.objects.create(person=outside, role="data_owner", starts=date(2020, 1, 1), given_by=outside)
        assert passed(holding, outside, administrator, give_roles=True)

    def test_the_role_comes_with_the_post_when_asked_for(self, holding, measure, administrator) -> None:
        without = make_person("Rolf Less")
        passed(holding, without, administrator, give_roles=True)
        assert roles_of(without) == {"data_owner"}

    def test_nobody_gives_themselves_the_role_that_way(self, holding, measure, administrator) -> None:
        with pytest.raises(Refused, match="cannot give yourself"):
            passed(holding, administrator, administrator, give_roles=True)
        assert roles_of(administrator) == {"administrator"}

    def test_a_page_that_is_old_is_noticed(self, holding, follower, administrator) -> None:
        seen = held_as_shown(holding.person)
        hold_post(post=Post.objects.create(title="Head of Homes"), person=holding.person, by=administrator)
        with pytest.raises(Refused, match="changed while you had the page open"):
            passed(holding, follower, administrator, seen=seen)

    def test_all_or_nothing(self, holding, follower, administrator) -> None:
        other = Post.objects.create(title="Head of Homes")
        second = PostHolding.objects.create(post=other, person=holding.person, starts=date(2026, 1, 1))
        told = [Succession(holding.pk, follower), Succession(second.pk, None)]
        with pytest.raises(Refused, match="Head of Homes"):
            hand_over(person=holding.person, successions=told, by=administrator, leaves=True)
        assert not PostHolding.objects.filter(ends__isnull=False).exists()
        assert not AuditEvent.objects.filter(verb="hand_over").exists()


class TestLeaver:
    def leaves(self, holding, successor, by, **more: object) -> None:
        passed(holding, successor, by, leaves=True, **more)

    def test_the_account_ends_with_roles_and_posts(self, holding, follower, administrator) -> None:
        self.leaves(holding, follower, administrator)
        leaver = User.objects.get(pk=holding.person_id)
        assert not leaver.is_active
        assert not RoleGrant.objects.filter(person=leaver, ends__isnull=True).exists()
        assert posts_of(leaver) == []

    def test_on_a_day_ahead_a_job_switches_it_off(self, holding, follower, administrator) -> None:
        day = timezone.localdate() + timedelta(days=3)
        self.leaves(holding, follower, administrator, starts=day)
        leaver, job = User.objects.get(pk=holding.person_id), Job.objects.get(kind="switch_off_leaver")
        assert leaver.is_active
        assert roles_of(leaver) == {"data_owner"}
        midnight = datetime.combine(day, datetime.min.time(), ZoneInfo("Europe/London"))
        with time_machine.travel(midnight - timedelta(seconds=1)):
            assert jobs.run(job.pk) is False
        with time_machine.travel(midnight + timedelta(seconds=1)):
            assert roles_of(leaver) == frozenset()
            assert jobs.run(job.pk) is True
        leaver.refresh_from_db()
        assert not leaver.is_active

    @pytest.mark.parametrize(("first", "then"), [(60, 5), (5, 60)])
    def test_planned_again_the_last_day_moves_with_everything(
        self, holding, follower, administrator, first, then
    ) -> None:
        """Earlier or later: post, roles, the account and the successor all change on the new day."""
        leaver, today = holding.person, timezone.localdate()
        RoleGrant.objects.create(
            person=leaver, role="approver", starts=date(2026, 1, 1), given_by=administrator,
            ends=today + timedelta(days=30),
        )  # fmt: skip
        for days in (first, then):
            self.leaves(holding, follower, administrator, starts=today + timedelta(days=days))
        day = today + timedelta(days=then)
        before = day - timedelta(days=1)
        assert "data_owner" in roles_of(leaver, before)
        assert ("approver" in roles_of(leaver, before)) is (then == 5)
        assert roles_of(leaver, day) == frozenset()
        assert (posts_of(leaver, before), posts_of(leaver, day)) == ([holding.post_id], [])
        assert (posts_of(follower, before), posts_of(follower, day)) == ([], [holding.post_id])
        assert PostHolding.objects.filter(person=follower).count() == 1
        for kind in ("switch_off_leaver", "pass_on_post"):
            (job,) = Job.objects.filter(kind=kind, state="queued")
            assert timezone.localdate(job.due) == day
        job = Job.objects.get(kind="switch_off_leaver", state="queued")
        midnight = datetime.combine(day, datetime.min.time(), ZoneInfo("Europe/London"))
        with time_machine.travel(midnight - timedelta(seconds=1)):
            assert [jobs.run(one.pk) for one in Job.objects.all()] == [False] * 4
        with time_machine.travel(midnight + timedelta(seconds=1)):
            assert jobs.run(job.pk) is True
        assert not User.objects.get(pk=leaver.pk).is_active

    def test_planned_and_then_left_today(self, holding, follower, administrator) -> None:
        self.leaves(holding, follower, administrator, starts=timezone.localdate() + timedelta(days=60))
        self.leaves(holding, follower, administrator)
        assert not User.objects.get(pk=holding.person_id).is_active
        assert posts_of(follower) == [holding.post_id]
        assert PostHolding.objects.filter(person=follower).count() == 1
        assert not Job.objects.filter(state="queued").exclude(kind="count").exists()

    def test_a_job_leaves_somebody_alone_who_was_given_a_role_again(
        self, holding, follower, administrator
    ) -> None:
        day = timezone.localdate() + timedelta(days=3)
        self.leaves(holding, follower, administrator, starts=day)
        RoleGrant.objects.create(person=holding.person, role="approver", starts=day, given_by=administrator)
        with time_machine.travel(datetime.combine(day, datetime.min.time()) + timedelta(hours=12)):
            jobs.run(Job.objects.get(kind="switch_off_leaver").pk)
        assert User.objects.get(pk=holding.person_id).is_active

    def test_every_post_is_asked_about(self, holding, follower, administrator) -> None:
        PostHolding.objects.create(
            post=Post.objects.create(title="Head of Homes"), person=holding.person, starts=date(2026, 1, 1)
        )
        with pytest.raises(Refused, match="changed while you had the page open"):
            self.leaves(holding, follower, administrator)

    def test_neither_oneself_nor_the_last_administrator(self, administrator) -> None:
        with pytest.raises(Refused, match="cannot switch off your own"):
            hand_over(person=administrator, successions=[], by=administrator, leaves=True)
        other = make_person("Otto Admin", "administrator")
        RoleGrant.objects.filter(person=other).update(ends=date(2026, 1, 1))
        with pytest.raises(Refused, match="last administrator"):
            hand_over(person=administrator, successions=[], by=other, leaves=True)
        administrator.refresh_from_db()
        assert administrator.is_active


class TestNothingIsLost:
    @pytest.fixture
    def draft(self, measure, holding) -> Result:
        figures = Figures(Decimal(9), Decimal(10), why="Two crews were ill.", action="A third starts.")
        return record_result(measure=measure, period=MONTH, figures=figures, by=holding.person)

    def test_a_draft_goes_on_with_the_successor(self, draft, holding, follower, administrator) -> None:
        passed(holding, follower, administrator, leaves=True)
        (line,) = [line for line in inbox_of(follower).waiting if line.period == MONTH]
        assert line.current.result == draft
        sent = submit_result(result=draft, by=follower)
        assert (sent.entered_by, sent.submitted_by) == (holding.person, follower)

    def test_a_figure_sent_back_too(self, draft, holding, follower, administrator, approver) -> None:
        submit_result(result=draft, by=holding.person)
        return_result(result=draft, by=approver, reason="The crews do not add up.")
        passed(holding, follower, administrator, leaves=True)
        (line,) = inbox_of(follower).by_step["returned"]
        assert line.current.result.returned_because == "The crews do not add up."

    def file_about(self, person: User, *slugs: str, state: str = "ready") -> Import:
        given = {"accepted_by": person, "accepted_at": timezone.now()} if state == "accepted" else {}
        return Import.objects.create(
            name="june.csv", digest="0" * 64, size=1, received_by=person, state=state,
            summary={"measures": dict.fromkeys(slugs, 3)}, **given,
        )  # fmt: skip

    def test_a_file_that_waits_for_its_next_step(self, measure, holding, follower, administrator) -> None:
        waiting = self.file_about(holding.person, measure.slug)
        done = self.file_about(holding.person, measure.slug, state="accepted")
        passed(holding, follower, administrator, leaves=True)
        waiting.refresh_from_db()
        done.refresh_from_db()
        assert (waiting.received_by, done.received_by) == (follower, holding.person)
        assert AuditEvent.objects.filter(verb="pass_on_file", subject_id=str(waiting.pk)).exists()

    def test_a_file_goes_on_the_day_and_not_before(self, measure, holding, follower, administrator) -> None:
        waiting = self.file_about(holding.person, measure.slug)
        day = timezone.localdate() + timedelta(days=30)
        passed(holding, follower, administrator, starts=day)
        waiting.refresh_from_db()
        assert waiting.received_by == holding.person
        job = Job.objects.get(kind="pass_on_post")
        assert jobs.run(job.pk) is False
        with time_machine.travel(datetime.combine(day, datetime.min.time()) + timedelta(hours=12)):
            assert jobs.run(job.pk) is True
        waiting.refresh_from_db()
        assert waiting.received_by == follower

    def test_a_file_over_measures_of_two_successors_goes_to_neither(
        self, measure, holding, follower, administrator
    ) -> None:
        """Either would see figures of the other; one who follows in both posts gets it."""
        other = Post.objects.create(title="Head of Homes")
        beside = PostHolding.objects.create(post=other, person=holding.person, starts=date(2026, 1, 1))
        homes = Measure.objects.create(
            slug="homes", title="Homes", kind="count", direction="higher", frequency="monthly", owner=other
        )
        both = self.file_about(holding.person, measure.slug, homes.slug)
        faulty = self.file_about(holding.person, measure.slug, state="faulty")
        second = make_person("Una Vale", "data_owner")
        told = [Succession(holding.pk, follower), Succession(beside.pk, second)]
        with transaction.atomic():
            hand_over(person=holding.person, successions=told, by=administrator)
            assert Import.objects.get(pk=both.pk).received_by == holding.person
            transaction.set_rollback(True)
        told = [Succession(holding.pk, follower), Succession(beside.pk, follower)]
        hand_over(person=holding.person, successions=told, by=administrator)
        assert Import.objects.get(pk=both.pk).received_by == follower
        assert Import.objects.get(pk=faulty.pk).received_by == holding.person


class TestPages:
    @pytest.fixture
    def client(self, administrator, landlord):
        return signed_in(administrator)

    def where(self, person: User) -> str:
        return reverse("staff_leave", args=[person.pk])

    def test_first_it_shows_what_is_theirs(self, client, holding, measure, administrator) -> None:
        figures = Figures(Decimal(9), Decimal(10))
        record_result(measure=measure, period=MONTH, figures=figures, by=holding.person)
        text = client.get(self.where(holding.person)).content.decode()
        assert "Figures to enter or finish" in text
        assert f"Repairs on time, {MONTH.label}: a draft" in text
        assert "Owns Repairs on time (measure)" in text
        for value in ("90.0", ">9<", "90%"):
            assert value not in text

    def test_what_only_they_may_decide(self, client, holding, measure, approver) -> None:
        figures = Figures(Decimal(99), Decimal(100))
        record = record_result(measure=measure, period=MONTH, figures=figures, by=holding.person)
        submit_result(result=record, by=holding.person)
        says = "Figures that nobody else may decide"
        assert says in client.get(self.where(approver)).content.decode()
        make_person("Second Approver", "approver")
        assert says not in client.get(self.where(approver)).content.decode()

    def test_handed_over_and_switched_off(self, client, holding, follower) -> None:
        where = self.where(holding.person)
        typed = fields_of(client.get(where)) | {f"follows-{holding.pk}": follower.pk}
        answer = client.post(where, typed)
        assert answer.status_code == 302
        assert "is switched off" in client.get(answer.url).content.decode()
        assert posts_of(follower) == [holding.post_id]
        assert client.post(where, typed).url == answer.url  # a second press
        assert AuditEvent.objects.filter(verb="hand_over").count() == 1
        assert client.get(where).url == answer.url
        assert client.post(where, fields_of(client.get(where, follow=True), "form")).status_code == 422

    def test_what_was_typed_stays_when_something_is_missing(self, client, holding) -> None:
        where = self.where(holding.person)
        typed = fields_of(client.get(where)) | {"starts": "1/12/2026"}
        answer = client.post(where, typed)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "Choose who follows, or say why nobody does." in text
        assert 'value="1/12/2026"' in text
        assert PostHolding.objects.get(pk=holding.pk).ends is None

    def test_one_post_alone(self, client, holding, follower) -> None:
        where = reverse("staff_hand_over", args=[holding.person_id, holding.pk])
        typed = fields_of(client.get(where)) | {f"follows-{holding.pk}": follower.pk}
        assert client.post(where, typed).status_code == 302
        assert User.objects.get(pk=holding.person_id).is_active
        assert posts_of(follower) == [holding.post_id]
        assert client.post(where, typed).status_code == 302  # a second press
        assert PostHolding.objects.filter(person=follower).count() == 1

    def test_a_post_of_somebody_else_is_not_here(self, client, holding, follower) -> None:
        assert client.get(reverse("staff_hand_over", args=[follower.pk, holding.pk])).status_code == 404

    def test_the_page_of_a_post_has_its_history_and_duties(self, client, holding, measure, follower) -> None:
        PostHolding.objects.create(
            post=holding.post, person=follower, starts=date(2019, 1, 1), ends=date(2019, 12, 31)
        )
        text = client.get(reverse("staff_post", args=[holding.post_id])).content.decode()
        for words in ("Priya Nair", "Holds it", "Sam Reed", "31 December 2019", "Repairs on time"):
            assert words in text

    def test_two_who_hold_a_post_at_once_are_told(self, client, holding, follower) -> None:
        where = reverse("staff_person", args=[follower.pk])
        page = client.get(where)
        typed = {
            field.html_name: field.value()
            for field in page.context["forms"]["post"]
            if field.value() not in (None, False)
        }
        answer = client.post(where, typed | {"do": "post", "post-post": holding.post_id})
        assert "is held by Priya Nair as well" in client.get(answer.url).content.decode()
