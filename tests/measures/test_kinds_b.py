"""The papers with written texts: each kind whole and PDF/UA-1 with every kind of data, and never too much."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pytest
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from charter import jobs
from charter.faults import Refused
from charter.models import User
from charter.periods import Period
from charter.querysets import logo_content
from measures import pdf, presenters
from measures.actions.reports import order_report, release_report
from measures.models import Release, ReleaseDocument, Report, ReportSection, Result
from measures.papers import KINDS, Order, Paper, checking
from measures.papers.complaints import about_complaints
from measures.papers.framing import csv_of, framed, zipped
from measures.papers.ordering import given_for
from measures.papers.written import NEEDED
from measures.presenters import ReleaseView
from measures.sector_data.definitions import definitions
from promises.models import STANDARDS
from tests.demonstration import loaded
from tests.measures import frozen
from tests.measures.paper_checks import faults_of_pdf
from tests.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MADE = ("tsm", "complaints", "inspection")
ARABIC = "الإصلاحات في الوقت المحدد"
LONG = "Every word of this text was written by hand. " * 111  # 5,000 letters
UNBROKEN = "x" * 3_000
YEAR, BEFORE = "2025-26", "2024-25"
SECRET = "4,711"  # behind a hidden figure, and in a text that nobody approved


@dataclass(frozen=True)
class Made:
    """A paper with all that its checks need."""

    order: Order
    paper: Paper
    content: bytes
    pages: int
    html: str

    @cached_property
    def words(self) -> str:
        return " ".join(pdf.words(self.content).split())


def ordered(kind: str, release: ReleaseView) -> Order:
    given = given_for(kind, release, None, date(2026, 11, 23))
    return Order(kind, release, None, False, False, given)


def made(kind: str, release: ReleaseView) -> Made:
    order = ordered(kind, release)
    paper = KINDS[kind].build(order)
    context = framed(order, paper)
    content, pages = pdf.printed(paper.template, context, logo_content())
    return Made(order, paper, content, pages, render_to_string(paper.template, context))


def of_year(period: str, **more: Any) -> frozen.Document:
    """A figure of a financial year."""
    first = int(period[:4])
    day = f"{first}-04-01"
    label = f"April {first} to March {first + 1}"
    return frozen.figure(period, label, day, **{"kind": "year", "end": f"{first + 1}-03-31", **more})


def surveyed(code: str, stock: str, **more: Any) -> frozen.Document:
    """A measure of the regulator's set with two years."""
    margin = {"margin_shown": "3.9", "accuracy": "Wide enough."}
    now = of_year(YEAR, shown_unit="71.3%", base="363 of 509", interval=margin)
    results = [of_year(BEFORE, shown_unit="68.2%", base="340 of 499"), now]
    slug = f"{code}-{stock}".lower().replace(".", "-").replace("+", "-")
    return frozen.measure(slug, results, regulator=code, stock=stock, **more)


def write_all(text: Callable[[str], str]) -> None:
    """Every text that papers need, approved."""
    author, approver = make_person("Author"), make_person("Second")
    for kind, texts in NEEDED.items():
        ReportSection.objects.bulk_create(
            ReportSection(
                kind=kind, year=YEAR, key=one.key, heading=str(one.heading), text=text(one.key),
                author=author, approver=approver, approved_at=timezone.now(),
            )
            for one in texts
        )  # fmt: skip


def demonstration() -> ReleaseView:
    found = presenters.live_release()
    assert found is not None
    return found


def empty() -> ReleaseView:
    return frozen.published()


def one_measure() -> ReleaseView:
    one = surveyed("TP09", "LCRA")
    return with_promises([one], [frozen.promise("put-right", [one], standards=["transparency"])])


def with_promises(measures: list[frozen.Document], promises: list[frozen.Document]) -> ReleaseView:
    listed = [{"slug": one["slug"], "title": one["title"], "status": one["status"]} for one in promises]
    return frozen.published(*measures, charter=frozen.charter(promises=listed), promises=promises)


