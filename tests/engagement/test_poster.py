"""Posters of changes: PDF/UA-1, the words of the page, its address, one print for the same content."""

import io

import pikepdf
import pytest
import qrcode
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client

from engagement import presenters
from engagement.presenters import poster as posters
from measures import pdf
from tests.engagement import rows
from tests.measures.paper_checks import faults_of_pdf

pytestmark = pytest.mark.django_db
HOSTILE_SIZES = ("", "a5", "A4", "a3%00", "../a4", "<script>", "9" * 5000)


def test_a_poster_says_what_the_page_says_and_is_printed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rows.change(
        "2026-10-01", slug="lights", title="Lights & stairs", said="It is <b>dark</b>.", did="We lit it."
    )
    cache.clear()
    prints: list[str] = []
    print_it = pdf.printed
    monkeypatch.setattr(pdf, "printed", lambda *given: prints.append("one") or print_it(*given))
    first = Client().get("/you-said-we-did/lights/poster.pdf")
    assert (first.status_code, first["Content-Type"]) == (200, "application/pdf")
    assert first["Content-Disposition"] == 'attachment; filename="lights-a4.pdf"'
    found = presenters.change("lights")
    assert found is not None
    context = posters.context_of(found, "a4")
    assert faults_of_pdf(first.content, render_to_string(posters.TEMPLATE, context)) == []
    words = " ".join(pdf.words(first.content).split())
    for said in ("Lights & stairs", "“It is <b>dark</b>.”", "We did", "We lit it.", "1 January 2024"):
        assert said in words
    assert "".join(context["address"].split()) in "".join(words.split())
    assert posters.poster(found, "a4") == first.content
    assert prints == ["one"]


@pytest.mark.parametrize(("size", "wide"), [("a4", 595), ("a3", 842)])
def test_a_poster_is_one_sheet_of_its_size(size: str, wide: int) -> None:
    rows.change("2026-10-01", slug="lights", outcome="could_not")
    found = presenters.change("lights")
    assert found is not None
    content = posters.poster(found, size)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert [round(float(sheet.mediabox[2])) for sheet in document.pages] == [wide]
    assert "We could not, because" in pdf.words(content)


def test_other_words_make_another_poster() -> None:
    one = rows.change("2026-10-01", slug="lights")
    found = presenters.change("lights")
    assert found is not None
    before = posters.poster(found, "a4")
    one.did = "We put in brighter lamps."
    one.save()
    found = presenters.change("lights")
    assert found is not None
    assert "brighter lamps" in pdf.words(posters.poster(found, "a4"))
    assert posters.poster(found, "a4") != before


def test_the_code_is_that_of_the_address_with_its_white_edge() -> None:
    address = "https://portal.example/you-said-we-did/lights/"
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=4)
    code.add_data(address)
    dark = {(x, y) for y, row in enumerate(code.get_matrix()) for x, on in enumerate(row) if on}
    drawn = posters.code_of(address)
    squares = {tuple(map(int, one.split("h")[0].split())) for one in drawn.path.split("M")[1:]}
    assert squares == dark
    assert all(4 <= place < drawn.inner - 4 for square in squares for place in square)
    assert drawn.width == drawn.inner + 4
    assert code.data_list[0].data.decode() == address


def test_what_is_not_out_and_sizes_that_are_not_there_are_not_found() -> None:
    rows.change(slug="hidden")
    rows.change("2026-10-01", slug="lights")
    for slug in ("hidden", "nothing"):
        assert Client().get(f"/you-said-we-did/{slug}/poster.pdf").status_code == 404
    for size in HOSTILE_SIZES:
        assert Client().get("/you-said-we-did/lights/poster.pdf", {"size": size}).status_code == 404
    assert Client().post("/you-said-we-did/lights/poster.pdf").status_code == 405


def test_the_page_of_a_change_leads_to_its_posters() -> None:
    rows.change("2026-10-01", slug="lights")
    page = Client().get("/you-said-we-did/lights/").content.decode()
    assert 'href="/you-said-we-did/lights/poster.pdf" download' in page
    assert 'href="/you-said-we-did/lights/poster.pdf?size=a3" download' in page
