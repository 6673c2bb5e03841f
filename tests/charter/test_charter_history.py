"""What the public reads of how a charter came about: dates that slipped, the next and earlier ones."""

from datetime import date

import pytest
from django.utils import timezone

from charter import drafts
from charter.actions.charters import make_current, start_new_version
from charter.actions.drafts import approve_draft, save_draft, start_draft, submit_draft
from charter.actions.stages import ORDER, enter_stage
from charter.drafts import Where
from charter.faults import Refused
from charter.models import Charter, CharterStage, Theme
from charter.periods import Period
from charter.querysets import stages_of
from measures.actions.releases import publish_release
from promises.models import Promise
from tests.people import make_person, signed_in

pytestmark = pytest.mark.django_db
QUARTER = Period.parse("2026-27-Q2", 4)


@pytest.fixture
def charter(landlord) -> Charter:
    made = Charter.objects.create(
        slug="charter-2026", title="Our promise", landlord=landlord, stage="published", is_current=True
    )
    theme = Theme.objects.create(charter=made, slug="repairs", title="Repairs")
    Promise.objects.create(charter=made, theme=theme, slug="on-time", title="We repair on time")
    CharterStage.objects.create(charter=made, stage="signed_off", expected=date(2026, 9, 30), order=3)
    return made


def moved(stage: CharterStage, by, approver, day: date, note: str) -> None:
    kind = drafts.kind_named("stage")
    draft = start_draft(kind="stage", where=Where(stage.charter_id, stage), by=by)
    typed = kind.read(stage) | {"expected": day, "note": note}
    draft = save_draft(draft=draft, typed=typed, note="It slipped", by=by)
    approve_draft(draft=submit_draft(draft=draft, by=by), by=approver)
    stage.refresh_from_db()


def published(approver, period: Period = QUARTER) -> None:
    publish_release(period=period, by=approver)


def page(where: str) -> str:
    answer = signed_in(None).get(where)
    assert answer.status_code == 200, where
    return " ".join(answer.content.decode().split())


class TestDatesThatSlip:
    def test_the_earlier_date_stays_in_sight(self, charter, engagement_officer, approver) -> None:
        stage = CharterStage.objects.get()
        moved(stage, engagement_officer, approver, date(2026, 11, 14), "More tenants wanted a say.")
        published(approver)
        shown = page("/charter/history/")
        assert "Expected 30 September 2026, <b>now 14 November 2026</b>" in shown
        assert "More tenants wanted a say." in shown

    def test_it_is_frozen_with_the_release(self, charter, engagement_officer, approver) -> None:
        published(approver)
        stage = CharterStage.objects.get()
        moved(stage, engagement_officer, approver, date(2026, 11, 14), "More tenants wanted a say.")
        shown = page("/charter/history/")
        assert "30 September 2026" in shown
        assert "14 November" not in shown

    def test_a_file_that_moves_it_leaves_it_too(self, charter) -> None:
        stage = CharterStage.objects.get()
        for day in (date(2026, 10, 31), date(2026, 11, 14)):
            stage.expected = day
            stage.save()
        (found,) = [one for one in stages_of(charter) if one.stage == "signed_off"]
        assert found.earlier == (date(2026, 9, 30), date(2026, 10, 31))
        assert found.expected == date(2026, 11, 14)

    def test_no_move_without_words_for_the_public(self, charter, engagement_officer) -> None:
        stage = CharterStage.objects.get()
        draft = start_draft(kind="stage", where=Where(charter.pk, stage), by=engagement_officer)
        typed = {"expected": date(2026, 11, 14), "note": ""}
        with pytest.raises(Refused, match="Say why the date moved"):
            save_draft(draft=draft, typed=typed, note="x", by=engagement_officer)


