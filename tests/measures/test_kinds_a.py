"""Board report, packs, scorecard and booklet: of the demonstration, of nothing, of one measure, of the worst.

Each is printed, passes every rule of PDF/UA-1 and our own, and says all that it must.
"""

import io
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, ClassVar

import pikepdf
import pytest
from django.template.loader import render_to_string
from PIL import Image
from pytest_django.plugin import DjangoDbBlocker

from charter import pictures
from charter.actions.logo import change_logo
from charter.models import Body, Landlord, User
from charter.querysets import logo_content
from measures import pdf, presenters
from measures.papers import KINDS, Order
from measures.papers.checking import faults
from measures.papers.framing import csv_of, framed
from measures.papers.ordering import given_for
from measures.pdf.printing import drawn
from measures.presenters import ReleaseView
from tests.demonstration import loaded
from tests.measures import frozen
from tests.measures.paper_checks import faults_of_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PAPERS = ("board", "committee", "panel", "scorecard", "booklet")
LARGE = ("board", "panel", "booklet")
BODIES = {"committee": "homes-and-safety-committee", "panel": "customer-voice-group"}
ARABIC = "الإصلاحات في الوقت المحدد"
LONG = "We were late because the firm had too few people. " * 100  # 5,000 letters
UNBROKEN = "x" * 3_000
MEASURES, PROMISES = 200, 8
MOST_SECONDS = 60  # of the processor, for printing
WATCHERS = [{"slug": slug, "name": slug, "kind": "committee"} for slug in BODIES.values()]


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of a paper is read once for all checks: of a long one that takes longer than to print it."""
    monkeypatch.setattr(pdf, "sheets", lru_cache(maxsize=2)(pdf.sheets))


def order_of(kind: str, release: ReleaseView, *, large: bool = False) -> Order:
    """An order of this kind, for the body that it needs."""
    slug = BODIES.get(kind, "")
    body = Body.objects.get(slug=slug) if slug else None
    given = given_for(kind, release, body, release.published_at.date())
    return Order(kind, release, body, large=large, draft=False, given=given)


def printed(order: Order) -> tuple[bytes, int, str]:
    """A paper with the number of its pages and the HTML that it was made of, after every check."""
    paper = KINDS[order.kind].build(order)
    html = render_to_string(paper.template, framed(order, paper))
    start = time.process_time()
    content, pages = drawn(html, logo_content())
    assert time.process_time() - start < MOST_SECONDS
    assert faults(content, pages, paper) == []
    assert faults_of_pdf(content, html) == []
    return content, pages, html


def show_a_logo(alt: str) -> None:
    """A plain picture becomes the landlord's logo, as an administrator does it."""
    out = io.BytesIO()
    Image.new("RGB", (600, 200), "#1b44b8").save(out, format="PNG")
    picture = pictures.logo_of(out.getvalue(), "a.png")
    version = Landlord.objects.get().version
    change_logo(picture=picture, alt=alt, version=version, by=User.objects.system())


def alternatives(content: bytes) -> list[str]:
    """What is read out in place of each figure of a paper."""
    with pikepdf.open(io.BytesIO(content)) as document:
        found = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
        return [str(one.Alt) for one in found if one.get("/Type") == "/StructElem" and "/Alt" in one]


def live() -> ReleaseView:
    found = presenters.live_release()
    assert found is not None
    return found


def bodies() -> None:
    """The two bodies whose packs are ordered."""
    for kind, slug in BODIES.items():
        row = {"name": f"The {slug}", "kind": "tenant" if kind == "panel" else kind}
        Body.objects.get_or_create(slug=slug, defaults=row)


def nothing() -> ReleaseView:
    return frozen.published()


def one_measure() -> ReleaseView:
    one = frozen.measure("repairs", frozen.quarters(7), monitored_by=WATCHERS)
    return frozen.published(one, charter=charter_of([]))


def worst() -> ReleaseView:
    """Many measures, each with long texts; words without an end and words from the right among them."""
    measures = [_hard_measure(number) for number in range(MEASURES)]
    share = MEASURES // PROMISES
    promises = [
        frozen.promise(
            f"p{number}", measures[number * share : (number + 1) * share],
            title=f"{ARABIC} {number}" if number == 1 else f"The promise {number}",
            commitments=[LONG, ARABIC, UNBROKEN],
            status=("met", "near", "missed")[number % 3],
            word=("Kept", "Nearly kept", "Not kept")[number % 3],
        )
        for number in range(PROMISES - 1)
    ]  # fmt: skip
    return frozen.published(*measures, charter=charter_of(promises), promises=promises)


