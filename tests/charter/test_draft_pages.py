"""The pages of drafts: who sees them, what they say, that nothing typed is lost."""

import pytest
from django.urls import reverse

from charter import drafts
from charter.actions.drafts import save_draft, start_draft, submit_draft
from charter.actions.stages import enter_stage
from charter.drafts import Where
from charter.models import Charter, CharterStage, Draft, Theme
from promises.models import Promise
from tests.people import fields_of, make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def charter(landlord) -> Charter:
    made = Charter.objects.create(
        slug="charter", title="Our promise", landlord=landlord, stage="published", is_current=True
    )
    theme = Theme.objects.create(charter=made, slug="repairs", title="Repairs")
    Promise.objects.create(charter=made, theme=theme, slug="on-time", title="We repair on time")
    return made


@pytest.fixture
def promise(charter) -> Promise:
    return Promise.objects.get()


@pytest.fixture
def officer(engagement_officer):
    return signed_in(engagement_officer)


@pytest.fixture
def decider(approver):
    return signed_in(approver)


def begin(client, kind: str, subject=None, parent=None, action: str = "change", **more: object):
    page = client.get(reverse("staff_charters"))
    token = str(page.content).split('name="form_token" value="')[1].split('"')[0]
    sent = {"kind": kind, "action": action, "form_token": token} | more
    sent |= {"subject": subject.pk} if subject is not None else {}
    sent |= {"parent": parent} if parent is not None else {}
    return client.post(reverse("staff_start_draft"), sent)


def press(client, where: str, do: str, form: str = "write", **typed: object):
    page = client.get(where)
    shown = page.context["forms"][form]
    sent = {box.html_name: box.value() for box in shown if box.value() is not None}
    own = ("because", "reason")
    named = {name if name in own else f"box_{name}": value for name, value in typed.items()}
    return client.post(where, sent | named | {"do": do})


def begun(officer, promise) -> str:
    answer = begin(officer, "promise", promise)
    assert answer.status_code == 302
    return answer.url


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


class TestTheWay:
    def test_from_the_charter_page_to_the_live_record(self, officer, decider, promise) -> None:
        assert "We repair on time" in text_of(officer.get(reverse("staff_charter", args=["charter"])))
        where = begun(officer, promise)
        saved = press(officer, where, "save", title="We repair in 5 days", because="Shorter")
        assert saved.url == where
        page = text_of(officer.get(where))
        assert "<ins>" in page
        assert "5 days" in page
        assert "Saved. Nothing has changed" in page
        press(officer, where, "submit")
        assert Draft.objects.get().state == "submitted"
        assert "Nothing waits" not in text_of(decider.get(reverse("staff_drafts")))
        answer = press(decider, where, "approve", "confirm")
        assert answer.url == reverse("staff_drafts")
        promise.refresh_from_db()
        assert promise.title == "We repair in 5 days"

    def test_returned_with_words_and_kept(self, officer, decider, promise) -> None:
        where = begun(officer, promise)
        press(officer, where, "submit", title="We repair in 5 days", because="Shorter")
        none = press(decider, where, "return", "return", reason=" ")
        assert none.status_code == 422
        assert "Say why" in text_of(none)
        press(decider, where, "return", "return", reason="Say working days.")
        page = text_of(officer.get(where))
        assert "Say working days." in page
        assert 'value="We repair in 5 days"' in page

    def test_taken_back_and_withdrawn(self, officer, promise) -> None:
        where = begun(officer, promise)
        press(officer, where, "submit", title="Other", because="Shorter")
        press(officer, where, "take-back", "confirm")
        assert Draft.objects.get().state == "draft"
        press(officer, where, "withdraw", "confirm")
        assert Draft.objects.get().state == "withdrawn"
        assert "write" not in officer.get(where).context["forms"]

    def test_the_history_compares_any_two(self, officer, decider, promise) -> None:
        for title in ("One", "Two"):
            where = begun(officer, promise)
            press(officer, where, "submit", title=title, because="Why")
            press(decider, where, "approve", "confirm")
        place = reverse("staff_text_history", args=["promise", promise.pk])
        page = officer.get(place)
        assert [one.number for one in page.context["versions"]] == [1, 2, 3]
        assert (page.context["older"].number, page.context["newer"].number) == (2, 3)
        page = officer.get(place, {"from": "1", "to": "3"})
        said = {
            one.label: [(part.state, part.text) for part in one.parts] for one in page.context["compared"]
        }
        assert said["Title"] == [("gone", "We repair on time"), ("added", "Two")]
        assert "Engagement officer; approved by Approver" in text_of(page)
        assert "Eve Osei" not in page.content.decode().partition("<main")[2]

    @pytest.mark.parametrize("asked", ["0", "99", "x", "-1", "9" * 30])
    def test_odd_versions_in_the_address(self, officer, promise, asked) -> None:
        place = reverse("staff_text_history", args=["promise", promise.pk])
        assert officer.get(place, {"from": asked, "to": asked}).status_code == 200


