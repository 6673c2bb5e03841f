"""Documents for staff: record an edition, approve somebody else's, read its file."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from charter.faults import Refused
from charter.models import Job, Post
from promises.actions import note_change
from promises.models import Edition, Publication, PublicationChange
from tests.people import fields_of, make_person, put_into, signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a document"


@pytest.fixture
def publication(post, landlord) -> Publication:
    return Publication.objects.create(
        slug="annual-report", title="Annual report", schedule="every January", owner=post
    )


@pytest.fixture
def client(data_owner, publication):
    return signed_in(data_owner)


def record(client, **typed: object):
    where = reverse("staff_new_edition", args=["annual-report"])
    return client.post(
        where, fields_of(client.get(where)) | {"title": "Report 2026", "published": "2026-01-15"} | typed
    )


def test_the_list_offers_only_ones_own_documents(client, publication) -> None:
    Publication.objects.create(
        slug="other", title="Other", schedule="every May", owner=Post.objects.create(title="X")
    )
    text = client.get(reverse("staff_editions")).content.decode()
    assert reverse("staff_new_edition", args=["annual-report"]) in text
    assert reverse("staff_new_edition", args=["other"]) not in text
    assert client.get(reverse("staff_new_edition", args=["other"])).status_code == 404


def test_an_address_is_enough(client, data_owner) -> None:
    answer = record(client, address="https://www.example.org/report")
    edition = Edition.objects.get()
    assert answer.url == reverse("staff_edition", args=[edition.pk])
    assert (edition.written_by, edition.published, edition.approved_by) == (
        data_owner,
        date(2026, 1, 15),
        None,
    )
    assert "Nobody yet" in client.get(answer.url).content.decode()


def test_a_file_is_kept_under_our_own_name(client) -> None:
    record(client, file=SimpleUploadedFile("../../evil name.pdf", PDF))
    edition = Edition.objects.get()
    assert "evil" not in edition.file.name
    answer = client.get(reverse("staff_edition_file", args=[edition.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="annual-report-2026-01-15.pdf"'


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "or the file itself"),
        ({"address": "nonsense"}, "Enter a web address"),
        ({"address": "javascript:alert(1)"}, "Enter a web address"),
        ({"address": "https://x.org", "title": ""}, "Give the edition a title"),
        ({"address": "https://x.org", "published": "soon"}, "Enter a date"),
        ({"address": "https://x.org", "review_by": "2025-01-01"}, "before the day it came out"),
        ({"file": SimpleUploadedFile("report.pdf", b"PK\x03\x04")}, "This is not a PDF"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, typed, says) -> None:
    answer = record(client, **typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert 'value="Report 2026"' in answer.content.decode() or typed.get("title") == ""
    assert not Edition.objects.exists()


def test_a_double_press_records_one(client) -> None:
    where = reverse("staff_new_edition", args=["annual-report"])
    typed = fields_of(client.get(where)) | {
        "title": "R",
        "published": "2026-01-15",
        "address": "https://x.org",
    }
    assert [client.post(where, typed).status_code for _ in range(2)] == [302, 302]
    assert Edition.objects.count() == 1


def test_somebody_else_approves(client, approver) -> None:
    record(client, address="https://www.example.org/report")
    edition = Edition.objects.get()
    where = reverse("staff_edition", args=[edition.pk])
    assert client.post(where, fields_of(client.get(where))).status_code == 404
    second = signed_in(approver)
    assert edition.title in second.get(reverse("staff_editions")).content.decode()
    page = second.get(where)
    assert "Approve this edition" in page.content.decode()
    assert second.post(where, fields_of(page)).url == reverse("staff_editions")
    edition.refresh_from_db()
    assert edition.approved_by == approver


def test_nobody_approves_their_own(publication, post) -> None:
    both = make_person("Both Roles", "data_owner", "approver")
    put_into(post, both)
    client = signed_in(both)
    record(client, address="https://www.example.org/report")
    where = reverse("staff_edition", args=[Edition.objects.get().pk])
    page = client.get(where)
    assert "someone else must approve it" in page.content.decode()
    answer = client.post(where, fields_of(page))
    assert answer.status_code == 422
    assert Edition.objects.get().approved_by is None


def test_before_approval_others_do_not_see_it(client, landlord) -> None:
    record(client, file=SimpleUploadedFile("report.pdf", PDF))
    edition = Edition.objects.get()
    stranger = signed_in(make_person("Sam Stranger", "engagement_officer"))
    assert stranger.get(reverse("staff_edition", args=[edition.pk])).status_code == 404
    assert stranger.get(reverse("staff_edition_file", args=[edition.pk])).status_code == 404
    assert (
        reverse("staff_edition", args=[edition.pk])
        not in stranger.get(reverse("staff_editions")).content.decode()
    )


def test_an_edition_can_be_made_for_a_day_that_was_missed(client, publication) -> None:
    page = client.get(reverse("staff_new_edition", args=["annual-report"]))
    days = [key for key, _ in page.context["form"].fields["due"].choices]
    assert days[0] == ""
    record(client, address="https://www.example.org/report", due=days[-1])
    assert Edition.objects.get().due == date.fromisoformat(days[-1])


def test_a_day_that_is_not_open_is_refused(client) -> None:
    answer = record(client, address="https://www.example.org/report", due="2019-01-31")
    assert answer.status_code == 422
    assert "Choose one of the list" in answer.content.decode()


@pytest.fixture
def guide(post) -> Publication:
    return Publication.objects.create(slug="guide", title="Guide", schedule="On change", owner=post)


def note(client, slug: str = "guide", **typed: object):
    where = reverse("staff_new_change", args=[slug])
    return client.post(
        where, fields_of(client.get(where)) | {"day": "2026-01-10", "note": "New rules."} | typed
    )


def test_an_owner_notes_a_change_that_a_document_must_follow(client, guide, data_owner) -> None:
    assert (
        reverse("staff_new_change", args=["guide"]) in client.get(reverse("staff_editions")).content.decode()
    )
    answer = note(client)
    assert answer.url == reverse("staff_editions")
    change = PublicationChange.objects.get()
    assert (change.day, change.note, change.noted_by) == (date(2026, 1, 10), "New rules.", data_owner)
    text = client.get(reverse("staff_new_change", args=["guide"])).content.decode()
    assert "10 January 2026: New rules." in text
    assert Job.objects.filter(kind="score").exists(), "the measure is judged anew"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"day": ""}, "Say on which day it changed"),
        ({"day": "2999-01-01"}, "is in the future"),
        ({"day": "soon"}, "Enter a date"),
        ({"note": "  "}, "Say what changed"),
    ],
)
def test_a_change_without_day_or_words_is_not_noted(client, guide, typed, says) -> None:
    answer = note(client, **typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not PublicationChange.objects.exists()


def test_only_a_document_that_follows_changes_and_is_ones_own_takes_one(client, publication) -> None:
    Publication.objects.create(slug="other", title="Other", schedule="on change")
    for slug in ("annual-report", "other"):
        assert client.get(reverse("staff_new_change", args=[slug])).status_code == 404


def test_the_verb_refuses_what_the_page_does_not_offer(publication, guide, data_owner) -> None:
    for given, says in (
        ({"publication": publication, "day": date(2026, 1, 1), "note": "x"}, "on fixed dates"),
        ({"publication": guide, "day": date(2999, 1, 1), "note": "x"}, "in the future"),
        ({"publication": guide, "day": date(2026, 1, 1), "note": " "}, "Say what changed"),
    ):
        with pytest.raises(Refused, match=says):
            note_change(by=data_owner, **given)
    assert not PublicationChange.objects.exists()


def test_the_list_says_how_each_document_stands(client, publication) -> None:
    publication.starts = date(2020, 1, 1)
    publication.save()
    text = client.get(reverse("staff_editions")).content.decode()
    assert "Not published" in text
    assert "Next one due by 31 January" in text
