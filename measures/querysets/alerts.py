"""What those who watch figures and documents are to be told today, read off the release on show.

Source: docs/adr/0036-alerts-and-schedules.md. Nothing that is hidden or not yet published can follow from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.bodies import watchers
from measures.exceptions import Document, exceptions_of, is_hidden, variation_of
from measures.models import Measure
from measures.presenters import ReleaseView, documents_owed
from measures.sentences import long_date

TOLD = frozenset({"worse", "moved"})  # what became better is news for a dashboard


@dataclass(frozen=True)
class Telling:
    """Something to tell: of which measure or publication (slugs), about which period or day, and to whom.

    `bodies` are slugs of the bodies that monitor it, `address` is a path of the portal.
    """

    kind: str
    measure: str
    publication: str
    about: str
    sentence: str
    address: str
    bodies: frozenset[str]

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it one thing, told once."""
        return self.kind, self.measure, self.publication, self.about


def to_be_told(release: ReleaseView, today: date) -> list[Telling]:
    """Everything that stands in the release or is late today, and that somebody monitors. Six queries."""
    watched = [(measure, bodies) for measure, bodies in watchers(release) if bodies]
    found = [one for measure, bodies in watched for one in _of_measure(measure, bodies)]
    return found + list(_late_documents({measure["slug"]: bodies for measure, bodies in watched}, today))


def _of_measure(measure: Document, bodies: frozenset[str]) -> Iterator[Telling]:
    if is_hidden(measure):
        return
    slug, title, spc = measure["slug"], measure["title"], measure.get("spc") or {}
    address = reverse("measure", args=[slug])
    if variation_of(measure) in TOLD:
        said = spc.get("variation_detail") or spc.get("variation") or ""
        yield Telling("signal", slug, "", spc.get("last") or "", f"{title}: {said}", address, bodies)
    for one in exceptions_of([measure], [], "0") if measure.get("critical") else ():
        if one.kind == "missed":
            about = (measure.get("figure") or {}).get("period") or ""
            yield Telling("critical_miss", slug, "", about, one.sentence, address, bodies)


def _late_documents(watched: dict[str, frozenset[str]], today: date) -> Iterator[Telling]:
    """Documents that are late, for whoever monitors a measure of their being in time."""
    by_publication: dict[str, frozenset[str]] = {}
    named = Measure.objects.filter(kind="publication", slug__in=watched, publications__isnull=False)
    for slug, publication in named.values_list("slug", "publications__slug"):
        by_publication[publication] = by_publication.get(publication, frozenset()) | watched[slug]
    for found in documents_owed(today) if by_publication else ():
        slug, title = found.publication.slug, found.publication.title
        missing = [line.due for line in found.lines if line.edition is None and line.due is not None]
        for due in missing if slug in by_publication else ():
            if due < today:
                sentence = _("{title} was due on {date} and is not published.").format(
                    title=title, date=long_date(due)
                )
                address = reverse("documents")
                yield Telling(
                    "late_publication", "", slug, due.isoformat(), sentence, address, by_publication[slug]
                )
