"""Measures, definitions, targets, breaks, stages, documents, segments and lines changed by drafts."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from charter import notices
from charter.actions.drafts import approve_draft, save_draft, start_draft, submit_draft
from charter.drafts import Where, kind_named
from charter.faults import Refused
from charter.models import Body, Draft, Post, User
from measures.actions.charter_file import stored
from measures.actions.wordings import begin_wordings
from measures.models import Break, Definition, Measure, MeasureLine, Segment, Target, TargetChange
from promises.models import Promise, Publication
from tests.measures.by_hand import Hand
from tests.people import make_person, put_into, signed_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)  # in the first quarter of 2026-27


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def hand() -> Hand:
    return Hand.made("2026-01")


@pytest.fixture
def owner(hand) -> User:
    """Somebody whose post owns the measure “repairs”."""
    found = make_person("Owner", "data_owner")
    put_into(Post.objects.create(title="Head of Repairs"), found)
    return found


@pytest.fixture
def repairs(hand, owner) -> Measure:
    post = Post.objects.get(title="Head of Repairs")
    made = hand.measure("repairs", owner=post, definition="Jobs done by the day we agreed.")
    hand.target(made, "2026-01-01", 90)
    return made


@pytest.fixture
def approver() -> User:
    return make_person("Approver", "approver")


@pytest.fixture
def officer() -> User:
    return make_person("Officer", "engagement_officer")


def drafted(what: str, where: Where, by: User, /, note: str = "Agreed in May.", **typed: object) -> Draft:
    """A draft that is submitted; what is not typed stays as it was."""
    action = "new" if where.subject is None else "change"
    draft = start_draft(kind=what, where=where, by=by, action=action)
    save_draft(draft=draft, typed=dict(draft.was) | typed, note=note, by=by)
    return submit_draft(draft=draft, by=by)


def settled(what: str, where: Where, by: User, approver: User, /, **typed: object) -> Draft:
    """A draft that is approved."""
    return approve_draft(draft=drafted(what, where, by, **typed), by=approver)


def faults(refusal: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {fault.where: fault.remedy for fault in refusal.value.faults}


class TestWhatHoldsToday:
    """A proposed target or wording names its measure and stands beside the one in force."""

    def test_a_new_target(self, repairs, owner, approver, hand) -> None:
        hand.target(repairs, "2027-04-01", 99)  # to come, so not what holds
        typed = {"from": "2026-07-01", "target": "95"}
        draft = drafted("target", Where(repairs.pk), owner, **typed)
        where = reverse("staff_draft", args=[draft.pk])
        page = " ".join(signed_in(approver).get(where).content.decode().split())
        assert f"<h1>{repairs.title}: New target</h1>" in page
        assert "Target. New." not in page
        assert f'For <a href="{reverse("staff_measure", args=["repairs"])}">{repairs.title}</a>' in page
        beside = page.partition('id="beside"')[2].partition("</section>")[0]
        assert "What holds today" in beside
        assert "90" in beside
        assert "99" not in beside
        listed = signed_in(approver).get("/staff/drafts/").content.decode()
        assert f">{repairs.title}: New target</a>" in listed
        approve_draft(draft=draft, by=approver)
        assert 'id="beside"' not in signed_in(approver).get(where).content.decode()

    def test_the_first_target(self, owner, hand) -> None:
        made = hand.measure("calls", owner=Post.objects.get())
        assert kind_named("target").beside(Where(made.pk)) == [("Target", "None is in force.")]

    def test_a_new_wording(self, repairs, owner, approver) -> None:
        of = Where(repairs.pk)
        beside = kind_named("definition").beside
        assert ("What counts", "Jobs done by the day we agreed.") in beside(of)
        settled("definition", of, owner, approver, **{"from": "2026-06-01", "text": "Jobs done at once."})
        assert ("What counts", "Jobs done at once.") in beside(of)

    def test_the_mail_names_the_measure(self, repairs, owner, approver) -> None:
        drafted("target", Where(repairs.pk), owner, **{"from": "2026-07-01", "target": "95"})
        day = timezone.localdate() + timedelta(days=1)
        stretch = notices.Stretch(day - timedelta(days=1), day, notices.timetable())
        told = [one for one in notices.drafts_to_decide(stretch) if one.person == approver.pk]
        assert [one.text for one in told] == [f"Target: {repairs.title}: New target"]


class TestMeasure:
    """The measure itself."""

    def test_words_and_rules_change_and_nothing_else(self, repairs, owner, approver) -> None:
        before = stored.measures(["repairs"])[0]
        board = Body.objects.create(slug="board", name="Board", kind="board")
        settled(
            "measure", Where(None, repairs), owner, approver,
            title="Repairs on time", monitored_by=["board"], due_days="10", due_in="calendar_days",
        )  # fmt: skip
        after = stored.measures(["repairs"])[0]
        changed = {
            name for name in before.__dataclass_fields__ if getattr(before, name) != getattr(after, name)
        }
        assert changed == {"title", "monitored_by", "due"}
        repairs.refresh_from_db()
        assert (repairs.due_calendar_days, repairs.due_working_days) == (10, None)
        assert list(repairs.monitored_by.all()) == [board]

    def test_only_the_boxes_of_its_kind_are_asked(self, repairs) -> None:
        kind = kind_named("measure")
        asked = {one.name for one in kind.fields_for(Where(None, repairs))}
        assert not asked & {"grades", "members", "counter", "clock", "kind", "slug"}
        assert {"grades", "kind"} <= {one.name for one in kind.fields_for(Where())}

    @pytest.mark.parametrize(
        ("typed", "box", "says"),
        [
            ({"natural_min": "50", "natural_max": "40"}, "natural_max", "not above"),
            ({"rolling_months": "12", "cumulative": "yes"}, "cumulative", "cannot both"),
            ({"regulator": "XX01"}, "regulator", "XX01"),
            ({"stock": "LCRA"}, "stock", "Only a regulator"),
            ({"accumulation": "mean"}, "accumulation", "averaged"),
            ({"title": ""}, "title", "Give the measure a title"),
        ],
    )
    def test_what_a_charter_file_refuses_is_refused_at_its_box(
        self, repairs, owner, typed, box, says
    ) -> None:
        draft = start_draft(kind="measure", where=Where(None, repairs), by=owner)
        with pytest.raises(Refused) as refusal:
            save_draft(draft=draft, typed=dict(draft.was) | typed, note="", by=owner)
        assert says in faults(refusal)[box]

    @pytest.mark.parametrize(
        ("kind", "more"),
        [
            ("percentage", {}),
            ("grade", {"grades": ["G1", "G2"]}),
            ("counted", {"counter": "events_held"}),
            ("composite", {"members": ["repairs"]}),
            ("cases", {"clock": "complaint-stage-1-response"}),
            ("rate", {"per": "100"}),
        ],
    )
    def test_a_new_measure_of_a_kind(self, repairs, officer, approver, kind, more) -> None:
        typed = {"title": f"A new {kind}", "kind": kind, "direction": "higher", "frequency": "quarterly"}
        draft = settled("measure", Where(), officer, approver, **typed, **more)
        made = Measure.objects.get(pk=draft.subject_id)
        assert (made.slug, made.kind) == (f"a-new-{kind}", kind)

    def test_a_new_measure_without_what_its_kind_needs_is_refused(self, officer) -> None:
        draft = start_draft(kind="measure", where=Where(), by=officer, action="new")
        typed = {"title": "Grades", "kind": "grade", "direction": "higher", "frequency": "annual"}
        with pytest.raises(Refused) as refusal:
            save_draft(draft=draft, typed=typed, note="", by=officer)
        assert "needs the key" in faults(refusal)["grades"]
        assert not Measure.objects.exists()

    def test_measures_of_others_are_not_drafted(self, repairs, hand) -> None:
        stranger = make_person("Stranger", "data_owner")
        with pytest.raises(Refused, match="role"):
            start_draft(kind="measure", where=Where(None, repairs), by=stranger)

    def test_an_officer_drafts_new_measures_and_no_old_ones(self, repairs, officer) -> None:
        with pytest.raises(Refused, match="role"):
            start_draft(kind="measure", where=Where(None, repairs), by=officer)


class TestTarget:
    """Targets, by the rules of design section 5."""

    def test_a_new_target_in_mid_year_is_noted_and_in_force(self, repairs, owner, approver) -> None:
        settled(
            "target", Where(repairs.pk), owner, approver, note="The Board asked for more.",
            **{"from": "2026-07-01", "target": "95.5"},
        )  # fmt: skip
        assert Target.objects.get(starts=date(2026, 7, 1)).target == Decimal("95.5")
        change = TargetChange.objects.get()
        assert (change.starts, change.new, change.decided_by) == (
            date(2026, 7, 1), {"target": "95.5", "tolerance": "0", "tolerance_kind": "absolute"}, owner,
        )  # fmt: skip
        assert change.reason == "The Board asked for more."

    def judged_in_may(self, hand: Hand, repairs: Measure) -> None:
        hand.figure(repairs, "2026-05", (80, 100))

    def test_what_figures_were_judged_by_changes_only_as_a_correction(
        self, hand, repairs, owner, approver
    ) -> None:
        self.judged_in_may(hand, repairs)
        row = repairs.targets.get()
        draft = start_draft(kind="target", where=Where(repairs.pk, row), by=owner)
        with pytest.raises(Refused) as refusal:
            save_draft(draft=draft, typed=dict(draft.was) | {"target": "80"}, note="", by=owner)
        assert "after figures were judged by it" in faults(refusal)["from"]
        save_draft(
            draft=draft, typed=dict(draft.was) | {"target": "80", "correction": "yes"},
            note="The Board had agreed 80.", by=owner,
        )  # fmt: skip
        approve_draft(draft=submit_draft(draft=draft, by=owner), by=approver)
        change = TargetChange.objects.get()
        assert (change.is_correction, change.decided_by, change.second) == (True, owner, approver)

    @pytest.mark.parametrize(
        ("typed", "box"),
        [
            ({"target": "101"}, "target"),
            ({"target": ""}, "target"),
            ({"tolerance": "-1"}, "tolerance"),
            ({"floor": "99"}, "floor"),
            ({"from": ""}, "from"),
            ({"target": "1_0"}, "target"),
            ({"target": "٩"}, "target"),
            ({"until": "2026-01-01"}, "until"),
        ],
    )
    def test_targets_that_cannot_be_are_refused(self, repairs, owner, typed, box) -> None:
        draft = start_draft(kind="target", where=Where(repairs.pk), by=owner, action="new")
        good = {"from": "2026-07-01", "target": "95"}
        with pytest.raises(Refused) as refusal:
            save_draft(draft=draft, typed=good | typed, note="", by=owner)
        assert box in faults(refusal)
        assert Target.objects.count() == 1

    def test_nobody_approves_an_own_target(self, repairs, approver) -> None:
        draft = drafted("target", Where(repairs.pk), approver, **{"from": "2026-07-01", "target": "95"})
        with pytest.raises(Refused, match="someone else"):
            approve_draft(draft=draft, by=approver)

    def test_a_target_of_a_measure_that_there_is_not(self, approver) -> None:
        draft = start_draft(kind="target", where=Where(987654), by=approver, action="new")
        with pytest.raises(Refused, match="no such measure"):
            save_draft(draft=draft, typed={"from": "2026-07-01", "target": "95"}, note="", by=approver)


class TestDated:
    """Definitions, breaks, stages of a milestone."""

    def test_a_new_wording_keeps_the_old_one_beside_its_results(self, repairs, owner, approver) -> None:
        settled(
            "definition", Where(repairs.pk), owner, approver,
            **{"from": "2026-06-01", "text": "Jobs done on the first visit.", "next_review": "2027-06-01"},
        )  # fmt: skip
        wordings = [(one.starts, one.text) for one in Definition.objects.order_by("starts")]
        assert wordings == [
            (date(2026, 1, 1), "Jobs done by the day we agreed."),
            (date(2026, 6, 1), "Jobs done on the first visit."),
        ]
        repairs.refresh_from_db()
        assert repairs.definition == "Jobs done on the first visit."
        assert repairs.next_review == date(2027, 6, 1)

    def test_a_wording_of_the_future_is_not_yet_what_the_measure_says(self, repairs, owner, approver) -> None:
        settled("definition", Where(repairs.pk), owner, approver, **{"from": "2026-10-01", "text": "Later."})
        repairs.refresh_from_db()
        assert repairs.definition == "Jobs done by the day we agreed."
        with time_machine.travel(date(2026, 10, 2), tick=False):
            assert (begin_wordings(by=User.objects.system()), begin_wordings(by=User.objects.system())) == (
                1,
                0,
            )
        repairs.refresh_from_db()
        assert repairs.definition == "Later."

    def test_a_break_is_added_with_its_reason(self, repairs, owner, approver) -> None:
        settled(
            "break", Where(repairs.pk), owner, approver, **{"from": "2026-04-01", "reason": "New system."}
        )
        assert Break.objects.get().reason == "New system."

    def test_a_second_break_on_the_same_day_is_refused(self, repairs, owner, approver) -> None:
        Break.objects.create(measure=repairs, starts=date(2026, 4, 1), reason="One")
        draft = start_draft(kind="break", where=Where(repairs.pk), by=owner, action="new")
        with pytest.raises(Refused):
            save_draft(draft=draft, typed={"from": "2026-04-01", "reason": "Two"}, note="", by=owner)

    def test_a_stage_moves_and_keeps_that_it_is_done(self, hand, owner, approver) -> None:
        post = Post.objects.get(title="Head of Repairs")
        plan = hand.measure("plan", kind="milestone", owner=post, expected_by=date(2026, 12, 1))
        settled("milestone_stage", Where(plan.pk), owner, approver, title="Ask", due="2026-08-01")
        stage = plan.stages.get()
        stage.done = date(2026, 6, 1)
        stage.save()
        settled("milestone_stage", Where(plan.pk, stage), owner, approver, due="2026-09-01")
        stage = plan.stages.get()
        assert (stage.due, stage.done) == (date(2026, 9, 1), date(2026, 6, 1))


class TestLists:
    """Documents, segments, lines of a promise."""

    def test_a_document_is_owed_by_its_schedule(self, officer, approver) -> None:
        settled(
            "publication", Where(), officer, approver,
            title="Repairs policy", schedule="every 3 months", **{"from": "2026-07-01"},
        )  # fmt: skip
        found = Publication.objects.get()
        assert (found.slug, found.schedule, found.starts) == (
            "repairs-policy",
            "every 3 months",
            date(2026, 7, 1),
        )

    def test_a_schedule_that_cannot_be_read_is_refused(self, officer) -> None:
        draft = start_draft(kind="publication", where=Where(), by=officer, action="new")
        with pytest.raises(Refused) as refusal:
            save_draft(draft=draft, typed={"title": "A", "schedule": "now and then"}, note="", by=officer)
        assert "not a schedule" in faults(refusal)["schedule"]

    def test_an_area_follows_another(self, approver) -> None:
        boss = make_person("Boss", "administrator")
        for name in ("North", "New north"):
            old = [one.slug for one in Segment.objects.all()]
            settled(
                "segment", Where(), boss, approver, name=name, dimension="area", homes="120", replaces=old
            )
        found = Segment.objects.get(slug="new-north")
        assert [one.slug for one in found.replaces.all()] == ["north"]

    def test_a_line_of_a_promise_comes_moves_and_goes(self, hand, repairs, officer, approver) -> None:
        hand.promise("p")
        promise = Promise.objects.get()
        settled("measure_line", Where(promise.pk), officer, approver, measure="repairs", weight="2")
        line = MeasureLine.objects.get()
        assert (line.text, line.weight) == ("repairs", 2)
        draft = start_draft(kind="measure_line", where=Where(promise.pk, line), by=officer, action="retire")
        save_draft(draft=draft, typed={}, note="It measured something else.", by=officer)
        approve_draft(draft=submit_draft(draft=draft, by=officer), by=approver)
        assert not MeasureLine.objects.exists()


class TestPages:
    """The staff page of a measure, and a draft made from it."""

    def test_a_target_goes_from_the_page_to_the_measure(self, repairs, owner, approver) -> None:
        client = signed_in(owner)
        page = client.get(reverse("staff_measure", args=["repairs"]))
        assert page.status_code == 200
        begin = {"kind": "target", "action": "new", "parent": repairs.pk, "form_token": uuid.uuid4()}
        started = client.post(reverse("staff_start_draft"), begin)
        shown = client.get(started.url).context["forms"]["write"]
        sent = {field.html_name: field.value() or "" for field in shown} | {
            "box_from": "2026-07-01", "box_target": "97", "because": "Agreed.", "do": "submit",
        }  # fmt: skip
        assert client.post(started.url, sent).status_code == 302
        assert Draft.objects.get().state == "submitted"
        assert "97" in client.get(started.url).content.decode()
        desk = signed_in(approver).get(reverse("staff_measure", args=["repairs"]))
        assert "Proposed, not yet approved" in desk.content.decode()

    def test_the_page_shows_no_drafts_to_those_who_may_not_read_them(self, repairs, owner, officer) -> None:
        drafted("target", Where(repairs.pk), owner, **{"from": "2026-07-01", "target": "97"})
        text = signed_in(officer).get(reverse("staff_measure", args=["repairs"])).content.decode()
        assert "Proposed" not in text
        assert "staff/drafts/start" not in text

    def test_nobody_drafts_for_a_measure_of_others_by_its_address(self, repairs) -> None:
        stranger = make_person("Stranger", "data_owner")
        begin = {"kind": "target", "action": "new", "parent": repairs.pk, "form_token": uuid.uuid4()}
        assert signed_in(stranger).post(reverse("staff_start_draft"), begin).status_code == 404
        assert not Draft.objects.exists()

    def test_segments_are_listed(self, officer) -> None:
        Segment.objects.create(slug="north", name="North", dimension="area", homes=120)
        text = signed_in(officer).get(reverse("staff_segments")).content.decode()
        assert "North" in text
        assert "120" in text