def worst() -> ReleaseView:
    """200 measures, texts of 5,000 letters, from right to left, without a blank; all texts written."""
    codes = [f"{one.code}.{one.part}" if one.part else one.code for one in definitions().values()]
    long = f"{ARABIC} {'A very long title of a measure ' * 5}Łódź 修理"
    texts = {"definition": LONG, "source": "", "owner": "", "why": ""}
    set_of = [
        surveyed(
            code, stock, **({"title": f"{code} {long}", "texts": texts} if code.startswith("CH") else {})
        )
        for code in codes
        for stock in ("LCRA", "LCHO", "LCRA+LCHO")
    ]
    rest = [frozen.measure(f"more-{at}", frozen.quarters(12)) for at in range(200 - len(set_of))]
    write_all(lambda key: f"{LONG}\n{ARABIC}\n{UNBROKEN} and the end of {key}")
    promises = [
        frozen.promise(f"promise-{key}", set_of[at::4], standards=[key], title=long)
        for at, (key, _word) in enumerate(STANDARDS)
    ]
    return with_promises([*set_of, *rest], promises)


DATA = {"demonstration": demonstration, "empty": empty, "one": one_measure, "worst": worst}


@pytest.fixture(scope="module")
def all_made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[tuple[str, str], Made]:
    """Each kind with each kind of data, printed once."""
    found = {}
    with loaded(django_db_blocker):
        for kind in MADE:
            found[kind, "demonstration"] = made(kind, demonstration())
    with django_db_blocker.unblock():
        for name in ("empty", "one", "worst"):
            with transaction.atomic():
                release = DATA[name]()
                for kind in MADE:
                    found[kind, name] = made(kind, release)
                transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("kind", MADE)
def test_each_is_pdf_ua_1_and_whole(all_made, kind: str, data: str) -> None:
    found = all_made[kind, data]
    assert faults_of_pdf(found.content, found.html) == []
    assert checking.faults(found.content, found.pages, found.paper) == []


@pytest.mark.parametrize("kind", [kind for kind in NEEDED if kind in MADE])
def test_a_missing_text_is_named_on_page_one_and_in_its_place(all_made, kind: str) -> None:
    found = all_made[kind, "one"]
    first = " ".join(pdf.sheets(found.content)[0].split())
    assert "Draft: not complete. Missing or not approved yet:" in first
    headings = [str(one.heading) for one in NEEDED[kind]]
    figures = ["25 of the 26 figures"] if kind == "tsm" else []
    assert list(found.paper.missing) == [*headings, *figures]
    assert [one for one in figures if one not in first] == []
    assert [one for one in headings if one not in first] == []
    assert found.words.count("Missing: nobody has written or approved this text yet.") == len(headings)
    whole = all_made[kind, "worst"]
    assert whole.paper.missing == ()
    assert "Draft" not in whole.words


def test_a_fact_taken_out_of_a_paper_is_found(all_made) -> None:
    found = all_made["tsm", "one"]
    assert "71.3%" in found.html
    content, pages = pdf.drawn(found.html.replace("71.3%", "72.3%"))
    wrong = checking.faults(content, pages, found.paper)
    assert wrong == ["The paper does not say “71.3%” of tp09-lcra."]


def test_all_26_figures_stand_in_the_order_of_the_set_and_those_without_are_named(all_made) -> None:
    found = all_made["tsm", "one"]
    codes = [f"{one.code}.{one.part}" if one.part else one.code for one in definitions().values()]
    assert len(codes) == 26
    text = found.words
    assert "25 of 26 figures are not here:" in text
    first = " ".join(pdf.sheets(found.content)[0].split())
    assert [code for code in codes if code != "TP09" and code not in first] == []
    assert "TP09 Satisfaction with the landlord's approach to handling" in text
    assert "71.3% 68.2%" in text
    assert "± 3.9 points" in text
    assert text.count("Not in this release") == 25
    rows = csv_of(found.paper).decode("utf-8-sig").splitlines()
    assert any(
        row.startswith("figures,TP09,LCRA,") and ",71.3%,363 of 509,± 3.9,68.2%," in row for row in rows
    )


