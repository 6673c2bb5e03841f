"""A promise in full, and the documents that the landlord owes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from charter.access import public
from charter.open_data import open_data
from engagement.presenters import changes, scrutiny
from measures import presenters
from measures.presenters import DocumentView
from promises.presenters import edition_file

MOST_CHANGES, MOST_SCRUTINY = 4, 2

# Social Tenant Access to Information Requirements, policy statement of 30 September 2025, chapter 1.
STAIRS_CLASSES = (
    N_("governance and decision making"),
    N_("spending"),
    N_("housing stock management"),
    N_("performance"),
    N_("services"),
    N_("lists and registers"),
    N_("policies and strategies"),
)


@public("a promise is made to the public")
def promise(request: HttpRequest, slug: str) -> HttpResponse:
    """The promise: how it is delivered, how it is measured with the state of each, who checks it."""
    release = presenters.live_release()
    document = presenters.document(release, f"promises/{slug}") if release else None
    if document is None:
        raise Http404
    context = {
        "release": release,
        "promise": document,
        "changes": changes(MOST_CHANGES, promise=slug),
        "scrutiny": scrutiny(MOST_SCRUTINY, promise=slug),
        "part": "charter",
    }
    return render(request, "promises/promise.html", context)


@public("documents are published")
def documents(request: HttpRequest) -> HttpResponse:
    """The publication scheme by class, each document with its editions: due, published, late, next review."""
    owed = presenters.documents_owed(on=timezone.localdate())
    context = {
        "classes": scheme(owed),
        "unlisted": unlisted(owed),
        "documents": owed,
        "due": [one for one in owed if one.status != "not_judged"],
        "late": [one for one in owed if one.status in ("near", "missed")],
        "part": "documents",
    }
    return render(request, "promises/documents.html", context)


def scheme(owed: list[DocumentView]) -> list[tuple[str, list[DocumentView]]]:
    """The documents by class: those of the rules in their order, others by name, those without one last."""
    named: dict[str, list[DocumentView]] = {}
    for one in owed:
        named.setdefault(one.publication.stairs_class.strip().lower(), []).append(one)
    order = [name for name in STAIRS_CLASSES if name in named]
    order += sorted(name for name in named if name and name not in STAIRS_CLASSES)
    return [(name, named[name]) for name in [*order, *([""] if "" in named else [])]]


def unlisted(owed: list[DocumentView]) -> list[str]:
    """The classes of the rules that no document is in; none where the landlord uses no classes."""
    used = {one.publication.stairs_class.strip().lower() for one in owed}
    return [name for name in STAIRS_CLASSES if name not in used] if used & set(STAIRS_CLASSES) else []


@open_data
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of an approved edition, as a download under its own name."""
    found = edition_file(pk, on=timezone.localdate())
    if found is None:
        raise Http404
    name, content = found
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
