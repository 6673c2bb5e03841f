"""Pages of papers look as they are kept in tests/data/papers: the first, one with a table, one with a chart.

After a change that is meant, draw them anew and look at them:
    PORTAL_KEEP_PICTURES=1 python -m pytest tests/measures/test_pdf_pictures.py
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.template.loader import render_to_string
from PIL import Image, ImageChops

from charter.models import Body
from measures import pdf
from measures.papers import KINDS, Order
from measures.papers.framing import framed
from measures.presenters import ReleaseView
from tests.measures import frozen

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KEPT = Path(__file__).resolve().parents[1] / "data" / "papers"
DOTS_AN_INCH, POINTS_AN_INCH = 60, 72
SHADES, MOST_DIFFERENT = 24, 0.005  # of 255; of all dots of a page
# Words by which a page of each kind is found; the first page by none.
PAGES = {
    "board": {
        "first": "",
        "table": "newest first",
        "chart": "The scale starts at",
        "needs": "In this report",
    },
    "booklet": {"first": "", "promise": "We come when we said."},
    "panel": {"first": ""},
    "scorecard": {"first": ""},
}
GROUP = {"slug": "group", "name": "Customer Voice Group", "kind": "tenant"}


@pytest.fixture(autouse=True)
def one_day(settings: Any) -> Iterator[None]:
    settings.SITE = "https://charter.example"
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False):
        yield


def source_of(kind: str) -> str:
    """The HTML of a paper of a small release: two measures with figures, a missed one among them."""
    missed = frozen.quarters(8)
    for place, one in enumerate(missed):
        share = 70 + place * 3
        one |= {"value": str(share), "shown": f"{share}.0", "shown_unit": f"{share}.0%"}
    missed[-1] |= {"status": "missed", "word": "Missed"}
    series = {"repairs": missed, "calls": frozen.quarters(8)}
    measures = [frozen.measure(slug, rows, monitored_by=[GROUP]) for slug, rows in series.items()]
    promise = frozen.promise("come", measures)
    counts = {"met": 0, "near": 1, "missed": 0, "cannot_be_judged": 0, "total": 1}
    charter = frozen.charter(
        promises=[promise], counts=counts, sentence="1 promise nearly kept", introduction="We promise this.",
        themes=[{"slug": "homes", "title": "Homes", "summary": ""}], expectations=["Let us in."], values=[],
    )  # fmt: skip
    release = frozen.published(*measures, charter=charter, promises=[promise])
    return html_of(kind, release)


def html_of(kind: str, release: ReleaseView) -> str:
    """What the printer gets of a paper that nothing live is given to."""
    body = Body.objects.get_or_create(**GROUP)[0] if KINDS[kind].needs_body else None
    given = KINDS[kind].gives(release, body, release.published_at.date())
    order = Order(kind, release, body, large=False, draft=False, given=given)
    paper = KINDS[kind].build(order)
    return render_to_string(paper.template, framed(order, paper))


def printed(source: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(pdf, "render_to_string", lambda template, context: source)
    return pdf.printed("any", {})[0]


def pictures(content: bytes, wanted: dict[str, str]) -> dict[str, Image.Image]:
    """Of each wanted page, the first that has the words, a picture in shades of grey."""
    document = pypdfium2.PdfDocument(content)
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    found = {}
    for name, words in wanted.items():
        place = next(number for number, text in enumerate(texts) if words in text)
        drawn = document[place].render(scale=DOTS_AN_INCH / POINTS_AN_INCH, grayscale=True)
        found[name] = drawn.to_pil().convert("L")
    return found


def different(one: Image.Image, other: Image.Image) -> float:
    """The share of dots that differ by more than a few shades; all of them where the sizes differ."""
    if one.size != other.size:
        return 1.0
    counts = ImageChops.difference(one, other).histogram()
    return sum(counts[SHADES + 1 :]) / (one.width * one.height)


@pytest.mark.parametrize("kind", sorted(PAGES))
def test_pages_look_as_they_are_kept(kind: str, monkeypatch) -> None:
    drawn = pictures(printed(source_of(kind), monkeypatch), PAGES[kind])
    faults = []
    for name, picture in drawn.items():
        path = KEPT / f"{kind}-{name}.png"
        if os.environ.get("PORTAL_KEEP_PICTURES"):
            KEPT.mkdir(parents=True, exist_ok=True)
            picture.quantize(16).save(path, optimize=True)
        share = different(picture, Image.open(path).convert("L"))
        if share > MOST_DIFFERENT:
            faults.append(f"{path.name}: {share:.2%} of its dots differ")
    assert faults == []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("chart", "<style>figure svg, svg { position: relative; left: 12mm }</style></head>"),
        ("table", "<style>td { padding-left: 4mm }</style></head>"),
        ("first", "<style>body { font-family: monospace }</style></head>"),
    ],
)
def test_control_what_moved_is_found(name: str, change: str, monkeypatch) -> None:
    source = source_of("board")
    as_it_is = pictures(printed(source, monkeypatch), {name: PAGES["board"][name]})[name]
    moved = re.sub("</head>", change, source, count=1)
    other = pictures(printed(moved, monkeypatch), {name: PAGES["board"][name]})[name]
    assert different(as_it_is, as_it_is) == 0
    assert different(as_it_is, other) > MOST_DIFFERENT
