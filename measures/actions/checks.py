"""The proof that what is shown is what was published: read off the real output, compared with the release."""

import hashlib
import json
import logging
from dataclasses import dataclass
from html import unescape
from re import sub

from django.conf import settings
from django.db import transaction
from django.test import Client

from charter import audit
from charter.models import User
from measures import presenters
from measures.models import Release, Report
from measures.presenters import Document

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Check:
    """How many figures were compared, and every difference in a sentence."""

    compared: int
    differences: tuple[str, ...]


def check_published(*, by: User) -> Check:
    """Compare home, measure pages, API and papers with the live release; a difference is logged and audited.

    Changes nothing that is shown: a difference is an alarm, never an overwrite.
    """
    release = presenters.live_release()
    if release is None:
        return Check(0, ())
    found: list[str] = []
    measures = presenters.documents(release, "measures")
    charter = presenters.document(release, "charter") or {}
    if charter.get("exists") and charter["sentence"] not in _text("/"):
        found.append("The home page does not say the charter's sentence.")
    for slug, document in measures.items():
        found += _measure(slug, document)
    found += _papers(release.pk)
    if found:
        _alarm(release.pk, found, by)
    return Check(len(measures), tuple(found))


def _measure(slug: str, document: Document) -> list[str]:
    """The page and the open data of one measure."""
    found = []
    figure = document["figure"]
    text = _text(f"/measures/{slug}/")
    wanted = [figure["shown_unit"]] if figure else []
    if figure and " of " in figure["base"]:
        wanted += figure["base"].split(" of ")
    found += [f"The page of {slug} does not show “{one}”." for one in wanted if one and one not in text]
    answer = json.loads(_get(f"/api/v1/measures/{slug}"))
    if {key: value for key, value in answer.items() if key != "release"} != document:
        found.append(f"The open data of {slug} is not the published document.")
    return found


def _papers(release_id: int) -> list[str]:
    """Stored papers still have the bytes that were filed."""
    found = []
    for report in Report.objects.filter(release_id=release_id).exclude(digest=""):
        with report.file.open("rb") as paper:
            if hashlib.sha256(paper.read()).hexdigest() != report.digest:
                found.append(f"The file of the {report.kind} report was changed or damaged.")
    return found


def _get(address: str) -> str:
    """The real answer of the portal to a visitor."""
    host = settings.SITE.partition("://")[2]
    visitor = Client(headers={"host": host})
    return visitor.get(address, secure=settings.SITE.startswith("https")).content.decode()


def _text(address: str) -> str:
    """A page as words, without its mark-up."""
    return sub(r"\s+", " ", unescape(sub(r"<[^>]*>", " ", _get(address))))


@transaction.atomic
def _alarm(release_id: int, found: list[str], by: User) -> None:
    release = Release.objects.get(pk=release_id)
    log.error(
        "release %s: %s differences between what is shown and what was published", release.slug, len(found)
    )
    audit.record("published_differs", release, by=by, detail={"differences": found[:50]})
