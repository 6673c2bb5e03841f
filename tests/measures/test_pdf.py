"""The Board's paper: tagged, complete, the figures of the open data; it reads nothing but our assets."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from django.template.loader import render_to_string
from django.test import Client
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from charter import jobs
from charter.models import AuditEvent, Job, User
from measures import pdf
from measures.actions.checks import check_published
from measures.actions.reports import order_report
from measures.models import Release, ReleaseDocument, Report
from measures.papers import KINDS
from measures.papers.framing import framed
from measures.papers.ordering import order_of
from tests.demonstration import loaded
from tests.measures.paper_checks import faults_of_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def paper(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[bytes]:
    """The demonstration's Board report, printed by its job."""
    with loaded(django_db_blocker):
        person = User.objects.get(email="tom.hale@alderbrook.example")
        report = order_report(release=Release.objects.get(state="live"), by=person)
        assert report.job is not None
        assert jobs.run(report.job.pk)
        report.refresh_from_db()
        with report.file.open("rb") as stored:
            yield stored.read()


@pytest.fixture
def database(paper: bytes, db: None) -> None:
    """The database with the demonstration and its paper in it."""


def html_of(report: Report) -> str:
    """What the printer got for a report."""
    order = order_of(report)
    built = KINDS[report.kind].build(order)
    return render_to_string(built.template, framed(order, built))


def words(content: bytes) -> str:
    return " ".join(" ".join(found.extract_text() for found in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.slow
def test_the_paper_is_pdf_ua_1_and_what_that_leaves_open(paper: bytes, database: None) -> None:
    source = html_of(Report.objects.get())
    assert faults_of_pdf(paper, source) == []
    assert source.count("<svg ") >= 10
    assert source.count("<table") > 30


@pytest.mark.slow
def test_fonts_are_our_own(paper: bytes) -> None:
    document = pikepdf.open(io.BytesIO(paper))
    fonts = {
        str(font.BaseFont)
        for sheet in document.pages
        for font in sheet.Resources.get("/Font", pikepdf.Dictionary()).values()
    }
    assert fonts
    assert all("Atkinson" in font for font in fonts), fonts


@pytest.mark.slow
def test_every_figure_of_the_open_data_is_in_the_paper(paper: bytes, database: None) -> None:
    text = words(paper).replace(" ", "")
    missing = []
    for row in Client().get("/api/v1/measures").json()["measures"]:
        figure = row["figure"]
        wanted = [row["title"], *([figure["shown_unit"], figure["base"], figure["label"]] if figure else [])]
        missing += [(row["slug"], one) for one in wanted if one and one.replace(" ", "") not in text]
    assert missing == []
    charter = Client().get("/api/v1/charter").json()
    assert charter["sentence"].replace(" ", "") in text
    assert charter["release"]["hash"][:16] in text


@pytest.mark.slow
def test_the_same_release_gives_the_same_bytes(paper: bytes, database: None) -> None:
    order = order_of(Report.objects.get())
    built = KINDS["board"].build(order)
    again, _ = pdf.printed(built.template, framed(order, built))
    assert again == paper


@pytest.mark.slow
def test_twenty_orders_make_one_paper(paper: bytes, database: None) -> None:
    person = User.objects.get(email="tom.hale@alderbrook.example")
    release = Release.objects.get(state="live")
    reports = {order_report(release=release, by=person).pk for _ in range(20)}
    assert len(reports) == 1
    assert Job.objects.filter(kind="render_report").count() == 1


@pytest.mark.slow
def test_what_is_shown_is_what_was_published(paper: bytes, database: None) -> None:
    found = check_published(by=User.objects.system())
    assert (found.compared, found.differences) == (35, ())


@pytest.mark.slow
def test_a_tampered_document_or_paper_raises_the_alarm(paper: bytes, database: None) -> None:
    report = Report.objects.get()
    Path(report.file.path).write_bytes(paper + b"%")
    live = Release.objects.get(state="live")
    entry = live.entries.get(name="charter")
    body = entry.document.body
    ReleaseDocument.objects.filter(pk=entry.document_id).update(
        body=body.replace("4 of 7 promises", "7 of 7 promises")
    )
    try:
        found = check_published(by=User.objects.system())
    finally:
        Path(report.file.path).write_bytes(paper)
        ReleaseDocument.objects.filter(pk=entry.document_id).update(body=body)
    assert any("damaged" in one for one in found.differences)
    assert AuditEvent.objects.filter(verb="published_differs").exists()
