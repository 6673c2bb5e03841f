"""From a request to the frozen documents that it asks for."""

from collections.abc import Iterable
from typing import Any

from measures import csv_export, presenters
from measures.presenters import Document, ReleaseView

RESULT_HEADS = (
    "release", "measure", "title", "period", "segment", "numerator", "denominator", "value", "grade", "shown",
    "unit", "target", "status", "score", "data_status", "flags", "marker",
)  # fmt: skip


class Unavailable(Exception):
    """An answer that is not the data: a status, a word for programs and a sentence for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def chosen_release(slug: str | None) -> ReleaseView:
    """The release named, or the live one. Raises Unavailable: 404 when there is none, 410 when withdrawn."""
    found = presenters.release_named(slug) if slug else presenters.live_release()
    if found is None:
        message = "There is no release of this name." if slug else "Nothing is published yet."
        raise Unavailable(404, "no_release", message)
    if found.state == "withdrawn":
        raise Unavailable(410, "withdrawn", f"This release was withdrawn. {found.withdrawn_because}")
    return found


def document_of(release: ReleaseView, name: str) -> Document:
    """A document with the release that it is from. Raises Unavailable 404 when the release has none such."""
    found = presenters.document(release, name)
    if found is None:
        raise Unavailable(404, "not_found", "This release has nothing of that name.")
    return found | {"release": reference(release)}


def reference(release: ReleaseView) -> dict[str, str]:
    """How an answer names its release."""
    return {"slug": release.slug, "hash": release.hash}


def result_rows(release: ReleaseView, measure: str | None, period: str | None) -> list[Document]:
    """Figures of a release with the slug of their measure, filtered; measures in the order of their slugs."""
    found = presenters.documents(release, "measures")
    if measure:
        found = {slug: document for slug, document in found.items() if slug == measure}
    return [
        one | {"measure": slug, "title": document["title"], "unit": document["unit"]}
        for slug, document in sorted(found.items())
        for one in presenters.figures_of(document)
        if period is None or one["period"] == period
    ]


def results_csv(release: ReleaseView, rows: Iterable[Document]) -> bytes:
    """Figures as CSV, in the words of the API."""
    return csv_export.written(RESULT_HEADS, (_cells(release, row) for row in rows))


def _cells(release: ReleaseView, row: Document) -> list[Any]:
    named = row | {"release": release.slug, "flags": " ".join(row["flags"])}
    return [named[head] for head in RESULT_HEADS]
