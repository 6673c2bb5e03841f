"""What a printed paper must be beside saying the right words: PDF/UA-1, its tags, its outline, its breaks.

Source: the rules of PDF/UA-1 by page-validation, and checks of our own of what those rules leave open.
"""

import io
import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import Any

import page
import pikepdf

from measures import pdf

RULES = 104  # of PDF/UA-1
HEADINGS = tuple(f"/H{level}" for level in range(1, 7))
CONTENT = frozenset({"/P", "/LI", "/LBody", "/TD", "/Figure"})
FEWEST_WORDS = 4  # of the alternative of a chart
LONG_CELL = 100  # letters; a longer one may run over the end of a page


Numbers = dict[tuple[int, int], int]  # of pages, by their object


def faults_of_pdf(content: bytes, html: str) -> list[str]:
    """Every fault of a paper made of this HTML, in sentences; nothing when it is as it must be."""
    rules = page.validate_pdf_bytes(content, profile="ua1")
    found = [failure.message for failure in rules.failures]
    if not rules.is_compliant or rules.rules.total != RULES:
        found.append(f"Not PDF/UA-1, or not all of its {RULES} rules were asked.")
    document = pikepdf.open(io.BytesIO(content))
    found += _faults_of_root(document)
    found += _faults_of_outline(document, html)
    if "/StructTreeRoot" in document.Root:
        tags = list(_inside(document.Root.StructTreeRoot))
        numbers = {sheet.objgen: number for number, sheet in enumerate(document.pages, 1)}
        found += [
            *_faults_of_figures(tags, html),
            *_faults_of_tables(tags, numbers),
            *_stranded(tags, numbers),
        ]
    found += [*_faults_of_sheets(document), *_faults_of_order(content, html)]
    return found


def _faults_of_root(document: Any) -> Iterator[str]:
    root = document.Root
    if not str(root.get("/Lang", "")):
        yield "The paper has no language."
    if "/StructTreeRoot" not in root or not bool(root.get("/MarkInfo", {}).get("/Marked")):
        yield "The paper is not tagged."
    if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")):
        yield "Readers do not show the title of the paper."
    if not str(document.open_metadata().get("dc:title", "")).strip():
        yield "The paper has no title."


def _faults_of_outline(document: Any, html: str) -> Iterator[str]:
    """The bookmarks are the headings of the HTML, one h1, no level left out."""
    headings = [
        (int(level), _plain(text)) for level, text in re.findall(r"(?s)<h([1-6])[^>]*>(.*?)</h", html)
    ]
    levels = [level for level, _ in headings]
    if not levels or levels[0] != 1 or levels.count(1) != 1:
        yield f"The headings begin with {levels[:3]} and hold {levels.count(1)} of the first level."
    if any(after - before > 1 for before, after in pairwise(levels)):
        yield "A level of headings is left out."
    with document.open_outline() as outline:
        marks = list(_marks(outline.root))
    if [_letters(one) for one in marks] != [_letters(_plain(text)) for _, text in headings]:
        yield f"The {len(marks)} bookmarks are not the {len(headings)} headings."


def _marks(items: Any) -> Iterator[str]:
    for item in items:
        yield item.title
        yield from _marks(item.children)


def _faults_of_figures(tags: list[Any], html: str) -> Iterator[str]:
    images = {unescape(alt) for alt in re.findall(r'<img [^>]*alt="([^"]*)"', html)}
    drawn = html.count("<img ") + html.count("<svg ")
    figures = [tag for tag in tags if tag.S == "/Figure"]
    if len(figures) != drawn:
        yield f"The paper has {len(figures)} figures instead of {drawn}."
    for figure in figures:
        alt = str(figure.get("/Alt", ""))
        if not alt or (alt not in images and len(alt.split()) < FEWEST_WORDS):
            yield f"A figure has the alternative “{alt}”."


def _faults_of_tables(tags: list[Any], numbers: Numbers) -> Iterator[str]:
    """Each table, and each part of one on a page, has heads, rows and more than its caption."""
    for table in (tag for tag in tags if tag.S == "/Table"):
        kinds, number = [str(tag.S) for tag in _inside(table)], numbers[table.Pg.objgen]
        if "/TR" not in kinds:
            yield f"A table on page {number} has no row."
        if "/TH" not in kinds:
            yield f"A table on page {number} has no head."
        if "/TD" not in kinds:
            yield f"The head or the caption of a table stands alone at the end of page {number}."


def _stranded(tags: list[Any], numbers: Numbers) -> Iterator[str]:
    """Headings whose text, and captions of drawings whose drawing, begins on another page."""
    following: dict[int, set[str]] = {}  # by page; its end is met first
    for tag in reversed(tags):
        if "/Pg" not in tag:
            continue
        kind, number = str(tag.S), numbers[tag.Pg.objgen]
        if kind in HEADINGS and number not in following:
            yield f"A heading stands alone at the end of page {number}."
        if kind == "/Caption" and tag.P.S != "/Table" and "/Figure" not in following.get(number, ()):
            yield f"The caption of a drawing stands alone at the end of page {number}."
        if kind in CONTENT:
            following.setdefault(number, set()).add(kind)


def _faults_of_sheets(document: Any) -> Iterator[str]:
    for number, sheet in enumerate(document.pages, 1):
        if str(sheet.get("/Tabs")) != "/S":
            yield f"Page {number} is not walked in the order of its tags."
        for link in sheet.get("/Annots", []):
            if not str(link.get("/Contents", "")).strip():
                yield f"A link on page {number} does not say where it leads."
        for font in sheet.Resources.get("/Font", pikepdf.Dictionary()).values():
            if not _is_embedded(font):
                yield f"The font {font.get('/BaseFont')} of page {number} is not embedded."


def _is_embedded(font: Any) -> bool:
    inner = font.get("/DescendantFonts", [font])[0]
    described = inner.get("/FontDescriptor", {})
    return any(f"/FontFile{kind}" in described for kind in ("", "2", "3"))


def _faults_of_order(content: bytes, html: str) -> Iterator[str]:
    """The cells of all tables come one after the other in the text, row by row."""
    text, at = _letters(pdf.words(content)), 0
    for cell in re.findall(r"(?s)<t[hd](?: [^>]*)?>(.*?)</t[hd]>", html):
        words = _plain(cell)
        wanted = _letters(words)
        if not words.isascii() or len(words) > LONG_CELL or not wanted:
            continue
        found = text.find(wanted, at)
        if found < 0:
            yield f"The cell “{words}” is not where it must be read."
            return
        at = found + len(wanted)


def _inside(element: Any) -> Iterator[Any]:
    """Every element under one, in reading order."""
    kids = element.get("/K")
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _inside(kid)


def _plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def _letters(text: str) -> str:
    """Only what every font has: the printer writes other letters plainly."""
    return "".join(one for one in text if one.isascii() and one.isalnum())
