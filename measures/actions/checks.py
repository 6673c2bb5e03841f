"""The proof that what is shown is what was published: read off the real output, compared with the release."""

import csv
import hashlib
import io
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from django.conf import settings
from django.db import transaction

from charter import audit, jobs
from charter.models import Job, User
from measures import pdf, presenters, report_view
from measures.actions.paper_mails import tell_of_fault
from measures.models import Release, Report
from measures.open_data.rows import figures_of
from measures.papers import KINDS
from measures.papers.checking import damaged_documents, faults
from measures.papers.ordering import order_of
from measures.presenters import Document, ReleaseView
from measures.querysets.papers import OUT

log = logging.getLogger(__name__)
MOST_TOLD = 50
COMPARED_CELLS = (
    "period",
    "segment",
    "numerator",
    "denominator",
    "value",
    "grade",
    "shown",
    "status",
    "score",
)


@dataclass(frozen=True)
class Check:
    """How many measures were compared, and every difference in a sentence."""

    compared: int
    differences: tuple[str, ...]


def check_published(*, by: User) -> Check:
    """Compare home, measure pages, open data and papers with the live release; a difference is an alarm.

    It is logged as an error and noted as an event. Nothing that is shown is changed.
    """
    release = presenters.live_release()
    if release is None:
        return Check(0, ())
    measures = presenters.documents(release, "measures")
    charter = presenters.document(release, "charter") or {}
    found = [*damaged_documents(release), *_home(charter), *_charter_data(release, charter)]
    for slug, document in measures.items():
        found += [*_measure_page(slug, document), *_measure_data(release, slug, document)]
    found += _papers(release, charter, measures)
    if found:
        _alarm(release, found, by)
    return Check(len(measures), tuple(found))


@transaction.atomic
def ask_for_check(*, by: User) -> Job:
    """Ask the worker for the nightly comparison."""
    return jobs.enqueue("check_published", key="check_published", by=by)


@jobs.register("check_published")
def _check_published(job: Job) -> str:
    found = check_published(by=job.asked_by)
    return f"{found.compared} measures compared, {len(found.differences)} differences"


def _home(charter: Document) -> Iterator[str]:
    """The home page says the charter's sentence, and each promise with its status and figure."""
    if not charter.get("exists"):
        return
    text = _text("/")
    if not _says(text, charter["sentence"]):
        yield "The home page does not say the charter's sentence."
    for promise in charter["promises"]:
        figure = (promise["headline"] or {}).get("figure") or {}
        for wanted in (promise["title"], promise["word"], figure.get("shown_unit")):
            if wanted and not _says(text, wanted):
                yield f"The home page does not say “{wanted}” of {promise['slug']}."


def _charter_data(release: ReleaseView, charter: Document) -> Iterator[str]:
    """The charter's open data is the frozen document."""
    reference = {"slug": release.slug, "hash": release.hash}
    if charter and _data("/api/v1/charter") != charter | {"release": reference}:
        yield "The open data of the charter is not the published document."


def _measure_page(slug: str, document: Document) -> Iterator[str]:
    """The page of a measure shows its figure, what that is based on, and its status."""
    figure = document["figure"] or {}
    text = _text(f"/measures/{slug}/")
    base = (figure.get("base") or "").split(" of ") if " of " in (figure.get("base") or "") else []
    for wanted in (document["title"], document["word"], figure.get("shown_unit"), *base):
        if wanted and not _says(text, wanted):
            yield f"The page of {slug} does not show “{wanted}”."


def _measure_data(release: ReleaseView, slug: str, document: Document) -> Iterator[str]:
    """JSON and CSV of a measure hold the frozen figures, each of them."""
    answer = _data(f"/api/v1/measures/{slug}")
    if answer != document | {"release": {"slug": release.slug, "hash": release.hash}}:
        yield f"The open data of {slug} is not the published document."
    rows = list(csv.DictReader(io.StringIO(_get(f"/measures/{slug}.csv").lstrip("\ufeff"))))
    wanted = [[one[name] or "" for name in COMPARED_CELLS] for one in figures_of(document)]
    if [[row.get(name) for name in COMPARED_CELLS] for row in rows] != wanted:
        yield f"The table of {slug} does not hold the published figures."


