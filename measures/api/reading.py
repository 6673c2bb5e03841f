"""From a request to the frozen documents that it asks for."""

from collections.abc import Iterable

from django.conf import settings

from charter.presenters import landlord
from measures import presenters
from measures.open_data.package import About, table_csv
from measures.open_data.rows import as_result, figures
from measures.open_data.shapes import Row, Table
from measures.open_data.tables import RESULTS
from measures.presenters import Document, ReleaseView


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


def result_rows(release: ReleaseView, measure: str | None, period: str | None) -> list[Row]:
    """Figures of a release with the slug of their measure, filtered; measures in the order of their slugs."""
    found = presenters.documents(release, "measures")
    chosen = {f"measures/{slug}": one for slug, one in found.items() if measure in (None, "", slug)}
    return [one for one in figures(chosen) if period is None or one["period"] == period]


def results_csv(release: ReleaseView, rows: Iterable[Row]) -> bytes:
    """Figures as CSV, in the words of the API."""
    return table_csv(RESULTS, map(as_result, rows), release.slug)


def whole_table(release: ReleaseView, table: Table) -> bytes:
    """A table of a release as CSV, from its measures and promises. Two queries."""
    folders = ("measures", "promises")
    found = {
        f"{folder}/{slug}": one
        for folder in folders
        for slug, one in presenters.documents(release, folder).items()
    }
    return table_csv(table, table.rows(found), release.slug)


def about(release: ReleaseView) -> About:
    """What files and catalogues say of a release; the landlord's name is the one that was frozen."""
    charter = presenters.document(release, "charter") or {}
    return About(
        slug=release.slug,
        label=release.label,
        hash=release.hash,
        published_at=release.published_at,
        landlord=charter.get("landlord") or landlord().name,
        site=settings.SITE,
    )
