"""Board reports: order, watch, download, try again; the page's region alone by htmx."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from charter.faults import Refused
from charter.models import Body, Job, RoleGrant
from measures.actions.reports import order_report
from measures.models import Release, Report
from measures.papers.ordering import given_for, release_of
from tests.people import fields_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(approver, landlord) -> Release:
    now = timezone.now()
    return Release.objects.create(
        slug="2026-27-q2", period="2026-27-Q2", period_kind="quarter",
        period_start=now.date() - timedelta(days=90),
        period_end=now.date() - timedelta(days=1), state="live", cutoff=now, hash="a" * 64, rule_version="1",
        published_by=approver, published_at=now,
    )  # fmt: skip


@pytest.fixture
def client(approver):
    return signed_in(approver)


def order(client):
    where = reverse("staff_reports")
    return client.post(where, fields_of(client.get(where)))


def test_without_a_release_there_is_nothing_to_order(client, landlord) -> None:
    text = client.get(reverse("staff_reports")).content.decode()
    assert "Nothing is published yet" in text
    assert "<button" not in text.partition("<main")[2]


def test_ordering_asks_the_worker_once(client, release) -> None:
    first = order(client)
    assert first.status_code == 302
    assert order(client).url == first.url
    assert Report.objects.count() == 1
    assert Job.objects.filter(kind="render_report", state="queued").count() == 1


def test_the_page_tells_how_far_it_is(client, release) -> None:
    where = order(client).url
    Job.objects.update(state="running", progress=40)
    text = client.get(where).content.decode()
    assert 'value="40"' in text
    assert "Look again" in text
    region = client.get(where, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in region
    assert 'id="progress"' in region
    assert "data-hx-get" in region


def test_a_failed_one_is_tried_again(client, release) -> None:
    where = order(client).url
    Job.objects.update(state="failed", message="The fonts were missing.")
    page = client.get(where)
    assert "We could not make this report. The fonts were missing." in page.content.decode()
    assert "data-hx-get" not in page.content.decode()
    assert client.post(where, fields_of(page)).status_code == 302
    assert Job.objects.filter(state="queued").count() == 1


def test_a_ready_one_is_downloaded(client, release, body_reader, data_owner) -> None:
    where = order(client).url
    report = Report.objects.get()
    assert client.get(reverse("staff_report_file", args=[report.pk])).status_code == 404
    report.file.save("x.pdf", ContentFile(b"%PDF-1.7"), save=True)
    assert "Download the PDF" in client.get(where).content.decode()
    answer = client.get(reverse("staff_report_file", args=[report.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "board-report-2026-27-q2.pdf" in answer.headers["Content-Disposition"]
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    reader = signed_in(body_reader)
    assert reader.get(reverse("staff_report_file", args=[report.pk])).status_code == 404
    Report.objects.update(released_to_board=True)
    answer = reader.get(reverse("staff_report_file", args=[report.pk]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    report.file.close()


def test_a_withdrawn_release_has_no_report(client, release) -> None:
    typed = fields_of(client.get(reverse("staff_reports")))
    Release.objects.update(state="earlier")
    Release.objects.update(
        state="withdrawn",
        withdrawn_by=release.published_by,
        withdrawn_at=timezone.now(),
        withdrawn_because="x",
    )
    answer = client.post(reverse("staff_reports"), typed)
    assert answer.status_code == 422
    assert not Report.objects.exists()


def test_the_board_reads_what_was_released_to_it_and_nothing_else(client, release, body_reader) -> None:
    order(client)
    report = Report.objects.get()
    where = reverse("staff_report_to_board", args=[report.pk])
    early = client.post(where, fields_of(client.get(where)))
    assert early.status_code == 422
    assert "not ready yet" in early.content.decode()
    report.file.save("x.pdf", ContentFile(b"%PDF-1.7"), save=True)
    reader = signed_in(body_reader)
    assert "No paper has been released" in reader.get(reverse("reports")).content.decode()
    client.post(where, fields_of(client.get(where)))
    assert reverse("staff_report_file", args=[report.pk]) in reader.get(reverse("reports")).content.decode()
    client.post(where, fields_of(client.get(where)))
    assert "No paper has been released" in reader.get(reverse("reports")).content.decode()


def test_a_paper_of_a_withdrawn_release_is_no_longer_the_boards(client, release, body_reader) -> None:
    order(client)
    report = Report.objects.get()
    report.file.save("x.pdf", ContentFile(b"%PDF-1.7"), save=True)
    Report.objects.update(released_to_board=True)
    Release.objects.update(
        state="withdrawn",
        withdrawn_by=release.published_by,
        withdrawn_at=timezone.now(),
        withdrawn_because="x",
    )
    reader = signed_in(body_reader)
    assert reader.get(reverse("staff_report_file", args=[report.pk])).status_code == 410
    assert "No paper has been released" in reader.get(reverse("reports")).content.decode()


def test_a_paper_says_when_its_figures_were_corrected(client, release, body_reader) -> None:
    order(client)
    report = Report.objects.get()
    report.file.save("x.pdf", ContentFile(b"%PDF-1.7"), save=True)
    Report.objects.update(released_to_board=True)
    reader = signed_in(body_reader)
    page = reverse("report_page", args=[report.pk])
    assert "Corrected since" not in reader.get(reverse("reports")).content.decode()
    assert 'class="since"' not in reader.get(page).content.decode()
    Release.objects.update(state="earlier")
    again = Release.objects.create(
        slug="2026-27-q2-again", period=release.period, period_kind="quarter", revision=2,
        period_start=release.period_start, period_end=release.period_end, state="live", replaces=release,
        reason="A figure was wrong.", cutoff=timezone.now(), hash="b" * 64, rule_version="1",
        published_by=release.published_by, published_at=timezone.now(),
    )  # fmt: skip
    for where in (reverse("reports"), page):
        text = reader.get(where).content.decode()
        assert "Corrected since" in text
        assert reverse("release", args=[again.slug]) in text


def test_a_paper_ordered_of_a_corrected_release_says_so_itself(client, release) -> None:
    today = timezone.localdate()
    assert "since" not in given_for("scorecard", release_of(release), None, today)
    later = replace(release_of(release), replaced_by="2026-27-q2-again")
    given = given_for("scorecard", later, None, today)
    assert given["since"] == {"replaced_by": "2026-27-q2-again", "measures": 0}
    given = given_for("scorecard", replace(later, replaced_by="", corrected_later=("a", "b")), None, today)
    told = render_to_string("measures/reports/_status.html", {"corrected": given["since"]})
    assert "2 figures of this release were corrected later." in told


def test_the_boards_own_paper_stands_in_its_list(client, release, body_reader) -> None:
    board = Body.objects.create(slug="the-board", name="The Board", kind="board")
    other = Body.objects.create(slug="money", name="Money", kind="committee")
    RoleGrant.objects.filter(person=body_reader).update(body=board)
    for body in (board, other):
        report = order_report(release=release, by=release.published_by, body=body)
        report.file.save("x.pdf", ContentFile(b"%PDF-1.7"), save=True)
    Report.objects.update(released_to_board=True)
    text = signed_in(body_reader).get(reverse("reports")).content.decode()
    assert "No paper has been released" not in text
    own, others = (reverse("staff_report_file", args=[one.pk]) for one in Report.objects.order_by("pk"))
    assert own in text
    assert others not in text


def test_a_body_gets_only_the_pack_of_its_kind(release, approver) -> None:
    board = Body.objects.create(slug="the-board", name="The Board", kind="board")
    with pytest.raises(Refused, match="The Board has no paper of this kind"):
        order_report(release=release, by=approver, kind="panel", body=board)
    assert not Report.objects.exists()


def test_papers_stand_on_pages_of_25(client, release, approver) -> None:
    now = timezone.now()
    Report.objects.bulk_create(
        Report(release=release, kind="board", edition=number, inputs=str(number), ordered_by=approver)
        for number in range(1, 28)
    )
    assert Report.objects.filter(ordered_at__gte=now).count() == 27
    where = reverse("staff_reports")
    assert client.get(where).content.decode().count("See<span") == 25
    assert client.get(f"{where}?page=2").content.decode().count("See<span") == 2
