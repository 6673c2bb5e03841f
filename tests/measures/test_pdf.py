"""The Board's paper: tagged, complete, the figures of the open data; it reads nothing but our assets."""

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from django.template.loader import render_to_string
from django.test import Client
from pypdf import PdfReader
from pytest_django.plugin import DjangoDbBlocker

from charter import jobs
from charter.models import AuditEvent, Job, User
from measures import pdf, presenters, report_view
from measures.actions.checks import check_published
from measures.actions.reports import order_report
from measures.models import Release, ReleaseDocument, Report
from tests.demonstration import loaded

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


def words(content: bytes) -> str:
    return " ".join(" ".join(found.extract_text() for found in PdfReader(io.BytesIO(content)).pages).split())


def structure(document: pikepdf.Pdf) -> list[Any]:
    """Every element of the tag tree."""
    found: list[Any] = []
    waiting: list[Any] = [document.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        kids = element.get("/K")
        listed = list(kids) if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []
        inner = [kid for kid in listed if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        found += inner
        waiting += inner
    return found


@pytest.mark.slow
def test_the_paper_passes_every_rule_of_pdf_ua_1(paper: bytes) -> None:
    report = page.validate_pdf_bytes(paper, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    assert (report.is_compliant, report.rules.total) == (True, 104)


@pytest.mark.slow
def test_the_rules_find_a_paper_without_tags() -> None:
    from weasyprint import HTML

    untagged = HTML(string="<h1>Hello</h1>").write_pdf()
    assert not page.validate_pdf_bytes(untagged, profile="ua1").is_compliant


@pytest.mark.slow
def test_the_tags_say_what_a_reader_needs(paper: bytes) -> None:
    document = pikepdf.open(io.BytesIO(paper))
    assert str(document.Root.Lang) == "en-GB"
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    assert "Board" in str(document.open_metadata()["dc:title"])
    assert len(document.open_outline().root) >= 1
    tags = structure(document)
    figures = [tag for tag in tags if tag.S == "/Figure"]
    tables = [tag for tag in tags if tag.S == "/Table"]
    assert len(figures) >= 10
    assert all(len(str(figure.get("/Alt", "")).split()) > 3 for figure in figures)
    assert len(tables) > 30
    assert len([tag for tag in tags if tag.S == "/TH"]) > len(tables)
    assert len([tag for tag in tags if tag.S == "/H1"]) == 1


@pytest.mark.slow
def test_fonts_are_our_own_and_embedded(paper: bytes) -> None:
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
    live = presenters.live_release()
    assert live is not None
    again, _ = pdf.printed("measures/reports/board.html", report_view.board_report(live))
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


@pytest.mark.slow
def test_links_pages_and_tables_are_as_readers_need_them(paper: bytes) -> None:
    document = pikepdf.open(io.BytesIO(paper))
    links = [one for sheet in document.pages for one in sheet.get("/Annots", [])]
    assert len(links) >= 10
    assert all(str(one.get("/Contents", "")).strip() for one in links)
    assert {str(sheet.get("/Tabs")) for sheet in document.pages} == {"/S"}
    for table in (tag for tag in structure(document) if tag.S == "/Table"):
        rows = [tag for tag in inside(table) if tag.S == "/TR"]
        assert rows
        assert any(tag.S == "/TH" for tag in inside(table))


@pytest.mark.slow
def test_the_outline_is_that_of_the_headings(paper: bytes, database: None) -> None:
    live = presenters.live_release()
    assert live is not None
    source = render_to_string("measures/reports/board.html", report_view.board_report(live))
    levels = [int(level) for level in re.findall(r"<h([1-6])", source)]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after - before <= 1 for before, after in pairwise(levels))
    with pikepdf.open(io.BytesIO(paper)).open_outline() as outline:
        assert count_items(outline.root) == len(levels)


@pytest.mark.slow
def test_no_caption_stands_alone_at_the_end_of_a_page(paper: bytes) -> None:
    for sheet in PdfReader(io.BytesIO(paper)).pages:
        lines = [line for line in sheet.extract_text().split("\n") if line.strip()]
        body = [line for line in lines if not line.startswith(("Alderbrook Homes: ", "Release "))]
        assert "newest first" not in body[-1]
        assert not body[-1].startswith("Period Figure")


def inside(element: Any) -> Iterator[Any]:
    """Every element under one, in reading order."""
    kids = element.get("/K")
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from inside(kid)


def count_items(items: Any) -> int:
    return sum(1 + count_items(item.children) for item in items)