def test_shared_owners_stand_apart(db) -> None:
    release = frozen.published(
        surveyed("TP01", "LCRA"), surveyed("TP01", "LCHO"), surveyed("BS01", "LCRA+LCHO")
    )
    paper = KINDS["tsm"].build(ordered("tsm", release))
    assert [row["slug"] for row in paper.context["owned"]] == ["tp01-lcho"]
    rows = [row for _theme, rows in paper.context["groups"] for row in rows]
    assert [row["slug"] for row in rows if row["slug"]] == ["tp01-lcra", "bs01-lcra-lcho"]


def test_a_change_of_method_is_said(db) -> None:
    results = [of_year(BEFORE), of_year(YEAR, flags=["b"])]
    one = frozen.measure("safe", results, regulator="TP05", stock="LCRA")
    [row] = [
        row
        for _theme, rows in KINDS["tsm"].build(ordered("tsm", frozen.published(one))).context["groups"]
        for row in rows
        if row["slug"]
    ]
    assert row["reason"] == "The method changed, so it cannot be compared."


@pytest.mark.parametrize("kind", MADE)
def test_hidden_figures_and_texts_that_wait_are_in_no_part_of_a_paper(db, kind: str) -> None:
    hidden = of_year(
        YEAR, marker="c", shown=None, shown_unit=None, value=None, base=SECRET, word="Not shown",
        interval={"margin_shown": SECRET}, note=SECRET,
    )  # fmt: skip
    one = frozen.measure("tp09", [of_year(BEFORE), hidden], regulator="TP09", stock="LCRA", figure=None)
    for texts_of, texts in NEEDED.items():
        for text in texts:
            ReportSection.objects.create(
                kind=texts_of, year=YEAR, key=text.key, text=SECRET, author=User.objects.system()
            )
    found = made(kind, frozen.published(one))
    assert SECRET not in found.words
    assert SECRET not in found.html
    assert SECRET.encode() not in found.content
    assert SECRET not in csv_of(found.paper).decode()
    assert SECRET not in str(found.order.given)
    assert "[c]" in found.words
    assert "[c]" in csv_of(found.paper).decode()
    assert checking.faults(found.content, found.pages, found.paper) == []


@pytest.mark.parametrize("kind", MADE)
def test_a_paper_is_a_pure_function_of_what_it_was_given(
    db, kind: str, django_assert_max_num_queries
) -> None:
    """Texts approved after the order change nothing: building asks only for documents and the landlord."""
    order = ordered(kind, frozen.published(surveyed("TP09", "LCRA")))
    before = KINDS[kind].build(order)
    write_all(lambda key: f"Approved later: {key}")
    with django_assert_max_num_queries(5):
        after = KINDS[kind].build(order)
    assert after.facts == before.facts
    assert after.missing == before.missing
    assert connection.in_atomic_block


def held(*slugs: str) -> frozen.Document:
    """A promise whose lines hold these measures."""
    return {
        "slug": "put-right",
        "title": "Put things right",
        "lines": [{"measure": {"slug": one}} for one in slugs],
    }


def test_the_complaints_report_takes_the_regulators_and_what_stands_beside_them() -> None:
    measures = {
        "ch": frozen.measure("ch", [], regulator="CH01.1"),
        "tp": frozen.measure("tp", [], regulator="TP01"),
        "beside": frozen.measure("beside", []),
        "gone": frozen.measure("gone", []),
    }
    found = about_complaints(
        measures, {"put-right": held("ch", "beside", "unknown"), "other": held("tp", "gone")}
    )
    assert [one["slug"] for one in found] == ["ch", "beside"]
    assert about_complaints({"gone": measures["gone"]}, {"other": held("gone")}) == []