class TestBadInput:
    @pytest.mark.parametrize(
        ("box", "typed", "says"),
        [
            ("title", "\u200b", "Give the promise a title."),
            ("weight", "-1", "too small"),
            ("theme", "nothing", "Choose one of the list."),
            ("next_review", "31/02/2027", "Enter a date"),
            ("summary", "x" * 2001, "2,001 characters"),
            ("standards", ["nothing"], "Choose from the list."),
        ],
    )
    def test_it_is_named_at_its_box_and_kept(self, officer, promise, box, typed, says) -> None:
        where = begun(officer, promise)
        answer = press(officer, where, "save", because="Kept words", **{box: typed})
        assert answer.status_code == 422
        assert says in str(answer.context["form"].errors[f"box_{box}"])
        assert "Kept words" in text_of(answer)
        assert Draft.objects.get().proposed["title"] == "We repair on time"

    def test_no_reason_yet(self, officer, promise) -> None:
        where = begun(officer, promise)
        answer = press(officer, where, "submit", title="Other", because="")
        assert answer.status_code == 422
        assert "Say why you propose this" in str(answer.context["form"].errors["because"])
        assert Draft.objects.get().proposed["title"] == "We repair on time"

    def test_code_is_shown_as_typed(self, officer, promise) -> None:
        where = begun(officer, promise)
        press(officer, where, "save", title="<script>alert(1)</script>", because="{{ 7*7 }}")
        page = officer.get(where).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "{{ 7*7 }}" in page

    def test_double_press_makes_one_draft(self, officer, promise) -> None:
        page = officer.get(reverse("staff_charters"))
        token = str(page.content).split('name="form_token" value="')[1].split('"')[0]
        sent = {"kind": "promise", "action": "change", "subject": promise.pk, "form_token": token}
        first, second = (officer.post(reverse("staff_start_draft"), sent) for _ in range(2))
        assert first.url == second.url
        assert Draft.objects.count() == 1

    @pytest.mark.parametrize(
        "sent",
        [
            {"kind": "nothing"},
            {"kind": "promise", "subject": "99999"},
            {"kind": "promise", "subject": "x", "parent": "1"},
            {"kind": "user", "subject": "1"},
        ],
    )
    def test_started_on_nothing(self, officer, charter, sent) -> None:
        answer = officer.post(reverse("staff_start_draft"), {"action": "change"} | sent)
        assert answer.status_code in (404, 422)
        assert not Draft.objects.exists()

    def test_fields_of_the_row_cannot_be_sent(self, officer, promise, approver) -> None:
        where = begun(officer, promise)
        more = {"state": "approved", "decided_by": approver.pk, "kind": "theme", "subject_id": 7}
        page = officer.get(where)
        sent = {
            box.html_name: box.value() for box in page.context["forms"]["write"] if box.value() is not None
        }
        officer.post(where, sent | more | {"box_title": "Other", "because": "x", "do": "save"})
        found = Draft.objects.get()
        assert (found.state, found.decided_by, found.kind) == ("draft", None, "promise")
        assert found.subject_id == promise.pk


