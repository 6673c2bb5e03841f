"""The checks of papers find what they are for: each fault is planted once."""

import pytest

from measures.pdf.printing import drawn
from tests.measures.paper_checks import faults_of_pdf

pytestmark = pytest.mark.slow

TABLE = """<table><caption>Figures</caption><thead><tr><th scope=col>Period</th><th scope=col>Figure</th></tr>
</thead><tbody>{rows}</tbody></table>"""
ROW = "<tr><th scope=row>May 2026</th><td>{figure}</td></tr>"
ROWS = "".join(ROW.format(figure=figure) for figure in ("91.2%", "88.0%"))
TURNED = "".join(ROW.format(figure=figure) for figure in ("88.0%", "91.2%"))
WHOLE = "<h1>A paper</h1><p>Its first words.</p>" + TABLE.format(rows=ROWS)
SVG = '<svg viewBox="0 0 9 9">{}<path d="M0 0H9"/></svg>'
STYLE = ".new { break-before: page } .low { height: 800px } .one { break-inside: avoid }"


def paper(body: str, head: str = "<title>A paper</title>", language: str = "en") -> str:
    return f"<html lang={language}><head>{head}</head><body><style>{STYLE}</style>{body}</body></html>"


def faults(html: str, *, promised: str = "") -> str:
    """The faults of one HTML as printed, told by what another promises."""
    content, _ = drawn(html)
    return " ".join(faults_of_pdf(content, promised or html))


def test_a_whole_paper_has_no_fault() -> None:
    assert faults(paper(WHOLE)) == ""


def test_a_paper_without_tags_is_found() -> None:
    from weasyprint import HTML

    found = " ".join(faults_of_pdf(HTML(string=paper(WHOLE)).write_pdf(), paper(WHOLE)))
    assert "Not PDF/UA-1" in found
    assert "The paper is not tagged." in found


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>A</h1><h3>B</h3><p>C</p>", "A level of headings is left out."),
        ("<h1>A</h1><h1>B</h1><p>C</p>", "hold 2 of the first level"),
        (f"{WHOLE}<figure>{SVG.format('')}</figure>", "A figure has the alternative “”."),
        (f"{WHOLE}<figure>{SVG.format('<title>A chart</title>')}</figure>", "the alternative “A chart”"),
        (
            "<h1>A</h1><div class=low></div><h2>B</h2><p class=new>C</p>",
            "A heading stands alone at the end",
        ),
        (
            "<h1>A</h1><p>B</p><div class=low></div>"
            + TABLE.replace("<table", "<table class=one").format(rows=ROWS),
            "The head or the caption of a table stands alone",
        ),
        (
            "<h1>A</h1><figure><figcaption>A chart</figcaption><div class=new>"
            + SVG.format("<title>A chart of many words</title>")
            + "</div></figure>",
            "The caption of a drawing stands alone",
        ),
        ("<h1>A</h1><p>B</p><table><tr><td>1</td></tr></table>", "A table on page 1 has no head."),
    ],
)
def test_a_planted_fault_is_found(body: str, fault: str) -> None:
    assert fault in faults(paper(body))


def test_a_paper_without_title_or_language_is_found() -> None:
    assert "The paper has no title." in faults(paper(WHOLE, head=""))
    assert "no language" in faults(f"<html>{paper(WHOLE).partition('>')[2]}")


def test_words_that_are_missing_or_in_another_order_are_found() -> None:
    other = paper(WHOLE.replace("91.2%", "92.2%"))
    assert "The cell “92.2%” is not where it must be read." in faults(paper(WHOLE), promised=other)
    turned = paper(
        "<h1>A paper</h1><p>x</p>"
        + TABLE.format(rows=ROW.format(figure="88.0%") + ROW.format(figure="91.2%"))
    )
    assert "not where it must be read" in faults(paper(WHOLE), promised=turned)
    more = paper(f"{WHOLE}<h2>More</h2>")
    assert "The 1 bookmarks are not the 2 headings." in faults(paper(WHOLE), promised=more)