def test_the_complaints_report_of_the_demonstration_has_its_year_and_its_quarters(all_made) -> None:
    found = all_made["complaints", "demonstration"]
    assert "Complaints with a second answer on time 97.9% 91.7% On target Target: 90% 46 of 47" in found.words
    assert "April to June 2025 100.0% 10 of 10 On target" in found.words
    rows = csv_of(found.paper).decode("utf-8-sig").splitlines()
    assert "parts,second-answers,2025-26-Q1,100.0%,10 of 10,On target" in "\n".join(rows)
    assert {row["slug"] for row in found.paper.context["rows"]} == {
        "complaints-we-agreed-with", "complaints-for-each-1000-homes", "days-to-pay-you-back",
        "happy-with-complaint", "second-answers", "first-answers",
    }  # fmt: skip


def whole(found: Made) -> dict[str, bytes]:
    """The files of the ZIP of a paper, with each of its hashes looked at."""
    archive = zipfile.ZipFile(io.BytesIO(zipped(found.order, found.paper, found.content)))
    files = {name: archive.read(name) for name in archive.namelist()}
    sums = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS.txt").decode().splitlines())
    assert sums == {name: hashlib.sha256(held).hexdigest() for name, held in files.items()}
    return files


def test_the_zip_of_the_inspection_holds_everything_under_true_hashes_and_repeats(db) -> None:
    found = made("inspection", one_measure())
    files = whole(found)
    assert set(files) == {
        "inspection-2026-27-q2.pdf", "manifest.json", "documents/charter.json", "documents/performance.json",
        "documents/measures/tp09-lcra.json", "documents/promises/put-right.json",
        *(f"tables/{one.name}.csv" for one in found.paper.tables),
    }  # fmt: skip
    manifest = json.loads(files.pop("manifest.json"))
    files.pop("inspection-2026-27-q2.pdf")
    assert manifest["files"] == {name: hashlib.sha256(held).hexdigest() for name, held in files.items()}
    assert manifest["hash"] == found.order.release.hash
    assert zipped(found.order, found.paper, found.content) == zipped(found.order, found.paper, found.content)
    content, _pages = pdf.printed(found.paper.template, framed(found.order, found.paper), logo_content())
    assert content == found.content
    assert b"tp09-lcra,2025-26,71.3%,363 of 509," in files["tables/figures.csv"]
    assert b"put-right,The promise put-right,transparency,Nearly kept," in files["tables/promises.csv"]


def test_a_file_of_the_zip_that_was_changed_is_found(db) -> None:
    found = made("inspection", one_measure())
    files = whole(found)
    manifest = json.loads(files["manifest.json"])["files"]
    changed = files["tables/figures.csv"].replace(b"71.3%", b"72.3%")
    assert hashlib.sha256(changed).hexdigest() != manifest["tables/figures.csv"]


def test_the_inspection_of_the_demonstration_has_all_standards_approvals_by_post_and_hashes(all_made) -> None:
    found = all_made["inspection", "demonstration"]
    assert [one["title"] for one in found.paper.context["standards"]] == [
        str(word) for _key, word in STANDARDS
    ]
    assert [len(one["promises"]) for one in found.paper.context["standards"]] == [4, 3, 1, 1]
    approvals = found.paper.context["approvals"]
    assert sum(row["count"] for row in approvals) == len(found.order.given["approvals"])
    assert "Director of Customers" in found.words
    assert "We did: " in found.words
    squeezed = found.words.replace(" ", "")
    assert [one["slug"] for one in found.order.given["releases"] if one["hash"] not in squeezed] == []
    assert len(found.order.given["releases"]) == 4
    assert {one["period"][:7] for one in found.order.given["approvals"]} >= {"2024-25", "2025-26"}