def _papers(release: ReleaseView, charter: Document, measures: Mapping[str, Document]) -> Iterator[str]:
    """Papers that somebody may open have the bytes that were filed; else their owner is told.

    Those of the release on show must also say what they must.
    """
    rows = Report.objects.select_related("release", "body", "ordered_by")
    for report in rows.filter(release__state__in=OUT).exclude(digest=""):
        found = [*_bytes(report)]
        if not found and report.release_id == release.pk:
            found = list(_paper(report, charter, measures))
        if found:
            with transaction.atomic():
                tell_of_fault(report, by=User.objects.system())
        yield from found


def _bytes(report: Report) -> Iterator[str]:
    """Whether the files of a paper are those that were filed: the paper, and the archive beside it."""
    for name, digest in (("file", report.digest), ("archive", report.archive_digest)):
        if not digest:
            continue
        try:
            with getattr(report, name).open("rb") as held:
                found = hashlib.file_digest(held, "sha256").hexdigest()
        except OSError:
            yield f"The {name} of the {report.kind} report is missing."
            continue
        if found != digest:
            yield f"The {name} of the {report.kind} report was changed or damaged."


def _paper(report: Report, charter: Document, measures: Mapping[str, Document]) -> Iterator[str]:
    with report.file.open("rb") as paper:
        content = paper.read()
    if report.kind in KINDS:
        wanted = KINDS[report.kind].build(order_of(report))
        for fault in faults(content, report.pages or 0, wanted):
            yield f"{report.get_kind_display()} {report.pk}: {fault}"
    if report.kind == "board":
        yield from paper_differences(pdf.words(content), charter, measures)


def paper_differences(text: str, charter: Document, measures: Mapping[str, Document]) -> Iterator[str]:
    """What the text of a Board report does not say of a release: the sentence, and each measure's figures."""
    squeezed = _squeezed(text)
    if charter.get("exists") and _squeezed(charter["sentence"]) not in squeezed:
        yield "The paper does not say the charter's sentence."
    tables = squeezed.split(_squeezed(", newest first"))[1:]
    with_figures = [(slug, measures[slug]) for slug in sorted(measures) if measures[slug]["results"]]
    if len(tables) != len(with_figures):
        yield f"The paper has {len(tables)} tables of figures instead of {len(with_figures)}."
        return
    most = report_view.rows_a_table(len(document["results"]) for _, document in with_figures)
    for (slug, document), table in zip(with_figures, tables, strict=True):
        for one in document["results"][-most:]:
            label, figure = _squeezed(one["label"]), _squeezed(_short(one, document) + (one["base"] or "–"))
            if not re.search(rf"{re.escape(label)}(\(.*?\))?{re.escape(figure)}", table):
                yield f"The paper does not hold the figure of {slug} for {one['period']}."


def _short(one: Document, document: Document) -> str:
    """A figure as a table prints it, without a long unit."""
    return (one["shown_unit"] or "–").removesuffix(f" {document['unit']}")


def _says(text: str, wanted: str) -> bool:
    """Whether a text holds the words, not as a part of a longer number."""
    return re.search(rf"(?<![\d.,]){re.escape(' '.join(wanted.split()))}(?!\d)", text) is not None


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _get(address: str) -> str:
    """The real answer of the portal to a visitor; nothing when it could not answer."""
    from django.test import Client  # 0.1 seconds, which no other command needs to spend at its start

    host = settings.SITE.partition("://")[2]
    visitor = Client(headers={"host": host}, raise_request_exception=False)
    answer = visitor.get(address, secure=settings.SITE.startswith("https"))
    return answer.content.decode() if answer.status_code == 200 else ""


def _data(address: str) -> Document:
    found: Document = json.loads(_get(address) or "{}")
    return found


def _text(address: str) -> str:
    """A page as words, without its mark-up."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", _get(address))).split())


@transaction.atomic
def _alarm(release: ReleaseView, found: Iterable[str], by: User) -> None:
    told = list(found)
    log.error(
        "release %s: what is shown differs from what was published in %s places", release.slug, len(told)
    )
    subject = Release.objects.get(pk=release.pk)
    audit.record("published_differs", subject, by=by, detail={"differences": told[:MOST_TOLD]})