class TestStages:
    @pytest.fixture
    def both(self, db):
        return make_person("Ida Ro", "engagement_officer", "approver")

    def test_the_whole_way_in_order(self, landlord, both) -> None:
        charter = Charter.objects.create(slug="first", title="First", landlord=landlord)
        for stage in ORDER[1:5]:
            charter = enter_stage(charter=charter, stage=stage, by=both, version=charter.version)
        assert (charter.stage, charter.is_current) == ("published", True)
        days = CharterStage.objects.filter(charter=charter).values_list("stage", "actual")
        assert dict(days) == dict.fromkeys(ORDER[1:5], timezone.localdate())

    @pytest.mark.parametrize("stage", [stage for stage in ORDER if stage not in ("draft", "consultation")])
    def test_no_stage_is_skipped(self, landlord, both, stage) -> None:
        charter = Charter.objects.create(slug="first", title="First", landlord=landlord)
        with pytest.raises(Refused, match="The next stage is consultation"):
            enter_stage(charter=charter, stage=stage, by=both)

    def test_days_ahead_and_unknown_stages(self, landlord, both) -> None:
        charter = Charter.objects.create(slug="first", title="First", landlord=landlord)
        with pytest.raises(Refused, match="in the future"):
            enter_stage(charter=charter, stage="consultation", by=both, on=date(2099, 1, 1))
        with pytest.raises(Refused, match="Choose one of the list"):
            enter_stage(charter=charter, stage="nowhere", by=both)
        with pytest.raises(Refused, match="already"):
            enter_stage(charter=charter, stage="draft", by=both)

    def test_what_was_approved_to_be_said_stays_when_a_charter_goes_back(self, landlord, both) -> None:
        charter = Charter.objects.create(slug="first", title="First", landlord=landlord)
        CharterStage.objects.create(charter=charter, stage="consultation", note="Two months later.", order=1)
        for stage in ("consultation", "internal_review"):
            charter = enter_stage(charter=charter, stage=stage, by=both)
        with pytest.raises(Refused, match="only for going back"):
            enter_stage(charter=charter, stage="signed_off", by=both, reason="x")
        enter_stage(charter=charter, stage="consultation", by=both, reason="More meetings.")
        note = CharterStage.objects.get(charter=charter, stage="consultation").note
        assert note.startswith("Two months later.\nBack again on ")
        assert note.endswith("More meetings.")

    @pytest.mark.parametrize("day", [date(1900, 1, 1), date(2026, 1, 1)])
    def test_a_stage_does_not_come_before_the_one_before(self, landlord, both, day) -> None:
        charter = Charter.objects.create(slug="first", title="First", landlord=landlord)
        CharterStage.objects.create(charter=charter, stage="draft", actual=date(2026, 5, 1))
        with pytest.raises(Refused, match="Enter a later day"):
            enter_stage(charter=charter, stage="consultation", by=both, on=day)

    def test_the_current_charter_stays_published(self, charter, both) -> None:
        with pytest.raises(Refused, match="Make another one current first"):
            enter_stage(charter=charter, stage="retired", by=both)

    @pytest.mark.parametrize("role", ["data_owner", "administrator", "panel_member"])
    def test_who_may_not(self, landlord, role) -> None:
        charter = Charter.objects.create(slug="first", title="First", landlord=landlord)
        with pytest.raises(Refused, match="only an approver"):
            enter_stage(charter=charter, stage="consultation", by=make_person("Some One", role))


class TestTheNextCharter:
    def test_its_steps_are_public_from_its_consultation_on(
        self, charter, engagement_officer, approver
    ) -> None:
        made = start_new_version(
            charter=charter, slug="charter-2027", title="Promise 2027", by=engagement_officer
        )
        published(approver, QUARTER.previous())
        assert "Promise 2027" not in page("/charter/history/")
        enter_stage(charter=made, stage="consultation", by=engagement_officer)
        stage = CharterStage.objects.get(charter=made, stage="signed_off")
        for day, note in ((date(2026, 12, 1), "As planned."), (date(2027, 2, 1), "More meetings.")):
            moved(stage, engagement_officer, approver, day, note)
        published(approver)
        shown = page("/charter/history/")
        assert "It is now at this step: consultation." in shown
        assert "Expected 1 December 2026, <b>now 1 February 2027</b>" in shown
        assert "“Promise 2027”, is being written." in page("/charter/")


class TestEarlierCharters:
    @pytest.fixture
    def two(self, charter, engagement_officer, approver) -> Charter:
        published(approver, QUARTER.previous())
        made = start_new_version(
            charter=charter, slug="charter-2027", title="Promise 2027", by=engagement_officer
        )
        Promise.objects.filter(charter=made).update(title="We repair in 5 days", slug="five-days")
        Charter.objects.filter(pk=made.pk).update(stage="published")
        make_current(charter=Charter.objects.get(pk=made.pk), by=approver)
        published(approver)
        return made

    def test_the_old_one_under_its_own_address(self, two) -> None:
        assert "/charter/history/charter-2026/" in page("/charter/history/")
        whole = page("/charter/history/charter-2026/")
        assert "We repair on time" in whole
        assert "This is an earlier charter" in whole
        assert "/charter/history/charter-2026/promises/on-time/" in whole
        assert "We repair on time" in page("/charter/history/charter-2026/promises/on-time/")
        assert "We repair on time" in page("/charter/history/charter-2026/themes/repairs/")

    def test_short_addresses_are_of_the_current_one(self, two) -> None:
        client = signed_in(None)
        assert client.get("/promises/on-time/").status_code == 404
        assert "We repair in 5 days" in page("/promises/five-days/")
        assert "We repair in 5 days" in page("/themes/repairs/")

    def test_the_current_one_is_led_to_its_own_page(self, two) -> None:
        client = signed_in(None)
        assert client.get("/charter/history/charter-2027/").url == "/charter/"
        assert client.get("/charter/history/charter-2027/promises/five-days/").url == "/promises/five-days/"

    @pytest.mark.parametrize(
        "where",
        ["nothing/", "charter-2026/promises/five-days/", "charter-2026/themes/x/", "nothing/themes/x/"],
    )
    def test_what_there_never_was(self, two, where) -> None:
        assert signed_in(None).get(f"/charter/history/{where}").status_code == 404


def test_a_retired_promise_can_still_be_worked_out_again(charter, engagement_officer, approver) -> None:
    """Its history keeps it, so a release that was published with it reads as it was."""
    from measures.standing import history

    promise = Promise.objects.get()
    where = Where(charter.pk, promise)
    draft = start_draft(kind="promise", where=where, by=engagement_officer, action="retire")
    draft = save_draft(draft=draft, typed={}, note="Kept for good", by=engagement_officer)
    approve_draft(draft=submit_draft(draft=draft, by=engagement_officer), by=approver)
    assert not Promise.objects.exists()
    labels = history.events_of(Promise).values_list("pgh_label", flat=True)
    assert list(labels) == ["insert", "delete"]
    assert history.rows_as_of(Promise, timezone.now()) == {}