class TestRights:
    def test_the_own_draft_cannot_be_decided(self, charter, promise) -> None:
        both = signed_in(make_person("Ida Ro", "engagement_officer", "approver"))
        where = begun(both, promise)
        press(both, where, "submit", title="Other", because="x")
        assert "someone else must decide" in text_of(both.get(where))
        assert press(both, where, "approve", "confirm").status_code == 404
        assert Draft.objects.get().state == "submitted"

    @pytest.mark.parametrize("role", ["data_owner", "administrator"])
    def test_drafts_of_the_charter_are_nothing_to_others(self, officer, promise, role) -> None:
        where = begun(officer, promise)
        client = signed_in(make_person("Some One", role))
        assert client.get(where).status_code == 404
        assert client.post(where, {"do": "approve"}).status_code == 404
        assert client.get(reverse("staff_drafts")).status_code == 200
        place = reverse("staff_text_history", args=["promise", promise.pk])
        assert client.get(place).status_code == 404
        assert client.get(reverse("staff_charter", args=["charter"])).status_code == 403

    def test_an_approver_drafts_nothing(self, decider, promise) -> None:
        assert "staff/drafts/start" not in text_of(decider.get(reverse("staff_charter", args=["charter"])))
        sent = {"kind": "promise", "action": "change", "subject": promise.pk}
        assert decider.post(reverse("staff_start_draft"), sent).status_code == 404

    def test_another_officer_reads_and_does_not_write(self, officer, promise) -> None:
        where = begun(officer, promise)
        press(officer, where, "submit", title="Other", because="x")
        other = signed_in(make_person("Ola Berg", "engagement_officer"))
        page = other.get(where)
        assert page.status_code == 200
        assert "write" not in page.context["forms"]
        assert other.post(where, {"do": "save", "title": "Mine"}).status_code == 404

    def test_a_draft_is_its_authors_until_it_is_submitted(self, officer, decider, promise) -> None:
        """Row 8: by its address, too; one that came back is the author's again."""
        where = begun(officer, promise)
        other = signed_in(make_person("Ola Berg", "engagement_officer"))
        press(officer, where, "save", title="We repair in 5 days", because="x")
        assert decider.get(where).status_code == other.get(where).status_code == 404
        listed = text_of(decider.get(reverse("staff_charter", args=["charter"])))
        assert "Change: draft" in listed
        assert where not in listed
        press(officer, where, "submit")
        assert decider.get(where).status_code == other.get(where).status_code == 200
        assert where in text_of(decider.get(reverse("staff_charter", args=["charter"])))
        press(decider, where, "return", "return", reason="Say working days.")
        assert decider.get(where).status_code == other.get(where).status_code == 404
        assert officer.get(where).status_code == 200
        decided = text_of(decider.get(reverse("staff_drafts")))
        assert "Returned on" in decided
        assert where not in decided


class TestWhatItBelongsTo:
    def test_a_promise_names_its_charter_everywhere(self, officer, decider, promise, charter) -> None:
        where = begun(officer, promise)
        press(officer, where, "submit", title="We repair in 5 days", because="Shorter")
        page = text_of(decider.get(where))
        assert "<h1>Our promise: We repair on time</h1>" in page
        assert "Draft: Our promise: We repair on time" in page.partition("</title>")[0]
        assert f'For <a href="{reverse("staff_charter", args=["charter"])}">Our promise</a>' in page
        assert ">Our promise: We repair on time</a>" in text_of(decider.get(reverse("staff_drafts")))

    def test_a_new_one_does_not_say_it_twice(self, officer, charter) -> None:
        page = text_of(officer.get(begin(officer, "theme", parent=charter.pk, action="new").url))
        assert "<h1>Our promise: New theme</h1>" in page
        assert "Theme. New." not in page

    def test_a_list_asks_once_for_each_charter(self, officer, charter, django_assert_max_num_queries) -> None:
        for _number in range(6):
            begin(officer, "theme", parent=charter.pk, action="new")
        rows = list(Draft.objects.all())
        with django_assert_max_num_queries(1):
            assert {belongs for _, belongs in drafts.belonging(rows)} == {"Our promise"}

    def test_one_version_is_not_compared(self, officer, promise) -> None:
        page = text_of(officer.get(reverse("staff_text_history", args=["promise", promise.pk])))
        assert "<h1>History of “We repair on time”</h1>" in page
        assert "against" not in page
        assert "nothing to compare" in page


class TestTwoAtOnce:
    def test_a_record_changed_meanwhile_shows_three_texts(self, officer, decider, promise) -> None:
        where = begun(officer, promise)
        press(officer, where, "submit", title="We repair in 5 days", because="Shorter")
        promise.title = "We repair quickly"
        promise.save()
        answer = press(decider, where, "approve", "confirm")
        assert answer.status_code == 409
        page = text_of(answer)
        assert all(
            words in page for words in ("We repair on time", "We repair quickly", "We repair in 5 days")
        )
        promise.refresh_from_db()
        assert promise.title == "We repair quickly"
        press(officer, where, "renew", "confirm")
        press(officer, where, "submit")
        assert press(decider, where, "approve", "confirm").status_code == 302

    def test_two_windows_of_one_author(self, officer, promise) -> None:
        where = begun(officer, promise)
        page = officer.get(where)
        old = {
            box.html_name: box.value() for box in page.context["forms"]["write"] if box.value() is not None
        }
        press(officer, where, "save", title="First", because="x")
        answer = officer.post(where, old | {"box_title": "Second", "do": "save"})
        assert answer.status_code == 409
        assert "First" in text_of(answer)
        assert "Second" in text_of(answer)
        assert Draft.objects.get().proposed["title"] == "First"


