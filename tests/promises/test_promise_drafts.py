"""Promises by drafts: texts, weight, theme, place, lines; and a new version of the charter."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from charter import drafts
from charter.actions.charters import make_current, start_new_version
from charter.actions.drafts import approve_draft, save_draft, start_draft, submit_draft
from charter.drafts import Where
from charter.faults import Refused
from charter.models import AuditEvent, Charter, CharterStage, Expectation, Quote, Theme
from measures.models import Measure, MeasureLine
from measures.querysets.reviews import measures_to_review
from promises.models import Commitment, Promise
from promises.querysets import promises_to_review

pytestmark = pytest.mark.django_db
KIND = "promise"


@pytest.fixture
def charter(landlord) -> Charter:
    made = Charter.objects.create(
        slug="charter", title="Our promise", landlord=landlord, stage="published", is_current=True
    )
    order = 0
    for place, theme in enumerate(("home", "voice")):
        row = Theme.objects.create(charter=made, slug=theme, title=theme.title(), order=place)
        for name in ("one", "two"):
            slug = f"{theme}-{name}"
            promise = Promise.objects.create(
                charter=made, theme=row, slug=slug, title=f"We keep {slug}", order=order
            )
            Commitment.objects.create(promise=promise, text=f"We do {slug}.", order=0)
            order += 1
    return made


@pytest.fixture
def promise(charter) -> Promise:
    return Promise.objects.get(slug="home-one")


def proposed(promise: Promise, by, **typed: object):
    kind = drafts.kind_named(KIND)
    draft = start_draft(kind=KIND, where=Where(promise.charter_id, promise), by=by)
    return save_draft(draft=draft, typed=kind.read(promise) | typed, note="Asked for", by=by)


def approved(promise: Promise, officer, approver, **typed: object) -> Promise:
    draft = submit_draft(draft=proposed(promise, officer, **typed), by=officer)
    approve_draft(draft=draft, by=approver)
    return Promise.objects.get(pk=promise.pk)


def in_order(charter: Charter) -> list[str]:
    return list(Promise.objects.filter(charter=charter).values_list("slug", flat=True))


class TestTexts:
    def test_every_box_is_written(self, promise, engagement_officer, approver) -> None:
        review = timezone.localdate() + timedelta(days=90)
        found = approved(
            promise,
            engagement_officer,
            approver,
            title="We repair on time",
            summary="One\r\nTwo",
            commitments="We tell you the day.\n\n  We keep it. \n",
            weight="2.5",
            standards=["tenancy", "transparency"],
            next_review=review,
        )
        assert (found.title, found.summary, found.weight) == ("We repair on time", "One\nTwo", Decimal("2.5"))
        assert [line.text for line in found.commitments.all()] == ["We tell you the day.", "We keep it."]
        assert (found.standards, found.next_review) == (["transparency", "tenancy"], review)

    def test_reading_and_writing_again_changes_nothing(self, charter, promise) -> None:
        kind = drafts.kind_named(KIND)
        values = kind.read(promise)
        where = Where(charter.pk, promise)
        again, wrong = drafts.checked(kind.fields_for(where), values, where)
        assert (again, wrong) == ({k: v for k, v in values.items() if k != "slug"}, [])

    @pytest.mark.parametrize(
        "weight", ["-1", "", "NaN", "1e3", "½", "1_0", "٣", "1001", "1,5", "0.00000000001"]
    )
    def test_weights_that_cannot_be(self, promise, engagement_officer, weight) -> None:
        with pytest.raises(Refused):
            proposed(promise, engagement_officer, weight=weight)

    @pytest.mark.parametrize("theme", ["", "nothing", "voice' --"])
    def test_themes_that_cannot_be(self, promise, engagement_officer, theme) -> None:
        with pytest.raises(Refused, match=r"theme|list"):
            proposed(promise, engagement_officer, theme=theme)

    def test_a_theme_of_another_charter(self, charter, promise, engagement_officer, landlord) -> None:
        other = Charter.objects.create(slug="other", title="Other", landlord=landlord)
        Theme.objects.create(charter=other, slug="elsewhere", title="Elsewhere")
        with pytest.raises(Refused, match="Choose one of the list"):
            proposed(promise, engagement_officer, theme="elsewhere")

    @pytest.mark.parametrize("standards", [["nothing"], ["tenancy", "x"]])
    def test_standards_that_cannot_be(self, promise, engagement_officer, standards) -> None:
        with pytest.raises(Refused, match="Choose from the list"):
            proposed(promise, engagement_officer, standards=standards)

    def test_a_review_in_the_past(self, promise, engagement_officer) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        with pytest.raises(Refused, match="This day is past"):
            proposed(promise, engagement_officer, next_review=yesterday)
        promise.next_review = yesterday
        promise.save()
        assert proposed(promise, engagement_officer, title="Clearer")

    def test_a_line_that_is_too_long(self, promise, engagement_officer) -> None:
        with pytest.raises(Refused, match="501 characters long"):
            proposed(promise, engagement_officer, commitments="x" * 501)


class TestOrder:
    @pytest.mark.parametrize(
        ("slug", "typed", "expected"),
        [
            ("home-two", {"place": "1"}, "home-two home-one voice-one voice-two"),
            ("home-one", {"place": "9"}, "home-two home-one voice-one voice-two"),
            ("home-one", {"theme": "voice", "place": "2"}, "home-two voice-one home-one voice-two"),
            ("home-one", {"theme": "voice"}, "home-two voice-one voice-two home-one"),
        ],
    )
    def test_a_promise_moves(self, charter, engagement_officer, approver, slug, typed, expected) -> None:
        approved(Promise.objects.get(slug=slug), engagement_officer, approver, **typed)
        assert in_order(charter) == expected.split()

    def test_a_new_one_stands_at_the_end_of_its_theme(self, charter, engagement_officer, approver) -> None:
        typed = {"title": "We listen", "theme": "home", "weight": "1"}
        draft = start_draft(kind=KIND, where=Where(charter.pk), by=engagement_officer, action="new")
        draft = save_draft(draft=draft, typed=typed, note="New", by=engagement_officer)
        approve_draft(draft=submit_draft(draft=draft, by=engagement_officer), by=approver)
        assert in_order(charter) == ["home-one", "home-two", "we-listen", "voice-one", "voice-two"]

    def test_the_name_of_a_retired_promise_is_not_given_again(
        self, charter, promise, engagement_officer, approver
    ) -> None:
        where = Where(charter.pk, promise)
        gone = start_draft(kind=KIND, where=where, by=engagement_officer, action="retire")
        gone = save_draft(draft=gone, typed={}, note="Kept for good", by=engagement_officer)
        approve_draft(draft=submit_draft(draft=gone, by=engagement_officer), by=approver)
        assert not Promise.objects.filter(slug="home-one").exists()
        again = start_draft(kind=KIND, where=Where(charter.pk), by=engagement_officer, action="new")
        typed = {"title": "Home one", "theme": "home", "weight": "1"}
        with pytest.raises(Refused, match="“home-one” is taken"):
            save_draft(draft=again, typed=typed, note="", by=engagement_officer)


class TestNewVersion:
    @pytest.fixture
    def made(self, charter, promise, measure, engagement_officer) -> Charter:
        MeasureLine.objects.create(promise=promise, measure=measure, text="Repairs on time", weight=2)
        Expectation.objects.create(charter=charter, text="Let us in.")
        Quote.objects.create(charter=charter, text="They came.", attribution="A tenant")
        CharterStage.objects.create(charter=charter, stage="published", actual=date(2026, 1, 1))
        return start_new_version(
            charter=charter, slug="charter-2027", title="Our promise 2027", by=engagement_officer
        )

    def test_it_takes_everything_along_and_leaves_the_current_one(self, charter, made) -> None:
        assert (made.stage, made.is_current, in_order(made)) == ("draft", False, in_order(charter))
        line = MeasureLine.objects.get(promise__charter=made)
        assert (line.promise.slug, line.measure.slug, line.weight) == ("home-one", "repairs", 2)
        assert Commitment.objects.filter(promise__charter=made).count() == 4
        assert made.expectations.get().text == "Let us in."
        assert made.quotes.get().attribution == "A tenant"
        assert [row.actual for row in made.stages.all()] == [None] * 5
        assert Charter.objects.get(is_current=True) == charter
        assert Measure.objects.count() == 1

    def test_a_draft_in_it_leaves_the_current_one(self, charter, made, engagement_officer, approver) -> None:
        theirs = Promise.objects.get(charter=made, slug="home-one")
        approved(theirs, engagement_officer, approver, title="We keep better homes")
        assert Promise.objects.get(charter=charter, slug="home-one").title == "We keep home-one"

    def test_made_current_by_two_people(self, charter, made, engagement_officer, approver) -> None:
        where = Where(made.pk, made)
        draft = start_draft(kind="current", where=where, by=engagement_officer)
        with pytest.raises(Refused, match="Only a published charter can be current"):
            save_draft(draft=draft, typed={"current": "yes"}, note="Agreed", by=engagement_officer)
        Charter.objects.filter(pk=made.pk).update(stage="published")
        draft = save_draft(draft=draft, typed={"current": "yes"}, note="Agreed", by=engagement_officer)
        approve_draft(draft=submit_draft(draft=draft, by=engagement_officer), by=approver)
        assert Charter.objects.get(is_current=True) == made
        assert AuditEvent.objects.filter(verb="make_current", actor_id=approver.pk).count() == 1

    def test_the_current_one_cannot_be_switched_off(self, charter, engagement_officer) -> None:
        draft = start_draft(kind="current", where=Where(charter.pk, charter), by=engagement_officer)
        with pytest.raises(Refused, match="One charter is always current"):
            save_draft(draft=draft, typed={"current": "no"}, note="", by=engagement_officer)

    @pytest.mark.parametrize(
        ("slug", "title", "says"),
        [
            ("charter", "Again", "taken"),
            ("", "Again", "small letters"),
            ("Charter 2027", "Again", "small letters"),
            ("x" * 81, "Again", "small letters"),
            ("again", "\u200b ", "title"),
            ("again", "x" * 201, "Shorten"),
        ],
    )
    def test_names_that_cannot_be(self, charter, engagement_officer, slug, title, says) -> None:
        with pytest.raises(Refused, match=says):
            start_new_version(charter=charter, slug=slug, title=title, by=engagement_officer)
        assert Charter.objects.count() == 1

    def test_who_may_not(self, charter, data_owner) -> None:
        with pytest.raises(Refused, match="does not let you"):
            start_new_version(charter=charter, slug="again", title="Again", by=data_owner)

    def test_the_old_verb_still_makes_current(self, charter, made, approver) -> None:
        Charter.objects.filter(pk=made.pk).update(stage="published")
        assert make_current(charter=made, by=approver).is_current


def test_what_is_to_be_looked_at_again(charter, promise, measure) -> None:
    today = timezone.localdate()
    promise.next_review = today
    promise.save()
    measure.next_review = today - timedelta(days=3)
    measure.save()
    Promise.objects.filter(slug="home-two").update(next_review=today + timedelta(days=1))
    assert list(measures_to_review(today)) == [measure]
    assert [one.title for one in promises_to_review(today)] == ["We keep home-one"]
