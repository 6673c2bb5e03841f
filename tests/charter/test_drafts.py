"""Drafts: proposed, compared, approved by another; nobody overwrites anybody."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from charter import drafts
from charter.actions.drafts import (
    Behind,
    approve_draft,
    bring_up_to_date,
    return_draft,
    save_draft,
    start_draft,
    submit_draft,
    take_back_draft,
    withdraw_draft,
)
from charter.conflicts import Changed
from charter.drafts import Where
from charter.drafts.versions import three_ways, versions_of
from charter.faults import Refused
from charter.models import AuditEvent, Charter, Draft, Theme
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def charter(landlord) -> Charter:
    made = Charter.objects.create(
        slug="charter", title="Our promise", landlord=landlord, stage="published", is_current=True
    )
    for order, title in enumerate(("Repairs", "Safety", "Listening")):
        Theme.objects.create(charter=made, slug=title.lower(), title=title, order=order)
    return made


@pytest.fixture
def theme(charter) -> Theme:
    return Theme.objects.get(slug="safety")


@pytest.fixture
def officer(engagement_officer):
    return engagement_officer


def where_is(row) -> Where:
    return Where(row.charter_id, row)


def drafted(theme: Theme, by, note: str = "Clearer words", **typed: object) -> Draft:
    kind = drafts.kind_named("theme")
    draft = start_draft(kind="theme", where=where_is(theme), by=by)
    return save_draft(draft=draft, typed=kind.read(theme) | typed, note=note, by=by)


def sent(theme: Theme, by, **typed: object) -> Draft:
    return submit_draft(draft=drafted(theme, by, **typed), by=by)


class TestTheWay:
    def test_a_draft_changes_nothing_until_it_is_approved(self, theme, officer, approver) -> None:
        draft = sent(theme, officer, title="Safe homes")
        assert Theme.objects.get(pk=theme.pk).title == "Safety"
        approve_draft(draft=draft, by=approver)
        theme.refresh_from_db()
        assert (theme.title, theme.version) == ("Safe homes", 2)
        draft.refresh_from_db()
        assert (draft.state, draft.decided_by) == ("approved", approver)

    def test_every_step_is_audited_with_ids_alone(self, theme, officer, approver) -> None:
        approve_draft(draft=sent(theme, officer, title="Safe homes"), by=approver)
        events = AuditEvent.objects.order_by("pk")
        verbs = ["start_draft", "save_draft", "submit_draft", "change_text", "approve_draft"]
        assert [event.verb for event in events] == verbs
        assert [event.actor_id for event in events] == [officer.pk] * 3 + [approver.pk] * 2
        assert "Eve" not in str([event.detail for event in events])

    def test_returned_with_a_reason_it_is_mended_and_sent_again(self, theme, officer, approver) -> None:
        draft = sent(theme, officer, title="Safe homs")
        with pytest.raises(Refused, match="Say what is to be changed"):
            return_draft(draft=draft, reason=" ", by=approver)
        return_draft(draft=draft, reason="A letter is missing.", by=approver)
        kind = drafts.kind_named("theme")
        typed = kind.read(theme) | {"title": "Safe homes"}
        save_draft(draft=draft, typed=typed, note="Mended", by=officer)
        approve_draft(draft=submit_draft(draft=draft, by=officer), by=approver)
        assert Theme.objects.get(pk=theme.pk).title == "Safe homes"

    def test_taken_back_and_withdrawn(self, theme, officer, approver) -> None:
        draft = sent(theme, officer, title="Safe homes")
        take_back_draft(draft=draft, by=officer)
        with pytest.raises(Refused, match="nothing to decide"):
            approve_draft(draft=draft, by=approver)
        withdraw_draft(draft=draft, by=officer)
        with pytest.raises(Refused, match="withdrawn"):
            submit_draft(draft=draft, by=officer)

    def test_who_has_an_open_draft_goes_on_with_it(self, theme, officer) -> None:
        first = drafted(theme, officer, title="Safe homes")
        assert start_draft(kind="theme", where=where_is(theme), by=officer) == first
        other = make_person("Ola Berg", "engagement_officer")
        assert start_draft(kind="theme", where=where_is(theme), by=other) != first

    def test_a_new_one_and_one_that_goes(self, charter, officer, approver) -> None:
        draft = start_draft(kind="theme", where=Where(charter.pk), by=officer, action="new")
        typed = {"title": "Neighbours’ own say", "summary": "", "slug": "", "place": "2"}
        draft = save_draft(draft=draft, typed=typed, note="People asked for it", by=officer)
        approve_draft(draft=submit_draft(draft=draft, by=officer), by=approver)
        assert [row.slug for row in charter.themes.all()] == [
            "repairs",
            "neighbours-own-say",
            "safety",
            "listening",
        ]
        gone = start_draft(
            kind="theme", where=where_is(Theme.objects.get(slug="safety")), by=officer, action="retire"
        )
        gone = save_draft(draft=gone, typed={}, note="Part of repairs now", by=officer)
        approve_draft(draft=submit_draft(draft=gone, by=officer), by=approver)
        assert not Theme.objects.filter(slug="safety").exists()

    def test_the_place_alone_is_moved(self, charter, theme, officer, approver) -> None:
        approve_draft(draft=sent(theme, officer, place="1"), by=approver)
        assert [row.slug for row in charter.themes.all()] == ["safety", "repairs", "listening"]


class TestRefused:
    def test_the_own_draft_by_the_verb_and_by_the_database(self, theme) -> None:
        both = make_person("Ida Ro", "engagement_officer", "approver")
        draft = sent(theme, both, title="Safe homes")
        with pytest.raises(Refused, match="someone else must decide"):
            approve_draft(draft=draft, by=both)
        with pytest.raises(Refused, match="someone else must decide"):
            return_draft(draft=draft, reason="No", by=both)
        decided = {"decided_by": both, "decided_at": draft.submitted_at, "state": "approved"}
        with pytest.raises(IntegrityError, match="draft_four_eyes"), transaction.atomic():
            Draft.objects.filter(pk=draft.pk).update(**decided)

    def test_approved_by_nobody_is_refused_by_the_database(self, theme, officer) -> None:
        draft = sent(theme, officer, title="Safe homes")
        with pytest.raises(IntegrityError, match="draft_decided_by_somebody"), transaction.atomic():
            Draft.objects.filter(pk=draft.pk).update(state="approved")

    @pytest.mark.parametrize("role", ["data_owner", "approver", "administrator", "panel_member"])
    def test_who_may_not_draft(self, theme, role) -> None:
        person = make_person("Some One", role)
        with pytest.raises(Refused, match="does not let you draft"):
            start_draft(kind="theme", where=where_is(theme), by=person)

    @pytest.mark.parametrize("role", ["data_owner", "engagement_officer", "administrator"])
    def test_who_may_not_approve(self, theme, officer, role) -> None:
        draft = sent(theme, officer, title="Safe homes")
        with pytest.raises(Refused, match="does not let you decide"):
            approve_draft(draft=draft, by=make_person("Some One", role))

    def test_somebody_elses_draft(self, theme, officer) -> None:
        draft = drafted(theme, officer, title="Safe homes")
        other = make_person("Ola Berg", "engagement_officer")
        with pytest.raises(Refused, match="Only whoever wrote"):
            save_draft(draft=draft, typed={"title": "Mine"}, note="", by=other)
        with pytest.raises(Refused, match="Only whoever wrote"):
            withdraw_draft(draft=draft, by=other)

    def test_no_change_and_no_note(self, theme, officer) -> None:
        draft = drafted(theme, officer)
        with pytest.raises(Refused, match="Nothing is changed"):
            submit_draft(draft=draft, by=officer)
        draft = drafted(theme, officer, note="", title="Safe homes")
        with pytest.raises(Refused, match="Say why"):
            submit_draft(draft=draft, by=officer)

    def test_a_decided_draft_is_not_written_in(self, theme, officer, approver) -> None:
        draft = approve_draft(draft=sent(theme, officer, title="Safe homes"), by=approver)
        with pytest.raises(Refused, match="cannot be changed"):
            save_draft(draft=draft, typed={"title": "Other"}, note="", by=officer)

    def test_a_theme_with_promises_stays(self, theme, officer, approver) -> None:
        theme.promises.create(charter=theme.charter, slug="safe", title="We keep you safe")
        gone = start_draft(kind="theme", where=where_is(theme), by=officer, action="retire")
        gone = submit_draft(draft=save_draft(draft=gone, typed={}, note="Gone", by=officer), by=officer)
        with pytest.raises(Refused, match="Promises still stand under this theme"):
            approve_draft(draft=gone, by=approver)
        gone.refresh_from_db()
        assert gone.state == "submitted"

    def test_the_address_of_a_person(self, theme, officer, data_owner) -> None:
        with pytest.raises(Refused, match="e-mail address of a person"):
            drafted(theme, officer, summary=f"Write to {data_owner.email.upper()}.")
        assert drafted(theme, officer, summary="Write to office@example.org.")


class TestTypedValues:
    """Bad input of reliability.md section 7 (X57 to X62), and names that are taken."""

    @pytest.mark.parametrize("blank", ["", "   ", "\u200b\u200d\ufeff", "\n\t"])
    def test_blank_in_a_required_box(self, theme, officer, blank) -> None:
        with pytest.raises(Refused, match="Give the theme a title"):
            drafted(theme, officer, title=blank)

    def test_length_is_counted_after_line_ends_are_ours(self, theme, officer) -> None:
        fits = ("😀" * 999 + "\r\n") * 2
        assert len(drafted(theme, officer, summary=fits).proposed["summary"]) == 1999
        with pytest.raises(Refused, match=r"2,001 characters long\. Shorten it to 2,000"):
            drafted(theme, officer, summary="x" * 2001)

    def test_ten_thousand_combining_marks_are_too_long(self, theme, officer) -> None:
        with pytest.raises(Refused, match="characters long"):
            drafted(theme, officer, title="a" + "\u0301" * 10_000)

    def test_texts_are_kept_composed_and_without_hidden_signs(self, theme, officer) -> None:
        draft = drafted(theme, officer, title="O\u0301 Da\u0301laigh\u202e\u0000 山田")
        assert draft.proposed["title"] == "Ó Dálaigh 山田"

    @pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "{% load x %}", "javascript:x"])
    def test_code_is_text(self, theme, officer, approver, text) -> None:
        approve_draft(draft=sent(theme, officer, title=text), by=approver)
        assert Theme.objects.get(pk=theme.pk).title == text

    @pytest.mark.parametrize("slug", ["repairs", "Repairs!", "a b", "-x", "x" * 81])
    def test_names_that_cannot_be(self, charter, officer, slug) -> None:
        draft = start_draft(kind="theme", where=Where(charter.pk), by=officer, action="new")
        with pytest.raises(Refused, match=r"taken|small letters|Shorten"):
            save_draft(draft=draft, typed={"title": "New", "slug": slug}, note="", by=officer)

    def test_a_title_that_makes_no_name(self, charter, officer) -> None:
        draft = start_draft(kind="theme", where=Where(charter.pk), by=officer, action="new")
        with pytest.raises(Refused, match="small letters"):
            save_draft(draft=draft, typed={"title": "山田", "slug": ""}, note="", by=officer)

    @pytest.mark.parametrize("place", ["0", "-1", "1.5", "one", "1_0", "٣", "99999"])
    def test_places_that_cannot_be(self, theme, officer, place) -> None:
        with pytest.raises(Refused, match=r"number|small|large"):
            drafted(theme, officer, place=place)


class TestTwoAtOnce:
    def test_the_second_of_two_drafts_is_told_and_loses_nothing(self, theme, officer, approver) -> None:
        other = make_person("Ola Berg", "engagement_officer")
        first = sent(theme, officer, title="Safe homes")
        second = sent(theme, other, title="Safe and warm", summary="Every home")
        approve_draft(draft=first, by=approver)
        with pytest.raises(Behind):
            approve_draft(draft=second, by=approver)
        assert Theme.objects.get(pk=theme.pk).title == "Safe homes"
        kind = drafts.kind_named("theme")
        theme.refresh_from_db()
        assert three_ways(kind, second, where_is(theme)) == [
            ("Title", "Safety", "Safe homes", "Safe and warm")
        ]
        second = bring_up_to_date(draft=second, by=other)
        assert (second.state, second.was["title"]) == ("draft", "Safe homes")
        assert (second.proposed["title"], second.proposed["summary"]) == ("Safe and warm", "Every home")
        approve_draft(draft=submit_draft(draft=second, by=other), by=approver)
        assert Theme.objects.get(pk=theme.pk).title == "Safe and warm"

    def test_without_the_check_the_first_text_would_be_lost(
        self, theme, officer, approver, monkeypatch
    ) -> None:
        other = make_person("Ola Berg", "engagement_officer")
        first, second = sent(theme, officer, title="Safe homes"), sent(theme, other, summary="Every home")
        approve_draft(draft=first, by=approver)
        monkeypatch.setattr("charter.actions.drafts.check_up_to_date", lambda draft, where: None)
        approve_draft(draft=second, by=approver)
        assert Theme.objects.get(pk=theme.pk).title == "Safety"

    def test_what_only_one_changed_is_merged(self, theme, officer, approver) -> None:
        other = make_person("Ola Berg", "engagement_officer")
        first, second = sent(theme, officer, title="Safe homes"), sent(theme, other, summary="Every home")
        approve_draft(draft=first, by=approver)
        second = bring_up_to_date(draft=second, by=other)
        assert (second.proposed["title"], second.proposed["summary"]) == ("Safe homes", "Every home")

    def test_a_moved_neighbour_stands_in_nobodys_way(self, charter, theme, officer, approver) -> None:
        draft = sent(theme, officer, title="Safe homes")
        first = Theme.objects.get(slug="listening")
        approve_draft(draft=sent(first, officer, place="1"), by=approver)
        approve_draft(draft=draft, by=approver)
        assert [row.title for row in charter.themes.all()] == ["Listening", "Repairs", "Safe homes"]

    def test_two_windows_on_one_draft(self, theme, officer) -> None:
        draft = drafted(theme, officer, title="Safe homes")
        save_draft(draft=draft, typed={"title": "One"}, note="", by=officer, version=draft.version)
        with pytest.raises(Changed):
            save_draft(draft=draft, typed={"title": "Two"}, note="", by=officer, version=draft.version)

    def test_a_record_that_is_gone(self, theme, officer, approver) -> None:
        draft = sent(theme, officer, title="Safe homes")
        theme.delete()
        with pytest.raises(Refused, match="The record is gone"):
            approve_draft(draft=draft, by=approver)


class TestVersions:
    def test_each_approved_draft_and_what_a_file_put_between(self, theme, officer, approver) -> None:
        approve_draft(draft=sent(theme, officer, title="Safe homes"), by=approver)
        theme.refresh_from_db()
        theme.title = "Safety first"
        theme.save()
        approve_draft(draft=sent(theme, officer, summary="Every home"), by=approver)
        theme.refresh_from_db()
        found = versions_of(drafts.kind_named("theme"), where_is(theme))
        assert [(one.number, one.values["title"], one.says) for one in found] == [
            (1, "Safety", "As the charter file gave it"),
            (2, "Safe homes", "Approved draft"),
            (3, "Safety first", "Changed by a charter file"),
            (4, "Safety first", "Approved draft"),
        ]
        assert (found[3].author, found[3].approver) == ("Engagement officer", "Approver")

    def test_posts_are_named_before_roles(self, theme, officer, approver, post) -> None:
        from charter.models import PostHolding

        PostHolding.objects.create(post=post, person=officer, starts=date(2020, 1, 1))
        approve_draft(draft=sent(theme, officer, title="Safe homes"), by=approver)
        theme.refresh_from_db()
        found = versions_of(drafts.kind_named("theme"), where_is(theme))
        assert found[-1].author == "Head of Repairs"