def _hard_measure(number: int) -> dict[str, Any]:
    rows = frozen.quarters(8)
    if number % 2:
        rows[-1] |= {"status": "missed", "word": "Below target", "gap": "5 points short"}
    said = {
        "period": rows[-1]["period"], "label": rows[-1]["label"], "why": LONG, "by_when": "2027-01-31",
        "action": UNBROKEN if number == 3 else LONG,
    }  # fmt: skip
    title = f"{ARABIC} {number}" if number % 50 == 7 else f"A measure with the number {number}"
    texts = {"definition": LONG, "source": UNBROKEN, "owner": "Head of Repairs", "why": ""}
    return frozen.measure(
        f"m{number:03}", rows, title=title, commentary=[said], texts=texts, monitored_by=WATCHERS,
        reason="Its figure came late, so this may still change." if number % 5 == 0 else "",
    )  # fmt: skip


def charter_of(promises: list[dict[str, Any]]) -> dict[str, Any]:
    counts = {"met": 3, "near": 2, "missed": 2, "cannot_be_judged": 0, "total": len(promises)}
    return frozen.charter(
        promises=promises, counts=counts, introduction=LONG, values=[ARABIC], expectations=[UNBROKEN, LONG],
        themes=[{"slug": "homes", "title": ARABIC, "summary": LONG}], starts="2025-04-01", ends=None,
    )  # fmt: skip


SETS: dict[str, Callable[[], ReleaseView]] = {"empty": nothing, "one": one_measure, "worst": worst}


PACKS = ("committee", "panel")  # the Board report with less in it; the worst of them take half a minute each
CASES = [
    pytest.param(kind, data, marks=pytest.mark.drill if data == "worst" and kind in PACKS else ())
    for kind in PAPERS
    for data in SETS
]


@pytest.mark.parametrize(("kind", "data"), CASES)
def test_each_paper_of_each_release_is_whole(kind: str, data: str) -> None:
    bodies()
    release = SETS[data]()
    content, pages, html = printed(order_of(kind, release))
    if data != "worst":
        return
    assert html.count("newest first") in (0, MEASURES)
    if kind == "scorecard":
        assert pages == 1
        assert "188 more measures are in the Board report." in " ".join(pdf.words(content).split())


@pytest.fixture(scope="class")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


class TestDemonstration:
    """The papers of the demonstration."""

    made: ClassVar[dict[str, tuple[bytes, int, str]]] = {}

    @pytest.fixture(autouse=True)
    def database(self, demonstration: None, db: None) -> None:
        """Every test has the demonstration."""

    def usual(self, kind: str) -> tuple[bytes, int, str]:
        """The paper as it is usually printed; once for all tests."""
        if kind not in self.made:
            self.made[kind] = printed(order_of(kind, live()))
        return self.made[kind]

    @pytest.mark.parametrize("kind", [one for one in PAPERS if one != "board"])
    def test_each_paper_is_whole(self, kind: str) -> None:
        order = order_of(kind, live())
        content, pages, html = self.usual(kind)
        text = " ".join(pdf.words(content).split())
        assert "4 of 7 promises kept, 1 nearly, 1 not, 1 cannot be judged yet" in text
        assert html.count("<h1") == 1
        if kind == "scorecard":
            assert pages == 1
        table = csv_of(KINDS[kind].build(order)).decode()
        assert table.count("\n") > 5

    def test_page_one_of_the_board_report_stands_alone(self) -> None:
        content, _, _ = self.usual("board")
        first, second, *_rest = pdf.sheets(content)
        one = " ".join(first.split())
        for said in ("4 of 7 promises", "Homes with an electrical check in date", "18 December 2026"):
            assert said in one
        assert one.count("We ask the Board to note what fell short") == 1
        assert "In this report" in second

    def test_a_pack_says_nothing_of_what_its_body_does_not_watch(self) -> None:
        built = KINDS["committee"].build(order_of("committee", live()))
        html = render_to_string(built.template, built.context)
        assert "Damp visits within 10 working days" in html
        assert "Minutes you wait on the phone" not in html
        panel = KINDS["panel"].build(order_of("panel", live()))
        assert len({fact.about for fact in panel.facts}) == 1 + 26

    def test_people_read_the_words_of_tenants_and_the_answers(self) -> None:
        built = KINDS["board"].build(order_of("board", live()))
        html = render_to_string(built.template, built.context)
        for said in (
            "46 too many",
            "In the words of the Customer Voice Group",
            "Twice as many people call",
        ):
            assert said in html

    @pytest.mark.parametrize("kind", LARGE)
    def test_the_large_print_is_whole_too(self, kind: str) -> None:
        _, pages, _ = printed(order_of(kind, live(), large=True))
        assert pages > self.usual(kind)[1]

    @pytest.mark.parametrize("kind", ["board", "scorecard"])
    def test_a_logo_is_an_image_with_its_words_and_without_one_there_is_none(self, kind: str) -> None:
        assert self.usual(kind)[2].count("<img") == 0
        show_a_logo("Alderbrook Homes, a house under two trees")
        content, _, html = printed(order_of(kind, live()))
        assert html.count('<img src="asset:logo.png" alt="Alderbrook Homes, a house under two trees">') == 1
        assert alternatives(content).count("Alderbrook Homes, a house under two trees") == 1