def test_nobody_is_named_in_an_inspection_pack(all_made, django_db_blocker) -> None:
    found = all_made["inspection", "demonstration"]
    with loaded(django_db_blocker):
        # Whoever the charter itself names in public is no secret of the pack.
        public = "".join(ReleaseDocument.objects.values_list("body", flat=True))
        people = [one for one in User.objects.exclude(name="") if one.name not in public]
    said = " ".join([found.words, csv_of(found.paper).decode(), json.dumps(found.order.given)])
    assert len(people) > 5
    assert [one.name for one in people if one.name in said or one.email in said] == []


def test_figures_that_no_release_holds_are_in_no_pack(measure, approver, data_owner) -> None:
    """Approved after the release was cut off, or not approved at all: not even that they exist."""
    release = one_measure()
    later = release.cutoff + timedelta(hours=1)
    for period, state, decided in (("2026-07", "approved", later), ("2026-08", "submitted", None)):
        month = Period.parse(period)
        Result.objects.create(
            measure=measure, period=period, period_kind="month", period_start=month.start,
            period_end=month.end, numerator=4711, denominator=5000, entered_by=data_owner, workflow=state,
            submitted_by=data_owner, submitted_at=release.cutoff, decided_by=approver if decided else None,
            decided_at=decided, approval="provisional" if decided else "",
        )  # fmt: skip
    given = ordered("inspection", release).given
    assert given["approvals"] == []
    Result.objects.filter(workflow="approved").update(decided_at=release.cutoff)
    [held] = ordered("inspection", release).given["approvals"]
    assert (held["measure"], held["period"], held["automatic"]) == (measure.slug, "2026-07", False)
    assert "4711" not in json.dumps(held)


def test_hidden_corrections_stay_hidden_in_the_tables(db) -> None:
    numbers = dict.fromkeys(("numerator", "denominator", "value", "grade", "done_on"), SECRET)
    correction = {
        "hidden": True, "period": YEAR, "label": "x", "kind": "correction", "reason": SECRET, "old": numbers,
        "new": numbers, "on": "2026-05-01",
    }  # fmt: skip
    one = frozen.measure("tp09", [of_year(YEAR)], revisions=[correction])
    paper = KINDS["inspection"].build(ordered("inspection", frozen.published(one)))
    assert SECRET not in csv_of(paper).decode()
    assert "[c]" in csv_of(paper).decode()
    seen = KINDS["inspection"].build(
        ordered("inspection", replace_measure(one, revisions=[correction | {"hidden": False}]))
    )
    assert SECRET in csv_of(seen).decode()


def replace_measure(one: frozen.Document, **more: Any) -> ReleaseView:
    """The release anew with this measure otherwise."""
    Release.objects.all().delete()
    return frozen.published(one | more)


def filed(approver: User) -> Report:
    """The complaints report of the live release, as the worker files it."""
    report = order_report(release=Release.objects.get(), by=approver, kind="complaints")
    assert report.job is not None
    jobs.run(report.job.pk)
    report.refresh_from_db()
    assert report.problem == ""
    return report


def test_a_missing_text_blocks_the_final_paper_until_it_is_approved(landlord, approver) -> None:
    one_measure()
    write_all(lambda key: f"What there is to say of {key}.")
    texts = ReportSection.objects.filter(kind="complaints", key="learning")
    before = texts.values("approver", "approved_at").get()
    texts.update(approver=None, approved_at=None)
    draft = filed(approver)
    assert (draft.status, draft.missing, bool(draft.file)) == (
        "draft", ["What we learned, and what we changed"], True,
    )  # fmt: skip
    with pytest.raises(Refused, match="draft"):
        release_report(report=draft, by=approver, to_board=True)
    texts.update(approver=before["approver"], approved_at=before["approved_at"])
    final = filed(approver)
    assert (final.status, final.missing, final.edition) == ("final", [], 2)
    assert final.digest != draft.digest
    assert release_report(report=final, by=approver, to_board=True).released_to_board
    draft.refresh_from_db()
    assert draft.status == "draft"
