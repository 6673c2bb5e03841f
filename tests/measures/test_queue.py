"""The queue of an approver: whose, late on top, filters; what one press would do; what an approval moves."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from charter.models import AuditEvent, Body, Charter, Post, Theme, User
from charter.periods import Period
from measures.actions import approve_result, recall_result, record_result, submit_result
from measures.actions.releases import publish_release
from measures.figures import Figures
from measures.models import Confirmation, Evidence, Measure, MeasureLine, Release, Result, Target
from measures.querysets.queue import filtered, queue_for
from measures.querysets.would_move import releases_with, trial_of
from promises.models import Promise
from tests.measures.years import given
from tests.people import fields_of, make_person, put_into, signed_in

pytestmark = pytest.mark.django_db
MONTHS = [Period.parse(f"2026-{month:02d}") for month in (7, 8, 9)]


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2026-11-20 10:00:00+00:00", tick=True):
        yield


@pytest.fixture
def second(landlord, post) -> Measure:
    """A quarterly percentage with the target 90, approved by a post of its own."""
    director = Post.objects.create(title="Director of Homes")
    made = Measure.objects.create(
        slug="visits",
        title="Visits kept",
        kind="percentage",
        direction="higher",
        frequency="quarterly",
        unit="%",
        owner=post,
        approver=director,
    )
    Target.objects.create(measure=made, starts=date(2020, 4, 1), target=90)
    return made


@pytest.fixture
def promise(landlord, measure) -> Promise:
    """A promise that hangs on the measure alone."""
    charter = Charter.objects.create(
        slug="charter", title="Charter", landlord=landlord, stage="published", is_current=True
    )
    theme = Theme.objects.create(charter=charter, slug="homes", title="Good homes")
    made = Promise.objects.create(charter=charter, theme=theme, slug="repair", title="We repair in time")
    MeasureLine.objects.create(promise=made, measure=measure, text="Repairs on time")
    return made


def test_the_own_posts_first_then_the_latest(measure, second, data_owner, approver) -> None:
    put_into(second.approver, approver, deputy=True)
    for month in MONTHS:
        given(measure, month, owner=data_owner, approver=None)
    given(second, Period.parse("2026-27-Q2"), owner=data_owner, approver=None)
    found = [(line.result.measure.slug, line.current.period.key) for line in queue_for(approver)]
    assert found == [
        ("visits", "2026-27-Q2"),
        ("repairs", "2026-07"),
        ("repairs", "2026-08"),
        ("repairs", "2026-09"),
    ]
    late = {line.current.period.key: line.days_late for line in queue_for(approver)}
    assert late["2026-07"] == (date(2026, 11, 20) - date(2026, 8, 28)).days
    text = signed_in(approver).get(reverse("staff_approvals")).content.decode()
    assert "Your posts approve these" in text
    assert "84 days late" in text


def test_filters_leave_what_falls_under_them(measure, second, promise, data_owner, approver) -> None:
    panel = Body.objects.create(slug="panel", name="Customer Voice Group", kind="tenant")
    second.monitored_by.add(panel)
    given(measure, MONTHS[0], owner=data_owner, approver=None)
    given(second, Period.parse("2026-27-Q2"), owner=data_owner, approver=None)
    lines = queue_for(approver)

    def left(**wished: str) -> list[str]:
        return [line.result.measure.slug for line in filtered(lines, wished).lines]

    assert left(body="panel") == ["visits"]
    assert left(theme="homes") == ["repairs"]
    assert left(period="2026-27-q2") == ["visits"]
    assert left(body="panel", theme="homes") == []
    assert sorted(left(body="nobody", owner="x' OR 1=1")) == ["repairs", "visits"]
    page = signed_in(approver).get(reverse("staff_approvals"), {"body": "panel"})
    assert "1 of 2" in " ".join(page.content.decode().split())


def test_warnings_and_evidence_are_seen(measure, data_owner, approver) -> None:
    sent = given(measure, MONTHS[0], owner=data_owner, approver=None)
    Confirmation.objects.create(
        result=sent, warnings=["Ten times the last figure."], because="A new contract.", by=data_owner
    )
    Evidence.objects.create(
        result=sent, name="july.pdf", kind="pdf", file="evidence/x", size=9, digest="d", added_by=data_owner
    )
    client = signed_in(approver)
    queue = client.get(reverse("staff_approvals")).content.decode()
    assert "Warning: Ten times the last figure." in queue
    assert "1 file of evidence" in queue
    page = client.get(reverse("staff_approval", args=[sent.pk])).content.decode()
    for words in ("Ten times the last figure.", "A new contract.", "july.pdf"):
        assert words in page


def test_the_queue_asks_a_fixed_number_of_questions(
    measure, data_owner, approver, django_assert_max_num_queries
) -> None:
    for month in MONTHS:
        given(measure, month, owner=data_owner, approver=None)
    with django_assert_max_num_queries(14):
        queue_for(approver)


class TestSeveral:
    @pytest.fixture
    def results(self, measure, data_owner) -> list[Result]:
        return [given(measure, month, owner=data_owner, approver=None) for month in MONTHS]

    def address(self, results: list[Result]) -> str:
        chosen = "&".join(f"figure={one.pk}" for one in results)
        return f"{reverse('staff_approve_several')}?{chosen}"

    def test_looked_at_then_approved_by_one_press(self, results, approver) -> None:
        client, where = signed_in(approver), self.address(results[:2])
        page = client.get(where)
        assert page.content.decode().count('type="checkbox"') == 2
        assert "No figure" in page.content.decode()
        assert not Result.objects.filter(workflow="approved").exists()
        assert client.post(where, fields_of(page)).url == reverse("staff_approvals")
        assert Result.objects.filter(workflow="approved").count() == 2

    def test_nothing_ticked_is_said_on_the_queue(self, results, approver) -> None:
        page = signed_in(approver).get(reverse("staff_approve_several"), follow=True)
        assert page.redirect_chain == [(reverse("staff_approvals"), 302)]
        assert "You ticked no figure." in page.content.decode()
        assert "No figure waits" not in page.content.decode()

    def test_what_the_filters_leave(self, results, approver) -> None:
        page = signed_in(approver).get(reverse("staff_approve_several"), {"period": "2026-08"})
        assert [line.current.period.key for line in page.context["lines"]] == ["2026-08"]

    def test_old_and_new_stand_side_by_side(self, results, measure, data_owner, approver) -> None:
        approve_result(result=results[0], by=approver)
        corrected = record_result(
            measure=measure,
            period=MONTHS[0],
            figures=Figures(Decimal(91), Decimal(100), why="Vans.", action="New vans."),
            by=data_owner,
            correction_reason="Counted twice.",
        )
        submit_result(result=corrected, by=data_owner)
        text = signed_in(approver).get(self.address([corrected])).content.decode()
        assert "96.0%" in text
        assert "91.0%" in text
        assert "Below target" in text

    def test_own_and_gone_ones_are_left_out_with_the_reason(self, results, post, measure, data_owner) -> None:
        both = make_person("Both Roles", "data_owner", "approver")
        put_into(post, both)
        recall_result(result=results[0], by=data_owner)
        record_result(measure=measure, period=MONTHS[0], figures=Figures(Decimal(97), Decimal(100)), by=both)
        submit_result(result=results[0], by=data_owner)  # typed by both, sent by the owner
        approve_result(result=results[1], by=make_person("Sara Quill", "approver"))
        page = signed_in(both).get(self.address(results))
        assert [line.current.period.key for line in page.context["lines"]] == ["2026-09"]
        assert sorted((one.period, one.why[:11]) for one in page.context["shown"].left_out) == [
            ("2026-08", "It was deci"),
            ("July 2026", "You entered"),
        ]

    def test_one_changed_meanwhile_and_none_is_approved(self, results, approver, data_owner) -> None:
        client, where = signed_in(approver), self.address(results)
        typed = fields_of(client.get(where))
        recall_result(result=results[1], by=data_owner)
        submit_result(result=results[1], by=data_owner)
        answer = client.post(where, typed)
        assert answer.status_code == 422
        assert "was changed or decided meanwhile" in answer.content.decode()
        assert not Result.objects.filter(workflow="approved").exists()

    @pytest.mark.parametrize("wished", ["figure=abc", "figure=99999999999999999999", "figure=-1", ""])
    def test_nonsense_chooses_nothing(self, results, approver, wished) -> None:
        page = signed_in(approver).get(f"{reverse('staff_approve_several')}?{wished}", follow=True)
        assert page.redirect_chain == [(reverse("staff_approvals"), 302)]
        assert "You ticked no figure." in page.content.decode()

    def test_a_double_press_approves_once(self, results, approver) -> None:
        client, where = signed_in(approver), self.address(results)
        typed = fields_of(client.get(where))
        assert [client.post(where, typed).status_code for _ in range(2)] == [302, 302]
        assert AuditEvent.objects.filter(verb="approve_result").count() == 3


class TestWhatItMoves:
    def sent(self, measure: Measure, owner: User, share: int, **more: str) -> Result:
        figures = Figures(Decimal(share), Decimal(100), why="Vans.", action="New vans.")
        draft = record_result(measure=measure, period=MONTHS[2], figures=figures, by=owner, **more)
        return submit_result(result=draft, by=owner)

    def test_promise_theme_and_charter_are_told(self, measure, promise, data_owner, approver) -> None:
        for month in MONTHS[:2]:
            given(measure, month, owner=data_owner, approver=approver)
        approve_result(result=self.sent(measure, data_owner, 96), by=approver)
        again = self.sent(measure, data_owner, 60, correction_reason="Counted twice.")
        before = Result.objects.count(), AuditEvent.objects.count()
        found = trial_of(again)
        assert (Result.objects.count(), AuditEvent.objects.count()) == before
        told = {(move.kind, move.at): (move.old, move.new) for move in found.moves}
        assert told["promise", "September 2026"] == ("Kept", "Not kept")
        assert told["theme", "September 2026"] == ("Kept", "Not kept")
        assert told["measure", "September 2026"] == ("96.0%, On target", "60.0%, Below target")
        assert told["measure", "July to September 2026"] == ("96.0%, On target", "84.0%, Below target")
        assert ("charter", "September 2026") in told

    def test_what_is_told_is_what_happens(self, measure, promise, data_owner, approver) -> None:
        """The trial and the standing after the approval are one calculation."""
        from django.utils import timezone

        from measures.sentences import promise_word
        from measures.standing import standing_at

        sent = self.sent(measure, data_owner, 60)
        told = {(move.kind, move.at): move.new for move in trial_of(sent).moves}
        approve_result(result=sent, by=approver)
        _, score = standing_at(MONTHS[2], timezone.now()).promises["repair"]
        assert told["promise", "September 2026"] == promise_word(score.status) == "Not kept"

    def test_a_figure_that_changes_nothing_says_so(self, measure, promise, data_owner, approver) -> None:
        approve_result(result=self.sent(measure, data_owner, 96), by=approver)
        again = self.sent(measure, data_owner, 96, correction_reason="To be sure.")
        assert trial_of(again).moves == ()
        text = signed_in(approver).get(reverse("staff_approval", args=[again.pk])).content.decode()
        assert "Nothing else reads differently" in text

    def test_the_releases_that_carry_the_old_number(self, measure, data_owner, approver) -> None:
        for month in MONTHS[:2]:
            given(measure, month, owner=data_owner, approver=approver)
        publish_release(period=MONTHS[0], by=approver)
        sent = self.sent(measure, data_owner, 96)
        assert releases_with(sent) == []
        approve_result(result=sent, by=approver)
        release = publish_release(period=MONTHS[2], by=approver)
        again = self.sent(measure, data_owner, 60, correction_reason="Counted twice.")
        assert releases_with(again) == [release]
        client = signed_in(approver)
        page = client.get(reverse("staff_approval", args=[again.pk]))
        assert "1 published release carries the old figure: 2026-09 (live)" in page.content.decode()
        typed = fields_of(page, "approve") | {"do": "approve"}
        answer = client.post(reverse("staff_approval", args=[again.pk]), typed, follow=True)
        assert "The public still reads the old figure." in answer.content.decode()
        assert f"{reverse('staff_release_preview')}?period=2026-09" in answer.content.decode()
        assert Release.objects.get(pk=release.pk).state == "live"

    def test_the_chart_holds_the_figure_that_waits(self, measure, data_owner, approver) -> None:
        for month in MONTHS[:2]:
            given(measure, month, owner=data_owner, approver=approver)
        sent = self.sent(measure, data_owner, 61)
        page = signed_in(approver).get(reverse("staff_approval", args=[sent.pk])).content.decode()
        assert '<figure class="chart">' in page
        assert "61.0%" in page