class TestStages:
    def test_an_officer_enters_and_an_approver_signs_off(self, officer, decider, landlord) -> None:
        Charter.objects.create(slug="next", title="Next", landlord=landlord)
        where = reverse("staff_charter_stage", args=["next"])
        for stage in ("consultation", "internal_review"):
            assert officer.post(where, fields_of(officer.get(where)) | {"stage": stage}).status_code == 302
        refused = officer.post(where, fields_of(officer.get(where)) | {"stage": "signed_off"})
        assert refused.status_code == 422
        assert decider.post(where, fields_of(decider.get(where)) | {"stage": "signed_off"}).status_code == 302
        assert Charter.objects.get(slug="next").stage == "signed_off"

    def test_back_only_with_a_reason(self, officer, landlord, engagement_officer) -> None:
        charter = Charter.objects.create(slug="next", title="Next", landlord=landlord)
        enter_stage(charter=charter, stage="consultation", by=engagement_officer)
        where = reverse("staff_charter_stage", args=["next"])
        answer = officer.post(where, fields_of(officer.get(where)) | {"stage": "draft"})
        assert answer.status_code == 422
        assert "Say why the charter goes back" in text_of(answer)
        sent = {"stage": "draft", "reason": "Tenants asked for more."}
        assert officer.post(where, fields_of(officer.get(where)) | sent).status_code == 302
        assert CharterStage.objects.get(stage="consultation").actual is None
        note = CharterStage.objects.get(stage="draft").note
        assert note.startswith("Back again on ")
        assert note.endswith(": Tenants asked for more.")

    def test_two_windows(self, officer, landlord) -> None:
        Charter.objects.create(slug="next", title="Next", landlord=landlord)
        where = reverse("staff_charter_stage", args=["next"])
        old = fields_of(officer.get(where))
        officer.post(where, fields_of(officer.get(where)) | {"stage": "consultation"})
        assert officer.post(where, old | {"stage": "consultation", "on": "2026-01-02"}).status_code == 409

    def test_a_new_charter_from_the_page(self, officer, charter) -> None:
        where = reverse("staff_new_charter", args=["charter"])
        taken = officer.post(where, fields_of(officer.get(where)) | {"title": "Next", "slug": "charter"})
        assert taken.status_code == 422
        assert "is taken" in text_of(taken)
        made = officer.post(where, fields_of(officer.get(where)) | {"title": "Next", "slug": "charter-2027"})
        assert made.url == reverse("staff_charter", args=["charter-2027"])
        assert Promise.objects.filter(charter__slug="charter-2027").count() == 1


def test_every_kind_has_a_page_and_reads_back(officer, charter, promise) -> None:
    for name, row in (("charter", charter), ("theme", Theme.objects.get()), ("promise", promise)):
        where = begin(officer, name, row).url
        assert officer.get(where).status_code == 200
        assert press(officer, where, "save", because="x").status_code == 302
        found = Draft.objects.get(kind=name)
        assert found.proposed == found.was
    for name in ("theme", "promise", "expectation", "quote", "stage", "body"):
        where = begin(officer, name, parent=charter.pk, action="new").url
        assert officer.get(where).status_code == 200
        assert press(officer, where, "save").status_code == 422


def test_a_kind_is_registered_once() -> None:
    kind = drafts.kind_named("theme")
    drafts.register(kind)
    with pytest.raises(ValueError, match="two kinds"):
        drafts.register(type(kind)(**{**vars(kind), "title": "Other"}))
    with pytest.raises(ValueError, match="permission"):
        drafts.register(type(kind)(**{**vars(kind), "name": "other", "draft": "fly"}))


def test_a_submitted_draft_of_a_kind_that_is_gone_is_not_decided_by_its_page(
    officer, charter, promise, engagement_officer, approver
) -> None:
    draft = start_draft(kind="promise", where=Where(charter.pk, promise), by=engagement_officer)
    kind = drafts.kind_named("promise")
    draft = save_draft(
        draft=draft, typed=kind.read(promise) | {"title": "X"}, note="x", by=engagement_officer
    )
    draft = submit_draft(draft=draft, by=engagement_officer)
    promise.delete()
    answer = press(signed_in(approver), reverse("staff_draft", args=[draft.pk]), "approve", "confirm")
    assert answer.status_code == 422
    assert "The record is gone" in text_of(answer)
