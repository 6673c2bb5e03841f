"""A promise in full, and the documents that the landlord owes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from charter.access import public
from measures import presenters
from promises.presenters import edition_file


@public("a promise is made to the public")
def promise(request: HttpRequest, slug: str) -> HttpResponse:
    """The promise: how it is delivered, how it is measured with the state of each, who checks it."""
    release = presenters.live_release()
    document = presenters.document(release, f"promises/{slug}") if release else None
    if document is None:
        raise Http404
    context = {"release": release, "promise": document, "part": "charter"}
    return render(request, "promises/promise.html", context)


@public("documents are published")
def documents(request: HttpRequest) -> HttpResponse:
    """Each document with its editions: due, published, late, next review."""
    owed = presenters.documents_owed(on=timezone.localdate())
    return render(request, "promises/documents.html", {"documents": owed, "part": "documents"})


@public("an approved edition is published")
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
